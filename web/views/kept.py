"""The reader's selection: the provisions that an address carries as `keep`, from page to page and into the bundle."""

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from flask import g, request

from corpus.errors import QueryError
from indexer.answers.selection import choose
from web.views.record_html import place

__all__ = ["LONGEST_ID", "MOST", "carry", "carrying", "check_ids", "kept", "names", "others"]

MOST = 30  # ids in the address of a page, each of whose links carries them; the API takes more
LONGEST_ID = 200  # characters


def check_ids(ids: Iterable[str], most: int) -> list[str]:
    """Return the ids of an address, each once; empty fields of a form are left out. Raises QueryError for too many."""
    given = list(ids)
    named = list(dict.fromkeys(name.strip() for name in given if name.strip()))
    # A form has an empty field more than a table has columns.
    if len(given) > most + 1 or len(named) > most or any(len(name) > LONGEST_ID for name in named):
        raise QueryError("too-many-ids", hint="leave-out", most=most, longest=LONGEST_ID)
    return named


def kept() -> list[str]:
    """Return the ids that the address of the request carries, in their order; the page of an error carries none."""
    if "kept" not in g:
        g.kept = check_ids(request.args.getlist("keep"), MOST)
    ids: list[str] = g.kept
    return ids


def carry(address: str, *more: str) -> str:
    """Return an address with the selection, and with `more` ids beside it."""
    ids = dict.fromkeys([*kept(), *more])
    if not ids:
        return address
    page, mark, fragment = address.partition("#")
    join = "&" if "?" in page else "?"
    return f"{page}{join}{urlencode([('keep', name) for name in ids], safe='/')}{mark}{fragment}"


def carrying(address: Callable[..., str]) -> Callable[..., str]:
    """Return a function that makes addresses as another does, with the selection."""
    return lambda *args, **values: carry(address(*args, **values))


def others() -> list[tuple[str, str]]:
    """Return what the address holds beside the selection, for the fields of a form that keeps the page."""
    return [pair for pair in request.args.items(multi=True) if pair[0] != "keep"]


def names() -> list[tuple[str, str]]:
    """Return each id of the selection with what it is called; an id that names nothing is called what it is."""
    return [(name, _name(name)) for name in kept()]


def _name(name: str) -> str:
    if g.library.resolve(name) is None:
        return name
    chosen = choose(g.library, [name])[0]
    record = chosen.records[0]
    return f"{record.agreement.short_titles[g.lang]}, {place(record, chosen.path, chosen.id if chosen.whole else '')}"
