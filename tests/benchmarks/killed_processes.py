"""Kill commands and their workers at random: python tests/benchmarks/killed_processes.py COUNT. For Linux.

After each kill a search has to answer as before, nothing may stay behind of the processes, and at the end a build has
to clean up and hold every text. Prints how many kills of each kind hit a command that was running.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from running import FIXTURES, run_clausula

COMMANDS = {
    "build": ("build", "--jobs", "2"), "import": ("import", str(FIXTURES)), "serve": ("serve", "--port", "0"),
    "worker": ("build", "--jobs", "2"),
}  # fmt: skip
ANSWER = ("search", "illegal logging", "--format", "json", "--agreement", "us-peru")


def found(home: Path) -> list[str]:
    """Return the ids that a search finds, and end here where it fails."""
    done = run_clausula(home, *ANSWER)
    if done.returncode:
        raise SystemExit(f"search ended with {done.returncode}: {done.stderr}")
    return [hit["id"] for hit in json.loads(done.stdout)["hits"]]


def processes_of(home: Path) -> list[int]:
    """Return the processes that work for a home, by what their environment names."""
    pids = []
    for path in Path("/proc").iterdir():
        try:
            if path.name.isdigit() and f"CLAUSULA_HOME={home}\0".encode() in (path / "environ").read_bytes():
                pids.append(int(path.name))
        except OSError:
            continue
    return pids


def kill_once(home: Path, kind: str, chance: random.Random) -> bool:
    """Start a command, kill it or one of its workers, and return whether it was still running."""
    env = os.environ | {"CLAUSULA_HOME": str(home)}
    command = [sys.executable, "-m", "indexer", *COMMANDS[kind]]
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(chance.uniform(0.1, 3))
        workers = [pid for pid in processes_of(home) if pid != process.pid]
        target = chance.choice(workers) if kind == "worker" and workers else process.pid
        running = process.poll() is None
        try:
            os.kill(target, signal.SIGKILL)
        except ProcessLookupError:
            running = False
        if target != process.pid:
            process.wait(timeout=60)
        process.kill()
    for _ in range(100):
        if not processes_of(home):
            return running
        time.sleep(0.1)
    raise SystemExit(f"{kind}: processes stay behind: {processes_of(home)}")


def main(count: int) -> None:
    chance, hits = random.Random(1), Counter[str]()  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        run_clausula(home, "import", FIXTURES / "pta_9001.xml")
        run_clausula(home, "build", "--jobs", "1")
        held = home / "snapshots"
        first = shutil.copytree(held, Path(folder) / "first")
        before = found(home)
        for number in range(count):
            kind = chance.choice(list(COMMANDS))
            if number % 2:  # an import, or a forgotten one, gives the next build something to do
                shutil.rmtree(held)
                shutil.copytree(first, held)
            else:
                run_clausula(home, "import", FIXTURES / "pta_9002.xml")
            hits[kind] += kill_once(home, kind, chance)
            if found(home) != before:
                raise SystemExit(f"{kind}: {found(home)} instead of {before}")
        run_clausula(home, "import", FIXTURES / "pta_9001.xml", FIXTURES / "pta_9002.xml")
        done = run_clausula(home, "build")
        if done.returncode or run_clausula(home, "check").returncode:
            raise SystemExit(done.stderr)
        rest = [str(path) for path in home.rglob("*") if path.name.endswith((".part", ".tmp"))]
        print(f"{count} kills, running: {dict(hits)}; left behind: {rest}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
