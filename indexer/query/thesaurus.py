"""Terms of the field in English and Spanish that say the same, and the names of parties and agreements.

Both lists are text files of the package, one entry a line, written by hand.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from corpus.data import data_text
from corpus.model import LANGUAGES
from indexer.query.words import FAMILY_OF, STOP_WORDS, beginning, beginnings, key, words

__all__ = [
    "Entry", "NamedFacet", "agreement_names", "content", "detect_language", "entries", "known_terms", "names_goods",
    "places",
]  # fmt: skip


class Entry(NamedTuple):
    """Terms that say the same, by language; `relatives` are looser ones, `topics` are the names of those they lead to.

    A term is a tuple of folded words without stop words.
    """

    terms: dict[str, tuple[tuple[str, ...], ...]]
    relatives: tuple[tuple[str, ...], ...] = ()
    topics: tuple[tuple[str, ...], ...] = ()


class NamedFacet(NamedTuple):
    """A party, bloc or agreement that a query names with the words `start` to `end`."""

    facet: str
    value: str
    start: int
    end: int


def content(text: str, language: str) -> tuple[str, ...]:
    """Cut a term into folded words and drop stop words; a term of stop words alone stays whole."""
    every = words(text)
    return tuple(word for word in every if word not in STOP_WORDS[language]) or tuple(every)


def entries(sought: Sequence[str], language: str) -> dict[tuple[str, ...], list[Entry]]:
    """Return the entries that may hold a run of the folded words sought, by the families of each of their terms."""
    keys = {key(word, language) for word in sought}
    starts = beginnings(tuple(sought), language)
    found: dict[tuple[str, ...], list[Entry]] = {}
    for term, entry in _terms_near(starts, language):
        if not starts.issuperset(map(beginning, term)):
            continue
        families = tuple(key(word, language) for word in term)
        if keys.issuperset(families) and entry not in found.setdefault(families, []):
            found[families].append(entry)
    return _with_goods(found, sought, language)


def _with_goods(
    found: dict[tuple[str, ...], list[Entry]], sought: Sequence[str], language: str
) -> dict[tuple[str, ...], list[Entry]]:
    """Add the goods that no line knows ("shihuahuaco"): they stand for the topics that touch their product group."""
    keys = [key(word, language) for word in sought]
    strange = [at for at, name in enumerate(keys) if (name,) not in found]
    if not strange:
        return found
    for start in strange:
        for end in range(start + 1, min(len(sought), start + LONGEST_NAME) + 1):
            name = tuple(sought[start:end])
            if relatives := next((held[name] for held in _goods().values() if name in held), ()):
                found.setdefault(tuple(keys[start:end]), [Entry(dict.fromkeys(LANGUAGES, ()), relatives)])
    return found


def names_goods(typed: Sequence[str], language: str) -> bool:
    """Return whether a run of folded words is the name of goods in a language."""
    known, lengths = _goods()[language], range(1, LONGEST_NAME + 1)
    told = content(" ".join(typed), language)
    return any(told[at : at + length] in known for at in range(len(told)) for length in lengths)


@cache
def _goods() -> dict[str, dict[tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    """Return by language the words of each product, of both numbers, with the topics that touch its group."""
    from corpus.catalogue.products import load_products  # noqa: PLC0415 - few searches name goods that no line knows

    goods: dict[str, dict[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {language: {} for language in LANGUAGES}
    for product in load_products():
        topics = tuple(tuple(topic.split("-")) for topic in product.topics)
        for language in LANGUAGES:
            names = [content(word, language) for word in product.words[language]]
            goods[language].update((form, topics) for name in names for form in (name, _plural(name, language)))
    return goods


def _plural(name: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Return the plural of the name of goods: "tableros", "nueces", "conchas de abanico", "brazil nuts", "berries"."""
    if language == "es":
        word = name[0]
        plural = f"{word[:-1]}ces" if word.endswith("z") else f"{word}s" if word[-1] in "aeiou" else f"{word}es"
        return (plural, *name[1:])
    word = name[-1]
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}{'es' if word.endswith(ES_TAKERS) else 's'}"
    return (*name[:-1], plural)


def known_terms() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield language ("" for any) and folded words of whatever a plan can take from these lists."""
    for entry in _entries():
        for language in LANGUAGES:
            yield from ((language, term) for term in entry.terms[language])
        yield from (("", term) for term in (*entry.relatives, *entry.topics))
    for topics in itertools.chain.from_iterable(held.values() for held in _goods().values()):
        yield from (("", topic) for topic in topics)
    for name in _places():
        yield from ((language, name) for language in LANGUAGES)


def _known(sought: Sequence[str], language: str) -> int:
    """Count the folded words whose families stand in terms of a language."""
    plain = [word for word in sought if word not in STOP_WORDS[language]]
    starts = beginnings(tuple(plain), language)
    near = {word for term, _ in _terms_near(starts, language) for word in term if beginning(word) in starts}
    held = {key(word, language) for word in near}
    return sum(key(word, language) in held for word in plain)


def _read(name: str) -> list[str]:
    return [line for line in data_text(name, "indexer").splitlines() if line and not line.startswith("#")]


def _terms_near(starts: Iterable[str], language: str) -> Iterator[tuple[tuple[str, ...], Entry]]:
    """Yield each term of which a word begins in one of some ways (see `beginnings`), and its entry, in order."""
    terms, by_beginning = _terms(language)
    near = {at for start in starts for at in by_beginning.get(start, ())}
    yield from (terms[at] for at in sorted(near))


@cache
def _terms(language: str) -> tuple[list[tuple[tuple[str, ...], Entry]], dict[str, list[int]]]:
    """Return each term with its entry, and where terms stand by how their words begin: to stem all takes long."""
    terms = [(term, entry) for entry in _entries() for term in entry.terms[language]]
    by_beginning: dict[str, list[int]] = {}
    for at, (term, _) in enumerate(terms):
        for start in set(map(beginning, term)):
            by_beginning.setdefault(start, []).append(at)
    return terms, by_beginning


@cache
def _entries() -> tuple[Entry, ...]:
    return tuple(itertools.chain.from_iterable(map(_entries_of, _read("thesaurus.txt"))))


def _entries_of(line: str) -> Iterator[Entry]:
    """Yield the entry of a line, or one for each word that leads to the topic named at its end."""
    words_, _, topic = line.partition(">")
    if not topic:
        yield _entry(line)
        return
    for language, side in zip(LANGUAGES, words_.split("="), strict=True):
        for term in side.split(";"):
            yield Entry(
                dict.fromkeys(LANGUAGES, ()) | {language: (content(term, language),)}, topics=(content(topic, "en"),)
            )


def _entry(line: str) -> Entry:
    same, _, loose = line.partition("~")
    sides = dict(zip(LANGUAGES, same.split("="), strict=True))
    terms = {
        language: tuple(dict.fromkeys(content(term, language) for term in side.split(";") if term.strip()))
        for language, side in sides.items()
    }
    return Entry(terms, tuple(content(term, "en") for term in loose.split(";") if term.strip()))


def detect_language(text: str, default: str = "en") -> str:
    """Return whether a query is English or Spanish; for what gives no hint, return `default`."""
    if re.search(r"[ñ¿¡]", text.lower()):
        return "es"
    typed = words(text)
    score = dict.fromkeys(LANGUAGES, 0.0)
    for word in typed:
        for language in LANGUAGES:
            # A country's name says little of the language: "us-peru" is English as well.
            hint = word in FAMILY_OF[language] and (word,) not in _places()
            score[language] += hint or word in STOP_WORDS[language]
        if SPANISH_ENDING.search(word):
            score["es"] += 0.6
    for language in LANGUAGES:
        score[language] += 0.5 * _known(typed, language)
    if score["es"] == score["en"]:
        goods = [language for language in LANGUAGES if names_goods(typed, language)]
        return goods[0] if len(goods) == 1 else default
    return "es" if score["es"] > score["en"] else "en"


SPANISH_ENDING = re.compile(
    r"(?:cion|ciones|dad|dades|mente|ales|icos?|icas?|ados?|adas?|ibles|eros?|eras?|ores|illas?)$"
)


@cache
def _places() -> dict[tuple[str, ...], tuple[str, tuple[str, ...]]]:
    """Return facet and values of each name; that of a region may mean several agreements."""
    named = {}
    for line in _read("places.txt"):
        subject, _, names = line.partition("=")
        facet, _, values = subject.strip().partition(":")
        for name in names.split(";"):
            named[tuple(words(name))] = (facet, tuple(values.split(",")))
    return named


def agreement_names() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of agreements by the folded words with which people name them."""
    return {name: values for name, (facet, values) in _places().items() if facet == "agreement"}


LONGEST_NAME = 4
ES_TAKERS = ("s", "x", "ch", "sh")


def places(typed: Sequence[str], *, agreements: bool = True) -> list[NamedFacet]:
    """Find the parties, blocs and agreements that folded words name, the longest name first at each word.

    Without `agreements` only parties and blocs are found: in "APC Perú-Chile" Peru, not "apc peru".
    """
    named = _places()
    found: list[NamedFacet] = []
    at = 0
    while at < len(typed):
        for end in range(min(len(typed), at + LONGEST_NAME), at, -1):
            subject = named.get(tuple(typed[at:end]))
            if subject and (agreements or subject[0] != "agreement"):
                found.extend(NamedFacet(subject[0], value, at, end) for value in subject[1])
                at = end
                break
        else:
            at += 1
    return found
