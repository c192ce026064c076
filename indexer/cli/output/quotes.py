"""What `clausula quote` and `clausula compare` print for people: differences as signs, so that no colour is needed."""

from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from corpus.words import word
from indexer.answers.compare import ComparedText, Comparison
from indexer.cli.output.records import status
from indexer.cli.output.terminal import wrap
from indexer.quotes.check import QuoteResult
from indexer.quotes.matching import Match
from indexer.quotes.word_differences import Piece

__all__ = ["comparison_lines", "comparison_rows", "quote_lines", "written"]

MOST = 25  # places that are printed for a person


def quote_lines(result: QuoteResult) -> Iterator[str]:
    """Yield the answer to a quotation."""
    several = len(result.matches) > 1 and result.verdict != "not found"
    least = "" if result.complete else "at least "
    places = f" ({least}{len(result.matches)} places)" if several else ""
    yield word("quote_verdict", result.verdict, "en") + places
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
    held = ", ".join(f"{len(names)} in {code}" for code, names in result.searched.agreements.items()) or "none"
    yield f"Searched: {result.searched.provisions} provisions; texts by language: {held}. Index {result.fingerprint}."


def _match_lines(match: Match, result: QuoteResult) -> Iterator[str]:
    record = match.record
    until = f" to {match.end}" if match.end != match.start else ""
    yield f"{match.citation()} [{status(record)}]"
    yield f"   {match.start}{until}   {word('quote_verdict', match.verdict, 'en')}".rstrip()
    source = record.source
    if source and source.role != "official":
        publisher = "" if source.role == "unknown" else f" from {source.publisher}:"
        yield f"   The words are{publisher} {word('role', source.role, 'en')}"
    if match.forms:
        yield f"   Differs in: {', '.join(word('quote_form', name, 'en') for name in sorted(match.forms))}"
    if match.hides:
        yield f"   Left out: {', '.join(match.hides)}"
    if match.puts:
        yield f"   Put in: {', '.join(match.puts)}"
    yield wrap(written(match.pieces), "   ")
    if match.verdict == "differs" or (match.verdict == "not found" and result.matches[0] is match):
        yield "   [-only in the treaty-] {+only in your quotation+}"


def written(pieces: Sequence[Piece]) -> str:
    """Return pieces as text: [-words of the left side only-] {+words of the right side only, or of its own+}."""
    out = ""
    for piece in pieces:
        words = piece.text.strip()
        sign = {"left": f"[-{words}-]", "right": (added := f"{{+{words}+}}"), "own": added}.get(
            piece.kind, piece.text.rstrip()
        )
        # A changed word that the other side's follows has no space of its own at the end of a text.
        out += (" " if out.endswith(("-]", "+}")) and piece.kind != "same" else "") + sign
        out += " " if piece.text.endswith(" ") else ""
    return out.strip()


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """Yield a comparison row by row; a terminal is too narrow for columns."""
    for letter, column in zip(ascii_uppercase, comparison.columns, strict=False):
        yield f"{letter}  {column.citation()} [{status(column.record)}], {column.record.agreement.signed or 'undated'}"
        yield f"   {column.id}   {word('compared_language', column.record.language, 'en')}"
    yield "{+words+} that differ from those beside them"
    for row in comparison.rows:
        yield ""
        for letter, cell in zip(ascii_uppercase, row, strict=False):
            if cell:
                yield wrap(f"{letter} {_cell(cell)}", "  ")
        missing = [letter for letter, cell in zip(ascii_uppercase, row, strict=False) if not cell]
        if missing:
            yield f"  {', '.join(missing)}: nothing like it"


def comparison_rows(comparison: Comparison) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    """Return a comparison as the names of its columns, which are ids, and its rows."""
    names = tuple(column.id for column in comparison.columns)
    rows = [
        {name: _cell(cell) if cell else "" for name, cell in zip(names, row, strict=True)} for row in comparison.rows
    ]
    return names, rows


def _cell(cell: ComparedText) -> str:
    said = "Digest, not the treaty:" if cell.digest else "(in quite different words)" if cell.reworded else ""
    return " ".join(part for part in (cell.label, said, written(cell.pieces)) if part)
