"""The way to a cluster: the only module that knows the client of OpenSearch, and the one that names its errors.

A request waits SECONDS for one node and is tried once more on another; what a cluster is too busy for is tried again
after a pause. An answer that lacks the part of a shard is no answer: it would say that there is nothing.
"""

import json
import logging
import os
import re
import time
from collections.abc import Mapping
from typing import Any, Self

from msgspec import Struct
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnectionError
from opensearchpy.exceptions import OpenSearchException, SSLError, TransportError

from corpus.errors import EngineDownError, IndexStateError

__all__ = ["BUSY", "PAUSES", "Address", "Cluster"]

SECONDS = 2.0  # that one node has to answer a search
LOADING_SECONDS = 60.0  # that one node has to answer while an index is made
LOCAL = "_local"
BUSY = (429, 502, 503, 504)
# Seconds between tries while an index is made: in two minutes even busy machines elect a manager and move a shard.
PAUSES = (0.5, 1, 2, 4, 8, 15, 30, 30, 30)
# "opensearch://node1:9200,node2:9200/clausula".
ADDRESS = re.compile(r"(opensearchs?)://([\w.-]+(?::\d+)?(?:,[\w.-]+(?::\d+)?)*)/([a-z][a-z0-9_-]*)")

logging.getLogger("opensearch").setLevel(logging.ERROR)  # each failure is told by an error of ours


class Address(Struct, frozen=True):
    """Where a cluster is and how the names of its indexes begin, as in opensearch://one:9200,two:9200/clausula."""

    hosts: tuple[str, ...]
    prefix: str
    tls: bool = False

    @classmethod
    def of(cls, text: str) -> Self:
        """Read an address. Raises IndexStateError where it is none; a user or password does not belong in it."""
        found = ADDRESS.fullmatch(text)
        if not found:
            raise IndexStateError("engine-address", value=re.sub(r"//.*@", "//…@", text))
        return cls(tuple(found[2].split(",")), found[3], found[1] == "opensearchs")

    def __str__(self) -> str:
        return f"opensearch{'s' if self.tls else ''}://{','.join(self.hosts)}/{self.prefix}"


class Cluster:
    """An open way to a cluster. It may be used from several threads.

    CLAUSULA_ENGINE_USER, CLAUSULA_ENGINE_PASSWORD and CLAUSULA_ENGINE_CA (a file with the certificate of who signed
    the cluster's) say who asks and whom to trust.
    """

    def __init__(self, address: Address) -> None:
        user, password = (os.environ.get(f"CLAUSULA_ENGINE_{name}", "") for name in ("USER", "PASSWORD"))
        trusted = (os.environ.get("CLAUSULA_ENGINE_CA") or None) if address.tls else None
        try:
            self._client = OpenSearch(
                [host if ":" in host else f"{host}:9200" for host in address.hosts],
                http_auth=(user, password) if user else None,
                use_ssl=address.tls,
                verify_certs=True,
                ca_certs=trusted,
                timeout=SECONDS,
                max_retries=0,  # `_ask` tries again; the node that failed is left out for a while
                retry_on_timeout=True,
                retry_on_status=(502, 503, 504),
            )
        except (OSError, OpenSearchException) as error:  # no such file, or no certificate in it
            raise EngineDownError("engine-login", problem=type(error).__name__) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def ask(self, method: str, path: str, body: Any = None, **parameters: str) -> dict[str, Any]:
        """Return the answer to one request.

        Raises:
            EngineDownError: the cluster does not answer, or not whole, or not to this user.
            IndexStateError: it has no such index.
        """
        return self._ask((method, path, body), parameters, SECONDS, (0,))

    def load(self, method: str, path: str, body: Any = None, **parameters: str) -> dict[str, Any]:
        """Do the same for a request by which an index is made, with more patience."""
        return self._ask((method, path, body), parameters, LOADING_SECONDS, PAUSES)

    def search(self, path: str, body: Any, **parameters: str) -> dict[str, Any]:
        """Return the answer of all shards to a search, or to several; see `ask`.

        A node that has the shards answers by itself: one that hangs then only keeps whom it is asked by, not all.
        """
        if isinstance(body, list):
            whole = {"allow_partial_search_results": False, "preference": LOCAL}
            lines = "".join(f"{json.dumps(whole)}\n{json.dumps(each)}\n" for each in body)
            answer = self.ask("POST", path, lines)
            if failed := [each for each in answer["responses"] if "error" in each]:
                raise EngineDownError("engine-down", problem=failed[0]["error"].get("type", "error"))
            return answer
        return self.ask(
            "POST", path, body, allow_partial_search_results="false", preference=LOCAL,
            cancel_after_time_interval=f"{SECONDS:.0f}s", **parameters,
        )  # fmt: skip

    def _ask(
        self, request: tuple[str, str, Any], parameters: Mapping[str, str], seconds: float, pauses: tuple[float, ...]
    ) -> dict[str, Any]:
        method, path, body = request
        for pause in (*pauses, None):
            try:
                answer = self._client.transport.perform_request(
                    method, path, params={**parameters, "request_timeout": seconds}, body=body
                )
            except OpenSearchException as error:
                if pause is None or not _passing(error):
                    raise _named(error, path) from error
                time.sleep(pause)
            else:
                return answer if isinstance(answer, dict) else {}
        raise AssertionError  # the last try returns or raises


def _passing(error: OpenSearchException) -> bool:
    """Return whether the same request may do better: no node answered, or one went away while it did."""
    if isinstance(error, SSLError):
        return False
    if isinstance(error, NoConnectionError):
        return True
    if not isinstance(error, TransportError):
        return False
    # A node went away between the two phases of a search.
    return error.status_code in BUSY or (error.status_code == 500 and error.error == "search_phase_execution_exception")


def _named(error: OpenSearchException, path: str) -> IndexStateError:
    """Return the error of ours for one of the client's. Nothing of the request is told but the index."""
    if isinstance(error, SSLError):
        return EngineDownError("engine-login", problem="its certificate is not trusted")
    if isinstance(error, NoConnectionError):
        return EngineDownError("engine-down", problem="no node can be reached in time")
    status = error.status_code if isinstance(error, TransportError) else 0
    kind = str(error.error) if isinstance(error, TransportError) else type(error).__name__
    if status == 401 or (status == 403 and "block" not in kind):
        return EngineDownError("engine-login", problem=f"status {status}")
    if status == 404 and "index_not_found" in kind:
        return IndexStateError("engine-other-index", hint="build", index=path.split("/")[1])
    return EngineDownError("engine-down", problem=f"{status} {kind}".strip())
