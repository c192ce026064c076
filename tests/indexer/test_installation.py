"""What is installed beside Clausula, or over it, is told in one sentence before anything else is done."""

import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from corpus.errors import IndexStateError
from indexer import start, whoosh_version
from indexer.start import ROOMS, foreign_package
from indexer.whoosh_version import WANTED, check_whoosh


def run(folder, home, *arguments):
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")]))
    env = os.environ | {"PYTHONPATH": path, "CLAUSULA_HOME": str(home), "PYTHONUTF8": "1"}
    code = "from indexer.start import main; main()"
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def put(folder, name, text=""):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def distribution(folder, name, version):
    put(folder, f"{name}-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


def test_all_is_well_here():
    assert foreign_package() == ""
    check_whoosh()


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "indexer"])
@pytest.mark.parametrize("text", ["", "application = 1", "raise SystemError"])
def test_a_foreign_package_is_told(tmp_path, room, text):
    put(tmp_path, f"{room}/__init__.py", text)
    done = run(tmp_path, tmp_path / "home", "search", "forest")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"the package {room} ({tmp_path}" in done.stderr
    assert "pipx install" in done.stderr


@pytest.mark.parametrize("room", ROOMS)
def test_a_package_that_was_overwritten_is_told(tmp_path, monkeypatch, room):
    """As another distribution does that has files of the same names: the folder is the same."""
    for each in ROOMS:
        put(tmp_path, f"{each}/__init__.py", "" if each == room else '"""Clausula: and so on."""')
    put(tmp_path, "indexer/start.py")
    monkeypatch.syspath_prepend(tmp_path)
    for each in ROOMS:
        monkeypatch.delitem(sys.modules, each, raising=False)
    monkeypatch.setattr(start, "__file__", str(tmp_path / "indexer/start.py"))
    assert foreign_package().startswith(f"{room} (")


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"whoosh/__init__.py": "__version__ = (2, 7, 4)"}, "is version 2.7.4; Clausula needs whoosh3 3."),
        ({"whoosh/__init__.py": "__version__: str = '1.0'"}, "is version 1.0; Clausula needs"),
        ({"Whoosh-2.7.4": ""}, "Whoosh 2.7.4 is installed beside whoosh3"),
        ({"whoosh_reloaded-2.7.5": ""}, "whoosh_reloaded 2.7.5 is installed beside"),
        ({"whoosh3-3.1.0": ""}, "is version 3.1.0; Clausula needs"),
        ({"Whoosh-2.7.4-py3.egg-info/PKG-INFO": ""}, "Whoosh 2.7.4 is installed beside"),
    ],
)
@pytest.mark.parametrize("command", [("search", "forest"), ("build",)])
def test_another_whoosh_is_told(tmp_path, files, says, command):
    for name, text in files.items():
        if "/" in name:
            put(tmp_path, name, text)
        else:
            distribution(tmp_path, *name.split("-"))
    done = run(tmp_path, tmp_path / "home", *command)
    assert done.returncode == 3
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


def test_an_error_of_ones_own(monkeypatch):
    monkeypatch.setattr(whoosh_version, "_loaded", lambda: "none")
    with pytest.raises(IndexStateError, match="is version none"):
        check_whoosh()


def test_looking_at_the_packages_costs_nothing():
    start = time.process_time()
    for _ in range(20):
        foreign_package()
    assert (time.process_time() - start) / 20 < 0.005


def test_every_dependency_stands_in_the_lock():
    """With hashes, and without a word on where they came from. `.ci/lock` writes it."""
    root = Path(__file__).parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"whoosh3=={WANTED}" in project["dependencies"]
    wanted = [
        *project["dependencies"],
        *(each for name in ("pdf", "docx", "opensearch") for each in project["optional-dependencies"][name]),
    ]
    lock = (root / ".ci" / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "index-url" not in lock
    pins = dict(re.findall(r"^([a-z0-9-]+)==(\S+) \\\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE))
    assert len(pins) == len(re.findall(r"^[a-z]", lock, re.MULTILINE))
    for each in wanted:
        name, exact = re.match(r"([A-Za-z0-9-]+)(?:==(\S+))?", each).groups()
        assert name.lower() in pins, f"{name} is missing: run .ci/lock"
        assert exact in {None, pins[name.lower()]}
