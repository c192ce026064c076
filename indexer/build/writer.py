"""One generation of the index while it is written: records, the engine's files, and what is known of the whole."""

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Self

from msgspec import structs

from corpus.catalogue.products import load_products
from corpus.catalogue.remarks import load_remarks
from corpus.citation.identifiers import split_id
from corpus.errors import IndexStateError
from corpus.model import Agreement, Digest
from indexer.build.agreement import Parsed
from indexer.build.current import SCHEMA
from indexer.build.documents import document
from indexer.build.increment import Previous
from indexer.build.pointers import pointer_index
from indexer.build.records import digest_record
from indexer.engine.protocol import Engine
from indexer.manifest import AgreementReport, AgreementShare, Manifest, PackageData
from indexer.record import Record, encode
from indexer.storage.digests import seal, sync_folder
from indexer.storage.json_files import write_json
from indexer.storage.records import RecordWriter

__all__ = ["BuildProgress", "BuildReport", "GenerationWriter", "shown_order"]

FIRST = ("us-peru", "eu-andean", "china-peru")


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made, or found made where it is `unchanged`.

    `failed` holds (file, reason) of what could not be read, `read` what is known of each agreement that was read anew.
    """

    generation: Path
    agreements: int
    provisions: int
    digests: int
    articles: int
    failed: tuple[tuple[str, str], ...]
    read: tuple[AgreementReport, ...] = ()
    unchanged: bool = False

    @classmethod
    def of(
        cls,
        generation: Path,
        shares: Collection[AgreementShare],
        failed: tuple[tuple[str, str], ...],
        read: tuple[AgreementReport, ...] = (),
    ) -> Self:
        """Count what a generation holds of its agreements."""
        return cls(
            generation=generation,
            agreements=sum(share.rows > 0 for share in shares),
            provisions=sum(share.rows for share in shares),
            digests=sum(share.digests for share in shares),
            articles=sum(share.articles for share in shares),
            failed=failed,
            read=read,
        )


BuildProgress = Callable[[str, int, int], None]


def shown_order(identifier: str, agreements: Mapping[str, Agreement]) -> tuple[int, int, str]:
    """Return the order of agreements: Peru's three, the catalogue's, then the others by id."""
    first = FIRST.index(identifier) if identifier in FIRST else len(FIRST)
    return first, list(agreements).index(identifier), identifier


@dataclass
class GenerationWriter:
    """A generation while it is written: whole, or what another held with the rows of some agreements new.

    `texts` say which snapshots each agreement's records were made of.
    """

    work: Path
    agreements: Mapping[str, Agreement]
    texts: Mapping[str, str]
    digests: tuple[Digest, ...]
    before: Previous | None
    engine: Engine
    shares: dict[str, AgreementShare] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.batches, self.records = (self.before.batches, self.before.records) if self.before else (0, 0)

    def write(self, parsed: Sequence[Parsed], jobs: int, progress: BuildProgress) -> None:
        """Write the records and the engine's files."""
        fresh = self._fresh(parsed)
        total = sum(map(len, fresh.values()))
        kept = self.before.kept if self.before else {}
        if self.before:
            self.before.link_records(self.work)
        with RecordWriter(self.work, self.batches) as out:
            for identifier in sorted({*fresh, *kept}, key=lambda i: shown_order(i, self.agreements)):
                if identifier not in fresh:
                    self.shares[identifier] = kept[identifier]
                    continue
                for row in fresh[identifier]:
                    out.add(row.id, encode(row))
                texts = self.texts.get(identifier, "")
                self.shares[identifier] = AgreementShare.of(fresh[identifier], texts, self.records)
                self.records += len(fresh[identifier])
        self.batches += 1
        rows = (document(row) for group in fresh.values() for row in group)
        directory = self.work / "engine"
        if self.before:
            self.engine.extend(self.before.generation / "engine", rows, directory, replace=self.before.changed)
        else:
            self.engine.write(rows, directory, jobs=jobs, progress=lambda done: progress("indexing", done, total))
        with self.engine.open(directory) as searcher:
            if not searcher.vocabulary(limit=1) and self.shares:
                raise IndexStateError("index-empty")

    def _fresh(self, parsed: Sequence[Parsed]) -> dict[str, list[Record]]:
        """Return the new records by agreement, in order: those of texts, then digests of what no text holds."""
        by_agreement = {p.agreement: p for p in parsed}
        digests: dict[str, dict[str, list[Digest]]] = {}
        for digest in self.digests:
            agreement = digest.provision.partition("/")[0]
            if self.before is None or agreement in self.before.changed:
                # The digests of points share their paragraph's record.
                digests.setdefault(agreement, {}).setdefault(split_id(digest.provision)[0], []).append(digest)
        order = self.records  # records that are added later stand behind all others where scores tie
        out: dict[str, list[Record]] = {}
        for identifier in sorted({*by_agreement, *digests}, key=lambda i: shown_order(i, self.agreements)):
            here = by_agreement.get(identifier)
            placed = here.placed_digests if here else frozenset()
            rows = out.setdefault(identifier, [])
            rows.extend(
                structs.replace(row, order=order + number) for number, row in enumerate(here.records if here else ())
            )
            for provision, group in digests.get(identifier, {}).items():
                left = [digest for digest in group if digest.provision not in placed]
                if left:
                    rows.append(digest_record(provision, left, self.agreements[identifier], order + len(rows)))
            order += len(rows)
        return out

    def finish(self, parsed: Sequence[Parsed], rules: str, print_of: str) -> BuildReport:
        """Write what is known of the agreements and of the whole; return the report."""
        read = {p.agreement: p.report for p in parsed}
        known = (self.before.reports if self.before else {}) | read
        reports = {
            # The index answers of an agreement also when the store, or the code that knew it, is gone.
            i: structs.replace(known[i], entry=self.agreements[i])
            if i in known
            else AgreementReport(self.agreements[i])
            for i in sorted(self.agreements, key=lambda i: shown_order(i, self.agreements))
        }
        failed = (self.before.failed if self.before else {}) | {p.agreement: p.failed for p in parsed}
        report = BuildReport.of(
            self.work, self.shares.values(), tuple(itertools.chain.from_iterable(failed.values())),
            tuple(report for name, report in reports.items() if name in read),
        )  # fmt: skip
        pointers = pointer_index(self.agreements.values(), {name for name, share in self.shares.items() if share.rows})
        write_json(self.work / "pointers.json", pointers)
        write_json(self.work / "package.json", PackageData(self.digests, load_products(), load_remarks()))
        write_json(self.work / "agreements.json", reports)
        manifest = Manifest(
            schema=SCHEMA,
            version=version("clausula"),
            fingerprint=print_of,
            rules=rules,
            batches=self.batches,
            records=self.records,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            provisions=sum(share.rows for share in self.shares.values()),
            agreements=report.agreements,
            digests=report.digests,
            failed=report.failed,
            failed_by_agreement={name: group for name, group in failed.items() if group},
            shares=self.shares,
            files=seal(self.work),
        )
        write_json(self.work / "manifest.json", manifest)
        sync_folder(self.work)
        return report
