"""The query language on a terminal: its signs, then every field with its values."""

from collections.abc import Callable, Iterator, Mapping

import click

from indexer.cli.output.terminal import wrap
from indexer.query.filters import typed
from indexer.query.reference import DATES, FIELDS, NAMES, SIGNS

__all__ = ["query_lines"]

# Fields with hundreds of values, and what lists them.
LISTED = {"agreement": "clausula agreements", "chapter": "", "article": ""}


def query_lines(values: Callable[[str], Mapping[str, tuple[str, ...]]]) -> Iterator[str]:
    """Yield the lines; `values` gives the values of a field, each with what it is called."""
    yield wrap(
        "Words are ranked, with related terms and those of the other language. As soon as one of these signs is used, "
        "every word must be there:"
    )
    for sign, meaning in SIGNS:
        yield f"  {click.style(sign, bold=True)}"
        yield wrap(meaning, "      ")
    yield ""
    yield wrap(
        "A field and its value stand together, as in force:obligation. A comma joins values, any of which will do; a "
        "minus sign before the field leaves out. Blanks in a value are typed as hyphens, or it stands in quotation "
        "marks. Values may also be called by their names, in English or Spanish. On the command line each field but "
        "article and instrument is an option too: --force obligation."
    )
    for field, meaning in FIELDS.items():
        yield ""
        yield f"{click.style(f'{field}:', bold=True)} {meaning}{_also(field)}"
        if field in LISTED:
            yield from [f"    {LISTED[field]}"] if LISTED[field] else []
        else:
            for value, names in values(field).items():
                yield wrap(f"{typed(value):<28} {names[0] if names else ''}".rstrip(), "    ")
    for field in DATES:
        yield ""
        yield f"{click.style(f'{field}:', bold=True)} see above{_also(field)}"


def _also(field: str) -> str:
    others = [f"{name}:" for name, meant in NAMES.items() if meant == field != name]
    return f" ({', '.join(others)})" if others else ""
