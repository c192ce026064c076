"""What a file to import holds: itself, or the files in a ZIP archive, an e-mail or a saved web archive."""

from pathlib import PurePosixPath

from corpus.errors import ParseError
from corpus.formats.detect import is_document, is_mail, kind_of
from corpus.formats.mail import texts_in_mail
from corpus.formats.office.archive import Archive

__all__ = ["IGNORED", "contents", "is_about"]

# What stands beside texts and is none.
IGNORED = frozenset(
    {".csv", ".json", ".xlsx", ".py", ".toml", ".js", ".css", ".svg", ".ini", ".db", ".lock", ".png", ".jpg", ".jpeg",
     ".gif", ".ico", ".woff", ".woff2", ".url", ".lnk"}
)  # fmt: skip
_ABOUT = frozenset({"README", "LICENSE", "LICENCE", "INDEX"})


def contents(data: bytes, name: str) -> list[tuple[str, bytes]]:
    """Return the texts in the bytes of a file called `name`, each as (name, bytes).

    Raises ParseError for an archive or a message that is broken, locked, past its limits or without a text.
    """
    if is_mail(data):
        return texts_in_mail(data, name)
    if kind_of(data) != "zip" or is_document(data, name):
        return [(name, data)]
    archive = Archive(data, name)
    found = [(PurePosixPath(member).name, archive.read(member)) for member in archive if not is_about(member)]
    if not found:
        raise ParseError("zip-empty", file=name)
    return found


def is_about(member: str) -> bool:
    """Return from its path whether a file stands beside texts and is none: hidden, a picture, a style, a lock file."""
    path = PurePosixPath(member.replace("\\", "/"))
    hidden = any(part.startswith((".", "__", "~$")) for part in path.parts)
    return hidden or path.suffix.lower() in IGNORED or path.stem.upper() in _ABOUT
