"""From records to what a page shows: places, marked words, excerpts. No addresses and no searching here."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from corpus.model import Heading
from corpus.passages import Passage
from indexer.record import Record, TextSpan
from web.views.names import kind

__all__ = [
    "Mark", "anchor", "excerpt", "heading_language", "headings", "marked", "marks_by_text", "named_places", "opening",
    "place", "title",
]  # fmt: skip

Link = Callable[[str], tuple[str, str] | None]  # a target to its address and the words that it opens with
EXCERPT = 320  # characters of a clause that a hit shows
_SENTENCE = re.compile(r"[.?!»”](?= [A-ZÁÉÍÓÚÑ¿«“(])")  # "… the Party. It may …"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to show in a text, by `kind`: "hit" (found words), "seen" (evidence), "link", "term", "note"."""

    start: int
    end: int
    kind: str
    target: str = ""


def headings(record: Record, language: str) -> list[Heading]:
    """Return the headings from the outermost to the article.

    Where only a digest is at hand its headings are ours, so they come in the reader's language.
    """
    own = record.headings_in(language)
    # The frame of annexes is printed under the preamble in some sources: only a preamble of its own counts.
    return [h for h in own if h.kind != "preamble" or h is own[-1]]


def heading_language(record: Record, language: str) -> str:
    """Return the language of the titles of `headings`."""
    return language if record.language == "mul" else record.language


def title(record: Record, language: str) -> str:
    """Return the title of the article or annex that frames a provision, or or ""."""
    titles = [h.title for h in headings(record, language) if h.kind not in {"heading", "preamble", "conclusion"}]
    return next((title for title in reversed(titles) if title), "")


def named_places(segments: Sequence[str]) -> str:
    """Return places that a text lacks ("chapter-19", "annex-18.2") as people name them: "chapter 19, annex 18.2"."""
    shown = []
    for segment in segments:
        word, hyphen, number = segment.partition("-")
        shown.append(
            f"{kind(word)} {number.upper()}" if hyphen and not word[0].isdigit() else f"{kind('article')} {segment}"
        )
    return ", ".join(shown)


def place(record: Record, path: str = "", whole: str = "") -> str:
    """Return where a provision stands, as people write it: "Article 18.3, paragraph 2(a)".

    `whole` is the id of what is meant instead: its article, a division or the agreement.
    """
    return (record.of(whole) if whole else record).place(path).name(str(get_locale()))


def anchor(record: Record) -> str:
    """Return the name of a paragraph inside a page."""
    return record.id.rpartition("/")[2]


def marks_by_text(
    record: Record, spans: Iterable[TextSpan] = (), *, seen: bool = False, terms: Iterable[tuple[str, Mark]] = ()
) -> dict[str, list[Mark]]:
    """Return what to mark in each text of a record, keyed as `Span.where` is.

    `spans` are the words found by a search; `seen` adds the words behind the labels; `terms` are marks with their text.
    """
    found: dict[str, list[Mark]] = {}

    def add(where: str, mark: Mark) -> None:
        found.setdefault(where, []).append(mark)

    for span in spans:
        add(span.where, Mark(span.start, span.end, "hit"))
    if seen:
        for span in _evidence(record):
            add(span.where, Mark(span.start, span.end, "seen"))
    for where, mark in terms:
        add(where, mark)
    for reference in record.references:
        if reference.target:
            add(reference.where, Mark(reference.start, reference.end, "link", reference.target))
    for note in record.footnotes:
        add(note.where, Mark(note.offset, note.offset, "note", note.mark))
    return found


def _evidence(record: Record) -> Iterator[TextSpan]:
    for topic in record.topics:
        yield from topic.spans
    for label in record.scope_evidence:
        yield from label.spans
    yield from record.force_evidence
    yield from record.hedges


def marked(text: str, marks: Sequence[Mark], *, link: Link | None = None, own: str = "", start: int = 0) -> Markup:
    """Return a text as HTML with its marks.

    `link` makes an address and a preview of a target, `own` begins the names of notes. `start` is where `text` begins
    in the text that the marks count in.
    """
    inside = [Mark(m.start - start, m.end - start, m.kind, m.target) for m in marks]
    inside = [m for m in inside if m.end >= 0 and m.start <= len(text)]
    out, at = [], 0
    for mark in sorted((m for m in inside if m.kind in {"link", "term"}), key=lambda m: (m.start, m.kind)):
        opened = _anchor(mark, link)
        if opened and mark.start >= at:
            out += [_pieces(text, at, mark.start, inside, own, first=not at), opened]
            out += [_pieces(text, mark.start, mark.end, inside, own, first=not mark.start), Markup("</a>")]
            at = mark.end
    return Markup("").join([*out, _pieces(text, at, len(text), inside, own, first=not at)])


def _anchor(mark: Mark, link: Link | None) -> Markup | None:
    """Return the tag that opens a cross-reference or a defined term, or None where it leads nowhere."""
    if mark.kind == "term":
        return Markup('<a class="term" href="#{}">').format(mark.target)
    found = link(mark.target) if link else None
    if found is None:
        return None
    address, preview = found
    title = Markup(' title="{}"').format(preview) if preview else ""
    return Markup('<a href="{}"{}>').format(address, title)


def _pieces(text: str, begin: int, end: int, marks: Sequence[Mark], own: str, *, first: bool) -> Markup:
    """Return a part of a text with found words, evidence and the marks of notes; `first` where it opens the text."""
    cuts = sorted({begin, end, *(at for m in marks for at in (m.start, m.end) if begin < at < end)})
    notes = {m.start: m for m in marks if m.kind == "note"}
    out = [_note(notes[0], own)] if first and 0 in notes else []
    for left, right in pairwise(cuts):
        piece = escape(text[left:right])
        kinds = {m.kind for m in marks if m.start <= left and m.end >= right}
        if "seen" in kinds:
            piece = Markup('<span class="seen">{}</span>').format(piece)
        if "hit" in kinds:
            piece = Markup("<mark>{}</mark>").format(piece)
        out.append(piece)
        if right in notes:
            out.append(_note(notes[right], own))
    return Markup("").join(out)


def _note(mark: Mark, own: str) -> Markup:
    name = f"{own}-{mark.target}"
    said = _("Footnote %(mark)s", mark=mark.target)
    return Markup('<sup id="ref-{0}"><a href="#note-{0}" aria-label="{1}">{2}</a></sup>').format(
        name, said, mark.target
    )


def excerpt(record: Record, marks: Mapping[str, Sequence[Mark]]) -> Markup:
    """Return the part of a clause that a hit shows: whole if short, else the lead-in and the points with found words.

    A point never stands without the lead-in that governs it.
    """
    every = [passage for passage in record.passages() if passage.text]
    pieces: list[Passage | None] = list(every)
    if sum(len(passage.text) for passage in every) > EXCERPT:
        pieces = _chosen(every, marks)
    out: list[Markup] = []
    skipped = False
    for piece in pieces:
        if piece is None:
            skipped = True
            continue
        own = marks.get(piece.where, ())
        window, start = _window(piece.text, own, EXCERPT // (1 if len(pieces) == 1 else 2))
        shown = marked(window, [m for m in own if m.kind == "hit"], start=start)
        told = bool(out) and out[-1].endswith("…")
        before = Markup("… ") if skipped and not told else Markup("")
        after = Markup(" …") if start + len(window) < len(piece.text) else Markup("")
        name = Markup('<span class="label">{}</span> ').format(piece.label) if piece.label else Markup("")
        cut = Markup("… ") if start and (name or not (before or told)) else Markup("")
        out.append(before + name + cut + shown + after)
        skipped = False
    if skipped and not out[-1].endswith("…"):
        out.append(Markup("…"))
    return Markup(" ").join(out)


def opening(text: str, most: int = EXCERPT) -> str:
    """Return the sentences that a text begins with, as many as fit in `most` characters and at least the first."""
    ends = [found.end() for found in _SENTENCE.finditer(text)]
    if len(text) <= most or not ends:
        return text
    return text[: max((end for end in ends if end <= most), default=ends[0])].rstrip()


def _chosen(pieces: Sequence[Passage], marks: Mapping[str, Sequence[Mark]], most: int = 3) -> list[Passage | None]:
    """Keep the first pieces with found words and the lead-ins that govern them; None stands for what is left out."""
    hit = [piece for piece in pieces if any(m.kind == "hit" for m in marks.get(piece.where, ()))][:most]
    wanted = hit or pieces[:1]
    governing = {each.path[:depth] for each in wanted for depth in range(len(each.path) + each.closing)}
    out: list[Passage | None] = []
    for piece in pieces:
        if piece in wanted or (piece.path in governing and not piece.closing):
            out.append(piece)
        elif not out or out[-1] is not None:
            out.append(None)
    return out


def _window(text: str, marks: Sequence[Mark], size: int) -> tuple[str, int]:
    """Return the part of a long text around its first found word, cut between words, and where it begins."""
    if len(text) <= size:
        return text, 0
    first = min((m.start for m in marks if m.kind == "hit"), default=0)
    start = max(0, first - size // 3)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.rfind(" ", start, start + size)
    return text[start : end if end > start else start + size], start
