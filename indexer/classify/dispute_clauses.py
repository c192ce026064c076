"""The clauses of an agreement with what they say of disputes, by the phrases of `data/enforcement.toml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from corpus.citation.identifiers import article_id
from corpus.data import data_table
from corpus.model import Heading, Provision
from indexer.classify.patterns import Matcher, anchors_in, compile_patterns, fold

__all__ = ["FoldedClause", "Headings", "clauses_of", "spoken", "title_of"]

Headings = tuple[Heading, ...]
_FRAMED = {"article", "heading", "section", "subsection"}


@dataclass(frozen=True, slots=True)
class _Phrase:
    says: Matcher
    unless: Matcher | None
    about: Matcher | None


@dataclass(frozen=True, slots=True)
class FoldedClause:
    """A provision with its words, also folded, its order, its division, its article and the phrases that it holds."""

    provision: Provision
    order: int
    text: str
    folded: str
    division: Headings
    article: str
    says: frozenset[str]

    def span(self, name: str) -> tuple[int, int]:
        """Return the characters of a phrase that it holds."""
        match = _phrases()[name].says.search(self.folded)
        return match.span() if match else (0, 0)


@cache
def _phrases() -> Mapping[str, _Phrase]:
    data = data_table("enforcement.toml", "indexer")

    def matcher(patterns: list[str]) -> Matcher | None:
        return compile_patterns(patterns, {}) if patterns else None

    return {
        name: _Phrase(compile_patterns(row["says"], {}), matcher(row.get("unless", [])), matcher(row.get("about", [])))
        for name, row in data.items()
    }


def spoken(name: str, sentence: str, start: int = 0) -> int:
    """Return where a sentence says something (see `data/enforcement.toml`), from `start` on, or -1."""
    phrases, folded = _phrases()[name], fold(sentence)
    match = next((each for each in phrases.says.finditer(folded) if each.start() >= start), None)
    if match is None or (phrases.unless and phrases.unless.search(folded)):
        return -1
    return match.start()


def clauses_of(provisions: Iterable[Provision]) -> list[FoldedClause]:
    """Return the clauses of one agreement in their order."""
    return [_clause(provision, order) for order, provision in enumerate(provisions)]


def _clause(provision: Provision, order: int) -> FoldedClause:
    text = provision.full_text()
    folded, phrases = fold(text), _phrases()
    held = anchors_in(folded)
    says = {name for name, row in phrases.items() if (found := row.says.narrowed(held)) and found.search(folded)}
    title = fold(provision.headings[-1].title) if provision.headings else ""
    for name in tuple(says):
        unless = phrases[name].unless
        if unless and name != "excludes" and unless.search(folded):
            says.discard(name)
        about = phrases[name].about
        if about and "consult" not in title and not about.search(folded):
            says.discard(name)
    article = _article_number(provision)
    return FoldedClause(provision, order, text, folded, _division_of(provision), article, frozenset(says))


def _division_of(provision: Provision) -> Headings:
    """Return the headings down to the chapter, title or annex that frames a provision."""
    return tuple(heading for heading in provision.headings if heading.kind not in _FRAMED)


def title_of(division: Headings) -> str:
    """Return the title of a division, folded."""
    return fold(division[-1].title) if division else ""


def _article_number(provision: Provision) -> str:
    """Return the number of the article of a provision, else the last step of its id."""
    return next((h.number for h in provision.headings if h.kind == "article"), article_id(provision.id).split("/")[-1])
