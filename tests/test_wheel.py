"""What `pip install` puts on a machine: every module and every file of data, and nothing else, from an sdist as well."""

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("corpus", "indexer", "web")
MOST = 4_000_000  # bytes of the wheel


def run(*command: object, cwd: Path) -> str:
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with the sdist, and with the wheel that is made from the sdist alone."""
    folder = tmp_path_factory.mktemp("built")
    run(sys.executable, "-m", "venv", "tools", cwd=folder)
    tools = folder / "tools" / ("Scripts" if os.name == "nt" else "bin")
    run(tools / "python", "-m", "pip", "install", "-q", "hatchling", cwd=folder)
    run(tools / "python", "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    run(tools / "python", "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, sdist, cwd=folder)
    return folder


@pytest.mark.slow
def test_the_wheel_holds_all_that_the_rooms_hold(built):
    (wheel,) = built.glob("clausula-*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    here = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == here
    assert wheel.stat().st_size < MOST


@pytest.mark.slow
def test_the_sdist_holds_docs_and_tests(built):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "LICENSE", "docs/codebook.md", "tests/test_wheel.py", "Dockerfile", ".ci/mkdocs.yml"} <= held


@pytest.mark.slow
def test_the_wheel_answers_in_an_environment_of_its_own(built, tmp_path):
    (wheel,) = built.glob("clausula-*.whl")
    run(sys.executable, "-m", "venv", "fresh", cwd=tmp_path)
    commands = tmp_path / "fresh" / ("Scripts" if os.name == "nt" else "bin")
    run(commands / "python", "-m", "pip", "install", "-q", wheel, cwd=tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CLAUSULA", "PYTHON"))}
    env |= {"CLAUSULA_HOME": str(tmp_path / "home")}
    found = subprocess.run(
        [commands / "clausula", "search", "tala ilegal"],
        cwd=empty,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    assert "us-peru/" in found.stdout
    command = [commands / "clausula", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=empty, env=env, stderr=subprocess.PIPE, text=True) as server:
        try:
            address = re.search(r"http://[\d.:]+", server.stderr.readline())[0]
            with urlopen(f"{address}/es/buscar?q=tala+ilegal", timeout=30) as page:  # noqa: S310 - our own server
                assert "us-peru/" in page.read().decode()
        finally:
            server.terminate()
    assert not list(empty.iterdir())
