"""The agreements that Clausula knows, and where each of their texts is published, read from data/catalogue.toml."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field, structs

from corpus.catalogue.data_file import decode, fault
from corpus.data import data_text
from corpus.errors import NotFoundError
from corpus.model import Agreement, Source

__all__ = ["Catalogue", "load_catalogue", "parse_catalogue"]

_FILE = "catalogue.toml"
_DATES = ("in_force", "provisional_from", "ended")


@dataclass(frozen=True)
class Catalogue:
    """The agreements in the order of the file."""

    agreements: tuple[Agreement, ...]

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
    def pinned(self) -> Mapping[str, str]:
        """The sha256 of the bytes by address, where a mirror is pinned."""
        return {source.url: source.sha256 for each in self.agreements for source in each.sources if source.sha256}

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


class _Source(Source, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source as the file has it: which agreement it belongs to is told by the table above it."""

    agreement: str = ""


class _Row(Agreement, frozen=True, forbid_unknown_fields=True):
    """An agreement as the file has it."""

    sources: tuple[_Source, ...] = field(default=(), name="source")


class _CatalogueFile(Struct, frozen=True, forbid_unknown_fields=True):
    agreement: tuple[_Row, ...]


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """Return the catalogue of the package; raise CatalogueError where it contradicts itself."""
    return parse_catalogue(data_text(_FILE), _FILE)


def parse_catalogue(text: str, name: str) -> Catalogue:
    """Read a catalogue from TOML; `name` is what errors call the file."""
    rows = decode(text, _CatalogueFile, name).agreement
    agreements = tuple(_agreement(row, rows) for row in rows)
    for agreement in agreements:
        _check_alone(agreement, name)
    _check_together(agreements, name)
    return Catalogue(agreements)


def _agreement(row: _Row, rows: Iterable[_Row]) -> Agreement:
    sources = tuple(Source(**(structs.asdict(source) | {"agreement": row.id})) for source in row.sources)
    amended_by = tuple(other.id for other in rows if other.amends and other.amends.agreement == row.id)
    return Agreement(**(structs.asdict(row) | {"sources": sources, "amended_by": amended_by}))


def _check_alone(agreement: Agreement, name: str) -> None:
    """Raise CatalogueError where the fields of one agreement contradict each other."""
    for key in _DATES:
        day = getattr(agreement, key)
        if day and agreement.signed and day < agreement.signed:
            _fail(name, agreement, key, f"{day} is before the signature on {agreement.signed}")
    for party in agreement.since:
        if party not in agreement.parties:
            _fail(name, agreement, "since", f"{party} is no party")
    for key in agreement.unverified:
        if key not in Agreement.__struct_fields__:
            _fail(name, agreement, "unverified", f"there is no field {key!r}")


def _check_together(agreements: Iterable[Agreement], name: str) -> None:
    """Raise CatalogueError where two agreements claim the same thing, or one points to an agreement that is missing."""
    ids = {agreement.id for agreement in agreements}
    claims = Counter(claim for agreement in agreements for claim in _claims(agreement))
    for agreement in agreements:
        for key, value in _claims(agreement):
            if claims[key, value] > 1:
                _fail(name, agreement, key, f"{value} stands twice")
        amended = (agreement.amends.agreement,) if agreement.amends else ()
        for key, targets in (("amends", amended), ("replaced_by", agreement.replaced_by)):
            for target in targets:
                if target not in ids or target == agreement.id:
                    _fail(name, agreement, key, f"{target!r} is no other agreement of the catalogue")


def _claims(agreement: Agreement) -> Iterable[tuple[str, str]]:
    """Yield the field and value of whatever can be one agreement's alone."""
    yield "id", agreement.id
    yield from agreement.identifiers.items()
    yield from ((f"url, {source.language}", source.url) for source in agreement.sources)
    yield from ((f"parties, {agreement.id}", party) for party in agreement.parties)


def _fail(name: str, agreement: Agreement, key: str, problem: str) -> NoReturn:
    raise fault(name, f"agreement {agreement.id}, field {key}:", problem)
