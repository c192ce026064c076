"""Resolves what people write to a place in an index: an agreement, a division, an article, a provision or a point.

It takes text as `corpus.citation.pinpoints` reads it and gives an id, or an error with the nearest ids.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Protocol

from corpus.citation.candidate_ids import DIVISION_ID, article_segments, articles_of_id, division_ids, moved
from corpus.citation.identifiers import article_segment, division_segment, split_id
from corpus.citation.pinpoints import Pinpoint, first_of_several
from corpus.errors import NotFoundError
from corpus.passages import printed_label
from indexer.query.agreement_names import AgreementNames
from indexer.record import Record

__all__ = ["Index", "Lookup"]

MOST_OFFERED = 12
NEAREST = 5
COUNTED_TWICE = re.compile(r"(?<=\d)-\d+$")  # "7-12" was the twelfth article 7


class Index(Protocol):
    """The part of a library that a lookup reads."""

    @property
    def ids(self) -> Mapping[str, int]:
        """The number of each record by its id, in order."""

    @property
    def articles(self) -> Mapping[str, Sequence[int]]:
        """The numbers of the records of each article by its id."""

    def record(self, number: int) -> Record:
        """Return the record with a number."""


class Lookup:
    """Resolves ids and pinpoints in one index."""

    def __init__(self, index: Index, names: AgreementNames) -> None:
        self._index = index
        self._names = names
        self._held = dict.fromkeys(article.partition("/")[0] for article in index.articles)

    def resolve(self, text: str) -> str | None:
        """Return the id of the one place that a text names with its agreement, or None."""
        read = self._names.read(text)
        found = self._found(*read) if read and read[0] else []
        return found[0] if len(found) == 1 else None

    def places(self, text: str) -> list[str]:
        """Return the places that a text which names no agreement, or several, may mean; those of Peru come first."""
        read = self._names.read(text)
        return self._peru_first(self._found(*read)) if read else []

    def _peru_first(self, places: Sequence[str]) -> list[str]:
        peru = {name for name, entry in self._names.known.items() if "PER" in entry.parties}
        return sorted(places, key=lambda place: place.partition("/")[0] not in peru)

    def refusal(self, text: str) -> NotFoundError | None:
        """Return why `resolve` does not find the place that a text names; None where it names no place at all."""
        read = self._names.read(text)
        refused = self.missing(text) if read and not read[1].empty else None
        return None if refused and refused.code == "no-such-id" and not refused.nearest else refused

    def numbers(self, place: str) -> list[int]:
        """Return the numbers of the records of a place that `resolve` found, in order."""
        if "/" not in place or DIVISION_ID.fullmatch(place):
            return self._division(place)
        if place in self._index.articles:
            return list(self._index.articles[place])
        return [self._index.ids[split_id(place)[0]]]

    def missing(self, text: str) -> NotFoundError:
        """Return the error for a text that `resolve` does not find: what is wrong with it, and what comes nearest."""
        read = self._names.read(text)
        if several := self._several(text, read[0] if read else ()):
            return several
        if read is None:
            return _nothing(text, get_close_matches(text.strip().lower(), list(self._names.known), n=5, cutoff=0.5))
        agreements, pinpoint = read
        if pinpoint.note and (error := self._no_such_note(agreements, pinpoint)):
            return error
        held = [name for name in agreements if name in self._held]
        if held:
            return self._no_such_place(held[0], pinpoint, text)
        if agreements:
            title = self._names.known[agreements[0]].short_titles["en"]
            return NotFoundError("agreement-not-held", title=title, agreement=agreements[0])
        shorter: list[str] = []
        while pinpoint.path and not shorter:
            pinpoint = pinpoint._replace(path=pinpoint.path[:-1])
            shorter = self._peru_first(self._found((), pinpoint))
        return _nothing(text, shorter[:MOST_OFFERED])

    def _several(self, text: str, agreements: Sequence[str]) -> NotFoundError | None:
        """Return the error for a text that names several places ("17.2 and 17.3") or that several places fit."""
        first = self.places(first_of_several(text))
        if within := [place for place in first if not agreements or place.partition("/")[0] in agreements]:
            return NotFoundError("one-place-at-a-time", hint="may-be", text=text, nearest=within[:MOST_OFFERED])
        if fitting := self.places(text):
            return NotFoundError("several-places", hint="may-be", text=text, nearest=fitting[:MOST_OFFERED])
        return None

    def _no_such_place(self, agreement: str, pinpoint: Pinpoint, text: str) -> NotFoundError:
        for article, path in self._articles_held(agreement, pinpoint):
            if not path:
                continue
            provision, deeper = self._provision(article, path)
            if provision and deeper:
                return self._no_such_point(provision, deeper)
            names = [self._name(number) for number in self._index.articles[article]]
            close = sorted(names, key=lambda name: _distance(name.rpartition("/")[2], path[0]))[:NEAREST]
            return self._no_such_label(article, path[0], close)
        within = [name for name in self._index.articles if name.startswith(f"{agreement}/")]
        wanted = next((article for article, _ in self._articles_named(agreement, pinpoint)), agreement)
        number = COUNTED_TWICE.sub("", wanted.rpartition("/")[2].removeprefix("art-"))
        if alike := [name for name in within if name.endswith((f"/art-{number}", f"{agreement}/{number}"))]:
            return _nothing(text, alike[:MOST_OFFERED])
        close = get_close_matches(wanted, within, n=NEAREST, cutoff=0.3)
        if not self._has_text([number for name in within for number in self._index.articles[name]]):
            return NotFoundError("place-not-checked", hint="only-digests", agreement=agreement, nearest=close)
        return _nothing(text, close)

    def _no_such_label(self, article: str, label: str, nearest: Sequence[str]) -> NotFoundError:
        """Return the error for a paragraph or, where the label is a letter, a point that an article lacks."""
        read = self._has_text(self._index.articles[article])
        if not label.isdigit():
            return _no_point(article, label, nearest, read=read)
        if read:
            return NotFoundError("no-paragraph", hint="nearest", article=article, paragraph=label, nearest=nearest)
        return NotFoundError(
            "paragraph-not-checked", hint="only-digests", article=article, paragraph=label,
            agreement=article.partition("/")[0], nearest=nearest,
        )  # fmt: skip

    def _no_such_note(self, agreements: Sequence[str], pinpoint: Pinpoint) -> NotFoundError | None:
        if not pinpoint.frames:
            return NotFoundError("note-without-article", footnote=pinpoint.note)
        for place in self._found(agreements, pinpoint._replace(note="")):
            if not self._has_text(self.numbers(place)):
                return NotFoundError(
                    "note-not-checked", hint="only-digests", provision=place, footnote=pinpoint.note,
                    agreement=place.partition("/")[0], nearest=[place],
                )  # fmt: skip
            marks = self._notes(place)
            hint = "its-footnotes" if marks else "no-footnotes"
            return NotFoundError(
                "no-footnote", hint=hint, provision=place, footnote=pinpoint.note, footnotes=", ".join(marks)
            )
        return None

    def _notes(self, place: str) -> list[str]:
        """Return the marks of the footnotes of a place."""
        records = map(self._index.record, self.numbers(place))
        return [note.mark for record in records for note in record.footnotes]

    def note(self, text: str) -> str:
        """Return the mark of the footnote that a text names with its place, or ""."""
        read = self._names.read(text)
        return read[1].note if read else ""

    def _no_such_point(self, provision: str, path: Sequence[str]) -> NotFoundError:
        known, point = self._points(provision), ".".join(path)
        if not self._record(provision).source:
            return _no_point(provision, point, [provision], read=False)
        close = get_close_matches(point, known, n=NEAREST, cutoff=0.3) or known[:NEAREST]
        return _no_point(provision, point, [f"{provision}.{name}" for name in close], read=True)

    def _found(self, agreements: Sequence[str], pinpoint: Pinpoint) -> list[str]:
        if pinpoint.empty:
            return [name for name in agreements if name in self._held]
        return [
            same
            for agreement in (agreements or self._held)
            if agreement in self._held
            if (found := self._loose_note(agreement, pinpoint) or self._with_note(agreement, pinpoint))
            for same in ([found] if pinpoint.id else self._so_numbered(found))
        ]

    def _so_numbered(self, place: str) -> list[str]:
        """Return a place with those that its article prints under the same number; only their ids tell them apart."""
        provision, _, point = split_id(place)
        same = [provision]
        alike = self._counted(COUNTED_TWICE.sub("", provision))
        if provision in alike and (label := self._record(provision).label):
            same = [name for name in alike if self._record(name).label == label]
        return [f"{name}.{held}" for name in same for held in self._so_lettered(name, point)] if point else same

    def _so_lettered(self, provision: str, point: str) -> list[str]:
        """Return the paths of a provision's points that it prints as a path says."""
        held = self._point(provision, [point])
        alike = [name for name in self._points(provision) if held and _as_printed(name) == held]
        return alike or [held] if held else []

    def _counted(self, first: str) -> list[str]:
        """Return the ids of the provisions of one number in an article ("7/1", "7/1-2"); none without a first."""
        counted = itertools.chain([first], (f"{first}-{again}" for again in itertools.count(2)))
        return list(itertools.takewhile(self._index.ids.__contains__, counted))

    def _loose_note(self, agreement: str, pinpoint: Pinpoint) -> str | None:
        """Return the id of a footnote whose mark stands at no clause: "EU-Andean, fn 49", "US-Peru, ch 10, fn 1"."""
        chapter = "".join(f"-{division_segment(*frame)}" for frame in pinpoint.frames)
        name = f"{agreement}/footnotes{chapter}/{pinpoint.note}"
        return name if pinpoint.note and name in self._index.ids else None

    def _with_note(self, agreement: str, pinpoint: Pinpoint) -> str | None:
        found = self._within(agreement, pinpoint)
        return found if found and (not pinpoint.note or pinpoint.note in self._notes(found)) else None

    def _within(self, agreement: str, pinpoint: Pinpoint) -> str | None:
        """Return the id of a place in one agreement."""
        for place in [pinpoint.id] if pinpoint.id else division_ids(agreement, pinpoint):
            if DIVISION_ID.fullmatch(place) and not pinpoint.path and self._division(place):
                return place
        for article, path in self._articles_held(agreement, pinpoint):
            if not path:
                return article
            provision, deeper = self._provision(article, path)
            if provision and not deeper:
                return provision
            if provision and (point := self._point(provision, deeper)):
                return f"{provision}.{point}"
        return None

    def _articles_held(self, agreement: str, pinpoint: Pinpoint) -> Iterator[tuple[str, list[str]]]:
        """Yield those of the articles named that are at hand, in the first language and then in others.

        Citations name no language, and one text may lack what another holds.
        """
        for article, path in self._articles_named(agreement, pinpoint):
            for held in (article, *self._translations.get(article, ())):
                if held in self._index.articles:
                    yield held, path

    @cached_property
    def _translations(self) -> Mapping[str, Sequence[str]]:
        """The articles in further languages by the id in the first: "a-b/2.1@es" by "a-b/2.1"."""
        found: dict[str, list[str]] = {}
        for article in self._index.articles:
            if "@" in article:
                found.setdefault(re.sub(r"@\w+", "", article), []).append(article)
        return found

    def _articles_named(self, agreement: str, pinpoint: Pinpoint) -> Iterator[tuple[str, list[str]]]:
        """Yield the articles that a place may stand in, with what is left of it: "269.3" may be 269, paragraph 3."""
        if pinpoint.id:
            yield from articles_of_id(agreement, pinpoint.id)
            yield from moved(agreement, pinpoint.id)
            return
        if not pinpoint.frames:
            return
        *outer, (kind, number) = pinpoint.frames
        labels = number.split(".")
        for size in range(len(labels), 0, -1):
            for name in article_segments(kind, ".".join(labels[:size]), outer):
                yield f"{agreement}/{name}", [*labels[size:], *pinpoint.path]
        if kind == "annex" and pinpoint.path:  # "Annex 12.1.3(a)" may be its number
            yield f"{agreement}/{article_segment(kind, number + pinpoint.path[0])}", list(pinpoint.path[1:])
        if not number:  # "side letter": the only one has a name of its own
            alike = [name for name in self._index.articles if name.startswith(f"{agreement}/{kind}-")]
            if len(alike) == 1:
                yield alike[0], list(pinpoint.path)

    def _provision(self, article: str, path: Sequence[str]) -> tuple[str, list[str]]:
        """Return the provision of an article that a path opens with, and the rest of the path; "" for none.

        Of paragraphs with one number, the first that has the point is meant. Points may hang below an article without
        numbered paragraphs, and its only paragraph has the id 1.
        """
        label, deeper = f"{article}/{path[0].lower()}", list(path[1:])
        if numbered := self._counted(label):
            return next((name for name in numbered if self._point(name, deeper)), label), deeper
        names = [self._name(number) for number in self._index.articles[article]]
        unnumbered = [name for name in names if not self._record(name).label]
        if unnumbered and path[0] in {"0", "1"} and len(names) == 1:
            return unnumbered[0], deeper
        if found := next((name for name in unnumbered if self._point(name, path)), ""):
            return found, list(path)
        return (unnumbered[0], list(path)) if unnumbered and not path[0].isdigit() else ("", [])

    def _point(self, provision: str, path: Sequence[str]) -> str:
        """Return the path of a point as the provision writes it, or ""."""
        wanted, known = ".".join(path), self._points(provision)
        if wanted in known:
            return wanted
        alike = [name for name in known if name.casefold() == wanted.casefold()]
        return alike[0] if len(alike) == 1 else ""

    def _points(self, provision: str) -> list[str]:
        """Return the points of a provision; where no text is at hand, those that its digests name."""
        record = self._record(provision)
        known = record.point_paths()
        for part in record.digest.parts if record.digest and record.language == "mul" else ():
            labels = split_id(part.of)[2].split(".")
            known += [".".join(labels[:size]) for size in range(1, len(labels) + 1) if labels[0]]
        return list(dict.fromkeys(known))

    def _division(self, place: str) -> list[int]:
        """Return the numbers of all records of an agreement, or of those below the headings of a division."""
        agreement, *divisions = place.split("/")
        numbers = [number for name, number in self._index.ids.items() if name.startswith(f"{agreement}/")]
        if not divisions:
            return numbers
        wanted = set(divisions)
        return [
            number
            for number in numbers
            if wanted <= {division_segment(h.kind, h.number) for h in self._index.record(number).headings}
        ]

    def _has_text(self, numbers: Iterable[int]) -> bool:
        """Return whether a text of any of some records is at hand, and not only a digest."""
        return any(self._index.record(number).source for number in numbers)

    def _record(self, name: str) -> Record:
        return self._index.record(self._index.ids[name])

    def _name(self, number: int) -> str:
        return self._index.record(number).id


def _as_printed(point: str) -> str:
    return ".".join(printed_label(label)[0] for label in point.split("."))


def _no_point(provision: str, point: str, nearest: Sequence[str], *, read: bool) -> NotFoundError:
    """Return the error for a point that a provision lacks, or may lack where its text was not `read`."""
    if not read:
        agreement = provision.partition("/")[0]
        return NotFoundError(
            "point-not-checked", hint="only-digests", provision=provision, point=point, agreement=agreement,
            nearest=nearest,
        )  # fmt: skip
    hint = "nearest" if nearest else "no-points"
    return NotFoundError("no-point", hint=hint, provision=provision, point=point, nearest=nearest or [provision])


def _nothing(text: str, nearest: Sequence[str]) -> NotFoundError:
    return NotFoundError("no-such-id", hint="nearest" if nearest else "list-agreements", id=text, nearest=nearest)


def _distance(label: str, asked: str) -> tuple[int, int]:
    if label.isdigit() and asked.isdigit():
        return 0, abs(int(label) - int(asked))
    return 1, 0
