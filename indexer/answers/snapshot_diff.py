"""What changed in an agreement's text between two snapshots of the same source: provisions added, removed, changed."""

from collections.abc import Iterator, Sequence

from corpus.errors import NotFoundError
from corpus.model import Document, Provision, Snapshot
from corpus.parse import parse
from corpus.store.snapshots import SnapshotStore
from indexer.manifest import How, TextChange, TextVersions
from indexer.quotes.word_differences import differences

__all__ = ["changes", "latest_pairs", "versions"]

MOST = 300  # changes that a report holds


def latest_pairs(store: SnapshotStore, agreement: str, language: str = "") -> list[tuple[Snapshot, Snapshot]]:
    """Return the two newest snapshots of each source that has two, the older first; what was received last comes last.

    An agreement may be published as a file a chapter, of which several change. Raises NotFoundError where no source
    has two.
    """
    series: dict[tuple[str, ...], list[Snapshot]] = {}
    for snapshot in store.snapshots(agreement):
        source = snapshot.source
        if not language or source.language == language:
            place = (source.language, source.publisher, source.url or snapshot.original_name)
            series.setdefault(place, []).append(snapshot)
    twice = [group for group in series.values() if len({snapshot.sha256 for snapshot in group}) > 1]
    if not twice:
        held = sum(len(group) for group in series.values())
        raise NotFoundError("no-two-snapshots", agreement=agreement, held=held)
    twice.sort(key=lambda group: group[-1].retrieved_at)
    return [
        (next(snapshot for snapshot in reversed(group) if snapshot.sha256 != group[-1].sha256), group[-1])
        for group in twice
    ]


def versions(store: SnapshotStore, agreement: str) -> tuple[TextVersions, ...]:
    """Return what changed in each source of an agreement that has two snapshots; () where none has.

    Raises ParseError where one of the texts cannot be read.
    """
    try:
        pairs = latest_pairs(store, agreement)
    except NotFoundError:
        return ()
    found = [(older, newer, changes(store, older, newer)) for older, newer in pairs]
    return tuple(
        TextVersions(
            newer.source.publisher, newer.source.language, older.retrieved_at.date(), newer.retrieved_at.date(),
            len(differing), differing[:MOST],
        )
        for older, newer, differing in found
    )  # fmt: skip


def changes(store: SnapshotStore, older: Snapshot, newer: Snapshot) -> tuple[TextChange, ...]:
    """Return what changed, in the order of the newer text; what was removed stands where it stood.

    Raises ParseError where one of the texts cannot be read.
    """
    before, after = (_words(parse(store.read(snapshot), snapshot)) for snapshot in (older, newer))
    out: list[TextChange] = []
    for identifier in _merged(list(before), list(after)):
        left, right = before.get(identifier, ""), after.get(identifier, "")
        if left != right:
            how: How = "added" if identifier not in before else "removed" if identifier not in after else "changed"
            out.append(TextChange(identifier, how, differences(left, right)))
    return tuple(out)


def _words(document: Document) -> dict[str, str]:
    """Return all words of each provision, its heading and its notes included, by id."""
    return {provision.id: " ".join(_parts(provision)) for provision in document.provisions()}


def _parts(provision: Provision) -> Iterator[str]:
    yield provision.full_text()
    for note in provision.footnotes:
        yield f"[{note.mark}] {note.text}"


def _merged(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return the ids of both in the order of `after`; one that only `before` has follows the one before it there."""
    held = set(after)
    behind: dict[str, list[str]] = {}
    last = ""
    for identifier in before:
        if identifier in held:
            last = identifier
        else:
            behind.setdefault(last, []).append(identifier)
    out = list(behind.get("", ()))
    for identifier in after:
        out += [identifier, *behind.get(identifier, ())]
    return out
