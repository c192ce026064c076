"""Whether the first pages of a text name other parties than its agreement has."""

import re
from collections.abc import Iterable
from functools import cache

from corpus.countries import country_codes, country_name
from corpus.text import fold

__all__ = ["other_parties"]

# As treaties call them, where CLDR has another name; folded. None is part of another country's name.
_ALSO = {
    "KOR": ("korea", "corea"), "EU": ("european community", "european communities", "comunidad europea"),
    "VNM": ("viet nam",), "CHN": ("people's republic of china",), "CIV": ("ivory coast",), "TUR": ("turkey", "turquia"),
    "GBR": ("great britain",), "USA": ("estados unidos de america",),
}  # fmt: skip
# Islands and regions that CLDR lists beside states, and states whose names are words of other names.
FEW = 4  # parties that a title names
_AMBIGUOUS = frozenset({"GEO", "JEY", "NIU", "IOT", "IRL", "NER", "PRK", "GIN", "DMA", "TWN", "HKG", "MAC"})


def other_parties(words: str, language: str, parties: Iterable[str]) -> str:
    """Return a remark where the words name another country and not one of the parties; "" where all is well.

    `words` are those of the title and the first page. Names are looked for in English and Spanish.
    """
    if language not in {"en", "es"}:
        return ""
    plain = fold(words)
    asked = set(parties)
    missing = [code for code in sorted(asked) if not _pattern(code, language).search(plain)]
    others = [code for code in sorted(country_codes() - asked - _AMBIGUOUS) if _pattern(code, language).search(plain)]
    some = len(missing) < len(asked) and len(asked) > FEW  # the title of a large agreement names none
    if not missing or not others or some:
        return ""
    named, absent = (", ".join(country_name(code, "en") for code in codes) for codes in (others[:4], missing[:4]))
    return f"Its first page names {named}, and not {absent}: is it this agreement?"


@cache
def _pattern(code: str, language: str) -> re.Pattern[str]:
    names = {fold(country_name(code, language)), *_ALSO.get(code, ())}
    return re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in sorted(names))})\b")
