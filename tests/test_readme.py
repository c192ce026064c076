"""The console examples of the README and of docs/ are run, and print what they show.

With CLAUSULA_WRITE_README set, their output is written into the files, for review.
"""

import os
import re
import shlex
import sys
from pathlib import Path

import pytest
from running import run_clausula

from indexer.cli.reference import PAGES

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
EXAMPLE = re.compile(r"```console\n\$ clausula (?P<command>[^\n]+)\n(?P<output>.*?)```", re.DOTALL)
INDEX = re.compile(r"\bindex [0-9a-f]{12}\b")
EXAMPLES = [
    (path, number)
    for path in (README, *sorted((ROOT / "docs").glob("*.md")))
    for number in range(len(EXAMPLE.findall(path.read_text(encoding="utf-8"))))
]


@pytest.fixture(scope="session")
def embedded_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("embedded")
    run_clausula(home, "search", "madera")
    return home


@pytest.mark.parametrize(("path", "number"), EXAMPLES, ids=lambda value: getattr(value, "stem", value))
def test_examples_print_what_they_show(embedded_home, path, number):
    content = path.read_text(encoding="utf-8")
    found = list(EXAMPLE.finditer(content))[number]
    done = run_clausula(embedded_home, *shlex.split(found["command"]))
    assert done.returncode == 0, done.stderr
    printed = INDEX.sub("index 0123456789ab", done.stdout).rstrip()  # every change of the data makes another
    if os.environ.get("CLAUSULA_WRITE_README"):
        path.write_text(content[: found.start("output")] + printed + "\n" + content[found.end("output") :], encoding="utf-8")  # fmt: skip
        pytest.fail(f"{path.name} was written anew: review it")
    assert printed == found["output"].rstrip()


@pytest.mark.parametrize("path", [README, *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"], ids=str)
def test_every_link_to_a_file_leads_somewhere(path):
    for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.stem)
def test_the_python_blocks_of_a_page_run_one_after_the_other(path, embedded_home, monkeypatch):
    monkeypatch.setenv("CLAUSULA_HOME", str(embedded_home))
    shared: dict[str, object] = {}
    for code in re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(code, path.name, "exec"), shared)


def test_the_python_example_runs(embedded_home, monkeypatch, capsys):
    monkeypatch.setenv("CLAUSULA_HOME", str(embedded_home))
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert re.fullmatch(r"\d+ us-peru/\S+\n", capsys.readouterr().out)


def test_every_command_is_documented():
    help_text = run_clausula(Path(os.devnull).parent / "nowhere", "--help").stdout
    names = re.findall(r"^  (\w+)  ", help_text, re.MULTILINE)
    reference = (README.parent / "docs" / "commands.md").read_text(encoding="utf-8")
    assert names
    assert all(f"## clausula {name}" in reference for name in names), sys.version


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_generated_page_is_as_new_as_what_it_describes(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name]()
