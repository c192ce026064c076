"""The command as its users run it: a process of its own, with a home of its own."""

import os
import subprocess
import sys
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"


def run_clausula(home: Path, *args: object, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"CLAUSULA_HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "100"}
    command = [sys.executable, "-m", "indexer", *map(str, args)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=env, timeout=timeout, check=False
    )
