"""What a parsed text lacks, as the text itself tells: holes in its numbering, and parts that it names.

A text that stops half-way still speaks of the chapters that follow; a body without its annexes still speaks of them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.citation.identifiers import article_segment
from corpus.model import FRAMES, Article, Counted, Division, Document
from corpus.numbering import NUMBER_WORDS, value
from corpus.quality.unread import NOT_READ
from corpus.text import first_of

__all__ = ["Gaps", "gaps"]

# Not "Annex 1A to the WTO Agreement", "Article 2.1 of the DSU"; but "Annex 2.3 of this Agreement".
_OWN = r"(?!\s+(?:of|to|del?|al)\s+(?:(?:the|el|la)\s+)?(?!this\b|present|Agreement\b|Acuerdo\b|Tratado\b|este\b)\w)"
# "Chapter Eighteen (Environment)", "Capítulo 17 (Laboral)".
_CHAPTER = re.compile(
    rf"\b(?:Chapters?|Cap[ií]tulos?)\s+(\d{{1,2}}|(?:{NUMBER_WORDS})\b)\s*\((?=[A-ZÁÉÍÓÚ][^()]{{3,80}}\))",
    re.IGNORECASE,
)
# As in "Article 18.3"
_ARTICLE = re.compile(rf"\b(?:Article|Art[ií]culo)\s+(\d{{1,2}})\.\d{{1,2}}\b(?!\.\d){_OWN}")
# "Article 286(2) of this Agreement".
_PLAIN_ARTICLE = re.compile(r"\bArticle\s+(\d{1,3})(?![\w.])(?:\(\d\))?\s+of\s+this\s+Agreement\b")
# As in "Annex 18.3.4", "Anexo B", "Annex IV"
_ANNEX = re.compile(
    rf"\b(?:Annex|Anexo)\s+(\d{{1,2}}(?:[.\-]\d{{1,2}})*(?:[.\-]?[A-Z](?:-\d)?)?|[IVXL]{{1,6}}|[A-Z])(?![\w\-]|\.\d){_OWN}"
)
_RUNS_ON = re.compile(r"(?:[a-zà-ÿ]{2}|,)\s*$")
_SIGNED = re.compile(
    r"\b(?:in witness|done (?:at|in)|en fe de|hecho en|for the (?:government|european|republic)"
    r"|por (?:el gobierno|la república)"
    r"|signed at|duplicate)\b",
    re.IGNORECASE,
)
_LONGEST_HOLE = 12  # a longer one is another way of counting
_NAMED = 8  # places that a sentence names before it says how many more there are


@dataclass(frozen=True, slots=True)
class Gaps:
    """`lacks` are places as ids name them ("13.5", "chapter-19", "annex-18.2"); `problems` say it to the reader."""

    lacks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def gaps(document: Document, least: Mapping[Counted, int] = {}) -> Gaps:
    """Return what the document lacks as far as it tells itself; `least` is what the catalogue expects of its body."""
    numbers = [number for number in _numbers(document.children) if re.fullmatch(r"\d{1,5}(?:\.\d{1,5})?", number)]
    dotted = {(int(chapter), int(own)) for chapter, point, own in (n.partition(".") for n in numbers) if point}
    text = "\n".join(text for provision in document.provisions() for _, text in provision.texts())
    if 2 * len(dotted) > len(numbers):
        articles = [f"{chapter}.{own}" for chapter, own in _holes_by_chapter(dotted)]
        chapters, stops = _chapters(document, {chapter for chapter, _ in dotted}, text)
    else:
        plain = [int(number) for number in numbers if "." not in number]
        articles = [str(number) for number in _holes(plain)]
        chapters, stops = [], _stops_at_article(plain, text)
    annexes = _annexes(document, text)
    problems = [
        *stops,
        *_said("articles", articles, "are missing: the numbering jumps over them"),
        *_said("chapters", chapters if not stops else [], "are missing: the numbering jumps over them"),
        *_said("annexes", annexes, "are not here, though the text names them"),
        *_breaks_off(document),
        *_falls_short(document, numbers, least),
    ]
    lacks = [*articles, *(f"chapter-{number}" for number in chapters)]
    return Gaps((*lacks, *(article_segment("annex", number) for number in annexes)), tuple(problems))


def _falls_short(document: Document, numbers: Sequence[str], least: Mapping[Counted, int]) -> list[str]:
    """Say where a text holds fewer articles or chapters than the catalogue knows of."""
    dotted = {number.partition(".")[0] for number in numbers if "." in number}
    held: dict[Counted, int] = {
        "articles": len(set(numbers)),
        "chapters": len(dotted or set(_chapters_with_words(document.children))),
    }
    return [
        f"{NOT_READ}{held[what]} {what} are here, and the treaty has at least {count}"
        for what, count in least.items()
        if held[what] < count
    ]


def _said(what: str, places: Sequence[str], verdict: str) -> list[str]:
    if not places:
        return []
    return [f"{what} {first_of(places, _NAMED)} {verdict}"]


def _numbers(children: Iterable[Division | Article]) -> Iterator[str]:
    """Yield the numbers of the articles in the body of the treaty."""
    for child in children:
        if isinstance(child, Article):
            yield child.number
        elif child.kind not in FRAMES:
            yield from _numbers(child.children)


def _holes(numbers: Sequence[int]) -> list[int]:
    """Return the numbers that a series jumps over and that stand nowhere else; it may begin anew at any place."""
    present, last, out = set(numbers), 0, list[int]()
    for number in numbers:
        if last + 1 < number <= last + _LONGEST_HOLE:
            out.extend(missing for missing in range(last + 1, number) if missing not in present)
        last = number
    return list(dict.fromkeys(out))


def _holes_by_chapter(present: set[tuple[int, int]]) -> list[tuple[int, int]]:
    series: dict[int, list[int]] = {}
    for chapter, own in sorted(present):
        series.setdefault(chapter, []).append(own)
    return [(chapter, missing) for chapter, owns in series.items() for missing in _holes(owns)]


def _chapters(document: Document, present: set[int], text: str) -> tuple[list[str], list[str]]:
    """Return the chapters that are missing, and the sentence that says where the text stops, if it does."""
    with_words = {value(number) for number in _chapters_with_words(document.children) if value(number)}
    named = {value(found[1]) for found in _CHAPTER.finditer(text)}
    named |= {int(found[1]) for found in _ARTICLE.finditer(text)}
    last = max(present)
    after = sorted(number for number in named if last < number <= last + 2 * _LONGEST_HOLE and number not in with_words)
    stops = []
    if len(after) > 1:  # one alone may be another agreement's
        whole = ", ".join(map(str, after))
        stops = [f"the text stops in chapter {last}: it speaks itself of chapters {whole}, which are not here"]
    end = after[-1] if stops else last
    return [str(number) for number in range(1, end + 1) if number not in present | with_words], stops


def _chapters_with_words(children: Iterable[Division | Article]) -> Iterator[str]:
    for child in children:
        if isinstance(child, Division):
            if child.kind == "chapter" and child.children:
                yield child.number
            yield from _chapters_with_words(child.children)


def _stops_at_article(numbers: Sequence[int], text: str) -> list[str]:
    named = {int(found[1]) for found in _PLAIN_ARTICLE.finditer(text)}
    last = max(numbers, default=0)
    after = sorted(number for number in named if last < number <= 2 * last)
    if not after or not last:
        return []
    names = ", ".join(map(str, after[:_NAMED]))
    return [f"the text stops at article {last}: it speaks itself of articles {names}, which are not here"]


def _annexes(document: Document, text: str) -> list[str]:
    """Return the numbers of the annexes that the text names twice or more and does not hold."""
    held = set(_annexes_held(document.children))
    counts: dict[str, int] = {}
    for found in _ANNEX.finditer(text):
        counts[found[1]] = counts.get(found[1], 0) + 1
    return [number for number in sorted(counts) if _plain(number) not in held]


def _annexes_held(children: Iterable[Division | Article]) -> Iterator[str]:
    for child in children:
        if isinstance(child, Division):
            if child.kind == "annex":
                yield _plain(child.number)
            yield from _annexes_held(child.children)


def _plain(number: str) -> str:
    """Return an annex's number as it compares: hyphens and points are lost in some sources ("20-A", "20A")."""
    return re.sub(r"[.\-\s()]", "", number).casefold()


def _breaks_off(document: Document) -> list[str]:
    body = [article for article in document.articles() if article.number and article.provisions]
    if not body:
        return []
    last = body[-1].provisions[-1]
    words = last.full_text()
    if not words or not _RUNS_ON.search(words) or _SIGNED.search(words):
        return []
    return [f"{last.id.partition('/')[2]}: the text breaks off in mid-sentence"]
