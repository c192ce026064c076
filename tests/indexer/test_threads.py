"""What threads of the site share gives each of them its own answer."""

import sys
from concurrent.futures import ThreadPoolExecutor

from indexer.query.words import _stem

WORDS = (
    "conservation fisheries enforcement madera bosques sostenibles obligations endangered species trabajadores".split()
)


def test_stems_do_not_depend_on_what_other_threads_ask():
    asked = [(word, language) for word in WORDS for language in ("en", "es")] * 300
    alone = [_stem(word, language) for word, language in asked]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(lambda pair: _stem(*pair), asked))
    finally:
        sys.setswitchinterval(interval)
    assert together == alone
