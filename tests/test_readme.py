"""The README's console examples are run, and print what they show. `{…}` in generation is written by this module."""

import os
import re
import shlex
import sys
from pathlib import Path

import pytest
from running import run_clausula

README = Path(__file__).parent.parent / "README.md"
EXAMPLE = re.compile(r"```console\n\$ clausula (?P<command>[^\n]+)\n(?P<output>.*?)```", re.DOTALL)


@pytest.fixture(scope="session")
def embedded_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("embedded")
    run_clausula(home, "search", "madera")
    return home


@pytest.mark.parametrize("number", range(5))
def test_examples_print_what_they_show(embedded_home, number):
    content = README.read_text(encoding="utf-8")
    found = list(EXAMPLE.finditer(content))[number]
    done = run_clausula(embedded_home, *shlex.split(found["command"]))
    assert done.returncode == 0, done.stderr
    if os.environ.get("CLAUSULA_WRITE_README"):
        README.write_text(content[: found.start("output")] + done.stdout.rstrip() + "\n" + content[found.end("output") :], encoding="utf-8")  # fmt: skip
        pytest.fail("README.md was written anew: review it")
    assert done.stdout.rstrip() == found["output"].rstrip()


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
