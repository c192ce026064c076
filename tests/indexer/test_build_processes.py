"""The processes of a build: none outlives it, none holds it up when it dies, and two builds wait for each other."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import FIXTURES, built, run_clausula

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@contextlib.contextmanager
def started(home: Path, *args: str) -> Iterator[subprocess.Popen[str]]:
    """Start the command; however the test ends, nothing of it stays open."""
    command, env = [sys.executable, "-m", "indexer", *args], os.environ | {"CLAUSULA_HOME": str(home)}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def children(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").iterdir():
        try:
            state = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            command = (path / "cmdline").read_text(encoding="utf-8")
        except (OSError, IndexError):
            continue
        if path.name.isdigit() and int(state[1]) == parent and "resource_tracker" not in command:
            found.append(int(path.name))
    return found


def alive(process: int) -> bool:
    try:
        return (Path("/proc") / str(process) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def first_children(build: subprocess.Popen[str], seconds: float = 60) -> list[int]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if len(found := children(build.pid)) >= 2:
            return found
        assert build.poll() is None, "it ended before it had any"
        time.sleep(0.02)
    raise AssertionError("no process was started")


@pytest.fixture
def filled(tmp_path) -> Path:
    home = tmp_path / "home"
    for name in ("pta_9001.xml", "pta_9002.xml"):
        assert run_clausula(home, "import", FIXTURES / name).returncode == 0
    return home


@pytest.mark.parametrize("delay", [0.0, 0.3, 0.8])
@pytest.mark.parametrize("which", [0, -1])
def test_a_build_whose_process_is_killed_ends_with_a_message(filled, delay, which):
    with started(filled, "build", "--jobs", "2") as build:
        workers = first_children(build)
        time.sleep(delay)
        try:
            os.kill(workers[which], signal.SIGKILL)
        except ProcessLookupError:
            pytest.skip("it had ended")
        _, said = build.communicate(timeout=60)
    assert "Traceback" not in said
    if build.returncode:  # else it had done its work
        assert build.returncode == 3
        assert "died" in said
    assert not any(alive(worker) for worker in workers)


@pytest.mark.parametrize("delay", [0.0, 0.3, 0.8])
def test_processes_end_with_the_build(filled, delay):
    with started(filled, "build", "--jobs", "2") as build:
        workers = first_children(build)
        time.sleep(delay)
        workers = sorted({*workers, *children(build.pid)})
    end = time.monotonic() + 10
    while any(alive(worker) for worker in workers) and time.monotonic() < end:
        time.sleep(0.1)
    assert not [worker for worker in workers if alive(worker)]


def test_first_starts_that_race_wait_for_each_other(tmp_path):
    search = ("search", "illegal logging")
    with started(tmp_path / "home", *search) as one, started(tmp_path / "home", *search) as other:
        for each in (one, other):
            out, said = each.communicate(timeout=300)
            assert each.returncode == 0, said
            assert "us-peru" in out
    assert len([path for path in (tmp_path / "home" / "index").iterdir() if path.is_dir()]) == 1


def test_an_index_follows_the_umask(tmp_path):
    old = os.umask(0o022)
    try:
        built(tmp_path / "home")
    finally:
        os.umask(old)
    index = tmp_path / "home" / "index"
    for path in index.rglob("*"):
        wanted = 0o755 if path.is_dir() else 0o644
        assert path.name == "lock" or path.stat().st_mode & 0o777 == wanted, path


def test_a_build_with_nothing_to_do_says_so_at_once(built_home):
    before = (built_home / "index" / "CURRENT").read_text(encoding="utf-8")
    done = run_clausula(built_home, "build")
    assert done.returncode == 0
    assert done.stderr.startswith("There was nothing to do")
    assert (built_home / "index" / "CURRENT").read_text(encoding="utf-8") == before
