"""Families of clauses: sister treaties repeat each other's words, and one family must not fill a page."""

import hashlib
import re

__all__ = ["family_key"]

# What sister treaties change in a clause: numbers, and who the Parties are.
_CHANGES = re.compile(r"[\W\d_]+")
_SHORTEST = 40


def family_key(text: str) -> str:
    """Return a key that near-identical clauses share: their letters, without numbers, signs, case and spaces.

    Clauses of under 40 letters have no family, since they repeat by accident.
    """
    letters = _CHANGES.sub("", text.casefold())
    return hashlib.sha256(letters.encode()).hexdigest()[:16] if len(letters) >= _SHORTEST else ""
