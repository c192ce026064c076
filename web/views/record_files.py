"""A provision in the formats that go with its page: JSON, text, Markdown, and the citation files."""

from flask import Response, g
from flask_babel import gettext as _

from corpus.citation import styles as cite
from corpus.citation.files import EXTENSIONS, MEDIA_TYPES
from corpus.errors import NotFoundError
from corpus.model import Agreement
from indexer.answers.bundles import Bundle, sections, stamp
from indexer.answers.export_text import markdown_lines, text_lines
from indexer.answers.selection import Chosen, citation
from indexer.record import Record, to_text
from web.server.headers import attached

__all__ = ["FORMS", "citations", "file"]

FORMS = ("json", "txt", "md", "bibtex", "ris", "csl")
_STYLES = {"oscola": "OSCOLA", "bluebook": "Bluebook", "iso690": "ISO 690"}


def citations(record: Record, agreement: Agreement, path: str, language: str) -> dict[str, str]:
    """Return the citations that people read, by the name of the style; the short form has the name ""."""
    out = {"": cite.short(record, path=path, language=language)}
    return out | {name: cite.cite(record, agreement, style, path=path) for style, name in _STYLES.items()}


def file(chosen: Chosen, agreement: Agreement, form: str) -> Response:
    """Return a provision, or all of an article or a division, in one of `FORMS`. Raises NotFoundError for another."""
    if form not in FORMS:
        raise NotFoundError("no-format", hint="ask-for-one", format=form, choices=", ".join(FORMS))
    first = chosen.records[0]
    if form == "json":
        whole = first if len(chosen.records) == 1 else chosen.records
        return Response(f"{to_text(whole, indent=2)}\n", mimetype="application/json")
    if form in MEDIA_TYPES:
        said = citation(chosen, {agreement.id: agreement}, form, language=g.lang, index=g.fingerprint)
        name = f"{(chosen.id if chosen.whole else first.id).replace('/', '-')}.{EXTENSIONS[form]}"
        return attached(said, f"{MEDIA_TYPES[form]}; charset=utf-8", name)
    each = tuple(Chosen(record.id, (record,), chosen.path) for record in chosen.records)
    bundle = Bundle(each, {agreement.id: agreement}, stamp(g.library, chosen.id))
    write = markdown_lines if form == "md" else text_lines
    lines = [*write(sections(bundle, g.lang), g.lang), f"{_('Index')} {g.fingerprint}"]
    content = "\n".join(lines) + "\n"
    return Response(content, content_type=f"text/{'markdown' if form == 'md' else 'plain'}; charset=utf-8")
