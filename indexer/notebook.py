"""Provisions and result pages as HTML for notebooks; every word of a text is escaped."""

from collections.abc import Iterator, Sequence
from html import escape

from corpus.catalogue.addressees import addressee_words
from corpus.words import status_words
from indexer.record import Record, RecordHit, TextSpan
from indexer.result_page import ResultPage

__all__ = ["page_html", "record_html"]

DIGEST = "Digest, our own words, not the treaty's:"


def page_html(page: ResultPage) -> str:
    """Return a page of answers: the counts, then each hit."""
    if page.pinpoint:
        return f"<p>The query names <code>{escape(page.pinpoint)}</code>.</p>"
    shown = f"page {page.page} of {page.total} hits" if page.hits else "nothing found"
    head = f"<p><em>{shown}, {page.documents} provisions, index {escape(page.fingerprint)}</em></p>"
    return head + "".join(map(record_html, page.hits))


def record_html(record: Record) -> str:
    """Return a provision: citation and status, its words with what was found marked, its digest, id and source."""
    agreement = record.agreement
    status = status_words(agreement.status, unverified=agreement.status_unverified, language="en")
    spans = record.spans if isinstance(record, RecordHit) else ()
    lines = [f"<p><strong>{escape(record.citation)}</strong> [{escape(status)}]</p>"]
    if record.has_words:
        lines.append(f'<blockquote lang="{escape(record.language)}">{"".join(_texts(record, spans))}</blockquote>')
    if record.digest:
        lines.append(f"<p><em>{DIGEST}</em> {escape(record.digest.summary('en'))}</p>")
    bound = addressee_words(record.addressee, "en") if record.addressee else ""
    labels = ", ".join(filter(None, (record.force, bound, *(topic.id for topic in record.topics))))
    lines.append(f"<p><code>{escape(record.id)}</code> {escape(labels)}{_source(record)}</p>")
    return f"<div>{''.join(lines)}</div>"


def _texts(record: Record, spans: Sequence[TextSpan]) -> Iterator[str]:
    for passage in record.passages():
        label = f"{passage.label} " if passage.label else ""
        marked = _marked(passage.text, [span for span in spans if span.where == passage.where])
        if label or marked:
            yield f'<p style="margin-left:{len(passage.path)}em">{escape(label)}{marked}</p>'


def _marked(text: str, spans: Sequence[TextSpan]) -> str:
    out, done = [], 0
    for span in sorted(spans, key=lambda span: span.start):
        if span.start >= done:
            out += [escape(text[done : span.start]), f"<mark>{escape(text[span.start : span.end])}</mark>"]
            done = span.end
    return "".join([*out, escape(text[done:])])


def _source(record: Record) -> str:
    source = record.source
    if source is None:
        return ""
    said = f"{source.publisher}, {source.role}"
    # Only addresses of the web are links; a store that somebody else made may hold others.
    linked = source.url.startswith(("https://", "http://"))
    return f' · <a href="{escape(source.url)}">{escape(said)}</a>' if linked else f" · {escape(said)}"
