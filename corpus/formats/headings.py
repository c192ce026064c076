"""Headings of articles and divisions as treaties print them, in English, Spanish, Portuguese, French and German.

One grammar for every format: `article_start` and `division_start` take a line apart; `article_heading` and
`division_heading` say whether it is a heading by its words alone, which is enough where markup sets lines apart. In
plain text the lines around it are asked as well (`corpus.formats.text.heading_lines`).
"""

import itertools
import re
from dataclasses import dataclass

from corpus.data import data_table
from corpus.model import Block, DivisionKind
from corpus.numbering import APPENDED, INSERTED, NUMBER_WORDS, OF_ARTICLES, Numbering, figures, in_digits
from corpus.structure.labels import ends_in_reference
from corpus.text import squeeze
from corpus.typography import RAISED, RAISED_FIGURES, TOKEN

__all__ = [
    "KEPT_WORDS",
    "ArticleStart",
    "DivisionHeading",
    "article_blocks",
    "article_heading",
    "article_start",
    "could_be_title",
    "division_heading",
    "division_kind",
    "division_number",
    "division_start",
    "in_brackets",
    "is_due",
    "is_navigation",
    "is_of_article",
    "is_preamble",
    "is_sentence",
    "is_unfinished",
    "opens_conclusion",
    "run_in_heading",
    "stands_empty",
    "title_apart",
]

_DATA = data_table("headings.toml")
_WORDS: dict[str, DivisionKind] = {word: kind for kind, words in _DATA["divisions"].items() for word in words}
_WORDS |= dict.fromkeys(itertools.chain(*APPENDED.values()), "annex")
KEPT_WORDS = frozenset(_DATA["kept"]).union(*APPENDED.values())


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


# "18.3", "1-01", "B-02", "A1", "2.1-B", and "4. 2" or "4,2" before a colon.
_FIGURES = (
    r"(?:\d{1,4}\s?[.,/]\s?\d{1,3}(?=\s*[:–—])"
    r"|(?:[A-Z]{1,2}-|(?-i:[A-Z]{1,2}\.?))?\d{1,4}(?:[.\-–]\d{1,3}){0,4})"
)
_INSERTED_WORD = rf"\s?-?\(?(?:{INSERTED})\b\)?"
# "2A", "2 ter", "10-A"; "2 A" and "2 (a)" only where a sign or the line's end follows.
_INSERTED = (
    rf"{_INSERTED_WORD}|(?!\.?o\b)[.\-–]?[A-Z](?!\w|[.\-]\w)"
    r"|\s[A-Z](?=\s*(?:[:.–—]|-(?!\w)|$))|\s?\([A-Z]\)(?=\s*[:–—])"
)
# Behind the number of the article before: "21¹", "2 A Sawmills".
_AGAIN = re.compile(rf"(?:{TOKEN.pattern}|(?P<raised>[{RAISED}]+)|(?P<letter>[A-Za-z])(?=\s+[A-ZÁÉÍÓÚÑ]))\s*")
_SPACED = re.compile(r"\s*[.,/]\s*(?=\d)")
# "Article 18.3 bis: Title", "Artículo 5.º Título", "ARTICLE Twelve".
_ARTICLE = re.compile(
    rf"^(?P<word>{_either(_DATA['article'])})\s*(?:n(?:\.?[oº°]|[uú]m)\.?\s*(?=\d))?"
    rf"(?P<number>{_FIGURES}(?:{_INSERTED})?(?P<ordinal>\s?[°ºª]|\.?(?:o|er|ro|do|to|mo)(?=[\s.:–—-]|$))?"
    rf"|[IVXLC]{{1,7}}(?:\.\d{{1,3}})?(?!\w|\.\w)(?:{_INSERTED_WORD})?|(?:{NUMBER_WORDS}|{_either(_DATA['only'])})(?!\w)(?:{_INSERTED_WORD})?)"
    rf"(?P<mark>\s*{TOKEN.pattern}|[{RAISED}]+|\s+\(\d{{1,3}}\)(?=\s*$)|[*†‡]+)?"
    r"(?P<gap>[\s.:;)°º–—-]*)(?P<title>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_EMPTY = re.compile(rf"[\[(]?(?:{_either(_DATA['empty'])})[\])]?\.?$", re.IGNORECASE)
# For instance "Articles 2.3 to 2.5: [Reserved]".
_RESERVED = re.compile(
    rf"^(?:{_either(_DATA['article'])})\s*(?P<first>{_FIGURES})"
    rf"(?:\s?(?:to|through|and|al?|y|[-–,])\s?(?P<last>{_FIGURES})){{1,9}}\s*[.:–—-]*\s*(?P<title>{_EMPTY.pattern})",
    re.IGNORECASE,
)
# "to Article 2.1" is an annex's number, "to Article 2.1(a)" belongs to a sentence.
_OF_ARTICLES = rf"{OF_ARTICLES}(?![\w(]|[.\-]\w)"
# Such as "LAMP-2", "18.3.4", "10-A", "12.1.3(a)", "XI", "B", "Twenty-One".
_DIVISION_NUMBER = (
    r"(?:(?:[A-Z]{2,6}(?=-\d)|\d{1,4}[A-Z]?|[IVXLC]{1,7}|[A-Z])"
    r"(?:(?:[.\-–](?:\d{1,3}|[A-Z]{1,2})|\s?[-–]\s?(?:\d{1,3}|[A-Z]))(?!\w))*(?:\([a-z]\))?(?!\w)"
    rf"|(?:{NUMBER_WORDS})(?!\w))"
)
# "CHAPTER EIGHTEEN: ENVIRONMENT", "Anexo n.º 2", "Annex18".
_DIVISION = re.compile(
    rf"^(?P<word>{_either(list(_WORDS))})(?:(?:\s*:?\s+|(?=\d))(?:n(?:\.?[oº°]|[uú]m)\.?\s*)?"
    rf"(?P<number>{_OF_ARTICLES}|{_DIVISION_NUMBER}))?"
    r"(?P<gap>[\s.:;–—-]*)(?P<title>.*)$",
    re.IGNORECASE | re.DOTALL,
)
# "1. ", "(a) ", "b) ", "– ": the label of a paragraph or an item.
_LABEL = re.compile(r"^(?:\(?[0-9]{1,3}[.)]|\([a-zA-Z]{1,5}\)|[a-z]\)|[-–—•])(?:\s|$)")
_CONCLUSION = re.compile(
    r"^(?:IN WITNESS WHEREOF|EN FE DE LO CUAL|EN TESTIMONIO DE LO CUAL|EM FÉ DO QUE|EN FOI DE QUOI|ZU URKUND DESSEN"
    r"|Done (?:at|in)\b|Hecho en\b|Fait à\b|Feito em\b|Geschehen zu\b)",
    re.IGNORECASE,
)
_NAMED_PROTOCOL = re.compile(
    r"^(?:PROTOCOL(?: ON| CONCERNING| RELATING)|PROTOCOLO (?:SOBRE|RELATIVO)|Protocol (?:on|concerning) [A-Z])"
)
_UNFINISHED = re.compile(rf"(?:,|(?<![\w.\-])(?:{_either(_DATA['unfinished'])}))\s*$")
_DUTY = re.compile(rf"\b(?:{'|'.join(_DATA['duty'])})\b", re.IGNORECASE)
_BRACKETED = re.compile(
    rf"\((?:(?-i:[A-ZÁÉÍÓÚÑ][a-záéíóúñ][^()]{{1,80}}\):?$)|(?:{_either(_DATA['new'])})\))", re.IGNORECASE
)
# For instance "Talks 1. A Party may …" and "Panels 1. (a) A panel …".
_TITLE_AND_FIRST = re.compile(r"([A-ZÁÉÍÓÚÑ][^.;:]{2,100}?)\s+(1\s?[.)]\s*(?:\([ai]\)\s*)?[A-ZÁÉÍÓÚÑ].*)$", re.DOTALL)
_SIGNS = " .:;)°º–—-"
_LOWER_CASE_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_LONGEST_TITLE = 220
_SENTENCE = 7  # words that a sentence without a verb of duty has at least


@dataclass(frozen=True, slots=True)
class ArticleStart:
    """A line that begins with the word for article and a number.

    `number` in figures where it is printed in words or as an ordinal, `mark` a footnote's mark behind it, `gap` the
    signs between it and `rest`.
    """

    number: str
    mark: str
    gap: str
    rest: str
    ordinal: bool


@dataclass(frozen=True, slots=True)
class DivisionHeading:
    """What a heading line says: the kind of division, its number as printed and its title, either may be empty."""

    kind: DivisionKind
    number: str
    title: str


def article_start(text: str, last: tuple[int, ...] = ()) -> ArticleStart | None:
    """Take apart a line that begins as an article's heading does; None if it does not.

    `last` are the figures of the article before: where they come again, a raised figure or a letter apart belongs to
    the number of an article that was inserted, "21¹", "2 A Sawmills".
    """
    reserved = _RESERVED.match(text)
    if reserved:
        return ArticleStart(f"{reserved['first']} to {reserved['last']}", "", ": ", reserved["title"], ordinal=False)
    found = _ARTICLE.match(text)
    if not found or found["number"] in _LOWER_CASE_LETTERS:
        return None
    number = found["number"].removesuffix(found["ordinal"] or "")
    ordinal = bool(found["ordinal"]) or in_digits(number) != number
    number = in_digits(_SPACED.sub(".", number))
    again = _AGAIN.match(text, found.end("number")) or _AGAIN.match(text, found.start("title"))
    if again and last and figures(number) == last and number[-1].isdigit() and not found["ordinal"]:
        behind = again["raised"] or again["letter"] or again[1].translate(RAISED_FIGURES)
        rest = text[again.end() :]
        title = rest.lstrip(_SIGNS)
        return ArticleStart(f"{number}{behind}", "", rest[: len(rest) - len(title)] or " ", title, ordinal)
    return ArticleStart(number, found["mark"] or "", found["gap"], found["title"], ordinal)


def is_due(text: str, numbering: Numbering) -> bool:
    """Return whether a line begins as the heading of the next article of `numbering` does."""
    start = article_start(text)
    return start is not None and numbering.is_next(start.number)


def article_heading(text: str, numbering: Numbering | None = None) -> tuple[str, str] | None:
    """Return (number, title) if the line is an article's heading: "Article 18.3: Title" gives ("18.3", "Title").

    A footnote's mark behind the number moves to the title. A line that only begins with a reference ("Article 18.3
    shall apply ...") is none. Where the article is the next of `numbering`, doubts about its title are set aside.
    """
    line = squeeze(text)
    start = article_start(line, numbering.last if numbering else ()) if len(line) <= _LONGEST_TITLE else None
    if start is None:
        return None
    title, gap = start.rest, start.gap
    if title and numbering and numbering.is_next(start.number) and _could_be_due(title, gap):
        return start.number, f"{title}{start.mark.strip()}"
    if title and (not _is_title(title) or (title.endswith((".", ";")) and ":" not in gap)):
        return None
    apart = gap.strip(" ;")
    if title and not apart and (start.number.isalpha() or title[-1] in ",;:."):
        return None
    if title and _DUTY.search(title) and (not apart or title[-1] in ".;:"):
        return None
    return start.number, f"{title}{start.mark.strip()}"


def _could_be_due(title: str, gap: str) -> bool:
    """Return whether words behind the number of the article that is due can be its title, in small letters as well."""
    begins = title[0].isupper() or (title[0].islower() and bool(gap.strip(" .;)°º")))
    return begins and title[-1] not in ",;:" and not is_sentence(title) and not _LABEL.match(title)


def run_in_heading(text: str, *, due: bool = False) -> tuple[str, str] | None:
    """Return (number, words) where an article's words follow its number on the same line.

    "Artículo 1.- Las Partes protegerán …" gives ("1", "Las Partes protegerán …"). A single sign or none is enough only
    where the article is `due`, the next of its treaty: a sentence may end in a reference, "… in Article 5. The".
    """
    line = squeeze(text)
    start = article_start(line)
    labelled = _LABEL.match(start.rest) if start else None
    if start is None or start.mark or not start.rest[labelled.end() if labelled else 0 :][:1].isupper():
        return None
    strong = len(start.gap.strip()) >= 2 or start.ordinal or any(sign in start.gap for sign in "–—")
    return (start.number, start.rest) if (strong or due) and (labelled or is_sentence(start.rest)) else None


def title_apart(words: str) -> tuple[str, str]:
    """Return the title and the rest where an article's first paragraph follows its title on one line.

    "Talks 1. A Party may …" gives ("Talks", "1. A Party may …"); other words give ("", words).
    """
    found = _TITLE_AND_FIRST.match(words)
    if not found or ends_in_reference(f"{found[1]} ") or is_unfinished(found[1]) or _DUTY.search(found[1]):
        return "", words
    return found[1], found[2]


def stands_empty(title: str) -> bool:
    """Return whether a title says that the article has no words: "[Reserved]"."""
    return bool(_EMPTY.match(title))


def is_sentence(text: str) -> bool:
    """Return whether words behind an article's number are a sentence of it rather than its title."""
    stopped = len(text.split()) >= _SENTENCE and text[-1] in ".;:,"
    return stopped or len(text) > _LONGEST_TITLE or bool(_DUTY.search(text))


def article_blocks(text: str, numbering: Numbering) -> list[Block]:
    """Return the article that a paragraph opens, with its first words where they stand on the same line, else [].

    `numbering` follows the articles before and takes note of this one.
    """
    heading = article_heading(text, numbering)
    start = None if heading else article_start(squeeze(text), numbering.last)
    run_in = run_in_heading(text, due=numbering.is_next(start.number)) if start else None
    if heading is None:
        if run_in is None:
            return []
        number, (title, words) = run_in[0], title_apart(run_in[1])
    else:
        (number, title), words = heading, ""
    numbering.accepts(number)
    blocks = [Block("article", number=number, title=title)]
    return [*blocks, Block("text", text=words)] if words else blocks


def division_start(text: str) -> tuple[str, str, str, str] | None:
    """Return (word, number, signs, rest) of a line that begins with the word for a division; None if it does not."""
    found = _DIVISION.match(text)
    return (found["word"], found["number"] or "", found["gap"], found["title"]) if found else None


def division_heading(text: str) -> DivisionHeading | None:
    """Return what the line says if it is the heading of a part, chapter, annex, preamble or the like."""
    line = squeeze(text)
    if is_preamble(line):
        return DivisionHeading("preamble", "", line)
    found = division_start(line)
    if not found or len(line) > _LONGEST_TITLE:
        return None
    word, number, gap, title = found
    kind = _WORDS[word.casefold()]
    if number in _LOWER_CASE_LETTERS or (title and title[-1] in ",;."):
        return None
    if not number:
        return _unnumbered(kind, line, title, gap)
    if title and not _is_title(title):
        return None
    return DivisionHeading(kind, division_number(word, number), title)


def is_of_article(number: str) -> bool:
    """Return whether an annex bears no number of its own but names its article: "to Article 2.1"."""
    return re.match(_OF_ARTICLES, number, re.IGNORECASE) is not None


def is_preamble(line: str) -> bool:
    """Return whether a line is the word for preamble and nothing else."""
    return line.strip().rstrip(":.").casefold() in _DATA["preamble"]


def division_kind(word: str) -> DivisionKind:
    """Return the kind of division that a word opens ("Capítulo": "chapter"); KeyError for any other word."""
    return _WORDS[word.casefold()]


def division_number(word: str, number: str) -> str:
    """Return a division's number with its word where the model has no kind for that: "Appendix 2"."""
    return f"{word} {number}".strip() if word.casefold() in KEPT_WORDS else number


def is_unfinished(line: str) -> bool:
    """Return whether a line reads on in the next: it ends in a comma, a preposition or the like."""
    return bool(_UNFINISHED.search(line))


def _unnumbered(kind: DivisionKind, line: str, title: str, gap: str) -> DivisionHeading | None:
    """Return the heading of an annex or protocol without a number; a protocol's name is then the whole line."""
    if kind == "protocol" and _NAMED_PROTOCOL.match(line):
        return DivisionHeading(kind, "", line)
    if kind in {"annex", "protocol"} and (not title or ":" in gap or (kind == "annex" and line.isupper())):
        return DivisionHeading(kind, "", title)
    return None


def _is_title(text: str) -> bool:
    """Return whether a line begins as titles do: no label, and no small letter, with which a sentence reads on."""
    begins = text[0].isupper() or text[0].isdigit() or text[0] in '“«"‘¿[' or TOKEN.match(text) is not None
    return (begins and not _LABEL.match(text)) or stands_empty(text) or in_brackets(text)


def in_brackets(text: str) -> bool:
    """Return whether a title stands in brackets, "(Sawmills)", or behind a word in them, "(new): Sawmills"."""
    return bool(_BRACKETED.match(text))


def could_be_title(text: str) -> bool:
    """Return whether a line after a bare heading can be its title: short, capitalised, no label, no sentence."""
    line = squeeze(text)
    return (
        0 < len(line) <= _LONGEST_TITLE
        and _is_title(line)
        and line[-1] not in ".;:,"
        and not _LABEL.match(line)
        and article_heading(line) is None
        and division_heading(line) is None
    )


def is_navigation(text: str) -> bool:
    """Return whether a line that is nothing but links is navigation, rather than a sentence with a link."""
    line = squeeze(text)
    return not _LABEL.match(line) and (len(line) < 80 or line[-1] not in ".;:,")


def opens_conclusion(text: str) -> bool:
    """Return whether a paragraph begins the closing formula of a treaty."""
    return bool(_CONCLUSION.match(text))
