"""The matrix as a picture for reports: each cell has a sign beside its shade, so that it reads without colour."""

from collections.abc import Callable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from flask_babel import gettext as _

from indexer.answers.coverage import FORCES, Cell, Coverage
from indexer.classify.taxonomy import load_taxonomy
from web.views.names import value

__all__ = ["picture"]

LABEL, CELL, LINE, HEAD, EDGE = 300, 46, 26, 190, 16  # pixels
# Shades from dark to light in the order of the forces; black on each of them has a contrast above 4.5.
_SIGNS: Mapping[str, tuple[str, str]] = {
    "prohibition": ("✕", "#7fb89e"),
    "obligation": ("●", "#9ccab5"),
    "best-endeavour": ("◐", "#bcdccd"),
    "permission": ("◇", "#d5e9df"),
    "recognition": ("○", "#e6f1ec"),
    "definition": ("=", "#f0f5f2"),
    "procedure": ("§", "#f0f5f2"),
    "absent": ("–", "#ffffff"),
    "not in the articles": ("–?", "#ffffff"),
    "incomplete": ("?", "#ffffff"),
    "digests only": ("…", "#ffffff"),
    "not held": ("", "#ffffff"),
}


def picture(found: Coverage, titles: Mapping[str, str], language: str, link: Callable[[Cell], str]) -> str:
    """Return the matrix as SVG; `titles` say what each column is called, `link` gives a cell's address."""
    width = LABEL + CELL * max(len(found.columns), 8) + HEAD + 2 * EDGE
    legend = HEAD + LINE * len(found.rows) + 2 * EDGE
    height = legend + LINE * (len(_SIGNS) // 2 + 2)
    size = f'width="{width}" height="{height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}" xml:lang="{language}"'
    lines = [
        f'{head} role="group" font-family="sans-serif" font-size="13" fill="#1d2122">',
        f"<title>{escape(_('Topics by agreements'))}</title>",
        f"<desc>{escape(_('Each cell names the strongest force found, and leads to the provisions.'))}</desc>",
        f'<rect {size} fill="#ffffff"/>',
        *_heads(found, titles),
        *_rows(found, language, link),
        *_legend(legend),
        f'<text x="{EDGE}" y="{height - EDGE}">Clausula, {escape(_("Index"))} {found.fingerprint}</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _heads(found: Coverage, titles: Mapping[str, str]) -> Iterator[str]:
    for number, column in enumerate(found.columns):
        x, y = EDGE + LABEL + CELL * number + CELL // 2, HEAD
        title = escape(_shortened(titles[column.agreement], 36))
        yield f'<text transform="translate({x} {y}) rotate(-50)">{title}</text>'


def _rows(found: Coverage, language: str, link: Callable[[Cell], str]) -> Iterator[str]:
    taxonomy = load_taxonomy()
    for number, row in enumerate(found.rows):
        y = HEAD + EDGE // 2 + LINE * number
        label = escape(_shortened(taxonomy[row.topic].labels[language], 48))
        yield f'<text x="{EDGE}" y="{y + 18}">{label}</text>'
        for place, cell in enumerate(row.cells):
            yield _square(EDGE + LABEL + CELL * place, y, cell.code, quoteattr(link(cell)))


def _square(x: int, y: int, code: str, link: str) -> str:
    sign, shade = _SIGNS[code]
    return (
        f"<a href={link}><title>{escape(_named(code))}</title>"
        f'<rect x="{x}" y="{y}" width="{CELL}" height="{LINE}" fill="{shade}" stroke="#8a918f"/>'
        f'<text x="{x + CELL // 2}" y="{y + 18}" text-anchor="middle">{sign}</text></a>'
    )


def _legend(top: int) -> Iterator[str]:
    for number, code in enumerate(_SIGNS):
        column, line = divmod(number, len(_SIGNS) // 2)
        x, y = EDGE + 260 * column, top + LINE * line
        sign, shade = _SIGNS[code]
        yield f'<rect x="{x}" y="{y}" width="{CELL}" height="{LINE - 4}" fill="{shade}" stroke="#8a918f"/>'
        yield f'<text x="{x + CELL // 2}" y="{y + 16}" text-anchor="middle">{sign}</text>'
        yield f'<text x="{x + CELL + 8}" y="{y + 16}">{escape(_named(code))}</text>'


def _named(code: str) -> str:
    return value("force" if code in FORCES else "state", code)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
