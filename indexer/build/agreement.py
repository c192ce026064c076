"""The texts of one agreement to records: parse, combine sources, classify, attach digests. Runs in a worker process."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from corpus.catalogue.digests import digests_of
from corpus.errors import ClausulaError
from corpus.identifiers import article_id, split_id
from corpus.model import Agreement, Article, Digest, Division, Document, Enforcement, Provision, Snapshot
from corpus.parse import parse
from corpus.quality.authenticity import Authenticity, find_authenticity, standing
from corpus.quality.gaps import gaps
from corpus.quality.merge_sources import Choice, merge
from corpus.references import Resolver, find_references, names_division
from corpus.store.snapshots import SnapshotStore
from indexer.classify.enforcement import enforcement_of
from indexer.classify.topics import classify
from indexer.record import Labelled, record

__all__ = ["Parsed", "parse_texts"]

Task = tuple[Path, Agreement, tuple[Snapshot, ...]]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The records of one agreement, a report for people, and the digests that found their place."""

    agreement: str
    records: tuple[dict[str, Any], ...]
    report: Mapping[str, Any]
    placed_digests: frozenset[str]
    failed: tuple[tuple[str, str], ...]


def parse_texts(task: Task) -> Parsed:
    """Parse all texts of one agreement; what cannot be read is named in `failed`, and stops nothing.

    A text that shows a fault of Clausula's own is one more that cannot be read, whatever the exception.
    """
    root, agreement, snapshots = task
    store = SnapshotStore(root)
    read: dict[str, list[tuple[Snapshot, Document]]] = {}
    failed: list[tuple[str, str]] = []
    for snapshot in snapshots:
        try:
            document = parse(store.read(snapshot), snapshot)
        except Exception as error:  # noqa: BLE001 - one file never stops the rest
            failed.append((snapshot.original_name or snapshot.path, _reason(error)))
        else:
            read.setdefault(snapshot.source.language, []).append((snapshot, document))
    try:
        return _classified(agreement, snapshots, read, failed)
    except Exception as error:  # noqa: BLE001 - nor does one agreement
        failed.append((agreement.id, _reason(error)))
        return Parsed(agreement.id, (), {"texts": {}, "authentic": None}, frozenset(), tuple(failed))


def _reason(error: Exception) -> str:
    """Return what a user is told of an exception: of one that nobody expected, also where it was raised."""
    if isinstance(error, ClausulaError):
        return error.message
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"Clausula failed on it, please report this: {type(error).__name__}: {error} ({place})"


def _classified(
    agreement: Agreement,
    snapshots: Sequence[Snapshot],
    read: Mapping[str, list[tuple[Snapshot, Document]]],
    failed: Sequence[tuple[str, str]],
) -> Parsed:
    """Combine the texts of each language and classify their provisions."""
    records: list[dict[str, Any]] = []
    reports: dict[str, Any] = {}
    placed: set[str] = set()
    by_hash = {snapshot.sha256: snapshot for snapshot in snapshots}
    primary = "en" if "en" in read else next(iter(read), "en")
    merged = {code: merge(read[code]) for code in sorted(read, key=lambda code: (code != primary, code))}
    said = _authentic({language: document for language, (document, _) in merged.items()}, primary)
    for language, (document, choices) in merged.items():
        rows, found = _records(document, agreement, by_hash)
        if language != primary:
            rows = _in_language(rows, language)
        for row in rows:
            row["source"]["standing"] = standing(language, row["source"]["role"], said)
        records.extend(rows)
        placed |= found
        reports[language] = _report(document, choices, said)
    report = {"texts": reports, "authentic": asdict(said) if said else None}
    return Parsed(agreement.id, tuple(records), report, frozenset(placed), tuple(failed))


def _authentic(documents: Mapping[str, Document], primary: str) -> Authenticity | None:
    """Return which languages are authentic as the first text says that speaks of it."""
    for language, document in documents.items():
        if said := find_authenticity(document.provisions()):
            return said if language == primary else replace(said, provision=_marked(said.provision, language))
    return None


def _records(
    document: Document, agreement: Agreement, snapshots: Mapping[str, Snapshot]
) -> tuple[list[dict[str, Any]], set[str]]:
    classified = [(provision, classify(provision)) for provision in document.provisions()]
    enforcement = enforcement_of(classified)
    digests = _by_place(agreement.id, [provision for provision, _ in classified])
    resolver = Resolver(document)
    rows = [
        record(
            Labelled(
                provision,
                labels,
                _enforcement(provision.id, enforcement, digests),
                digests.get(provision.id, ()),
                find_references(provision, resolver),
            ),
            agreement,
            snapshots.get(provision.snapshot),
            order,
        )
        for order, (provision, labels) in enumerate(classified)
    ]
    _refer_back(rows)
    _open_annexes(rows)
    return rows, {digest.provision for group in digests.values() for digest in group}


def _refer_back(rows: Sequence[dict[str, Any]]) -> None:
    """Tell each record which provisions of other articles name it, one of its points, or its whole article."""
    known = {row[key] for row in rows for key in ("id", "article")}
    named: dict[str, dict[str, None]] = {}
    for row in rows:
        for reference in row["references"]:
            target = reference["target"]
            if reference["kind"] == "internal" and target and not names_division(reference["text"]):
                place = target if target in known else split_id(target)[0]
                if article_id(place) != row["article"] and place != row["article"]:
                    named.setdefault(place, {})[row["id"]] = None
    for row in rows:
        row["referred_by"] = list({**named.get(row["id"], {}), **named.get(row["article"], {})})


def _open_annexes(rows: Sequence[dict[str, Any]]) -> None:
    """Let a reference to an annex that has only articles lead to the first of them."""
    articles = dict.fromkeys(row["article"] for row in rows)
    first: dict[str, str] = {}
    for article in articles:
        first.setdefault(article.rpartition("/")[0], article)
    for row in rows:
        for reference in row["references"]:
            if reference["kind"] == "internal" and reference["target"] not in articles:
                reference["target"] = first.get(reference["target"], reference["target"])


def _enforcement(
    provision: str, found: Mapping[str, tuple[Enforcement, str]], digests: Mapping[str, tuple[Digest, ...]]
) -> tuple[Enforcement, str]:
    """Return how a breach can be pursued: as a digest, read by a person, says it, else as the rules found it."""
    read = {(digest.enforcement, digest.enforcement_source) for digest in digests.get(provision, ())}
    return read.pop() if len(read) == 1 else found.get(provision, ("unstated", ""))


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


def _in_language(rows: Sequence[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Mark the ids of a second language, so that ids stay unique: `us-peru/18.3@es/1.a`."""
    articles = {row["article"] for row in rows}

    def marked(identifier: str) -> str:
        return _marked(identifier, language, whole=identifier in articles)

    def led(reference: dict[str, Any]) -> dict[str, Any]:
        inside = reference["kind"] == "internal" and reference["target"]
        return {**reference, "target": marked(reference["target"])} if inside else reference

    return [
        {
            **row,
            "id": marked(row["id"]),
            "article": marked(row["article"]),
            "references": [led(reference) for reference in row["references"]],
            "referred_by": [marked(identifier) for identifier in row["referred_by"]],
        }
        for row in rows
    ]


def _report(document: Document, choices: Sequence[Choice], said: Authenticity | None) -> dict[str, Any]:
    articles = list(document.articles())
    missing = gaps(document)
    return {
        "sources": [
            {
                "publisher": choice.snapshot.source.publisher,
                "file": choice.snapshot.original_name,
                "sha256": choice.snapshot.sha256,
                "standing": standing(choice.snapshot.source.language, choice.snapshot.source.role, said),
                "use": choice.use,
                "why": choice.reason,
            }
            for choice in choices
        ],
        "articles": len(articles),
        "expected_articles": document.expected_articles,
        "provisions": sum(len(article.provisions) for article in articles),
        "footnotes": sum(len(p.footnotes) for article in articles for p in article.provisions),
        "notes_without_mark": len(document.unattached_notes),
        "lacks": list(missing.lacks),
        "problems": [*missing.problems, *document.problems],
        "characters": asdict(document.account) if document.account else {},
        "contents": [_contents(child) for child in document.children],
    }


def _contents(child: Division | Article) -> dict[str, Any]:
    if isinstance(child, Article):
        return {"id": child.id, "number": child.number, "title": child.title}
    return {
        "kind": child.kind,
        "number": child.number,
        "title": child.title,
        "children": [_contents(inner) for inner in child.children],
    }
