"""Names of features: what of a document the cluster holds counts of, so that it can score it by the own formulas.

w_<word>                  a folded word
en_<family>, es_<family>  the words of a family
t_<language>_<families>   several words that stand together; only terms of the thesaurus, a closed list
"""

from collections.abc import Sequence
from functools import cache

from indexer.engine.formulas import families_of
from indexer.engine.protocol import Term
from indexer.engine.segment import Segment
from indexer.query.thesaurus import known_terms
from indexer.query.words import key

__all__ = ["features_of", "safe", "several_words"]


def safe(name: str) -> str:
    """Return a name as it can stand in a field's: a dot would end it there."""
    return name.replace(".", "~")


@cache
def several_words() -> dict[str, Term]:
    """Return the terms of several words of which counts are kept, by the names of their features."""
    terms = [Term(words, language=language) for language, words in known_terms() if len(words) > 1]
    return {_together(term): term for term in terms}


def features_of(term: Term, segments: Sequence[Segment]) -> list[str]:
    """Return the features that hold a term's counts, of which the best answers, or nothing if none does."""
    if term.prefix:
        return []
    if len(term.words) > 1:
        name = "" if term.exact else _together(term)
        return [name] if name in several_words() else []
    word = term.words[0]
    if term.exact:
        return [safe(f"w_{word}")]
    families = [(key(word, term.language), term.language)] if term.language else families_of(segments, word)
    return [safe(f"{language}_{family}") for family, language in families]


def _together(term: Term) -> str:
    keys = [key(word, term.language) if term.language else word for word in term.words]
    return safe(f"t_{term.language}_{'_'.join(keys)}")
