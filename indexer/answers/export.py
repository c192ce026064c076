"""Exports: provisions with their citations, dates, status and sources, as CSV, JSON, JSONL, Markdown or DOCX."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import to_builtins

from corpus.citation.styles import cite
from corpus.model import Agreement
from corpus.words import word
from indexer.answers.bundles import Bundle, Stamp, preface, sections
from indexer.answers.csv_rows import csv_lines
from indexer.answers.export_text import escape, markdown_lines
from indexer.record import Record, to_text
from indexer.tables import columns

__all__ = ["BUNDLES", "COLUMNS", "MEDIA_TYPES", "rows", "table", "write"]

BUNDLES = ("csv", "json", "jsonl", "md", "docx")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

_STAMP = ("query", "exported", "index")
COLUMNS = (*(column.name for column in columns.COLUMNS), *_STAMP)


def rows(
    cited: Iterable[tuple[Record, str]], known: Mapping[str, Agreement], made: Stamp
) -> Iterator[dict[str, object]]:
    """Yield the rows of a table of provisions, each given with the path of the point that is cited, or nothing."""
    stamped = {"query": made.query, "exported": made.exported.isoformat(), "index": made.index}
    for record, path in cited:
        yield columns.row(record, known[record.agreement.id], path) | stamped


def table(records: Iterable[Record], known: Mapping[str, Agreement], made: Stamp, form: str) -> Iterator[str]:
    """Yield the lines of a table of provisions, with their ends, in one of `TABLES`."""
    if form == "jsonl":
        yield from (f"{to_text(to_builtins(record) | {'export': made.to_json()})}\n" for record in records)
        return
    # Excel tells UTF-8 by its mark, and wants the ends of lines of Windows.
    mark, end = ("\ufeff", "\r\n") if form == "csv-excel" else ("", "\n")
    yield mark
    yield from (f"{line}{end}" for line in csv_lines(rows(((each, "") for each in records), known, made), COLUMNS))


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
    return csv_lines(rows(cited, what.known, what.stamp), COLUMNS)


def _full(what: Bundle) -> Iterator[dict[str, Any]]:
    for chosen in what.chosen:
        for record in chosen.records:
            said = cite(record, what.known[record.agreement.id], path=chosen.path)
            yield to_builtins(record) | {"asked": chosen.id, "citation": said}


def _json(what: Bundle, _language: str) -> Iterable[str]:
    yield to_text(what.stamp.to_json() | {"provisions": list(_full(what))}, indent=2)


def _jsonl(what: Bundle, _language: str) -> Iterable[str]:
    made = what.stamp.to_json()
    return (to_text(record | {"export": made}) for record in _full(what))


def _markdown(what: Bundle, language: str) -> Iterator[str]:
    yield f"# {word('export', 'title', language)}\n"
    yield from markdown_lines(sections(what, language), language)
    yield from (f"- {name}: {escape(value)}" for name, value in preface(what.stamp, language))


_LINES = {"csv": _csv, "json": _json, "jsonl": _jsonl, "md": _markdown}
