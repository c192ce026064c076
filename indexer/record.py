"""The JSON of a provision: the same from the command line, the web API and the export.

`text` is the paragraph's own words; `points` hold their own; a point states `force` or `addressee` only where it
differs from what it inherits. A digest without a text at hand makes a record too, with `text` empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from corpus.catalogue.amendments import effects_on
from corpus.catalogue.remarks import remarks_on
from corpus.identifiers import article_id, eid, split_id
from corpus.model import Agreement, Digest, Enforcement, Heading, Label, Point, Provision, Reference, Snapshot, Span
from indexer.classify.topics import Classification

__all__ = ["Labelled", "agreement_json", "digest_record", "record"]

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A provision with all that the index knows of it."""

    provision: Provision
    classification: Classification
    enforcement: tuple[Enforcement, str]
    digests: tuple[Digest, ...] = ()
    references: tuple[Reference, ...] = ()


def agreement_json(agreement: Agreement) -> Record:
    """Return what stands of an agreement at every hit: a dead text never looks alive."""
    return {
        "id": agreement.id,
        "title": agreement.titles["en"],
        "titles": dict(agreement.titles),
        "short_titles": dict(agreement.short_titles),
        "bloc": agreement.bloc,
        "parties": list(agreement.parties),
        "signed": agreement.signed.isoformat() if agreement.signed else None,
        "status": agreement.status,
        "status_unverified": "status" in agreement.unverified,
        "identifiers": dict(agreement.identifiers),
    }


def record(labelled: Labelled, agreement: Agreement, snapshot: Snapshot | None, order: int) -> Record:
    """Return the record of a provision whose text is at hand."""
    provision, labels = labelled.provision, labelled.classification
    titles = {f"heading:{number}": heading.title for number, heading in enumerate(provision.headings)}
    own = provision.headings[-1].title if provision.headings else ""
    texts = dict(provision.texts()) | titles | {"heading": own}
    enforcement, enforcement_source = labelled.enforcement
    return {
        "id": provision.id,
        "eid": provision.eid,
        "article": article_id(provision.id),
        "order": order,
        "agreement": agreement_json(agreement),
        "headings": [{"kind": h.kind, "number": h.number, "title": h.title} for h in provision.headings],
        "label": provision.label,
        "language": provision.language,
        "text": provision.text,
        "points": _points(provision.points, "", labels),
        "closing": provision.closing,
        "footnotes": [
            {"mark": note.mark, "text": note.text, "where": note.where, "offset": note.offset}
            for note in provision.footnotes
        ],
        "scope": labels.scope,
        "scope_evidence": _labels(labels.scope_evidence, texts, "code"),
        "topics": _labels(labels.topics, texts, "id"),
        "force": labels.force,
        "force_evidence": [_quoted(span, texts) for span in labels.force_evidence],
        "hedges": [_quoted(span, texts) for span in labels.hedges],
        "addressee": labels.addressee,
        "enforcement": enforcement,
        "enforcement_source": enforcement_source,
        "references": [
            {
                "text": reference.text,
                "target": reference.target or None,
                "kind": reference.kind,
                "where": reference.span.where,
                "start": reference.span.start,
                "end": reference.span.end,
            }
            for reference in labelled.references
        ],
        "amendments": _amendments(provision.id, provision.headings),
        "remarks": list(remarks_on(" ".join([*texts.values(), *_summaries(labelled.digests)]))),
        "referred_by": [],  # filled in when all records of the agreement are there
        "digest": _digest(labelled.digests, provision.id),
        "source": source_json(snapshot, provision.locator),
    }


def digest_record(provision: str, digests: Sequence[Digest], agreement: Agreement, order: int) -> Record:
    """Return the record of a provision that is known by digests only. `digests` holds at least one."""
    first = digests[0]
    headings = first.headings["en"]
    own = provision.rsplit("/", 1)[-1] if provision.count("/") > 1 else ""
    label = own if own != "0" else ""
    return {
        "id": provision,
        "eid": eid(headings, label, own or "1"),
        "article": article_id(provision),
        "order": order,
        "agreement": agreement_json(agreement),
        "headings": [{"kind": h.kind, "number": h.number, "title": h.title} for h in headings],
        "label": label,
        "language": "mul",
        "text": "",
        "points": [],
        "closing": "",
        "footnotes": [],
        "scope": "core" if any(digest.scope == "core" for digest in digests) else first.scope,
        "scope_evidence": [],
        "topics": [{"id": topic, "evidence": [], "rule": "digest"} for topic in _union(d.topics for d in digests)],
        "force": first.force,
        "force_evidence": [],
        "hedges": [],
        "addressee": first.addressee,
        "enforcement": first.enforcement,
        "enforcement_source": first.enforcement_source,
        "references": [],
        "amendments": _amendments(provision, headings),
        "remarks": list(remarks_on(" ".join(_summaries(digests)))),
        "referred_by": [],
        "digest": _digest(digests, provision),
        "source": None,
    }


def _summaries(digests: Iterable[Digest]) -> list[str]:
    return [words for digest in digests for words in (*digest.summary.values(), *digest.exporter.values())]


def _amendments(provision: str, headings: Iterable[Heading]) -> list[Record]:
    chapters = {heading.number for heading in headings if heading.kind == "chapter"}
    effects: list[Record] = msgspec.to_builtins(effects_on(provision, chapters))
    return effects


def source_json(snapshot: Snapshot | None, locator: str) -> Record | None:
    """Return where the words come from: publisher, address, date, hash, licence and role."""
    if snapshot is None:
        return None
    source = snapshot.source
    return {
        "publisher": source.publisher,
        "url": snapshot.final_url or source.url,
        "retrieved": snapshot.retrieved_at.isoformat(timespec="seconds"),
        "how": snapshot.how,
        "sha256": snapshot.sha256,
        "locator": locator,
        "licence": source.licence,
        "role": source.role,
        "version": source.version,
    }


def _points(points: tuple[Point, ...], prefix: str, labels: Classification) -> list[Record]:
    out = []
    for point in points:
        where = f"{prefix}{point.label}"
        entry: Record = {"label": point.label, "text": point.text}
        if where in labels.point_force:
            entry["force"], entry["addressee"] = labels.point_force[where]
        entry["points"] = _points(point.points, f"{where}.", labels)
        entry["closing"] = point.closing
        out.append(entry)
    return out


def _quoted(span: Span, texts: Mapping[str, str]) -> Record:
    return {
        "where": span.where,
        "start": span.start,
        "end": span.end,
        "text": texts.get(span.where, "")[span.start : span.end],
    }


def _labels(labels: Iterable[Label], texts: Mapping[str, str], key: str) -> list[Record]:
    """Return the labels that have evidence words; one without is not shown."""
    out = []
    for label in labels:
        spans = [quoted for span in label.evidence if (quoted := _quoted(span, texts))["text"]]
        if spans:
            words = list(dict.fromkeys(quoted["text"] for quoted in spans))
            out.append({key: label.code, "evidence": words, "spans": spans, "rule": label.rule})
    return out


def _union(rows: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(value for row in rows for value in row))


def _digest(digests: Sequence[Digest], provision: str) -> Record | None:
    """Return the digests of a provision as one: point by point where they differ by point."""
    if not digests:
        return None
    out: Record = {
        "exporter": {},
        "topics": _union(d.topics for d in digests),
        "instruments": _union(d.instruments for d in digests),
        "products": _union(d.products for d in digests),
        "parts": [],
        "checked": max((d.checked.isoformat() for d in digests if d.checked), default=None),
    }
    for language in ("en", "es"):
        out[language] = " ".join(_with_label(digest, provision, language) for digest in digests)
        told = list(dict.fromkeys(d.exporter[language] for d in digests if language in d.exporter))
        if told:
            out["exporter"][language] = " ".join(told)
    for digest in digests:
        out["parts"].append(
            {
                "of": digest.provision, "en": digest.summary["en"], "es": digest.summary["es"], "force": digest.force,
                "addressee": digest.addressee, "enforcement": digest.enforcement,
                "enforcement_source": digest.enforcement_source,
            }
        )  # fmt: skip
    return out


def _with_label(digest: Digest, provision: str, language: str) -> str:
    _, _, path = split_id(digest.provision)
    lead = "".join(f"({part})" for part in path.split(".") if part)
    return f"{lead} {digest.summary[language]}" if lead and digest.provision != provision else digest.summary[language]
