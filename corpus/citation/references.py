"""Cross-references within a treaty, and the treaties that it names, each with its span and its target.

"Article 18.3", "paragraphs 1 and 2(a)", "subparagraph (b) of Article 18.8", "Articles 267 to 286", "Annex 18.2", "this
Chapter", and the same in Spanish, resolve to ids of the same text where those exist. "Article 8(j) of the Convention
on Biological Diversity" belongs to the treaty that it names. A range is two references, its first and its last.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.catalogue.instruments import Mention, mentions
from corpus.citation.identifiers import article_id, division_segment
from corpus.citation.identifiers import segment as id_segment
from corpus.model import Article, Division, Document, Provision, Reference, Span
from corpus.numbering import INSERTED, NUMBER_WORDS, OF_ARTICLE, in_digits
from corpus.passages import walk_points

__all__ = ["Resolver", "find_references", "names_division"]

_WORDS = {
    "article": r"articles?|arts?\.|artículos?|articulos?",
    "paragraph": r"paragraphs?|párrafos?|parrafos?|apartados?",
    "point": r"sub-?paragraphs?|points?|clauses?|sub-?párrafos?|literal(?:es)?|letras?|incisos?",
    "annex": r"annex(?:es)?|anexos?",
    "chapter": r"chapters?|capítulos?|capitulos?",
}
_INSERTED = rf"(?:\s?(?:{INSERTED})\b)?"
_POINTS = rf"(?:\s?\((?:[a-z]{{1,5}}|[A-Z]{{1,4}}|\d{{1,2}}){_INSERTED}\))"
_ITEMS = {
    "article": rf"\d{{1,3}}(?:\.\d{{1,3}}){{0,2}}{_INSERTED}(?:\.[A-Z]\b)?{_POINTS}*",
    "paragraph": rf"\d{{1,3}}{_INSERTED}{_POINTS}*",
    "point": rf"(?:\d{{1,2}})?{_POINTS}+|[a-zñ]\)",
    "annex": rf"(?:(?i:{OF_ARTICLE})"
    r"|\d{1,2}(?:[.\-]\d{1,2})*(?:[.\-]?[A-Z](?:-\d)?)?|[IVXL]{1,6}|[A-Z](?:-\d{1,2})?)(?![\w\-])",
    "chapter": rf"(?:\d{{1,2}}|[IVXL]{{1,6}}|(?i:{NUMBER_WORDS}))(?![\w\-.]\w)(?:\s\([A-ZÁÉÍÓÚ][^()]{{2,80}}\))?",
}
# "Articles " before "18.3", "literal " before "a)".
_ANCHOR = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{kind}>(?i:{words}))' for kind, words in _WORDS.items())})\s+(?=[\dIVXLA-Z(a-zñ])"
)
_ITEM = {kind: re.compile(item) for kind, item in _ITEMS.items()}
_AND = r"\s?(?:,\s?(?:and|or|and/or|y|[oó])?|and/or|and|or|to|through|y|[oó]|e|u|al?|hasta|[-–])\s?"
_JOINT = re.compile(_AND + r"(?=[\dIVXLA-Z(a-zñ])")
_JOINED = re.compile(_AND)
# "this Chapter", "el presente Artículo".
_THIS = re.compile(
    r"\b(?i:this|(?:el|del|al|en el) presente|est[ea]) (?P<what>Article|Chapter|Annex|Artículo|Capítulo|Anexo)\b"
)
# "Chapter ", or "Eighteen (Environment" as the number and title of one.
_CHAPTER = re.compile(rf"(?i:{_WORDS['chapter']})\s|(?:\d+|[IVXL]+|(?i:{NUMBER_WORDS})) \([A-ZÁÉÍÓÚ]")
# ", of the ", " del ": what links a place to what it belongs to.
_OF = re.compile(r",?\s(?:of|in|to|under|del?|al?|en)\s(?:(?:the|el|la|los|las|said|dicho)\s)?", re.IGNORECASE)
# What makes "of …" stay within the treaty: "of this Agreement", "of the Agreement", but not "of the Agreement on …".
_OWN = re.compile(
    r"(?i:this|that|such|the present|present|presente|est[ea]|dich[oa])\b"
    r"|(?:Agreement|Acuerdo|Tratado)\b(?!\s(?:on|establishing|sobre|relativo|between|de la OMC))"
    r"|(?:Section|Sección|Part|Parte|Title|Título|Protocol|Protocolo)\s[\dIVXLA-Z]"
)
# "such Convention", "dicho Convenio": a treaty named before.
_SUCH = re.compile(r"(?i:such|that|dich[oa]|ese|esa)\s(?:Convention|Treaty|Protocol|Law|Act|Convenio|Convención|Ley)\b")
_NAME = re.compile(r"[A-ZÁÉÍÓÚ]")
# " days", "%": the number before is no place.
_COUNTED = re.compile(
    r"\s(?:days?|months?|years?|per\s?cent|percent|hours?|d[ií]as?|mes(?:es)?|años?|por ciento|horas?)\b|\s?%"
)
_LETTER_ENDS = re.compile(r"[A-Z](?=\s*(?:[.,;:)]|and\b|or\b|to\b|$))")  # "Annexes A and B", not "Annex I and A Party"
_RANK = {
    "point": 0, "paragraph": 1, "article": 2, "this article": 2, "annex": 3, "this annex": 3, "chapter": 4,
    "this chapter": 4,
}  # fmt: skip
_FOREIGN = Mention(-1, -1, "", "agreement")


@dataclass(frozen=True, slots=True)
class _Named:
    """A place that a text names, before it is resolved."""

    kind: str
    start: int
    end: int
    number: str


class Resolver:
    """Knows the ids of one document and finds the target of a reference."""

    def __init__(self, document: Document) -> None:
        self.agreement = document.agreement
        self._articles: dict[str, Article] = {article.id: article for article in document.articles()}
        self._frames = {name.rpartition("/")[0] for name in self._articles if "/art-" in name}
        self._points: dict[str, frozenset[str]] = {}
        self._provisions: set[str] = set()
        self._annexes: dict[str, str] = {}
        self._chapters: dict[tuple[str, str], set[str]] = {}
        for provision in document.provisions():
            self._provisions.add(provision.id)
            self._points[provision.id] = frozenset(".".join(path) for path, _ in walk_points(provision.points))
        self._divisions(document.children)

    def _divisions(self, children: Iterable[Division | Article]) -> None:
        for child in children:
            if not isinstance(child, Division):
                continue
            first = next(iter(_articles_in(child)), None)
            if first is not None and child.kind == "annex":
                self._annexes.setdefault(_plain(child.number), "/".join(first.id.split("/")[:2]))
            elif first is not None and child.kind == "chapter":
                number, title = _plain(in_digits(child.number)), child.title.casefold()
                self._chapters.setdefault((number, ""), set()).add(first.id)
                self._chapters.setdefault((number, title), set()).add(first.id)
            self._divisions(child.children)

    def article(self, number: str, within: str = "") -> str | None:
        """Return the id of an article by its printed number; articles of the annex `within` come first."""
        names = [f"{within}/art-{id_segment(number)}"] if within else []
        names.append(f"{self.agreement}/{id_segment(number)}")
        return next((name for name in names if name in self._articles), None)

    def division(self, number: str) -> str | None:
        """Return the frame of the articles of a chapter that counts them anew, None for any other chapter."""
        frame = f"{self.agreement}/{division_segment('chapter', number)}"
        return frame if frame in self._frames else None

    def annex(self, number: str) -> str | None:
        """Return the id of an annex by its printed number, however it is hyphenated."""
        return self._annexes.get(_plain(number))

    def chapter(self, number: str, title: str) -> str | None:
        """Return the id of the first article of a chapter; chapters with the same number are told by their titles."""
        plain = _plain(in_digits(number))
        found = self._chapters.get((plain, title.casefold())) or self._chapters.get((plain, ""), set())
        return next(iter(found)) if len(found) == 1 else None

    def paragraph(self, article: str, path: Sequence[str]) -> str | None:
        """Return the id of a paragraph of an article, with its points as far as they exist, or None."""
        if not path:
            return article
        for base, points in ((f"{article}/{path[0]}", path[1:]), (f"{article}/0", path), (f"{article}/1", path)):
            if base in self._provisions and (points == path[1:] or self._deepest(base, points)):
                deepest = self._deepest(base, points)
                return f"{base}.{deepest}" if deepest else base
        return None

    def point(self, provision: str, where: str, path: Sequence[str]) -> str | None:
        """Return the id of a point that a text of the provision at `where` names: the nearest list counts."""
        above = [] if where.startswith(("note:", "closing", "heading")) else where.partition(":")[0].split(".")
        known = self._points.get(provision, frozenset())
        for depth in reversed(range(len(above) + 1)):
            name = ".".join([*above[:depth], *path])
            if name in known:
                return f"{provision}.{name}"
        return None

    def _deepest(self, provision: str, points: Sequence[str]) -> str:
        known = self._points.get(provision, frozenset())
        return next((n for size in range(len(points), 0, -1) if (n := ".".join(points[:size])) in known), "")


def find_references(provision: Provision, resolver: Resolver) -> tuple[Reference, ...]:
    """Return the references in all texts of a provision, footnotes last, in the order of each text, never overlapping.

    `target` is an id of the same text, the slug of an instrument, or "" for a place that is not at hand.
    """
    out: list[Reference] = []
    for where, text in provision.texts():
        out.extend(_in_text(text, where, provision, resolver))
    return tuple(out)


def names_division(text: str) -> bool:
    """Return whether a printed reference names a whole chapter or the very division in which it stands."""
    return bool(_THIS.match(text) or _CHAPTER.match(text))


def _in_text(text: str, where: str, provision: Provision, resolver: Resolver) -> Iterator[Reference]:
    named = mentions(text)
    found = [place for place in _places(text) if not any(m.start < place.end and place.start < m.end for m in named)]
    owners = _owners(text, found, named)
    spans: list[tuple[int, int, str, str]] = []
    for index, place in enumerate(found):
        owner = owners[index]
        if isinstance(owner, Mention):
            continue
        target = _target(place, [found[each] for each in owner], where, provision, resolver)
        spans.append((place.start, place.end, "internal", target or ""))
    for mention in named:
        lead = [found[i].start for i, owner in enumerate(owners) if owner is mention]
        spans.append((min([mention.start, *lead]), mention.end, mention.kind, mention.slug))
    end = -1
    for start, stop, kind, target in sorted(spans):
        if start >= end:
            yield Reference(Span(where, start, stop), text[start:stop], kind, target)  # type: ignore[arg-type]
            end = stop


def _places(text: str) -> list[_Named]:
    """Return the places that a text names, a list ("paragraphs 1, 2 and 4(b)") item by item."""
    out: list[_Named] = []
    for anchor in _ANCHOR.finditer(text):
        kind = anchor.lastgroup or ""
        start, item = anchor.start(), _ITEM[kind].match(text, anchor.end())
        while item is not None:
            out.append(_Named(kind, start, item.end(), item.group()))
            joint = _JOINT.match(text, item.end())
            start = joint.end() if joint else -1
            item = _ITEM[kind].match(text, start) if joint else None
            if item is not None and (_COUNTED.match(text, item.end()) or (kind == "annex" and len(item.group()) == 1)):
                item = _LETTER_ENDS.match(text, start) if kind == "annex" else None
    for this in _THIS.finditer(text):
        what = {"ar": "article", "ch": "chapter", "ca": "chapter"}.get(this["what"][:2].lower(), "annex")
        out.append(_Named(f"this {what}", this.start(), this.end(), ""))
    return sorted(out, key=lambda place: place.start)


def _owners(text: str, found: Sequence[_Named], named: Sequence[Mention]) -> list[list[int] | Mention]:
    """Return for each place the places that it belongs to, the nearest first, or the treaty that it belongs to."""
    owners: list[list[int] | Mention] = [[] for _ in found]
    for index in reversed(range(len(found))):
        owners[index] = _owner(text, index, found, owners, named)
        after = found[index + 1] if index + 1 < len(found) else None
        if after and not owners[index] and _JOINED.fullmatch(text, found[index].end, after.start):
            held = owners[index + 1]
            # "Articles 2 and 5 and Annex 3 of the TBT Agreement": all are of that agreement.
            owners[index] = held if after.kind == found[index].kind or isinstance(held, Mention) else []
    for index in range(1, len(found)):
        before, place, held = found[index - 1], found[index], owners[index - 1]
        between = text[before.end : place.start]
        inside = between in {", ", " "} and _RANK[before.kind] > _RANK[place.kind]  # "Article 18.3, paragraph 2"
        own = owners[index]
        if isinstance(own, Mention):
            owners[index - 1] = held or own if inside else held  # "Article 15 paragraph 7 of the CBD"
        elif inside and all(_RANK[found[owner].kind] > _RANK[before.kind] for owner in own):
            owners[index] = held if isinstance(held, Mention) else [index - 1, *(held or own)]
        elif not own and place.kind == before.kind and _JOINED.fullmatch(between):
            # "Harmonized System Chapters 84 and 85", "Article 18.3, paragraphs 2 and 3"
            owners[index] = held if isinstance(held, Mention) or (held and held[0] < index - 1) else own
    return owners


def _owner(
    text: str, index: int, found: Sequence[_Named], owners: Sequence[list[int] | Mention], named: Sequence[Mention]
) -> list[int] | Mention:
    place = found[index]
    lead = next((m for m in named if m.end == place.start - 1 and m.kind != "environmental treaty"), None)
    if lead:
        return lead  # "GATT 1994 Article XX"
    link = _OF.match(text, place.end)
    if link is None:
        return []
    mention = next((m for m in named if m.start == link.end()), None)
    if mention:
        return mention
    for later in range(index + 1, len(found)):
        after = found[later]
        if after.start > link.end():
            break
        if after.start == link.end() and _RANK[after.kind] > _RANK[place.kind]:
            held = owners[later]
            return held if isinstance(held, Mention) else [later, *held]
    named_otherwise = _NAME.match(text, link.end()) and not _OWN.match(text, link.end())
    foreign = named_otherwise or _SUCH.match(text, link.end())
    strict = not link.group().lstrip(",").startswith((" in", " en", " to", " under", " a"))
    return _FOREIGN if foreign and strict else []


def _target(
    place: _Named, owners: Sequence[_Named], where: str, provision: Provision, resolver: Resolver
) -> str | None:
    """Return the id of a place that belongs to `owners`, or None where it is not at hand."""
    own = article_id(provision.id)
    frame = own.rpartition("/")[0] if own.count("/") > 1 else ""
    named = next((found for owner in owners if (found := _frame(owner, resolver))), None)
    if place.kind.startswith("this "):
        chapter = next((h for h in reversed(provision.headings) if h.kind == "chapter"), None)
        if place.kind == "this chapter":
            return resolver.chapter(chapter.number, chapter.title) if chapter else None
        return frame or own if place.kind == "this annex" else own
    if place.kind == "annex":
        return resolver.annex(place.number)
    if place.kind == "chapter":
        number, _, title = place.number.partition(" (")
        return resolver.chapter(number, title.rstrip(")"))
    if place.kind == "article":
        return _article(place.number, named or frame, resolver)
    return _within(place, owners, (provision.id, where), named or frame, resolver)


def _frame(owner: _Named, resolver: Resolver) -> str | None:
    """Return what the ids of the articles in an annex or a chapter begin with, where a text names it as their owner."""
    if owner.kind == "chapter":
        return resolver.division(owner.number.partition(" (")[0])
    return resolver.annex(owner.number) if owner.kind == "annex" else None


def _within(
    place: _Named, owners: Sequence[_Named], here: tuple[str, str], frame: str, resolver: Resolver
) -> str | None:
    """Return the id of a paragraph or a point: of the article that owns it, else of the provision that names it."""
    provision, where = here
    base: str | None = article_id(provision)
    elsewhere = next((owner for owner in owners if owner.kind in {"article", "annex"}), None)
    if elsewhere:
        base = _article(elsewhere.number, frame, resolver) if elsewhere.kind == "article" else frame
    if not base:
        return None
    path = _path(place.number)
    above = next((_path(owner.number) for owner in owners if owner.kind in {"paragraph", "point"}), [])
    if place.kind == "paragraph" or above or elsewhere or path[0].isdigit():
        return resolver.paragraph(base, path if place.kind == "paragraph" else [*above, *path])
    return resolver.point(provision, where, path)


def _article(number: str, frame: str, resolver: Resolver) -> str | None:
    """Return the id that "18.3", "18.3.1(a)" or "269(3)" names, as deep as the text at hand goes."""
    digits, points = re.match(rf"[\d.]*\d{_INSERTED}", number), _path(number)
    if digits is None:
        return None
    whole = digits.group()
    points = points[1:]
    for name, deeper in ((whole, []), (whole.rpartition(".")[0], [whole.rpartition(".")[2]])):
        found = resolver.article(name, frame) if name else None
        if found:
            return resolver.paragraph(found, [*deeper, *points]) or found
    return None


def _path(number: str) -> list[str]:
    """Return the parts of "2(a)(ii)": "2", "a", "ii"; an article's number stays whole."""
    return ["-".join(part.split()) for part in re.findall(rf"(?:[\d.]*\d|[A-Za-zñ]+){_INSERTED}", number)]


def _articles_in(division: Division) -> Iterator[Article]:
    for child in division.children:
        if isinstance(child, Article):
            yield child
        else:
            yield from _articles_in(child)


def _plain(number: str) -> str:
    """Return a number as it compares: hyphens are lost in some sources ("20-A", "20A")."""
    return re.sub(r"[\-\s]", "", number).casefold()
