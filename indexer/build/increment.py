"""A generation that is the one before with some agreements new: only those are parsed, classified and indexed.

It is possible where the rules that made the other are the same and none of its files is damaged. The files that stay
are linked, or copied where links are not possible; the files of the other generation are never changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from corpus.errors import IndexStateError
from indexer.engine.choice import engine
from indexer.storage.digests import Sealed, changed
from indexer.storage.json_files import read_json
from indexer.storage.records import link_batches

__all__ = ["Previous", "Share", "previous"]

_LARGEST_CHANGE = 0.5  # the share of agreements beyond which all is built anew


@dataclass(frozen=True, slots=True)
class Share:
    """What one agreement has in a generation: `rows` records from number `first` on.

    `texts` changes with its snapshots.
    """

    texts: str
    first: int
    rows: int
    with_words: int
    digests: int
    articles: int

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]], texts: str, first: int) -> Self:
        """Count the records of an agreement."""
        return cls(
            texts,
            first,
            len(rows),
            sum(1 for row in rows if row["text"] or row["points"]),
            sum(1 for row in rows if row["digest"]),
            len({row["article"] for row in rows}),
        )


class Previous:
    """A whole generation whose rules are those of now; `changed` are the agreements whose texts are not."""

    def __init__(self, generation: Path, manifest: Mapping[str, Any], changed: frozenset[str]) -> None:
        self.generation = generation
        self.manifest = manifest
        self.changed = changed
        self.batches, self.records = int(manifest["batches"]), int(manifest["records"])
        self.files: Sealed = {name: (size, sha256) for name, (size, sha256) in manifest["files"].items()}
        self.failed = {
            name: tuple((file, reason) for file, reason in group)
            for name, group in manifest["failed_by_agreement"].items()
            if name not in changed
        }
        shares = {name: Share(**share) for name, share in manifest["shares"].items()}
        self.kept = {name: share for name, share in shares.items() if name not in changed}

    @cached_property
    def reports(self) -> dict[str, Any]:
        """Return what is known of each agreement."""
        rows = read_json(self.generation / "agreements.json", dict[str, Any])
        return {name: row for name, row in rows.items() if name not in self.changed}

    def link_records(self, directory: Path) -> None:
        """Put the records that stay where the new ones are written."""
        link_batches(self.generation, directory, self.batches)


def previous(
    generation: Path | None, rules: str, texts: Mapping[str, str], unreadable: frozenset[str]
) -> Previous | None:
    """Return the generation to extend or to leave as it is, or None where all must be built anew.

    `texts` are those now in the store, by agreement. An agreement whose texts are gone, new or other is changed;
    one of `unreadable`, whose texts are not all known, keeps what it has.
    """
    if generation is None:
        return None
    try:
        manifest = read_json(generation / "manifest.json", dict[str, Any])
        if manifest["rules"] != rules:
            return None
        held = {name: share["texts"] for name, share in manifest["shares"].items()}
        known = {*held, *texts} - unreadable
        other = frozenset(name for name in known if held.get(name, "") != texts.get(name, ""))
        found = Previous(generation, manifest, other)
    except (IndexStateError, KeyError, TypeError, ValueError):
        return None
    if other and (len(other) > max(3, _LARGEST_CHANGE * len(held)) or not engine().extendable(generation / "engine")):
        return None
    return None if changed(generation, found.files) else found
