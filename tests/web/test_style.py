"""The style sheet: every colour is seen in light and in dark, nothing comes from elsewhere, and it stays small."""

import re
from pathlib import Path

import pytest

import web

STYLE = (Path(web.__file__).parent / "static/clausula.css").read_text(encoding="utf-8")
HEAVIEST = 18_000  # bytes
THEMES = dict(zip(("light", "dark"), re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2], strict=True))

# WCAG 2.2: 1.4.3 asks 4.5 of words, 1.4.11 asks 3 of what one must see to use a page.
WORDS, SIGNS = 4.5, 3
PAIRS = [
    *[(front, back, WORDS) for front in ("ink", "quiet", "accent") for back in ("paper", "raised", "sunk", "digest")],
    *[("warn", back, WORDS) for back in ("paper", "sunk", "digest")],
    *[("dead", back, WORDS) for back in ("paper", "sunk")],
    ("on-accent", "accent", WORDS),
    ("on-mark", "mark", WORDS),
    ("edge", "paper", SIGNS),
    ("edge", "raised", SIGNS),
    ("seen", "paper", SIGNS),
    ("seen", "digest", SIGNS),
]
DECORATION = {"line"}  # rules between things that stand apart by space as well


def colours(theme: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", THEMES[theme]))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    full = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_the_one_of_the_standard():
    assert ratio("#fff", "#000000") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_every_pair_of_colours_can_be_told_apart(theme, front, back, least):
    known = colours(theme)
    assert ratio(known[front], known[back]) >= least


def test_every_colour_is_in_both_themes_and_in_the_table():
    assert set(colours("light")) == set(colours("dark"))
    assert {name for front, back, _least in PAIRS for name in (front, back)} | DECORATION == set(colours("light"))


def test_every_colour_comes_from_the_themes():
    rules = STYLE[STYLE.index("*, ::before") : STYLE.index("@media print")]
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgb|hsl", rules)
    used, defined = (set(re.findall(pattern, STYLE)) for pattern in (r"var\(--([a-z-]+)\)", r"--([a-z-]+): "))
    assert used == defined


def test_the_style_sheet_is_small_and_asks_for_nothing():
    assert len(STYLE.encode()) < HEAVIEST
    assert not re.search(r"url\(|@import|@font-face", STYLE)
