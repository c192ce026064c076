"""The commands that bring texts and build the index: fetch, import, forget, build, diff."""

from collections import Counter
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

import click

from corpus.catalogue.agreements import load_catalogue
from corpus.errors import FetchError, NotFoundError
from indexer.cli.completion import publishers, values_of
from indexer.cli.open_index import open_store, run_build
from indexer.cli.output.terminal import emit, listing, put, wrap

if TYPE_CHECKING:
    from corpus.fetch.fetcher import Fetcher
    from corpus.fetch.results import FetchOutcome, PlannedRequest
    from corpus.model import Snapshot

__all__ = ["COMMANDS"]


@click.command(epilog="Example: clausula fetch us-peru eu-andean --lang es")
@click.argument("agreement", nargs=-1, shell_complete=values_of("agreement"))
@click.option("--publisher", help="Only from this publisher, as in: cellar, ustr, mofcom, sice, tota, manytrade.",
              shell_complete=publishers)  # fmt: skip
@click.option("--lang", help="Only texts in this language, as in: en, es.")
@click.option("--contact", envvar="CLAUSULA_CONTACT", default="", help="Your e-mail or web address; publishers see it.")
@click.option("--proxy", envvar="CLAUSULA_PROXY", default="", metavar="URL", help="Ask through this HTTP proxy.")
@click.option("--dry-run", is_flag=True, help="Print the requests, and make none.")
@click.option("--check", is_flag=True, help="Say what changed at the publishers since, and keep nothing.")
@listing
def fetch(
    *, agreement: tuple[str, ...], publisher: str | None, lang: str | None, contact: str, proxy: str, form: str,
    dry_run: bool, check: bool,
) -> None:  # fmt: skip
    """Download texts from their publishers into the store, politely; what was fetched is not fetched again.

    Without AGREEMENT, every agreement of the catalogue.
    """
    from corpus.fetch.connections import ProxyTransport  # noqa: PLC0415
    from corpus.fetch.fetcher import Fetcher  # noqa: PLC0415
    from indexer.cli.output.progress import progress_bar  # noqa: PLC0415

    fetcher = Fetcher(open_store(), load_catalogue(), contact=contact)
    if proxy:
        fetcher.transport = ProxyTransport(proxy)
        click.echo(
            "Asking through a proxy, which looks the names up: whether a name leads into a private network is not "
            "checked. Texts that come without encryption are as the proxy passes them on.",
            err=True,
        )
    plan = fetcher.plan(agreement, publisher, lang)
    if not plan:
        raise NotFoundError("no-such-text")
    if dry_run:
        _print_requests(fetcher, plan, form)
        return
    try:
        with progress_bar() as progress:
            outcomes = (fetcher.check if check else fetcher.run)(
                plan, lambda done, total, source: progress(f"{source.agreement}, {source.publisher}", done, total)
            )
    except KeyboardInterrupt:
        raise FetchError("interrupted") from None
    _print_outcomes(outcomes, form)
    states = {outcome.state for outcome in outcomes}
    if not {"fetched", "unchanged", "changed", "new"} & states or {"blocked", "failed"} & states:
        raise SystemExit(1)


def _print_requests(fetcher: "Fetcher", plan: "list[PlannedRequest]", form: str) -> None:
    """Print what a fetch would ask for first; the pages that only list texts lead to more."""
    rows: list[dict[str, object]] = []
    for planned in plan:
        asked = None if fetcher.complete(planned.source) else planned.request
        row = {name: getattr(planned.source, name) for name in ("agreement", "language", "publisher")}
        row |= {"accept": (asked and asked.accept) or "", "accept_language": (asked and asked.language) or ""}
        reason = planned.reason or "it is held and has the hash in the catalogue"
        row |= {"request": asked.url if asked else f"none: {reason}", "lists": bool(asked and asked.index)}
        rows.append(row)
    emit(rows, ("agreement", "language", "publisher", "accept", "accept_language", "lists", "request"), form)
    click.echo(
        "None was made. A fetch reads the robots.txt of each host first, and asks for all that a page lists.", err=True
    )


def _print_outcomes(outcomes: "list[FetchOutcome]", form: str) -> None:
    """Print what became of each text and, for people, how many there are of each state and what to do next."""
    rows = [
        {"state": o.state, "agreement": o.source.agreement, "language": o.source.language,
         "publisher": o.source.publisher, "role": o.source.role, "text": o.source.covers, "url": o.source.url,
         "detail": o.detail, "hint": o.hint, "sha256": o.snapshot.sha256 if o.snapshot else "",
         "file": o.snapshot.path if o.snapshot else ""}
        for o in outcomes
    ]  # fmt: skip
    shown = [row | {"text": shorten(row["text"], 30, placeholder="…")} for row in rows] if form == "table" else rows
    emit(shown, ("state", "agreement", "language", "publisher", "text", "detail"), form)
    counts = Counter(outcome.state for outcome in outcomes)
    steps = ["clausula build"] if "fetched" in counts else []
    if {"changed", "new"} & set(counts):
        steps.append("clausula fetch, without --check, to keep what changed and what is new")
    first_of: dict[str, FetchOutcome] = {}
    for outcome in outcomes:
        if outcome.hint:
            first_of.setdefault(outcome.hint, outcome)
    steps += [hint if first.state == "by hand" else f"{first.detail}. {hint}" for hint, first in first_of.items()]
    total = ", ".join(f"{count} {state}" for state, count in counts.items())
    click.echo("\n- ".join([f"{total}." + (" What to do next:" if steps else ""), *steps]), err=True)


@click.command("import", epilog="Example: clausula import texts/tota/pta_156.xml more-texts/")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--agreement", default="", help="The agreement that the files hold, where they do not tell.",
              shell_complete=values_of("agreement"))  # fmt: skip
@click.option("--lang", default="", help="The language of the files, as in: en, es.")
@click.option("--url", default="", help="The address that the file was saved from, which tells its publisher.")
@click.option(
    "--new", default="", help="An id for an agreement that the catalogue lacks; --title and --parties tell it."
)
@click.option("--title", default="", help="The title of the new agreement.")
@click.option("--parties", default="", help="Its parties, as in: CHL,NZL (EU for the European Union).")
@click.option("--signed", default="", help="The day of its signature, as in: 2019-04-05.")
@listing
def import_(
    *, paths: tuple[Path, ...], agreement: str, lang: str, url: str, new: str, title: str, parties: str, signed: str,
    form: str,
) -> None:  # fmt: skip
    """Take treaty texts into the store: files, folders, or - for a pipe.

    It reads text, Markdown, HTML, PDF, DOCX, ODT, Formex and ToTA, and ZIP archives, e-mails (.eml) and saved web
    archives (.mhtml) of them.
    """
    from corpus.store.importer import files_in, import_files, new_agreement  # noqa: PLC0415
    from indexer.cli.output.progress import progress_bar  # noqa: PLC0415

    files = list(files_in(paths))
    if not files:
        raise NotFoundError("no-files")
    if url and len(files) > 1:
        raise click.UsageError("--url is the address of one file: import the others without it, or one by one.")
    if bool(new) != bool(title and parties) or (signed and not new) or (new and agreement):
        raise click.UsageError("--new goes with --title and --parties, and without --agreement.")
    entry = new_agreement(new, title, parties.split(","), signed) if new else None
    rows, refused = [], 0
    with progress_bar() as progress:
        store = open_store()
        catalogue = load_catalogue()
        outcomes = import_files(files, store, catalogue, agreement=agreement, language=lang, url=url, new=entry)
        for done, outcome in enumerate(outcomes, start=1):
            progress("importing", min(done, len(files)), len(files))
            refused += outcome.state == "refused"
            rows.append(
                {
                    "file": outcome.path.name,
                    "state": outcome.state,
                    "agreement": outcome.snapshot.source.agreement if outcome.snapshot else "",
                    "language": outcome.snapshot.source.language if outcome.snapshot else "",
                    "detail": f"{outcome.detail} {outcome.hint}".strip(),
                }
            )
    emit(rows, ("state", "agreement", "language", "file", "detail"), form)
    click.echo(f"{len(rows) - refused} of {len(rows)} files are in the store. Next: clausula build", err=True)
    if refused:
        raise SystemExit(1)


@click.command(epilog="Example: clausula forget us-panama wrong-file.txt")
@click.argument("agreement", shell_complete=values_of("agreement"))
@click.argument("source", default="")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(agreement: str, source: str, *, yes: bool) -> None:
    """Take texts of an agreement out of the store: all of them, or those of SOURCE.

    SOURCE is the name of an imported file, a publisher, an address, or the first signs of a sha256.
    """
    store = open_store()
    held = store.snapshots(agreement)
    chosen = [each for each in held if not source or _is_called(each, source)]
    if not chosen:
        names = sorted({each.original_name or each.source.publisher for each in held})
        raise NotFoundError("nothing-to-forget", agreement=agreement, source=source, held=", ".join(names) or "nothing")
    rows: list[dict[str, object]] = [
        {"language": each.source.language, "publisher": each.source.publisher, "how": each.how,
         "taken": f"{each.retrieved_at:%Y-%m-%d}", "file": each.original_name or each.source.url,
         "sha256": each.sha256[:12]}
        for each in chosen
    ]  # fmt: skip
    emit(rows, ("language", "publisher", "how", "taken", "file", "sha256"), "table")
    if not yes:
        click.confirm(f"Delete {len(chosen)} of the {len(held)} snapshots of {agreement}?", abort=True, err=True)
    store.forget(chosen)
    click.echo(f"{len(chosen)} snapshots were deleted. Next: clausula build", err=True)


def _is_called(snapshot: "Snapshot", name: str) -> bool:
    """Return whether a person may call a snapshot so."""
    source = snapshot.source
    return name in {snapshot.original_name, source.publisher, source.url} or (
        len(name) >= _SHORTEST_HASH and snapshot.sha256.startswith(name.lower())
    )


_SHORTEST_HASH = 6


@click.command(epilog="Example: clausula build --jobs 2")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes to use.")
@click.option(
    "--engine",
    "address",
    default="",
    metavar="ADDRESS",
    help="Where the index shall be, as in opensearch://host:9200/prefix; by default here. [env: CLAUSULA_ENGINE]",
)
@listing
def build(jobs: int, address: str, form: str) -> None:
    """Parse what is in the store, classify it and build the index anew."""
    report = run_build(jobs, address=address)
    rows = [
        {"agreement": read.entry.id, "language": language, "articles": text.articles, "provisions": text.provisions,
         "footnotes": text.footnotes, "problems": len(text.problems),
         "sources": "; ".join(f"{source.publisher}: {source.use}" for source in text.sources)}
        for read in report.read
        for language, text in read.texts.items()
    ]  # fmt: skip
    emit(rows, ("agreement", "language", "articles", "provisions", "footnotes", "problems", "sources"), form)
    if report.unchanged:
        click.echo("There was nothing to do: the index holds all that is in the store, and is whole.", err=True)
    click.echo(
        f"{report.provisions} provisions of {report.agreements} agreements, {report.digests} with a digest. "
        "Next: clausula search WORDS",
        err=True,
    )
    for name, reason in report.failed:
        click.echo(f"Not read: {name}: {reason}", err=True)
    if report.failed:
        raise SystemExit(1)


@click.command(epilog="Example: clausula diff us-peru")
@click.argument("agreement", shell_complete=values_of("agreement"))
@click.option("--lang", default="", help="Only texts in this language, as in es.")
@listing
def diff(agreement: str, lang: str, form: str) -> None:
    """Show what changed in an agreement between the two newest snapshots of each source.

    [-words of the older text-] {+words of the newer one+}
    """
    from indexer.answers.snapshot_diff import changes, latest_pairs  # noqa: PLC0415
    from indexer.cli.output.quotes import written  # noqa: PLC0415

    store = open_store()
    if not store.snapshots(agreement):
        load_catalogue().get(agreement)  # an id that nobody knows is told with the nearest ones
    rows: list[dict[str, object]] = []
    for older, newer in latest_pairs(store, agreement, lang):
        found = changes(store, older, newer)
        rows += [
            {"id": change.provision, "how": change.how, "words": written(change.pieces),
             "pieces": [{"kind": piece.kind, "text": piece.text} for piece in change.pieces],
             "publisher": newer.source.publisher, "language": newer.source.language, "url": newer.source.url}
            for change in found
        ]  # fmt: skip
        received = " and ".join(f"{s.retrieved_at:%Y-%m-%d} ({s.sha256[:12]})" for s in (older, newer))
        name = f"{newer.source.publisher}, {newer.source.language}: {newer.original_name or newer.source.covers}"
        differ = "1 provision differs" if len(found) == 1 else f"{len(found)} provisions differ"
        click.echo(f"{differ} between the snapshots of {name}, taken {received}.", err=True)
    if form != "table":
        emit(rows, ("id", "how", "words"), form)
        return
    put(f"{row['how']} {row['id']}\n{wrap(str(row['words']), '    ')}" for row in rows)


COMMANDS = (fetch, import_, forget, build, diff)
