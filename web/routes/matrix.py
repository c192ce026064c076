"""The matrix of topics by agreements, as page, CSV, picture and JSON, and the page that says what is at hand."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from corpus.errors import NotFoundError, QueryError
from corpus.model import LANGUAGES
from corpus.words import words
from indexer.answers.bundles import stamp
from indexer.answers.coverage import FORCES, Cell, Coverage, coverage, digest_shares, held
from indexer.answers.csv_rows import csv_lines
from indexer.classify.taxonomy import load_taxonomy
from web.routes.answers import CoverageAnswer, answer
from web.server.languages import PATHS, page_url
from web.views import kept
from web.views import timeline as timelines
from web.views.catalogue import agreement as catalogued
from web.views.catalogue import narrowing
from web.views.matrix_svg import picture
from web.views.names import status
from web.views.paging import (
    FULL_LIST,
    MATRIX_CELL,
    MATRIX_COLUMNS,
    REPORTED_AGREEMENT,
    TIMELINE_ROW,
    asked_part,
    slices,
)

__all__ = ["BLOCS", "install"]

BLOCS = ("US", "EU", "CN", "")  # an empty form field sends ""
ROWS = 30  # topics on one page; no branch has more
_COLUMNS = (
    "topic", "topic_label", "agreement", "agreement_title", "status", "state", "force", "provisions", "strongest",
    "lacks", "query", "exported", "index", "licence",
)  # fmt: skip


def install(app: Flask) -> None:
    """Put the pages under their address in each language, and the route under /api/v1."""
    for language in LANGUAGES:
        for name, view in (("matrix", matrix), ("cell", cell), ("coverage", coverage_page), ("timeline", timeline)):
            rule = f"/{language}{PATHS[name][language]}"
            app.add_url_rule(rule, name, view, defaults={"lang": language}, methods=["GET"])
    app.add_url_rule("/api/v1/coverage", "api_coverage", api_coverage, methods=["GET"])


def matrix(lang: str) -> Response:
    """Show topics by agreements with the strongest force in each cell; with `format`, as csv or svg."""
    names, topics = _agreements(), _topics()
    form = request.args.get("format", "")
    if form == "csv":
        return _csv(coverage(g.library, names, topics), lang)
    if form == "svg":
        image = picture(coverage(g.library, names, topics), _heads(lang), lang, _absolute_cell_url)
        return Response(image, content_type="image/svg+xml; charset=utf-8")
    if form:
        raise NotFoundError("no-format", hint="ask-for-one", format=form, choices="csv, svg")
    count = len(coverage(g.library, (), topics).rows)
    if count > ROWS:
        raise QueryError("too-many-topics", hint="use-at-most", count=count, most=ROWS)
    parts = slices([max(FULL_LIST // MATRIX_COLUMNS, count * (MATRIX_CELL + len(name))) for name in names], FULL_LIST)
    part = asked_part(len(parts))
    found = coverage(g.library, names[parts[part]], topics)
    taxonomy = load_taxonomy()
    page = render_template(
        "matrix.html", found=found, known=g.library.entries, taxonomy=taxonomy,
        forces=FORCES, states=list(words("state_meaning")), topic=request.args.get("topic", ""),
        branches=[topic for topic in taxonomy.values() if not topic.parent], form_url=_form_url,
        part=part + 1, parts_count=len(parts), columns=(parts[part].start + 1, parts[part].stop, len(names)),
        **_narrowed(),
    )  # fmt: skip
    return Response(page, mimetype="text/html")


def cell(lang: str, topic: str, agreement: str) -> BaseResponse:
    """Send the address of a cell to the provisions that it counts."""
    if topic not in load_taxonomy():
        raise NotFoundError("no-such-id", hint="", id=topic)
    found = next(iter(coverage(g.library, [catalogued(g.library, agreement).id], [topic]).cells()))
    return redirect(kept.carry(page_url("search", lang, topic=list(found.topics) or [topic], agreement=agreement)))


def timeline(lang: str) -> Response:
    """Show when agreements and amendments came, and how many provisions bind how strongly; with `format`, as svg."""
    lines = timelines.timeline(g.library, _agreements())
    form = request.args.get("format", "")
    if form == "svg":
        until = datetime.fromisoformat(g.library.manifest.built).date()
        image = timelines.picture(lines, until, lang, _absolute_agreement_url, g.fingerprint)
        return Response(image, content_type="image/svg+xml; charset=utf-8")
    if form:
        raise NotFoundError("no-format", hint="ask-for-one", format=form, choices="svg")
    parts = slices([TIMELINE_ROW] * len(lines), FULL_LIST)
    part = asked_part(len(parts))
    page = render_template(
        "timeline.html", lines=lines[parts[part]], total=len(lines), part=part + 1, parts_count=len(parts),
        language=lang, form_url=_form_url, **_narrowed(),
    )  # fmt: skip
    return Response(page, mimetype="text/html")


def coverage_page(lang: str) -> Response:
    """Show what is at hand of each agreement, what its texts lack, and how many provisions have a digest."""
    library = g.library
    at_hand = held(library)
    every = sorted(_agreements(at_hand=False), key=lambda name: name not in at_hand)
    parts = slices([REPORTED_AGREEMENT] * len(every), FULL_LIST)
    part = asked_part(len(parts))
    names = every[parts[part]]
    page = render_template(
        "coverage.html", columns=coverage(library, names, []).columns, total=len(every), part=part + 1,
        parts_count=len(parts), known=library.entries,
        reports=library.agreements, shares={share.agreement: share for share in digest_shares(library, names)},
        language=lang, **_narrowed(),
    )  # fmt: skip
    return Response(page, mimetype="text/html")


def api_coverage() -> Response:
    """Return topics by agreements, and the share of provisions with a digest."""
    found = coverage(g.library, _agreements(), _topics())
    shares = digest_shares(g.library, [column.agreement for column in found.columns])
    return answer(CoverageAnswer(found.columns, found.rows, found.fingerprint, shares))


def _absolute_cell_url(cell: Cell) -> str:
    # A picture is taken along.
    return page_url("cell", topic=cell.topic, agreement=cell.agreement, _external=True)


def _absolute_agreement_url(name: str) -> str:
    return page_url("agreement", agreement=name, _external=True)


def _form_url(form: str, page: str = "matrix") -> str:
    return f"{page_url(page)}?{urlencode([*_asked(), ('format', form)])}"


def _asked() -> list[tuple[str, str]]:
    """Return what the address narrows the matrix by."""
    return [pair for pair in request.args.items(multi=True) if pair[0] not in {"format", "part"}]


def _heads(lang: str) -> Mapping[str, str]:
    """Return the short titles, with the status of agreements that are not in force."""
    return {
        name: entry.short_titles[lang]
        + ("" if entry.status == "in force" else f" ({status(entry.status, unsure='status' in entry.unverified)})")
        for name, entry in g.library.entries.items()
    }


def _narrowed() -> Mapping[str, str]:
    return narrowing(g.library, request.args)


def _topics() -> list[str] | None:
    return [name for name in request.args.getlist("topic") if name] or None


def _agreements(*, at_hand: bool = True) -> tuple[str, ...]:
    """Return the agreements that the address asks for.

    Without names, bloc or party those are all; with `at_hand` those of the three blocs of which anything is at hand.
    """
    known = g.library.entries
    bloc, party = _narrowed().values()
    names = g.library.filter_values.each("agreement", request.args.getlist("agreement"))
    if not names:
        names = held(g.library) if at_hand else tuple(known)
        if at_hand and not (bloc or party):
            names = tuple(name for name in names if known[name].bloc) or names
    return tuple(name for name in names if known[name].is_of(bloc, [party] if party else []))


def _csv(found: Coverage, lang: str) -> Response:
    known, taxonomy = g.library.entries, load_taxonomy()
    made = stamp(g.library, urlencode(_asked())).to_json()
    rows: list[dict[str, Any]] = [
        asdict(cell)
        | {
            "topic_label": taxonomy[cell.topic].labels[lang],
            "agreement_title": known[cell.agreement].titles[lang],
            "status": known[cell.agreement].status,
        }
        | made
        for cell in found.cells()
    ]
    response = Response("\n".join(csv_lines(rows, _COLUMNS)) + "\n", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="clausula-matrix.csv"'
    g.tag = None  # it holds the day, so that the same index gives another one tomorrow
    return response
