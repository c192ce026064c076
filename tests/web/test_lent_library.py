"""The library that the site lends: taken up anew after a build, closed only when nobody reads it any more."""

import shutil

import pytest

from corpus.errors import IndexStateError
from indexer.library import Library, open_library
from web.server.live_library import Holder


@pytest.fixture
def index(built_home, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    return home / "index"


def swap(index):
    """Put a copy of the generation in the place of the current one, as a build does."""
    old = (index / "CURRENT").read_text(encoding="utf-8")
    number = sum(path.is_dir() for path in index.iterdir())
    shutil.copytree(index / old, index / f"99990101T00000{number}-x")
    (index / "CURRENT").write_text(f"99990101T00000{number}-x", encoding="utf-8")


def closings(monkeypatch):
    closed = []
    close = Library.close
    monkeypatch.setattr(Library, "close", lambda self: (closed.append(self.generation), close(self)))
    return closed


def test_a_lent_library_is_closed_only_when_its_last_borrower_is_done(index, monkeypatch):
    closed = closings(monkeypatch)
    with open_library(index.parent) as given:
        holder = Holder(given)
        swap(index)
        first, second = holder.take(), holder.take()
        assert first is second is not given
        swap(index)
        newer = holder.take()
        assert newer is not first
        assert closed == []
        holder.give_back(first)
        assert closed == []
        assert first.search("forest").hits, "it still answers whoever holds it"
        holder.give_back(second)
        assert closed == [first.generation]
        holder.give_back(newer)
        assert closed == [first.generation], "the current one stays open"


def test_the_library_that_was_given_stays_the_callers_to_close(index, monkeypatch):
    closed = closings(monkeypatch)
    with open_library(index.parent) as given:
        holder = Holder(given)
        swap(index)
        holder.give_back(holder.take())
        assert given.generation not in closed
        assert given.search("forest").hits


def test_an_index_that_is_gone_is_said_so(index):
    with open_library(index.parent) as given:
        holder = Holder(given)
        (index / "CURRENT").unlink()
        with pytest.raises(IndexStateError):
            holder.take()
