"""The names of parties in English and Spanish, as CLDR has them."""

from functools import cache

__all__ = ["country_codes", "country_name"]

UNION = {"en": "European Union", "es": "Unión Europea"}


@cache
def country_name(code: str, language: str) -> str:
    """Return the name of a party by its ISO 3166-1 alpha-3 code (or EU); the code itself where CLDR has no name."""
    from babel import Locale  # noqa: PLC0415 - few searches name a country, and to load CLDR takes long
    from babel.core import get_global  # noqa: PLC0415

    if code == "EU":
        return UNION[language]
    # CLDR keeps the three-letter codes as aliases of the two-letter ones; of one that fell apart, of several.
    short = get_global("territory_aliases").get(code, [code])
    return str(Locale(language).territories.get(short[0], code)) if len(short) == 1 else code


@cache
def country_codes() -> frozenset[str]:
    """Return the codes of all countries that CLDR knows, and EU."""
    from babel.core import get_global  # noqa: PLC0415 - see above

    return frozenset(code for code in get_global("territory_aliases") if len(code) == 3 and code.isalpha()) | {"EU"}
