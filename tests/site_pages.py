"""What the tests of pages share: how a page is read, how heavy one may be, and what each one promises."""

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

import web

STATIC = Path(web.__file__).parent / "static"
HEAVIEST = 60_000 - sum((STATIC / name).stat().st_size for name in ("clausula.css", "clausula.js"))  # bytes


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.data, "html.parser")


def said(node) -> str:
    return re.sub(r"\s+", " ", node.get_text())


def check_page(page: BeautifulSoup, language: str) -> None:
    assert page.html["lang"] == language
    assert len(page.find_all("h1")) == 1
    assert len(page.find_all("main")) == 1
    assert page.title.string.strip().endswith("· Clausula")
    assert page.select_one("a.skip")["href"] == "#main"
    names = [node["id"] for node in page.find_all(id=True)]
    assert len(names) == len(set(names))
    assert not page.find_all(style=True)
    assert not page.find_all("style")
    assert all(script.get("src") for script in page.find_all("script"))
    assert not [name for node in page.find_all() for name in node.attrs if name.startswith("on")]
    for field in page.select("input:not([type=hidden]), select, textarea"):
        named = [page.find(id=name) for name in field.get("aria-labelledby", "").split()]
        assert (all(named) and named) or field.find_parent("label") or page.find("label", {"for": field.get("id")}), (
            field
        )
    for link in page.select("link[href], script[src], img[src]"):
        address = link.get("href") or link.get("src")
        assert urlsplit(address).netloc == "", address
    for link in page.select("a[href^='#']"):
        assert link["href"][1:] in names, link
    levels = [int(node.name[1]) for node in page.find_all(re.compile("^h[1-6]$"))]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
