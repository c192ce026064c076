"""The house has three rooms and one direction: web -> indexer -> corpus. Whoosh, OpenSearch and the network have a door each."""

import ast
import pickle
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from corpus import errors
from corpus.errors import NotFoundError, QueryError

ROOT = Path(__file__).parent.parent
ALLOWED = {"corpus": {"corpus"}, "indexer": {"corpus", "indexer"}, "web": {"corpus", "indexer", "web"}}
WHOOSH = {"indexer/engine/codec.py"}
OPENSEARCH = {"indexer/engine/opensearch/cluster.py"}
NETWORK = {"corpus/fetch/fetcher.py", "corpus/fetch/client.py", "corpus/fetch/connections.py"}
NETWORK_MODULES = {"http.client", "urllib.request", "socket", "ssl", "requests", "httpx", "urllib3"}
TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile", "LICENSE", "README.md", "corpus", "docs",
    "indexer", "pyproject.toml", "tests", "web",
}  # fmt: skip
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
            assert name == "indexer/cli/serve.py", f"{name} imports {module}"
            assert inside
            assert top == "web"
        if top == "whoosh":
            assert name in WHOOSH, f"{name} imports {module}"
        if top == "opensearchpy":
            assert name in OPENSEARCH, f"{name} imports {module}"
        if module in NETWORK_MODULES:
            assert name in NETWORK, f"{name} imports {module}"


@pytest.mark.skipif(not which("git"), reason="only a checkout says what is kept")
def test_nothing_else_lies_on_the_top_level():
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if kept.returncode:
        pytest.skip("no checkout that Git reads")
    assert {name.partition("/")[0] for name in kept.stdout.splitlines()} - TOP_LEVEL == set()


DATA = re.compile(r"\bload_(?:catalogue|digests|products|remarks|rules|services)\b")


@pytest.mark.parametrize("path", sorted((ROOT / "web").rglob("*.py")), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_pages_read_facts_from_the_index(path):
    """The fingerprint on a page names what made it, also where the installed package holds newer facts."""
    assert not DATA.search(path.read_text(encoding="utf-8"))


def test_no_module_has_a_name_that_says_nothing():
    assert not {p.stem for p in MODULES} & {"utils", "helpers", "common", "base", "manager"}


ERRORS = {name for name in errors.__all__ if name.endswith("Error")} | {"WallError", "DisallowedError"}
OWN_VALUES = {"hint", "position"}  # what the classes take apart from the values of the words


def raised() -> Iterator[tuple[str, ast.Call]]:
    """Yield where each error is made, and the call that makes it."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            again = isinstance(node.func, ast.Call) and ast.unparse(node.func) == "type(error)"
            if again or (isinstance(node.func, ast.Name) and node.func.id in ERRORS):
                yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", node


def values_in(words: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(words) if name}


def test_every_error_has_words_and_carries_their_values():
    messages, hints = errors.error_words()["messages"], errors.error_words()["hints"]
    used = set()
    for place, call in raised():
        assert len(call.args) == 1, f"{place}: an error takes a code and named values; its words are in errors.toml"
        code = call.args[0]
        assert isinstance(code, ast.Constant), f"{place}: the code must be written out"
        assert code.value in messages, f"{place}: {code.value!r} has no words in corpus/data/errors.toml"
        given = {keyword.arg for keyword in call.keywords}
        hint = next((keyword.value for keyword in call.keywords if keyword.arg == "hint"), code)
        words = messages[code.value]
        if isinstance(hint, ast.Constant):
            assert hint is code or hint.value in {"", *hints}, f"{place}: the hint {hint.value!r} has no words"
            words += hints.get(hint.value, "")
        assert None in given or values_in(words) <= given, f"{place}: {values_in(words) - given} are not given"
        assert given - OWN_VALUES <= values_in(words) | {"nearest", None} or not isinstance(hint, ast.Constant), place
        used.add(code.value)
    assert used == set(messages), "words of errors that nothing raises"


def test_every_hint_is_named_somewhere():
    source = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    messages, hints = errors.error_words()["messages"], errors.error_words()["hints"]
    assert not [code for code in hints if code not in messages and f'"{code}"' not in source]


def test_every_error_has_words_in_spanish():
    with (ROOT / "web/translations/es/LC_MESSAGES/messages.po").open("rb") as source:
        spanish = {message.id: message.string for message in read_po(source, locale="es")}
    for kind in errors.error_words().values():
        for code, words in kind.items():
            assert spanish.get(words), f"{code}: no Spanish in web/translations"
            assert values_in(spanish[words]) == values_in(words), code


def test_an_error_survives_the_way_between_processes():
    sent = QueryError("query-too-long", hint="use-at-most", position=7, count=3000, most=2000)
    received = pickle.loads(pickle.dumps(sent))  # noqa: S301
    assert (received.message, received.hint, received.position) == (sent.message, sent.hint, 7)
    assert sent.message == "The query has 3000 characters."


def test_the_values_of_an_error_are_never_taken_for_words():
    assert NotFoundError("no-such-id", id="{0.__class__}%(a)s").message == "Nothing has the id '{0.__class__}%(a)s'."


@pytest.mark.parametrize(
    "path", [p for p in MODULES if "cli" not in p.parts], ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_nothing_below_the_command_line_imports_it(path):
    allowed = path.name in {"__main__.py", "start.py"}  # the ways into the command
    assert allowed or not [module for module, _ in imports(path) if module.startswith("indexer.cli")]


def test_at_most_a_dozen_modules_on_one_level():
    folders = {path.parent for path in MODULES}
    crowded = {folder.name: len(list(folder.glob("*.py"))) - 1 for folder in folders}
    assert not {name: count for name, count in crowded.items() if count > 12}
