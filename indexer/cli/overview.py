"""The commands that say what there is: agreements, topics, coverage, status; and whether it is whole: check."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from msgspec import to_builtins

from corpus.home import home
from corpus.model import LANGUAGES, Account
from corpus.quality.authenticity import Authenticity
from indexer.build.current import current_generation
from indexer.cli.completion import values_of
from indexer.cli.open_index import open_index, open_store
from indexer.cli.output.terminal import emit, listing, put
from indexer.manifest import AgreementFacts, TextReport
from indexer.record import facts_of

if TYPE_CHECKING:
    from indexer.answers.coverage import Column, DigestShare
    from indexer.engine.protocol import Health
    from indexer.library import Library

__all__ = ["COMMANDS"]


@click.command(epilog="Example: clausula agreements --bloc EU")
@click.option("--bloc", type=click.Choice(["US", "EU", "CN"]), help="Only those of this bloc.")
@click.option("--party", help="Only those with this party, as in PER or 'EE. UU.'.", shell_complete=values_of("party"))
@click.option("--held", is_flag=True, help="Only those whose text or digests are at hand.")
@listing
def agreements(*, bloc: str | None, party: str | None, held: bool, form: str) -> None:
    """List the agreements with their status, and what is at hand of each."""
    with open_index() as library:
        reports, shares = library.agreements, library.manifest.shares
        parties = _parties(library, party)
    rows = []
    for name, report in reports.items():
        entry, share = report.entry, shares.get(name)
        if not entry.is_of(bloc or "", parties) or (held and not share):
            continue
        digested = bool(share and share.digests)
        rows.append(to_builtins(facts_of(entry, AgreementFacts)) | {"texts": sorted(report.texts), "digests": digested})
    emit(rows, ("id", "bloc", "signed", "status", "texts", "digests", "unverified", "title"), form)
    if not rows:
        raise SystemExit(1)


@click.command(epilog="Example: clausula topics --format json")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True)
@listing
def topics(lang: str, form: str) -> None:
    """Print the tree of topics."""
    from indexer.classify.taxonomy import load_taxonomy  # noqa: PLC0415

    listed = load_taxonomy().values()
    if form == "table":
        shown = [("  " * bool(topic.parent) + topic.id, topic.labels[lang]) for topic in listed]
        width = max(len(name) for name, _ in shown)
        put(f"{name:<{width}}  {label}" for name, label in shown)
        return
    rows = [
        {
            "id": topic.id, "parent": topic.parent or None, "labels": dict(topic.labels),
            "definitions": dict(topic.definitions), "trend": list(topic.trend), "instruments": list(topic.instruments),
            **({} if form in {"json", "jsonl"} else {"label": topic.labels[lang]}),
        }
        for topic in listed
    ]  # fmt: skip
    emit(rows, ("id", "parent", "label", "trend"), form)


@click.command(epilog="Example: clausula coverage --party PER --topic trade-rules")
@click.option("--agreement", "chosen", multiple=True, help="Only this agreement; may be given several times.",
              shell_complete=values_of("agreement"))  # fmt: skip
@click.option("--bloc", type=click.Choice(["US", "EU", "CN"]), help="Only those of this bloc.")
@click.option("--party", help="Only those with this party, as in PER or 'EE. UU.'.", shell_complete=values_of("party"))
@click.option("--topic", "asked", multiple=True, help="A topic, or a branch with all its topics.",
              shell_complete=values_of("topic"))  # fmt: skip
@click.option("--digests", is_flag=True, help="Instead: how many provisions of each agreement have a digest.")
@listing
def coverage(
    chosen: tuple[str, ...], asked: tuple[str, ...], *, bloc: str | None, party: str | None, digests: bool, form: str
) -> None:
    """Show topics by agreements, with the strongest force that was found in each cell.

    Without --topic there is one row a branch; without --agreement, all of which anything is at hand. "absent" means
    that the text at hand is complete for that part; "not in the articles", that annexes which could speak of it are
    missing; "incomplete", "digests only" and "not held" claim nothing.
    """
    from indexer.answers.coverage import coverage as cover  # noqa: PLC0415
    from indexer.answers.coverage import digest_shares  # noqa: PLC0415

    with open_index() as library:
        names = _chosen(library, chosen, bloc, party)
        if digests:
            _print_shares(digest_shares(library, names), form)
            return
        found = cover(library, names, asked or None)
    if form in {"json", "jsonl"}:
        emit(({**asdict(cell), "code": cell.code} for cell in found.cells()), (), form)
    else:
        rows = [{"topic": row.topic} | {cell.agreement: cell.code for cell in row.cells} for row in found.rows]
        emit(rows, ("topic", *names), form)
        _say_what_is_missing(found.columns)
    if not names:
        raise SystemExit(1)


def _parties(library: "Library", named: str | None) -> frozenset[str]:
    """Return the parties that an option names, in any words for them; QueryError where it means none."""
    return frozenset(library.filter_values.meant("party", named.split(","))) if named else frozenset()


def _chosen(library: "Library", names: Sequence[str], bloc: str | None, party: str | None) -> tuple[str, ...]:
    """Return the agreements that the options name; by default those at hand."""
    from indexer.answers.coverage import held  # noqa: PLC0415

    known, parties = library.entries, _parties(library, party)
    asked = library.filter_values.each("agreement", names) or held(library)
    return tuple(name for name in asked if known[name].is_of(bloc or "", parties))


def _print_shares(shares: Iterable["DigestShare"], form: str) -> None:
    rows = [
        {"agreement": share.agreement, "provisions": share.provisions, "digests": share.digests,
         "share": f"{share.share:.0%}", "without": list(share.without)}
        for share in shares
    ]  # fmt: skip
    emit(rows, ("agreement", "provisions", "digests", "share", "without"), form)


def _say_what_is_missing(columns: Iterable["Column"]) -> None:
    for column in columns:
        if missing := [*column.cut_short, *(["it lacks " + ", ".join(column.lacks)] if column.lacks else [])]:
            click.echo(f"{column.agreement}: {'; '.join(missing)}", err=True)


@click.command(epilog="Example: clausula status us-chile")
@click.argument("agreement", required=False, shell_complete=values_of("agreement"))
@listing
def status(agreement: str | None, form: str) -> None:
    """Say where the store and the index are, what is stale, and what to do next; or what is held of an agreement."""
    if agreement:
        _agreement_status(agreement, form)
        return
    from indexer.build.generation import fingerprint  # noqa: PLC0415
    from indexer.library import open_library  # noqa: PLC0415

    root = home()
    store = open_store()
    snapshots = store.latest()
    facts: list[tuple[str, object]] = [
        ("store", str(store.root)),
        ("texts held", str(len(snapshots))),
        *(("damaged", error.message) for errors in store.damaged().values() for error in errors),
        ("index", str(root / "index")),
    ]
    advice = "clausula build" if snapshots else "clausula fetch, or clausula import FILES; then clausula build"
    code = 0
    if current_generation(root / "index") is None:
        facts.append(("state", "no index"))
        code = 3
    else:
        with open_library(root) as library:
            manifest, health = library.manifest, library.searcher.health()
        stale = manifest.fingerprint != fingerprint(snapshots)
        facts += [
            ("engine", health.engine),
            *_health(health),
            ("version", manifest.version),
            ("schema", str(manifest.schema)),
            ("built", manifest.built),
            ("fingerprint", manifest.fingerprint),
            ("agreements", str(manifest.agreements)),
            ("provisions", str(manifest.provisions)),
            ("digests", str(manifest.digests)),
        ]
        facts.append(("state", "stale: texts or rules changed since" if stale else "up to date"))
        advice = advice if stale or not snapshots else "clausula search WORDS"
        for name, reason in manifest.failed:
            facts.append((f"not read: {name}", reason))
    facts.append(("next", advice))
    _print_facts(facts, form)
    if code:
        raise SystemExit(code)


def _print_facts(facts: Iterable[tuple[str, object]], form: str) -> None:
    emit(({"what": what, "value": value} for what, value in facts), ("what", "value"), form)


def _health(health: "Health") -> Iterator[tuple[str, str]]:
    """Yield how an engine is that is not in this process."""
    if health.place:
        yield "engine's index", health.place
        yield "engine's health", f"{health.status}; {health.nodes} nodes, {health.replicas} replicas"


def _agreement_status(agreement: str, form: str) -> None:
    with open_index() as library:
        report = library.agreement(agreement)
    facts = [*_authentic(report.authentic)]
    for language, text in report.texts.items():
        facts += [(f"{language}: {what}", value) for what, value in _text_facts(text)]
    _print_facts(facts or [("texts", _where_to_find(report.entry.id))], form)


def _text_facts(text: TextReport) -> Iterator[tuple[str, object]]:
    """Yield what is known of a text, name by name."""
    for source in text.sources:
        standing = _STANDING.get(source.standing, source.standing)
        yield f"{source.publisher} {source.file}".rstrip(), f"{standing}; {source.use}: {source.why}"
    yield "articles", f"{text.articles} read, {text.expected_articles} promised"
    yield "provisions", text.provisions
    yield "footnotes", text.footnotes
    yield "notes whose mark is lost", text.notes_without_mark
    if text.characters:
        yield from _characters(text.characters)
    yield "lacks", ", ".join(text.lacks) or "nothing that the text names"
    yield from (("problem", problem) for problem in text.problems)


def _where_to_find(agreement: str) -> str:
    """Return what brings the text of an agreement into the index that has none."""
    if held := len(open_store().latest(agreement)):
        return f"{held} in the store, none in the index. Next: clausula build"
    return (
        f"none at hand. Next: clausula fetch {agreement}, or clausula import FILE --agreement {agreement}; "
        "then clausula build"
    )


_STANDING = {"authentic": "authentic language"}  # the words of a mirror are a copy all the same


def _authentic(said: Authenticity | None) -> Iterator[tuple[str, object]]:
    """Yield what the agreement says of its authentic texts, with the provision that says so."""
    if said is None:
        return
    yield "authentic languages", f"{', '.join(said.languages)} ({said.provision})"
    if said.prevails:
        yield "prevails where the texts differ", said.prevails


def _characters(account: Account) -> Iterator[tuple[str, int]]:
    """Yield where the letters and digits of the base text went."""
    yield "characters, headings", account.headings
    yield "characters, provisions", account.provisions
    yield "characters, footnotes", account.footnotes
    for reason, count in account.dropped.items():
        yield f"characters, dropped as {reason}", count
    yield "characters, unaccounted for", account.missing


@click.command(epilog="Example: clausula check")
@listing
def check(form: str) -> None:
    """Compare the whole index with the digests that were taken when it was built, and its records with its postings.

    Exit code 0: it is whole. 3: there is none, or files are missing or changed; they are listed. `clausula build`
    makes them anew, and takes over nothing that is damaged.
    """
    from indexer.build.check import check as damaged_files  # noqa: PLC0415

    found = damaged_files(home())
    emit([{"file": name, "problem": "missing or changed"} for name in found], ("file", "problem"), form)
    if found:
        click.echo("The index is damaged. Run: clausula build", err=True)
        raise SystemExit(3)
    click.echo("The index is whole.", err=True)


COMMANDS = (agreements, topics, coverage, status, check)
