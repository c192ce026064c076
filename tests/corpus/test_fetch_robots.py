"""robots.txt, after the examples and rules of RFC 9309."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetch.robots import Robots

RFC = """\
User-Agent: foobot
Allow: /example/page/
Disallow: /example/page/disallowed.gif

User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""


def allows(rules: str, path: str, agent: str = "clausula") -> bool:
    return Robots(rules, agent).allows(path)


@pytest.mark.parametrize(
    ("agent", "path", "allowed"),
    [
        ("foobot", "/example/page/", True),
        ("foobot", "/example/page/disallowed.gif", False),
        ("foobot", "/elsewhere", True),
        ("FooBot", "/example/page/disallowed.gif", False),
        ("bazbot", "/example/page.html", False),
        ("quxbot", "/example/page.html", True),
        ("other", "/example/page.html", True),
    ],
)
def test_the_example_of_the_rfc(agent, path, allowed):
    assert allows(RFC, path, agent) is allowed


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/", "/anything", True),
        ("/fish", "/fish", True),
        ("/fish", "/fish.html?x=1", True),
        ("/fish", "/Fish", False),
        ("/fish/", "/fish", False),
        ("/fish*", "/fishheads", True),
        ("/*.pdf", "/a/b.pdf", True),
        ("/*.pdf", "/a/b.pdf?x", True),
        ("/*.pdf$", "/a/b.pdf", True),
        ("/*.pdf$", "/a/b.pdf?x", False),
        ("/*.pdf$", "/a.pdf.pdf", True),
        ("/fish$", "/fish", True),
        ("/fish$", "/fishes", False),
        ("/a*b*c", "/a-b-c-d", True),
        ("/a*b*c", "/a-c-b", False),
        ("/a*b$", "/ab", True),
        ("/ab*b$", "/ab", False),
        ("*/x", "/y/x", True),
        ("/**", "/", True),
        ("/$", "/", True),
        ("/$", "/x", False),
        ("/a%20b", "/a b", True),
        ("/a b", "/a%20b", True),
        ("/acu%C3%A1tico", "/acuático", True),
        ("/%7ejoe", "/~joe", True),
        ("/a(b)[c]", "/a%28b%29%5Bc%5D", True),
        ("", "/anything", False),
    ],
)
def test_patterns(pattern, path, fits):
    assert allows(f"User-agent: *\nDisallow: {pattern}\n", path) is not fits


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /\n", "/x", False),
        ("User-agent: *\nDisallow: /\nAllow: /x\n", "/x", True),
        ("User-agent: *\nAllow: /x\nDisallow: /\n", "/x", True),
        ("User-agent: *\nAllow: /x\nDisallow: /x\n", "/x", True),
        ("User-agent: *\nDisallow: /x\nAllow: /x\n", "/x", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b\n", "/a/b/c", False),
        ("User-agent: clausula\nAllow: /\nUser-agent: *\nDisallow: /\n", "/x", True),
        ("User-agent: *\nDisallow: /\nUser-agent: Clausula/2.0\nDisallow: /y\n", "/x", True),
        ("User-agent: clausulabot\nDisallow: /\n", "/x", True),
        ("User-agent: a\nUser-agent: clausula\nDisallow: /x\n", "/x", False),
        (
            "User-agent: clausula\nDisallow: /x\nUser-agent: b\nDisallow: /z\nUser-agent: clausula\nDisallow: /y\n",
            "/y",
            False,
        ),
        (
            "User-agent: clausula\nDisallow: /x\nUser-agent: b\nDisallow: /z\nUser-agent: clausula\nDisallow: /y\n",
            "/z",
            True,
        ),
        ("Disallow: /\n", "/x", True),
        ("User-agent: *\nDisallow:\n", "/x", True),
        ("user-AGENT : *  # all\nDISALLOW :/x# this\n", "/x", False),
        ("\ufeffUser-agent: *\nDisallow: /x", "/x", False),
        ("User-agent: *\r\nDisallow: /x\r\n", "/x", False),
        ("User-agent: *\nSitemap: https://x.example/\nDisallow: /x\n", "/x", False),
        ("<html><body>Not found</body></html>", "/x", True),
        ("", "/x", True),
    ],
)
def test_rules(rules, path, allowed):
    assert allows(rules, path) is allowed


@pytest.mark.parametrize(
    ("rules", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 10\n", 10),
        ("User-agent: *\nCrawl-delay: 0.5\nDisallow: /x\n", 0.5),
        ("User-agent: *\nCrawl-delay: soon\n", 0),
        ("User-agent: *\nCrawl-delay: -5\n", 0),
        ("User-agent: *\nCrawl-delay: nan\n", 0),
        ("User-agent: *\nCrawl-delay: 10\nUser-agent: clausula\nCrawl-delay: 3\n", 3),
        ("User-agent: other\nCrawl-delay: 10\n", 0),
    ],
)
def test_the_pause_that_a_site_asks_for(rules, delay):
    assert Robots(rules, "clausula").delay == delay


@given(rules=st.text(), path=st.text())
def test_any_file_is_read(rules, path):
    assert Robots(rules, "clausula").allows(f"/{path}") in {True, False}


@given(paths=st.lists(st.text("ab/*$", max_size=6)), path=st.text("ab/", max_size=8))
def test_an_empty_allowance_changes_nothing(paths, path):
    rules = "User-agent: *\n" + "".join(f"Disallow: /{each}\n" for each in paths)
    assert allows(rules, f"/{path}") is allows(rules + "Allow:\n", f"/{path}")


def test_a_malicious_pattern_takes_no_time():
    start = time.monotonic()
    assert allows(f"User-agent: *\nDisallow: /{'*a' * 5000}b$\n", "/" + "a" * 20000)
    assert time.monotonic() - start < 2
