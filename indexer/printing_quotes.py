"""What `clausula quote` and `clausula compare` print for people: differences as signs, so that no colour is needed."""

from collections.abc import Iterator, Sequence

from indexer.aligning import Match
from indexer.output import wrap
from indexer.printing import status
from indexer.quote import QuoteResult
from indexer.wording import Piece

__all__ = ["quote_lines", "written"]

MOST = 25  # places that are printed for a person

_SAID = {
    "verbatim": "Verbatim",
    "form": "The same words; only their form differs",
    "differs": "Not verbatim: the words differ",
    "not found": "Not found",
}
_FORMS = {
    "case": "capital letters",
    "quotes": "quotation marks",
    "dashes": "dashes",
    "spaces": "spaces between words and marks",
    "labels": "labels such as (a), left out",
    "ends": "the marks at the beginning or the end",
    "notes": "marks of footnotes",
}


def quote_lines(result: QuoteResult) -> Iterator[str]:
    """Yield the answer to a quotation."""
    yield _SAID[result.verdict] + (f" in {len(result.matches)} places" if len(result.matches) > 1 else "")
    if not result.complete:
        yield f"{result.candidates} provisions hold its rarest words; only some of them were compared."
    if result.verdict == "not found" and result.matches:
        yield "What comes nearest:"
    for match in result.matches[:MOST]:
        yield ""
        yield from _match_lines(match, result)
    if len(result.matches) > MOST:
        yield f"And {len(result.matches) - MOST} more places: --format csv lists them all."
    yield ""
    held = ", ".join(f"{len(names)} in {code}" for code, names in result.coverage.agreements.items()) or "none"
    yield f"Searched: {result.coverage.provisions} provisions; texts by language: {held}. Index {result.fingerprint}."


def _match_lines(match: Match, result: QuoteResult) -> Iterator[str]:
    record = match.record
    until = f" to {match.end}" if match.end != match.start else ""
    yield f"{match.citation()} [{status(record)}]"
    yield f"   {match.start}{until}   {_SAID[match.verdict]}".rstrip()
    source = record["source"]
    if source and source["role"] != "official":
        yield f"   From {source['publisher']}: a {source['role']}, not the official publication"
    if match.forms:
        yield f"   Differs in: {', '.join(_FORMS[name] for name in sorted(match.forms))}"
    yield wrap(written(match.pieces), "   ")
    if match.verdict == "differs" or (match.verdict == "not found" and result.matches[0] is match):
        yield "   [-only in the treaty-] {+only in your quotation+}"


def written(pieces: Sequence[Piece]) -> str:
    """Return pieces as text: [-words of the left side only-] {+words of the right side only+}."""
    signs = {"left": "[-{}-]", "right": "{{+{}+}}"}
    return " ".join(signs.get(piece.kind, "{}").format(piece.text) for piece in pieces)
