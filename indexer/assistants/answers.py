"""What an assistant is told: bounded answers, each with its words or a digest, status, citation, source and index.

An answer never holds more than `MOST_WORDS` characters of words; what is left out is said, with the cursor that
brings it. `words_are` says what the words of a provision are: "verbatim" ones may be quoted, a digest never.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from corpus.catalogue.addressees import addressee_words
from corpus.catalogue.amendments import amendment_words
from corpus.catalogue.products import product_for
from corpus.catalogue.rules import NOTICE
from corpus.citation.styles import short
from corpus.errors import NotFoundError, QueryError
from corpus.words import status_words
from indexer.answers.exporter import beside, for_product
from indexer.answers.nothing import nothing
from indexer.answers.selection import Chosen, choose, citation, printed
from indexer.library import Library
from indexer.manifest import AgreementFacts
from indexer.query.markets import party_of_bloc
from indexer.record import Record, RecordHit, facts_of, to_dict

__all__ = ["agreement", "comparison", "coverage", "exporter", "hits", "provisions", "quotation"]

MOST_WORDS = 24_000  # characters of words in one answer
LONGEST = 4_000  # characters of one provision in a list
MOST_HITS = 20
MOST_CELLS = 400  # of a coverage table
NOT_QUOTABLE = "digest: our own summary, not the treaty's words; never quote it as the treaty"
VERBATIM = "verbatim: the words of the text at hand; quote them exactly, with the citation"
WHOSE = {
    "official": "",
    "mirror": "; the text is a third party's copy: say so",
    "translation": "; the text is a translation that no party made authentic: say so",
    "unknown": "; the text is a file of unknown origin that was not compared with the official publication: say so",
}

Json = dict[str, Any]


def hits(library: Library, query: str, *, limit: int, cursor: str, language: str, **options: Any) -> Json:
    """Return a page of a search, or the place that the query names."""
    number = _number(cursor, 1)
    page = library.search(query, limit=min(limit, MOST_HITS), page=number, plain=True, seconds=5.0, **options)
    if page.pinpoint:
        return provisions(library, page.pinpoint, cursor="", language=language)
    found = page.to_json()
    answer: Json = {
        "query": found.query, "total": found.total, "provisions_that_match": found.documents,
        "hits": [_hit(hit, language) for hit in page.hits],
        "next_cursor": str(number + 1) if number * page.limit < page.total else None,
        "also_searched": found.added, "did_you_mean": found.corrections, "places_that_may_be_meant": found.offered,
        "agreements_named": [to_dict(each) for each in found.agreements],
        "rules_outside_the_agreements": [to_dict(each) for each in found.rules],
        "rules_notice": dict(found.rules_notice or {}).get(language),
    }  # fmt: skip
    left = _not_searched(library)
    if page.cut:
        left["words_left_out_as_time_was_up"] = page.cut
    if page.undated:
        left["left_out_as_dates_are_not_known"] = page.undated
    if not page.query.all:
        left["provisions"] = "those without sustainability content; set include_all to search them"
    if not page.total:
        answer["nothing_found"] = to_dict(nothing(library, page.query))
    return _stamped(library, answer, left)


def _hit(hit: RecordHit, language: str) -> Json:
    more = {"matches_too_in_article": hit.siblings, "nearly_same_words_in": hit.also[:10]}
    return _words(hit, LONGEST, language) | more


def provisions(library: Library, place: str, *, cursor: str, language: str = "en") -> Json:
    """Return the provisions that a pinpoint or an id names, or a point with the lead-ins that govern it."""
    (chosen,) = choose(library, [place])
    return _stamped(library, {"asked": place, "id": chosen.id} | _listed(library, chosen, cursor, language), None)


def _listed(library: Library, chosen: Chosen, cursor: str, language: str) -> Json:
    """Return the provisions of a place from a cursor on, as many as `MOST_WORDS` allow, at least one."""
    at, _, offset = cursor.partition(".")
    start, begin = _number(at, 0), _number(offset, 0)
    if start >= len(chosen.records):
        raise QueryError("no-such-cursor", cursor=cursor)
    shown: list[Json] = []
    length, following = 0, None
    for number, record in enumerate(chosen.records[start:], start):
        words = _words(record, MOST_WORDS, language, chosen.path, begin if number == start else 0)
        length += len(words["words"]) + sum(map(len, words["digest"].values()))
        if shown and length > MOST_WORDS:
            following = str(number)
            break
        shown.append(words)
        if words["more"]:
            following = f"{number}.{(begin if number == start else 0) + MOST_WORDS}"
            break
    return {
        "citation": citation(chosen, library.entries, language=language), "count": len(chosen.records),
        "provisions": shown, "next_cursor": following,
    }  # fmt: skip


def _words_are(role: str | None) -> str:
    """Say whose the words are, by the role of their source, and whether they may be quoted; None is a digest."""
    return NOT_QUOTABLE if role is None else f"{VERBATIM}{WHOSE[role]}"


def _words(record: Record, most: int, language: str, path: str = "", begin: int = 0) -> Json:
    """Return a provision with at most `most` characters of its words, from character `begin` on.

    They are cut where `more` names the place to ask for the rest.
    """
    texts = list(printed(record, path)) if record.has_words else []
    whole = "\n".join(f"{'  ' * text.depth}{text.label} {text.text}".rstrip() for text in texts)
    words = whole[begin : begin + most]
    agreement, digest = record.agreement, record.digest
    return {
        "id": f"{record.id}.{path}" if path else record.id,
        "citation": short(record, path=path, language=language),
        "agreement": agreement.titles[language],
        "status": status_words(agreement.status, unverified=agreement.status_unverified, language=language),
        "words_are": _words_are((record.source.role if record.source else "official") if record.has_words else None),
        "language": record.language,
        "words": words,
        "more": f"cut: ask provision({record.id!r})" if len(whole) > begin + most else "",
        "footnotes": {note.mark: note.text[:LONGEST] for note in record.footnotes},
        "digest": {language: digest.summary(language)[:LONGEST] for language in ("en", "es")} if digest else {},
        "force": record.force,
        "addressee": addressee_words(record.addressee, language) if record.addressee else "",
        "enforcement": record.enforcement,
        "scope": record.scope,
        "topics": [topic.id for topic in record.topics],
        "amendments": [amendment_words(effect, language) for effect in record.amendments],
        "source": to_dict(record.source) if record.source else None,
    }


def agreement(library: Library, name: str, chapter: str, *, cursor: str, language: str = "en") -> Json:
    """Return the facts of an agreement with its contents, or the provisions of a chapter of it."""
    report = library.agreement(name)
    identifier = report.entry.id
    if chapter:
        (chosen,) = choose(library, [f"{identifier} chapter {chapter}"])
        return _stamped(
            library, {"agreement": identifier, "chapter": chapter} | _listed(library, chosen, cursor, language), None
        )
    start = _number(cursor, 0)
    lines = [line for entries in report.contents.values() for line in _contents(entries, 0)]
    share = library.manifest.shares.get(identifier)
    facts = to_dict(facts_of(report.entry, AgreementFacts))
    answer = {
        "facts": facts | {"sources": [], "published_at": _addresses(report.entry)},
        "held": {
            "languages": sorted(report.texts), "provisions": share.rows if share else 0,
            "with_words": share.with_words if share else 0, "digests": share.digests if share else 0,
            "lacks": {language: text.lacks for language, text in report.texts.items()},
        },
        "contents": lines[start : start + 200],
        "next_cursor": str(start + 200) if len(lines) > start + 200 else None,
    }  # fmt: skip
    return _stamped(library, answer, None)


def _addresses(entry: Any) -> list[str]:
    return [source.url for source in entry.sources if source.url and source.role == "official"]


def _contents(entries: Iterable[Any], depth: int) -> list[str]:
    lines = []
    for entry in entries:
        name = entry.id or f"{entry.kind} {entry.number}".strip()
        lines.append(f"{'  ' * depth}{name} {entry.title}".rstrip())
        lines += _contents(entry.children, depth + 1)
    return lines


def comparison(library: Library, places: Sequence[str], language: str) -> Json:
    """Return provisions side by side, the words of each cell marked as the same or its own."""
    found = library.compare(*places, language=language).to_dict()
    size = 0
    for number, row in enumerate(found["rows"]):
        size += sum(len(piece["text"]) for cell in row if cell for piece in cell["pieces"])
        if size > MOST_WORDS:
            found["rows"] = found["rows"][: max(1, number)]
            found["cut"] = "not all rows fit: compare single paragraphs"
            break
    for column in found["columns"]:
        column["words_are"] = _words_are(column["source"]["role"] if column["source"] else None)
    return _stamped(library, found, None)


def quotation(library: Library, text: str) -> Json:
    """Return the verdict on a quotation, with the places where the words stand or that come nearest."""
    result = library.quote(text)
    found = result.to_dict()
    found["verbatim"] = result.verdict == "verbatim"
    if result.verdict == "unchecked":
        found["note"] = "No text in its language is at hand, so this says nothing about the quotation."
    for match in found["matches"]:
        match["pieces"] = match["pieces"][:100]
    return _stamped(library, found, None)


def coverage(library: Library, agreements: Sequence[str], topics: Sequence[str]) -> Json:
    """Return what is held, what agreements say on topics, and where "absent" may be said."""
    found = library.coverage(agreements or None, topics or None)
    cells = [
        {"agreement": cell.agreement, "topic": cell.topic, "state": cell.state, "force": cell.force,
         "provisions": cell.provisions, "strongest": cell.strongest, "lacks": cell.lacks}
        for cell in found.cells()
    ]  # fmt: skip
    answer: Json = {
        "columns": found.to_dict()["columns"], "cells": cells[:MOST_CELLS],
        "states": "Only absent says that the agreement is silent. not in the articles: annexes that could speak of it "
        "are missing. incomplete, digests only and not held claim nothing.",
    }  # fmt: skip
    if len(cells) > MOST_CELLS:
        answer["cut"] = f"{len(cells)} cells; name agreements or topics"
    return _stamped(library, answer, None)


def exporter(library: Library, product: str, market: str, language: Literal["en", "es"], *, cursor: str) -> Json:
    """Return what Peru's agreements say for a product and a market, with the rules and services to ask about."""
    found = product_for(product)
    if market and market not in party_of_bloc():
        raise NotFoundError("no-product-or-market")
    party, start = party_of_bloc().get(market, ""), _number(cursor, 0)
    records = [record for _, group in for_product(library, found, party) for record in group]
    shown = records[start : start + 10]
    rules, services = beside(library, found, party)
    answer = {
        "product": found.id, "names": dict(found.names), "market": market or "all",
        "provisions": [
            _words(record, LONGEST, language)
            | {"for_the_firm": record.digest.exporter.get(language, "") if record.digest else ""}
            for record in shown
        ],
        "total": len(records), "next_cursor": str(start + 10) if start + 10 < len(records) else None,
        "rules_outside_the_agreements": [to_dict(rule) for rule in rules],
        "rules_notice": NOTICE[language],
        "services": [to_dict(service) for service in services],
        "note": "A treaty binds States. Say so, and send the firm to the authority or service named.",
    }  # fmt: skip
    return _stamped(library, answer, None)


def _stamped(library: Library, answer: Json, left: Json | None) -> Json:
    return answer | {"index": library.fingerprint, "not_searched": left or _not_searched(library)}


def _not_searched(library: Library) -> Json:
    """Return what no answer of this index can hold."""
    shares = library.manifest.shares
    digests = [name for name, share in shares.items() if share.rows and not share.with_words]
    absent = [name for name in library.agreements if not (name in shares and shares[name].rows)]
    return {"words_of": digests, "agreements_without_anything": len(absent)}


def _number(text: str, least: int) -> int:
    if not text:
        return least
    if not (text.isascii() and text.isdigit() and len(text) < 8) or int(text) < least:
        raise QueryError("no-such-cursor", cursor=text[:40])
    return int(text)
