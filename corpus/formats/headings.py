"""Headings of articles and divisions as treaties print them, in English, Spanish, Portuguese, French and German."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from corpus.model import Block, DivisionKind
from corpus.numbering import in_digits
from corpus.typography import clean

__all__ = [
    "DivisionHeading",
    "article_heading",
    "could_be_title",
    "division_heading",
    "is_navigation",
    "opens_conclusion",
    "with_levels",
]

ARTICLE_WORDS = r"art[ií]culo|articles?|artikel|artigo|articolo"
ARTICLE_NUMBER = r"(?:\d{1,4}(?:[.\-–]\d{1,3})*(?:\s?[ -]?[A-Z](?![\w.]))?|[IVXLC]{1,7}(?![\w.])|[ÚúUu]nico|premier)"
ARTICLE = re.compile(
    rf"^(?:{ARTICLE_WORDS})\s*(?P<number>{ARTICLE_NUMBER}(?:\s?(?:bis|ter|qu[aá]ter))?)"
    r"(?P<gap>[\s.:;°ºª–—-]*)(?P<title>.*)$",
    re.IGNORECASE | re.DOTALL,
)
WORDS: dict[str, DivisionKind] = {
    "part": "part", "parte": "part", "partie": "part", "teil": "part",
    "heading": "title", "title": "title", "título": "title", "titulo": "title", "titre": "title", "titel": "title",
    "chapter": "chapter", "capítulo": "chapter", "capitulo": "chapter", "chapitre": "chapter", "kapitel": "chapter",
    "section": "section", "sección": "section", "seccion": "section", "secção": "section", "abschnitt": "section",
    "subsection": "subsection", "sub-section": "subsection", "subsección": "subsection", "sous-section": "subsection",
    "subsecção": "subsection", "unterabschnitt": "subsection",
    "annex": "annex", "annexe": "annex", "anexo": "annex", "anhang": "annex",
    "appendix": "annex", "apéndice": "annex", "apendice": "annex", "appendice": "annex", "apêndice": "annex",
    "protocol": "protocol", "protocolo": "protocol", "protocole": "protocol", "protokoll": "protocol",
}  # fmt: skip
PREAMBLES = {"preamble", "preámbulo", "preambulo", "préambule", "präambel", "preâmbulo"}
# These words name a place that the model has no kind of its own for, so the number keeps the word.
KEPT_WORDS = {"heading", "appendix", "apéndice", "apendice", "appendice", "apêndice"}
NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty uno una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco "
    "treinta primera segunda tercera cuarta quinta sexta"
)
UNITS = "one|two|three|four|five|six|seven|eight|nine|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
DIVISION_NUMBER = (
    r"(?:(?:[A-Z]{2,6}(?=-\d)|\d{1,3}[A-Z]?|[IVXLC]{1,7}|[A-Z])(?:(?:[.\-–](?:\d{1,3}|[A-Z]{1,2})|\s?[-–]\s?(?:\d{1,3}|[A-Z]))(?!\w))*(?:\([a-z]\))?(?!\w)"
    rf"|(?:{'|'.join(NUMBER_WORDS.split())}|dieciseis|veintidos|veintitres)(?:[ -](?:y )?(?:{UNITS}))?(?!\w))"
)
DIVISION_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
DIVISION = re.compile(
    rf"^(?P<word>{DIVISION_WORD})(?:(?:\s*:?\s+|(?=\d))(?:n[oº°]\.?\s*)?(?P<number>{DIVISION_NUMBER}))?"
    r"(?P<gap>[\s.:;–—-]*)(?P<title>.*)$",
    re.IGNORECASE | re.DOTALL,
)
LABEL = re.compile(r"^(?:\(?[0-9]{1,3}[.)]|\([a-zA-Z]{1,5}\)|[a-z]\)|[-–—•])(?:\s|$)")
CONCLUSION = re.compile(
    r"^(?:IN WITNESS WHEREOF|EN FE DE LO CUAL|EN TESTIMONIO DE LO CUAL|EM FÉ DO QUE|EN FOI DE QUOI|ZU URKUND DESSEN"
    r"|Done (?:at|in)\b|Hecho en\b|Fait à\b|Feito em\b|Geschehen zu\b)",
    re.IGNORECASE,
)
RANKS: dict[DivisionKind, float] = {
    "protocol": 0, "side-letter": 0, "preamble": 0.2, "conclusion": 0.2, "annex": 0.5,
    "part": 1, "title": 2, "chapter": 3, "section": 4, "subsection": 5,
}  # fmt: skip
# Outermost, beside the chapters, and in a chapter.
ANNEXES = {0.5, 3.1, 3.5}
NAMED_PROTOCOL = re.compile(
    r"^(?:PROTOCOL(?: ON| CONCERNING| RELATING)|PROTOCOLO (?:SOBRE|RELATIVO)|Protocol (?:on|concerning) [A-Z])"
)
LOWER_CASE_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
LONGEST_TITLE = 220


@dataclass(frozen=True, slots=True)
class DivisionHeading:
    """What a heading line says: the kind of division, its number as printed and its title, either may be empty."""

    kind: DivisionKind
    number: str
    title: str


def article_heading(text: str) -> tuple[str, str] | None:
    """Return (number, title) if the line is an article's heading: "Article 18.3: Title" gives ("18.3", "Title").

    A line that only begins with a reference ("Article 18.3 shall apply ...") is none.
    """
    line = clean(text)
    found = ARTICLE.match(line)
    if not found or len(line) > LONGEST_TITLE or found["number"] in LOWER_CASE_LETTERS:
        return None
    title, gap = found["title"], found["gap"]
    if not title:
        return found["number"], ""
    separated = bool(gap.strip(" ;"))
    if not _is_title(title) or (title.endswith((".", ";")) and ":" not in gap):
        return None
    if not separated and (found["number"].isalpha() or title[-1] in ",;:."):
        return None
    return found["number"], title


def division_heading(text: str) -> DivisionHeading | None:
    """Return what the line says if it is the heading of a part, chapter, annex, preamble or the like."""
    line = clean(text)
    if line.rstrip(":.").casefold() in PREAMBLES:
        return DivisionHeading("preamble", "", line)
    found = DIVISION.match(line)
    if not found or len(line) > LONGEST_TITLE:
        return None
    word, number, title = found["word"], found["number"] or "", found["title"]
    kind = WORDS[word.casefold()]
    if number in LOWER_CASE_LETTERS or (title and title[-1] in ",;."):
        return None
    if not number:
        return _unnumbered(kind, line, title, found["gap"])
    if title and not _is_title(title):
        return None
    return DivisionHeading(kind, f"{word} {number}".strip() if word.casefold() in KEPT_WORDS else number, title)


def _unnumbered(kind: DivisionKind, line: str, title: str, gap: str) -> DivisionHeading | None:
    """Return the heading of an annex or protocol without a number; a protocol's name is then the whole line."""
    if kind == "protocol" and NAMED_PROTOCOL.match(line):
        return DivisionHeading(kind, "", line)
    if kind in {"annex", "protocol"} and (not title or ":" in gap):
        return DivisionHeading(kind, "", title)
    return None


def _is_title(text: str) -> bool:
    """Whether a line begins as titles do: no label, and no small letter, with which a sentence reads on."""
    return (text[0].isupper() or text[0].isdigit() or text[0] in '“«"‘¿\u2060') and not LABEL.match(text)


def could_be_title(text: str) -> bool:
    """Whether a line after a bare heading can be its title: short, capitalised, no label, no sentence."""
    line = clean(text)
    return (
        0 < len(line) <= LONGEST_TITLE
        and _is_title(line)
        and line[-1] not in ".;:,"
        and not LABEL.match(line)
        and article_heading(line) is None
        and division_heading(line) is None
    )


def is_navigation(text: str) -> bool:
    """Whether a line that is nothing but links leads somewhere else, rather than being a sentence with a link."""
    line = clean(text)
    return not LABEL.match(line) and (len(line) < 80 or line[-1] not in ".;:,")


def opens_conclusion(text: str) -> bool:
    """Whether a paragraph begins the closing formula of a treaty."""
    return bool(CONCLUSION.match(text))


def with_levels(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks with levels counted from the enclosing divisions, and numbers written as words in figures.

    An annex that carries its chapter's number ("Annex 18.2", "Annex 10-A") lies in that chapter; any other annex
    stands at the outermost level and encloses what follows, until a chapter goes on with the count of the chapters.
    """
    open_ranks: list[float] = []
    above_chapters: list[float] = []
    chapter, last = 0, ""
    for block in blocks:
        if block.kind != "division":
            yield block
            continue
        rank = RANKS[block.division] - 0.5 * block.number.casefold().startswith("heading")
        if block.division == "chapter":
            chapter = _value(block.number)
            if _goes_on(block.number, last):
                open_ranks = list(above_chapters)
        annex = max(ANNEXES.intersection(open_ranks), default=0)
        if block.division == "annex":
            open_ranks, rank = _annex_rank(block.number, chapter, open_ranks)
        elif annex and block.division in {"part", "title", "chapter"}:
            # An annex may group its sections in chapters or, like a tariff, its chapters in sections.
            rank = 4.2 if block.division == "chapter" and 4 in open_ranks else annex + rank / 20
        elif block.division == "chapter":
            last, above_chapters = block.number, [each for each in open_ranks if each < rank]
        open_ranks = [each for each in open_ranks if each < rank]
        yield replace(block, level=len(open_ranks) + 1, number=in_digits(block.number))
        if block.division not in {"preamble", "conclusion"}:
            open_ranks.append(rank)


def _goes_on(number: str, last: str) -> bool:
    """Whether a chapter goes on with the count of the treaty's chapters; a tariff's chapters count in figures."""
    if not last or number.isdigit() != last.isdigit():
        return False
    step = _value(number) - _value(last)
    return step in {0, 1} or (step > 0 and not number.isdigit())


def _annex_rank(number: str, chapter: int, open_ranks: list[float]) -> tuple[list[float], float]:
    """Return the divisions that an annex or appendix leaves open, and its own rank below them."""
    word = number.casefold().partition(" ")[0]
    annexes = [rank for rank in open_ranks if rank in ANNEXES]
    if word in KEPT_WORDS and annexes:
        return open_ranks, annexes[-1] + 0.2
    of_chapter = re.search(r"(\d+)\s?[.\-–]", number)
    if not of_chapter:
        return open_ranks, 0.5
    if 3 in open_ranks and int(of_chapter[1]) == chapter:
        return open_ranks, 3.5
    return [rank for rank in open_ranks if rank < 3 and rank not in ANNEXES], 3.1


def _value(number: str) -> int:
    """Return the number that a chapter's printed number means, 0 if that is none that we know."""
    figures = in_digits(number)
    return int(figures) if figures.isdecimal() else 0
