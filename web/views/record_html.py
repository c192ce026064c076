"""From records to what a page shows: places, marked words, excerpts. No addresses and no searching here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from corpus.catalogue.digests import digests_of
from corpus.identifiers import split_id
from web.views.names import kind

__all__ = [
    "Mark",
    "anchor",
    "excerpt",
    "headings",
    "marked",
    "marks_by_text",
    "named_places",
    "place",
    "plain_text",
    "title",
]

Record = Mapping[str, Any]

FRAMES = frozenset({"article", "annex", "protocol", "side-letter"})
EXCERPT = 420  # characters of a clause that a hit shows


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to show in a text: found words (`kind` "hit"), evidence words ("seen"), a link, or a note's mark."""

    start: int
    end: int
    kind: str
    target: str = ""


def headings(record: Record, language: str) -> list[dict[str, str]]:
    """Return the headings from the outermost to the article, with the language of each title.

    Where only a digest is at hand its headings are ours, so they come in the reader's language.
    """
    own = record["headings"]
    if record["language"] == "mul":
        for digest in digests_of(record["agreement"]["id"]):
            if split_id(digest.provision)[0] == record["id"]:
                own = [{"kind": h.kind, "number": h.number, "title": h.title} for h in digest.headings[language]]
                break
        else:
            language = "en"
    else:
        language = record["language"]
    # The frame of annexes is printed under the preamble in some sources: only a preamble of its own counts.
    kept = [h for h in own if h["kind"] != "preamble" or h is own[-1]]
    return [{**h, "language": language} for h in kept]


def title(record: Record, language: str) -> dict[str, str] | None:
    """Return the heading of the article or annex that frames a provision, if it has a title that `place` leaves out."""
    named = [h for h in headings(record, language) if h["title"] and h["kind"] != "heading"]
    said = named and not named[-1]["number"] and named[-1]["kind"] in FRAMES - {"article"}
    return named[-1] if named and not said else None


def named_places(segments: Sequence[str]) -> str:
    """Return places that a text lacks ("chapter-19", "annex-18.2") as people name them: "chapter 19, annex 18.2"."""
    shown = []
    for segment in segments:
        word, hyphen, number = segment.partition("-")
        shown.append(
            f"{kind(word)} {number.upper()}" if hyphen and not word[0].isdigit() else f"{kind('article')} {segment}"
        )
    return ", ".join(shown)


def place(record: Record, path: str = "") -> str:
    """Return where a provision stands, as people write it: "Article 18.3, paragraph 2(a)"."""
    above = [h for h in headings(record, str(get_locale())) if h["kind"] != "heading"]
    framing = [h for h in above if h["kind"] in FRAMES and (h["number"] or h["kind"] != "article")]
    parts = [f"{kind(h['kind'])} {h['number'] or h['title']}".strip() for h in framing[-2:]]
    # An opening without a number ("Objectives") is named by the chapter that it opens.
    numbered = [h for h in above if h["number"] or h["kind"] == "preamble"] or above
    last = numbered[-1] if numbered else {"kind": "", "number": "", "title": ""}
    if not parts and last["kind"]:
        name = last["number"] or (last["title"] if last["kind"] == "article" else "")
        parts = [f"{kind(last['kind'])} {name}".strip()]
    label = record["label"]
    if last["kind"] == "preamble" and not framing:
        label = record["id"].rpartition("/")[2]
    points = "".join(f"({part})" for part in path.split(".") if part)
    if label or points:
        parts.append(_("paragraph %(label)s", label=f"{label}{points}") if label else points)
    return ", ".join(parts)


def anchor(record: Record, where: str = "") -> str:
    """Return the name of a place inside a page: that of the paragraph, with the point after it."""
    own = record["id"].rpartition("/")[2]
    return f"{own}.{where}" if where else own


def marks_by_text(record: Record, spans: Iterable[Record] = (), *, seen: bool = False) -> dict[str, list[Mark]]:
    """Return what to mark in each text of a record, keyed as `Span.where` is.

    `spans` are the words found by a search; `seen` adds the words behind the labels.
    """
    found: dict[str, list[Mark]] = {}

    def add(where: str, mark: Mark) -> None:
        found.setdefault(where, []).append(mark)

    for span in spans:
        add(span["where"], Mark(span["start"], span["end"], "hit"))
    if seen:
        for span in _evidence(record):
            add(span["where"], Mark(span["start"], span["end"], "seen"))
    for reference in record["references"]:
        if reference["target"]:
            add(reference["where"], Mark(reference["start"], reference["end"], "link", reference["target"]))
    for note in record["footnotes"]:
        add(note["where"], Mark(note["offset"], note["offset"], "note", note["mark"]))
    return found


def _evidence(record: Record) -> Iterator[Record]:
    for label in (*record["topics"], *record["scope_evidence"]):
        yield from label.get("spans", ())
    yield from record["force_evidence"]
    yield from record["hedges"]


def marked(text: str, marks: Sequence[Mark], *, link: Any = None, own: str = "", start: int = 0) -> Markup:
    """Return a text as HTML with its marks. `link` makes an address of a target, `own` begins the names of notes.

    `start` is where `text` begins in the text that the marks count in.
    """
    inside = [Mark(m.start - start, m.end - start, m.kind, m.target) for m in marks]
    inside = [m for m in inside if m.end >= 0 and m.start <= len(text)]
    cuts = sorted({0, len(text), *(max(0, m.start) for m in inside), *(min(len(text), m.end) for m in inside)})
    notes = {m.start: m for m in inside if m.kind == "note"}
    out = [_note(notes[0], own)] if 0 in notes and cuts[0] == 0 else []
    for begin, end in pairwise(cuts):
        piece = escape(text[begin:end])
        covering = {m.kind: m for m in inside if m.start <= begin and m.end >= end and m.kind != "note"}
        if "seen" in covering:
            piece = Markup('<span class="seen">{}</span>').format(piece)
        if "hit" in covering:
            piece = Markup("<mark>{}</mark>").format(piece)
        address = link(covering["link"].target) if link and "link" in covering else None
        if address:
            piece = Markup('<a href="{}">{}</a>').format(address, piece)
        out.append(piece)
        if end in notes:
            out.append(_note(notes[end], own))
    return Markup("").join(out)


def _note(mark: Mark, own: str) -> Markup:
    name = f"{own}-{mark.target}"
    said = _("Footnote %(mark)s", mark=mark.target)
    return Markup('<sup id="ref-{0}"><a href="#note-{0}" aria-label="{1}">{2}</a></sup>').format(
        name, said, mark.target
    )


def plain_text(record: Record) -> str:
    """Return the words of a clause in reading order with their labels, footnotes left out."""
    parts = [record["text"], *(f"({point['label']}) {plain_text(point)}" for point in record["points"])]
    return " ".join(part for part in (*parts, record["closing"]) if part)


def excerpt(record: Record, marks: Mapping[str, Sequence[Mark]]) -> Markup:
    """Return the part of a clause that a hit shows: whole if short, else the lead-in and the points with found words.

    A point never stands without the lead-in that governs it.
    """
    pieces = [(where, label, text) for where, label, text in _pieces(record) if text]
    if sum(len(text) for _where, _label, text in pieces) > EXCERPT:
        pieces = _chosen(pieces, marks)
    out, skipped = [], False
    for where, label, text in pieces:
        if where == "…":
            skipped = True
            continue
        window, start = _window(text, marks.get(where, ()), EXCERPT // (1 if len(pieces) == 1 else 2))
        shown = marked(window, [m for m in marks.get(where, ()) if m.kind == "hit"], start=start)
        before = Markup("… ") if skipped or start else Markup("")
        after = Markup(" …") if start + len(window) < len(text) else Markup("")
        name = Markup('<span class="label">{}</span> ').format(label) if label else Markup("")
        out.append(before + name + shown + after)
        skipped = False
    if skipped:
        out.append(Markup("…"))
    return Markup(" ").join(out)


def _pieces(record: Record, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    yield prefix, "", record["text"]
    for point in record["points"]:
        where = f"{prefix}.{point['label']}" if prefix else point["label"]
        yield where, f"({point['label']})", point["text"]
        for inner, label, text in _pieces(point, where):
            if inner != where:
                yield inner, label, text
    if record["closing"]:
        yield f"{prefix}:closing" if prefix else "closing", "", record["closing"]


def _chosen(
    pieces: Sequence[tuple[str, str, str]], marks: Mapping[str, Sequence[Mark]], most: int = 3
) -> list[tuple[str, str, str]]:
    """Keep the lead-ins and the first pieces with found words; where something is left out stands an ellipsis."""
    hit = [where for where, _label, _text in pieces if any(m.kind == "hit" for m in marks.get(where, ()))][:most]
    wanted = hit or [pieces[0][0]]
    governing = {where for each in wanted for where in _above(each)}
    out: list[tuple[str, str, str]] = []
    for piece in pieces:
        if piece[0] in wanted or piece[0] in governing:
            out.append(piece)
        elif not out or out[-1][0] != "…":
            out.append(("…", "", ""))
    return out


def _above(where: str) -> Iterator[str]:
    path = where.partition(":")[0]
    while path:
        path = path.rpartition(".")[0]
        yield path


def _window(text: str, marks: Sequence[Mark], size: int) -> tuple[str, int]:
    """Return the part of a long text around its first found word, cut between words, and where it begins."""
    if len(text) <= size:
        return text, 0
    first = min((m.start for m in marks if m.kind == "hit"), default=0)
    start = max(0, first - size // 3)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.rfind(" ", start, start + size)
    return text[start : end if end > start else start + size], start
