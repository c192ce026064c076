"""The command as its users run it: a process of its own, with a home of its own."""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"


def run_clausula(home: Path, *args: object, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"CLAUSULA_HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "100"}
    command = [sys.executable, "-m", "indexer", *map(str, args)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=env, timeout=timeout, check=False
    )


def built(home: Path, *files: Sequence[object]) -> subprocess.CompletedProcess[str]:
    """Import files, each with its options, build, and return what the build said."""
    for command in (*(("import", *file) for file in files), ("build", "--jobs", "1")):
        done = run_clausula(home, *command)
        assert done.returncode == 0, done.stderr
    return done


@contextlib.contextmanager
def serving(home: Path, *options: str, before: Sequence[str] = ()) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Yield (process, port) of `clausula serve`, started by the command `before`, if any."""
    command = [*before, sys.executable, "-m", "indexer", "serve", "--port", "0", *options]
    env = os.environ | {"CLAUSULA_HOME": str(home), "PYTHONUTF8": "1"}
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            line = process.stderr.readline()
            found = re.search(r":(\d+)/ ", line)
            yield process, int(found[1]) if found else 0
        finally:
            process.kill()
