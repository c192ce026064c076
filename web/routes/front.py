"""The first page and the page of help: what this installation holds, and how to ask it."""

from flask import g, render_template

from corpus.model import MAY_BIND
from corpus.words import words
from indexer.query.filters import LABELS
from indexer.query.reference import SIGNS
from web.views import catalogue

__all__ = ["help_page", "home"]


def home() -> str:
    """Show the search box, the ways in, and what is held."""
    held = catalogue.held(g.library)
    known = g.library.entries
    of_peru = [known[name] for name in held if "PER" in known[name].parties]
    return render_template(
        "home.html",
        examples=_examples,
        manifest=g.library.manifest,
        held=held,
        first=sorted(of_peru, key=lambda entry: entry.status not in MAY_BIND)[:8],
    )


def _examples(texts: list[str]) -> list[str]:
    """Return the examples that find something in what is held."""
    return [text for text in texts if g.library.resolve(text) or g.library.search(text, limit=0, plain=True).documents]


def help_page() -> str:
    """Explain the query language, the labels and the limits."""
    return render_template("help.html", signs=SIGNS, codes={name: list(words(name)) for name in LABELS})
