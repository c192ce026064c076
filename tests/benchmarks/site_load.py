"""Load the site while its index is rebuilt and swapped under it, and time the answers beside those of a static file.

    python tests/benchmarks/site_load.py [--home DIR] [--seconds 60] [--connections 32]

Serves DIR (a copy is made, so that nothing of it changes; without it the embedded digests) with `clausula serve` on the
loopback, asks it for searches, pages, the API and exports over connections that stay open, and builds the index again
and again meanwhile. Prints a Markdown table; the exit code is 1 when a request failed or no new index was taken up.
"""

import argparse
import http.client
import itertools
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ASKED = {
    "static file": ["/static/clausula.css"],
    "search page": [
        "/en/search?q=timber", "/es/buscar?q=tala+ilegal", "/en/search?q=sustainable+development&party=PER",
        "/es/buscar?q=trabajo+infantil&party=PER", "/en/search?q=%22illegal+logging%22", "/en/search?party=PER&page=3",
        "/en/search?q=fish*&force=obligation", "/en/search?q=qqqqzzzz",
    ],
    "other page": [
        "/en/", "/es/disposicion/us-peru/18.3/1", "/en/provision/us-peru/annex-18.3.4/3", "/es/acuerdo/eu-andean",
        "/en/topics", "/es/exportador?product=timber&market=USA", "/en/provision/us-peru/18.3", "/es/acuerdos",
        "/en/matrix", "/es/matriz?topic=nature&part=2", "/en/coverage", "/es/comparar?topic=timber-trade",
        "/en/compare?id=us-peru/18.3/1&id=eu-andean/277/1", "/es/cita?text=cada+Parte+velar%C3%A1+por",
    ],
    "API": ["/api/v1/search?q=biodiversity&limit=50", "/api/v1/provisions/eu-andean/269/3", "/api/v1/agreements"],
    "export": [
        "/en/provision/us-peru/18.3?format=md", "/es/disposicion/us-peru/18.3/1?format=ris", "/en/feed.xml?q=forest",
        "/sitemap.xml", "/en/matrix?format=csv", "/es/matriz?format=svg",
        "/api/v1/bundle?id=us-peru/18.3&id=eu-andean/277&format=csv",
    ],
}  # fmt: skip
Timing = tuple[str, float, str]  # what was asked, seconds, the fault or ""


def environment(home: Path) -> dict[str, str]:
    return os.environ | {"CLAUSULA_HOME": str(home), "PYTHONUTF8": "1"}


def clausula(home: Path, *args: str) -> None:
    subprocess.run([sys.executable, "-m", "indexer", *args], env=environment(home), check=True, capture_output=True)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve a home; give the host and port."""
    command = [sys.executable, "-m", "indexer", "serve", "--port", "0"]
    log = home / "serve.log"
    with log.open("w", encoding="utf-8") as out, subprocess.Popen(command, stderr=out, env=environment(home)) as server:
        while not (found := re.search(r"http://[\w.:]+", log.read_text(encoding="utf-8"))):
            assert server.poll() is None, "the server ended"
            time.sleep(0.05)
        yield urlsplit(found.group()).netloc
        server.terminate()


def ask(host: str, first: int, end: float, timings: list[Timing]) -> None:
    """Ask over one connection until the time is up."""
    every = [(kind, path) for kind, paths in ASKED.items() for path in paths]
    # Every connection begins elsewhere, and each second request is for the static file that the others are held against.
    turns = itertools.islice(itertools.cycle(every), first, None)
    connection = http.client.HTTPConnection(host, timeout=30)
    for kind, path in itertools.chain.from_iterable(
        zip(turns, itertools.cycle([("static file", ASKED["static file"][0])]))
    ):
        if time.monotonic() > end:
            break
        start, fault = time.perf_counter(), ""
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            fault = "" if answer.status == 200 and body else f"{answer.status} {path}"
        except (OSError, http.client.HTTPException) as error:
            fault = f"{type(error).__name__} {path}"
            connection.close()
        timings.append((kind, time.perf_counter() - start, fault))
    connection.close()


def warm(host: str) -> None:
    """Ask for everything once: what a process reads when it starts is not what is measured."""
    for path in itertools.chain.from_iterable(ASKED.values()):
        with urllib.request.urlopen(f"http://{host}{path}", timeout=30) as answer:
            answer.read()


def rebuild(home: Path, host: str, end: float) -> set[str]:
    """Build the index until the time is up; give when those indexes were built that the site has answered from."""
    taken = set()
    while time.monotonic() < end:
        clausula(home, "build", "--jobs", "1")
        with urllib.request.urlopen(f"http://{host}/healthz", timeout=30) as answer:
            taken.add(json.load(answer)["built"])
    return taken


def load(home: Path, seconds: float, connections: int) -> tuple[list[Timing], int]:
    """Ask and rebuild for so many seconds; give the timings and the number of indexes that were taken up."""
    timings: list[Timing] = []
    with served(home) as host:
        warm(host)
        end = time.monotonic() + seconds
        threads = [threading.Thread(target=ask, args=(host, 5 * n, end, timings)) for n in range(connections)]
        for thread in threads:
            thread.start()
        taken = rebuild(home, host, end)
        for thread in threads:
            thread.join()
    return timings, len(taken)


def table(timings: list[Timing]) -> str:
    lines = ["| asked for | requests | failed | p50 ms | p95 ms | p99 ms |", "| --- | --- | --- | --- | --- | --- |"]
    for kind in ASKED:
        times = [1000 * seconds for name, seconds, _fault in timings if name == kind]
        failed = sum(1 for name, _seconds, fault in timings if name == kind and fault)
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
        lines.append(f"| {kind} | {len(times)} | {failed} | {cuts[49]:.0f} | {cuts[94]:.0f} | {cuts[98]:.0f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=32)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        home = Path(work) / "home"
        if chosen.home:
            shutil.copytree(chosen.home, home)
        else:
            clausula(home, "build")
        timings, taken = load(home, chosen.seconds, chosen.connections)
        told = (home / "serve.log").read_text(encoding="utf-8")
    print(f"{chosen.connections} connections, {chosen.seconds:.0f} s, {taken} new indexes taken up\n")
    print(table(timings))
    faults = sorted({fault for _kind, _seconds, fault in timings if fault})
    if faults:
        print(*faults[:20], told[told.find("Traceback") :][:3000], sep="\n")
    raise SystemExit(1 if faults or not taken else 0)


if __name__ == "__main__":
    main()
