"""Provisions as a person reads them on a terminal: status first, the words as they stand, then labels and source."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from corpus.catalogue.amendments import Effect, amendment_words
from corpus.catalogue.remarks import load_remarks
from indexer.cli.terminal import wrap

__all__ = ["hit_lines", "place", "provision_lines", "read_otherwise", "row"]

Record = Mapping[str, Any]
DIGEST = {"en": "Digest (not the treaty)", "es": "Resumen (no es el tratado)"}


def place(row: Record) -> str:
    """Return where a provision stands, as people write it: "Article 18.3, paragraph 2" or "Annex 18.3.4, 12"."""
    parts = []
    for heading in row["headings"]:
        kind = heading["kind"]
        if kind in {"article", "annex", "protocol"}:
            parts.append(f"{kind.capitalize()} {heading['number'] or heading['title']}")
        elif kind == "preamble":
            parts = ["Preamble"]
    if not parts:
        parts = [f"{h['kind'].capitalize()} {h['number']}".strip() for h in row["headings"][-1:]]
    label = row["label"] or (row["id"].rsplit("/", 1)[-1] if parts == ["Preamble"] else "")
    return ", ".join([*parts[-2:], *([f"paragraph {label}"] if label else [])])


def title(row: Record) -> str:
    """Return the heading of the article that frames a provision."""
    return next((h["title"] for h in reversed(row["headings"]) if h["title"] and h["kind"] != "heading"), "")


def status(row: Record) -> str:
    """Return the agreement's status, with a mark where it is not verified."""
    agreement = row["agreement"]
    return f"{agreement['status']}{' (unverified)' if agreement.get('status_unverified') else ''}"


def read_otherwise(record: Record) -> str:
    """Return the force that the digest's author read where the rules read another, or "".

    Both are shown: "will" is an obligation by the rules, and less than one in an agreement that orders with "shall".
    """
    parts = (record["digest"] or {}).get("parts", ())
    return next((p["force"] for p in parts if p["of"] == record["id"] and p["force"] != record["force"]), "")


def _force(record: Record) -> str:
    by_hand = read_otherwise(record)
    return f"{record['force']} (read by hand: {by_hand})" if by_hand else str(record["force"])


def row(record: Record) -> dict[str, Any]:
    """Return a provision as one row of a table."""
    return {
        "id": record["id"],
        "agreement": record["agreement"]["id"],
        "status": status(record),
        "place": place(record),
        "title": title(record),
        "force": record["force"],
        "addressee": record["addressee"],
        "scope": record["scope"],
        "topics": [topic["id"] for topic in record["topics"]],
        "enforcement": record["enforcement"],
        "text": _words(record) or (record["digest"] or {}).get("en", ""),
    }


def _words(record: Record) -> str:
    parts = [record["text"], *(f"({p['label']}) {_words(p)}" for p in record["points"]), record["closing"]]
    return " ".join(part for part in parts if part)


def hit_lines(number: int, hit: Record, language: str) -> Iterator[str]:
    """Yield one search hit for a person."""
    agreement = hit["agreement"]
    yield f"{number}. {agreement['short_titles'][language]} [{status(hit)}] - {place(hit)}: {title(hit)}"
    yield f"   {hit['id']}   {_force(hit)}, {hit['addressee'] or 'nobody named'}   {_topics(hit)}".rstrip()
    text = _words(hit)
    if text:
        yield wrap(_excerpt(text, hit), "   ")
    digest = (hit["digest"] or {}).get(language)
    if digest:
        yield wrap(f"{DIGEST[language]}: {_short(digest)}", "   ")
    if hit.get("also"):
        yield f"   The same words in {len(hit['also'])} more: {', '.join(hit['also'][:4])}"
    for share in hit.get("explain", ()):
        yield f"   {share['score']:8.4f}  {share['said']}: {', '.join(share['words'])} in {', '.join(share['fields'])}"
    yield ""


def _topics(hit: Record) -> str:
    return ", ".join(topic["id"] for topic in hit["topics"][:4])


def _short(digest: str, size: int = 420) -> str:
    """Return the first sentences of a digest; `clausula show` prints it whole."""
    if len(digest) <= size:
        return digest
    end = max(digest.rfind(". ", 0, size), digest.rfind("; ", 0, size))
    return f"{digest[: end + 1] if end > size // 3 else digest[: digest.rfind(' ', 0, size)]} […]"


def _excerpt(text: str, hit: Record, size: int = 320) -> str:
    """Return the words around the first match; whole where the clause is short."""
    if len(text) <= size:
        return text
    found = [word for words in hit.get("matched", {}).values() for word in words]
    positions = [at for word in found if (at := text.lower().find(word.lower())) >= 0]
    start = max(0, min(positions, default=0) - size // 3)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.rfind(" ", start, start + size)
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def provision_lines(record: Record, *, explain: bool) -> Iterator[str]:
    """Yield a whole provision for a person: heading, words, notes, labels, digest, source."""
    agreement = record["agreement"]
    yield f"{agreement['title']} [{status(record)}]"
    for heading in record["headings"]:
        yield f"  {heading['kind'].capitalize()} {heading['number']} {heading['title']}".rstrip()
    yield f"  {record['id']}"
    yield ""
    if _words(record):
        yield wrap(f"{record['label'] + '. ' if record['label'] else ''}{record['text']}".strip())
        yield from _point_lines(record["points"], 1)
        if record["closing"]:
            yield wrap(record["closing"])
    else:
        yield "The treaty's own text is not at hand: import or fetch it to read the words. What follows is a digest."
    for note in record["footnotes"]:
        yield wrap(f"[{note['mark']}] {note['text']}", "    ")
    yield ""
    yield from _later_lines(record)
    yield from _label_lines(record, explain=explain)
    digest = record["digest"]
    if digest:
        for language, name in DIGEST.items():
            yield wrap(f"{name}: {digest[language]}")
            told = digest["exporter"].get(language)
            if told:
                yield wrap(told, "    ")
    source = record["source"]
    if source:
        yield f"Source: {source['publisher']} ({source['role']}), {source['url'] or 'imported file'}"
        yield f"        taken {source['retrieved'][:10]}, sha256 {source['sha256'][:16]}…, {source['licence']}"


def _later_lines(record: Record) -> Iterator[str]:
    """Yield what changed a provision, and what became of the bodies and laws that it names."""
    for effect in record["amendments"]:
        yield wrap(f"Amendment: {amendment_words(msgspec.convert(effect, Effect), 'en')}")
    for name in record["remarks"]:
        remark = load_remarks()[name]
        yield wrap(f"Since then: {remark.says['en']}{'' if remark.read_in else ' (unverified)'}")


def _point_lines(points: Sequence[Record], depth: int) -> Iterator[str]:
    for point in points:
        yield wrap(f"({point['label']}) {point['text']}".strip(), "    " * depth)
        yield from _point_lines(point["points"], depth + 1)
        if point["closing"]:
            yield wrap(point["closing"], "    " * depth)


def _label_lines(record: Record, *, explain: bool) -> Iterator[str]:
    yield f"Scope: {record['scope']}   Force: {_force(record)}   Binds: {record['addressee'] or 'nobody named'}"
    by = f" (see {record['enforcement_source']})" if record["enforcement_source"] else ""
    yield f"Enforcement: {record['enforcement']}{by}"
    if record["topics"]:
        yield f"Topics: {', '.join(topic['id'] for topic in record['topics'])}"
    named = [reference["text"] for reference in record["references"] if reference["kind"] != "internal"]
    if named:
        yield wrap(f"Names: {'; '.join(dict.fromkeys(named))}")
    targets = [r["target"] for r in record["references"] if r["kind"] == "internal" and r["target"]]
    if targets:
        yield wrap(f"Refers to: {', '.join(dict.fromkeys(targets))}")
    if record["referred_by"]:
        yield wrap(f"Referred to by: {', '.join(record['referred_by'])}")
    if not explain:
        return
    groups = [("scope", record["scope_evidence"]), ("topic", record["topics"])]
    for name, labels in groups:
        for label in labels:
            code = label.get("id") or label.get("code")
            yield f"  {name} {code}: {'; '.join(repr(e) for e in label['evidence'])}  [{label['rule']}]"
    for name, spans in (("force", record["force_evidence"]), ("hedge", record["hedges"])):
        for span in spans:
            yield f"  {name}: {span['text']!r}"
