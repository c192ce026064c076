"""Measure Clausula's engine beside SQLite FTS5 and tantivy, on the same documents and queries, in one run.

    CLAUSULA_HOME=DIR clausula import TEXTS && CLAUSULA_HOME=DIR clausula build
    python tests/benchmarks/search_speed.py DIR [--rounds 5] [--work DIR] [--whoosh] [--cold]

The documents are those of the records in the index of the home. The engines take turns within a round, all with one
thread. Prints Markdown tables. tantivy is left out where it is not installed; `--whoosh` also times a default Whoosh
writer on the same rows and fields, `--cold` the command on the home, each search in a process of its own.
"""

import argparse
import gc
import json
import multiprocessing
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from indexer.build import documents as made
from indexer.engine.choice import engine
from indexer.engine.protocol import FIELDS, SearchRequest
from indexer.highlight import highlight
from indexer.library import open_library
from indexer.query.language import parse_query
from indexer.query.plan import plan

FACETS = ("agreement", "bloc", "party", "force", "scope", "lang", "status")
WORDS = [
    "environment", "timber", "party", "labour", "sustainable development", "fisheries subsidies", "mahogany", "sturgeon",
    "climate change", "renewable energy", "consultations", "trade", "shall", "expropriation", "biodiversity conservation",
    "endangered species", "eco labelling", "hazardous waste", "migrant workers", "child labour forced labour",
    "public participation", "technology transfer", "panel of experts", "genetic resources traditional knowledge",
    "medio ambiente", "pesca", "trabajadores", "desarrollo sostenible", "agreement party measures goods",
    "environmental laws effectively enforce", "customs duties", "rules of origin",
]  # fmt: skip
PHRASES = [
    "sustainable development",
    "course of action or inaction",
    "free trade area",
    "in accordance with",
    "sea turtle",
]
ALL_OF = ["environment labour", "trade investment environment", "party shall notify", "forest timber"]
NOT = [("environment", "business"), ("goods", "services"), ("species", "plant")]
PREFIXES = ["environ", "fish", "sustain", "con"]
BARE = "import click, numpy, whoosh.index"
COLD = [
    "illegal logging", "tala ilegal", "¿puede Estados Unidos detener mi cargamento de madera?", "fisheries", "trade",
    '"sustained or recurring course of action"', "environ*", "illegal logging party:PER", "sustainable development",
    "what happens if a country does not enforce its labour laws?",
]  # fmt: skip
FILTERED = [("environment", "EU"), ("labour", "US"), ("measures", "CN"), ("conservation", "US")]


def queries() -> list[tuple[str, str, str, str]]:
    """Give (kind, Clausula's query, FTS5's match, bloc or nothing); tantivy takes Clausula's."""
    made = [("words", text, " OR ".join(text.split()), "") for text in WORDS]
    made += [("phrase", f'"{text}"', f'"{text}"', "") for text in PHRASES]
    made += [("all", " ".join(f'"{word}"' for word in text.split()), " AND ".join(text.split()), "") for text in ALL_OF]
    made += [("not", f'"{yes}" -"{no}"', f"{yes} NOT {no}", "") for yes, no in NOT]
    made += [("prefix", f"{text}*", f"{text}*", "") for text in PREFIXES]
    made += [("filter", text, text, bloc) for text, bloc in FILTERED]
    return made


def read(home: Path) -> Iterable[dict]:
    """Give the document of every record in the index of a home, written out once so that reading costs all alike."""
    path = home / "documents.jsonl"
    if not path.exists():
        with open_library(home) as library, path.open("w", encoding="utf-8") as out:
            out.writelines(f"{json.dumps(made.document(row), ensure_ascii=False)}\n" for row in library.records())
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def write_sqlite(path: Path, documents: Iterable[dict]) -> sqlite3.Connection:
    base = sqlite3.connect(path)
    base.execute(f"create virtual table d using fts5({', '.join(FIELDS)}, tokenize='porter unicode61')")
    base.execute(f"create table facet(doc integer primary key, {', '.join(FACETS)})")
    for number, document in enumerate(documents, 1):
        values = [document["fields"].get(name, "") for name in FIELDS]
        base.execute(f"insert into d(rowid, {', '.join(FIELDS)}) values ({', '.join('?' * 9)})", [number, *values])  # noqa: S608
        facets = [document["facets"].get(name, "") for name in FACETS]
        held = [value if isinstance(value, str) else ",".join(value) for value in facets]
        base.execute(f"insert into facet values ({', '.join('?' * 8)})", [number, *held])  # noqa: S608
    base.commit()
    return base


def write_tantivy(path: Path, documents: Iterable[dict]):
    import tantivy  # noqa: PLC0415

    builder = tantivy.SchemaBuilder()
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="en_stem")
    builder.add_text_field("bloc", tokenizer_name="raw", fast=True)
    builder.add_text_field("agreement", tokenizer_name="raw", fast=True)
    path.mkdir()
    index = tantivy.Index(builder.build(), str(path))
    writer = index.writer(200_000_000, 1)
    for document in documents:
        held = {name: document["fields"].get(name, "") for name in FIELDS}
        held |= {name: document["facets"][name] for name in ("bloc", "agreement")}
        writer.add_document(tantivy.Document(**held))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def write_whoosh(path: Path, documents: Iterable[dict]) -> None:
    """Write the same rows and fields as Whoosh does by default."""
    from whoosh.fields import ID, KEYWORD, TEXT, Schema  # noqa: PLC0415
    from whoosh.index import create_in  # noqa: PLC0415

    path.mkdir()
    fields = {name: TEXT() for name in FIELDS} | {name: KEYWORD(commas=True) for name in FACETS}
    writer = create_in(str(path), Schema(id=ID(stored=True, unique=True), **fields)).writer()
    for document in documents:
        facets = {name: document["facets"].get(name) or "" for name in FACETS}
        keywords = {
            name: value if isinstance(value, str) else ",".join(value) for name, value in facets.items() if value
        }
        writer.add_document(id=document["id"], **document["fields"], **keywords)
    writer.commit()


def timed(task: Callable[[], object]) -> tuple[object, float]:
    start = time.perf_counter()
    result = task()
    return result, time.perf_counter() - start


def size(path: Path) -> float:
    return (
        sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) / 1e6
        if path.is_dir()
        else path.stat().st_size / 1e6
    )


def runners(work: Path, home: Path, jobs: int, whoosh: bool) -> tuple[dict[str, dict], list[list]]:
    """Build every index; give for each engine its way to run a query, and the rows of the table of builds."""
    rows = []
    _, seconds = timed(lambda: engine().write(read(home), work / "clausula", jobs=jobs))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN if jobs > 1 else resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append([f"Clausula, {jobs} processes", seconds, size(work / "clausula"), memory])
    sample = next(iter(read(home)))["agreement"]
    again = [document for document in read(home) if document["agreement"] == sample]
    _, seconds = timed(lambda: engine().extend(work / "clausula", again, work / "extended", replace=[sample]))
    rows.append([f"Clausula, one agreement of {len(again)} again", seconds, size(work / "extended"), 0])
    if whoosh:
        _, seconds = timed(lambda: write_whoosh(work / "whoosh", read(home)))
        rows.append(["Whoosh, defaults", seconds, size(work / "whoosh"), 0])
    base, seconds = timed(lambda: write_sqlite(work / "fts.db", read(home)))
    rows.append(["SQLite FTS5", seconds, size(work / "fts.db"), 0])
    ways = {"Clausula": clausula(work / "clausula"), "SQLite FTS5": sqlite(base)}
    try:
        index, seconds = timed(lambda: write_tantivy(work / "tantivy", read(home)))
    except ImportError:
        return ways, rows
    rows.append(["tantivy", seconds, size(work / "tantivy"), 0])
    return ways | {"tantivy": tantivy_ways(index)}, rows


def clausula(directory: Path) -> dict:
    searcher = engine().open(directory)
    searcher.warm()

    def request(text: str, bloc: str) -> SearchRequest:
        filters = {"bloc": [bloc]} if bloc else {}
        return plan(parse_query(text, filters=filters, expand=False, all=True, language="en"), fold=False).request

    texts = {}

    def marked(text: str, bloc: str) -> None:
        made = request(text, bloc)
        for hit in searcher.search(made).hits:
            highlight([("", texts.get(hit.id, hit.id))], made)

    return {
        "texts": texts,
        "top 10": lambda text, _, bloc: searcher.search(request(text, bloc)),
        "with facets": lambda text, _, bloc: searcher.search(request(text, bloc)._replace(facets=FACETS)),
        "with highlights": lambda text, _, bloc: marked(text, bloc),
    }


def sqlite(base: sqlite3.Connection) -> dict:
    def run(match: str, bloc: str, shown: str = "d.rowid") -> list:
        sql = f"select {shown} from d where d match ? order by rank limit 10"  # noqa: S608
        if bloc:
            sql = (
                f"select {shown} from d join facet on doc = d.rowid where d match ? and bloc = ? order by rank limit 10"  # noqa: S608
            )
        return base.execute(sql, [match, bloc] if bloc else [match]).fetchall()

    def facets(match: str, bloc: str) -> None:
        run(match, bloc)
        base.execute("drop table if exists temp.found")
        base.execute("create temp table found as select rowid as doc from d where d match ?", [match])
        for name in FACETS:
            base.execute(f"select {name}, count(*) from found join facet using (doc) group by 1").fetchall()  # noqa: S608

    return {
        "top 10": lambda _, match, bloc: run(match, bloc),
        "with facets": lambda _, match, bloc: facets(match, bloc),
        "with highlights": lambda _, match, bloc: run(match, bloc, "highlight(d, 0, '<', '>')"),
    }


def tantivy_ways(index) -> dict:
    searcher = index.searcher()

    def run(text: str, bloc: str):
        if text.endswith("*"):
            import tantivy  # noqa: PLC0415

            return searcher.search(tantivy.Query.regex_query(index.schema, "text", f"{text[:-1]}.*"), 10)
        joined = " AND ".join(text.split()) if text.count('"') > 2 and "-" not in text else text
        query = f'({joined}) AND bloc:"{bloc}"' if bloc else joined
        return searcher.search(index.parse_query(query, list(FIELDS)), 10)

    return {"top 10": lambda text, _, bloc: run(text, bloc)}


def measure(ways: dict[str, dict], rounds: int) -> list[list]:
    """Time every query `rounds` times, the engines in turn; give p50, p95 and p99 in milliseconds."""
    rows = []
    for what in ("top 10", "with facets", "with highlights"):
        held = {name: engine[what] for name, engine in ways.items() if what in engine}
        taken: dict[str, list[float]] = {name: [] for name in held}
        for number in range(rounds + 1):
            for _, text, match, bloc in queries():
                for name, run in held.items():
                    _, seconds = timed(lambda run=run, text=text, match=match, bloc=bloc: run(text, match, bloc))
                    if number:  # the first round warms
                        taken[name].append(seconds * 1000)
            gc.collect()
        for name, times in taken.items():
            cuts = statistics.quantiles(times, n=100)
            rows.append([name, what, cuts[49], cuts[94], cuts[98]])
    return rows


def cold(home: Path, rounds: int = 11) -> list[list]:
    """Time the real command on an index, in a process each, beside one that only imports what it needs, in turns.

    What counts is the time of the processor, its least: that of the clock depends on what else the machine does.
    """
    command = str(Path(sys.executable).with_name("clausula"))
    runs = {BARE: [sys.executable, "-c", BARE]}
    runs |= {f"clausula search {text}": [command, "search", text] for text in COLD}
    # The first round writes the compiled modules, which an installed package has.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["CLAUSULA_HOME"] = str(home)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            _, seconds = timed(lambda run=run: subprocess.run(run, env=environment, capture_output=True, check=True))
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if number:
                taken[name].append((after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, seconds))
    least = {name: min(busy for busy, _ in times) for name, times in taken.items()}
    return [
        [name, least[name] * 1000, statistics.median(seconds for _, seconds in times) * 1000,
         least[name] / least[BARE]]
        for name, times in taken.items()
    ]  # fmt: skip


def table(head: list[str], rows: list[list]) -> str:
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    shown = [[f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in shown)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path, help="a CLAUSULA_HOME with an index")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--work", type=Path)
    parser.add_argument("--whoosh", action="store_true")
    parser.add_argument("--cold", action="store_true", help="also time the command, each search in its own process")
    chosen = parser.parse_args()
    work = chosen.work or Path(tempfile.mkdtemp())
    try:
        ways, builds = runners(work, chosen.home, chosen.jobs, chosen.whoosh)
        ways["Clausula"].pop("texts").update({d["id"]: d["fields"]["text"] for d in read(chosen.home)})
        print(table(["engine", "seconds to write", "MB on disk", "MB of memory"], builds), end="\n\n")
        print(table(["engine", "what", "p50 ms", "p95 ms", "p99 ms"], measure(ways, chosen.rounds)), end="\n\n")
        if chosen.cold:
            print(table(["cold process", "ms of processor", "ms", "times bare"], cold(chosen.home)))
    finally:
        if not chosen.work:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
