"""Quotations held against the texts: where the words stand, where they differ, or what comes nearest.

"Verbatim" means: the same characters but for white space, where ellipses leave words out and square brackets mark
changes; where they leave out "not", "except" or the like, or put in such words, "may" or a number, the verdict is
"elided". Where no text in the language of the quotation is at hand, it is "unchecked". What differs in quotation marks,
dashes, case or spaces only is said to; everything else is a difference.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from msgspec import Meta, Struct

from corpus.errors import QueryError
from corpus.language import tell_language
from corpus.text import squeeze
from indexer.engine.protocol import SearchClause, SearchRequest, Term
from indexer.library import Library
from indexer.query.thesaurus import detect_language
from indexer.query.words import fold
from indexer.quotes.matching import ORDER, Match, Verdict, approximate, shared, stands
from indexer.quotes.printed_words import RunningText, running_texts
from indexer.quotes.quotation import QUOTABLE, QuotedRun, Reading, readings
from indexer.quotes.word_differences import Piece
from indexer.record import AgreementBrief, Record, RecordSource, to_dict

__all__ = ["Quotation", "QuoteResult", "Searched", "check_quotation", "likely"]

RARE = 10  # words that a provision must hold to be looked at
LOOKED_FOR = 24  # words that say which provisions come nearest
MOST = 200  # provisions that are compared
NEAREST = 24  # provisions among which the nearest is sought
ALIGNED = 6  # of them, those compared word by word
SHOWN = 3  # of them, those shown where none is the one meant
WORDLESS = {"lang": ("mul",)}  # a digest alone has no words of a treaty
WIDEST = 240_000  # characters of all that is compared, so that a long quotation is held against fewer places


class Searched(Struct, frozen=True):
    """What a quotation was held against."""

    provisions: Annotated[int, Meta(description="Provisions with their words at hand")]
    agreements: Annotated[Mapping[str, tuple[str, ...]], Meta(description="Ids of agreements by language")]


@dataclass(frozen=True, slots=True)
class QuoteResult:
    """The answer to one quotation; `candidates` counts the provisions that hold its rare words.

    `complete` is false where so many hold them that not all were compared.
    """

    quoted: str
    verdict: Verdict
    matches: tuple[Match, ...]
    candidates: int
    complete: bool
    searched: Searched
    fingerprint: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain dictionaries, lists and texts, as in its JSON."""
        return to_dict(self.to_json())

    def to_json(self) -> "Quotation":
        """Return what is printed and sent of the answer."""
        return Quotation(
            quoted=self.quoted,
            verdict=self.verdict,
            complete=self.complete,
            matches=tuple(map(_match_json, self.matches)),
            searched=self.searched,
            fingerprint=self.fingerprint,
        )


class QuotationMatch(Struct, frozen=True):
    """A place where the words stand, or that comes nearest."""

    verdict: Annotated[Verdict, Meta(description="verbatim, form (only it differs), elided, differs, not found")]
    id: Annotated[str, Meta(description="The provision")]
    citation: Annotated[str, Meta(description="The short citation of the place")]
    start: Annotated[str, Meta(description="The id of the text where the words begin")]
    end: Annotated[str, Meta(description="The id of the text where they end")]
    note: Annotated[str | None, Meta(description="The mark of the footnote that they stand in")]
    forms: Annotated[tuple[str, ...], Meta(description="What differs in form only: case, quotes, dashes …")]
    hides: Annotated[tuple[str, ...], Meta(description="Words left out that may turn the sense: not, except, salvo …")]
    puts: Annotated[tuple[str, ...], Meta(description="Words put in brackets that may change it: not, may, 90 …")]
    similarity: Annotated[float, Meta(description="Of the words, 0 to 1")]
    pieces: Annotated[tuple[Piece, ...], Meta(description="The words of both sides in order")]
    agreement: AgreementBrief
    language: Annotated[str, Meta(description="Of the text, ISO 639-1")]
    source: Annotated[RecordSource | None, Meta(description="Where the treaty's words come from")]


class Quotation(Struct, frozen=True):
    """A quotation held against all texts at hand."""

    quoted: Annotated[str, Meta(description="What was asked")]
    verdict: Annotated[
        Verdict, Meta(description="The best of the matches; unchecked where no text in its language is at hand")
    ]
    complete: Annotated[bool, Meta(description="False where its words are so common that not all places were compared")]
    matches: Annotated[tuple[QuotationMatch, ...], Meta(description="Best first")]
    searched: Searched
    fingerprint: Annotated[str, Meta(description="Names the index that answered")]


def _match_json(match: Match) -> QuotationMatch:
    return QuotationMatch(
        verdict=match.verdict,
        id=match.record.id,
        citation=match.citation(),
        start=match.start,
        end=match.end,
        note=match.note or None,
        forms=tuple(sorted(match.forms)),
        hides=match.hides,
        puts=match.puts,
        similarity=round(match.similarity, 3),
        pieces=match.pieces,
        agreement=match.record.agreement,
        language=match.record.language,
        source=match.record.source,
    )


def check_quotation(library: Library, text: str) -> QuoteResult:
    """Hold a quotation against all texts at hand, in every language.

    Raises QueryError where it has no words, or is too long.
    """
    if not re.search(QUOTABLE, text):
        raise QueryError("no-quotation")
    ways = readings(text)
    found: list[Match] = []
    candidates = 0
    for way in ways:
        ids = _holding(library, [run for run in _runs(way) if run])
        candidates = max(candidates, len(ids))
        found += [match for name in ids[:MOST] for match in _in_record(library, way, name)]
        if any(match.verdict == "verbatim" for match in found):
            break
    found = found or (_nearest(library, ways[-1]) if ways else [])
    searched = _searched(library)
    verdict: Verdict = min((match.verdict for match in found), key=ORDER.index, default="not found")
    language = tell_language(text) or detect_language(text)
    if not searched.provisions or (verdict == "not found" and language not in searched.agreements):
        verdict, found = "unchecked", []  # a digest alone has no words of a treaty, nor has a text in another language
    ordered = sorted(_once(found), key=lambda m: (ORDER.index(m.verdict), -m.similarity, m.record.order))
    return QuoteResult(
        quoted=squeeze(text),
        verdict=verdict,
        matches=tuple(ordered),
        candidates=candidates,
        complete=candidates <= MOST,
        searched=searched,
        fingerprint=library.fingerprint,
    )


def _once(matches: Sequence[Match]) -> list[Match]:
    """Keep the best match of each place."""
    best: dict[tuple[str, str], Match] = {}
    for match in matches:
        place = (match.start, match.note)
        if place not in best or ORDER.index(match.verdict) < ORDER.index(best[place].verdict):
            best[place] = match
    return list(best.values())


def _searched(library: Library) -> Searched:
    held: dict[str, list[str]] = {}
    provisions = 0
    for name, row in library.agreements.items():
        for language, text in row.texts.items():
            held.setdefault(language, []).append(name)
            provisions += text.provisions
    return Searched(provisions, {language: tuple(names) for language, names in held.items()})


# Where the words may stand


def _runs(reading: Reading) -> Iterator[list[str]]:
    """Yield the folded words of a quotation that stand side by side in the index, which holds no labels."""
    for segment in reading.segments:
        run: list[str] = []
        for number, word in enumerate(segment.wording.words):
            if _may_be_label(segment, number):
                yield run
                run = []
            else:
                run.append(fold(word))
        yield run


def _may_be_label(segment: QuotedRun, number: int) -> bool:
    word, before, after = segment.wording.words[number], *segment.wording.between[number : number + 2]
    return len(word) <= 4 and (after.startswith(")") or (word.isdigit() and not before.strip() and after[:1] == "."))


def _holding(library: Library, runs: Sequence[Sequence[str]]) -> list[str]:
    """Return the ids of the provisions that hold the rarest of some folded words, in document order.

    `runs` are rows of words that stand side by side; of common words the longest row must stand there as it is.
    """
    known = {word: library.searcher.frequency(word) for run in runs for word in run}
    rare = sorted(known, key=known.__getitem__)[:RARE]
    if not rare or not known[rare[0]]:
        return []
    terms = [Term((word,), exact=True) for word in rare]
    if known[rare[0]] > MOST:
        terms.append(Term(tuple(max(runs, key=len)[:RARE]), exact=True))
    clauses = tuple(SearchClause((term,), required=True) for term in terms)
    return library.searcher.matching(SearchRequest(clauses, without=WORDLESS))


def likely(library: Library, words: Sequence[str], most: int) -> list[str]:
    """Return the ids of the provisions that hold most of some folded words, one an article, best first."""
    known = [word for word in dict.fromkeys(words) if library.searcher.frequency(word)]
    rare = sorted(known, key=library.searcher.frequency)[:LOOKED_FOR]
    clauses = tuple(SearchClause((Term((word,), exact=True),)) for word in rare)
    request = SearchRequest(clauses, without=WORDLESS, limit=most, fold=False)
    return [hit.id for hit in library.searcher.search(request).hits] if rare else []


def _in_record(library: Library, reading: Reading, name: str) -> list[Match]:
    record = library.record(library.ids[name])
    return [match for running in running_texts([record]) if (match := stands(running, [record], reading))]


def _nearest(library: Library, reading: Reading) -> list[Match]:
    """Return where a quotation stands across several provisions, or else the texts that come nearest."""
    words = [fold(word) for word in reading.words]
    length = sum(len(segment.wording.text()) for segment in reading.segments)
    most = max(4, min(NEAREST, WIDEST // (3 * length)))
    pages: list[tuple[RunningText, list[Record]]] = []
    for name in [*_partly(library, words), *likely(library, words, most)][:most]:
        records, opening = _around(library, name, length)
        pages += [(running, records) for running in running_texts(records, opening=opening) if running.words]
    found = [match for running, records in pages if (match := stands(running, records, reading))]
    if found:
        return found
    views = [(max(running.views(), key=lambda view: shared(view, words)), records) for running, records in pages]
    best = sorted(views, key=lambda pair: -shared(pair[0], words))[: min(ALIGNED, most // 2)]
    near = [match for view, records in best if (match := approximate(view, records, reading))]
    near.sort(key=lambda match: -match.similarity)
    return [match for match in near if match.verdict == "differs"] or near[:SHOWN]


def _partly(library: Library, words: Sequence[str]) -> list[str]:
    """Return the ids of the provisions that hold the end, the middle or the beginning of a row of words."""
    middle = len(words) // 2
    runs = (words[-RARE:], words[middle : middle + RARE], words[:RARE]) if len(words) > 2 * RARE else ()
    return list(dict.fromkeys(name for run in runs for name in _holding(library, [run])[: NEAREST // 4]))


def _around(library: Library, name: str, length: int) -> tuple[list[Record], bool]:
    """Return a provision with as much of its text on both sides, and whether the first of all opens its article."""
    at = library.ids[name]
    own = library.record(at)
    extent = library.extent(name)
    before = _beside(library, own, range(at - 1, extent.start - 1, -1), length)
    after = _beside(library, own, range(at + 1, extent.stop), length)
    records = [*reversed(before), own, *after]
    first = library.ids[records[0].id]
    return records, first == extent.start or library.record(first - 1).article != records[0].article


def _beside(library: Library, own: Record, numbers: range, length: int) -> list[Record]:
    """Return the provisions in the same language in a row of numbers, until they have so many characters."""
    out: list[Record] = []
    held = 0
    for number in numbers:
        record = library.record(number)
        if held >= length:
            break
        if record.language == own.language:
            out.append(record)
            held += len(record.bare_text())
    return out
