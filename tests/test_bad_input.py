"""Bad input gets a message that says what to do next, the right exit code, no traceback, and loses nothing."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import FIXTURES, built, run_clausula

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE treaty [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<treaty><meta/><body><chapter><article>&b;</article></chapter></body></treaty>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE treaty [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<treaty><meta/><body><chapter><article>&x;</article></chapter></body></treaty>"
)


def clean(done: subprocess.CompletedProcess[str]) -> str:
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    return said


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.xml", b"", "empty"),
        ("truncated.xml", (FIXTURES / "pta_9001.xml").read_bytes()[:1500], "truncated"),
        ("binary.txt", bytes(range(256)) * 40, "binary"),
        ("bomb.xml", BOMB.encode(), "refused"),
        ("outside.xml", OUTSIDE.encode(), "refused"),
        ("note.txt", b"This is a letter and no treaty at all.\n" * 40, "--agreement"),
    ],
)
def test_a_file_that_is_no_treaty_is_refused_by_name(home, tmp_path, name, data, says):
    path = tmp_path / name
    path.write_bytes(data)
    done = run_clausula(home, "import", path)
    said = clean(done)
    assert done.returncode == 1
    assert name in said
    assert says in said
    assert "root:" not in said
    assert len(said) < 3000


def test_one_bad_file_does_not_stop_the_others(home, tmp_path):
    (tmp_path / "bad.xml").write_text("<treaty>", encoding="utf-8")
    (tmp_path / "good.xml").write_bytes((FIXTURES / "pta_9001.xml").read_bytes())
    done = run_clausula(home, "import", tmp_path)
    assert done.returncode == 1
    assert "1 of 2 files" in clean(done)


def test_a_folder_without_treaties(home, tmp_path):
    (tmp_path / "empty").mkdir()
    done = run_clausula(home, "import", tmp_path / "empty")
    assert done.returncode == 1
    assert "no treaty text" in clean(done)


def test_a_file_that_is_not_there(home, tmp_path):
    done = run_clausula(home, "import", tmp_path / "nowhere.xml")
    assert done.returncode == 1
    assert "nowhere.xml" in clean(done)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_file_that_may_not_be_read(home, tmp_path):
    path = tmp_path / "locked.xml"
    path.write_bytes((FIXTURES / "pta_9001.xml").read_bytes())
    path.chmod(0)
    done = run_clausula(home, "import", path)
    assert done.returncode == 1
    assert "cannot be read" in clean(done)


@pytest.mark.parametrize(
    "query", ["x" * 10_000, '"not closed', "*", "a*", "nofield:", "signed:yesterday", "\x07\x1b[31m", "((((", "-", '""']
)
def test_a_hostile_query_answers_or_fails_cleanly(built_home, query):
    done = run_clausula(built_home, "search", "--", query)
    said = clean(done)
    assert done.returncode in {0, 1, 2}
    if done.returncode == 2:
        assert said.startswith("Error:")


@pytest.mark.parametrize("query", ["x" * 10_000, '"not closed', "*"])
def test_a_wrong_query_says_where(built_home, query):
    done = run_clausula(built_home, "search", query)
    assert done.returncode == 2
    assert "at character" in clean(done)


def test_an_id_that_does_not_exist_names_the_nearest(built_home):
    done = run_clausula(built_home, "show", "us-peru", "18.33")
    assert done.returncode == 1
    assert "us-peru/18.3" in clean(done)


def test_wrong_options_exit_with_two(built_home):
    assert run_clausula(built_home, "search", "forests", "--format", "yaml").returncode == 2


def test_no_index_and_no_way_to_make_one_exits_with_three(home):
    done = run_clausula(home, "status")
    assert done.returncode == 3
    assert "clausula" in clean(done)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="uses ulimit")
def test_a_full_disk_leaves_the_old_index(tmp_path):
    home = tmp_path / "home"
    built(home, (FIXTURES / "pta_9001.xml",))
    before = (home / "index" / "CURRENT").read_text(encoding="utf-8")
    assert run_clausula(home, "import", FIXTURES / "pta_9002.xml").returncode == 0
    # A limit on the size of files fails writes as a full disk does, with an error in the middle of one.
    script = f'ulimit -f 8; trap "" XFSZ; exec "{sys.executable}" -m indexer build --jobs 1'
    env = os.environ | {"CLAUSULA_HOME": str(home)}
    done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "cannot be written" in clean(done)
    assert (home / "index" / "CURRENT").read_text(encoding="utf-8") == before
    assert run_clausula(home, "search", "illegal logging").returncode == 0
    assert len([p for p in (home / "index").iterdir() if p.is_dir()]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("delay", [0.3, 0.9, 1.6, 2.4, 3.5])
def test_a_killed_build_leaves_the_old_index_and_the_next_cleans_up(tmp_path, built_home, delay):
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    assert run_clausula(home, "import", FIXTURES / "pta_9002.xml").returncode == 0
    env = os.environ | {"CLAUSULA_HOME": str(home)}
    running = subprocess.Popen(
        [sys.executable, "-m", "indexer", "build"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(delay)
    running.kill()
    running.wait()
    assert run_clausula(home, "search", "illegal logging").returncode == 0
    built(home)
    assert run_clausula(home, "search", "illegal logging").returncode == 0
    whole = [p for p in (home / "index").iterdir() if p.is_dir()]
    assert all((p / "manifest.json").exists() for p in whole)
    assert len(whole) <= 3


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes and devices in the file system")
def test_only_regular_files_are_read(home, tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    for path in (tmp_path / "pipe.txt", "/dev/zero"):
        done = run_clausula(home, "import", path, "--agreement", "us-peru")
        assert done.returncode == 1
        assert "a pipe or a device" in clean(done)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "x"])
def test_only_addresses_of_the_web_are_kept(home, url):
    done = run_clausula(home, "import", FIXTURES / "second-treaty.txt", "--agreement", "us-peru", "--url", url)
    assert done.returncode == 1
    assert "no address of the web" in clean(done)
    assert not list((home / "snapshots").rglob("*.json"))


def test_one_damaged_record_of_the_store_does_not_stop_the_others(home):
    assert run_clausula(home, "import", FIXTURES / "pta_9001.xml", FIXTURES / "pta_9002.xml").returncode == 0
    broken, _ = sorted((home / "snapshots").rglob("*.json"))
    broken.write_text("{", encoding="utf-8")
    done = run_clausula(home, "build", "--jobs", "1")
    assert done.returncode == 1
    assert broken.name in clean(done)
    assert run_clausula(home, "search", "illegal logging").returncode == 0
    assert broken.name in clean(run_clausula(home, "status"))


def test_a_fault_in_one_file_stops_neither_the_others_nor_a_search(home, tmp_path):
    """An article number of 5,000 digits, more than Python turns into a number."""
    text = (FIXTURES / "pta_9002.xml").read_text(encoding="utf-8").replace('number="', f'number="{"9" * 5000}')
    (tmp_path / "a_long.xml").write_text(text, encoding="utf-8")
    (tmp_path / "pta_9001.xml").write_bytes((FIXTURES / "pta_9001.xml").read_bytes())
    run_clausula(home, "import", tmp_path)
    done = run_clausula(home, "build", "--jobs", "1")
    assert "Traceback" not in clean(done)
    assert run_clausula(home, "search", "illegal logging").returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_message(built_home):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "indexer", "search", "timber"],
            env={**os.environ, "CLAUSULA_HOME": str(built_home)}, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "no space" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16", "utf-8-sig"])
def test_a_quotation_is_read_from_a_pipe_in_any_encoding(built_home, encoding):
    done = subprocess.run(
        [sys.executable, "-m", "indexer", "quote", "-"], env={**os.environ, "CLAUSULA_HOME": str(built_home)},
        input="Cada Parte velará por los ríos".encode(encoding), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode in {1, 4}
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs a shell that closes the output")
def test_a_closed_output_is_one_message(built_home):
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m indexer agreements >&-"], env={**os.environ, "CLAUSULA_HOME": str(built_home)},
        stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "The output goes nowhere: it is closed.\n")
