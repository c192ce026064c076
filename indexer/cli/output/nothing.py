"""What is said where nothing was found: in which texts was looked, and what the filters left out."""

from collections.abc import Iterator, Sequence

from corpus.words import word
from indexer.answers.nothing import Nothing

__all__ = ["nothing_lines"]

NAMED = 6  # agreements that a line names before it counts the rest


def nothing_lines(found: Nothing, language: str) -> Iterator[str]:
    """Yield the lines for a person."""

    def said(code: str, /, **values: object) -> str:
        return word("line", code, language).format_map(values)

    def named(names: Sequence[str]) -> str:
        return ", ".join(names) if len(names) <= NAMED else said("agreements", count=len(names))

    digests = [name for name in found.agreements if name not in found.with_text]
    places = []
    if found.with_text:
        places.append(said("in_texts", languages=", ".join(found.languages), names=named(found.with_text)))
    if digests:
        places.append(said("in_digests", names=named(digests)))
    yield said("nothing", places=f" {said('and')} ".join(places)) if places else said("not_searched")
    if found.not_held:
        yield said("not_held", names=named(found.not_held))
    if found.outside:
        yield said("outside", count=found.outside)
    for left in found.left_out:
        yield said("without", part=left.part, count=left.documents)
