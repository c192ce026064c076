import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from corpus.errors import IntegrityError, StoreError
from corpus.home import home
from corpus.model import Agreement, Source
from corpus.store.snapshots import SnapshotStore

TIME = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SOURCE = Source("ruritania", "en", "palace", "https://palace.example/treaty", "text/html", licence="free")


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


def test_a_snapshot_comes_back_with_all_its_provenance(store):
    given = store.add(
        SOURCE,
        b"<p>Article 1",
        how="fetch",
        retrieved_at=TIME.astimezone(timezone(timedelta(hours=-5))),
        final_url="https://palace.example/final",
        etag='"abc"',
        last_modified="Thu, 01 Jan 2026 00:00:00 GMT",
        status=200,
        headers={"Content-Type": "text/html; charset=utf-8"},
        language_asked="eng",
        original_name="Ünïcode name.html",
    )
    assert store.snapshots() == store.snapshots("ruritania") == store.latest() == [given]
    assert given.source == SOURCE
    assert given.retrieved_at == TIME
    assert given.size == 12
    assert given.path == f"ruritania/en-palace-{hashlib.sha256(b'<p>Article 1').hexdigest()[:12]}.html"
    assert store.read(given) == b"<p>Article 1"


@given(data=st.binary(min_size=1, max_size=300))
def test_any_bytes_come_back_as_they_were(tmp_path_factory, data):
    store = SnapshotStore(tmp_path_factory.mktemp("any"))
    snapshot = store.add(SOURCE, data, how="import", retrieved_at=TIME)
    assert store.read(store.snapshots()[0]) == data
    assert snapshot.sha256 == hashlib.sha256(data).hexdigest()


def test_the_same_bytes_are_kept_once_and_older_ones_stay(store):
    first = store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME)
    assert store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME + timedelta(days=1)) == first
    second = store.add(SOURCE, b"two", how="fetch", retrieved_at=TIME + timedelta(days=2))
    assert store.snapshots() == [first, second]
    assert store.latest() == [second]
    assert store.read(first) == b"one"


def test_the_chapters_of_an_agreement_stay_in_their_order(store):
    chapters = [
        replace(SOURCE, url=f"https://palace.example/{number}", covers=f"chapter {number}") for number in range(1, 9)
    ]
    for day, chapter in enumerate([*chapters, chapters[2]]):
        store.add(chapter, f"text of day {day}".encode(), how="fetch", retrieved_at=TIME + timedelta(days=day))
    assert [snapshot.source for snapshot in store.latest()] == chapters
    assert store.read(store.latest()[2]) == b"text of day 8"


def test_bytes_that_come_back_are_the_newest_again(store):
    store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME)
    store.add(SOURCE, b"two", how="fetch", retrieved_at=TIME + timedelta(days=1))
    store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME + timedelta(days=2))
    assert [store.read(snapshot) for snapshot in store.latest()] == [b"one"]
    assert len(store.snapshots()) == 2


def test_two_addresses_that_serve_the_same_bytes_are_two_snapshots(store):
    other = replace(SOURCE, url="https://palace.example/mirror")
    held = {store.add(source, b"one", how="fetch", retrieved_at=TIME).path for source in (SOURCE, other, SOURCE, other)}
    assert len(held) == 2
    assert {snapshot.source.url for snapshot in store.latest()} == {SOURCE.url, other.url}


def test_files_of_different_names_are_different_texts(store):
    local = replace(SOURCE, url="")
    for day, (name, data) in enumerate((("body.txt", b"one"), ("annexes.txt", b"two"), ("body.txt", b"three"))):
        store.add(local, data, how="import", retrieved_at=TIME + timedelta(days=day), original_name=name)
    assert [store.read(snapshot) for snapshot in store.latest()] == [b"three", b"two"]


def test_the_language_publisher_and_agreement_tell_sources_apart(store):
    sources = [
        SOURCE,
        replace(SOURCE, language="es"),
        replace(SOURCE, publisher="court"),
        replace(SOURCE, agreement="b"),
    ]
    for source in sources:
        store.add(source, b"one", how="fetch", retrieved_at=TIME)
    assert {snapshot.source for snapshot in store.latest()} == set(sources)
    assert [snapshot.source.agreement for snapshot in store.snapshots("b")] == ["b"]
    assert store.snapshots("nowhere") == []


@pytest.mark.parametrize(
    ("source", "headers", "name", "extension"),
    [
        (SOURCE, {}, "", "html"),
        (SOURCE, {}, "text.PDF", "pdf"),
        (SOURCE, {}, "text.exe", "html"),
        (replace(SOURCE, media_type=""), {"content-type": "application/xhtml+xml;charset=UTF-8"}, "", "xhtml"),
        (replace(SOURCE, media_type="", url="https://palace.example/a/b.txt?x=1"), {}, "", "txt"),
        (replace(SOURCE, media_type="image/png"), {}, "", "bin"),
    ],
)
def test_the_ending_of_the_file(store, source, headers, name, extension):
    snapshot = store.add(source, b"one", how="import", retrieved_at=TIME, headers=headers, original_name=name)
    assert snapshot.path.endswith(f".{extension}")


def test_an_agreement_outside_the_catalogue_is_described_by_its_record(store):
    entry = Agreement(
        "ruritania",
        {"en": "Treaty of Strelsau", "es": "Tratado de Strelsau"},
        {"en": "Strelsau", "es": "Strelsau"},
        ("RUR", "GRA"),
        "unknown",
        signed=date(1894, 5, 1),
        sources=(SOURCE,),
    )
    store.add(SOURCE, b"one", how="import", retrieved_at=TIME, agreement=entry)
    store.add(replace(SOURCE, agreement="known"), b"one", how="import", retrieved_at=TIME)
    assert store.agreements() == {"ruritania": entry}


def test_changed_bytes_are_never_read(store):
    snapshot = store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME)
    (store.root / snapshot.path).write_bytes(b"two")
    with pytest.raises(IntegrityError, match="has changed"):
        store.read(snapshot)
    assert store.read(store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME)) == b"one"
    (store.root / snapshot.path).unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        store.read(snapshot)


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        {"file": "../../../etc/passwd"},
        {"file": "/etc/passwd"},
        {"file": "other.html"},
        {"file": 7},
        {"retrieved_at": "yesterday"},
        {"retrieved_at": "2026-01-02T03:04:05"},
        {"retrieved_at": None},
        {"source": {}},
        {"source": {"agreement": "elsewhere", "language": "en", "publisher": "p", "url": ""}},
        {"unknown": 1},
        {"final_url": "javascript:alert(1)"},
        {"source": {"agreement": "a-b", "language": "en", "publisher": "p", "url": "data:text/html,x"}},
    ],
)
def test_a_damaged_record_is_named(store, damage):
    snapshot = store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME)
    path = (store.root / snapshot.path).with_suffix(".json")
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(damage if isinstance(damage, str) else json.dumps(record | damage), encoding="utf-8")
    other = store.add(replace(SOURCE, language="es"), b"two", how="fetch", retrieved_at=TIME)
    assert store.snapshots() == [other]  # what is whole is there
    ((agreement, (error,)),) = store.damaged().items()
    assert agreement == SOURCE.agreement
    assert path.name in error.message
    assert error.hint


def test_a_damaged_agreement_entry_is_named(store):
    snapshot = store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME)
    path = (store.root / snapshot.path).with_suffix(".json")
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(record | {"agreement": {"id": "x"}}), encoding="utf-8")
    assert store.agreements() == {}
    assert [path.name in error.message for errors in store.damaged().values() for error in errors] == [True]


@pytest.mark.parametrize("part", ["", "..", "a/b", "a\\b", "A", ".hidden", "a b", "a--b"])
@pytest.mark.parametrize("field", ["agreement", "language", "publisher"])
def test_no_field_can_lead_out_of_the_store(store, field, part):
    with pytest.raises(StoreError, match="file name"):
        store.add(replace(SOURCE, **{field: part}), b"one", how="fetch", retrieved_at=TIME)
    assert store.snapshots() == []


def test_an_empty_text_is_not_kept(store):
    with pytest.raises(StoreError, match="empty"):
        store.add(SOURCE, b"", how="fetch", retrieved_at=TIME)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_failing_disk_loses_nothing(store, monkeypatch, code, call):
    first = store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME)

    def fail(*_args):
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        if call == "write":
            patched.setattr(os, "fdopen", fail)
        elif call == "fsync":
            patched.setattr(os, "fsync", fail)
        else:
            patched.setattr(Path, "replace", fail)
        with pytest.raises(StoreError) as raised:
            store.add(SOURCE, b"two", how="fetch", retrieved_at=TIME + timedelta(days=1))
    assert raised.value.hint
    assert store.latest() == [first]
    assert store.read(first) == b"one"
    assert not list(store.root.rglob("*.part"))
    second = store.add(SOURCE, b"two", how="fetch", retrieved_at=TIME + timedelta(days=1))
    assert store.latest() == [second]


@pytest.mark.skipif(not Path("/dev/full").exists() or os.name != "posix", reason="needs a limit on file sizes")
def test_a_limit_of_the_system_on_file_sizes_loses_nothing(tmp_path):
    program = f"""
import resource, signal
from datetime import UTC, datetime
from pathlib import Path
from corpus.errors import StoreError
from corpus.model import Source
from corpus.store.snapshots import SnapshotStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = SnapshotStore(Path({str(tmp_path)!r}))
source = Source("a", "en", "p", "https://p.example/u")
store.add(source, b"x" * 100, how="fetch", retrieved_at=datetime(2026, 1, 1, tzinfo=UTC))
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    store.add(source, b"y" * 100000, how="fetch", retrieved_at=datetime(2026, 1, 2, tzinfo=UTC))
except StoreError as error:
    print(error.hint)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout
    store = SnapshotStore(tmp_path)
    assert [store.read(snapshot) for snapshot in store.latest()] == [b"x" * 100]
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the system's administrator may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(store):
    store.root.mkdir()
    store.root.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be written") as raised:
        store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME)
    assert "CLAUSULA_HOME" in raised.value.hint
    store.root.chmod(0o700)


def test_a_file_where_the_folder_should_be_is_reported(tmp_path):
    (tmp_path / "snapshots").write_text("not a folder", encoding="utf-8")
    store = SnapshotStore(tmp_path / "snapshots")
    assert store.snapshots() == []
    with pytest.raises(StoreError, match="cannot be written"):
        store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME)


WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from corpus.model import Source
from corpus.store.snapshots import SnapshotStore
store = SnapshotStore(Path(sys.argv[1]))
source = Source("a", "en", "p", "https://p.example/u")
print("ready", flush=True)
number = int(sys.argv[2])
while True:
    number += 1
    data = str(number).encode() * 200000
    store.add(source, data, how="fetch", retrieved_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_writer_leaves_only_whole_snapshots(tmp_path):
    held = 0
    for wait in (0.0, 0.01, 0.03, 0.05, 0.08):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), str(held)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(wait)
        writer.kill()
        writer.communicate()
        store = SnapshotStore(tmp_path)
        snapshots = store.snapshots()
        assert all(len(store.read(snapshot)) == snapshot.size for snapshot in snapshots)
        assert len(snapshots) >= held
        held = len(snapshots)
    assert store.add(
        Source("a", "en", "p", "https://p.example/u"), b"after", how="fetch", retrieved_at=TIME + timedelta(days=9)
    )


def test_temporaries_and_strangers_are_ignored(store):
    snapshot = store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME)
    folder = store.root / "ruritania"
    (folder / ".en-palace.json.part").write_bytes(b"{")
    (folder / ".hidden.json").write_bytes(b"{")
    (folder / "en-palace-000000000000.html").write_bytes(b"without a record")
    assert store.snapshots() == [snapshot]


def test_what_a_killed_writer_left_goes_after_a_day(store):
    store.add(SOURCE, b"one", how="fetch", retrieved_at=TIME)
    old, young = (store.root / "ruritania" / f".{age}.part" for age in ("old", "young"))
    for part in (old, young):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    SnapshotStore(store.root).add(SOURCE, b"two", how="fetch", retrieved_at=TIME)
    assert not old.exists()
    assert young.exists()


def test_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CLAUSULA_HOME", str(tmp_path))
    assert home() == tmp_path
    monkeypatch.setenv("CLAUSULA_HOME", "~/texts")
    assert home() == Path.home() / "texts"
    monkeypatch.delenv("CLAUSULA_HOME")
    assert home().name == "clausula"
