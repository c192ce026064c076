"""Provisions with all that is known of them, and digests without a text at hand, to records.

Here alone is decided which reading is shown: that of a person, where a digest says how the clause reads, with what
the rules read otherwise beside it (`Record.rules`); else that of the rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import UNSET, structs

from corpus.catalogue.amendments import Effect, effects_on
from corpus.catalogue.remarks import remarks_on
from corpus.citation.identifiers import article_id, eid, split_id
from corpus.citation.styles import short
from corpus.deadlines import deadlines
from corpus.model import (
    LANGUAGES,
    Agreement,
    Digest,
    Enforcement,
    Force,
    Heading,
    Label,
    Point,
    Provision,
    Reference,
    Snapshot,
    Span,
)
from corpus.quality.authenticity import Standing
from indexer.classify.topics import Classification
from indexer.record import (
    AgreementBrief,
    DigestPart,
    Evidence,
    Record,
    RecordDigest,
    RecordPoint,
    RecordReference,
    RecordSource,
    RulesReading,
    ScopeLabel,
    TopicLabel,
    facts_of,
)

__all__ = ["Labelled", "digest_record", "record"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A provision with all that the index knows of it; `enforcement` is what the rules read."""

    provision: Provision
    classification: Classification
    enforcement: tuple[Enforcement, str]
    digests: tuple[Digest, ...] = ()
    references: tuple[Reference, ...] = ()


def record(labelled: Labelled, agreement: Agreement, snapshot: Snapshot, standing: Standing, order: int) -> Record:
    """Return the record of a provision whose text is at hand; `standing` is that of its language."""
    provision, labels = labelled.provision, labelled.classification
    titles = {f"heading:{number}": heading.title for number, heading in enumerate(provision.headings)}
    own = provision.headings[-1].title if provision.headings else ""
    texts = dict(provision.texts()) | titles | {"heading": own}
    read = _reading(labelled)
    made = Record(
        id=provision.id,
        eid=provision.eid,
        article=article_id(provision.id),
        order=order,
        agreement=facts_of(agreement, AgreementBrief),
        headings=provision.headings,
        label=provision.label,
        language=provision.language,
        text=provision.text,
        points=_points(provision.points, "", labels),
        closing=provision.closing,
        footnotes=provision.footnotes,
        scope=labels.scope,
        scope_evidence=tuple(
            ScopeLabel(label.code, _words(spans), spans, label.rule)
            for label, spans in _seen(labels.scope_evidence, texts)
        ),
        topics=_topics(labelled.digests, _seen(labels.topics, texts)),
        force=read.force,
        force_evidence=tuple(_evidence(span, texts) for span in labels.force_evidence),
        hedges=tuple(_evidence(span, texts) for span in labels.hedges),
        addressee=read.addressee,
        enforcement=read.enforcement,
        enforcement_source=read.enforcement_source,
        references=tuple(map(_reference, labelled.references)),
        amendments=_amendments(provision.id, provision.headings),
        remarks=remarks_on(" ".join([*texts.values(), *_summaries(labelled.digests)])),
        deadlines=_deadlines(labelled.digests, agreement),
        referred_by=(),  # filled in when all records of the agreement are there
        rules=read.otherwise,
        digest=_digest(labelled.digests, provision.id),
        citation="",
        source=_source(snapshot, provision.locator, standing),
    )
    return structs.replace(made, citation=short(made))


def digest_record(provision: str, digests: Sequence[Digest], agreement: Agreement, order: int) -> Record:
    """Return the record of a provision that is known by digests only. `digests` holds at least one."""
    first = digests[0]
    headings = first.headings["en"]
    own = provision.rsplit("/", 1)[-1] if provision.count("/") > 1 else ""
    label = own if first.numbered and own != "0" else ""
    made = Record(
        id=provision,
        eid=eid(headings, label, own or "1"),
        article=article_id(provision),
        order=order,
        agreement=facts_of(agreement, AgreementBrief),
        headings=headings,
        label=label,
        language="mul",
        text="",
        points=(),
        closing="",
        footnotes=(),
        scope="core" if any(digest.scope == "core" for digest in digests) else first.scope,
        scope_evidence=(),
        topics=tuple(TopicLabel(topic, (), rule="digest") for topic in _union(d.topics for d in digests)),
        force=first.force,
        force_evidence=(),
        hedges=(),
        addressee=first.addressee,
        enforcement=first.enforcement,
        enforcement_source=first.enforcement_source,
        references=(),
        amendments=_amendments(provision, headings),
        remarks=remarks_on(" ".join(_summaries(digests))),
        deadlines=_deadlines(digests, agreement),
        referred_by=(),
        rules=None,
        digest=_digest(digests, provision),
        citation="",
        source=None,
    )
    return structs.replace(made, citation=short(made))


def _deadlines(digests: Iterable[Digest], agreement: Agreement) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in deadlines((digest.summary["en"] for digest in digests), agreement))


def _summaries(digests: Iterable[Digest]) -> list[str]:
    return [words for digest in digests for words in (*digest.summary.values(), *digest.exporter.values())]


def _amendments(provision: str, headings: Iterable[Heading]) -> tuple[Effect, ...]:
    return effects_on(provision, {heading.number for heading in headings if heading.kind == "chapter"})


@dataclass(frozen=True, slots=True)
class _Reading:
    """The labels of a provision that are shown, and what the rules read otherwise."""

    force: Force
    addressee: str
    enforcement: Enforcement
    enforcement_source: str
    otherwise: RulesReading | None


def _reading(labelled: Labelled) -> _Reading:
    """Return the labels that are shown: those of the digest of the very provision, else those of the rules.

    Digests of its points say nothing of the whole, except how a breach is pursued, where they say it with one voice.
    Topics are told apart one by one, see `_topics`.
    """
    labels = labelled.classification
    own = next((digest for digest in labelled.digests if digest.provision == labelled.provision.id), None)
    voices = {(digest.enforcement, digest.enforcement_source) for digest in labelled.digests}
    enforcement, source = voices.pop() if len(voices) == 1 else labelled.enforcement
    force, addressee = (own.force, own.addressee) if own else (labels.force, labels.addressee)
    otherwise = RulesReading(
        force=labels.force if labels.force != force else UNSET,
        addressee=labels.addressee if labels.addressee != addressee else UNSET,
        enforcement=labelled.enforcement[0] if labelled.enforcement[0] != enforcement else UNSET,
        enforcement_source=labelled.enforcement[1] if labelled.enforcement != (enforcement, source) else UNSET,
    )
    return _Reading(force, addressee, enforcement, source, otherwise if otherwise != RulesReading() else None)


def _source(snapshot: Snapshot, locator: str, standing: Standing) -> RecordSource:
    source = snapshot.source
    return RecordSource(
        publisher=source.publisher,
        url=snapshot.final_url or source.url,
        retrieved=snapshot.retrieved_at.isoformat(timespec="seconds"),
        how=snapshot.how,
        sha256=snapshot.sha256,
        locator=locator,
        licence=source.licence,
        role=source.role,
        version=source.version,
        standing=standing,
    )


def _points(points: Iterable[Point], prefix: str, labels: Classification) -> tuple[RecordPoint, ...]:
    out = []
    for point in points:
        where = f"{prefix}{point.label}"
        force, addressee = labels.point_force.get(where, (UNSET, UNSET))
        inner = _points(point.points, f"{where}.", labels)
        out.append(RecordPoint(point.label, point.text, force, addressee, inner, point.closing))
    return tuple(out)


def _reference(reference: Reference) -> RecordReference:
    span = reference.span
    return RecordReference(span.where, span.start, span.end, reference.text, reference.target or None, reference.kind)


def _evidence(span: Span, texts: Mapping[str, str]) -> Evidence:
    return Evidence(span.where, span.start, span.end, texts.get(span.where, "")[span.start : span.end])


def _seen(labels: Iterable[Label], texts: Mapping[str, str]) -> Iterable[tuple[Label, tuple[Evidence, ...]]]:
    """Yield the labels that have evidence words with them; one without is not shown."""
    for label in labels:
        spans = tuple(evidence for span in label.evidence if (evidence := _evidence(span, texts)).text)
        if spans:
            yield label, spans


def _topics(digests: Sequence[Digest], seen: Iterable[tuple[Label, tuple[Evidence, ...]]]) -> tuple[TopicLabel, ...]:
    """Return the topics that the digests name, then those that only the rules saw, which have evidence."""
    by_rules = {label.code: TopicLabel(label.code, _words(spans), spans, label.rule) for label, spans in seen}
    by_hand = {topic: TopicLabel(topic, (), rule="digest") for topic in _union(d.topics for d in digests)}
    return tuple((by_hand | by_rules).values())


def _words(spans: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.text for span in spans))


def _union(rows: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for row in rows for value in row))


def _digest(digests: Sequence[Digest], provision: str) -> RecordDigest | None:
    """Return the digests of a provision as one: point by point where they differ by point."""
    if not digests:
        return None
    said = {
        language: _union((d.exporter[language],) for d in digests if language in d.exporter) for language in LANGUAGES
    }
    return RecordDigest(
        exporter={language: "\n".join(words) for language, words in said.items() if words},
        topics=_union(d.topics for d in digests),
        instruments=_union(d.instruments for d in digests),
        products=_union(d.products for d in digests),
        parts=tuple(
            DigestPart(
                d.summary["en"], d.summary["es"], d.provision, d.force, d.addressee, d.enforcement, d.enforcement_source
            )
            for d in digests
        ),
        checked=max((d.checked.isoformat() for d in digests if d.checked), default=None),
        headings=dict(digests[0].headings),
        en=" ".join(_with_label(digest, provision, "en") for digest in digests),
        es=" ".join(_with_label(digest, provision, "es") for digest in digests),
    )


def _with_label(digest: Digest, provision: str, language: str) -> str:
    _, _, path = split_id(digest.provision)
    lead = "".join(f"({part})" for part in path.split(".") if part)
    return f"{lead} {digest.summary[language]}" if lead and digest.provision != provision else digest.summary[language]
