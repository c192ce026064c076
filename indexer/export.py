"""Exports: provisions with their citations, dates, status and sources, as CSV, JSON, JSONL, Markdown or DOCX.

Every export names what was asked, the day, the index that answered and the licences, so that it can be repeated and
passed on.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from corpus.cite import cite
from corpus.errors import QueryError
from corpus.model import Agreement
from indexer.choosing import Chosen, Text, agreements_of, choose, citation, printed
from indexer.library import Library
from indexer.output import render_rows
from indexer.printing import row

__all__ = [
    "BUNDLES",
    "COLUMNS",
    "MEDIA_TYPES",
    "Bundle",
    "Section",
    "Stamp",
    "bundle",
    "preface",
    "rows",
    "sections",
    "stamp",
    "write",
]

Record = Mapping[str, Any]

BUNDLES = ("csv", "json", "jsonl", "md", "docx")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MOST = 200  # provisions in a bundle

COLUMNS = (
    "id", "agreement", "status", "place", "title", "scope", "force", "addressee", "enforcement", "topics", "text",
    "words", "language", "citation", "signed", "publisher", "role", "url", "retrieved", "sha256", "licence", "query",
    "exported", "index",
)  # fmt: skip
LICENCE = "The words of the treaties: as each provision says. Digests and labels: part of Clausula, MIT."

# What the documents say beside the provisions, in the two languages of the digests.
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Provisions", "query": "Asked", "exported": "Exported", "index": "Index", "licence": "Licence",
        "status": "Status", "unverified": "unverified", "signed": "Signed", "in_force": "Entry into force",
        "force": "Force", "source": "Source", "taken": "taken on", "imported": "imported file", "note": "Footnote",
        "digest": "Digest, our own words and not the treaty's", "mirror": "mirror, not the official publication",
        "translation": "convenience translation, not authentic", "official": "official publication",
        "absent": "The treaty's own words are not at hand.", "licences": LICENCE,
    },
    "es": {
        "title": "Disposiciones", "query": "Consulta", "exported": "Exportado", "index": "Índice",
        "licence": "Licencia", "status": "Estado", "unverified": "sin verificar", "signed": "Firma",
        "in_force": "Entrada en vigor", "force": "Fuerza", "source": "Fuente", "taken": "obtenido el",
        "imported": "archivo importado", "note": "Nota", "digest": "Resumen, en palabras nuestras y no del tratado",
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
        raise QueryError(f"{count} provisions are too many for a bundle.", f"Use at most {MOST}.")
    return Bundle(chosen, agreements_of(library), stamp(library, " ".join(c.id for c in chosen), today))


def stamp(library: Library, query: str, today: date | None = None) -> Stamp:
    """Return the stamp of an export that is made now, or on another day."""
    return Stamp(query, today or datetime.now(UTC).date(), library.fingerprint)


def rows(cited: Iterable[tuple[Record, str]], known: Mapping[str, Agreement], made: Stamp) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table of provisions, each given with the path of the point that is cited, or nothing."""
    for record, path in cited:
        source = record["source"] or {}
        yield row(record) | {
            "words": "digest" if record["language"] == "mul" else "treaty",
            "language": record["language"],
            "citation": cite(record, known[record["agreement"]["id"]], path=path),
            "signed": record["agreement"]["signed"],
            **{name: source.get(name, "") for name in ("publisher", "role", "url", "retrieved", "sha256", "licence")},
            "query": made.query,
            "exported": made.exported.isoformat(),
            "index": made.index,
        }


def write(what: Bundle, form: str, language: str = "en") -> bytes:
    """Return a bundle in one of `BUNDLES`; `language` is that of the words around the provisions.

    Raises ClausulaError where DOCX is asked for and python-docx is not installed.
    """
    if form == "docx":
        from indexer.export_docx import document  # noqa: PLC0415 - an extra, and slow to load

        return document(what, language)
    return "".join(f"{line}\n" for line in _LINES[form](what, language)).encode()


def _csv(what: Bundle, _language: str) -> Iterable[str]:
    cited = ((record, chosen.path) for chosen in what.chosen for record in chosen.records)
    return render_rows(rows(cited, what.known, what.stamp), COLUMNS, "csv")


def _full(what: Bundle) -> Iterator[dict[str, Any]]:
    for chosen in what.chosen:
        for record in chosen.records:
            agreement = what.known[record["agreement"]["id"]]
            yield {**record, "asked": chosen.id, "citation": cite(record, agreement, path=chosen.path)}


def _json(what: Bundle, _language: str) -> Iterable[str]:
    value = {**what.stamp.to_json(), "provisions": list(_full(what))}
    return [json.dumps(value, ensure_ascii=False, indent=2)]


def _jsonl(what: Bundle, _language: str) -> Iterable[str]:
    made = what.stamp.to_json()
    return (json.dumps({**record, "export": made}, ensure_ascii=False) for record in _full(what))


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


def _markdown(what: Bundle, language: str) -> Iterator[str]:
    say = WORDS[language]
    yield f"# {say['title']}"
    yield ""
    yield from (f"- {name}: {_plain(value)}" for name, value in preface(what.stamp, language))
    for section in sections(what, language):
        yield f"\n## {_plain(section.heading)}\n"
        yield from (f"- {name}: {_plain(value)}" for name, value in section.facts)
        yield ""
        for text in section.texts:
            yield f"> {'&emsp;' * text.depth}{_plain(f'{text.label} {text.text}'.strip())}\n>"
        if not section.texts:
            yield say["absent"]
        yield from (f"\n[{_plain(mark)}] {_plain(words)}" for mark, words in section.notes)
        yield from (f"\n*{say['digest']}:* {_plain(words)}" for words in section.digest)


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    signs = "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in " ".join(text.split()))
    # A number with a full stop at the beginning of a line would become a list.
    return signs.replace(". ", "\\. ", 1) if signs.partition(". ")[0].isdigit() else signs


_LINES = {"csv": _csv, "json": _json, "jsonl": _jsonl, "md": _markdown}
