"""The agreements that Clausula knows, and where each of their texts is published.

The facts are in data/catalogue.toml; this module reads and validates them. An agreement of the ToTA corpus that the
catalogue does not name gets an entry made from ToTA's own metadata.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from difflib import get_close_matches
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, get_args
from urllib.parse import quote, unquote, urlsplit

from corpus.errors import CatalogueError, NotFoundError
from corpus.model import Agreement, Bloc, Role, Source, Status, Version

__all__ = [
    "LANGUAGES",
    "Catalogue",
    "TotaMetadata",
    "agreement_from_tota",
    "load_catalogue",
    "parse_catalogue",
    "tota_url",
]

# ISO 639-1: the languages in which agreements of the three blocs and of Peru are authentic.
_LANGUAGES = (
    "ar bg cs da de el en es et fi fr ga he hr hu is it ja ka kk ko lt lv mk mt nl no pl pt ro ru sk sl sq sr sv uk vi "
    "zh"
)
LANGUAGES = frozenset(_LANGUAGES.split())
IDENTIFIERS = frozenset({"celex", "edit", "manytrade", "oj", "tota", "wto_rta"})

_TITLE_LANGUAGES = ("en", "es")
_AGREEMENT_KEYS = frozenset({each.name for each in fields(Agreement)} - {"bloc", "sources"} | {"source"})
_REQUIRED_KEYS = ("id", "titles", "short_titles", "parties", "status")
_SOURCE_KEYS = frozenset({each.name for each in fields(Source)} - {"agreement"} | {"sha256"})
_REQUIRED_SOURCE_KEYS = ("language", "publisher", "url")
_DATES = ("signed", "in_force", "provisional_from", "ended")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PARTY = re.compile(r"EU|[A-Z]{3}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE = "catalogue.toml"
_TOTA = "https://raw.githubusercontent.com/mappingtreaties/tota/2558ee5e9aafb1fe02d586768def7feb8906123d/xml/"


@dataclass(frozen=True)
class Catalogue:
    """The agreements in the order of the file; `pinned` maps the address of a mirror to the sha256 of its bytes."""

    agreements: tuple[Agreement, ...]
    pinned: Mapping[str, str] = field(default_factory=dict)

    def get(self, agreement_id: str) -> Agreement:
        """Return the agreement with this id; raise NotFoundError, which holds the nearest ids, when there is none."""
        try:
            return self._by_id[agreement_id]
        except KeyError:
            nearest = get_close_matches(agreement_id, self._by_id, n=3)
            hint = "did-you-mean" if nearest else "list-agreements"
            raise NotFoundError("no-agreement", hint=hint, id=agreement_id, nearest=nearest) from None

    def by_tota(self, number: str) -> Agreement | None:
        """Return the agreement whose text ToTA publishes as pta_<number>.xml, or None."""
        return self._by_mirror.get(("tota", f"pta_{number}.xml"))

    def by_manytrade(self, filename: str) -> Agreement | None:
        """Return the agreement whose text manytrade publishes under this file name, or None."""
        return self._by_mirror.get(("manytrade", filename))

    def hosts(self) -> frozenset[str]:
        """Return the names of all hosts that publish a source."""
        return frozenset(urlsplit(source.url).hostname or "" for each in self.agreements for source in each.sources)

    @cached_property
    def _by_id(self) -> dict[str, Agreement]:
        return {agreement.id: agreement for agreement in self.agreements}

    @cached_property
    def _by_mirror(self) -> dict[tuple[str, str], Agreement]:
        return {
            (source.publisher, unquote(source.url.rpartition("/")[2])): agreement
            for agreement in self.agreements
            for source in agreement.sources
        }


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """Read and validate the catalogue of the package; raise CatalogueError where it contradicts itself."""
    text = files("corpus").joinpath("data", _FILE).read_text(encoding="utf-8")
    return parse_catalogue(text, _FILE)


def parse_catalogue(text: str, name: str) -> Catalogue:
    """Read a catalogue from TOML; `name` is what errors call the file."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError("data-not-toml", file=name, problem=error) from error
    if set(data) != {"agreement"}:
        raise CatalogueError("catalogue-tables", file=name, found=sorted(data))
    pinned: dict[str, str] = {}
    agreements = tuple(_agreement(_Table(values, name), pinned) for values in _Table(data, name).tables("agreement"))
    _check_together(agreements, name)
    return Catalogue(agreements, pinned)


class _Table:
    """One table of the file, with typed access to its values; every complaint names file, agreement and field."""

    def __init__(self, values: Mapping[str, Any], name: str, agreement: str = "") -> None:
        self.values = values
        self.name = name
        self.agreement = agreement or str(values.get("id", "?"))

    def error(self, key: str, problem: str) -> CatalogueError:
        return CatalogueError("catalogue-field", file=self.name, agreement=self.agreement, field=key, problem=problem)

    def check_keys(self, known: frozenset[str], required: Sequence[str]) -> None:
        for key in self.values:
            if key not in known:
                raise self.error(key, "unknown key")
        for key in required:
            if not self.values.get(key):
                raise self.error(key, "missing")

    def string(self, key: str, default: str = "") -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.error(key, f"expected a string, found {value!r}")
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str = "") -> Any:
        value = self.string(key, default)
        if value not in allowed:
            raise self.error(key, f"{value!r} is none of {', '.join(sorted(allowed))}")
        return value

    def matching(self, key: str, pattern: re.Pattern[str]) -> str:
        value = self.string(key)
        if not pattern.fullmatch(value):
            raise self.error(key, f"{value!r} is not well formed")
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.error(key, f"expected true or false, found {value!r}")
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(key, f"expected a date such as 2006-04-12, found {value!r}")
        return value

    def strings(self, key: str, allowed: frozenset[str] | None = None) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, f"expected a list of strings, found {value!r}")
        if len(set(value)) != len(value):
            raise self.error(key, "names something twice")
        self.check_known(key, value, allowed)
        return tuple(value)

    def check_known(self, key: str, found: Iterable[str], allowed: frozenset[str] | None) -> None:
        for item in found:
            if allowed is not None and item not in allowed:
                raise self.error(key, f"{item!r} is not known")

    def tables(self, key: str) -> list[dict[str, Any]]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, "expected a list of tables")
        return value

    def texts(self, key: str) -> dict[str, str]:
        value = self.values.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) and item for item in value.values()):
            raise self.error(key, f"expected a table of strings, found {value!r}")
        return value

    def bilingual(self, key: str) -> dict[str, str]:
        value = self.texts(key)
        if value and sorted(value) != sorted(_TITLE_LANGUAGES):
            raise self.error(key, f"expected the languages {', '.join(_TITLE_LANGUAGES)}, found {', '.join(value)}")
        return value


def _agreement(table: _Table, pinned: dict[str, str]) -> Agreement:
    table.check_keys(_AGREEMENT_KEYS, _REQUIRED_KEYS)
    agreement_id = table.matching("id", _ID)
    parties = table.strings("parties")
    for party in parties:
        if not _PARTY.fullmatch(party):
            raise table.error("parties", f"{party!r} is neither an ISO 3166-1 alpha-3 code nor EU")
    identifiers = table.texts("identifiers")
    table.check_known("identifiers", identifiers, IDENTIFIERS)
    return Agreement(
        id=agreement_id,
        titles=table.bilingual("titles"),
        short_titles=table.bilingual("short_titles"),
        parties=parties,
        bloc=_bloc(parties),
        status=table.choice("status", get_args(Status)),
        **_dates(table),
        languages=table.strings("languages", LANGUAGES),
        identifiers=identifiers,
        amended_by=table.strings("amended_by"),
        replaced_by=table.strings("replaced_by"),
        unverified=table.strings("unverified", _AGREEMENT_KEYS),
        note=table.bilingual("note"),
        sources=tuple(_source(_Table(values, table.name, agreement_id), pinned) for values in table.tables("source")),
    )


def _dates(table: _Table) -> dict[str, date | None]:
    days = {key: table.day(key) for key in _DATES}
    if signed := days["signed"]:
        for key, day in days.items():
            if day and day < signed:
                raise table.error(key, f"{day} is before the signature on {signed}")
    return days


def _source(table: _Table, pinned: dict[str, str]) -> Source:
    table.check_keys(_SOURCE_KEYS, _REQUIRED_SOURCE_KEYS)
    url = table.string("url")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in url:
        raise table.error("url", f"{url!r} is not an http or https address")
    if "sha256" in table.values:
        pinned[url] = table.matching("sha256", _SHA256)
    return Source(
        agreement=table.agreement,
        language=table.choice("language", sorted(LANGUAGES)),
        publisher=table.matching("publisher", _ID),
        url=url,
        media_type=table.string("media_type"),
        role=table.choice("role", get_args(Role), "official"),
        version=table.choice("version", get_args(Version), "original"),
        covers=table.string("covers", "whole text"),
        licence=table.string("licence"),
        unverified=table.flag("unverified"),
    )


def _check_together(agreements: Sequence[Agreement], name: str) -> None:
    """Raise CatalogueError where two agreements claim the same thing, or one points to an agreement that is missing."""
    ids = Counter(agreement.id for agreement in agreements)
    identifiers = Counter(item for agreement in agreements for item in agreement.identifiers.items())
    addresses = Counter((each.language, each.url) for agreement in agreements for each in agreement.sources)
    for agreement in agreements:
        table = _Table({}, name, agreement.id)
        if ids[agreement.id] > 1:
            raise table.error("id", "stands twice")
        for item in agreement.identifiers.items():
            if identifiers[item] > 1:
                raise table.error("identifiers", f"{item[0]} {item[1]!r} stands twice")
        for source in agreement.sources:
            if addresses[source.language, source.url] > 1:
                raise table.error("url", f"{source.url} stands twice for the language {source.language!r}")
        for key, targets in (("amended_by", agreement.amended_by), ("replaced_by", agreement.replaced_by)):
            for target in targets:
                if target not in ids or target == agreement.id:
                    raise table.error(key, f"{target!r} is no other agreement of the catalogue")


def _bloc(parties: Sequence[str]) -> Bloc:
    """Say whose agreement it is; the United States, the European Union and China have none in common."""
    if "USA" in parties:
        return "US"
    if "EU" in parties:
        return "EU"
    return "CN" if "CHN" in parties else ""


# --- agreements that only ToTA names -------------------------------------------------------------------------------

_TOTA_STATUS: Mapping[str, Status] = {
    "In Force": "in force",
    "Inactive": "ended",
    "Early announcement-Signed": "signed",
}
_FOUNDERS = frozenset({"BEL", "DEU", "FRA", "ITA", "LUX", "NLD"})
_ACCESSIONS = (
    (date(1973, 1, 1), "DNK GBR IRL"),
    (date(1981, 1, 1), "GRC"),
    (date(1986, 1, 1), "ESP PRT"),
    (date(1995, 1, 1), "AUT FIN SWE"),
    (date(2004, 5, 1), "CYP CZE EST HUN LTU LVA MLT POL SVK SVN"),
    (date(2007, 1, 1), "BGR ROU"),
    (date(2013, 7, 1), "HRV"),
)
_TOTA_NOTE = {
    "en": "Made from the metadata of ToTA, which ends in 2016; nothing else confirms it.",
    "es": "Elaborado con los metadatos de ToTA, que terminan en 2016; nada más lo confirma.",
}


@dataclass(frozen=True, slots=True)
class TotaMetadata:
    """The values of <meta> in a file of ToTA as printed, with "" for what is empty.

    `parties` are the codes of <parties>, or of <parties_original> where those are empty; `languages` the ISO 639-1
    codes of <language>; `sources` the language, the type and the text of each <source>.
    """

    name: str
    treaty_identifier: str
    date_signed: str
    date_into_force: str = ""
    date_inactive: str = ""
    type: str = ""
    status: str = ""
    parties: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[tuple[str, str, str], ...] = ()
    wto_rta_id: str = ""


def tota_url(number: str) -> str:
    """Return the address of pta_<number>.xml at the commit of ToTA that Clausula knows."""
    return f"{_TOTA}pta_{number}.xml"


def agreement_from_tota(meta: TotaMetadata) -> Agreement:
    """Make an entry for an agreement that the catalogue lacks; its status is marked unverified, as ToTA ends in 2016.

    The id is the name and the year of signature, which is unique in all of ToTA. Dates that are not ISO 8601 raise
    CatalogueError.
    """
    signed, in_force = _tota_date(meta, "date_signed"), _tota_date(meta, "date_into_force")
    agreement_id = _slug(meta.name, meta.date_signed[:4])
    parties = _collapsed(meta.parties, in_force or signed)
    titles = dict.fromkeys(_TITLE_LANGUAGES, meta.name)
    identifiers = {"tota": meta.treaty_identifier, "wto_rta": meta.wto_rta_id}
    mirror = Source(
        agreement=agreement_id,
        language=(meta.languages or ("en",))[0],
        publisher="tota",
        url=tota_url(meta.treaty_identifier),
        media_type="application/xml",
        role="mirror",
        covers="body without annexes",
        licence="CC BY-NC 4.0",
    )
    return Agreement(
        id=agreement_id,
        titles=titles,
        short_titles=titles,
        parties=parties,
        bloc=_bloc(parties),
        status=_TOTA_STATUS.get(meta.status, "unknown"),
        signed=signed,
        in_force=in_force,
        ended=_tota_date(meta, "date_inactive"),
        identifiers={key: value for key, value in identifiers.items() if value},
        unverified=("titles", "short_titles", "status"),
        note=_TOTA_NOTE,
        sources=(mirror, *_tota_sources(meta, agreement_id)),
    )


def _tota_date(meta: TotaMetadata, key: str) -> date | None:
    printed = getattr(meta, key)
    try:
        return date.fromisoformat(printed) if printed else None
    except ValueError as error:
        raise CatalogueError("tota-date", number=meta.treaty_identifier, field=key, value=printed) from error


def _slug(name: str, year: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    words = re.findall(r"[a-z0-9]+", plain.lower().replace("'", ""))
    return "-".join(words if year in words else [*words, year])


def _collapsed(codes: Sequence[str], day: date | None) -> tuple[str, ...]:
    """Replace member states by EU.

    ToTA lists either the members of today or those of the day on which the agreement entered into force. In the second
    list a later member, such as Spain in an agreement of 1970, stands for itself.
    """
    if not _FOUNDERS.issubset(codes):
        return tuple(codes)
    *earlier, _ = (frozenset(members.split()) for _, members in _ACCESSIONS)
    lists_today = frozenset().union(*earlier).issubset(codes)
    members = _FOUNDERS.union(
        *(new.split() for accession, new in _ACCESSIONS if lists_today or (day and day >= accession))
    )
    return ("EU", *(code for code in codes if code not in members))


def _tota_sources(meta: TotaMetadata, agreement_id: str) -> tuple[Source, ...]:
    addresses = {
        (language, quote(url.strip(), safe=":/?&=#%+,;@~!*'()")): None
        for language, kind, url in meta.sources
        if kind == "full text" and url.strip().startswith(("http://", "https://"))
    }
    return tuple(
        Source(agreement=agreement_id, language=language, publisher="other", url=url, unverified=True)
        for language, url in addresses
    )
