"""Records of invented provisions, for tests of what is made of a record."""

from msgspec import convert

from indexer.record import Record

AGREEMENT = {
    "id": "norvania-estuaria",
    "title": "Norvania-Estuaria Trade Agreement",
    "titles": {"en": "Norvania-Estuaria Trade Agreement", "es": "Acuerdo Comercial Norvania-Estuaria"},
    "short_titles": {"en": "Norvania-Estuaria TA", "es": "AC Norvania-Estuaria"},
    "bloc": "",
    "parties": ["XNA", "XES"],
    "signed": "2011-03-04",
    "status": "in force",
    "status_unverified": False,
    "identifiers": {},
}
SOURCE = {
    "publisher": "tota",
    "url": "https://treaties.example/a_b.html?x=1&y=2",
    "retrieved": "2026-05-09T10:00:00+00:00",
    "how": "fetch",
    "sha256": "0" * 64,
    "locator": "",
    "licence": "",
    "role": "official",
    "version": "original",
    "standing": "authentic",
}


def make_record(identifier: str = "norvania-estuaria/2.2/1", /, **changes: object) -> Record:
    """Return a record as it would be read from an index; `changes` are fields as in its JSON."""
    parts = identifier.split("/")
    row = {
        "id": identifier,
        "eid": "art_x",
        "article": "/".join(parts[:3] if len(parts) > 3 else parts[:2]),
        "order": 0,
        "agreement": AGREEMENT,
        "headings": [],
        "label": parts[-1] if len(parts) > 2 else "",
        "language": "en",
        "text": "",
        "points": [],
        "closing": "",
        "footnotes": [],
        "scope": "core",
        "scope_evidence": [],
        "topics": [],
        "force": "obligation",
        "force_evidence": [],
        "hedges": [],
        "addressee": "",
        "enforcement": "unstated",
        "enforcement_source": "",
        "references": [],
        "amendments": [],
        "remarks": [],
        "deadlines": [],
        "referred_by": [],
        "rules": None,
        "digest": None,
        "citation": "",
        "source": SOURCE,
    }
    return convert(row | changes, Record)
