"""The texts in an e-mail or a saved web archive (RFC 5322, RFC 2557)."""

import email
import email.policy
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage

from corpus.errors import ParseError
from corpus.formats.decoding import decode

__all__ = ["texts_in_mail"]

_PARTS = 2000  # a saved page has one a picture
_ENDINGS = {"text/html": ".html", "text/plain": ".txt", "application/xhtml+xml": ".html"}


def texts_in_mail(data: bytes, name: str) -> list[tuple[str, bytes]]:
    """Return the attached files of an e-mail or, where it has none, its own text or page, as (name, bytes).

    A saved web archive has its page only: what the page shows beside it is no text. Text comes in UTF-8.
    Raises ParseError where the message holds neither, or has too many parts.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes it one
        parts = list(_parts(message, name))
        attached = [part for part in parts if part.get_content_disposition() == "attachment" and part.get_filename()]
        pages = [part for part in parts if part.get_content_type() in _ENDINGS and part not in attached]
        pages.sort(key=lambda part: part.get_content_type() == "text/plain")  # the page says more than its plain copy
        found = [(str(part.get_filename()), _bytes(part)) for part in attached]
        found = found or [(f"{name}{_ENDINGS[part.get_content_type()]}", _bytes(part)) for part in pages[:1]]
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        raise ParseError("mail-broken", file=name, problem=type(error).__name__) from error
    if not found:
        raise ParseError("mail-empty", file=name)
    return found


def _parts(message: EmailMessage, name: str) -> Iterator[EmailMessage]:
    for count, part in enumerate(message.walk()):
        if count > _PARTS:
            raise ParseError("mail-too-large", file=name, parts=_PARTS)
        if not part.is_multipart() and isinstance(part, EmailMessage):
            yield part


def _bytes(part: EmailMessage) -> bytes:
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    if part.get_content_type() not in _ENDINGS:
        return data
    return decode(data, part.get_content_charset() or "").encode("utf-8")
