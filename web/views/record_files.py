"""A provision in the formats that go with its page: JSON, text, Markdown, and the citation files."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, g

from corpus import citations as cite
from corpus.errors import NotFoundError
from corpus.model import Agreement
from web.views.names import status, value
from web.views.record_html import place, plain_text

__all__ = ["FORMS", "citations", "full", "twin"]

Record = Mapping[str, Any]

FORMS = ("json", "txt", "md", "bibtex", "ris", "csl")
_STYLES = {"oscola": "OSCOLA", "bluebook": "Bluebook", "iso690": "ISO 690"}


def citations(record: Record, agreement: Agreement, path: str, language: str) -> dict[str, str]:
    """Return the citations that people read, by the name of the style; the short form has the name ""."""
    out = {"": cite.short(record, path=path, language=language)}
    return out | {name: cite.cite(record, agreement, style, path=path) for style, name in _STYLES.items()}


def full(record: Record, agreement: Agreement) -> dict[str, Any]:
    """Return a provision's JSON with its citation."""
    return {**record, "citation": cite.cite(record, agreement)}


def twin(place_id: str, records: Sequence[Record], agreement: Agreement, form: str, path: str) -> Response:
    """Return a provision, or all of an article or a division, in one of `FORMS`. Raises NotFoundError for another."""
    if form not in FORMS:
        raise NotFoundError("no-format", hint="ask-for-one", format=form, choices=", ".join(FORMS))
    if form == "json":
        whole: Any = [full(record, agreement) for record in records]
        return Response(
            json.dumps(whole[0] if len(whole) == 1 else whole, ensure_ascii=False, indent=2) + "\n",
            mimetype="application/json",
        )
    if form in cite.MEDIA_TYPES:
        first = records[0] if len(records) == 1 else cite.framing(records[0], place_id)
        response = Response(
            cite.cite(first, agreement, form, path=path, language=g.lang),
            content_type=f"{cite.MEDIA_TYPES[form]}; charset=utf-8",
        )
        name = f"{first['id'].replace('/', '-')}.{cite.EXTENSIONS[form]}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    write = _markdown if form == "md" else _text
    content = "\n\n".join(write(record, agreement) for record in records)
    return Response(f"{content}\n", content_type=f"text/{'markdown' if form == 'md' else 'plain'}; charset=utf-8")


def _text(record: Record, agreement: Agreement) -> str:
    head = f"{agreement.titles[g.lang]} [{_status(agreement)}]"
    return "\n".join([head, f"{place(record)} ({record['id']})", "", *_body(record), "", *_provenance(record)])


def _markdown(record: Record, agreement: Agreement) -> str:
    head = [f"## {agreement.short_titles[g.lang]}, {place(record)}", "", f"*{_status(agreement)}*", ""]
    body = [f"> {line}" if line else ">" for line in _body(record)]
    return "\n".join([*head, *body, "", *(f"- {line}" for line in _provenance(record))])


def _status(agreement: Agreement) -> str:
    return status(agreement.status, unsure="status" in agreement.unverified)


def _body(record: Record) -> list[str]:
    words = plain_text(record)
    if not words:
        digest = (record["digest"] or {}).get(g.lang, "")
        told = {"en": "Digest, not the treaty's words:", "es": "Resumen, no son las palabras del tratado:"}[g.lang]
        return [f"{told} {digest}"]
    notes = [f"[{note['mark']}] {note['text']}" for note in record["footnotes"]]
    return [f"{record['label']}. {words}" if record["label"] else words, *notes]


def _provenance(record: Record) -> list[str]:
    source = record["source"]
    index = f"Clausula index {g.fingerprint}"
    if not source:
        return [index]
    return [
        f"{source['publisher']} ({value('role', source['role'])}), {source['url']}",
        f"{source['retrieved'][:10]}, sha256 {source['sha256']}, {source['licence']}",
        index,
    ]
