"""A provision's record as the document that the search engine indexes."""

from collections.abc import Mapping
from typing import Any

from indexer.build.family import family_key
from indexer.classify.taxonomy import load_taxonomy

__all__ = ["clause_text", "document"]


def clause_text(row: Mapping[str, Any]) -> str:
    """Return all words of a provision's record in reading order, footnotes left out."""
    parts = [row["text"], *(clause_text(point) for point in row["points"]), row["closing"]]
    return " ".join(part for part in parts if part)


def _instruments(row: Mapping[str, Any], digest: Mapping[str, Any]) -> list[str]:
    """Return the slugs of the treaties that the clause or its digest names."""
    named = [reference["target"] for reference in row["references"] if reference["kind"] != "internal"]
    return list(dict.fromkeys([*named, *digest.get("instruments", ())]))


def document(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the engine's document (see `indexer.engine.protocol`) for a record."""
    agreement, digest = row["agreement"], row["digest"] or {}
    headings = row["headings"]
    article = [h for h in headings if h["kind"] in {"article", "annex", "heading", "preamble"}]
    above = [h for h in headings if h not in article]
    taxonomy = load_taxonomy()
    topics = [topic["id"] for topic in row["topics"]]
    labels = {
        language: " . ".join(taxonomy[topic].labels[language] for topic in topics if topic in taxonomy)
        for language in ("en", "es")
    }
    exporter = digest.get("exporter", {})
    text = clause_text(row)
    number = next((h["number"] for h in reversed(headings) if h["kind"] == "article"), "")
    return {
        "id": row["id"],
        "article": row["article"],
        "agreement": agreement["id"],
        "lang": row["language"],
        "fields": {
            "text": text,
            "heading": " . ".join(f"{h['number']} {h['title']}" for h in article),
            "chapter": " . ".join(h["title"] for h in above),
            "notes": " ".join(note["text"] for note in row["footnotes"]),
            "digest_en": f"{digest.get('en', '')} {exporter.get('en', '')}".strip(),
            "digest_es": f"{digest.get('es', '')} {exporter.get('es', '')}".strip(),
            "topics_en": labels["en"],
            "topics_es": labels["es"],
        },
        "facets": {
            "agreement": agreement["id"],
            "bloc": agreement["bloc"],
            "party": agreement["parties"],
            "topic": topics,
            "force": row["force"],
            "scope": row["scope"],
            "lang": row["language"],
            "status": agreement["status"],
            "article_number": number,
            "instrument": _instruments(row, digest),
        },
        "signed": int((agreement["signed"] or "0").replace("-", "")),
        "family": family_key(text),
    }
