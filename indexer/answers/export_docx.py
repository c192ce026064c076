"""A bundle as a DOCX document, for those who work on in a word processor. Needs the extra `docx`."""

import io
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from corpus.errors import ClausulaError
from corpus.text import xml_text
from corpus.words import word
from indexer.answers.bundles import Bundle, Section, preface, sections

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["document"]


def document(what: Bundle, language: str) -> bytes:
    """Return a bundle as the bytes of a document. Raises ClausulaError where python-docx is not installed."""
    try:
        import docx  # noqa: PLC0415 - an extra
    except ImportError:
        raise ClausulaError("docx-needs-package") from None
    out: Document = docx.Document()
    title, index = (word("export", name, language) for name in ("title", "index"))
    made = what.stamp
    day = datetime.combine(made.exported, time(), UTC).replace(tzinfo=None)
    properties = out.core_properties
    properties.title, properties.author, properties.comments = title, "Clausula", f"{index} {made.index}"
    properties.created = properties.modified = day
    properties.language = language
    out.add_heading(title, 0)
    kept = list(sections(what, language))
    for section in kept:
        _section(out, section, language)
    _run(out.add_heading(level=1), word("export", "appendix", language), language)
    _facts(out, preface(made, language), language)
    for section in kept:
        _run(out.add_heading(level=2), section.citation, language)
        _facts(out, list(section.facts), language)
    foot = out.sections[0].footer.paragraphs[0]
    _run(foot, f"Clausula, {index.lower()} {made.index}, {made.exported.isoformat()}", language)
    held = io.BytesIO()
    out.save(held)
    return held.getvalue()


def _section(out: "Document", section: Section, language: str) -> None:
    from docx.shared import Cm  # noqa: PLC0415

    _run(out.add_heading(level=1), section.heading, language)
    for text in section.texts:
        paragraph = out.add_paragraph(style="Quote")
        paragraph.paragraph_format.left_indent = Cm(1 + 0.8 * text.depth)
        _run(paragraph, f"{text.label} {text.text}".strip(), section.language).italic = False
    if not section.texts:
        _run(out.add_paragraph(), word("export", "absent", language), language)
    for mark, words in section.notes:
        _run(out.add_paragraph(), f"{word('export', 'note', language)} {mark}: {words}", section.language)
    for words in section.digest:
        paragraph = out.add_paragraph()
        _run(paragraph, f"{word('export', 'digest', language)}: ", language).bold = True
        _run(paragraph, words, language)
    _run(out.add_paragraph(), section.citation, language)


def _facts(out: "Document", facts: list[tuple[str, str]], language: str) -> None:
    for name, value in facts:
        paragraph = out.add_paragraph()
        paragraph.paragraph_format.space_after = 0
        _run(paragraph, f"{name}: ", language).bold = True
        _run(paragraph, value, language)


def _run(paragraph: Any, text: str, language: str) -> Any:
    """Put words at the end of a paragraph, marked with their language, so that a spelling check knows it."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    run = paragraph.add_run(xml_text(text, ""))
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), "en" if language == "mul" else language)
    run._r.get_or_add_rPr().append(mark)  # noqa: SLF001 - python-docx has no other way to a language
    return run
