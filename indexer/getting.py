"""The commands that bring texts and build the index: fetch, import, build."""

from pathlib import Path

import click

from corpus.errors import NotFoundError
from indexer.opening import run_build
from indexer.output import emit, listing, wrap

__all__ = ["COMMANDS"]


@click.command(epilog="Example: clausula fetch us-peru eu-andean --lang es")
@click.argument("agreement", nargs=-1)
@click.option("--publisher", help="Only from this publisher, as in: cellar, ustr, mofcom, sice, tota, manytrade.")
@click.option("--lang", help="Only texts in this language, as in: en, es.")
@click.option("--contact", envvar="CLAUSULA_CONTACT", default="", help="Your e-mail or web address; publishers see it.")
@click.option("--dry-run", is_flag=True, help="Print the requests, and make none.")
@click.option("--check", is_flag=True, help="Say what changed at the publishers since, and keep nothing.")
@listing()
def fetch(
    *, agreement: tuple[str, ...], publisher: str | None, lang: str | None, contact: str, form: str,
    dry_run: bool, check: bool,
) -> None:  # fmt: skip
    """Download texts from their publishers into the store, politely; what was fetched is not fetched again.

    Without AGREEMENT, every agreement of the catalogue.
    """
    from corpus.catalogue import load_catalogue  # noqa: PLC0415 - help must not load the network
    from corpus.fetch import Fetcher  # noqa: PLC0415
    from corpus.home import home  # noqa: PLC0415
    from corpus.store import SnapshotStore  # noqa: PLC0415
    from indexer.progress import Progress  # noqa: PLC0415

    fetcher = Fetcher(SnapshotStore(home() / "snapshots"), load_catalogue(), contact=contact)
    plan = fetcher.plan(agreement, publisher, lang)
    if not plan:
        raise NotFoundError("The catalogue has no such text.", "clausula agreements --format json lists what it has.")
    if dry_run:
        rows = [
            {"agreement": p.source.agreement, "language": p.source.language, "publisher": p.source.publisher,
             "request": p.request.url if p.request else f"by hand: {p.reason}"}
            for p in plan
        ]  # fmt: skip
        emit(rows, ("agreement", "language", "publisher", "request"), form)
        return
    with Progress() as progress:
        act = fetcher.check if check else fetcher.run
        outcomes = act(plan, lambda done, total, outcome: progress(f"{outcome.source.agreement}", done, total))
    rows = [
        {"state": o.state, "agreement": o.source.agreement, "language": o.source.language,
         "publisher": o.source.publisher, "url": o.source.url, "detail": f"{o.detail} {o.hint}".strip()}
        for o in outcomes
    ]  # fmt: skip
    emit(rows, ("state", "agreement", "language", "publisher", "detail"), form)
    counts = {state: sum(o.state == state for o in outcomes) for state in dict.fromkeys(o.state for o in outcomes)}
    click.echo(", ".join(f"{count} {state}" for state, count in counts.items()), err=True)
    if not {"fetched", "unchanged", "changed", "new"} & set(counts) or {"blocked", "failed"} & set(counts):
        raise SystemExit(1)


@click.command("import", epilog="Example: clausula import texts/tota/pta_156.xml more-texts/")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--agreement", default="", help="The agreement that the files hold, where they do not tell.")
@click.option("--lang", default="", help="The language of the files, as in: en, es.")
@listing()
def import_(*, paths: tuple[Path, ...], agreement: str, lang: str, form: str) -> None:
    """Take treaty texts from files or folders into the store."""
    from corpus.catalogue import load_catalogue  # noqa: PLC0415
    from corpus.home import home  # noqa: PLC0415
    from corpus.importer import files_in, import_files  # noqa: PLC0415
    from corpus.store import SnapshotStore  # noqa: PLC0415
    from indexer.progress import Progress  # noqa: PLC0415

    files = list(files_in(paths))
    if not files:
        raise NotFoundError("There is no treaty text in what was named.", "Name files, or a folder that holds them.")
    rows, refused = [], 0
    with Progress() as progress:
        store = SnapshotStore(home() / "snapshots")
        outcomes = import_files(files, store, load_catalogue(), agreement=agreement, language=lang)
        for done, outcome in enumerate(outcomes, start=1):
            progress("importing", done, len(files))
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


@click.command(epilog="Example: clausula build --jobs 2")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes to use.")
@listing()
def build(jobs: int, form: str) -> None:
    """Parse what is in the store, classify it and build the index anew."""
    report = run_build(jobs)
    rows = [
        {"agreement": row["id"], "language": language, "articles": text["articles"], "provisions": text["provisions"],
         "footnotes": text["footnotes"], "problems": len(text["problems"]),
         "sources": "; ".join(f"{s['publisher']}: {s['use']}" for s in text["sources"])}
        for row in report.rows
        for language, text in row.get("texts", {}).items()
    ]  # fmt: skip
    emit(rows, ("agreement", "language", "articles", "provisions", "footnotes", "problems", "sources"), form)
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
@click.argument("agreement")
@click.option("--lang", default="", help="Only texts in this language, as in es.")
@listing()
def diff(agreement: str, lang: str, form: str) -> None:
    """Show what changed in an agreement between the two newest snapshots of a source.

    [-words of the older text-] {+words of the newer one+}
    """
    from corpus.home import home  # noqa: PLC0415
    from corpus.store import SnapshotStore  # noqa: PLC0415
    from indexer.diff import changes, latest_two  # noqa: PLC0415
    from indexer.printing_quotes import written  # noqa: PLC0415

    store = SnapshotStore(home() / "snapshots")
    older, newer = latest_two(store, agreement, lang)
    rows = [
        {"id": change.provision, "how": change.how, "words": written(change.pieces),
         "pieces": [{"kind": piece.kind, "text": piece.text} for piece in change.pieces]}
        for change in changes(store, older, newer)
    ]  # fmt: skip
    if form == "table":
        for row in rows:
            click.echo(f"{row['how']} {row['id']}")
            click.echo(wrap(str(row["words"]), "    "))
    else:
        emit(rows, ("id", "how", "words"), form)
    received = " and ".join(f"{s.retrieved_at:%Y-%m-%d} ({s.sha256[:12]})" for s in (older, newer))
    click.echo(
        f"{len(rows)} provisions differ between the snapshots of {newer.source.publisher} taken {received}.", err=True
    )


COMMANDS = (fetch, import_, build, diff)
