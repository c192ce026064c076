"""The texts of one agreement to records: parse, combine sources, classify, attach digests. Runs in a worker process."""

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import structs

from corpus.catalogue.digests import digests_of
from corpus.citation.identifiers import article_id, split_id
from corpus.citation.references import Resolver, find_references, names_division
from corpus.errors import ClausulaError
from corpus.model import Agreement, Article, Counted, Digest, Division, Document, Provision, Snapshot
from corpus.parse import parse
from corpus.quality.authenticity import Authenticity, find_authenticity, standing
from corpus.quality.gaps import gaps
from corpus.quality.merge_sources import SourceChoice, merge
from corpus.store.snapshots import SnapshotStore
from indexer.answers.snapshot_diff import versions
from indexer.build.records import Labelled, record
from indexer.classify.enforcement import enforcement_of
from indexer.classify.topics import classify
from indexer.manifest import AgreementReport, ContentsEntry, SourceUse, TextReport, TextVersions
from indexer.processes import time_limit
from indexer.record import Record, RecordReference

__all__ = ["Parsed", "parse_texts"]

SECONDS = 300  # of processor time that a text may take; the longest treaties take 10 on an old machine
Task = tuple[Path, Agreement, tuple[Snapshot, ...]]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The records of one agreement, a report for people, and the digests that found their place.

    `failed` holds (file, reason) of each text that could not be read, `unread` its snapshot.
    """

    agreement: str
    records: tuple[Record, ...]
    report: AgreementReport
    placed_digests: frozenset[str]
    failed: tuple[tuple[str, str], ...]
    unread: tuple[Snapshot, ...] = ()


def parse_texts(task: Task) -> Parsed:
    """Parse all texts of one agreement; what cannot be read is named in `failed`, and stops nothing.

    A text that shows a fault of Clausula's own is one more that cannot be read, whatever the exception.
    """
    root, agreement, snapshots = task
    store = SnapshotStore(root)
    read: dict[str, list[tuple[Snapshot, Document]]] = {}
    failed: list[tuple[str, str]] = []
    unread: list[Snapshot] = []
    for snapshot in snapshots:
        try:
            with time_limit(SECONDS):
                document = parse(store.read(snapshot), snapshot)
        except Exception as error:  # noqa: BLE001 - one file never stops the rest
            failed.append((snapshot.original_name or snapshot.path, _reason(error)))
            unread.append(snapshot)
        else:
            read.setdefault(snapshot.source.language, []).append((snapshot, document))
    try:
        with time_limit(SECONDS * len(snapshots)):
            parsed = _classified(agreement, snapshots, read)
            parsed = replace(parsed, report=structs.replace(parsed.report, versions=_versions(store, agreement.id)))
    except Exception as error:  # noqa: BLE001 - nor does one agreement
        failed.append((agreement.id, _reason(error)))
        return Parsed(agreement.id, (), AgreementReport(agreement), frozenset(), tuple(failed), tuple(snapshots))
    return replace(parsed, failed=tuple(failed), unread=tuple(unread))


def _versions(store: SnapshotStore, agreement: str) -> tuple[TextVersions, ...]:
    """Return what changed between versions of its texts; an old file that cannot be read any more tells nothing."""
    try:
        return versions(store, agreement)
    except ClausulaError:
        return ()


def _reason(error: Exception) -> str:
    """Return what a user is told of an exception: of one that nobody expected, also where it was raised."""
    if isinstance(error, ClausulaError):
        return error.message
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"Clausula failed on it, please report this: {type(error).__name__}: {error} ({place})"


def _classified(
    agreement: Agreement, snapshots: Sequence[Snapshot], read: Mapping[str, list[tuple[Snapshot, Document]]]
) -> Parsed:
    """Combine the texts of each language and classify their provisions."""
    records: list[Record] = []
    reports: dict[str, TextReport] = {}
    placed: set[str] = set()
    by_hash = {snapshot.sha256: snapshot for snapshot in snapshots}
    primary = "en" if "en" in read else next(iter(read), "en")
    merged = {code: merge(read[code]) for code in sorted(read, key=lambda code: (code != primary, code))}
    said = _authentic({language: document for language, (document, _) in merged.items()}, primary)
    for language, (document, choices) in merged.items():
        rows, found = _records(document, agreement, by_hash, said)
        records.extend(rows if language == primary else _in_language(rows, language))
        placed |= found
        reports[language] = _report(document, choices, said, agreement.least)
    contents = {language: tuple(map(_contents, document.children)) for language, (document, _) in merged.items()}
    report = AgreementReport(agreement, reports, contents, said)
    return Parsed(agreement.id, tuple(records), report, frozenset(placed), ())


def _authentic(documents: Mapping[str, Document], primary: str) -> Authenticity | None:
    """Return which languages are authentic as the first text says that speaks of it."""
    for language, document in documents.items():
        if said := find_authenticity(document.provisions()):
            return said if language == primary else replace(said, provision=_marked(said.provision, language))
    return None


def _records(
    document: Document, agreement: Agreement, snapshots: Mapping[str, Snapshot], said: Authenticity | None
) -> tuple[list[Record], set[str]]:
    classified = [(provision, classify(provision)) for provision in document.provisions()]
    enforcement = enforcement_of(classified)
    digests = _by_place(agreement.id, [provision for provision, _ in classified])
    resolver = Resolver(document)
    rows = []
    for order, (provision, labels) in enumerate(classified):
        labelled = Labelled(
            provision,
            labels,
            enforcement.get(provision.id, ("unstated", "")),
            digests.get(provision.id, ()),
            find_references(provision, resolver),
        )
        snapshot = snapshots[provision.snapshot]
        known = standing(document.language, snapshot.source.role, said)
        rows.append(record(labelled, agreement, snapshot, known, order))
    rows = _with_open_annexes(_referred_back(rows))
    return rows, {digest.provision for group in digests.values() for digest in group}


def _referred_back(rows: Sequence[Record]) -> list[Record]:
    """Return the records with the provisions of other articles that name each, one of its points, or its article."""
    known = {name for row in rows for name in (row.id, row.article)}
    named: dict[str, dict[str, None]] = {}
    for row in rows:
        for reference in row.references:
            target = reference.target
            if reference.kind == "internal" and target and not names_division(reference.text):
                place = target if target in known else split_id(target)[0]
                if article_id(place) != row.article and place != row.article:
                    named.setdefault(place, {})[row.id] = None
    return [
        structs.replace(row, referred_by=tuple({**named.get(row.id, {}), **named.get(row.article, {})})) for row in rows
    ]


def _with_open_annexes(rows: Sequence[Record]) -> list[Record]:
    """Let a reference to an annex that has only articles lead to the first of them."""
    articles = dict.fromkeys(row.article for row in rows)
    first: dict[str, str] = {}
    for article in articles:
        first.setdefault(article.rpartition("/")[0], article)

    return [
        structs.replace(
            row, references=_led(row, lambda target: target if target in articles else first.get(target, target))
        )
        for row in rows
    ]


def _led(row: Record, place: Callable[[str], str]) -> tuple[RecordReference, ...]:
    """Return the references of a record, those to places of its agreement with another target for each."""
    return tuple(
        structs.replace(each, target=place(each.target)) if each.kind == "internal" and each.target else each
        for each in row.references
    )


def _by_place(agreement: str, provisions: Sequence[Provision]) -> dict[str, tuple[Digest, ...]]:
    """Return the digests of each provision. One written for a whole article stands at its first provision."""
    first: dict[str, str] = {}
    for provision in provisions:
        first.setdefault(article_id(provision.id), provision.id)
    known = {provision.id for provision in provisions}
    out: dict[str, tuple[Digest, ...]] = {}
    for digest in digests_of(agreement):
        place = digest.provision if digest.provision in known else split_id(digest.provision)[0]
        place = place if place in known else first.get(place, "")
        if place:
            out[place] = (*out.get(place, ()), digest)
    return out


def _marked(identifier: str, language: str, *, whole: bool = False) -> str:
    article = identifier if whole else split_id(identifier)[1]
    return f"{article}@{language}{identifier.removeprefix(article)}"


def _in_language(rows: Sequence[Record], language: str) -> list[Record]:
    """Mark the ids of a second language, so that ids stay unique: `us-peru/18.3@es/1.a`."""
    articles = {row.article for row in rows}

    def marked(identifier: str) -> str:
        return _marked(identifier, language, whole=identifier in articles)

    return [
        structs.replace(
            row,
            id=marked(row.id),
            article=marked(row.article),
            references=_led(row, marked),
            referred_by=tuple(map(marked, row.referred_by)),
        )
        for row in rows
    ]


def _report(
    document: Document, choices: Sequence[SourceChoice], said: Authenticity | None, least: Mapping[Counted, int]
) -> TextReport:
    articles = list(document.articles())
    missing = gaps(document, least)
    return TextReport(
        sources=tuple(
            SourceUse(
                publisher=choice.snapshot.source.publisher,
                file=choice.snapshot.original_name,
                sha256=choice.snapshot.sha256,
                standing=standing(choice.snapshot.source.language, choice.snapshot.source.role, said),
                use=choice.use,
                why=choice.reason,
            )
            for choice in choices
        ),
        articles=len(articles),
        expected_articles=document.expected_articles,
        provisions=sum(len(article.provisions) for article in articles),
        footnotes=sum(len(p.footnotes) for article in articles for p in article.provisions),
        notes_without_mark=len(document.unattached_notes),
        lacks=tuple(missing.lacks),
        problems=(*missing.problems, *document.problems),
        characters=document.account,
    )


def _contents(child: Division | Article) -> ContentsEntry:
    if isinstance(child, Article):
        return ContentsEntry(id=child.id, number=child.number, title=child.title)
    return ContentsEntry(
        kind=child.kind, number=child.number, title=child.title, children=tuple(map(_contents, child.children))
    )
