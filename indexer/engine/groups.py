"""Which documents make one hit: the paragraphs of an article, and articles that say nearly the same.

The best document of an article leads it; with it the article is folded under the best article whose leading document
is of the same family. Both the number of hits and any page of them are exact: they rest on all documents that match.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.engine.protocol import SearchRequest
from indexer.engine.segment import Ints, run_starts

__all__ = ["Group", "groups"]

SPARE = 64  # leaders beyond those of a page that are sorted at first, since some are folded


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of one hit, best first; `also` are those of the articles folded under it, article by article."""

    documents: tuple[int, ...]
    also: tuple[int, ...]


def groups(
    docs: Ints, ranks: Ints, *, numbers: Ints, articles: Ints, families: Ints, request: SearchRequest
) -> tuple[int, list[Group]]:
    """Return how many hits there are and those of the page that is asked for, best first.

    All arrays belong to the documents that match, in the order of `docs`, which rises: their ranks (more is better),
    numbers (of equal ranks the lower comes first), articles (which never fall) and families.
    """
    if not len(docs):
        return 0, []
    keys = (ranks.astype(np.int64) << 32) - numbers
    starts, leaders = _leaders(keys, articles) if request.group else (np.arange(len(docs)), np.arange(len(docs)))
    kin = families[leaders] if request.fold else np.arange(len(leaders), dtype=np.int32)
    total = _distinct(kin)
    ends = np.append(starts[1:], len(docs))

    def members(at: int) -> tuple[int, ...]:
        held = np.arange(starts[at], ends[at])
        return tuple(docs[held[np.argsort(-keys[held])]].tolist())

    led = keys[leaders]
    page = []
    for at in _best(led, kin, request.offset + request.limit)[request.offset :]:
        folded = np.flatnonzero(kin == kin[at]) if request.fold else np.array([at])
        others = folded[np.argsort(-led[folded])][1:].tolist()
        page.append(Group(members(at), tuple(doc for other in others for doc in members(other))))
    return total, page


def _leaders(keys: npt.NDArray[np.int64], articles: Ints) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return where the documents of each article begin, and where its best one stands. Keys are all different."""
    starts = run_starts(articles)
    most = np.maximum.reduceat(keys, starts)
    return starts, np.flatnonzero(keys == np.repeat(most, np.diff(np.append(starts, len(keys)))))


def _distinct(kin: Ints) -> int:
    seen = np.zeros(int(kin.max()) + 1, dtype=bool)
    seen[kin] = True
    return int(np.count_nonzero(seen))


def _best(keys: npt.NDArray[np.int64], kin: Ints, wanted: int) -> list[int]:
    """Return the best of each family, best first, as many as are wanted."""
    tried = wanted + SPARE
    while True:
        first = np.argpartition(-keys, tried)[:tried] if tried < len(keys) else np.arange(len(keys))
        first = first[np.argsort(-keys[first])]
        best = list(dict(zip(kin[first[::-1]].tolist(), first[::-1].tolist(), strict=True)).items())
        if len(best) >= wanted or tried >= len(keys):
            chosen = sorted((at for _, at in best), key=lambda at: -int(keys[at]))
            return chosen[:wanted]
        tried *= 4
