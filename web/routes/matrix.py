"""The matrix of topics by agreements, as page, CSV, picture and JSON, and the page that says what is at hand."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from corpus.errors import NotFoundError, QueryError
from corpus.words import words
from indexer.answers.bundles import stamp
from indexer.answers.coverage import FORCES, Cell, Coverage, coverage, digest_shares, held
from indexer.answers.csv_rows import csv_lines
from indexer.classify.taxonomy import load_taxonomy
from web.routes.answers import CoverageAnswer, answer
from web.server.headers import attached
from web.server.languages import page_url
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

__all__ = ["BLOCS", "api_coverage", "cell", "coverage_page", "matrix", "timeline"]

BLOCS = ("US", "EU", "CN", "")  # an empty form field sends ""
ROWS = 30  # topics on one page; no branch has more
_COLUMNS = (
    "topic", "topic_label", "agreement", "agreement_title", "status", "state", "force", "provisions", "strongest",
    "lacks", "query", "exported", "index", "licence",
)  # fmt: skip


def matrix() -> Response:
    """Show topics by agreements with the strongest force in each cell; with `format`, as csv or svg."""
    names, topics = _agreements(), _topics()
    form = request.args.get("format", "")
    if form == "csv":
        return _csv(coverage(g.library, names, topics))
    if form == "svg":
        image = picture(coverage(g.library, names, topics), _heads(), _absolute_cell_url)
        return Response(image, content_type="image/svg+xml; charset=utf-8")
    if form:
        raise NotFoundError("no-format", hint="ask-for-one", format=form, choices="csv, svg")
    count = len(coverage(g.library, (), topics).rows)
    if count > ROWS:
        raise QueryError("too-many-topics", hint="use-at-most", count=count, most=ROWS)
    weights = [max(FULL_LIST // MATRIX_COLUMNS, count * (MATRIX_CELL + len(name))) for name in names]
    part = asked_part(slices(weights, FULL_LIST))
    found = coverage(g.library, names[part.rows], topics)
    taxonomy = load_taxonomy()
    page = render_template(
        "matrix.html", found=found, known=g.library.entries, taxonomy=taxonomy,
        forces=FORCES, states=list(words("state_meaning")), topic=request.args.get("topic", ""),
        branches=[topic for topic in taxonomy.values() if not topic.parent], form_url=_form_url,
        part=part, total=len(names), **_narrowed(),
    )  # fmt: skip
    return Response(page, mimetype="text/html")


def cell(topic: str, agreement: str) -> BaseResponse:
    """Send the address of a cell to the provisions that it counts."""
    if topic not in load_taxonomy():
        raise NotFoundError("no-such-id", hint="", id=topic)
    found = next(iter(coverage(g.library, [catalogued(g.library, agreement).id], [topic]).cells()))
    return redirect(kept.carry(page_url("search", topic=list(found.topics) or [topic], agreement=agreement)))


def timeline() -> Response:
    """Show when agreements and amendments came, and how many provisions bind how strongly; with `format`, as svg."""
    lines = timelines.timeline(g.library, _agreements())
    form = request.args.get("format", "")
    if form == "svg":
        until = datetime.fromisoformat(g.library.manifest.built).date()
        image = timelines.picture(lines, until, _absolute_agreement_url, g.fingerprint)
        return Response(image, content_type="image/svg+xml; charset=utf-8")
    if form:
        raise NotFoundError("no-format", hint="ask-for-one", format=form, choices="svg")
    part = asked_part(slices([TIMELINE_ROW] * len(lines), FULL_LIST))
    page = render_template(
        "timeline.html", lines=lines[part.rows], total=len(lines), part=part, form_url=_form_url, **_narrowed()
    )
    return Response(page, mimetype="text/html")


def coverage_page() -> Response:
    """Show what is at hand of each agreement, what its texts lack, and how many provisions have a digest."""
    library = g.library
    at_hand = held(library)
    every = sorted(_agreements(at_hand=False), key=lambda name: name not in at_hand)
    part = asked_part(slices([REPORTED_AGREEMENT] * len(every), FULL_LIST))
    names = every[part.rows]
    page = render_template(
        "coverage.html", columns=coverage(library, names, []).columns, total=len(every), part=part,
        known=library.entries, reports=library.agreements,
        shares={share.agreement: share for share in digest_shares(library, names)}, **_narrowed(),
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


def _heads() -> Mapping[str, str]:
    """Return the short titles, with the status of agreements that are not in force."""
    return {
        name: entry.short_titles[g.lang]
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


def _csv(found: Coverage) -> Response:
    known, taxonomy = g.library.entries, load_taxonomy()
    made = stamp(g.library, urlencode(_asked())).to_json()
    rows: list[dict[str, Any]] = [
        asdict(cell)
        | {
            "topic_label": taxonomy[cell.topic].labels[g.lang],
            "agreement_title": known[cell.agreement].titles[g.lang],
            "status": known[cell.agreement].status,
        }
        | made
        for cell in found.cells()
    ]
    lines = "".join(f"{line}\n" for line in csv_lines(rows, _COLUMNS))
    return attached(lines, "text/csv; charset=utf-8", "clausula-matrix.csv", dated=True)
