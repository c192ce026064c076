"""How well the ranking answers the needs of `needs.jsonl`: nDCG@10 and recall@20 over articles, by language.

Run it on a home that holds the texts of the sixteen agreements judged::

    python tests/benchmarks/score_needs.py [--rows]

Each need has a query, its language and the articles that were judged by reading: 2 answers it, 1 touches it. Hits of
agreements that no need names are left out, since nobody read them.
"""

import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from indexer.library import open_library

NEEDS = Path(__file__).with_name("needs.jsonl")
LIMIT = 60  # articles asked for, some of which nobody judged


def main() -> int:
    """Print one line for each language, and with --rows one for each need, the worst first."""
    needs = [json.loads(line) for line in NEEDS.read_text(encoding="utf-8").splitlines()]
    judged = {article.partition("/")[0] for need in needs for article in need["grades"]}
    rows = []
    with open_library() as library:
        for need in needs:
            hits = library.search(need["query"], limit=LIMIT, fold="articles").hits
            articles = [hit.article for hit in hits if hit.agreement.id in judged]
            rows.append((need["lang"], *score(articles, need["grades"]), need["query"]))
    for language in ("en", "es"):
        of_language = [row for row in rows if row[0] == language]
        ndcg, recall = (sum(row[at] for row in of_language) / len(of_language) for at in (1, 2))
        print(f"{language}  {len(of_language)} needs  nDCG@10 {ndcg:.4f}  recall@20 {recall:.4f}")
    if "--rows" in sys.argv:
        for language, ndcg, recall, query in sorted(rows, key=lambda row: row[1]):
            print(f"{language}  {ndcg:.3f}  {recall:.3f}  {query}")
    return 0


def score(articles: Sequence[str], grades: dict[str, int]) -> tuple[float, float]:
    """Give nDCG@10 and recall@20 of articles in the order found; each article counts once."""
    best = gain(sorted(grades.values(), reverse=True))
    held = sum(article in grades for article in articles[:20])
    return gain([grades.get(article, 0) for article in articles]) / best, held / min(20, len(grades))


def gain(values: Sequence[int]) -> float:
    """Sum the first ten grades, each worth 2 to its power less one, ever less from the first place on."""
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(values[:10]))


if __name__ == "__main__":
    sys.exit(main())
