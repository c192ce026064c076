"""Bytes of a snapshot to its document: the format's module reads blocks, the segmenter makes the tree."""

from importlib import import_module

from corpus.formats.detect import detect
from corpus.model import Document, Snapshot
from corpus.segment import segment

__all__ = ["parse"]


def parse(data: bytes, snapshot: Snapshot) -> Document:
    """Return the document that the bytes of a snapshot hold. Raises ParseError when they hold no treaty text."""
    source = snapshot.source
    name = snapshot.original_name or source.url.rpartition("/")[2]
    # Format modules are imported only when met: PDF and HTML readers are slow to load.
    reader = import_module(f"corpus.formats.{detect(data, name)}")
    blocks = reader.read(data, source.language)
    return segment(blocks, agreement=source.agreement, language=source.language, snapshot=snapshot.sha256)
