"""Provisions side by side: aligned paragraph by paragraph, with the words that differ.

All are compared with the first. Its texts are aligned with those of the others by the words that they share, or by
their labels where the languages differ; a text that has no counterpart stands alone in its row.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from corpus.citation.styles import short
from corpus.errors import NotFoundError, QueryError
from indexer.answers.selection import Chosen, choose, printed
from indexer.classify.taxonomy import load_taxonomy
from indexer.library import Library
from indexer.query.words import words
from indexer.quotes.check import likely
from indexer.quotes.word_differences import Piece, columns
from indexer.record import AgreementBrief, Record, RecordHit, RecordSource, to_dict

__all__ = [
    "MOST",
    "ComparedProvision",
    "ComparedText",
    "Comparison",
    "companions",
    "compare",
    "families",
    "on_topic",
]

MOST = 8  # provisions in one comparison
FIRST = 3  # agreements that a topic is compared in, where nobody chose
BESIDE = 3  # companions of one alone
OFFERED = 100  # agreements to choose from on a topic
LONGEST = 150  # texts of one column
COUNTERPART = 0.4  # share of words in common from which two texts are counterparts
SISTER = 0.6  # the same for whole clauses
LOOKED_AT = 60  # clauses among which sisters are sought


class ComparedText(Struct, frozen=True):
    """One text in a row."""

    id: Annotated[str, Meta(description="Its place")]
    label: Annotated[str, Meta(description="Its printed labels, as in 1(a)")]
    pieces: Annotated[tuple[Piece, ...], Meta(description="Its words in order")]
    alone: Annotated[bool, Meta(description="True where the row holds nothing to compare it with")]
    reworded: Annotated[bool, Meta(description="True where it says something near in words too different to mark")]
    digest: Annotated[bool, Meta(description="True where the words are ours and not the treaty's")]


@dataclass(frozen=True, slots=True)
class ComparedProvision:
    """One provision or article; `record` is that of its first provision."""

    id: str
    record: Record
    whole: bool = False
    path: str = ""

    def citation(self, language: str = "en") -> str:
        """Return the short citation."""
        return short(self.record.of(self.id) if self.whole else self.record, path=self.path, language=language)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Provisions, and rows with a text or nothing for each."""

    columns: tuple[ComparedProvision, ...]
    rows: tuple[tuple[ComparedText | None, ...], ...]
    fingerprint: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain dictionaries, lists and texts, as in its JSON."""
        return to_dict(self.to_json())

    def to_json(
        self, topic: str = "", provisions: Sequence[str] = (), families: tuple[tuple[str, ...], ...] = ()
    ) -> "ComparisonJson":
        """Return what is printed and sent of the comparison; on a topic, also what there is to choose from."""
        return ComparisonJson(
            columns=tuple(
                ColumnJson(c.id, c.citation(), c.record.agreement, c.record.language, c.record.source)
                for c in self.columns
            ),
            rows=self.rows,
            fingerprint=self.fingerprint,
            topic=topic or UNSET,
            provisions=tuple(provisions) if topic else UNSET,
            families=families if topic else UNSET,
        )


class ColumnJson(Struct, frozen=True):
    """A provision or article that is compared."""

    id: Annotated[str, Meta(description="Its id")]
    citation: Annotated[str, Meta(description="Its short citation")]
    agreement: AgreementBrief
    language: Annotated[str, Meta(description="ISO 639-1; mul where only digests are at hand")]
    source: Annotated[RecordSource | None, Meta(description="Where its words come from")]


class ComparisonJson(Struct, frozen=True):
    """Provisions side by side."""

    columns: Annotated[tuple[ColumnJson, ...], Meta(description="The first is the measure")]
    rows: Annotated[tuple[tuple[ComparedText | None, ...], ...], Meta(description="A cell or null for each column")]
    fingerprint: Annotated[str, Meta(description="Names the index that answered")]
    topic: Annotated[str | UnsetType, Meta(description="The topic asked for")] = UNSET
    provisions: Annotated[tuple[str, ...] | UnsetType, Meta(description="One provision an agreement, by date")] = UNSET
    families: Annotated[
        tuple[tuple[str, ...], ...] | UnsetType, Meta(description="Ids of clauses with nearly the same words, by date")
    ] = UNSET
    licence: Annotated[str | UnsetType, Meta(description="Who owns the words")] = UNSET


@dataclass(frozen=True, slots=True)
class _Unit:
    """One text of a provision, with its words counted."""

    id: str
    label: str
    text: str
    bag: Counter[str]
    digest: bool = False


def compare(library: Library, names: Sequence[str], language: str = "en") -> Comparison:
    """Lay the provisions that ids or pinpoints name side by side; of one alone, its companions beside it.

    `language` is that of digests. Raises NotFoundError for an unknown id, QueryError for too many or too few.
    """
    chosen = choose(library, names)
    if len(chosen) == 1:
        chosen += choose(library, companions(library, chosen[0]))
    if len(chosen) < 2:
        raise NotFoundError("no-sister-clause", provision=names[0])
    if len(chosen) > MOST:
        raise QueryError("table-too-large", hint="use-at-most", count=len(chosen), most=MOST)
    units = [_units(each, language) for each in chosen]
    longest = max(map(len, units))
    if longest > LONGEST:
        raise QueryError("provision-too-long", count=longest)
    heads = tuple(ComparedProvision(each.id, each.records[0], each.whole, each.path) for each in chosen)
    tongues = [each.records[0].language for each in chosen]
    rows = [_row(row, tongues) for row in _rows(units, tongues)]
    return Comparison(heads, tuple(rows), library.fingerprint)


def on_topic(library: Library, topic: str) -> tuple[list[str], list[str]]:
    """Return the ids of the provisions that speak most of a topic, one an agreement, and those of the first few.

    There are at most `OFFERED`. Both are in order of the date of signature. Raises QueryError for an unknown topic.
    """
    found = load_taxonomy()[library.filter_values.meant("topic", [topic])[0]]
    best: dict[str, RecordHit] = {}
    for hit in library.search(found.labels["en"], filters={"topic": [topic]}, limit=300, fold="articles").hits:
        if "@" not in hit.id:  # a text in a second language says the same
            best.setdefault(hit.agreement.id, hit)
    best = dict(islice(best.items(), OFFERED))
    order = list(library.agreements)
    first = sorted(best, key=lambda name: (best[name].language == "mul", order.index(name)))[:FIRST]
    dated = sorted(best.values(), key=_signed)
    return [row.id for row in dated], [row.id for row in dated if row.agreement.id in first]


def families(library: Library, topic: str) -> tuple[tuple[str, ...], ...]:
    """Return the families of nearly identical clauses on a topic, the largest first.

    A family are the ids of clauses of sister agreements, in order of the date of signature.
    """
    out = []
    for hit in library.search("", filters={"topic": [topic]}, limit=300).hits:
        members = [hit, *(library.record(library.ids[name]) for name in hit.also)]
        if len(members) > 1:
            out.append(tuple(row.id for row in sorted(members, key=_signed)))
    return tuple(sorted(out, key=len, reverse=True))


def companions(library: Library, chosen: Chosen) -> list[str]:
    """Return the ids of the same provision in other languages, then of its nearest sister clauses, by date."""
    record = chosen.records[0]
    plain = chosen.id.partition("@")[0]
    tail = "" if chosen.whole else f"/{chosen.id.rpartition('/')[2]}"
    article = plain if chosen.whole else chosen.records[0].article.partition("@")[0]
    translated = [f"{article}{mark}{tail}" for mark in ("", "@en", "@es", "@fr")]
    held = [name for name in translated if name != chosen.id and library.resolve(name) == name]
    if chosen.whole:
        return held[:BESIDE]
    text = words(record.bare_text())
    sisters: dict[str, tuple[float, Record]] = {}  # the nearest clause of each other agreement
    for name in likely(library, text, LOOKED_AT):
        other = library.record(library.ids[name])
        likeness = _alike(Counter(text), Counter(words(other.bare_text())))
        own = other.agreement.id
        if other.language == record.language and own != record.agreement.id and likeness >= SISTER:
            sisters[own] = max(sisters.get(own, (0.0, other)), (likeness, other), key=lambda pair: pair[0])
    nearest = sorted(sisters.values(), key=lambda pair: -pair[0])[: max(0, BESIDE - len(held))]
    return held[:BESIDE] + [row.id for row in sorted((row for _, row in nearest), key=_signed)]


def _signed(record: Record) -> tuple[date, int]:
    return record.agreement.signed or date.max, record.order


# From provisions to rows


def _units(chosen: Chosen, language: str) -> list[_Unit]:
    out: list[_Unit] = []
    for record in chosen.records:
        if record.language == "mul" and record.digest:
            digest = record.digest.summary(language)
            out.append(_Unit(record.id, record.label, digest, Counter(words(digest)), digest=True))
        else:
            texts = (each for each in printed(record, chosen.path) if each.text)
            out += [_Unit(each.id, each.labels, each.text, Counter(words(each.text))) for each in texts]
    return out


def _rows(units: Sequence[Sequence[_Unit]], tongues: Sequence[str]) -> list[list[_Unit | None]]:
    """Align every column with the first; what the first lacks comes after the text that it follows."""
    rows: list[list[_Unit | None]] = [[unit, *[None] * (len(units) - 1)] for unit in units[0]]
    extra: dict[int, list[list[_Unit | None]]] = {}
    for number, column in enumerate(units[1:], start=1):
        after = -1
        for first, second in _aligned(units[0], column, same_language=tongues[number] == tongues[0]):
            after = after if first is None else first
            if second is not None and first is not None:
                rows[first][number] = column[second]
            elif second is not None:
                _put(extra.setdefault(after, []), column[second], number, len(units))
    return [
        row for place in range(-1, len(rows)) for row in ([rows[place]] if place >= 0 else []) + extra.get(place, [])
    ]


def _put(extra: list[list[_Unit | None]], unit: _Unit, number: int, width: int) -> None:
    """Put a text that the first column lacks beside a counterpart in another column, or in a row of its own."""
    for row in extra:
        if row[number] is None and any(other and _alike(unit.bag, other.bag) >= COUNTERPART for other in row):
            row[number] = unit
            return
    extra.append([unit if place == number else None for place in range(width)])


def _aligned(
    first: Sequence[_Unit], second: Sequence[_Unit], *, same_language: bool
) -> list[tuple[int | None, int | None]]:
    """Return the pairs of counterparts in order, found so that together they are most alike."""
    gains = [[_gain(one, two, same_language=same_language) for two in second] for one in first]
    best = [[0.0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in reversed(range(len(first))):
        for j in reversed(range(len(second))):
            paired = best[i + 1][j + 1] + gains[i][j] if gains[i][j] > 0 else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    i = j = 0
    pairs: list[tuple[int | None, int | None]] = []
    while i < len(first) and j < len(second):
        if gains[i][j] > 0 and best[i][j] == best[i + 1][j + 1] + gains[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return pairs + [(n, None) for n in range(i, len(first))] + [(None, n) for n in range(j, len(second))]


def _gain(one: _Unit, two: _Unit, *, same_language: bool) -> float:
    if one.digest or two.digest or not same_language:
        return 1.0 if one.label == two.label else 0.0
    likeness = _alike(one.bag, two.bag)
    return likeness + (0.05 if one.label == two.label else 0.0) if likeness >= COUNTERPART else 0.0


def _alike(one: Counter[str], two: Counter[str]) -> float:
    """Return from 0 to 1 how many words two texts share."""
    return 2 * (one & two).total() / max(1, one.total() + two.total())


def _row(row: Sequence[_Unit | None], tongues: Sequence[str]) -> tuple[ComparedText | None, ...]:
    """Mark the words that differ among the texts of a row that can be compared: those in the language of its first."""
    held = [(number, unit) for number, unit in enumerate(row) if unit]
    lead, first = held[0]
    same_language = [(n, unit) for n, unit in held if not unit.digest and tongues[n] == tongues[lead]]
    # Where most words differ, marking them all would say nothing.
    near = [(n, unit) for n, unit in same_language if not first.digest and _alike(first.bag, unit.bag) >= SISTER]
    marked = columns([unit.text for _, unit in near]) if len(near) > 1 else []
    pieces = dict(zip((n for n, _ in near), marked, strict=False))
    reworded = {n for n, unit in same_language if (n, unit) not in near}
    cells = {
        n: ComparedText(
            unit.id, unit.label, pieces.get(n, (Piece("same", unit.text),)),
            alone=len(held) == 1, digest=unit.digest, reworded=n in reworded,
        )
        for n, unit in held
    }  # fmt: skip
    return tuple(cells.get(n) for n in range(len(row)))
