"""Provisions as a person reads them on a terminal: status first, the words as they stand, then labels and source."""

from collections.abc import Iterator
from functools import partial

import click
from msgspec import UnsetType

from corpus.catalogue.addressees import addressee_words
from corpus.catalogue.amendments import amendment_words
from corpus.catalogue.remarks import load_remarks
from corpus.citation.identifiers import article_id
from corpus.model import LANGUAGES, MAY_BIND
from corpus.words import status_words, word
from indexer.classify.taxonomy import topic_labels
from indexer.cli.output.terminal import marked, wrap
from indexer.record import Record, RecordHit, RulesReading

__all__ = ["hit_lines", "provision_lines", "status"]

LONGEST_DIGEST, EXCERPT = 420, 320  # characters of a digest, and of the words, at a hit


def status(record: Record, language: str = "en") -> str:
    """Return the agreement's status, with a mark where it is not verified."""
    agreement = record.agreement
    return status_words(agreement.status, unverified=agreement.status_unverified, language=language)


def _label(name: str, code: str, language: str) -> str:
    """Return a label in words that filters take; but for an addressee, in English it is the code."""
    if name == "addressee":
        return addressee_words(code, language) if code else word("line", "nobody", language)
    if language == "en":
        return code
    if name == "topic":
        return topic_labels()[code][language]
    return word(name, code, language).lower()


def _by_rules(name: str, label: str | UnsetType | None, language: str) -> str:
    """Return what the rules read where a person's reading is shown and that is another, or "".

    "will" is an obligation by the rules, and less than one in an agreement that orders with "shall".
    """
    return f" ({word('export', 'rules', language)}: {_label(name, label, language)})" if label else ""


def hit_lines(number: int, hit: RecordHit, language: str) -> Iterator[str]:
    """Yield one search hit for a person."""
    said_of = partial(word, "line", language=language)
    title = f": {named}" if (named := hit.title(language)) else ""
    place = hit.place().name(language)
    head = f"{hit.agreement.short_titles[language]} [{status(hit, language)}] - {place}{title}"
    yield click.style(f"{number}. {head}", bold=True)
    force = _label("force", hit.force, language) + _by_rules("force", (hit.rules or RulesReading()).force, language)
    topics = ", ".join(_label("topic", topic.id, language) for topic in hit.topics[:4])
    labels = f"{force}, {_label('addressee', hit.addressee, language)}   {topics}".rstrip()
    yield f"   {click.style(hit.id, fg='cyan')}   {labels}"
    if hit.has_words:
        yield _excerpt(hit)
    if hit.digest:
        lead = f"{said_of('digest')}: "
        said = f"{lead}{_short(hit.digest.summary(language))}"
        found = [span for span in hit.spans if span.where == f"digest:{language}"]
        spans = ((len(lead) + span.start, len(lead) + span.end) for span in found)
        yield marked(wrap(said, "   "), said, spans)
    if hit.also:
        articles = list(dict.fromkeys(article_id(name) for name in hit.also))
        near = said_of("near").format(count=len(articles))
        yield f"   {near}: {', '.join(articles[:4])}{' …' * (len(articles) > 4)}"
    if hit.siblings:
        yield f"   {said_of('article')}: {', '.join(hit.siblings[:4])}{' …' * (len(hit.siblings) > 4)}"
    if hit.points_matched:
        yield f"   {said_of('points')}: {', '.join(hit.points_matched)}"
    for share in hit.explain or ():
        yield f"   {share.score:8.4f}  {share.said}: {', '.join(share.words)} in {', '.join(share.fields)}"
    yield ""


def _short(digest: str) -> str:
    """Return the first sentences of a digest; `clausula show` prints it whole."""
    if len(digest) <= LONGEST_DIGEST:
        return digest
    end = max(digest.rfind(". ", 0, LONGEST_DIGEST), digest.rfind("; ", 0, LONGEST_DIGEST))
    return f"{digest[: end + 1] if end > LONGEST_DIGEST // 3 else digest[: digest.rfind(' ', 0, LONGEST_DIGEST)]} […]"


def _excerpt(hit: RecordHit) -> str:
    """Return the words around the first match, wrapped and with what was found in colour; whole where it is short."""
    text, start = hit.full_text(), 0
    end = len(text)
    if end > EXCERPT:
        found = [word for words in hit.matched.values() for word in words]
        positions = [at for word in found if (at := text.lower().find(word.lower())) >= 0]
        start = max(0, min(positions, default=0) - EXCERPT // 3)
        start = text.rfind(" ", 0, start) + 1 if start else 0
        end = text.rfind(" ", start, start + EXCERPT)
    cut = "…" if start else ""
    shown = f"{cut}{text[start:end]}{'…' if end < len(text) else ''}"
    shift = len(cut) - start
    return marked(wrap(shown, "   "), shown, ((first + shift, last + shift) for first, last in _found(hit)))


def _found(hit: RecordHit) -> Iterator[tuple[int, int]]:
    """Yield where the words that were found stand in the whole text of the clause."""
    at = 0
    for passage in hit.passages():
        whole = passage.labelled()
        own = at + len(whole) - len(passage.text)
        yield from ((own + span.start, own + span.end) for span in hit.spans if span.where == passage.where)
        at += len(whole) + bool(whole)


def provision_lines(record: Record, *, explain: bool, language: str) -> Iterator[str]:
    """Yield a whole provision for a person: heading, words, notes, labels in a language, digest, source."""
    yield click.style(f"{record.agreement.titles[language]} [{status(record, language)}]", bold=True)
    said = partial(word, "line", language=language)
    for heading in record.headings_in(language):
        kind = word("kind", heading.kind, language).capitalize() if heading.number or not heading.title else ""
        yield f"  {' '.join(filter(None, (kind, heading.number, heading.title)))}"
    yield f"  {click.style(record.id, fg='cyan')}"
    yield ""
    if record.has_words:
        for passage in record.passages():
            label = f"{record.label}." if record.label and not passage.where else passage.label
            if label or passage.text:
                yield wrap(f"{label} {passage.text}".strip(), "    " * len(passage.path))
    else:
        yield said("no_words")
    for note in record.footnotes:
        yield wrap(f"[{note.mark}] {note.text}", "    ")
    yield ""
    yield from _later_lines(record, language)
    yield from _label_lines(record, explain=explain, language=language)
    if record.digest:
        for written in sorted(LANGUAGES, key=language.__ne__):
            yield wrap(f"{word('line', 'digest', written)}: {record.digest.summary(written)}")
            if advice := record.digest.exporter.get(written):
                yield wrap(advice, "    ")
    if source := record.source:
        role = word("role", source.role, language)
        whose = role if source.role == "unknown" else f"{source.publisher} ({role})"
        yield f"{said('source')}: {whose}, {source.url or said('imported')}"
        how = f", {word('export', 'unencrypted', language)}" if source.unencrypted else ""
        licence = f", {source.licence}" if source.licence else ""
        yield f"        {said('taken')} {source.retrieved[:10]}{how}, sha256 {source.sha256[:16]}…{licence}"


def _later_lines(record: Record, language: str) -> Iterator[str]:
    """Yield what changed a provision, when its periods end, and what became of the bodies and laws that it names."""
    for effect in record.amendments:
        yield wrap(amendment_words(effect, language))
    if record.deadlines:
        yield f"{word('line', 'periods', language)}: {', '.join(record.deadlines)}"
    for name in record.remarks:
        remark = load_remarks()[name]
        mark = "" if remark.read_in else f" ({word('export', 'unverified', language)})"
        yield wrap(f"{word('line', 'since', language)}: {remark.says[language]}{mark}")


def _label_lines(record: Record, *, explain: bool, language: str) -> Iterator[str]:
    def lead(name: str) -> str:
        return word("line", name, language)

    def label(name: str, code: str, by_rules: str | UnsetType | None, source: str = "") -> str:
        by = f" ({lead('see')} {source})" if source else ""
        return f"{_label(name, code, language)}{by}{_by_rules(name, by_rules, language)}"

    rules, source = record.rules or RulesReading(), record.enforcement_source
    force = label("force", record.force, rules.force)
    to = "binds" if record.agreement.status in MAY_BIND else "addressed"
    binds = label("addressee", record.addressee, rules.addressee)
    scope = _label("scope", record.scope, language)
    yield f"{lead('scope')}: {scope}   {lead('force')}: {force}   {lead(to)}: {binds}"
    yield f"{lead('enforcement')}: {label('enforcement', record.enforcement, rules.enforcement, source)}"
    if record.topics:
        yield f"{lead('topics')}: {', '.join(_label('topic', topic.id, language) for topic in record.topics)}"
    named = [reference.text for reference in record.references if reference.kind != "internal"]
    if named:
        yield wrap(f"{lead('names')}: {'; '.join(dict.fromkeys(named))}")
    targets = [r.target for r in record.references if r.kind == "internal" and r.target]
    if targets:
        yield wrap(f"{lead('refers')}: {', '.join(dict.fromkeys(targets))}")
    if record.referred_by:
        yield wrap(f"{lead('referred')}: {', '.join(record.referred_by)}")
    if explain:
        yield from _evidence_lines(record)


def _evidence_lines(record: Record) -> Iterator[str]:
    for label in record.scope_evidence:
        yield f"  scope {label.code}: {'; '.join(map(repr, label.evidence))}  [{label.rule}]"
    for topic in record.topics:
        yield f"  topic {topic.id}: {'; '.join(map(repr, topic.evidence))}  [{topic.rule}]"
    for name, spans in (("force", record.force_evidence), ("hedge", record.hedges)):
        for span in spans:
            yield f"  {name}: {span.text!r}"
