"""Which amendments touch a provision, and how, as the catalogue knows it."""

from collections.abc import Collection, Iterable
from typing import Literal

from msgspec import Struct

from corpus.catalogue.agreements import load_catalogue
from corpus.model import Agreement, Amendment
from corpus.words import word

__all__ = ["Effect", "EffectKind", "amendment_words", "applied", "effects_on"]

EffectKind = Literal["inserted", "changed", "renumbered", "may change", "unknown"]


class Effect(Struct, frozen=True):
    """What one amendment, named by the id of its entry, does to a provision; `was` is its old number."""

    amendment: str
    effect: EffectKind
    was: str = ""


def effects_on(provision: str, chapters: Collection[str]) -> tuple[Effect, ...]:
    """Return what amendments do to a provision or article, by id; `chapters` are the numbers of those above it.

    Of an amendment that the words at hand include, only what it touches is told; of any other all that may be.
    """
    agreement, _, place = provision.partition("/")
    amending = [entry for entry in load_catalogue().agreements if entry.amends and entry.amends.agreement == agreement]
    effects = (_effect(entry.id, entry.amends, place, chapters) for entry in amending if entry.amends)
    return tuple(effect for effect in effects if effect)


def amendment_words(effect: Effect, language: str) -> str:
    """Return an effect in a sentence of a language ("en", "es"), with the amendment's title and date."""
    entry = load_catalogue().get(effect.amendment)
    name = entry.titles[language]
    signed = {"en": "signed on", "es": "firmado el"}[language]
    if entry.signed and str(entry.signed.year) not in name:  # else the title gives the day
        name = f"{name} ({signed} {entry.signed})"
    return word("amendment", effect.effect, language).format(name=name, was=effect.was)


def applied(effects: Iterable[Effect]) -> tuple[Agreement, ...]:
    """Return the amendments that made the words what they are: those that inserted, changed or renumbered them."""
    known = {"inserted", "changed", "renumbered"}
    return tuple(load_catalogue().get(effect.amendment) for effect in effects if effect.effect in known)


def _effect(name: str, amendment: Amendment, place: str, chapters: Collection[str]) -> Effect | None:
    renumbered = next((old for new, old in amendment.renumbered.items() if _within(place, (new,))), "")
    if _within(place, amendment.inserted):
        return Effect(name, "inserted")
    # An article of which one paragraph was inserted or changed was itself changed.
    if _within(place, amendment.changed) or any(
        _within(each, (place,)) for each in (*amendment.inserted, *amendment.changed)
    ):
        return Effect(name, "changed", renumbered)
    if renumbered:
        return Effect(name, "renumbered", renumbered)
    if amendment.included:
        return None
    return Effect(name, "may change" if not set(chapters).isdisjoint(amendment.chapters) else "unknown")


def _within(place: str, wholes: Iterable[str]) -> bool:
    """Return whether a place is one of the wholes or lies in one: "18.13/4.a" in "18.13/4", "18.2/1" in "18.2"."""
    return any(
        place == whole or place.startswith((f"{whole}/", f"{whole}.") if "/" in whole else f"{whole}/")
        for whole in wholes
    )
