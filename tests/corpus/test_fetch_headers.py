import gzip
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ContentError
from corpus.fetch.addresses import checked, is_public
from corpus.fetch.headers import continues, redirect, retry_after, unpacked, validator
from corpus.publishers.publisher import FetchAnswer

OLD, NEW = "Wed, 21 Oct 2026 07:00:00 GMT", "Wed, 21 Oct 2026 07:29:00 GMT"
NOW = datetime(2026, 10, 21, 7, 28, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("Wed, 21 Oct 2026 07:29:00 GMT", 60),
        ("Wed, 21 Oct 2026 07:29:00", 60),
        ("Wed, 21 Oct 2026 09:29:00 +0200", 60),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("9" * 400, None),
        ("Wed, 99 Oct 2026 99:99:99 GMT", None),
    ],
)
def test_when_to_come_back(value, seconds):
    assert retry_after({"retry-after": value}, NOW) == seconds


@given(value=st.text(max_size=40))
def test_whatever_a_publisher_writes_is_a_wait_or_none(value):
    wait = retry_after({"retry-after": value}, NOW)
    assert wait is None or wait >= 0


@given(body=st.binary(max_size=3000), encoding=st.sampled_from(["gzip", "x-gzip", "GZIP", "deflate", "identity", ""]))
def test_a_packed_body_is_unpacked(body, encoding):
    packers = {"gzip": gzip.compress, "deflate": zlib.compress}
    packed = packers.get(encoding.lower().removeprefix("x-"), bytes)(body)
    assert unpacked(packed, {"content-encoding": encoding}, 3000) == body


@given(body=st.binary(max_size=200), encoding=st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_what_cannot_be_unpacked_is_refused(body, encoding):
    with pytest.raises(ContentError):
        unpacked(b"\0" + body, {"content-encoding": encoding}, 1000)


@pytest.mark.parametrize(
    ("size", "limit", "fits"), [(1000, 1000, True), (1001, 1000, False), (50_000_000, 1000, False)]
)
def test_a_packed_body_may_not_grow_beyond_the_limit(size, limit, fits):
    packed = gzip.compress(b"\0" * size)
    if fits:
        assert len(unpacked(packed, {"content-encoding": "gzip"}, limit)) == size
    else:
        with pytest.raises(ContentError, match="more than 1,000 bytes"):
            unpacked(packed, {"content-encoding": "gzip"}, limit)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"etag": '"x"', "accept-ranges": "bytes"}, '"x"'),
        ({"etag": 'W/"x"', "accept-ranges": "bytes"}, ""),
        ({"etag": '"x"'}, ""),
        ({"etag": '"x"', "accept-ranges": "none"}, ""),
        ({"accept-ranges": "bytes"}, ""),
        ({"accept-ranges": "bytes", "last-modified": OLD, "date": NEW}, OLD),
        ({"accept-ranges": "bytes", "last-modified": NEW, "date": NEW}, ""),
        ({"accept-ranges": "bytes", "last-modified": OLD}, ""),
        ({"accept-ranges": "bytes", "last-modified": "long ago", "date": NEW}, ""),
        ({"accept-ranges": "bytes", "last-modified": OLD, "date": "Wed, 21 Oct 2026 07:29:00 -0000"}, ""),
        ({"last-modified": OLD, "date": NEW}, ""),
        ({"accept-ranges": "bytes", "last-modified": OLD, "date": NEW, "etag": 'W/"x"'}, ""),
        ({"etag": '"x"', "accept-ranges": "bytes", "content-encoding": "gzip"}, ""),
    ],
)
def test_when_the_rest_can_be_asked_for(headers, expected):
    assert validator(headers) == expected


@pytest.mark.parametrize(
    ("value", "start", "fits"),
    [
        ("bytes 10-99/100", 10, True),
        ("Bytes 10-99/*", 10, True),
        ("bytes 10-98/100", 10, False),
        ("bytes 10-99/100", 1, False),
        ("bytes 100-199/200", 10, False),
        ("bytes 10-", 10, False),
        ("bytes */100", 10, False),
        ("", 0, False),
    ],
)
@pytest.mark.parametrize(("etag", "same"), [({"etag": '"x"'}, True), ({}, True), ({"etag": '"y"'}, False)])
def test_whether_a_part_is_the_rest(value, start, fits, etag, same):
    part = FetchAnswer("https://a.example/", 200, b"x" * start, {"etag": '"x"'})
    assert continues({"content-range": value} | etag, part) is (fits and same)


@pytest.mark.parametrize(
    ("status", "location", "target"),
    [
        (301, "/b", "https://a.example/b"),
        (302, "c", "https://a.example/x/c"),
        (303, "http://b.example/", "http://b.example/"),
        (307, "?q=1", "https://a.example/x/y?q=1"),
        (308, "//b.example/z", "https://b.example/z"),
        (302, "/第17章.pdf".encode().decode("latin-1"), "https://a.example/第17章.pdf"),
        (302, "/caf\xe9.pdf", "https://a.example/café.pdf"),
        (302, "", ""),
        (200, "/b", ""),
        (300, "/b", ""),
        (304, "/b", ""),
    ],
)
def test_where_an_answer_leads(status, location, target):
    assert redirect(FetchAnswer("https://a.example/x/y", status, b"", {"location": location})) == target


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("https://a.example:443/x#part", "https://a.example:443/x"),
        ("http://a.example:80/", "http://a.example:80/"),
        ("HTTPS://A.example/x", "https://A.example/x"),
        ("https://a.exa\nmple/x", "https://a.example/x"),
        ("https://a.example/第17章 Otters.pdf", "https://a.example/%E7%AC%AC17%E7%AB%A0%20Otters.pdf"),
        ("https://a.example/x%20y(1)[2]?a=b&c=d", "https://a.example/x%20y(1)[2]?a=b&c=d"),
        ('https://a.example/"<x>"|', "https://a.example/%22%3Cx%3E%22%7C"),
        ("https://a.example/x\r\nHost: b.example", "https://a.example/xHost:%20b.example"),
    ],
)
def test_an_address_is_sent_in_ascii(url, sent):
    assert checked(url, url, {"a.example"}) == sent


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "/x", "//a.example/x", "ftp://a.example/", "file:///a", "data:text/html,x", "https:///x", "https://b.example/",
        "https://a.example.b.example/", "https://b.example/a.example", "https://a.example@b.example/", "https://x@a.example/",
        "https://@a.example/", "https://a.example:8443/", "http://a.example:443/", "https://a.example:0/",
        "https://a.example:99999/", "https://a.example:x/", "https://[::1]/", "https://[a.example/", "https://127.0.0.1/",
        "https://a.example./", "https://a.example%2e/", "https://a。example/",
    ],
)  # fmt: skip
def test_an_address_that_may_not_be_asked(url):
    with pytest.raises(ContentError):
        checked(url, "https://a.example/", {"a.example"})


def test_a_rest_of_another_date_is_of_other_bytes():
    part = FetchAnswer("https://a.example/", 200, b"x" * 10, {"last-modified": OLD})
    assert continues({"content-range": "bytes 10-99/100", "last-modified": OLD}, part)
    assert not continues({"content-range": "bytes 10-99/100", "last-modified": NEW}, part)


def test_all_members_of_a_packed_body_are_unpacked():
    body = gzip.compress(b"one, ") + gzip.compress(b"two")
    assert unpacked(body, {"content-encoding": "gzip"}, 8) == b"one, two"
    with pytest.raises(ContentError, match="more than 7"):
        unpacked(body, {"content-encoding": "gzip"}, 7)
    with pytest.raises(ContentError, match="breaks off"):
        unpacked(body[:-3], {"content-encoding": "gzip"}, 8)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "147.67.34.45", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses(address):
    assert is_public(address)
