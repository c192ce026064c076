import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for `from fake_internet.… import`


@pytest.fixture(scope="session")
def all_sites():
    from fake_internet.internet import Internet  # noqa: PLC0415  needs the path above

    internet = Internet()
    yield internet
    internet.close()


@pytest.fixture
def internet(all_sites):
    """The fake internet, with every site as it should be."""
    all_sites.reset()
    return all_sites
