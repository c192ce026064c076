"""Exports opened by the programs that they are for: sqlite-utils, Datasette, LibreOffice."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from defusedxml import ElementTree

from indexer.answers.csv_rows import csv_lines

pytestmark = pytest.mark.slow

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
CELL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"
FORMULA = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
HOME = "sisters_home"


@pytest.fixture(scope="module")
def programs(tmp_path_factory) -> Path:
    """The folder of the commands of an environment that has sqlite-utils and Datasette."""
    folder = tmp_path_factory.mktemp("programs")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([commands / "python", "-m", "pip", "install", "-q", "sqlite-utils", "datasette"], check=True)
    return commands


@pytest.fixture(scope="module")
def database(library, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("out") / "clausula.db"
    assert library.export(path, all=True) == library.manifest.provisions
    return path


def said(*command: object) -> str:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, encoding="utf-8", check=True).stdout


def test_sqlite_utils_counts_and_searches(database, library, programs):
    tables = json.loads(said(programs / "sqlite-utils", "tables", database, "--counts"))
    counts = {row["table"]: row["count"] for row in tables}
    assert counts["provisions"] == library.manifest.provisions
    assert counts["agreements"] == len(library.agreements)
    assert counts["footnotes"] == sum(len(record.footnotes) for record in library.records())
    found = json.loads(said(programs / "sqlite-utils", "search", database, "provisions", "extraccion", "-c", "id"))
    plain = [record.id for record in library.records() if record.digest and "extracción" in record.digest.es.split()]
    assert plain
    assert set(plain) <= {row["id"] for row in found}, "accents are folded"


def test_datasette_shows_it_as_it_is(database, library, programs):
    counts = json.loads(said(programs / "datasette", "inspect", database))["clausula"]["tables"]
    assert counts["provisions"]["count"] == library.manifest.provisions
    shown = json.loads(
        said(
            programs / "datasette", database, "--get", "/clausula/provisions.json?_shape=array&_search=illegal+logging"
        )
    )
    assert any(row["id"].startswith("us-peru/annex-18.3.4") for row in shown)
    assert json.loads(said(programs / "datasette", database, "--get", "/clausula/duties.json?_shape=array&_size=1"))


def cells(path: Path) -> list[str]:
    """Return the cells of a CSV file as LibreOffice shows them, and see that it took none for a formula."""
    # What Excel takes from the mark at the beginning, LibreOffice asks for: 44 is the comma, 34 the quote, 76 UTF-8.
    command = [OFFICE, f"-env:UserInstallation=file://{path.parent}/profile", "--headless", "--infilter=CSV:44,34,76",
               "--convert-to", "fods", "--outdir", path.parent, path]  # fmt: skip
    said(*command)
    found = list(ElementTree.parse(path.with_suffix(".fods")).iter(CELL))
    assert not [cell.get(FORMULA) for cell in found if cell.get(FORMULA)]
    return [" ".join("".join(each.itertext()) for each in cell.iter(TEXT)) for cell in found]


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here: apt-get install libreoffice-calc")
def test_libreoffice_opens_the_csv_for_excel(library, tmp_path):
    path = tmp_path / "clausula.csv"
    count = library.export(path, "topic:illegal-logging", form="csv-excel")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert len(rows) == count + 1
    shown = set(cells(path))
    spanish = [cell for row in rows for cell in row if any(sign in cell for sign in "áéíóúñ")]
    assert spanish
    assert not [cell for cell in spanish if " ".join(cell.split()) not in {" ".join(each.split()) for each in shown}]


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here: apt-get install libreoffice-calc")
def test_libreoffice_runs_no_cell(tmp_path):
    path = tmp_path / "signs.csv"
    values = ["=1+1", "+51 1 234", "-5 días", "@SUM(1;2)", "(a) niñez", "«año»"]
    lines = csv_lines([{"sign": value} for value in values], ["sign"])
    path.write_text("".join(f"{line}\r\n" for line in lines), encoding="utf-8-sig", newline="")
    shown = [cell for cell in cells(path) if cell]
    assert [cell.removeprefix("'") for cell in shown] == ["sign", *values]
