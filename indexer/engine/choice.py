"""The engine that answers: the one place that chooses it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import EngineDownError
from indexer.engine.protocol import Engine
from indexer.engine.whoosh_index import WhooshEngine

if TYPE_CHECKING:
    from indexer.engine.opensearch.opensearch_index import OpenSearchEngine

__all__ = ["engine", "engine_of"]

STATE = "opensearch.json"  # in the directory of an index that a cluster has


def engine(address: str = "") -> Engine:
    """Return the engine that writes indexes: Whoosh, or the cluster at an address, by default CLAUSULA_ENGINE.

    Raises:
        IndexStateError: the address is none.
        EngineDownError: the client of OpenSearch is not installed.
    """
    address = address or os.environ.get("CLAUSULA_ENGINE", "")
    return _opensearch().at(address) if address else WhooshEngine()


def engine_of(directory: Path) -> Engine:
    """Return the engine that has an index. See `engine`."""
    return _opensearch().of_index(directory) if (directory / STATE).exists() else WhooshEngine()


def _opensearch() -> "type[OpenSearchEngine]":
    try:
        from indexer.engine.opensearch.opensearch_index import OpenSearchEngine  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise EngineDownError("engine-client-missing") from error
    return OpenSearchEngine
