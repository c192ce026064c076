"""Provisions that someone chose, with what a document says of them: citations, dates, status, sources, digests.

A bundle names what was asked, the day, the index that answered and the licences, so that it can be repeated and passed
on. `export` and `export_docx` write it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from corpus.catalogue.amendments import amendment_words
from corpus.errors import QueryError
from corpus.model import Agreement
from corpus.words import licence, status_words, word
from indexer.answers.selection import Chosen, Text, choose, citation, printed, run_in
from indexer.library import Library

__all__ = ["MOST", "Bundle", "Section", "Stamp", "bundle", "preface", "sections", "stamp"]

MOST = 200  # provisions in a bundle


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an export says of itself."""

    query: str
    exported: date
    index: str

    def to_json(self) -> dict[str, str]:
        """Return it as JSON values."""
        return {
            "query": self.query, "exported": self.exported.isoformat(), "index": self.index, "licence": licence(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bundle:
    """Provisions that someone chose, with what is known of their agreements."""

    chosen: tuple[Chosen, ...]
    known: Mapping[str, Agreement]
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Section:
    """What a document says of one choice, in the order of a memo: heading, words, notes, digest, one line to cite.

    `facts` are for the appendix: status, dates, source, licence.
    """

    heading: str
    facts: tuple[tuple[str, str], ...]
    language: str
    texts: tuple[Text, ...]
    notes: tuple[tuple[str, str], ...]
    digest: tuple[str, ...]
    citation: str


def bundle(library: Library, names: Sequence[str], *, today: date | None = None) -> Bundle:
    """Return what ids or pinpoints name as a bundle.

    Raises NotFoundError for an unknown id, QueryError for more than `MOST` provisions.
    """
    chosen = tuple(choose(library, names))
    count = sum(len(each.records) for each in chosen)
    if count > MOST:
        raise QueryError("bundle-too-large", hint="use-at-most", count=count, most=MOST)
    return Bundle(chosen, library.entries, stamp(library, " ".join(c.id for c in chosen), today))


def stamp(library: Library, query: str, today: date | None = None) -> Stamp:
    """Return the stamp of an export that is made now, or on another day."""
    return Stamp(query, today or datetime.now(UTC).date(), library.fingerprint)


def preface(made: Stamp, language: str) -> list[tuple[str, str]]:
    """Return what a document says of itself, name by name."""
    said = made.to_json() | {"licence": licence(language)}
    return [(word("export", name, language), value) for name, value in said.items()]


def sections(what: Bundle, language: str) -> Iterator[Section]:
    """Yield the sections of a document."""
    for chosen in what.chosen:
        records = chosen.records
        yield Section(
            heading=_heading(chosen, language),
            facts=tuple(_facts(chosen, what, language)),
            language=records[0].language,
            texts=tuple(run_in(text for each in records if each.has_words for text in printed(each, chosen.path))),
            notes=tuple((note.mark, note.text) for record in records for note in record.footnotes),
            digest=tuple(record.digest.summary(language) for record in records if record.digest),
            citation=_cited(chosen, what, language),
        )


def _heading(chosen: Chosen, language: str) -> str:
    """Return the agreement, the place and the title: "US-Peru TPA, Article 18.3, paragraph 1. Enforcement"."""
    first = chosen.records[0]
    record = first.of(chosen.id) if chosen.whole else first
    title = "" if chosen.id == first.agreement.id else record.title(language)
    named = f"{first.agreement.short_titles[language]}, {record.place(chosen.path).name(language)}"
    return f"{named}. {title}" if title else named


def _cited(chosen: Chosen, what: Bundle, language: str) -> str:
    """Return the citation in one line; a text that is not in force never looks alive."""
    agreement = what.known[chosen.records[0].agreement.id]
    unverified = "status" in agreement.unverified
    status = status_words(agreement.status, unverified=unverified, language=language)
    said = citation(chosen, what.known, language=language)
    return said if agreement.status == "in force" and not unverified else f"{said} [{status}]"


def _facts(chosen: Chosen, what: Bundle, language: str) -> Iterator[tuple[str, str]]:
    def say(name: str) -> str:
        return word("export", name, language)

    record = chosen.records[0]
    agreement = what.known[record.agreement.id]
    yield say("status"), status_words(agreement.status, unverified="status" in agreement.unverified, language=language)
    for name in ("signed", "in_force"):
        day = getattr(agreement, name)
        if day and name not in agreement.unverified:
            yield say(name), day.isoformat()
    for effect in record.amendments:
        yield say("amended"), amendment_words(effect, language)
    forces = dict.fromkeys(each.force for each in chosen.records)
    yield say("force"), ", ".join(word("force", force, language) for force in forces)
    style, name = ("oscola", "OSCOLA") if language == "en" else ("iso690", "ISO 690")
    yield name, citation(chosen, what.known, style)
    if source := record.source:
        yield (
            say("source"),
            f"{source.publisher}, {word('role', source.role, language)}: {source.url or say('imported')}",
        )
        how = f", {say('unencrypted')}" if source.unencrypted else ""
        yield "SHA-256", f"{source.sha256}, {say('taken')} {source.retrieved[:10]}{how}"
        if source.licence:
            yield say("licence"), source.licence
    yield "Id", chosen.id
