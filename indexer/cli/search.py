"""The commands that ask for provisions: search, show."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import click
from msgspec import to_builtins

from corpus.catalogue.products import product_for
from corpus.errors import ClausulaError, IndexStateError, QueryError
from corpus.model import LANGUAGES, MAY_BIND
from corpus.words import word
from indexer.cli.completion import places, values_of
from indexer.cli.open_index import open_index
from indexer.cli.output.terminal import emit, listing, put, read_lines
from indexer.query.reference import FIELDS
from indexer.record import Record, to_text

if TYPE_CHECKING:
    from indexer.engine.protocol import Order
    from indexer.library import Fold, Library, ResultPage
    from indexer.pointers import NamedAgreement

__all__ = ["COMMANDS", "SHORT", "filtering"]

SHORT = ("id", "status", "place", "title", "force", "addressee", "text")  # what a table of Markdown shows
_FOLDED = ("folded_under", "folded_as")
_FILTERS = tuple(name for name in FIELDS if name not in {"article", "instrument"})  # those are typed


def filtering(command: Any) -> Any:
    """Give a command the options that narrow a search."""
    command = click.option("--inforce", help="Only agreements in force on this day, as in 2015-06-01.")(command)
    for name in reversed(_FILTERS):
        said = f"Only this: {FIELDS[name]}. May be given again."
        command = click.option(f"--{name}", multiple=True, help=said, shell_complete=values_of(name))(command)
    return command


@click.command(epilog='Example: clausula search "tala ilegal" --agreement us-peru')
@click.argument("words", nargs=-1)
@filtering
@click.option("--product", help="What Peru's agreements say for a product, as in: timber, madera, cacao.")
@click.option("--market", type=click.Choice(["US", "EU", "CN"]), help="With --product: the market it is sold to.")
@click.option("--all", "all_", is_flag=True, help="Search provisions without sustainability content too.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--page", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option("--explain", is_flag=True, help="Show why each provision was found.")
@click.option("--no-expand", is_flag=True, help="Do not add related terms or the other language's words.")
@click.option(
    "--fold",
    type=click.Choice(["all", "articles", "none"]),
    help="What stands under one hit: paragraphs of "
    "its article and articles with nearly the same words, only the former (as with --queries), nothing.",
)
@click.option("--sort", type=click.Choice(["relevance", "date", "agreement"]), default="relevance", show_default=True)
@click.option("--queries", type=click.File("rb"), help="Run one query a line of a file, or of standard input (-).")
@listing
def search(
    *, words: tuple[str, ...], all_: bool, limit: int, page: int, explain: bool, no_expand: bool, inforce: str | None,
    fold: "Fold | None", sort: "Order", queries: BinaryIO | None, form: str, product: str | None, market: str | None,
    **filters: tuple[str, ...],
) -> None:  # fmt: skip
    """Find provisions, best first.

    Words are ranked; "exact phrases", -not, OR, prefix* and fields such as topic:fisheries narrow the search.
    A pinpoint such as "us-peru 18.3.1(b)" goes straight to the provision.
    """
    chosen = {name: values for name, values in filters.items() if values} | ({"inforce": (inforce,)} if inforce else {})
    if product or market:
        words, chosen = _for_product(words, chosen, product or "", market)
    options: dict[str, Any] = {"filters": chosen, "all": all_, "expand": not no_expand}
    if product and not words:
        from indexer.query.thesaurus import detect_language  # noqa: PLC0415

        options["language"] = detect_language(product)
    if queries is not None:
        if words or form not in {"table", "jsonl"}:
            raise click.UsageError("--queries takes the words from its file and prints jsonl.")
        lines = read_lines(queries)
        with open_index() as library:
            for line in lines:
                click.echo(
                    _answer_line(library, line, limit=limit, page=page, fold=fold or "articles", sort=sort, **options)
                )
        return
    text = " ".join(words)
    if not text.strip() and not chosen:
        raise QueryError("nothing-to-search")
    with open_index() as library:
        # Spans are shown in JSON, and on a terminal.
        plain = form in {"csv", "md"} or (form == "table" and not sys.stdout.isatty())
        result = library.search(
            text, limit=limit, page=page, explain=explain, plain=plain, fold=fold or "all", sort=sort, **options
        )
        _print(library, result, form, explain=explain)


def _answer_line(library: "Library", line: str, **options: Any) -> str:
    """Return the answer to one query of a file as a line of JSON, or its error: one bad line never stops the rest."""
    try:
        if not line.strip() and not options["filters"]:
            raise QueryError("nothing-to-search")
        return to_text(library.search(line, **options).to_json())
    except ClausulaError as error:
        if isinstance(error, IndexStateError):
            raise
        position = error.position if isinstance(error, QueryError) else None
        return to_text({"query": line, "error": {"reason": error.code, "message": error.message, "hint": error.hint,
                                                 "position": position}, "total": 0, "hits": []})  # fmt: skip


def _print(library: "Library", result: "ResultPage", form: str, *, explain: bool) -> None:
    if result.pinpoint:
        _show(library, library.show(result.pinpoint), form, explain=explain, language=_language(result))
        return
    if form in {"json", "jsonl"}:
        click.echo(to_text(result.to_json(), indent=2 if form == "json" else 0))
    elif form == "table":
        put([*_pointer_lines(result), *_hit_lines(result)])
        _say_the_rest(result)
    else:
        from indexer.answers.export import COLUMNS  # noqa: PLC0415

        emit(_rows(library, result), (*COLUMNS, *_FOLDED) if form == "csv" else (*SHORT, *_FOLDED), form)
    if result.refusal:
        click.echo(f"{result.refusal.message}\n{result.refusal.hint}", err=True)
    said = _said(result)
    if result.missing:
        click.echo(f"{said('missing')}: {', '.join(result.missing)}", err=True)
    if result.foreign:
        click.echo(said("foreign"), err=True)
    if not result.hits:
        _nothing(library, result)


def _rows(library: "Library", result: "ResultPage") -> Iterator[dict[str, Any]]:
    """Yield a row for each provision: the hits, and what was folded under them with the reason."""
    from indexer.answers.bundles import stamp  # noqa: PLC0415
    from indexer.answers.export import rows  # noqa: PLC0415
    from indexer.query.query import to_text as query_text  # noqa: PLC0415

    listed: list[tuple[Record, str, str]] = []
    for hit in result.hits:
        listed.append((hit, "", ""))
        for names, reason in ((hit.siblings, "same article"), (hit.also, "nearly the same words")):
            listed += [(library.record(library.ids[name]), hit.id, reason) for name in names]
    made = stamp(library, query_text(result.query))
    cells = rows(((record, "") for record, _, _ in listed), library.entries, made)
    for row, (_, under, reason) in zip(cells, listed, strict=True):
        yield row | {"folded_under": under, "folded_as": reason}


def _for_product(
    words: tuple[str, ...], chosen: dict[str, tuple[str, ...]], product: str, market: str | None
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Return the words and filters that find what Peru's agreements say for a product and a market."""
    topics = tuple(product_for(product).topics)
    filters = {"party": ("PER",), "status": MAY_BIND, "topic": topics} | chosen
    if market:
        filters["bloc"] = (market,)
    return words, filters


def _pointer_lines(result: "ResultPage") -> Iterator[str]:
    from indexer.cli.output.pointers import pointer_lines  # noqa: PLC0415

    if result.page == 1:
        yield from pointer_lines(result.pointers, _language(result))


def _language(result: "ResultPage") -> str:
    """Return the language that a reader asks in: that of the texts asked for, else that of the words."""
    asked = dict(result.query.filters).get("lang", ())
    language = asked[0] if len(asked) == 1 else result.query.language
    return language if language in LANGUAGES else "en"


def _said(result: "ResultPage") -> Callable[[str], str]:
    """Return what gives the words of a line in the reader's language."""
    return partial(word, "line", language=_language(result))


def _hit_lines(result: "ResultPage") -> Iterator[str]:
    from indexer.cli.output.records import hit_lines  # noqa: PLC0415

    language = _language(result)
    for number, hit in enumerate(result.hits, start=1 + (result.page - 1) * result.limit):
        yield from hit_lines(number, hit, language)


def _say_the_rest(result: "ResultPage") -> None:
    """Say on stderr what else there is, and what was done with the query."""
    said = _said(result)
    if result.page * result.limit < result.total:
        click.echo(said("more_pages").format(count=result.total, page=result.page, next=result.page + 1), err=True)
    if result.undated:
        click.echo(f"{said('undated')}: {', '.join(result.undated)}", err=True)
    if result.added:
        click.echo(said("added").format(words=", ".join(result.added[:12])), err=True)


def _nothing(library: "Library", result: "ResultPage") -> None:
    from indexer.answers.nothing import nothing  # noqa: PLC0415
    from indexer.cli.output.nothing import nothing_lines  # noqa: PLC0415

    said = _said(result)
    if result.total:
        click.echo(said("past_last").format(count=result.total, page=result.page), err=True)
    else:
        for line in nothing_lines(nothing(library, result.query), _language(result)):
            click.echo(line, err=True)
    if result.corrections:
        click.echo(said("meant").format(words=", ".join(result.corrections)), err=True)
    if not result.pointers:
        raise SystemExit(1)


@click.command(epilog='Example: clausula show "us-peru 18.3.1(b)"')
@click.argument("pinpoint", nargs=-1, required=True, shell_complete=places)
@click.option("--explain", is_flag=True, help="Show the words behind each label, and the rule that saw them.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of labels.")
@listing
def show(*, pinpoint: tuple[str, ...], form: str, explain: bool, lang: str) -> None:
    """Print a provision, or all of an article, with its footnotes, labels, digest and source."""
    with open_index() as library:
        named = library.pointers.agreements.get(" ".join(pinpoint).strip().lower())
        if named and not named.held:
            _show_agreement(named, form, lang)
        else:
            _show(library, library.show(" ".join(pinpoint)), form, explain=explain, language=lang)


def _show_agreement(agreement: "NamedAgreement", form: str, language: str) -> None:
    """Print what is known of an agreement of which no provision is held."""
    from indexer.cli.output.pointers import agreement_lines  # noqa: PLC0415

    if form in {"table", "md"}:
        put(agreement_lines(agreement, language))
    else:
        emit([to_builtins(agreement)], tuple(agreement.__struct_fields__), form)


def _show(library: "Library", records: list[Record], form: str, *, explain: bool, language: str) -> None:
    from indexer.cli.output.records import provision_lines  # noqa: PLC0415
    from indexer.tables.columns import COLUMNS, row  # noqa: PLC0415

    if form == "table":
        put(line for record in records for line in (*provision_lines(record, explain=explain, language=language), ""))
    elif form == "json":
        click.echo(to_text(records[0] if len(records) == 1 else records, indent=2))
    elif form == "jsonl":
        for record in records:
            click.echo(to_text(record))
    else:
        cells = (row(record, library.entries[record.agreement.id]) for record in records)
        emit(cells, SHORT if form == "md" else tuple(column.name for column in COLUMNS), form)


COMMANDS = (search, show)
