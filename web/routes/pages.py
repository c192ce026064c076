"""The pages. Each reads the address, asks the library, and renders a template; nothing is kept."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from textwrap import shorten
from typing import Any, get_args
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from corpus.catalogue.amendments import amendment_words
from corpus.catalogue.instruments import load_instruments
from corpus.catalogue.rules import NOTICE
from corpus.citation.candidate_ids import DIVISION_ID
from corpus.citation.identifiers import article_id, sort_key, split_id
from corpus.citation.styles import short
from corpus.countries import country_name
from corpus.errors import NotFoundError
from corpus.model import LANGUAGES
from corpus.passages import printed_label
from indexer.answers.nothing import nothing
from indexer.answers.selection import Chosen
from indexer.classify.taxonomy import load_taxonomy
from indexer.engine.protocol import Order
from indexer.query.language import pinpoint_of
from indexer.record import Record, RecordHit
from web.routes import lawyer, matrix, openapi
from web.routes.agreements import agreement, agreements, changes
from web.routes.exporter import exporter
from web.routes.front import help_page, home
from web.routes.reading import division_url
from web.server.languages import PATHS, day, language_name, page_url, path_language
from web.views import catalogue, contents, kept, record_files, search_address
from web.views.exporter_card import card
from web.views.names import addressee, field_value, kind, value
from web.views.paging import FULL, IN_ARTICLE, Part, asked_part, page_numbers, part_url, slices, weight
from web.views.record_html import (
    anchor,
    excerpt,
    heading_language,
    headings,
    marked,
    marks_by_text,
    named_places,
    opening,
    place,
    title,
)
from web.views.terms import Glossary

__all__ = ["install"]

PageAnswer = str | Response | BaseResponse
REFERRING = 12
LISTED = 100  # agreements in a list beside other things
MOST_CHOICES = 6  # values of a filter that are listed
PREVIEW = 160  # characters of what a text refers to, as a pointer at the link shows them
OTHERS = 3  # other agreements that are named on the same topic


def install(app: Flask) -> None:
    """Put every page under its address in each language, and give the templates their words."""
    views: Mapping[str, Callable[..., PageAnswer]] = {
        "home": home, "search": search, "provision": provision, "agreements": agreements, "agreement": agreement,
        "changes": changes, "topics": topics, "topic": topic, "help": help_page, "exporter": exporter,
        "quote": lawyer.quote, "compare": lawyer.compare_page, "bundle": lawyer.bundle, "matrix": matrix.matrix,
        "cell": matrix.cell, "coverage": matrix.coverage_page, "timeline": matrix.timeline,
    }  # fmt: skip
    for name, view in views.items():
        methods = ["GET", "POST"] if name == "quote" else ["GET"]
        for language in LANGUAGES:
            rule = f"/{language}{PATHS[name][language]}"
            app.add_url_rule(rule, name, view, defaults={"lang": language}, methods=methods)
    app.add_url_rule("/", "start", _start)
    app.add_url_rule("/id/<path:place>", "permalink", _permalink)
    app.context_processor(_words)


def _words() -> dict[str, Any]:
    """Return what every template may use."""
    return {
        "lang": g.lang, "url": kept.linking(page_url), "here": kept.linking(_here), "place": place, "heading": title,
        "headings": headings, "heading_language": heading_language,
        "anchor": anchor, "marks_by_text": marks_by_text, "marked": _linked, "excerpt": excerpt, "value": value,
        "kind": kind, "addressee": addressee, "place_or_article": _place_or_article,
        "country": country_name, "language_name": language_name, "day": day, "RULES_NOTICE": NOTICE,
        "remarks": lambda record: [g.library.package_data.remarks[name] for name in record.remarks],
        "amendment_words": lambda effect: amendment_words(effect, g.lang),
        "publisher": partial(value, "publisher"), "topic_name": partial(field_value, "topic"),
        "field_value": field_value,
        "fingerprint": g.get("fingerprint", ""), "version": g.get("version", ""),
        "search_url": kept.linking(search_url),
        "query_string": _query_string, "api_url": _api_url,
        "part_url": part_url, "page_numbers": page_numbers, "entries": contents.entries,
        "languages": LANGUAGES, "holds_words": _holds_words, "kept": kept.kept, "carry": kept.carry,
        "file_forms": record_files.FORMS,
        "named_places": named_places,
        "in_order": lambda names: sorted(names, key=sort_key),
        "printed_label": printed_label, "opening": opening,
        "short_titles": lambda names: [field_value("agreement", name) for name in names],
        "citation": lambda record: short(record, language=g.lang),
        "record_of": lambda name: g.library.record(g.library.ids[name]),
    }  # fmt: skip


def _here(language: str) -> str:
    """Return the address of this page in another language."""
    if request.endpoint and request.endpoint in PATHS:
        return _with_query(page_url(request.endpoint, language, **(request.view_args or {})))
    return page_url("home", language)


def _query_string() -> str:
    return urlencode(list(request.args.items(multi=True)))


def _api_url(endpoint: str, asked: search_address.Asked | None = None) -> str:
    """Return the address of the API's answer to what this page was asked, with the parameters that its route takes."""
    rule = next(current_app.url_map.iter_rules(endpoint)).rule  # the address may bear the prefix of a proxy
    pairs = search_address.params(asked, page=asked.page) if asked else request.args.items(multi=True)
    taken = openapi.taken(rule) or ()
    return f"{url_for(endpoint)}?{urlencode([(name, text) for name, text in pairs if name in taken])}"


def _with_query(address: str) -> str:
    query = _query_string()
    return f"{address}?{query}" if query else address


def _linked(text: str, marks: Any, own: str) -> Any:
    return marked(text, marks, link=_previewed, own=own)


def _previewed(target: str) -> tuple[str, str] | None:
    """Return the address of what a text refers to, and the words that it opens with, these once on a page."""
    address = _reference_url(target)
    found = g.library.resolve(target) if address and "/" in target else None
    shown = g.library.show(found)[0] if found and not DIVISION_ID.fullmatch(found) else None
    words = shorten(shown.full_text(), PREVIEW, placeholder=" …") if shown else ""
    seen: set[str] = g.setdefault("previewed", set())
    preview = "" if words in seen or g.get("heavy") else words
    seen.add(words)
    return (address, preview) if address else None


def _reference_url(target: str) -> str | None:
    """Return the address of a place in the same text, or of all provisions that name the same treaty."""
    if target in load_instruments():
        return kept.linking(search_url)(instrument=target)
    return kept.linking(page_url)("provision", place=target) if g.library.resolve(target) else None


def _place_or_article(target: str) -> str | None:
    """Return the address of a provision, of its article where the paragraph is not at hand, or None."""
    return _reference_url(target) or _reference_url(article_id(target))


def search_url(asked: search_address.Asked | None = None, *, page: int = 1, **filters: str) -> str:
    """Return the address of a search, or of all provisions with the values of some filters."""
    pairs = search_address.params(asked, page=page) if asked else list(filters.items())
    # Not through url_for: "lang" there is the language of the page, here that of the texts.
    return page_url("search") + (f"?{urlencode(pairs)}" if pairs else "")


def _start() -> PageAnswer:
    response = redirect(kept.carry(page_url("home", path_language())))
    response.headers["Vary"] = "Accept-Language"
    return response


def _permalink(place: str) -> PageAnswer:
    """Send a permanent address to the page in the reader's language."""
    found = g.library.resolve(place)
    if found is None:
        g.library.show(place)  # raises NotFoundError with the nearest ids
    response = redirect(kept.carry(page_url("provision", path_language(), place=found)))
    response.headers["Vary"] = "Accept-Language"
    return response


def _holds_words() -> bool:
    """Return whether the words of any treaty are at hand; without an index there are none."""
    return "library" in g and any(share.with_words for share in g.library.manifest.shares.values())


def search() -> PageAnswer:
    """Show a page of results. A pinpoint goes straight to its provision, and odd addresses to the canonical one."""
    library = g.library
    pairs = list(request.args.items(multi=True))
    # How many hits a page has is a matter for programs, not for readers.
    if found := _named(request.args):
        return redirect(kept.carry(page_url("provision", place=found, asked=request.args["q"])))
    asked = search_address.read([pair for pair in pairs if pair[0] != "limit"])
    asked = search_address.settled(library, asked)
    if pairs != search_address.params(asked, page=asked.page):
        return redirect(kept.carry(search_url(asked, page=asked.page)))
    if not pairs:
        return redirect(kept.carry(page_url("home")))
    result = search_address.run(library, asked, search_address.FACETS)
    if not result.hits and len(pairs) == 1 and (found := library.resolve(request.args.get("q", "").strip())):
        return redirect(kept.carry(page_url("agreement", agreement=found)))  # its name, which no clause holds
    counts = search_address.facts(result)
    if asked.page > counts["last"]:
        return redirect(kept.carry(search_url(asked, page=counts["last"])))
    return render_template(
        "search.html",
        asked=asked,
        result=result,
        typed=request.args.get("q", ""),
        choices=search_address.choices(library, asked, result),
        most_choices=MOST_CHOICES,
        applied=[
            (name, text, search_address.without(asked, name, text))
            for name, text in search_address.applied(asked.query)
        ],
        refusal=result.refusal.words(gettext)[0] if result.refusal else "",
        nothing=nothing(library, result.query) if not result.hits else None,
        card=card(library, result, g.lang) if result.page == 1 else None,
        named=search_address.named,
        unfolded=replace(asked, fold="none"),
        orders=[(name, replace(asked, sort=name)) for name in get_args(Order)],
        known=library.entries,
        **counts,
    )


def _named(asked: Mapping[str, str]) -> str | None:
    """Return the place that a search names, read as typed: a citation may contain signs that a search may not."""
    pinpoint = pinpoint_of(asked.get("q", "")) if asked.get("direct") != "0" else ""
    return g.library.resolve(pinpoint) if pinpoint else None


def provision(place: str) -> PageAnswer:
    """Show a provision, or all of an article; with `format`, as a file."""
    library = g.library
    records = library.show(place)
    found = library.resolve(place) or place
    if other := _other_page(found, place):
        return redirect(kept.carry(other))
    whole, _article, path = split_id(found)
    entry = catalogue.agreement(library, records[0].agreement.id)
    form = request.args.get("format", "")
    if form:
        return record_files.file(Chosen(found, tuple(records), path), entry, form)
    report = library.agreements[entry.id]
    division = bool(DIVISION_ID.fullmatch(found))
    if division and (room := division_url(report, records[0], _kind_of(found))):
        return redirect(kept.carry(room))
    alone = len(records) == 1
    if not (alone and (path in records[0].point_paths() or records[0].language == "mul")):
        path = ""  # no such point: the page shows the paragraph
    before, after = _around(records)
    g.heavy = alone and weight(records[0]) > FULL  # what it refers to is linked in its words, and not quoted
    siblings = library.article_of(records[0].id) if alone else records
    parts = slices([weight(record) + IN_ARTICLE for record in siblings])
    part = Part(slice(0, 1)) if alone else asked_part(parts)
    return render_template(
        "provision.html",
        records=records[part.rows],
        whole_article=kept.linking(_whole_article)(siblings, parts, records[0]) if alone else "",
        part=part,
        record=records[0],
        alone=alone,
        found=found,
        division=division,
        path=path,
        article=article_id(whole),
        siblings=siblings,
        agreement=entry,
        room=kept.linking(division_url)(report, records[0]),
        before=before,
        after=after,
        others=_others(records[0]) if alone else [],
        referred=[]
        if g.heavy
        else _named_by(records, [r.target for each in records for r in each.references if r.target]),
        referring=_named_by(records, [name for record in records for name in record.referred_by]),
        glossary=Glossary(library.definitions(entry.id)),
        treaties=_treaties(records),
        citations=record_files.citations(records[0], entry, path, g.lang) if alone else {},
        asked=request.args.get("asked", "")[:200],
    )


def _other_page(found: str, place: str) -> str:
    """Return the address of the page for what a place names, where that is an agreement or has another id; else ""."""
    if "/" not in found:
        return page_url("agreement", agreement=found)
    return _with_query(page_url("provision", place=found)) if found != place else ""


def _kind_of(place: str) -> str:
    """Return the kind of the division that an id names: "chapter" of "us-peru/chapter-18"."""
    return place.rpartition("/")[2].partition("-")[0]


def _whole_article(siblings: list[Record], parts: list[slice], record: Record) -> str:
    """Return the address of the article of a provision, in the part that shows the provision."""
    at = next((n for n, each in enumerate(siblings) if each.id == record.id), 0)
    part = next(n for n, held in enumerate(parts) if held.start <= at < held.stop)
    values = {"part": part + 1} if part else {}
    return f"{page_url('provision', place=record.article, **values)}#{anchor(record)}"


def _around(records: list[Record]) -> list[Record | None]:
    """Return the provisions before and after these in the agreement."""
    before, _after = g.library.neighbours(records[0].id)
    _before, after = g.library.neighbours(records[-1].id)
    return [g.library.record(g.library.ids[name]) if name else None for name in (before, after)]


def _others(record: Record) -> list[RecordHit]:
    """Return a provision of each of some other agreements on the first topic of a provision."""
    if not record.topics:
        return []
    filters = {"topic": [record.topics[0].id], "agreement": [f"-{record.agreement.id}"]}
    best: dict[str, RecordHit] = {}
    for hit in g.library.search("", filters=filters, limit=8 * OTHERS, plain=True).hits:
        best.setdefault(hit.agreement.id, hit)
    return list(best.values())[:OTHERS]


def _named_by(records: list[Record], targets: Iterable[str]) -> list[Record]:
    """Return the provisions at hand of other articles that these ids name; an article is its first provision."""
    own = {record.article for record in records}
    names = [name for name in dict.fromkeys(targets) if name in g.library.ids or name in g.library.articles]
    found = [g.library.show(name)[0] for name in names]
    return [record for record in found if record.article not in own][:REFERRING]


def _treaties(records: list[Record]) -> list[tuple[str, str]]:
    """Return slug and name of the instruments that these provisions name."""
    known = load_instruments()
    slugs = [r.target for record in records for r in record.references if r.kind != "internal" and r.target]
    return [(slug, known[slug].names[g.lang]) for slug in dict.fromkeys(slugs) if slug in known]


def topics() -> PageAnswer:
    """Show the tree of topics with the number of provisions on each."""
    counts = dict(g.library.search("", limit=1, facets=("topic",)).facets.get("topic", ()))
    taxonomy = load_taxonomy()
    groups = [(t, [c for c in taxonomy.values() if c.parent == t.id]) for t in taxonomy.values() if not t.parent]
    return render_template("topics.html", groups=groups, counts=counts)


def topic(topic: str) -> PageAnswer:
    """Show what a topic is, and which agreements have provisions on it."""
    found = load_taxonomy().get(topic)
    if found is None:
        raise NotFoundError("no-such-id", hint="", id=topic)
    result = g.library.search("", filters={"topic": [topic]}, limit=1, facets=("agreement", "force"))
    children = [t for t in load_taxonomy().values() if t.parent == topic]
    return render_template(
        "topic.html", topic=found, children=children, result=result, known=g.library.entries, most=LISTED
    )
