"""The matrix as a picture for reports: each cell has a sign beside its shade, so that it reads without colour."""

from collections.abc import Callable, Mapping

from flask import render_template

from corpus.data import data_table
from indexer.answers.coverage import FORCES, Cell, Coverage
from indexer.classify.taxonomy import load_taxonomy
from web.views.names import value

__all__ = ["SIGNS", "picture"]

# In pixels: the column of topics, the width of a cell, the height of a line, the height of the heads, the margin.
_SIZES = {"LABEL": 300, "CELL": 46, "LINE": 26, "HEAD": 190, "EDGE": 16}
SIGNS: Mapping[str, tuple[str, str]] = data_table("signs.toml", "web")


def picture(found: Coverage, titles: Mapping[str, str], link: Callable[[Cell], str]) -> str:
    """Return the matrix as SVG; `titles` say what each column is called, `link` gives a cell's address."""
    label, cell, line, head, edge = _SIZES.values()
    half = len(SIGNS) // 2  # signs in one column of the legend
    legend = head + line * len(found.rows) + 2 * edge
    return render_template(
        "matrix.svg", found=found, titles=titles, link=link, named=_named, signs=SIGNS,
        taxonomy=load_taxonomy(), width=label + cell * max(len(found.columns), 8) + head + 2 * edge,
        height=legend + line * (half + 2), legend=legend, half=half, **_SIZES,
    )  # fmt: skip


def _named(code: str) -> str:
    return value("force" if code in FORCES else "state", code)
