"""What all tests share: invented treaties, a home of their own, the command as its users run it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from running import FIXTURES, built, run_clausula

from indexer.library import Library, open_library

# The same examples in each run, so that a change and not luck makes a test fail; CONTRIBUTING says how to look for new ones.
# How long an example takes says how busy the machine is, and nothing else.
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repeatable")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAUSULA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="session")
def texts() -> Path:
    folder = os.environ.get("CLAUSULA_TEXTS")
    if not folder:
        pytest.skip("CLAUSULA_TEXTS is not set, so the real texts are not at hand")
    return Path(folder)


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the invented treaties and the embedded digests, built once for all tests that only read."""
    home = tmp_path_factory.mktemp("built")
    built(home, (FIXTURES / "pta_9001.xml",))
    return home


@pytest.fixture(scope="session")
def versions_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two versions of an invented treaty that defines a term, built once."""
    home = tmp_path_factory.mktemp("versions")
    text = (FIXTURES / "second-treaty.txt").read_text(encoding="utf-8")
    meets = "shall meet once a year."
    defined = f"{meets}\nArticle 4: Definitions\nFor purposes of this Chapter:\nstock means fish that spawn together."
    for words in (defined, defined.replace("once", "twice")):
        (home / "treaty.txt").write_text(text.replace(meets, words), encoding="utf-8")
        done = run_clausula(home, "import", home / "treaty.txt", "--agreement", "us-oman", "--lang", "en")
        assert done.returncode == 0, done.stderr
    built(home)
    return home


@pytest.fixture(scope="session")
def sisters_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two invented sister treaties, and a third in two languages, built once."""
    home = tmp_path_factory.mktemp("sisters")
    built(
        home,
        (FIXTURES / "pta_9001.xml", FIXTURES / "pta_9002.xml"),
        (FIXTURES / "second-treaty.txt", "--agreement", "us-israel", "--lang", "en"),
        (FIXTURES / "second-treaty-es.txt", "--agreement", "us-israel", "--lang", "es"),
    )
    return home


@pytest.fixture(scope="module")
def library(request: pytest.FixtureRequest) -> Iterator[Library]:
    """The library of the home that a module names as HOME, by default `built_home`."""
    with open_library(request.getfixturevalue(getattr(request.module, "HOME", "built_home"))) as opened:
        yield opened
