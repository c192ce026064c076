"""A quotation laid upon provisions: where its words stand, and what differs there."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from corpus.citation.styles import short
from indexer.query.words import fold, turning_words, weighty_words
from indexer.quotes.printed_words import RunningText, View
from indexer.quotes.quotation import REPLACED, QuotedRun, Reading
from indexer.quotes.word_differences import Piece, Wording, differences, form_differences, similarity
from indexer.record import Record

__all__ = ["ORDER", "Match", "Verdict", "approximate", "shared", "stands"]

WordSpan = tuple[int, int]
WordPair = tuple[int, int]  # of a pair of words: its number in the text, and in the quotation
Verdict = Literal["verbatim", "form", "elided", "differs", "not found", "unchecked"]
ORDER: tuple[Verdict, ...] = ("verbatim", "form", "elided", "differs", "not found", "unchecked")

ALIKE = 0.6  # similarity from which a text is the one that was meant


@dataclass(frozen=True, slots=True)
class Match:
    """One place. `start` and `end` are the ids of the texts where the words begin and end ("us-peru/18.3/1.a").

    `note` is the mark of the footnote that the words stand in. `pieces` are the words of the treaty ("same"), what
    only the treaty has ("left") and what only the quotation has ("right"). `forms` names what differs in form only:
    the names in `wording.FORMS`, "labels" (left out), "ends" (the marks at either end), "notes" (marks of footnotes),
    "hyphens" (words broken at the end of a line). `hides` are the words that an ellipsis or a pair of brackets leaves
    out and that may turn the sense round ("not", "salvo"), `puts` those that brackets put in and that may change it
    ("not", "may", "90"); with either the verdict is "elided" and not "verbatim".
    """

    record: Record
    verdict: Verdict
    start: str
    end: str
    pieces: tuple[Piece, ...]
    similarity: float = 1.0
    note: str = ""
    forms: frozenset[str] = frozenset()
    hides: tuple[str, ...] = ()
    puts: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The point where the words begin ("a.i"), or nothing."""
        return self.start.removeprefix(self.record.id).lstrip(".") if not self.of_title else ""

    @property
    def of_title(self) -> bool:
        """Whether the words stand in the title of the article."""
        return self.start == self.record.article != self.record.id

    def citation(self, language: str = "en") -> str:
        """Return the short citation of the place."""
        record = self.record.of(self.record.article) if self.of_title else self.record
        return short(record, path=self.path, note=self.note, language=language)


def stands(running: RunningText, records: Sequence[Record], reading: Reading) -> Match | None:
    """Return the place where all words of a quotation stand in order, or None."""
    wanted = [[fold(word) for word in segment.wording.words] for segment in reading.segments]
    for view in running.views():
        spans: list[WordSpan] = []
        for words, segment in zip(wanted, reading.segments, strict=True):
            after = spans[-1][1] if spans else 0
            at = view.find(words, after)
            if at < 0 or (spans and at - after > segment.gap):
                break
            spans.append((at, at + len(words)))
        if len(spans) == len(wanted):
            return _match(view, spans, records, reading)
    return None


def _match(view: View, spans: Sequence[WordSpan], records: Sequence[Record], reading: Reading) -> Match:
    forms = set(reading.notes)
    pieces: list[Piece] = []
    differing = False
    hides: list[str] = []
    bracketed: list[str] = []
    for number, (span, segment) in enumerate(zip(spans, reading.segments, strict=True)):
        found = _compared(view, span, segment)
        forms |= found or set()
        if number:
            hidden = (spans[number - 1][1], span[0])
            left_out = view.words[slice(*hidden)]
            swapped = segment.gap <= REPLACED
            hides += [word for word in turning_words(left_out) if not (swapped and word in reading.put)]
            bracketed += left_out if swapped else ()
            pieces.append(_gap(view, hidden))
        if found is None:
            differing = True
            pieces += differences(_with_ends(view, span, segment.wording), segment.wording.text())
        else:
            pieces.append(Piece("same", view.text(*span)))
    replaced = weighty_words(bracketed)
    puts = [word for word in weighty_words(reading.put) if word not in replaced]
    verdict: Verdict = "differs" if differing else "elided" if hides or puts else "form" if forms else "verbatim"
    record, start, end, note = _standing(view, spans, records)
    return Match(
        record, verdict, start, end, tuple(pieces), note=note, forms=frozenset(forms),
        hides=tuple(dict.fromkeys(hides)), puts=tuple(dict.fromkeys(puts)),
    )  # fmt: skip


def _gap(view: View, hidden: WordSpan) -> Piece:
    """Return what an ellipsis or a pair of brackets leaves out, in signs that no treaty prints: " [… the Party …] "."""
    start, end = hidden
    return Piece("gap", f" [… {view.text(start, end)} …] " if end > start else " […] ")


def _standing(view: View, spans: Sequence[WordSpan], records: Sequence[Record]) -> tuple[Record, str, str, str]:
    """Return the record that words stand in, the ids of the texts where they begin and end, and a footnote's mark."""
    places = [view.running.places[view.numbers[n]] for n in (spans[0][0], spans[-1][1] - 1)]
    (start, _, note), (end, _, _) = (place.partition("#") for place in places)
    record = next((r for r in records if start == r.id or start.startswith(f"{r.id}.")), None)
    record = record or next(r for r in records if start == r.article)
    return record, start, end, note


def _compared(view: View, span: WordSpan, segment: QuotedRun) -> set[str] | None:
    """Return what differs in form between a segment and the same words of a text, or None if more differs."""
    start, end = span
    quoted = segment.wording
    forms = {"labels"} if view.left_out(start, end) else set()
    for number, theirs in enumerate(quoted.words):
        ours = view.running.words[view.numbers[start + number]]
        # How a source prints "Article" is not kept with its text.
        free = number in segment.free or view.numbers[start + number] in view.running.names
        pairs = [(ours.casefold(), theirs.casefold()) if free else (ours, theirs)]
        if number:
            between = view.between(start + number), quoted.between[number]
            beside = view.beside_label(start + number)
            pairs.append((_bare(between[0]), _bare(between[1])) if beside else between)
        for pair in pairs:
            found = form_differences(*pair)
            if found is None:
                return None
            forms |= found
    before, after = view.between(start).strip(), view.between(end).strip()
    if not before.endswith(quoted.between[0].strip()) or not after.startswith(quoted.between[-1].strip()):
        forms.add("ends")
    return forms


def _with_ends(view: View, span: WordSpan, quoted: Wording) -> str:
    """Return the words of a span with those marks before and after them that a quotation has there too."""
    before, after = (view.between(number).strip() for number in span)
    opening, closing = quoted.between[0].strip(), quoted.between[-1].strip()
    return (
        f"{opening if before.endswith(opening) else ''}{view.text(*span)}{closing if after.startswith(closing) else ''}"
    )


def _bare(between: str) -> str:
    """Return what stands beside a label or heading without its own signs, which differ from print to print."""
    return re.sub(r"[().:\s–—-]", "", between)


def shared(view: View, words: Sequence[str]) -> float:
    """Return the share of the pairs of neighbours in a row of folded words that a view holds too."""
    pairs = set(pairwise(words))
    return len(pairs & set(pairwise(view.words))) / max(1, len(pairs))


def approximate(view: View, records: Sequence[Record], reading: Reading) -> Match | None:
    """Return the part of a text that comes nearest to a quotation, with every difference; None if nothing does."""
    pieces: list[Piece] = []
    spans: list[WordSpan] = []
    alike_words = total = 0.0
    for wording in _merged(reading):
        words = [fold(word) for word in wording.words]
        total += len(words)
        pieces += [Piece("gap", " […] ")] if pieces else []
        span = _nearest_span(view, words)
        if span is None:
            pieces.append(Piece("right", wording.text().strip()))
            continue
        spans.append(span)
        alike_words += len(words) * similarity(words, view.words[span[0] : span[1]])
        pieces += differences(_with_ends(view, span, wording), wording.text().strip())
    if not spans:
        return None
    likeness = alike_words / total
    verdict: Verdict = "differs" if likeness >= ALIKE else "not found"
    ordered = (min(spans), max(spans))
    record, start, end, note = _standing(view, ordered, records)
    return Match(record, verdict, start, end, tuple(pieces), likeness, note)


def _merged(reading: Reading) -> Iterator[Wording]:
    """Yield the wordings between ellipses; what stood in brackets is left out."""
    words: tuple[str, ...] = ()
    between: tuple[str, ...] = ("",)
    for segment in reading.segments:
        if words and segment.gap > REPLACED:
            yield Wording(words, between)
            words, between = (), ("",)
        first, *others = segment.wording.between
        joint = f"{between[-1].rstrip()} {first.lstrip()}" if words else first
        words, between = words + segment.wording.words, (*between[:-1], joint, *others)
    yield Wording(words, between)


def _nearest_span(view: View, words: Sequence[str]) -> WordSpan | None:
    """Return the words of a view that come nearest to a row of words: there most pairs of neighbours agree."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, pair in enumerate(pairwise(view.words)):
        places[pair].append(number)
    width = max(8, len(words) // 4)
    votes: dict[int, float] = defaultdict(float)
    hits = [(at, number) for number, pair in enumerate(pairwise(words)) for at in places.get(pair, ())]
    for at, number in hits:
        weight = 1 / len(places[view.words[at], view.words[at + 1]])
        for shift in (0, 1):  # a place counts for two buckets, so that no border cuts a cluster
            votes[(at - number) // width + shift] += weight
    if not votes:
        return None
    best = max(votes, key=votes.__getitem__)
    low, high = (best - 1) * width - width, (best + 1) * width + width
    chain = _trimmed(_in_order([hit for hit in hits if low <= hit[0] - hit[1] < high]))
    (first, before), (last, number) = chain[0], chain[-1]
    # Before the first known pair and after the last one the text has other words, as far as it goes.
    return _within(view, first, -before), _within(view, last + 1, len(words) - number - 2) + 1


def _in_order(hits: Sequence[WordPair]) -> list[WordPair]:
    """Return the longest row of hits that stand in the same order in the text and in the quotation."""
    # Of two hits at one place in the text, the later number first, so that no row holds both.
    hits = sorted(hits, key=lambda hit: (hit[0], -hit[1]))
    tops: list[int] = []  # of rows of each length, the lowest number that one ends with
    ends: list[int] = []
    came: list[int] = []
    for this, (_, number) in enumerate(hits):
        length = bisect_left(tops, number)
        came.append(ends[length - 1] if length else -1)
        if length == len(tops):
            tops.append(number)
            ends.append(this)
        elif number < tops[length]:
            tops[length], ends[length] = number, this
    row, this = [], ends[-1]
    while this >= 0:
        row.append(hits[this])
        this = came[this]
    return row[::-1]


def _trimmed(row: list[WordPair]) -> list[WordPair]:
    """Leave out a few hits at either end that stand far from the rest: chance, and not the passage."""
    for _ in range(2):  # from the end, then from the beginning turned round
        length = 0
        for n in range(len(row) - 1, 0, -1):
            length += 1
            if length > len(row) // 4:
                break
            if abs(row[n][0] - row[n - 1][0]) - abs(row[n][1] - row[n - 1][1]) > 2 * length:
                row, length = row[:n], 0
        row = row[::-1]
    return row


def _within(view: View, number: int, steps: int) -> int:
    """Return the number of the word some steps before or after one, or the last on the way that is in its text."""
    place = view.running.places[view.numbers[number]]
    step = 1 if steps > 0 else -1
    for _ in range(abs(steps)):
        after = number + step
        if not 0 <= after < len(view.numbers) or view.running.places[view.numbers[after]] != place:
            break
        number = after
    return number
