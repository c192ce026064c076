"""Agreements that only ToTA names: an entry of the catalogue from ToTA's own metadata."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from corpus.data import data_table
from corpus.errors import CatalogueError
from corpus.model import Agreement, Identifier, Source, Status
from corpus.words import words

__all__ = ["TotaMetadata", "agreement_from_tota", "tota_mirror", "tota_url"]

_TOTA = "https://raw.githubusercontent.com/mappingtreaties/tota/2558ee5e9aafb1fe02d586768def7feb8906123d/xml/"
_TOTA_STATUS: Mapping[str, Status] = {
    "In Force": "in force",
    "Inactive": "ended",
    "Early announcement-Signed": "signed",
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


def tota_mirror(meta: TotaMetadata, agreement_id: str) -> Source:
    """Return ToTA's own file as a source of an agreement."""
    return Source(
        agreement=agreement_id,
        language=(meta.languages or ("en",))[0],
        publisher="tota",
        url=tota_url(meta.treaty_identifier),
        media_type="application/xml",
        role="mirror",
        covers="body without annexes",
        licence="CC BY-NC 4.0",
    )


def agreement_from_tota(meta: TotaMetadata) -> Agreement:
    """Make an entry for an agreement that the catalogue lacks; its status is marked unverified, as ToTA ends in 2016.

    The id is the name and the year of signature, which is unique in all of ToTA. Dates that are not ISO 8601 raise
    CatalogueError.
    """
    signed, in_force = _tota_date(meta, "date_signed"), _tota_date(meta, "date_into_force")
    agreement_id = _slug(meta.name, meta.date_signed[:4])
    parties = _collapsed(meta.parties, in_force or signed)
    titles = {"en": meta.name, "es": meta.name}
    identifiers: dict[Identifier, str] = {"tota": meta.treaty_identifier, "wto_rta": meta.wto_rta_id}
    return Agreement(
        id=agreement_id,
        titles=titles,
        short_titles=titles,
        parties=parties,
        status=_TOTA_STATUS.get(meta.status, "unknown"),
        signed=signed,
        in_force=in_force,
        ended=_tota_date(meta, "date_inactive"),
        identifiers={key: value for key, value in identifiers.items() if value},
        unverified=("titles", "short_titles", "status"),
        note=words("notice")["tota"],
        sources=(tota_mirror(meta, agreement_id), *_tota_sources(meta, agreement_id)),
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
    (_, founders), *later = (
        (each["day"], frozenset(each["members"])) for each in data_table("eu_members.toml")["joined"]
    )
    if not founders.issubset(codes):
        return tuple(codes)
    lists_today = frozenset().union(*(new for _, new in later[:-1])).issubset(codes)
    members = founders.union(*(new for joined, new in later if lists_today or (day and day >= joined)))
    return ("EU", *(code for code in codes if code not in members))


def _tota_sources(meta: TotaMetadata, agreement_id: str) -> tuple[Source, ...]:
    addresses = {
        (language, quote(url.strip(), safe=":/?&=#%+,;@~!*'()")): None
        for language, kind, url in meta.sources
        if kind == "full text" and url.strip().startswith(("http://", "https://"))
    }
    return tuple(
        Source(agreement=agreement_id, language=language, publisher="other", url=url, role="unknown", unverified=True)
        for language, url in addresses
    )
