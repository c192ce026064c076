"""An incremental build: only agreements whose texts changed are parsed, classified and indexed; the rest is linked.

It is possible where the rules that made the other are the same and none of its files is damaged. The files that stay
are linked, or copied where links are not possible; the files of the other generation are never changed.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from indexer.build.earlier import Earlier
from indexer.engine.protocol import Engine
from indexer.manifest import AgreementReport, Manifest
from indexer.storage.digests import changed
from indexer.storage.json_files import read_json
from indexer.storage.records import link_batches

__all__ = ["Previous", "previous"]

_LARGEST_CHANGE = 0.5  # the share of agreements beyond which all is built anew


class Previous:
    """A whole generation whose rules are those of now; `changed` are the agreements whose texts are not."""

    def __init__(self, generation: Path, manifest: Manifest, changed: frozenset[str]) -> None:
        self.generation = generation
        self.manifest = manifest
        self.changed = changed
        self.batches, self.records = manifest.batches, manifest.records
        self.files = manifest.files
        self.failed = {name: group for name, group in manifest.failed_by_agreement.items() if name not in changed}
        self.kept = {name: share for name, share in manifest.shares.items() if name not in changed}

    @cached_property
    def reports(self) -> dict[str, AgreementReport]:
        """Return what is known of each agreement."""
        rows = read_json(self.generation / "agreements.json", dict[str, AgreementReport])
        return {name: row for name, row in rows.items() if name not in self.changed}

    def link_records(self, directory: Path) -> None:
        """Put the records that stay where the new ones are written."""
        link_batches(self.generation, directory, self.batches)


def previous(
    earlier: Earlier, rules: str, texts: Mapping[str, str], unreadable: frozenset[str], engine: Engine
) -> Previous | None:
    """Return the generation to extend or to leave as it is, or None where all must be built anew.

    `texts` are those now in the store, by agreement. An agreement whose texts are gone, new or other is changed;
    one of `unreadable`, whose texts are not all known, keeps what it has.
    """
    generation, manifest = earlier.generation, earlier.manifest
    if generation is None or manifest is None or manifest.rules != rules or not engine.wrote(generation / "engine"):
        return None
    held = {name: share.texts for name, share in manifest.shares.items()}
    known = {*held, *texts} - unreadable
    other = frozenset(name for name in known if held.get(name, "") != texts.get(name, ""))
    if other and (len(other) > max(3, _LARGEST_CHANGE * len(held)) or not engine.extendable(generation / "engine")):
        return None
    found = Previous(generation, manifest, other)
    return None if changed(generation, found.files) else found
