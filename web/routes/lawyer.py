"""Pages and API routes for lawyers: checking quotations, comparison, bundles, citations."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from flask import Response, g, redirect, render_template, request
from msgspec import structs
from werkzeug.wrappers import Response as BaseResponse

from corpus.citation.files import EXTENSIONS, MEDIA_TYPES
from corpus.citation.styles import STYLES, together
from corpus.errors import NotFoundError, QueryError
from corpus.model import LANGUAGES
from corpus.words import licence
from indexer.answers import bundles, export
from indexer.answers.compare import MOST, Comparison, compare, families, on_topic
from indexer.answers.selection import choose, citation
from indexer.classify.taxonomy import load_taxonomy
from indexer.quotes.check import check_quotation
from indexer.quotes.quotation import LONGEST
from indexer.quotes.word_differences import Piece
from web.routes.answers import CitationRow, Citations, answer
from web.server.headers import attached
from web.server.languages import page_url
from web.views import kept
from web.views.paging import FULL, FULL_BUNDLE, LISTED_PROVISION, asked_part, cell_weight, section_weight, slices

__all__ = ["api_bundle", "api_cite", "api_compare", "api_quote", "bundle", "compare_page", "quote"]

SHOWN = 15  # places of a quotation on one page
NAMED = 40  # agreements that are named where was looked, in each language
CONTEXT = 400  # characters at either end of a long text
FAMILIES = 8  # families of a topic on its page


# Quotations


def quote() -> Response:
    """Check what was pasted; nothing of it is kept."""
    text = request.values.get("text", "")
    result = check_quotation(g.library, text) if text.strip() else None
    page = render_template(
        "quote.html", text=text, result=result, longest=LONGEST, shown=SHOWN, named=NAMED, shortened=_shortened
    )
    return _unkept(Response(page, mimetype="text/html"))


def api_quote() -> Response:
    """Return the answer to a quotation, sent as `text` in the address, a form, or JSON."""
    if request.is_json:
        try:
            body = request.get_json()
        except RecursionError:  # brackets in brackets, deeper than Python reads
            body = None
        text = body.get("text") if isinstance(body, dict) else None
    else:
        text = request.values.get("text")
    if not isinstance(text, str):
        raise QueryError("quotation-missing")
    return _unkept(answer(check_quotation(g.library, text).to_json()))


def _shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces of a match; of a long text that is the same only the ends: the reader pasted it."""
    for piece in pieces:
        long = piece.kind == "same" and len(piece.text) > 2 * CONTEXT
        text = f"{piece.text[:CONTEXT].rpartition(' ')[0]} … {piece.text[-CONTEXT:].partition(' ')[2]}"
        yield Piece(piece.kind, text) if long else piece


def _unkept(response: Response) -> Response:
    """Keep what was posted out of every cache."""
    if request.method == "POST":
        response.cache_control.no_store = True
    return response


# Comparison


def _asked_ids(most: int) -> list[str]:
    """Return the ids that the address names; empty fields of a form are left out."""
    return kept.check_ids(request.args.getlist("id"), most)


def compare_page() -> BaseResponse:
    """Show provisions side by side: those named, or those that speak most of a topic; with `kept`, the selection."""
    if "kept" in request.args:
        return redirect(kept.carry(page_url("compare", id=kept.kept()[:MOST])))
    ids, topic = _asked_ids(MOST), request.args.get("topic", "")
    every, chosen = on_topic(g.library, topic) if topic else ([], ids)
    comparison, lonely = _compared(chosen or ids, g.lang)
    rows = comparison.rows if comparison else ()
    # The list to choose from stands beside the comparison.
    most = max(FULL // 3, FULL - LISTED_PROVISION * len(every))
    part = asked_part(slices([sum(map(cell_weight, row)) for row in rows], most))
    page = render_template(
        "compare.html", comparison=comparison, lonely=lonely, rows=rows[part.rows], part=part,
        ids=[column.id for column in comparison.columns] if comparison else ids,
        topic=topic, every=[g.library.show(name)[0] for name in every], most=MOST, taxonomy=load_taxonomy().values(),
        families=families(g.library, topic)[:FAMILIES] if topic else (), first=lambda name: g.library.show(name)[0],
    )  # fmt: skip
    return Response(page, mimetype="text/html")


def _compared(ids: list[str], language: str) -> tuple[Comparison | None, str]:
    """Return the comparison, or the id of a provision that has nothing to be compared with."""
    if not ids:
        return None, ""
    try:
        return compare(g.library, ids, language), ""
    except NotFoundError:
        if len(ids) == 1 and g.library.resolve(ids[0]):
            return None, ids[0]
        raise


def api_compare() -> Response:
    """Return provisions side by side."""
    ids, topic = _asked_ids(MOST), request.args.get("topic", "")
    every, ids = on_topic(g.library, topic) if topic else ([], ids)
    comparison = compare(g.library, ids) if ids else Comparison((), (), g.library.fingerprint)
    kin = families(g.library, topic) if topic else ()
    return answer(structs.replace(comparison.to_json(topic, every, kin), licence=licence()))


# Bundles and citations


def bundle() -> BaseResponse:
    """Show the words of a bundle in the order of a memo; with `format`, the bundle.

    Ids in `id` are added to the selection by a redirect to the address that holds all of them.
    """
    form = request.args.get("format", "")
    ids = kept.check_ids([*kept.kept(), *_asked_ids(kept.MOST)], kept.MOST)
    if form:
        return _bundled(ids, form, g.lang)
    if "id" in request.args or any(name != "part" for name in request.args):
        chosen = [each.id for each in choose(g.library, ids)] if ids else []
        return redirect(kept.carry(page_url("bundle"), *chosen) if chosen else page_url("bundle"))
    gone = [name for name in ids if g.library.resolve(name) is None]  # another build may have named it differently
    ids = [name for name in ids if name not in gone]
    what = bundles.bundle(g.library, ids) if ids else None
    sections = list(bundles.sections(what, g.lang)) if what else []
    part = asked_part(slices(list(map(section_weight, sections)), FULL_BUNDLE))
    page = render_template(
        "bundle.html", chosen=what.chosen[part.rows] if what else (), sections=sections[part.rows],
        forms=[name for name in export.BUNDLES if name != "docx" or find_spec("docx")],
        part=part, total=len(sections), gone=gone,
    )  # fmt: skip
    return Response(page, mimetype="text/html")


def api_bundle() -> Response:
    """Return a bundle in the format asked for, JSON where none is."""
    return _bundled(_asked_ids(bundles.MOST), request.args.get("format", "json"), _language())


def _bundled(ids: list[str], form: str, language: str) -> Response:
    if form not in export.BUNDLES or (form == "docx" and not find_spec("docx")):
        raise NotFoundError("no-format", hint="ask-for-one", format=form[:20], choices=", ".join(export.BUNDLES))
    what = bundles.bundle(g.library, ids)
    name = f"clausula-{what.stamp.exported}.{form}"
    return attached(export.write(what, form, language), export.MEDIA_TYPES[form], name, dated=True)


def api_cite() -> Response:
    """Return the citations of provisions in one style."""
    style, ids = request.args.get("style", "short"), _asked_ids(bundles.MOST)
    if style not in STYLES:
        raise NotFoundError("no-style", hint="ask-for-one", style=style[:20], choices=", ".join(STYLES))
    known, language = g.library.entries, _language()
    note = request.args.get("footnote", "")
    rows = tuple(
        CitationRow(c.id, style, citation(c, known, style, note=note, language=language, index=g.fingerprint))
        for c in choose(g.library, ids)
    )
    form = request.args.get("format")
    if form is not None and (form != "file" or style not in MEDIA_TYPES):
        raise NotFoundError("no-format", hint="ask-for-one", format=form[:20], choices=", ".join(MEDIA_TYPES))
    if form:
        text = together([row.citation for row in rows], style)
        return attached(text, f"{MEDIA_TYPES[style]}; charset=utf-8", f"clausula.{EXTENSIONS[style]}")
    return answer(Citations(rows, g.library.fingerprint))


def _language() -> str:
    language = request.args.get("lang", LANGUAGES[0])
    if language not in LANGUAGES:
        raise QueryError("not-one-of", hint="correct-address", field="lang", choices=", ".join(LANGUAGES))
    return language
