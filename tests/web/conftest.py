"""The site of a small index: one invented treaty, and the digests that Clausula brings along."""

import pytest

from indexer.library import open_library
from web import create_app


@pytest.fixture(scope="session")
def site(built_home):
    with open_library(built_home) as library:
        yield create_app(library)


@pytest.fixture
def site_client(site):
    return site.test_client()
