"""The names of agreements as people write them: ids, titles, short titles, parties in either order, in both languages.

"TLC con China" names the agreement with Peru only where a list of names says so; "Peru-China", "China Perú TLC" and
"Tratado de Libre Comercio entre China y el Perú" all name the one whose parties these are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from corpus.citation.pinpoints import Pinpoint, plain, read_pinpoint, unwrapped
from corpus.citation.styles import BLUEBOOK_PARTIES
from corpus.model import Agreement
from indexer.query.thesaurus import agreement_names, places
from indexer.query.words import NAME_WORDS, words

__all__ = ["AgreementNames"]

KINDS, LINKS = (NAME_WORDS[each] for each in ("kinds", "links"))
ABBREVIATED = frozenset(word for name in BLUEBOOK_PARTIES.values() for word in words(name))


class AgreementNames:
    """Knows the agreements given and says which of them a text names."""

    def __init__(self, agreements: Iterable[Agreement]) -> None:
        self.known: Mapping[str, Agreement] = {entry.id: entry for entry in agreements}

    def read(self, text: str) -> tuple[tuple[str, ...], Pinpoint] | None:
        """Return the agreements that a text may name, and the place in them; no agreement where it names only a place.

        None where the text is neither: words are left over that name nothing.
        """
        text = self._amendments.sub(" ", unwrapped(text))
        written = read_pinpoint(text)
        if written is None:
            return None
        if written.id:
            return ((written.name,), written) if written.name in self.known else None
        for ids, rest in self._named_in(text):
            place = read_pinpoint(rest) or Pinpoint()
            if self._adds_nothing(place.name, ids):
                return ids, place
        if not written.name:
            return None if written.empty else ((), written)
        if not set(words(written.name)) - KINDS - LINKS:  # "del Acuerdo Comercial"
            return (), written
        found = self._by_parties(written.name)
        return (found, written) if found else None

    def _named_in(self, text: str) -> Iterable[tuple[tuple[str, ...], str]]:
        """Yield the agreements whose whole name stands in a text, with the rest of it, the longest name first."""
        typed = plain(text).split(" ")
        folded = [tuple(words(word)) for word in typed]
        flat = [(at, word) for at, held in enumerate(folded) for word in held]
        found = []
        for start in range(len(flat)):
            for name in self._by_first.get(flat[start][1], ()):
                if tuple(word for _, word in flat[start : start + len(name)]) == name:
                    end = start + len(name)
                    # A name ends where a word ends: not within "18.3" or "us-peru-2".
                    if (start == 0 or flat[start - 1][0] < flat[start][0]) and (
                        end == len(flat) or flat[end][0] > flat[end - 1][0]
                    ):
                        rest = " ".join([*typed[: flat[start][0]], ",", *typed[flat[end - 1][0] + 1 :]])
                        found.append((len(name), self._names[name], rest))
        return ((ids, rest) for _, ids, rest in sorted(found, key=lambda each: -each[0]))

    def _adds_nothing(self, name: str, ids: Sequence[str]) -> bool:
        """Return whether words beside a name only repeat its parties or say what kind of agreement it is."""
        typed = words(name)
        parties = {place.value for place in places(typed, agreements=False)}
        allowed = {party for each in ids for party in self.known[each].parties}
        left = self._outside(typed) - KINDS - LINKS - ABBREVIATED
        return parties <= allowed and not left

    @staticmethod
    def _outside(typed: Sequence[str]) -> set[str]:
        """Return the words that name no party."""
        inside = {at for place in places(typed, agreements=False) for at in range(place.start, place.end)}
        return {word for at, word in enumerate(typed) if at not in inside}

    def _by_parties(self, name: str) -> tuple[str, ...]:
        """Return the agreements whose parties and other words a text names; those with no other party come first."""
        typed = words(name)
        parties = frozenset(place.value for place in places(typed, agreements=False) if place.facet == "party")
        other = self._outside(typed) - LINKS
        if len(parties) == 1 and "con" in typed and other & KINDS:  # "el TLC con Corea", as Peruvians say of their own
            parties |= {"PER"}
        if not parties or (len(parties) < 2 and not other & KINDS):
            return ()
        ranked: dict[tuple[int, int, int], list[str]] = {}
        for entry in self.known.values():
            if not parties <= set(entry.parties):
                continue
            own = self._own_words[entry.id]
            if (other - KINDS) - set().union(*own):
                continue
            missing = min(len((each ^ other) - KINDS - LINKS) for each in own)
            kinds = min(len((each ^ other) & KINDS) for each in own)
            ranked.setdefault((missing, len(entry.parties) - len(parties), kinds), []).append(entry.id)
        return tuple(ranked[min(ranked)]) if ranked else ()

    @cached_property
    def _amendments(self) -> re.Pattern[str]:
        """Return what finds the amendments that a citation names beside its agreement."""
        titles = {re.escape(title) for entry in self.known.values() for title in entry.short_titles.values()}
        title = rf"(?:{'|'.join(sorted(titles, key=len, reverse=True))})"
        return re.compile(rf"(?:as amended by|modificado por):?\s+{title}(?:;\s+{title})*", re.IGNORECASE)

    @cached_property
    def _own_words(self) -> dict[str, tuple[frozenset[str], ...]]:
        """Return, for each agreement, the words of its short titles that name no party."""
        return {
            name: tuple(frozenset(self._outside(words(title))) - LINKS for title in entry.short_titles.values())
            for name, entry in self.known.items()
        }

    @cached_property
    def _names(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """Return the agreements that each whole name may mean."""
        named: dict[tuple[str, ...], dict[str, None]] = {}
        for name, entry in self.known.items():
            for title in (name, *entry.titles.values(), *entry.short_titles.values()):
                named.setdefault(tuple(words(plain(title))), {})[name] = None
        for alias, ids in agreement_names().items():
            named.setdefault(alias, {}).update(dict.fromkeys(name for name in ids if name in self.known))
        return {name: tuple(ids) for name, ids in named.items() if name and ids}

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[str, ...]]]:
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in self._names:
            by_first.setdefault(name[0], []).append(name)
        return by_first
