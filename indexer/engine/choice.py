"""The engine that answers: the one place that chooses it."""

from indexer.engine.protocol import Engine
from indexer.engine.whoosh_index import WhooshEngine

__all__ = ["engine"]


def engine() -> Engine:
    """Return the engine that writes and opens indexes."""
    return WhooshEngine()
