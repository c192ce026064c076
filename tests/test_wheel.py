"""What `pip install` puts on a machine: every module and every file of data, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("corpus", "indexer", "web")


@pytest.mark.slow
def test_the_wheel_holds_all_that_the_rooms_hold(tmp_path):
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "-w", str(tmp_path), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("clausula-*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    here = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == here


def test_every_package_says_what_comes_in_and_out():
    folders = {path.parent for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    for folder in folders:
        head = (folder / "__init__.py").read_text(encoding="utf-8")
        assert head.startswith('"""'), folder
