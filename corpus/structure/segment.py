"""Blocks to the tree: divisions, articles, provisions with their points and footnotes.

The segmenter never raises on odd text: it reports in `Document.problems`. No character is lost: each is in a heading,
a provision, a footnote or on the list of what was dropped.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from corpus.citation.identifiers import article_segment, division_segment, eid
from corpus.citation.identifiers import segment as id_segment
from corpus.formats.headings import stands_empty, title_apart
from corpus.model import (
    FRAMES,
    Article,
    Block,
    Division,
    DivisionKind,
    Document,
    Dropped,
    Footnote,
    Heading,
    Point,
    Provision,
)
from corpus.structure.counted_anew import counted_anew
from corpus.structure.footnote_bodies import whole_marks
from corpus.structure.footnotes import Note, resolve, take_marked, take_marks
from corpus.structure.glued_marks import without_glued_marks
from corpus.structure.paragraphs import PARAGRAPH, ClauseDraft, cut, line_width
from corpus.text import normalise, squeeze

__all__ = ["segment"]

# A line with "18-7", "VI - 19", "- 42 -" or "- iv -" alone
_PAGE_MARK = re.compile(
    r"^[ ]*(?:\d{1,2}-\d{1,3}|[IVXLC]{1,7} ?[-–] ?\d{1,3}|[-–—] ?(?:\d{1,3}|[ivxlc]{1,7}|[IVXLC]{1,7}) ?[-–—])[ ]*$",
    re.MULTILINE,
)
_WATERMARK = re.compile(r"^.*(?:pdfFactory|www\.fineprint\.cn).*$|\+{5} TIFF \+{5}|脚注文本>|⊥", re.MULTILINE)
# "RECOGNISING …", "Conscious of …", "CONSIDERANDO …".
_RECITAL = re.compile(
    r"(?!ireland\b|king)(?:\w+(?:ing|ando|iendo|osos?)|conscious|desirous|mindful|aware|committed|determined|convinced"
    r"|inspired|resolved|anxious|conscientes?|convencidos|resueltos|decididos)\b",
    re.IGNORECASE,
)
_NO_BODY = "footnote mark whose body is not in the source"


@dataclass(slots=True)
class _ArticleUnit:
    """An article, or what frames text without one, while its text is collected. `block` is its heading's index."""

    kind: str
    number: str
    title: str
    locator: str
    block: int
    divisions: tuple[Heading, ...]
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Node:
    """A division while its children are collected."""

    heading: Heading
    level: int
    children: list["_Node | Article"] = field(default_factory=list)


def segment(blocks: Iterable[Block], *, agreement: str, language: str, snapshot: str = "") -> Document:
    """Return the document that the blocks of one source make. `snapshot` is the sha256 of the source's bytes."""
    dropped: list[Dropped] = []
    told, notes = take_marked(without_glued_marks(_clean(blocks, dropped)))
    clean, found = resolve(told)
    notes.extend(found)
    builder = _Builder(agreement, language, snapshot, notes, line_width([b.text for b in clean if b.kind == "text"]))
    builder.dropped.extend(dropped)
    builder.anew = counted_anew(clean)
    for index, block in enumerate(clean):
        builder.take(index, block)
    return builder.document()


def _clean(blocks: Iterable[Block], dropped: list[Dropped]) -> list[Block]:
    out = []
    for block in blocks:
        if block.kind == "problem":
            continue
        text = normalise(block.text)
        if block.kind == "dropped":
            dropped.append(Dropped(squeeze(text), block.reason))
            continue
        if block.kind == "text":
            for pattern, reason in ((_WATERMARK, "watermark"), (_PAGE_MARK, "page mark")):
                dropped.extend(Dropped(m.group().strip(), reason) for m in pattern.finditer(text))
                text = pattern.sub("", text)
            text = whole_marks(text)
        title = squeeze(normalise(block.title))
        if "⊥" in title:
            title = squeeze(title.replace("⊥", ""))
        out.append(replace(block, text=text, title=title, number=squeeze(normalise(block.number))))
    return out


class _Builder:
    """Takes blocks one by one and holds the tree under construction."""

    def __init__(self, agreement: str, language: str, snapshot: str, notes: Sequence[Note], width: int) -> None:
        self.agreement, self.language, self.snapshot, self.width = agreement, language, snapshot, width
        self.notes = {note.key: note for note in notes}
        self.lost: dict[int, list[Note]] = {}  # by the index of the heading that they belong to
        self.unplaced: dict[int, list[Note]] = {}  # by the index of the block where they are printed
        for note in notes:
            if note.lost_in is not None:
                held, at = (self.lost, note.lost_in) if note.lost_in >= 0 else (self.unplaced, note.printed)
                held.setdefault(at, []).append(note)
        self.unattached: list[tuple[_Node, Note]] = []  # with the division in which they are printed
        self.root = _Node(Heading("agreement"), 0)
        self.path = [self.root]
        self.unit: _ArticleUnit | None = None
        self.used: set[str] = set()
        self.repeated: dict[str, int] = {}  # what the next article of an identifier is counted as
        self.dropped: list[Dropped] = []
        self.problems: list[str] = []
        self.articles = 0
        self.anew = ""  # the kind of division in each of which the articles begin anew

    def take(self, index: int, block: Block) -> None:
        """Add one block; `index` is its place among the blocks that `resolve` returned."""
        if block.kind != "text":
            title, marks = take_marks(block.title)
            block = replace(block, title=title)
            self.lost.setdefault(index, []).extend(self._held(key for key, _ in marks))
        if block.kind == "division":
            if block.division == "preamble" and not self.used:
                self._drop_title_page()
            self._close()
            while len(self.path) > 1 and self._ends(self.path[-1], block):
                self.path.pop()
            node = _Node(Heading(block.division, block.number, block.title), block.level)
            self.path[-1].children.append(node)
            self.path.append(node)
            # Words before the first article: the preamble, an annex without articles, a chapter's opening.
            self.unit = _ArticleUnit(block.division, block.number, block.title, block.locator, index, self._divisions())
        elif block.kind == "article":
            self._close()
            del self.path[max(1, len(self.path) - block.closes) :]
            self.articles += 1
            kind, innermost = "article", self.path[-1].heading
            if not block.number and innermost.kind in {"preamble", "conclusion"}:
                kind = innermost.kind
            self.unit = _ArticleUnit(kind, block.number, block.title, block.locator, index, self._divisions())
        else:
            if self.unit is None:
                self.unit = _ArticleUnit("preamble", "", "", "", index, ())
            self.unit.text.append(block.text)
        self.unattached.extend((self._around(), note) for note in self.unplaced.pop(index, ()))

    def _drop_title_page(self) -> None:
        """Take the words before a preamble that has a heading of its own for the title of the treaty."""
        if self.unit is not None and self.unit.kind == "preamble" and not self.unit.title:
            self.dropped.extend(Dropped(text, "title page") for text in self.unit.text)
            self.unit = None

    def document(self) -> Document:
        """Return the finished document."""
        self._close()
        self.unattached.extend(
            (self.root, note) for held in (self.lost, self.unplaced) for n in held.values() for note in n
        )
        for node, notes in _grouped(self.unattached):
            node.children.append(self._footnotes(node, notes))
        return Document(
            agreement=self.agreement,
            language=self.language,
            snapshots=(self.snapshot,) if self.snapshot else (),
            children=_frozen(self.root.children),
            dropped=tuple(self.dropped),
            problems=tuple(self.problems),
            expected_articles=self.articles,
            unattached_notes=tuple(Footnote(note.mark, note.text) for _, note in self.unattached),
        )

    def _around(self) -> _Node:
        """Return the chapter, annex or protocol that is open, else the whole."""
        named = (node for node in reversed(self.path) if node.heading.kind in {*FRAMES, "chapter"})
        return next((node for node in named if node.heading.number), self.root)

    def _footnotes(self, node: _Node, notes: Sequence[Note]) -> _Node:
        """Return the notes of a division whose marks are lost as provisions of it, so that their words are read."""
        heading = Heading("footnotes")
        above = node.heading
        within = division_segment(above.kind, above.number) if above.number else ""
        identifier = self._unique(f"{self.agreement}/{article_segment('footnotes', within)}")
        headings = (*((above,) if above.number else ()), heading)
        provisions = [
            self._provision(
                ClauseDraft(note.mark, [note.text]), self._unique(f"{identifier}/{id_segment(note.mark)}"), headings, ""
            )
            for note in notes
        ]
        return _Node(heading, node.level + 1, [Article(identifier, "", "", tuple(provisions))])

    @staticmethod
    def _ends(node: _Node, block: Block) -> bool:
        """Return whether a division ends where another begins; nothing stands inside a preamble."""
        return node.level >= block.level or node.heading.kind in {"preamble", "conclusion"}

    def _divisions(self) -> tuple[Heading, ...]:
        return tuple(node.heading for node in self.path[1:])

    def _close(self) -> None:
        unit, self.unit = self.unit, None
        if unit is None:
            return
        # Markup that tells paragraphs apart gives one a block; text from a PDF or a web page gives many lines.
        exact = not any("\n" in text.strip() for text in unit.text)
        text = (f"\n{PARAGRAPH}" if exact else "\n").join(unit.text)
        if unit.kind == "article" and not text.strip() and unit.title.endswith(".") and not stands_empty(unit.title):
            unit.title, text = title_apart(unit.title)  # "Article 3. Lamps are free.": the words of the article
        notes = self.lost.pop(unit.block, [])
        if not text.strip() and unit.kind != "article":
            if notes:
                self.lost.setdefault(unit.block + 1, []).extend(notes)
            return
        self.path[-1].children.append(self._article(unit, text, notes))

    def _article(self, unit: _ArticleUnit, text: str, notes: Sequence[Note]) -> Article:
        own = self._article_id(unit)
        identifier = self._unique(own)
        if unit.kind == "article" and unit.number and identifier != own:
            self.problems.append(f"article {unit.number} stands more than once: this one is {identifier}")
        found = cut(text, self.width)
        place = identifier.removeprefix(f"{self.agreement}/")
        self.problems.extend(f"{place}: {odd}" for odd in found.odd)
        self.dropped.extend(found.dropped)
        if found.trailing_heading:
            self.dropped.append(Dropped(found.trailing_heading, "heading of the next section"))
        if re.match(r"\s*(?![a-z]{1,4}[.)])[a-zà-ÿ]", text) and unit.kind == "article":
            self.problems.append(f"{place}: begins in lower case, so its opening words may be lost")
        headings = unit.divisions
        if unit.kind in {"article", "preamble"} and not (headings and headings[-1].kind == unit.kind == "preamble"):
            headings = (*headings, Heading(unit.kind, unit.number, unit.title))
        provisions = self._provisions(found.clauses, identifier, headings, unit)
        if notes and provisions:
            extra = tuple(Footnote(note.mark, note.text, "heading", len(unit.title)) for note in notes)
            provisions[0] = replace(provisions[0], footnotes=extra + provisions[0].footnotes)
        return Article(identifier, unit.number, unit.title, tuple(provisions), unit.locator)

    def _article_id(self, unit: _ArticleUnit) -> str:
        frame = next((h for h in reversed(unit.divisions) if h.kind in FRAMES), None)
        if unit.kind == "article" and not unit.number:
            own = id_segment(unit.title)[:40].strip("-") if unit.title else "article"
        else:
            own = article_segment(unit.kind, unit.number)
        if frame is not None and unit.kind not in FRAMES:
            within = _frame_segment(frame)
            return f"{self.agreement}/{within}/{'art-' if unit.kind == 'article' else ''}{own}"
        division = next((h for h in reversed(unit.divisions) if h.kind == self.anew and h.number), None)
        if division is not None and unit.kind == "article":
            return f"{self.agreement}/{division_segment(division.kind, division.number)}/art-{own}"
        if unit.kind in FRAMES:
            own = _frame_segment(Heading(unit.kind, unit.number, unit.title))
        return f"{self.agreement}/{own}"

    def _unique(self, identifier: str) -> str:
        count, base = self.repeated.get(identifier, 2), identifier
        while identifier in self.used:
            identifier, count = f"{base}-{count}", count + 1
        self.used.add(identifier)
        self.repeated[base] = count
        return identifier

    def _provisions(
        self, clauses: Sequence[ClauseDraft], article: str, headings: tuple[Heading, ...], unit: _ArticleUnit
    ) -> list[Provision]:
        numbered = any(clause.label for clause in clauses)
        provisions: list[Provision] = []
        ordinal = 0
        bare: list[str] = []  # the bare headings above the next provision
        closed = True  # a provision stands below them
        opening = unit.kind == "preamble" and _has_recitals(clauses)  # the names of the parties, before the recitals
        for clause in clauses:
            if clause.heading:
                if clause.heading.casefold() in {unit.title.casefold(), *(title.casefold() for title in bare)}:
                    self.dropped.append(Dropped(clause.heading, "repeats the heading"))
                else:
                    bare = [*([] if closed else bare), clause.heading]
                    closed = False
                continue
            closed = True
            texts = [text for text in clause.texts if text.strip()]
            if clause.label:
                own = id_segment(clause.label).replace(".", "-")  # a dot leads to a point
            elif numbered or (not texts and clause.points and not ordinal) or (opening and not _is_recital(texts)):
                own = "0"
                opening = opening and not _opens_recitals(texts)
            else:
                ordinal += 1
                own = str(ordinal)
                opening = False
            above = (*headings, *(Heading("heading", "", title) for title in bare))
            identifier = self._unique(f"{article}/{own}")
            provisions.append(self._provision(clause, identifier, above, unit.locator))
        if not closed:
            self.dropped.extend(Dropped(title, "heading without words below it") for title in bare)
        return provisions

    def _provision(
        self, clause: ClauseDraft, identifier: str, headings: tuple[Heading, ...], locator: str
    ) -> Provision:
        notes: list[Footnote] = []
        text = self._text(clause.texts, "", notes)
        points = self._points(clause.points, "", notes)
        closing = self._text(clause.closing, "closing", notes)
        return Provision(
            id=identifier,
            eid=eid(headings, clause.label, identifier.rsplit("/", 1)[-1]),
            agreement=self.agreement,
            language=self.language,
            headings=headings,
            label=clause.label,
            text=text,
            points=points,
            closing=closing,
            footnotes=tuple(notes),
            locator=locator,
            snapshot=self.snapshot,
        )

    def _points(self, clauses: Sequence[ClauseDraft], prefix: str, notes: list[Footnote]) -> tuple[Point, ...]:
        points: list[Point] = []
        taken: set[str] = set()
        for clause in clauses:
            own = "-".join(clause.label.split())  # "a bis" is "a-bis" in ids
            label, count = own, 2
            while label in taken:
                label, count = f"{own}-{count}", count + 1
            taken.add(label)
            where = f"{prefix}{label}"
            text = self._text(clause.texts, where, notes)
            inner = self._points(clause.points, f"{where}.", notes)
            points.append(Point(label, text, inner, self._text(clause.closing, f"{where}:closing", notes)))
        return tuple(points)

    def _text(self, texts: Sequence[str], where: str, notes: list[Footnote]) -> str:
        """Return the typographic paragraphs as one text, a line each, and collect the notes whose marks they carry."""
        text, marks = take_marks("\n".join(squeeze(part) for part in texts if part.strip()))
        for key, offset in marks:
            notes.extend(Footnote(note.mark, note.text, where, offset) for note in self._held([key]))
        return text

    def _held(self, keys: Iterable[str]) -> list[Note]:
        """Return the notes of keys; a mark whose body is not in the source is set down as dropped."""
        held = []
        for key in keys:
            if key in self.notes:
                held.append(self.notes[key])
            else:
                self.dropped.append(Dropped(key, _NO_BODY))
        return held


def _grouped(unattached: Sequence[tuple[_Node, Note]]) -> list[tuple[_Node, list[Note]]]:
    groups: dict[int, tuple[_Node, list[Note]]] = {}
    for node, note in unattached:
        groups.setdefault(id(node), (node, []))[1].append(note)
    return list(groups.values())


def _frame_segment(frame: Heading) -> str:
    """Return an annex or a protocol as part of an id: by its number, else by the first words of its title."""
    return article_segment(frame.kind, frame.number or id_segment(frame.title)[:30].strip("-.") * bool(frame.title))


def _is_recital(texts: Sequence[str]) -> bool:
    return bool(texts) and bool(_RECITAL.match(texts[0]))


def _has_recitals(clauses: Sequence[ClauseDraft]) -> bool:
    return any(_is_recital(clause.texts) or _opens_recitals(clause.texts) for clause in clauses)


def _opens_recitals(texts: Sequence[str]) -> bool:
    return bool(texts) and texts[-1].endswith("to:")  # "resolved to:"


def _frozen(children: Sequence["_Node | Article"]) -> tuple[Division | Article, ...]:
    out: list[Division | Article] = []
    for child in children:
        if isinstance(child, Article):
            out.append(child)
        else:
            kind: DivisionKind = child.heading.kind  # type: ignore[assignment]
            out.append(Division(kind, child.heading.number, child.heading.title, _frozen(child.children)))
    return tuple(out)
