"""What became of bodies, laws and agreements that treaties name and that have ended since."""

import re
from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from corpus.catalogue.data_file import rows
from corpus.model import Bilingual, SeveralWords, Slug, Words

__all__ = ["Remark", "load_remarks", "remarks_on"]


class Remark(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said, by language ("en", "es"), where one of `names` stands; without `read_in` it is unverified."""

    id: Slug
    names: SeveralWords
    says: Bilingual
    read_in: tuple[Words, ...]


@cache
def load_remarks() -> Mapping[str, Remark]:
    """Return the remarks by id, in the order of the file; raise CatalogueError where the file is at fault."""
    return {remark.id: remark for remark in rows("remarks.toml", Remark)}


def remarks_on(text: str) -> tuple[str, ...]:
    """Return the ids of the remarks on what a text names, each name as whole words and as it is written."""
    return tuple(name for name, pattern in _patterns().items() if pattern.search(text))


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {
        remark.id: re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, remark.names))})(?!\w)")
        for remark in load_remarks().values()
    }
