"""Whether the first pages of a text name other parties than its agreement has."""

import re
from collections.abc import Iterable
from functools import cache

from corpus.countries import country_codes, country_name
from corpus.data import data_table
from corpus.text import fold

__all__ = ["other_parties"]

_NAMES = data_table("party_names.toml")
FEW = 4  # parties that a title names


def other_parties(words: str, language: str, parties: Iterable[str]) -> str:
    """Return a remark where the words name another country and not one of the parties; "" where all is well.

    `words` are those of the title and the first page. Names are looked for in English and Spanish.
    """
    if language not in {"en", "es"}:
        return ""
    plain = fold(words)
    asked = set(parties)
    missing = [code for code in sorted(asked) if not _pattern(code, language).search(plain)]
    told = country_codes() - asked - {*_NAMES["ambiguous"]}
    others = [code for code in sorted(told) if _pattern(code, language).search(plain)]
    some = len(missing) < len(asked) and len(asked) > FEW  # the title of a large agreement names none
    if not missing or not others or some:
        return ""
    named, absent = (", ".join(country_name(code, "en") for code in codes) for codes in (others[:4], missing[:4]))
    return f"Its first page names {named}, and not {absent}: is it this agreement?"


@cache
def _pattern(code: str, language: str) -> re.Pattern[str]:
    names = {fold(country_name(code, language)), *_NAMES["also"].get(code, ())}
    return re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in sorted(names))})\b")
