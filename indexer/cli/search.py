"""The commands that ask for provisions: search, show, export."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import to_builtins

from corpus.errors import NotFoundError, QueryError
from corpus.model import LANGUAGES
from indexer.cli.open_index import open_index
from indexer.cli.terminal import FORMATS, emit, listing
from indexer.record import Record, to_text

if TYPE_CHECKING:
    from indexer.library import Library, ResultPage
    from indexer.pointers import NamedAgreement

__all__ = ["COMMANDS"]

_COLUMNS = ("id", "status", "place", "title", "force", "addressee", "text")
_EXPORT = (
    "id",
    "agreement",
    "status",
    "place",
    "title",
    "scope",
    "force",
    "addressee",
    "enforcement",
    "topics",
    "text",
)
_FILTERS = ("agreement", "bloc", "party", "topic", "force", "scope", "lang")


def _filtering(command: Any) -> Any:
    for name in reversed(_FILTERS):
        command = click.option(f"--{name}", multiple=True, help=f"Only this {name}; may be given again.")(command)
    return command


@click.command(epilog='Example: clausula search "tala ilegal" --agreement us-peru')
@click.argument("words", nargs=-1)
@_filtering
@click.option("--product", help="What Peru's agreements say for a product, as in: timber, madera, cacao.")
@click.option("--market", type=click.Choice(["US", "EU", "CN"]), help="With --product: the market it is sold to.")
@click.option("--all", "all_", is_flag=True, help="Search provisions without sustainability content too.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--page", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option("--explain", is_flag=True, help="Show why each provision was found.")
@click.option("--no-expand", is_flag=True, help="Do not add related terms or the other language's words.")
@click.option("--queries", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Run one query a line.")
@listing()
def search(
    *, words: tuple[str, ...], all_: bool, limit: int, page: int, explain: bool, no_expand: bool,
    queries: Path | None, form: str, product: str | None, market: str | None, **filters: tuple[str, ...],
) -> None:  # fmt: skip
    """Find provisions, best first.

    Words are ranked; "exact phrases", -not, OR, prefix* and fields such as topic:forests narrow the search.
    A pinpoint such as "us-peru 18.3.1(b)" goes straight to the provision.
    """
    chosen = {name: values for name, values in filters.items() if values}
    if product or market:
        words, chosen = _for_product(words, chosen, product or "", market)
    options: dict[str, Any] = {"filters": chosen, "all": all_, "expand": not no_expand}
    if queries is not None:
        with open_index() as library:
            for line in queries.read_text(encoding="utf-8-sig").splitlines():
                result = library.search(line, limit=limit, page=page, fold=False, **options)
                click.echo(to_text(result.to_json()))
        return
    text = " ".join(words)
    if not text.strip() and not chosen:
        raise QueryError("nothing-to-search")
    with open_index() as library:
        plain = form not in {"json", "jsonl"}
        result = library.search(text, limit=limit, page=page, explain=explain, plain=plain, **options)
        _print(library, result, form, explain=explain)


def _print(library: "Library", result: "ResultPage", form: str, *, explain: bool) -> None:
    if result.pinpoint:
        _show(library.show(result.pinpoint), form, explain=explain)
        return
    if form in {"json", "jsonl"}:
        click.echo(to_text(result.to_json(), indent=2 if form == "json" else 0))
    elif form == "table":
        _print_pointers(result)
        _print_hits(result)
    else:
        from indexer.answers.export import row  # noqa: PLC0415

        emit((row(hit) for hit in result.hits), _COLUMNS, form)
    if result.offered:
        click.echo(str(library.lookup.missing(result.query.pinpoint).hint), err=True)
    if not result.hits:
        _nothing(library, result)


def _for_product(
    words: tuple[str, ...], chosen: dict[str, tuple[str, ...]], product: str, market: str | None
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Return the words and filters that find what Peru's agreements say for a product and a market."""
    from corpus.catalogue.products import load_products, product_for  # noqa: PLC0415

    found = product_for(product)
    if found is None:
        known = ", ".join(each.id for each in load_products())
        raise QueryError("no-product", product=product, known=known)
    filters = {"party": ("PER",), "topic": tuple(found.topics)} | chosen
    if market:
        filters["bloc"] = (market,)
    return words, filters


def _print_pointers(result: "ResultPage") -> None:
    from indexer.cli.pointer_text import pointer_lines  # noqa: PLC0415

    if result.page == 1:
        for line in pointer_lines(result.pointers, _language(result)):
            click.echo(line)


def _language(result: "ResultPage") -> str:
    return result.query.language if result.query.language in LANGUAGES else "en"


def _print_hits(result: "ResultPage") -> None:
    from indexer.cli.record_text import hit_lines  # noqa: PLC0415

    language = _language(result)
    for number, hit in enumerate(result.hits, start=1 + (result.page - 1) * result.limit):
        for line in hit_lines(number, hit, language):
            click.echo(line)
    if result.total > len(result.hits):
        click.echo(f"{result.total} places; this is page {result.page}. Next: --page {result.page + 1}", err=True)
    if result.added:
        click.echo(f"Also searched: {', '.join(result.added[:12])}. To search only your words: --no-expand", err=True)


def _nothing(library: "Library", result: "ResultPage") -> None:
    where = f"Nothing found in the texts and digests of {library.manifest.agreements} agreements"
    if result.query.all or not (rest := library.search(result.query._replace(all=True), limit=1, plain=True).total):
        click.echo(f"{where}, in all their provisions.", err=True)
    else:
        places = f"{rest} other place{'s' * (rest > 1)}"
        click.echo(f"{where}, where sustainability is the matter. {places} there: add --all to see.", err=True)
    if result.corrections:
        click.echo(f"Did you mean: {', '.join(result.corrections)}?", err=True)
    if not result.pointers:
        raise SystemExit(1)


@click.command(epilog='Example: clausula show "us-peru 18.3.1(b)"')
@click.argument("pinpoint", nargs=-1, required=True)
@click.option("--explain", is_flag=True, help="Show the words behind each label, and the rule that saw them.")
@listing()
def show(*, pinpoint: tuple[str, ...], form: str, explain: bool) -> None:
    """Print a provision, or all of an article, with its footnotes, labels, digest and source."""
    with open_index() as library:
        named = library.pointers.agreements.get(" ".join(pinpoint).strip().lower())
        if named and not named.held:
            _show_agreement(named, form)
        else:
            _show(library.show(" ".join(pinpoint)), form, explain=explain)


def _show_agreement(agreement: "NamedAgreement", form: str) -> None:
    """Print what is known of an agreement of which no provision is held."""
    from indexer.cli.pointer_text import agreement_lines  # noqa: PLC0415

    if form in {"table", "md"}:
        click.echo("\n".join(agreement_lines(agreement, "en")))
    else:
        emit([to_builtins(agreement)], tuple(agreement.__struct_fields__), form)


def _show(records: list[Record], form: str, *, explain: bool) -> None:
    from indexer.answers.export import row  # noqa: PLC0415
    from indexer.cli.record_text import provision_lines  # noqa: PLC0415

    if form == "table":
        for record in records:
            for line in provision_lines(record, explain=explain):
                click.echo(line)
            click.echo()
    elif form == "json":
        click.echo(to_text(records[0] if len(records) == 1 else records, indent=2))
    elif form == "jsonl":
        for record in records:
            click.echo(to_text(record))
    else:
        emit([row(record) for record in records], _EXPORT, form)


@click.command(epilog="Example: clausula export us-peru/18.3 eu-andean/269/3 --format docx > bundle.docx")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "all_", is_flag=True, help="Provisions without sustainability content too.")
@click.option("--agreement", multiple=True, help="Only this agreement; may be given again.")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of the words around the provisions in md and docx.",
)
@click.option("--format", "form", type=click.Choice([*FORMATS, "docx"]), default="jsonl", show_default=True,
              help="How to print.")  # fmt: skip
def export(*, ids: tuple[str, ...], all_: bool, agreement: tuple[str, ...], lang: str, form: str) -> None:
    """Print every provision with its labels, or those named as a bundle with citations, dates and sources."""
    from indexer.answers.bundles import bundle, stamp  # noqa: PLC0415
    from indexer.answers.export import COLUMNS, rows, write  # noqa: PLC0415
    from indexer.answers.selection import agreements_of  # noqa: PLC0415

    with open_index() as library:
        if ids and form != "table":
            if form == "docx" and sys.stdout.isatty():
                raise QueryError("docx-on-terminal")
            click.open_file("-", "wb").write(write(bundle(library, ids), form, lang))
            return
        if form == "docx":
            raise QueryError("docx-needs-choice")
        unknown = [name for name in agreement if name not in library.agreements]
        if unknown:
            raise NotFoundError("no-agreement", hint="list-agreements", id=unknown[0])
        chosen = (
            record
            for record in ([r for c in bundle(library, ids).chosen for r in c.records] if ids else library.records())
            if (ids or all_ or record.scope != "none") and (not agreement or record.agreement.id in agreement)
        )
        made = stamp(library, " ".join([*(f"agreement:{name}" for name in agreement), *(["--all"] if all_ else [])]))
        if form in {"json", "jsonl"}:
            emit((to_builtins(record) | {"export": made.to_json()} for record in chosen), (), form)
        else:
            emit(
                rows(((record, "") for record in chosen), agreements_of(library), made),
                COLUMNS if form == "csv" else _EXPORT,
                form,
            )


COMMANDS = (search, show, export)
