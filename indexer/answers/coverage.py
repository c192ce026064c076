"""Which agreement says what on which topic, how strongly, and where that is unknown because a text is incomplete.

"Absent" is claimed only where the text at hand is complete for the part that could hold the topic; where annexes are
missing that could, all that is claimed is "not in the articles". Digests alone allow neither: they are a selection.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from threading import Lock
from typing import Annotated, Any, Literal, get_args
from weakref import WeakKeyDictionary

from msgspec import Meta, Struct

from corpus.model import Force
from corpus.passages import walk_points
from corpus.quality.unread import NOT_READ
from indexer.classify.taxonomy import load_taxonomy, within
from indexer.library import Library
from indexer.manifest import AgreementReport
from indexer.record import Record

__all__ = ["Cell", "Column", "Coverage", "DigestShare", "Row", "coverage", "digest_shares", "held", "lacking"]

CellState = Literal["found", "absent", "not in the articles", "incomplete", "digests only", "not held"]

FORCES: tuple[Force, ...] = get_args(Force)  # strongest first
# How `corpus.quality.gaps` says that a text ends too early.
_CUT_SHORT = re.compile(rf"^the text stops|breaks off|^{NOT_READ}")
_OTHER_LANGUAGE = "@"
# Articles and annexes whose number begins with their chapter's: 18.3, annex-18.3.4, annex-10-a, annex-10a.
_BY_CHAPTER = re.compile(r"(?:annex-)?(\d+)(?:[.-]|[a-z]\b)")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one agreement says on one topic.

    `force` is the strongest that was found and `strongest` the provision that has it; both are "" unless `state` is
    ``found``. `provisions` counts those of scope core or related, `topics` are those that were found
    of all that the cell sums up. `lacks` are the places that forbid saying "absent".
    """

    agreement: str
    topic: str
    state: CellState
    force: Force | Literal[""] = ""
    provisions: int = 0
    strongest: str = ""
    topics: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Return the force, or the state where there is none."""
        return self.force or self.state


@dataclass(frozen=True, slots=True)
class Column:
    """An agreement: what is at hand of it, and what its texts lack (see `corpus.quality.gaps.Gaps`)."""

    agreement: str
    held: Literal["text", "digests only", "not held"]
    languages: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    cut_short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A topic with one cell for each agreement, in the order of the columns."""

    topic: str
    parent: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Topics by agreements."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    fingerprint: str

    def to_dict(self) -> dict[str, Any]:
        """Return the columns and rows as plain dictionaries, lists and texts."""
        return asdict(self)

    def cells(self) -> Iterable[Cell]:
        """Yield every cell, row by row."""
        for row in self.rows:
            yield from row.cells


class DigestShare(Struct, frozen=True):
    """How many provisions of an agreement have a digest."""

    agreement: Annotated[str, Meta(description="The agreement")]
    provisions: Annotated[int, Meta(description="Provisions of scope core or related")]
    without: Annotated[tuple[str, ...], Meta(description="Ids of those without a digest")]
    digests: Annotated[int, Meta(description="How many have one")]

    @property
    def share(self) -> float:
        """Return the share with a digest, 0 to 1."""
        return self.digests / self.provisions if self.provisions else 0.0


def coverage(
    library: Library, agreements: Sequence[str] | None = None, topics: Sequence[str] | None = None
) -> Coverage:
    """Return what the agreements say on the topics.

    `agreements` are ids or names, by default all of which anything is at hand. A branch in `topics` stands for itself
    and its topics; by default there is one row for each branch, which sums up its topics.
    Raises QueryError for one that is unknown, with the nearest ones.
    """
    tally = _tally(library)
    names = held(library) if agreements is None else library.filter_values.each("agreement", agreements)
    columns = tuple(_column(library, tally, name) for name in names)
    rows = tuple(
        Row(topic, load_taxonomy()[topic].parent, tuple(_cell(tally, column, topic) for column in columns))
        for topic in _rows(library, topics)
    )
    return Coverage(columns, rows, library.fingerprint)


def held(library: Library) -> tuple[str, ...]:
    """Return the agreements of which a text or a digest is at hand."""
    tally = _tally(library)
    return tuple(name for name, report in library.agreements.items() if report.texts or name in tally.labelled)


def digest_shares(library: Library, agreements: Sequence[str] | None = None) -> tuple[DigestShare, ...]:
    """Return for each agreement how many provisions of scope core or related have a digest.

    Only its first language counts, as a digest belongs to the clause and not to its translation.
    """
    labelled = _tally(library).labelled
    names = held(library) if agreements is None else agreements
    out = []
    for name in dict.fromkeys(names):
        has_digest = labelled.get(name, {})
        without = tuple(provision for provision, has in has_digest.items() if not has)
        out.append(DigestShare(name, len(has_digest), without, len(has_digest) - len(without)))
    return tuple(out)


def lacking(report: AgreementReport) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return from the build's report on an agreement the places that all its texts lack, and how all are cut short.

    What one language lacks and another holds is at hand.
    """
    texts = list(report.texts.values())
    if not texts:
        return (), ()
    lacks = [text.lacks for text in texts]
    cuts = [[problem for problem in text.problems if _CUT_SHORT.search(problem)] for text in texts]
    for text, cut in zip(texts, cuts, strict=True):
        if text.articles < text.expected_articles:
            cut.append(f"the source promises {text.expected_articles} articles, {text.articles} were read")
    everywhere = tuple(place for place in lacks[0] if all(place in other for other in lacks))
    return everywhere, tuple(cuts[0]) if all(cuts) else ()


def _rows(library: Library, topics: Sequence[str] | None) -> tuple[str, ...]:
    if topics is None:
        return tuple(topic.id for topic in load_taxonomy().values() if not topic.parent)
    asked = library.filter_values.each("topic", topics)
    return tuple(dict.fromkeys(inner for name in asked for inner in within(name)))


def _column(library: Library, tally: "_Tally", name: str) -> Column:
    report = library.agreements[name]
    lacks, cut_short = lacking(report)
    if report.texts:
        return Column(name, "text", tuple(report.texts), lacks, cut_short)
    return Column(name, "digests only" if name in tally.labelled else "not held")


def _cell(tally: "_Tally", column: Column, topic: str) -> Cell:
    name = column.agreement
    found = tally.found.get((name, topic))
    if found is not None:
        topics = tuple(inner for inner in within(topic) if (name, inner) in tally.found)
        return Cell(name, topic, "found", found.force, found.provisions, found.strongest, topics)
    if column.held != "text":
        return Cell(name, topic, column.held)
    branch = load_taxonomy()[topic].parent or topic
    lacks = tuple(place for place in column.lacks if tally.could_hold(name, place, branch))
    if column.cut_short or any(not place.startswith("annex-") for place in lacks):
        return Cell(name, topic, "incomplete", lacks=lacks)
    return Cell(name, topic, "not in the articles" if lacks else "absent", lacks=lacks)


@dataclass(slots=True)
class _Strongest:
    force: Force
    strongest: str
    provisions: int = 0

    def add(self, force: Force, provision: str) -> None:
        self.provisions += 1
        if FORCES.index(force) < FORCES.index(self.force):
            self.force, self.strongest = force, provision


@dataclass
class _Tally:
    """Counts over all records, made in one pass."""

    ids: Iterable[str]
    found: dict[tuple[str, str], _Strongest] = field(default_factory=dict)
    labelled: dict[str, dict[str, bool]] = field(default_factory=dict)  # agreement: id: has a digest
    branches: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # of (agreement, chapter)

    @cached_property
    def chapters(self) -> frozenset[tuple[str, str]]:
        """The chapters that are at hand, where articles are numbered by chapter."""
        places = (name.split("/") for name in self.ids)
        return frozenset(
            (agreement, article.partition(".")[0])
            for agreement, article, *_ in places
            if article[0].isdigit() and "." in article
        )

    def add(self, row: Record) -> None:
        agreement, name = row.agreement.id, row.id
        if _OTHER_LANGUAGE not in name:
            self.labelled.setdefault(agreement, {})[name] = row.digest is not None
        taxonomy = load_taxonomy()
        own = [topic.id for topic in row.topics if topic.id in taxonomy]
        branches = {taxonomy[topic].parent or topic for topic in own}
        own_forces = (point.force for _, point in walk_points(row.points) if point.force)
        force = min((row.force, *own_forces), key=FORCES.index)
        for topic in dict.fromkeys([*own, *branches]):
            self.found.setdefault((agreement, topic), _Strongest(force, name)).add(force, name)
        if chapter := _BY_CHAPTER.match(name.split("/")[1]):
            self.branches.setdefault((agreement, chapter[1]), set()).update(branches)

    def could_hold(self, agreement: str, place: str, branch: str) -> bool:
        """Return whether a place that is missing could speak on a branch.

        An article or annex of a chapter that is at hand and has nothing on the branch is no place to look for it.
        """
        chapter = _BY_CHAPTER.match(place)
        key = (agreement, chapter[1]) if chapter else ("", "")
        return key not in self.chapters or branch in self.branches.get(key, ())


_TALLIES: WeakKeyDictionary[Library, _Tally] = WeakKeyDictionary()
_MAKING = Lock()


def _tally(library: Library) -> _Tally:
    """Return the tally of a library, made once even where several threads ask at the same time."""
    with _MAKING:
        if library not in _TALLIES:
            tally = _Tally(library.ids)
            for row in library.labelled():
                tally.add(row)
            _TALLIES[library] = tally
        return _TALLIES[library]
