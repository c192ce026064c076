"""The text of an agreement as Akoma Ntoso 3.0, the OASIS standard for legal documents (LegalDocML).

The standard has no element for treaties: the agreement is an `act` named "treaty". Divisions and articles have the
elements of their names; annexes, protocols, side letters and final provisions are an `hcontainer` named after their
kind. The eIds of paragraphs are those of the records. Only the treaty's own words are written, never a digest. What
the standard's metadata have no place for (status, sources with their hashes, places that the text lacks, the index)
stands in `proprietary`. The naming convention wants a country: an agreement stands under the bloc that has it, or
under its first party.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

from corpus.citation.identifiers import eid
from corpus.errors import NotFoundError
from corpus.language import three_letters
from corpus.model import Footnote, Heading
from corpus.passages import printed_label
from corpus.text import xml_text
from indexer.answers.bundles import Stamp
from indexer.library import Library
from indexer.manifest import AgreementReport
from indexer.record import Record, RecordPoint, RecordSource

__all__ = ["akoma_ntoso"]

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN = "urn:clausula"
BY = {"source": "#clausula"}
SAME_NAME = {"part", "title", "chapter", "section", "subsection", "article"}


def akoma_ntoso(library: Library, agreement: str, language: str, made: Stamp) -> bytes:
    """Return the text of an agreement in a language as XML.

    Raises NotFoundError where there is no such agreement, or no text of it in that language.
    """
    report = library.agreement(agreement)
    entry = report.entry
    extent = library.extent(entry.id) if entry.id in library.manifest.shares else ()
    records = [each for each in map(library.record, extent) if each.language == language and each.has_words]
    if not records:
        held = ", ".join(report.texts) or "none"
        raise NotFoundError("no-text-in-language", agreement=entry.id, language=language, held=held)
    for prefix, namespace in (("", AKN), ("clausula", OWN)):
        ET.register_namespace(prefix, namespace)
    root = ET.Element(f"{{{AKN}}}akomaNtoso")
    act = _sub(root, "act", name="treaty", contains="singleVersion")
    sources = list({each.source.sha256: each.source for each in records if each.source}.values())
    _meta(_sub(act, "meta"), report, language, sources, made)
    title = _sub(_sub(_sub(act, "preface"), "longTitle", eId="longTitle"), "p")
    _sub(title, "docTitle", entry.titles.get(language, entry.titles["en"]))
    _Tree(act).write(records)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _sub(parent: ET.Element, name: str, text: str = "", /, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{AKN}}}{name}", attributes)
    made.text = xml_text(text) or None
    return made


def _meta(
    meta: ET.Element, report: AgreementReport, language: str, sources: Sequence[RecordSource], made: Stamp
) -> None:
    entry = report.entry
    country = (entry.bloc or entry.parties[0]).lower()
    signed = entry.signed if "signed" not in entry.unverified else None
    work = f"/akn/{country}/act/treaty/{signed or 'undated'}/{entry.id}"
    expression = f"{work}/{three_letters(language)}@"
    received = min((source.retrieved[:10] for source in sources), default="")
    identification = _sub(meta, "identification", **BY)
    levels = (
        ("FRBRWork", work, signed, "signature"),
        ("FRBRExpression", expression, date.fromisoformat(received) if received else None, "received"),
        ("FRBRManifestation", f"{expression}/main.xml", made.exported, "generation"),
    )
    for name, address, day, called in levels:
        level = _sub(identification, name)
        _sub(level, "FRBRthis", value=address if name == "FRBRManifestation" else f"{address}/!main")
        _sub(level, "FRBRuri", value=address)
        # The standard wants a day; where none is known or verified this one says so.
        _sub(level, "FRBRdate", date=str(day or "0001-01-01"), name=called if day else "not known")
        _sub(level, "FRBRauthor", href="#clausula" if name == "FRBRManifestation" else "#parties")
        if name == "FRBRWork":
            _sub(level, "FRBRcountry", value=country)
            _sub(level, "FRBRname", value=entry.id)
        elif name == "FRBRExpression":
            _sub(level, "FRBRlanguage", language=three_letters(language))
    references = _sub(meta, "references", **BY)
    parties = " ".join(entry.parties)
    for name, said in (("clausula", "Clausula"), ("parties", parties)):
        _sub(references, "TLCOrganization", eId=name, href=f"/akn/ontology/organization/{name}", showAs=said)
    own = _sub(meta, "proprietary", **BY)
    _own(own, "agreement", id=entry.id, status=entry.status, unverified=" ".join(entry.unverified))
    _own(own, "index", fingerprint=made.index, exported=str(made.exported))
    for source in sources:
        facts = ("publisher", "role", "url", "retrieved", "how", "sha256")
        _own(own, "source", **{fact: str(getattr(source, fact)) for fact in facts})
    for segment in report.texts[language].lacks:
        _own(own, "lacks", place=segment)


def _own(parent: ET.Element, name: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{OWN}}}{name}", attributes)


class _Tree:
    """Opens and closes divisions and articles as the headings of the records change."""

    def __init__(self, act: ET.Element) -> None:
        self._act = act
        self._body: ET.Element | None = None
        self._recitals: ET.Element | None = None
        self._open: list[tuple[object, ET.Element]] = []
        self._taken: dict[str, int] = {}

    def write(self, records: Iterable[Record]) -> None:
        for record in records:
            if self._body is None and record.headings and record.headings[0].kind == "preamble":
                self._recital(record)
            else:
                self._paragraph(self._frame(record), record)

    def _name(self, wanted: str) -> str:
        """Return an eId that nothing has yet; texts repeat numbers."""
        count = self._taken[wanted] = self._taken.get(wanted, 0) + 1
        return wanted if count == 1 else self._name(f"{wanted}-{count}")

    def _recital(self, record: Record) -> None:
        if self._recitals is None:
            self._recitals = _sub(_sub(self._act, "preamble"), "recitals", eId=self._name("preamble__recitals"))
        element = _sub(self._recitals, "recital", eId=self._name(record.eid))
        if record.label:
            _sub(element, "num", record.label)
        for passage in record.passages():
            _words(element, passage.labelled(), [note for note in record.footnotes if note.where == passage.where],
                   len(passage.labelled()) - len(passage.text))  # fmt: skip

    def _frame(self, record: Record) -> ET.Element:
        """Return the element that a record stands in; divisions that it shares with the one before stay open."""
        if self._body is None:
            self._body = _sub(self._act, "body")
        headings = record.headings
        keys: list[object] = [*headings[:-1], *((heading, record.article) for heading in headings[-1:])]
        same = 0
        while same < min(len(keys), len(self._open)) and keys[same] == self._open[same][0]:
            same += 1
        del self._open[same:]
        for depth in range(same, len(keys)):
            parent = self._open[-1][1] if self._open else self._body
            self._open.append((keys[depth], self._division(parent, headings[: depth + 1])))
        return self._open[-1][1] if self._open else self._body

    def _division(self, parent: ET.Element, headings: Sequence[Heading]) -> ET.Element:
        heading = headings[-1]
        named = self._name(eid(headings, "", "").rpartition("__para_")[0] or heading.kind)
        if heading.kind in SAME_NAME:
            element = _sub(parent, heading.kind, eId=named)
        else:
            element = _sub(parent, "hcontainer", name=heading.kind, eId=named)
        for name, text in (("num", heading.number), ("heading", heading.title)):
            if text:
                _sub(element, name, text)
        return element

    def _paragraph(self, parent: ET.Element, record: Record) -> None:
        element = _sub(parent, "paragraph", eId=self._name(record.eid))
        if record.label:
            _sub(element, "num", record.label)
        places = {passage.where for passage in record.passages()}
        notes = [note if note.where in places else replace(note, where="") for note in record.footnotes]
        self._clause(element, record, "", notes)

    def _clause(self, element: ET.Element, clause: Record | RecordPoint, path: str, notes: Iterable[Footnote]) -> None:
        """Write words, points and closing words of a paragraph or a point."""
        closing = f"{path}:closing" if path else "closing"
        own = [note for note in notes if note.where == path]
        if not clause.points:
            content = _sub(element, "content")
            _words(content, clause.text, own)
            if clause.closing:
                _words(content, clause.closing, [note for note in notes if note.where == closing])
            return
        if clause.text or own:
            _words(_sub(element, "intro"), clause.text, own)
        for point in clause.points:
            label = re.sub(r"[^a-z0-9]+", "-", point.label.lower()).strip("-") or "x"
            inner = _sub(element, "point", eId=self._name(f"{element.get('eId')}__point_{label}"))
            _sub(inner, "num", printed_label(point.label)[0])
            self._clause(inner, point, f"{path}.{point.label}".lstrip("."), notes)
        if clause.closing:
            _words(_sub(element, "wrapUp"), clause.closing, [note for note in notes if note.where == closing])


def _words(parent: ET.Element, text: str, notes: Iterable[Footnote], shift: int = 0) -> None:
    """Write a paragraph of words with its footnotes where their marks stood; `shift` is what precedes the words."""
    paragraph = _sub(parent, "p")
    done, last = 0, paragraph
    for note in sorted(notes, key=lambda note: note.offset):
        place = max(done, min(len(text), note.offset + shift))
        _append(paragraph, last, text[done:place])
        done, last = place, _sub(paragraph, "authorialNote", marker=note.mark or "*", placement="bottom")
        _sub(last, "p", note.text)
    _append(paragraph, last, text[done:])


def _append(paragraph: ET.Element, last: ET.Element, text: str) -> None:
    """Put words behind the last child of a paragraph, or at its beginning."""
    text = xml_text(text)
    if last is paragraph:
        paragraph.text = text
    else:
        last.tail = text
