"""`clausula fetch` and `clausula diff` as their users see them: a process of its own that asks the fake internet."""

import csv
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from urllib.parse import unquote

import pytest
from fake_internet import server, treaties
from fake_internet.internet import CHAPTERS, LANDING, MORE, SOURCES
from fake_internet.server import Reply, page

from corpus.store.snapshots import SnapshotStore

# The command itself, with its network led to the loopback and its waits left out.
PROGRAM = """
import functools, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a parent in the background hands "ignored" on
sys.path.insert(0, {tests!r})
import corpus.catalogue.agreements, corpus.fetch.fetcher
from corpus.fetch.results import Limits
from fake_internet.internet import LoopbackTransport, catalogue
corpus.catalogue.agreements.load_catalogue = catalogue
corpus.fetch.fetcher.Fetcher = functools.partial(
    corpus.fetch.fetcher.Fetcher, transport=LoopbackTransport({ports}), sleep=lambda _: None, limits=Limits(attempts=2)
)
from indexer.cli.main import main
main(prog_name="clausula")
"""


@pytest.fixture
def start(internet, home, monkeypatch):
    """Start the command with these arguments; more options go to subprocess.Popen."""
    monkeypatch.setenv("CLAUSULA_CONTACT", "reader@example.org")
    monkeypatch.setenv("CLAUSULA_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "100")
    program = textwrap.dedent(PROGRAM.format(tests=str(Path(__file__).parent), ports=json.dumps(internet.ports)))

    def started(*arguments: str, **options):
        usual = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
        return subprocess.Popen([sys.executable, "-X", "utf8", "-c", program, *arguments], **(usual | options))

    return started


@pytest.fixture
def clausula(start):
    """Run the command and return its exit code, its data and its messages."""

    def run(*arguments: str) -> tuple[int, str, str]:
        running = start(*arguments)
        data, messages = running.communicate(timeout=60)
        assert "Traceback" not in messages
        return running.returncode, data, messages

    return run


def rows(data: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in data.splitlines()]


def held(home: Path) -> dict[str, bytes]:
    """Every file of the store with its bytes."""
    return {str(path): path.read_bytes() for path in sorted((home / "snapshots").rglob("*.*")) if path.stat().st_size}


def test_texts_are_fetched_and_the_next_step_is_told(clausula, home):
    code, data, messages = clausula("fetch", "otters")
    assert code == 0
    assert data.count("fetched") == 11
    assert messages == "11 fetched. What to do next:\n- clausula build\n"
    code, data, messages = clausula("fetch", "otters")
    assert (code, data.count("unchanged"), messages) == (0, 11, "11 unchanged.\n")
    assert len(SnapshotStore(home / "snapshots").latest()) == 11


def test_a_dry_run_prints_the_requests_and_makes_none(clausula, internet, home):
    code, data, messages = clausula("fetch", "--dry-run", "--format", "jsonl")
    found = rows(data)
    assert (code, internet.asked(), held(home)) == (0, [], {})
    assert len(found) == len(SOURCES) + len(MORE)
    assert found[1] == {
        "agreement": "otters", "language": "es", "publisher": "cellar", "accept": "application/xhtml+xml",
        "accept_language": "spa", "request": "http://publications.europa.eu/resource/celex/22099A0101%2801%29",
        "lists": False,
    }  # fmt: skip
    assert {"ustr", "mincetur", "mofcom", "sice", "gac"} <= {row["publisher"] for row in found if row["lists"]}
    assert not {"cellar", "tota", "manytrade"} & {row["publisher"] for row in found if row["lists"]}
    assert [row["request"] for row in found if row["request"].startswith("none")] == [
        "none: http://www.sice.oas.org/TPD/RUR_GRA/Draft_text_e/Index_e.asp is a draft or an initialled text, not the signed one",
        "none: Clausula does not ask this publisher by itself",
    ]  # fmt: skip
    assert "None was made" in messages


def test_what_a_dry_run_prints_is_what_a_fetch_asks_for(clausula, internet):
    _, data, _ = clausula("fetch", "otters", "--dry-run", "--format", "jsonl")
    planned = {(row["request"], row["accept"], row["accept_language"]) for row in rows(data)}
    internet.reset()
    clausula("fetch", "otters")
    asked = set()
    for each in internet.asked():
        for scheme in ("http", "https"):
            url = f"{scheme}://{each.headers['host']}{each.path}"
            accept = each.headers["accept"]
            asked.add((url, "" if accept == "*/*" else accept, each.headers.get("accept-language", "")))
    assert planned <= asked


def test_a_dry_run_knows_what_need_not_be_asked_for(clausula):
    clausula("fetch", "otters", "--publisher", "tota")
    _, data, _ = clausula("fetch", "otters", "--publisher", "tota", "--dry-run")
    assert "none: it is held and has the hash in the catalogue" in data


def test_a_check_changes_nothing_and_says_so(clausula, internet, home):
    clausula("fetch", "otters", "--publisher", "ustr")
    before = held(home)
    internet.ustr.pages[CHAPTERS[17]] = page(treaties.pdf("en", 18), "application/pdf")
    code, data, messages = clausula("fetch", "otters", "--publisher", "ustr", "--check", "--format", "jsonl")
    assert code == 0
    assert [(row["text"], row["state"]) for row in rows(data)] == [
        ("1. Otters", "unchanged"),
        ("17. Otters", "changed"),
    ]
    assert "1 unchanged, 1 changed." in messages
    assert "clausula fetch, without --check" in messages
    assert held(home) == before


def test_what_changed_is_shown_by_diff(clausula, internet):
    clausula("fetch", "otters", "--publisher", "gac")
    text = treaties.gac().replace("each other on the bridge", "each other under the bridge")
    path = next(path for path in internet.gac.pages if "24.aspx" in path)
    internet.gac.pages[path] = page(text)
    assert clausula("fetch", "otters", "--publisher", "gac")[0] == 0
    code, data, messages = clausula("diff", "otters")
    assert code == 0
    assert data.startswith("changed otters/24.5/")
    assert "[-on-] {+under+}" in data
    assert messages.startswith("1 provision differs between the snapshots of gac, en: chapter 24, taken")


def test_a_diff_shows_every_chapter_that_changed(clausula, internet):
    clausula("fetch", "otters", "--publisher", "ustr")
    for number, path in CHAPTERS.items():
        lines = treaties.plain("en", number).replace("fishing with lamps", "fishing with torches").splitlines()
        internet.ustr.pages[path] = page(treaties.pdf_of(lines), "application/pdf")
    clausula("fetch", "otters", "--publisher", "ustr")
    _, data, messages = clausula("diff", "otters", "--format", "jsonl")
    assert [row["id"] for row in rows(data)] == ["otters/1.4/1", "otters/17.4/1"]
    assert {row["publisher"] for row in rows(data)} == {"ustr"}
    assert messages.count("1 provision differs") == 2


def test_walls_and_failures_are_counted_and_told(clausula, internet):
    internet.sice.pages["/robots.txt"] = lambda _: Reply(b"", 503)
    internet.ustr.faults[CHAPTERS[17]] = server.status(403)
    code, data, messages = clausula("fetch", "--format", "jsonl")
    assert code == 1
    counted = {row["state"] for row in rows(data)}
    assert counted == {"fetched", "blocked", "failed", "by hand"}
    for state in counted:
        number = sum(row["state"] == state for row in rows(data))
        assert f"{number} {state}" in messages.splitlines()[0]
    (blocked,) = [row for row in rows(data) if row["publisher"] == "ustr" and row["state"] == "blocked"]
    assert "status 403" in blocked["detail"]
    assert blocked["hint"].startswith(f"Open https://ustr.gov{CHAPTERS[17]} in a browser")
    assert "clausula import FILE --agreement otters --lang en" in blocked["hint"]
    assert f"- {blocked['detail']}. {blocked['hint']}\n" in messages
    assert messages.count("Check the network") == 1  # once for all texts of the site


def test_what_a_wall_keeps_is_saved_and_imported_as_the_message_says(clausula, internet, home, tmp_path):
    internet.ustr.faults[CHAPTERS[17]] = server.status(403)
    messages = clausula("fetch", "otters", "--publisher", "ustr")[2]
    (told,) = [line.partition("run: clausula ")[2] for line in messages.splitlines() if "run: clausula" in line]
    file = tmp_path / "saved.pdf"
    file.write_bytes(treaties.pdf("en", 17))
    code, data, _ = clausula(*(str(file) if word == "FILE" else word for word in shlex.split(told)))
    assert code == 0, data
    imported = SnapshotStore(home / "snapshots").snapshots()[-1]
    assert (imported.how, imported.source.publisher, imported.source.role) == ("import", "ustr", "official")
    assert imported.source.url == f"https://ustr.gov{CHAPTERS[17]}"
    internet.reset()
    assert "2 unchanged" in clausula("fetch", "otters", "--publisher", "ustr")[2]


def test_of_a_page_that_lists_texts_the_texts_are_to_be_saved(clausula, internet):
    internet.ustr.faults[LANDING] = server.status(403)
    messages = clausula("fetch", "otters", "--publisher", "ustr")[2]
    assert f"Open https://ustr.gov{LANDING} in a browser, save each text that it lists" in messages


@pytest.mark.parametrize(
    ("url", "options", "publisher", "role"),
    [
        ("http://publications.europa.eu/resource/celex/22099A0101(01)", ("--lang", "es"), "cellar", "official"),
        ("https://ustr.gov/another.pdf", ("--agreement", "otters", "--lang", "en"), "ustr", "official"),
        ("https://ustr.gov/another.pdf", ("--agreement", "otters", "--lang", "es"), "other", "unknown"),
        ("https://elsewhere.example/x.pdf", ("--agreement", "otters"), "other", "unknown"),
    ],
)
def test_the_address_of_a_saved_file_tells_its_publisher(clausula, home, tmp_path, *, url, options, publisher, role):
    file = tmp_path / "saved.pdf"
    file.write_bytes(treaties.pdf("en", 17))
    assert clausula("import", str(file), "--url", url, *options)[0] == 0
    (snapshot,) = SnapshotStore(home / "snapshots").snapshots()
    assert (snapshot.source.publisher, snapshot.source.role) == (publisher, role)
    assert unquote(snapshot.source.url) == url
    assert snapshot.source.agreement == "otters"


def test_an_address_is_of_one_file(clausula, tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(treaties.plain("en"), encoding="utf-8")
    code, _, messages = clausula("import", str(tmp_path), "--agreement", "otters", "--url", "https://ustr.gov/x")
    assert code == 2
    assert "--url is the address of one file" in messages


def test_rows_are_data_for_a_script(clausula, home):
    _, data, _ = clausula("fetch", "otters", "--publisher", "mofcom", "--format", "json")
    (row,) = json.loads(data)
    snapshot = SnapshotStore(home / "snapshots").snapshots()[0]
    assert (row["sha256"], row["file"], row["role"]) == (snapshot.sha256, snapshot.path, "official")
    _, data, _ = clausula("fetch", "otters", "--publisher", "mofcom", "--format", "csv")
    assert [each["state"] for each in csv.DictReader(io.StringIO(data))] == ["unchanged"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("oters",), 1, "Did you mean otters?"),
        (("otters", "--publisher", "nobody"), 1, "clausula fetch --dry-run lists all"),
        (("otters", "--lang", "xx"), 1, "clausula fetch --dry-run lists all"),
        (("otters", "--contact", "nobody"), 1, "Set CLAUSULA_CONTACT"),
        (("--no-such-option",), 2, "No such option"),
    ],
)
def test_what_cannot_be_done_is_told(clausula, internet, arguments, code, says):
    found, data, messages = clausula("fetch", *arguments)
    assert (found, data, internet.asked()) == (code, "", [])
    assert says in messages


@pytest.mark.parametrize(
    ("agreement", "says"),
    [
        ("oters", "Did you mean otters?"),
        ("otters", "the store holds 0"),
        ("nothing-like-it", "List them: clausula agreements"),
    ],
)
def test_a_diff_of_nothing_is_told(clausula, agreement, says):
    code, data, messages = clausula("diff", agreement)
    assert (code, data) == (1, "")
    assert says in messages


def test_without_a_contact_address_a_dry_run_still_works(clausula, monkeypatch):
    monkeypatch.delenv("CLAUSULA_CONTACT")
    code, data, messages = clausula("fetch", "otters")
    assert (code, data) == (1, "")
    assert "Set CLAUSULA_CONTACT to your e-mail address" in messages
    assert clausula("fetch", "otters", "--dry-run")[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="this system has no pseudo-terminals")
def test_progress_is_shown_on_a_terminal_only(start):
    ours, theirs = os.openpty()
    running = start("fetch", "otters", "--publisher", "ustr", stderr=theirs)
    data = running.communicate(timeout=60)[0]
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "otters, ustr" in shown
    assert "0/1" in shown
    assert "\x1b" not in data
    assert "0/1" not in data


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or os.name != "posix", reason="this system has no SIGINT")
def test_an_interrupted_run_says_that_what_came_is_kept(start, internet, home):
    internet.ustr.faults[CHAPTERS[17]] = server.drip_body
    running = start("fetch", "otters", "--publisher", "ustr")
    while CHAPTERS[17] not in internet.ustr.paths():
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    messages = running.communicate(timeout=60)[1]
    assert running.returncode == 1
    assert "What came is kept" in messages
    assert "Traceback" not in messages
    assert len(SnapshotStore(home / "snapshots").snapshots()) == 1
