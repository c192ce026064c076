"""Numbers as treaties print them: in figures, in words, in Roman numerals; and whether one follows another."""

import itertools
import re
from dataclasses import dataclass

from corpus.data import data_table
from corpus.text import fold

__all__ = [
    "APPENDED",
    "INSERTED",
    "NTH",
    "NUMBER_WORDS",
    "OF_ARTICLE",
    "OF_ARTICLES",
    "TO_ARTICLE",
    "Numbering",
    "as_roman",
    "figures",
    "in_digits",
    "roman_value",
    "value",
]

_DATA = data_table("numbers.toml")
_WORDS: dict[str, int] = _DATA["words"]
_TENS: dict[str, int] = _DATA["tens"]
_UNITS = {word: number for word, number in _WORDS.items() if number < 10}
_ACCENTED = str.maketrans({"a": "[aá]", "e": "[eé]", "i": "[ií]", "o": "[oó]", "u": "[uú]"})


def _either(words: dict[str, int]) -> str:
    """Return a pattern for the words with or without accents, the longest first."""
    return "|".join(word.translate(_ACCENTED) for word in sorted(words, key=len, reverse=True))


# "twenty-one", "treinta y uno", "décimo primero", "catorce": a pattern for small letters.
NUMBER_WORDS = rf"(?:{_either(_TENS)})(?:(?:[- ]|\sy\s)(?:{_either(_UNITS)})\b)?|{_either(_WORDS)}"
# "bis", "ter" behind the number or the letter of what was inserted: a pattern for small letters.
INSERTED = "|".join(_DATA["inserted"])
# What a part of an annex is called, by its kind in a pinpoint: "schedule", "apéndice".
APPENDED: dict[str, list[str]] = _DATA["appended"]
# "second", "third" by language.
NTH: dict[str, str] = _DATA["nth"]
# What an annex bears that is named by its articles: "Annex to Article 2.1", "Anexo a los Artículos 3.3 y 3.6". Patterns
# for any letters; hyphens stand between the words in ids.
TO_ARTICLE = r"(?:to|al?)[\s-]+(?:(?:the|los)[\s-]+)?art(?:\.|icles?|[íi]culos?)?[\s-]+"
_ARTICLE_FIGURES = rf"\d{{1,3}}(?:\.\d{{1,3}}){{0,2}}(?:-(?:[A-Z]|{INSERTED})\b)?"
OF_ARTICLE = TO_ARTICLE + _ARTICLE_FIGURES
OF_ARTICLES = rf"{OF_ARTICLE}(?:\s+(?:and|y)\s+{_ARTICLE_FIGURES})?"
_INSERTED = re.compile(rf"(\w+)(\s(?:{INSERTED}))", re.IGNORECASE)  # "TERCERO BIS"
_TEN_AND_UNIT = re.compile(r"(\w+?)(?:[- ]|\sy\s)(\w+)")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN_SIGNS = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LARGEST_STEP = 4  # articles that a text may have lost between two of its headings
# "2", "18.3", "1-01": what can be counted on from; six figures are no article's number.
_FIGURES = re.compile(r"\d{1,5}(?:[.\-]\d{1,5})*(?!\d)")


def in_digits(number: str) -> str:
    """Return a printed number in digits where it is a word: "Eighteen" is "18", "TREINTA Y UNO" is "31"."""
    plain = fold(number)
    if plain in _WORDS or plain in _TENS:
        return str(_WORDS.get(plain) or _TENS[plain])
    both = _TEN_AND_UNIT.fullmatch(plain)
    if both and both[1] in _TENS and both[2] in _UNITS:
        return str(_TENS[both[1]] + _UNITS[both[2]])
    inserted = _INSERTED.fullmatch(number.strip())
    return f"{in_digits(inserted[1])}{inserted[2]}" if inserted else number.strip()


def as_roman(number: int) -> str:
    """Return a number from 1 to 399 as a Roman numeral in small letters; "" for 0."""
    out = ""
    for worth, letters in _ROMAN_SIGNS:
        count, number = divmod(number, worth)
        out += letters * count
    return out


def roman_value(text: str) -> int:
    """Return what a Roman numeral is worth, 0 for what is none: "IIX" and "" are none."""
    letters = text.lower()
    if not letters or not set(letters) <= set(_ROMAN) or len(letters) > 12:
        return 0
    worths = [_ROMAN[letter] for letter in letters]
    total = sum(-worth if worth < after else worth for worth, after in itertools.pairwise(worths)) + worths[-1]
    return total if total > 0 and as_roman(total) == letters else 0


def value(number: str) -> int:
    """Return what a chapter's printed number counts as, in figures, words or Roman numerals; 0 if it is none."""
    plain = in_digits(number)
    return int(plain) if plain.isdecimal() and len(plain) < 6 else roman_value(plain)


def figures(number: str) -> tuple[int, ...]:
    """Return the figures of an article's number, (18, 3) for "18.3"; () where it does not begin with them."""
    found = _FIGURES.match(number)
    return tuple(int(part) for part in re.split(r"[.\-]", found[0])) if found else ()


@dataclass(slots=True)
class Numbering:
    """Follows the numbers of articles, and says of each heading whether it is the next.

    `last` is the last article's number, `outer` the one that it was inserted behind (2 of "2-1"), `fresh` tells that a
    division has just opened. Roman numerals are counted where the first is one (`roman`).
    """

    last: tuple[int, ...] = ()
    outer: tuple[int, ...] = ()
    fresh: bool = True
    roman: bool = False

    def divide(self) -> None:
        """Take note that a division opens."""
        self.fresh = True

    def accepts(self, number: str) -> bool:
        """Return whether an article with this number may follow, and remember it if so."""
        found = self._counted(number)
        good = not found or not self.last or self._follows(found)
        if good and found:
            if found[:-1] == self.last:
                self.outer = self.last
            elif len(found) <= len(self.outer):
                self.outer = ()
            self.last, self.fresh, self.roman = found, False, not figures(number)
        return good

    def is_next(self, number: str) -> bool:
        """Return whether an article with this number follows with none between; a first one may open a division."""
        found = self._counted(number)
        if not found:
            return False
        if self.last[:-1] == found[:-1] and self.last and found[-1] == self.last[-1] + 1:
            return True
        return self.fresh and found[-1] % 100 == 1

    def _counted(self, number: str) -> tuple[int, ...]:
        head, _, behind = number.partition(".")
        roman = roman_value(head) if self.roman or not self.last else 0
        return figures(number) or ((roman, *figures(behind)) if roman else ())

    def _follows(self, found: tuple[int, ...]) -> bool:
        last = self.last
        if len(found) != len(last):  # "Article 4" may be misprinted for 4.1, and 4.2 goes on
            behind = len(found) == len(self.outer) and 0 < found[-1] - self.outer[-1] <= _LARGEST_STEP
            return self.fresh or found[:-1] == last or (behind and found[:-1] == self.outer[:-1])
        if len(found) == 1 and found[0] % 100 == 1 and found[0] // 100 == last[0] // 100 + 1:
            return self.fresh  # article 401 opens chapter 4
        if found[:-1] == last[:-1]:
            return last[-1] <= found[-1] <= last[-1] + _LARGEST_STEP or (self.fresh and found[-1] == 1)
        return found[-1] <= 2 and (self.fresh or found[0] == last[0] + 1)
