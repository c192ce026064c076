"""Makes an index of the cluster: created with its replicas, loaded in bulks, and then counted."""

import time
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.errors import IndexStateError
from indexer.engine.opensearch.cluster import BUSY, PAUSES, Cluster
from indexer.engine.opensearch.rows import MAPPING
from indexer.engine.opensearch.searcher import PAGE
from indexer.engine.protocol import Progress

__all__ = ["copy", "create", "finish", "load"]

BULK = 4_000_000  # bytes of one request
DOCUMENTS_OF_SHARD = 500_000
PAUSE = 0.2  # seconds between looks at whether a copy is done


def create(cluster: Cluster, index: str, fingerprint: str, documents: int) -> None:
    """Create an index for so many documents, with replicas on up to two more nodes.

    It waits for them: what is loaded while there is one copy is gone with the node that has it. A cluster that makes
    no second copy in two minutes, say for want of disk, is loaded all the same; `finish` counts what it holds.
    """
    settings = {
        "number_of_shards": 1 + documents // DOCUMENTS_OF_SHARD,
        "auto_expand_replicas": "0-2",
        "max_result_window": PAGE,
        "refresh_interval": -1,
    }
    mapping = {**MAPPING, "_meta": {"fingerprint": fingerprint, "documents": documents}}
    cluster.load("PUT", f"/{index}", {"settings": settings, "mappings": mapping})
    for pause in PAUSES:
        if cluster.load("GET", f"/_cluster/health/{index}")["status"] == "green":
            break
        time.sleep(pause)


def copy(cluster: Cluster, source: str, index: str, without: Iterable[str]) -> None:
    """Copy the documents of an index in the cluster, but for those of some agreements."""
    query = {"bool": {"must_not": [{"terms": {"agreement": sorted(without)}}]}}
    body = {"source": {"index": source, "query": query}, "dest": {"index": index}}
    cluster.load("POST", f"/{source}/_refresh")  # a copy of it that was made anew may not show all yet
    task = cluster.load("POST", "/_reindex", body, wait_for_completion="false")["task"]
    while not (state := cluster.load("GET", f"/_tasks/{task}"))["completed"]:
        time.sleep(PAUSE)
    if failures := state["response"]["failures"]:
        raise IndexStateError("engine-refused-document", id=failures[0].get("id", "?"), problem="not copied")


def load(cluster: Cluster, index: str, rows: Iterable[tuple[int, bytes]], progress: Progress | None) -> None:
    """Load documents. One that is sent twice, since an answer was lost, replaces itself.

    Raises:
        IndexStateError: the cluster refused a document.
    """
    done = 0
    for bulk in _bulks(rows):
        left = bulk
        for pause in (*PAUSES, None):
            answer = cluster.load("POST", f"/{index}/_bulk", b"".join(left.values()).decode())
            left = {place: left[place] for place in _refused(answer)}
            if not left:
                break
            if pause is None:
                raise IndexStateError("engine-refused-document", id=min(left), problem="no room")
            time.sleep(pause)
        done += len(bulk)
        if progress:
            progress(done)


def _refused(answer: dict[str, Any]) -> Iterator[int]:
    """Yield the places of documents that a node had no room or time for. Raises IndexStateError for any other."""
    for item in answer["items"] if answer["errors"] else ():
        result = item["index"]
        if result["status"] in BUSY:
            yield int(result["_id"])
        elif "error" in result:
            raise IndexStateError("engine-refused-document", id=result["_id"], problem=result["error"].get("type", ""))


def finish(cluster: Cluster, index: str, expected: int) -> None:
    """Make what was loaded visible, and see that it is all there. Raises IndexStateError where it is not."""
    cluster.load("PUT", f"/{index}/_settings", {"index": {"refresh_interval": None}})
    held = _visible(cluster, index)
    for pause in PAUSES[:5]:  # a copy that is made anew meanwhile takes no part in a refresh
        if held == expected:
            return
        time.sleep(pause)
        held = _visible(cluster, index)
    if held != expected:
        raise IndexStateError("engine-not-whole", index=index, held=held, expected=expected)


def _visible(cluster: Cluster, index: str) -> int:
    """Return how many documents a search finds after what was loaded is made visible."""
    cluster.load("POST", f"/{index}/_refresh")
    return int(cluster.load("GET", f"/{index}/_count")["count"])


def _bulks(rows: Iterable[tuple[int, bytes]]) -> Iterator[dict[int, bytes]]:
    """Yield lines of bounded size by the place of their document."""
    lines: dict[int, bytes] = {}
    size = 0
    for place, row in rows:
        lines[place] = b'{"index":{"_id":"%d"}}\n%b\n' % (place, row)
        size += len(lines[place])
        if size > BULK:
            yield lines
            lines, size = {}, 0
    if lines:
        yield lines
