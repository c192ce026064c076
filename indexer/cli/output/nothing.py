"""What is said where nothing was found: in which texts was looked, and what the filters left out."""

from collections.abc import Iterator, Sequence

from indexer.answers.nothing import Nothing

__all__ = ["nothing_lines"]

NAMED = 6  # agreements that a line names before it counts the rest


def nothing_lines(found: Nothing) -> Iterator[str]:
    """Yield the lines for a person, in English."""
    if found.agreements:
        yield f"Nothing found in {_searched(found)}."
    else:
        yield "Nothing was searched: of the agreements asked for nothing is held."
    for name in found.not_held:
        yield f"{name} is known, but neither its text nor digests of it are held. To get it: clausula fetch {name}"
    if found.outside:
        yield (
            f"{found.outside} provision{'s' * (found.outside > 1)} without sustainability content match"
            f"{'es' * (found.outside == 1)}: add --all to see."
        )
    for left in found.left_out:
        yield f"Without {left.part}: {left.documents} provision{'s' * (left.documents != 1)}."


def _searched(found: Nothing) -> str:
    with_text = len(found.with_text)
    digests = [name for name in found.agreements if name not in found.with_text]
    parts = []
    if with_text:
        parts.append(f"the texts ({', '.join(found.languages)}) of {_named(found.with_text)}")
    if digests:
        parts.append(f"the digests alone of {_named(digests)}")
    return " and ".join(parts)


def _named(names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return ", ".join(names)
    return f"{len(names)} agreements"
