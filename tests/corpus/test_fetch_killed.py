"""Runs that are killed at any step: what has a name is whole, and the next run goes on."""

import json
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from fake_internet import server
from fake_internet.internet import CHAPTERS
from fetching import STEPS, assert_next_run_goes_on, assert_whole, outcomes

from corpus.errors import FetchError
from corpus.store.snapshots import SnapshotStore

pytestmark = pytest.mark.slow

PROGRAM = """
import json, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from fake_internet.internet import LoopbackTransport, catalogue
from corpus.fetch.fetcher import Fetcher
from corpus.store.snapshots import SnapshotStore
fetcher = Fetcher(SnapshotStore(Path({home!r}) / "snapshots"), catalogue(), contact="reader@example.org",
                  transport=LoopbackTransport({ports}), sleep=lambda _: None)
print("ready", flush=True)
fetcher.run(fetcher.plan(["otters"], publisher="ustr"), lambda *seen: print(seen[0], "kept", flush=True))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("step", [*STEPS, "after the first text"])
def test_a_run_that_is_killed(internet, tmp_path, step):
    """The step never ends, so that the kill comes in the middle of it."""
    stuck = server.drip_body if step in STEPS else server.silence
    internet.ustr.faults[STEPS.get(step, CHAPTERS[17])] = stuck
    program = PROGRAM.format(tests=str(Path(__file__).parent), home=str(tmp_path), ports=json.dumps(internet.ports))
    killed = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "ready\n"
    if step in {"text", "after the first text"}:
        assert "1 kept\n" in killed.stdout
    while STEPS.get(step, CHAPTERS[17]) not in [asked.path for asked in internet.ustr.asked]:
        assert killed.poll() is None
        time.sleep(0.01)
    with pytest.raises(FetchError, match="Another fetch"):
        outcomes(internet, tmp_path)
    killed.kill()
    killed.communicate()
    assert_whole(tmp_path)
    assert_next_run_goes_on(internet, tmp_path)


KILLED = """
import os, pathlib, signal
calls = 0
def before(*arguments, usual={usual}):
    global calls
    calls += 1
    if calls == {number} and {late}:
        usual(*arguments)
    if calls == {number}:
        os.kill(os.getpid(), signal.SIGKILL)
    return usual(*arguments)
{usual} = before
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("usual", ["os.fsync", "pathlib.Path.replace"])
def test_a_run_that_is_killed_while_it_writes(internet, tmp_path, usual, number, late):
    """Each text is two files, bytes and record, and each file is synchronised, then moved to its name."""
    killer = KILLED.format(usual=usual, number=number, late=late)
    program = PROGRAM.format(tests=str(Path(__file__).parent), home=str(tmp_path), ports=json.dumps(internet.ports))
    done = subprocess.run([sys.executable, "-c", killer + program], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    moved = number if late and usual.endswith("replace") else number - 1
    assert len(SnapshotStore(tmp_path / "snapshots").snapshots()) == moved // 2
    for part in tmp_path.rglob("*.part"):
        part.unlink()  # they go by themselves after a day, see test_store.py
    assert_whole(tmp_path)
    assert_next_run_goes_on(internet, tmp_path)
