"""Pinpoints: one grammar for every place where someone names an agreement, a division, a provision or a point of it.

`read_pinpoint` takes what lawyers write in English and Spanish in any order ("US-Peru TPA, art 18.3(4)(a)", "literal a)
del párrafo 4 del artículo 18.3", "eu-andean § 269, para. 3"), ids, permanent addresses, and every form that
`corpus.citation.styles` prints, files included. It finds the place; which agreement the words around it name, and
whether the place exists, others decide.
"""

import json
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from corpus.citation.cited import MONTHS
from corpus.numbering import APPENDED, INSERTED, NTH, NUMBER_WORDS, OF_ARTICLES, in_digits
from corpus.text import without_accents
from corpus.typography import visible

__all__ = ["Pinpoint", "first_of_several", "plain", "read_pinpoint", "unwrapped"]

LONGEST = 2000  # characters: a file of one citation has about 800


class Pinpoint(NamedTuple):
    """A place as it is written.

    `name` holds the words around it, which may name the agreement. `frames` are (kind, number), the outermost first:
    ("annex", "7"), ("article", "8.2"); `path` the labels below them: "4", "a", "i". `id` is set where an id is written.
    `note` is the mark of a footnote.
    """

    name: str = ""
    frames: tuple[tuple[str, str], ...] = ()
    path: tuple[str, ...] = ()
    id: str = ""
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether no place is named, only what may be an agreement."""
        return not (self.frames or self.path or self.note) and "/" not in self.id


_PARTED = re.compile(r"(?<=\d)(?:\s+\.\s*|,)(?=\d)")  # "20 . 3" and "20,3" are read as "20.3"
# ", second (b)" is read as "(b-2)"
_NTH = {said: count for line in NTH.values() for count, said in enumerate(without_accents(line).split(), 2)}
_NO_NTH = "".join(f"(?<!{said})" for line in NTH.values() for said in line.split())
_AGAIN = re.compile(rf",? ?\b({'|'.join(_NTH)}) (?:point |literal )?\((\w{{1,5}})\)", re.IGNORECASE)
# "second paragraph", "parrafo segundo" is read as "paragraph 2"
_FIRST = {"first": 1, "primer": 1, "primero": 1, "tercer": 3} | _NTH
_PARAGRAPH = r"para(?:graph)?|parrafo|apartado"
_NTH_PARAGRAPH = re.compile(
    rf"\b({'|'.join(_FIRST)}) (?:{_PARAGRAPH})\b|\b(?:parrafo|apartado) ({'|'.join(_FIRST)})\b", re.IGNORECASE
)
# What joins two places: "17.2 and 17.3", "(1)–(3)", "18.3 et seq".
_JOINED = re.compile(
    r"(?<=[\d)])\s*(?:[–—]|-(?=\()|\b(?:to|and|through|al?|y|e|hasta)\b|&)\s*(?=\(?\d|\([a-z]{1,4}\))"
    r"|\b(?:et seqq?|and following|y siguientes|ss|ff|sgtes)\b",
    re.IGNORECASE,
)
_INSERTED = re.compile(rf"(?<=\w)[ -]({INSERTED})\b", re.IGNORECASE)  # "2 bis" is read as "2-bis"
# "(4)(a)", "(a) (ii)", a second "(b)" as ids count it, but not the year "(2002)"
_LABELS = r"(?:\s*\(\s*(?!\d{4})\w{1,5}(?:-(?:[a-z]+|\d{1,2}))?\s*\))*"
# "18.3", "18.3.1.a", "2-bis", "XX"
_NUMBER = r"(?:(?:\d{1,4}\w{0,6}|[ivxlc]+\b)(?:[.\-]\w+)*)"
_ANNEX_NUMBER = r"(?!of\b|to\b|the\b|del?\b)\w{1,6}(?:[.\-]\w+)*"  # "18.3.4", "10-B", "II"
_LABEL = r"\(?(?:[a-z]{1,5}(?:-[a-z]+)?|ñ|\d{1,3})(?:\)|\b)"  # "a", "(a)", "a)", "12"

# What a place is called, without accents. Each kind: words, then what follows them.
_KINDS = {
    **{kind: ("|".join(map(without_accents, words)), _ANNEX_NUMBER) for kind, words in APPENDED.items()},
    "annex": (r"annex(?:es)?|anexos?|anx", rf"{OF_ARTICLES}|{_ANNEX_NUMBER}"),
    "side-letter": (r"side[ -]letter|carta adjunta", r"(?:\w+(?:-\w+)*)?"),
    "protocol": (r"protocolo?", r"\d{1,2}|[ivxlc]+\b"),
    "preamble": (r"preamble|preambulo|pmbl", ""),
    "conclusion": (r"final provisions|disposiciones finales", ""),
    "article": (r"articulos?|articles?|arts?|§", _NUMBER),
    "chapter": (r"chapters?|capitulos?|chap|ch|cap", _ANNEX_NUMBER),
    "title": (r"title|titulo", r"\d{1,2}|[ivxlc]+\b"),
    "part": (r"part|parte", r"\d{1,2}|[ivxlc]+\b"),
    "section": (r"sections?|seccion(?:es)?|sec|s|§", r"\d{1,2}|[a-z]\b|[ivxlc]+\b"),
    "recital": (r"recitals?|considerandos?", r"\d{1,3}"),
    "paragraph": (
        (
            r"(?:unnumbered )?(?:para(?:graph)?s?|¶)|parr\. sin numero|parrafos?|parrs?|apartados?|apdos?|aps?"
            r"|num|numerale?s?|n\.?o"
        ),
        r"\d{1,3}(?:-[a-z]+)?(?:\.\w{1,4})*",
    ),
    "point": (
        r"sub-?para(?:graph)?s?|points?|clauses?|sub-?parrafos?|(?:sub-?)?lit(?:eral(?:es)?|s)?|letras?|incisos?|inc|items?|acapites?",
        _LABEL,
    ),
    "note": (r"footnote|fn|nota al pie|nota|n", r"\d{1,3}|\*+"),
}  # fmt: skip
_COUNTED = ("protocol", "article", "chapter", "title", "part")
# "Chapter Eighteen", "articulo dieciocho": the number is written in digits before anything else is read. The text has
# no accents, and a pattern without them is ready in a fifth of the time.
_NUMBER_WORDS = re.sub(r"\[(\w)\w\]", r"\1", NUMBER_WORDS)
_IN_WORDS = re.compile(
    rf"((?<![\w.])(?:{'|'.join(_KINDS[kind][0] for kind in _COUNTED)})(?![a-z])\.?\s*)((?:{_NUMBER_WORDS})\b)",
    re.IGNORECASE,
)
# "articulo 18.3", "para. 4(a)": a word for a place and what follows it.
_UNIT = re.compile(
    "|".join(
        rf"(?<![\w.])(?:{words})(?![a-z])\.?\s*(?P<{kind.replace('-', '_')}>{number}{_LABELS})"
        for kind, (words, number) in _KINDS.items()
    ),
    re.IGNORECASE,
)
# "18.3.1(a)", "(a)(i)", "a)", "iii)": a place without the word for it.
_BARE = re.compile(
    rf"(?<![\w.\-])(?:\d{{1,3}}(?![\d])(?:[.\-]\w+)*{_LABELS}|{_LABELS[:-1]}+|(?:[a-zñ](?:-[a-z]+)?|[ivx]{{2,5}})\))",
    re.IGNORECASE,
)
_FRAMES = (
    "part",
    "title",
    "chapter",
    "side-letter",
    "protocol",
    "annex",
    *APPENDED,
    "section",
    "preamble",
    "conclusion",
    "article",
)

# What stands around a place in a printed citation, without accents.
_MONTH = "|".join(sorted({re.escape(name.rstrip(".")) for row in MONTHS.values() for name in row}, key=len)[::-1])
_AROUND = re.compile(
    r"<?https?://\S+"
    rf"|\b(?:\d{{1,2}} (?:de )?(?:{_MONTH})\.? (?:de )?\d{{4}}|(?:{_MONTH})\.? \d{{1,2}}, \d{{4}})"  # 3 May 2026
    r"|\[\d{4}\] OJ [LC]\d+(?:/\d+)?"  # [2012] OJ L354/3
    r"|\b(?:(?:first|second|third|last|final) sentence|chapeau|in fine|introductory (?:words|clause)"
    r"|(?:primera|segunda|tercera|ultima) (?:oracion|frase)|encabezad[oa]|encabezamiento)\b"
    r"|\b(?:signed|entered into force|accessed|firmado el|en vigor desde el|consulta|disponible en|en linea"
    r"|translation|traduccion)\b:?",
    re.IGNORECASE,
)
# "us-peru/18.3/1.a.i", "us-peru/annex-7/art-8.2/1", "us-peru/18.3@es/1", "a-b/chapter-17/art-7/9"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9ñ.\-]+(?:@[a-z]{2})?){1,3}", re.IGNORECASE)
_ADDRESS = re.compile(r"/(?:id|[a-z]{2}/[a-z]+|api/v\d/[a-z]+)/")  # /id/…, /en/provision/…, /api/v1/provisions/…


def plain(text: str) -> str:
    """Return a text without accents (ñ stays), invisible characters and odd spaces; capitals stay.

    >>> plain("Artículo  18.3, párrafo 1.º")
    'Articulo 18.3, parrafo 1.o'
    """
    letters = unicodedata.normalize("NFKD", visible(text))
    bare = re.sub(r"(?<![nN])[\u0300-\u036f]|(?<=[nN])[\u0300-\u0302\u0304-\u036f]", "", letters)
    return " ".join(unicodedata.normalize("NFC", bare).split())


def read_pinpoint(text: str) -> Pinpoint | None:
    """Return the place that a text names, or None where it is too long to be one.

    >>> read_pinpoint("us-peru 18.3.1(a)")
    Pinpoint(name='us-peru', frames=(('article', '18.3.1'),), path=('a',), id='')
    >>> read_pinpoint("literal a) del párrafo 4 del artículo 18.3")
    Pinpoint(name='', frames=(('article', '18.3'),), path=('4', 'a'), id='')
    """
    text = unwrapped(text)
    if not text or len(text) > LONGEST:
        return None
    if _ID.fullmatch(text):
        return Pinpoint(text.partition("/")[0].lower(), id=_lowered(text))
    return _of_words(plain(text))


def first_of_several(text: str) -> str:
    """Return what a text says before it names a second place, or "" where it names one alone.

    >>> first_of_several("artículos 17.2 y 17.3 del APC")
    'articulos 17.2'
    """
    text = plain(text)
    found = _JOINED.search(text)
    return text[: found.start()] if found else ""


def unwrapped(text: str) -> str:
    """Return the id or the citation in an address or in a file of one citation; other text as it stands."""
    text = text.strip()
    if len(text) > LONGEST:
        return text
    return _of_address(text) or _of_file(text) or text


def _of_address(text: str) -> str:
    """Return the id in a permanent address or in that of a page, or ""."""
    if " " in text or not text.lower().startswith(("http://", "https://", "/")):
        return ""
    path = unquote(urlsplit(text).path)
    found = _ADDRESS.match(path)
    return path[found.end() :].strip("/") if found else ""


def _of_file(text: str) -> str:
    """Return the id or the words of a citation in CSL-JSON, RIS or BibTeX, or ""."""
    if text.startswith(("[", "{")):
        try:
            items = json.loads(text)
        except ValueError:
            return ""
        first = items[0] if isinstance(items, list) and items else items
        return str(first.get("id", "")) if isinstance(first, dict) else ""
    if text.startswith("TY "):
        found = re.search(r"^ID {2}- (\S+)", text, re.MULTILINE)
        return found[1] if found else ""
    if text.startswith("@"):
        title = re.search(r"^\s*shorttitle = \{\{(.*)\}\}", text, re.MULTILINE)
        # The heading stands in brackets, and so does a second "(b)".
        note = re.search(rf"^\s*note = \{{(.*?)(?:{_NO_NTH} \(.*)?\}}", text, re.MULTILINE)
        return f"{title[1]}, {note[1] if note else ''}".replace("\\", "") if title else ""
    return ""


def _lowered(identifier: str) -> str:
    """Return an id in small letters, but for its points: a point may be a capital."""
    place, slash, last = identifier.rpartition("/")
    if place.count("/") < 1:
        return identifier.lower()
    paragraph, dot, points = last.partition(".")
    return f"{place}{slash}{paragraph}".lower() + f"{dot}{points}"


def _of_words(text: str) -> Pinpoint:
    units: list[tuple[str, str]] = []

    def taken(kind: str, said: str) -> str:
        units.append((kind, said))
        return f" {chr(_TAKEN + len(units) - 1)} "

    def worded(found: re.Match[str]) -> str:
        kind = found.lastgroup or ""
        return taken(kind.replace("_", "-"), found[kind])

    def bare(found: re.Match[str]) -> str:
        # The first number that stands alone is an article's; what follows a place goes deeper into it.
        placed = any(kind in _DEEPENED for kind, _ in units)
        return taken("paragraph" if placed else "article", found[0])

    text = _NTH_PARAGRAPH.sub(lambda found: f"paragraph {_FIRST[(found[1] or found[2]).lower()]}", text)
    text = _AGAIN.sub(lambda found: f"({found[2]}-{_NTH[found[1].lower()]})", text)
    text = _IN_WORDS.sub(lambda found: found[1] + in_digits(found[2]), _AROUND.sub(" ", _PARTED.sub(".", text)))
    rest = _BARE.sub(bare, _UNIT.sub(worded, _INSERTED.sub(r"-\1", text)))
    last = chr(_TAKEN + len(units))
    before, *pieces = re.split(f"([{chr(_TAKEN)}-{last}])", rest)
    groups: list[list[tuple[str, str]]] = []
    linked = False
    for sign, after in zip(pieces[::2], pieces[1::2], strict=True):
        unit = units[ord(sign) - _TAKEN]
        if linked:  # "literal a) del párrafo 4": what is named later holds what is named before
            groups[-1].insert(0, unit)
        else:
            groups.append([unit])
        linked = re.fullmatch(r"\s*(?:of|del?)(?: the| la)?\s*", after, re.IGNORECASE) is not None
    inside = [unit for group in groups for unit in group]
    frames, path = _places(inside)
    note = next((number for kind, number in inside if kind == "note"), "")
    return Pinpoint(_trimmed(" ".join([before, *pieces[1::2]])), frames, path, note=note)


_ITEM = r"\w+(?:-(?:[a-z]+|\d{1,2}))?"
_TAKEN = 0xE000  # signs for private use stand where a place was taken out
_DEEPENED = {"article", "annex", *APPENDED, "preamble", "recital", "side-letter"}
_LINKS = r"(?:of|to|in|under|the|del?|la|las|el|los|en|al?|see|ver|cf|vease)"


def _trimmed(name: str) -> str:
    """Return the words around a place without what only links them to it."""
    name = re.sub(r"[\[\](){}<>:;]", " ", name)
    edge = rf"(?:[\s,.\-]|\b{_LINKS}\b)+"
    return re.sub(rf"^{edge}|{edge}$", "", " ".join(name.split()), flags=re.IGNORECASE)


def _places(units: list[tuple[str, str]]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return frames and path of units, the outermost first."""
    frames: dict[str, str] = {}
    path: list[str] = []
    for kind, said in units:
        number, labels = _cut(said)
        if kind in _FRAMES:
            frames.setdefault(kind, number)
            path.extend(labels)
        elif kind != "note":
            path.extend([*re.findall(_ITEM, number), *labels])
        if kind == "recital":
            frames.setdefault("preamble", "")
    return tuple((kind, frames[kind]) for kind in _FRAMES if kind in frames), tuple(path)


def _cut(said: str) -> tuple[str, list[str]]:
    """Cut "18.3.1(a)(i)" into the number and the labels in brackets."""
    number, bracket, rest = said.partition("(")
    return "-".join(in_digits(number).split()), re.findall(_ITEM, bracket + rest)
