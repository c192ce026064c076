"""What the headers of an answer say: how its body is packed, when to come back, whether the rest can be sent."""

import contextlib
import email.utils
import re
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urljoin

from corpus.errors import ContentError
from corpus.publishers.publisher import FetchAnswer

__all__ = ["continues", "redirect", "retry_after", "unpacked", "validator"]

_SETTLED = 60  # seconds after which a file that changed would have another date


def unpacked(body: bytes, headers: Mapping[str, str], limit: int) -> bytes:
    """Return the body without its packing. Raises ContentError when it is damaged, or larger than `limit` bytes."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        return body
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise ContentError("unknown-packing", encoding=encoding)
    plain = bytearray()
    while body:  # a gzip stream may have several members, one behind the other (RFC 1952, 2.2)
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            plain += unpacker.decompress(body, limit + 1 - len(plain))
        except zlib.error as error:
            raise ContentError("packing-damaged", problem=error) from error
        if len(plain) > limit:
            raise ContentError("unpacks-too-large", most=limit)
        if not unpacker.eof:
            raise ContentError("packing-cut")
        body = unpacker.unused_data
    return bytes(plain)


def redirect(answer: FetchAnswer) -> str:
    """Return the address that an answer sends on to, or "" when it is final."""
    location = answer.headers.get("location", "")
    if not location or answer.status not in {301, 302, 303, 307, 308}:
        return ""
    with contextlib.suppress(UnicodeError):  # http.client reads headers as Latin-1; sites write file names in UTF-8
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(answer.url, location)
    except ValueError:
        return location  # not an address; whoever follows it gets the error


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that the publisher asks to wait, or None when it does not say."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def validator(headers: Mapping[str, str]) -> str:
    """Return the validator for asking for the rest of a broken answer, or "" when the rest cannot be asked for.

    A date is one only where there is no ETag and the bytes had not just changed (RFC 9110, 13.1.5 and 8.8.2.2).
    """
    etag = headers.get("etag", "")
    if headers.get("accept-ranges", "").lower() != "bytes" or "content-encoding" in headers:
        return ""
    if etag:
        return "" if etag.startswith("W/") else etag
    try:
        sent, changed = (email.utils.parsedate_to_datetime(headers[name]) for name in ("date", "last-modified"))
        return headers["last-modified"] if (sent - changed).total_seconds() >= _SETTLED else ""
    except (KeyError, ValueError, TypeError):
        return ""


def continues(headers: Mapping[str, str], part: FetchAnswer) -> bool:
    """Return whether a partial answer is the whole rest of `part`, of the same bytes: servers may ignore If-Range."""
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(?:(\d+)|\*)", headers.get("content-range", "").strip().lower())
    if found is None or int(found[1]) != len(part.body):
        return False
    for name in ("etag", "last-modified"):
        if headers.get(name, "") not in {"", part.headers.get(name, "")}:
            return False
    return found[3] is None or int(found[2]) + 1 == int(found[3])
