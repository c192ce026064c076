"""What the generation before holds of agreements whose texts cannot be read now: they keep it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from corpus.catalogue.digests import digests_of
from corpus.errors import IndexStateError
from corpus.model import Snapshot
from indexer.build.agreement import Parsed
from indexer.build.current import SCHEMA
from indexer.manifest import AgreementReport, Manifest
from indexer.record import decode
from indexer.storage.json_files import read_json
from indexer.storage.records import RecordReader

__all__ = ["KEPT", "Earlier"]

KEPT = "The index keeps what was read of the agreement before."


class Earlier:
    """The agreements with texts of a generation, as far as it can be read; of none where it is None or damaged."""

    def __init__(self, generation: Path | None) -> None:
        self.generation = generation

    @cached_property
    def manifest(self) -> Manifest | None:
        """Return what the generation says of itself."""
        if self.generation is None:
            return None
        try:
            manifest = read_json(self.generation / "manifest.json", Manifest)
        except IndexStateError:
            return None
        return manifest if manifest.schema == SCHEMA else None

    @cached_property
    def reports(self) -> Mapping[str, AgreementReport]:
        """Return what was known of each agreement of which a text was read."""
        if self.generation is None or self.manifest is None:
            return {}
        try:
            rows = read_json(self.generation / "agreements.json", dict[str, AgreementReport])
        except IndexStateError:
            return {}
        return {name: row for name, row in rows.items() if row.texts and name in self.manifest.shares}

    def texts(self, agreement: str) -> str:
        """Return what tells the texts apart that were read of an agreement of `reports`."""
        return self.manifest.shares[agreement].texts if self.manifest else ""

    def instead_of(self, parsed: Parsed) -> Parsed:
        """Return what was read before where a text of it cannot be read now, or `parsed` where nothing is lost."""
        report = self.reports.get(parsed.agreement) if parsed.unread else None
        if report is None or not _drew_on(report, parsed.unread):
            return parsed
        kept = self.parsed(parsed.agreement)
        if kept is None:
            return parsed
        return replace(kept, failed=tuple((file, f"{reason} {KEPT}") for file, reason in parsed.failed))

    def parsed(self, agreement: str) -> Parsed | None:
        """Return what was read of an agreement of `reports`, or None where it is damaged."""
        if self.generation is None or self.manifest is None:
            return None
        share = self.manifest.shares[agreement]
        try:
            reader = RecordReader(self.generation, self.manifest.batches)
            records = tuple(decode(reader.read(share.first + number)) for number in range(share.rows))
            reader.close()
        except IndexStateError:
            return None
        placed = frozenset(digest.provision for digest in digests_of(agreement))
        return Parsed(agreement, records, self.reports[agreement], placed, ())


def _drew_on(report: AgreementReport, snapshots: Iterable[Snapshot]) -> bool:
    """Return whether one of the snapshots stands where a text that was read stood: a newer one, or the very same."""
    known = {
        (language, source.publisher, source.file) for language, text in report.texts.items() for source in text.sources
    }
    return any((s.source.language, s.source.publisher, s.original_name) in known for s in snapshots)
