"""Five seconds of the load of tests/benchmarks/site_load.py: nothing fails while the index is swapped."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "benchmarks/site_load.py"


@pytest.mark.slow
def test_no_request_fails_while_the_index_is_rebuilt(built_home):
    command = [sys.executable, SCRIPT, "--home", built_home, "--seconds", "5", "--connections", "16"]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"}, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
