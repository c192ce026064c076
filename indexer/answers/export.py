"""Exports: provisions with their citations, dates, status and sources, as CSV, JSON, JSONL, Markdown or DOCX."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus.citations import cite
from corpus.model import Agreement
from indexer.answers.bundles import WORDS, Bundle, Stamp, preface, sections
from indexer.cli.record_text import row
from indexer.cli.terminal import render_rows

__all__ = ["BUNDLES", "COLUMNS", "MEDIA_TYPES", "rows", "write"]

Record = Mapping[str, Any]

BUNDLES = ("csv", "json", "jsonl", "md", "docx")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

COLUMNS = (
    "id", "agreement", "status", "place", "title", "scope", "force", "addressee", "enforcement", "topics", "text",
    "words", "language", "citation", "signed", "amendments", "publisher", "role", "url", "retrieved", "sha256",
    "licence", "query", "exported", "index",
)  # fmt: skip


def rows(cited: Iterable[tuple[Record, str]], known: Mapping[str, Agreement], made: Stamp) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table of provisions, each given with the path of the point that is cited, or nothing."""
    for record, path in cited:
        source = record["source"] or {}
        yield row(record) | {
            "words": "digest" if record["language"] == "mul" else "treaty",
            "language": record["language"],
            "citation": cite(record, known[record["agreement"]["id"]], path=path),
            "signed": record["agreement"]["signed"],
            "amendments": [f"{effect['effect']}: {effect['amendment']}" for effect in record["amendments"]],
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
        from indexer.answers.export_docx import document  # noqa: PLC0415 - an extra, and slow to load

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
