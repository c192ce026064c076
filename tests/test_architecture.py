"""The house has three rooms and one direction: web -> indexer -> corpus. Whoosh and the network have a door each."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {"corpus": {"corpus"}, "indexer": {"corpus", "indexer"}, "web": {"corpus", "indexer", "web"}}
WHOOSH = {"indexer/engine/whoosh_index.py", "indexer/engine/codec.py"}
NETWORK = {"corpus/fetch/fetcher.py", "corpus/fetch/client.py"}
NETWORK_MODULES = {"http.client", "urllib.request", "socket", "ssl", "requests", "httpx", "urllib3"}
MODULES = sorted(path for room in ALLOWED for path in (ROOT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield (module, whether inside a function) for every import."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(outer)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, id(node) in inside


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path):
    name = path.relative_to(ROOT).as_posix()
    room = name.partition("/")[0]
    for module, inside in imports(path):
        top = module.partition(".")[0]
        if top in ALLOWED and top not in ALLOWED[room]:
            # The only exception: `clausula serve` imports the site inside its function.
            assert name == "indexer/cli/overview.py", f"{name} imports {module}"
            assert inside
            assert top == "web"
        if top == "whoosh":
            assert name in WHOOSH, f"{name} imports {module}"
        if module in NETWORK_MODULES:
            assert name in NETWORK, f"{name} imports {module}"


def test_no_module_has_a_name_that_says_nothing():
    assert not {p.stem for p in MODULES} & {"utils", "helpers", "common", "base", "manager"}
