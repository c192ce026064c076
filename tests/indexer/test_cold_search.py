"""A search from the command line loads little, and takes a few times what loading its libraries takes."""

import os
import subprocess
import sys
from statistics import median

import pytest

MOST = 4  # 2.6 to 3.1 times on a quiet machine, 3.7 on a busy one
LIBRARIES = "import click, numpy, whoosh.index"
SEARCHES = [("illegal logging",), ("tala ilegal de madera en la amazonia",), ("normas laborales", "--party", "PER")]
# What only a build, a value without a code, the site or a misspelt word needs, and what takes long to load.
ELSEWHERE = {
    "babel", "bs4", "filelock", "flask", "importlib.metadata", "importlib.resources", "multiprocessing", "numpy.ma",
    "spellchecker", "whoosh",
}  # fmt: skip
LOADED = (
    "import sys\nfrom indexer.start import main\ntry:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)"
)


def run(home, *command):
    """Run Python; return the seconds of processor time, and what it said on stderr."""
    before = os.times()
    env = os.environ | {"CLAUSULA_HOME": str(home)}
    done = subprocess.run([sys.executable, "-c", *command], env=env, capture_output=True, text=True, check=True)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4]), done.stderr


@pytest.mark.parametrize("search", SEARCHES, ids=" ".join)
def test_a_search_loads_nothing_that_it_does_not_need(built_home, search):
    _, said = run(built_home, LOADED, "search", *search)
    assert not ELSEWHERE & set(said.split())


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell the time of child processes")
@pytest.mark.parametrize("search", SEARCHES, ids=" ".join)
def test_a_cold_search_takes_a_few_times_its_libraries(built_home, search, monkeypatch):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # as it is installed, so is it compiled
    command = "from indexer.start import main; main()"
    run(built_home, command, "search", *search)
    pairs = [(run(built_home, command, "search", *search)[0], run(built_home, LIBRARIES)[0]) for _ in range(9)]
    assert median(cold for cold, _ in pairs) < MOST * median(libraries for _, libraries in pairs)
