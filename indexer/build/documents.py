"""A provision's record as the document that the search engine indexes."""

import hashlib
import re

from corpus.model import LANGUAGES
from indexer.classify.taxonomy import load_taxonomy
from indexer.engine.protocol import EngineDocument
from indexer.record import Record

__all__ = ["document"]

# What sister treaties change in a clause: numbers, and who the Parties are.
_CHANGES = re.compile(r"[\W\d_]+")
_SHORTEST = 40  # letters; shorter clauses repeat by accident


def _instruments(record: Record) -> list[str]:
    """Return the slugs of the treaties that the clause or its digest names."""
    named = [reference.target for reference in record.references if reference.kind != "internal" and reference.target]
    return list(dict.fromkeys([*named, *(record.digest.instruments if record.digest else ())]))


def _digest(record: Record, language: str) -> str:
    """Return the words of the digests, with what they mean for a firm."""
    if not record.digest:
        return ""
    return f"{record.digest.summary(language)} {record.digest.exporter.get(language, '')}".strip()


def document(record: Record) -> EngineDocument:
    """Return the engine's document of a record."""
    agreement, headings = record.agreement, record.headings
    article = [h for h in headings if h.kind in {"article", "annex", "heading", "preamble"}]
    taxonomy = load_taxonomy()
    topics = [topic.id for topic in record.topics]
    labels = {
        language: " . ".join(taxonomy[topic].labels[language] for topic in topics if topic in taxonomy)
        for language in LANGUAGES
    }
    text = record.bare_text()
    return {
        "id": record.id,
        "article": record.article,
        "agreement": agreement.id,
        "lang": record.language,
        "fields": {
            "text": text,
            "heading": " . ".join(f"{h.number} {h.title}" for h in article),
            "chapter": " . ".join(h.title for h in headings if h not in article),
            "notes": " ".join(note.text for note in record.footnotes),
            "digest_en": _digest(record, "en"),
            "digest_es": _digest(record, "es"),
            "topics_en": labels["en"],
            "topics_es": labels["es"],
        },
        "facets": {
            "agreement": agreement.id,
            "bloc": agreement.bloc,
            "party": list(agreement.parties),
            "topic": topics,
            "whole_force": record.force,
            "force": sorted({record.force, *(point.force for point in record.point_labels() if point.force)}),
            "scope": record.scope,
            "addressee": sorted({record.addressee, *(point.addressee for point in record.point_labels())} - {""}),
            "enforcement": record.enforcement,
            "lang": record.language,
            "status": agreement.status,
            "chapter_number": next((h.number for h in headings if h.kind == "chapter"), ""),
            "article_number": next((h.number for h in reversed(headings) if h.kind == "article"), ""),
            "instrument": _instruments(record),
            "product": list(record.digest.products) if record.digest else [],
        },
        "signed": int(f"{agreement.signed or 0}".replace("-", "")),
        "family": _family(text),
    }


def _family(text: str) -> str:
    """Return a key that near-identical clauses share: their letters, without numbers, signs, case and spaces."""
    letters = _CHANGES.sub("", text.casefold())
    return hashlib.sha256(letters.encode()).hexdigest()[:16] if len(letters) >= _SHORTEST else ""
