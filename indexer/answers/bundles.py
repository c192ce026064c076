"""Provisions that someone chose, with what a document says of them: citations, dates, status, sources, digests.

A bundle names what was asked, the day, the index that answered and the licences, so that it can be repeated and passed
on. `export` and `export_docx` write it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec

from corpus.catalogue.amendments import Effect, amendment_words
from corpus.errors import QueryError
from corpus.model import Agreement
from indexer.answers.selection import Chosen, Text, agreements_of, choose, citation, printed
from indexer.library import Library

__all__ = ["MOST", "WORDS", "Bundle", "Section", "Stamp", "bundle", "preface", "sections", "stamp"]

MOST = 200  # provisions in a bundle
LICENCE = "The words of the treaties: as each provision says. Digests and labels: part of Clausula, MIT."

# What the documents say beside the provisions, in the two languages of the digests.
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Provisions", "query": "Asked", "exported": "Exported", "index": "Index", "licence": "Licence",
        "status": "Status", "unverified": "unverified", "signed": "Signed", "in_force": "Entry into force",
        "amended": "Amendment", "force": "Force", "source": "Source", "taken": "taken on",
        "imported": "imported file", "note": "Footnote",
        "digest": "Digest, our own words and not the treaty's", "mirror": "mirror, not the official publication",
        "translation": "convenience translation, not authentic", "official": "official publication",
        "absent": "The treaty's own words are not at hand.", "licences": LICENCE,
    },
    "es": {
        "title": "Disposiciones", "query": "Consulta", "exported": "Exportado", "index": "Índice",
        "licence": "Licencia", "status": "Estado", "unverified": "sin verificar", "signed": "Firma",
        "in_force": "Entrada en vigor", "amended": "Enmienda", "force": "Fuerza", "source": "Fuente",
        "taken": "obtenido el", "imported": "archivo importado",
        "note": "Nota", "digest": "Resumen, en palabras nuestras y no del tratado",
        "mirror": "copia de un tercero, no es la publicación oficial",
        "translation": "traducción de cortesía, no auténtica", "official": "publicación oficial",
        "absent": "No se tienen a mano las palabras del tratado.",
        "licences": "Las palabras de los tratados: según cada disposición. Resúmenes y etiquetas: de Clausula, MIT.",
        "in force": "vigente", "provisionally applied": "aplicación provisional", "ended": "terminado",
        "signed, not in force": "firmado, no vigente", "never in force": "nunca entró en vigor",
        "replaced": "reemplazado", "unknown": "estado no confirmado", "prohibition": "prohibición",
        "obligation": "obligación", "best-endeavour": "mejor esfuerzo", "permission": "facultad",
        "recognition": "reconocimiento", "definition": "definición", "procedure": "procedimiento",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an export says of itself."""

    query: str
    exported: date
    index: str

    def to_json(self) -> dict[str, str]:
        """Return it as JSON values."""
        return {
            "query": self.query, "exported": self.exported.isoformat(), "index": self.index, "licence": LICENCE,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bundle:
    """Provisions that someone chose, with what is known of their agreements."""

    chosen: tuple[Chosen, ...]
    known: Mapping[str, Agreement]
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Section:
    """What a document says of one choice: a heading, facts, then texts, notes and digest by provision."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    language: str
    texts: tuple[Text, ...]
    notes: tuple[tuple[str, str], ...]
    digest: tuple[str, ...]


def bundle(library: Library, names: Sequence[str], *, today: date | None = None) -> Bundle:
    """Return what ids or pinpoints name as a bundle.

    Raises NotFoundError for an unknown id, QueryError for more than `MOST` provisions.
    """
    chosen = tuple(choose(library, names))
    count = sum(len(each.records) for each in chosen)
    if count > MOST:
        raise QueryError("bundle-too-large", hint="use-at-most", count=count, most=MOST)
    return Bundle(chosen, agreements_of(library), stamp(library, " ".join(c.id for c in chosen), today))


def stamp(library: Library, query: str, today: date | None = None) -> Stamp:
    """Return the stamp of an export that is made now, or on another day."""
    return Stamp(query, today or datetime.now(UTC).date(), library.fingerprint)


def preface(made: Stamp, language: str) -> list[tuple[str, str]]:
    """Return what a document says of itself, name by name."""
    say = WORDS[language]
    return [(say[name], value) for name, value in (made.to_json() | {"licence": say["licences"]}).items()]


def sections(what: Bundle, language: str) -> Iterator[Section]:
    """Yield the sections of a document."""
    for chosen in what.chosen:
        records = chosen.records
        digests = [r["digest"][language] for r in records if r["digest"]]
        yield Section(
            heading=citation(chosen, what.known, language=language),
            facts=tuple(_facts(chosen, what, language)),
            language=records[0]["language"],
            texts=tuple(text for record in records for text in printed(record, chosen.path)),
            notes=tuple((note["mark"], note["text"]) for record in records for note in record["footnotes"]),
            digest=tuple(digests),
        )


def _facts(chosen: Chosen, what: Bundle, language: str) -> Iterator[tuple[str, str]]:
    say = WORDS[language]
    record = chosen.records[0]
    agreement = what.known[record["agreement"]["id"]]
    unsure = f" ({say['unverified']})" if "status" in agreement.unverified else ""
    status = "signed, not in force" if agreement.status == "signed" else agreement.status
    yield say["status"], f"{say.get(status, status)}{unsure}"
    for name in ("signed", "in_force"):
        day = getattr(agreement, name)
        if day and name not in agreement.unverified:
            yield say[name], day.isoformat()
    for effect in msgspec.convert(record["amendments"], list[Effect]):
        yield say["amended"], amendment_words(effect, language)
    forces = dict.fromkeys(each["force"] for each in chosen.records)
    yield say["force"], ", ".join(say.get(force, force) for force in forces)
    yield (
        "OSCOLA" if language == "en" else "ISO 690",
        citation(chosen, what.known, "oscola" if language == "en" else "iso690"),
    )
    source = record["source"]
    if source:
        where = source["url"] or say["imported"]
        yield say["source"], f"{source['publisher']}, {say[source['role']]}: {where}"
        yield "SHA-256", f"{source['sha256']}, {say['taken']} {source['retrieved'][:10]}"
        if source["licence"]:
            yield say["licence"], source["licence"]
    yield "Id", chosen.id
