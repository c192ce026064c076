"""The command line on a terminal and in a shell: completion, slips, colour, pager, help and setup."""

import os
import re
import select
import subprocess
import sys
import time

import pytest
from running import FIXTURES, run_clausula

from corpus.catalogue.agreements import load_catalogue
from indexer.query.filters import FilterValues, typed
from indexer.query.language import DATES, parse_query
from indexer.query.query import to_text
from indexer.query.reference import FIELDS, SIGNS

COLOUR = re.compile(r"\x1b\[[\d;]*m")


def on_terminal(home, *args, answers=(), rows=50, **env):
    """Run a command on a terminal of its own and return what stands there; `answers` are typed one after the other."""
    pty = pytest.importorskip("pty", reason="there are no such terminals on Windows")
    termios = pytest.importorskip("termios")
    terminal, inner = pty.openpty()
    termios.tcsetwinsize(inner, (rows, 100))
    env = os.environ | {"CLAUSULA_HOME": str(home), "TERM": "xterm", "COLUMNS": "100", **env}
    command = [sys.executable, "-m", "indexer", *map(str, args)]
    seen, left, end = b"", list(answers), time.monotonic() + 120
    with subprocess.Popen(command, env=env, stdin=inner, stdout=inner, stderr=inner, start_new_session=True) as process:
        os.close(inner)
        while time.monotonic() < end:
            try:
                read = os.read(terminal, 65536) if select.select([terminal], [], [], 1)[0] else b""
            except OSError:  # how Linux says that the other end is closed
                break
            seen += read
            if left and seen.rstrip(b" ").endswith((b"[y/N]:", b"Which:")):
                os.write(terminal, f"{left.pop(0)}\n".encode())
        assert process.wait(10) == 0, seen.decode()
    os.close(terminal)
    return seen.decode().replace("\r\n", "\n")


def completed(home, words):
    asked = {"COMP_WORDS": f"clausula {words}", "COMP_CWORD": str(len(words.split()))}
    env = os.environ | asked | {"_CLAUSULA_COMPLETE": "bash_complete", "CLAUSULA_HOME": str(home)}
    command = [sys.executable, "-c", "from indexer.start import main; main()"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("sho", "show"),
        ("show us-pe", "us-peru"),
        ("show norvania-estuaria-2011/2.", "norvania-estuaria-2011/2.2/1"),
        ("cite china-p", "china-peru"),
        ("search --force pro", "prohibition"),
        ("search --addressee each", "each-Party"),
        ("search --topic timb", "timber-trade"),
        ("export --party PE", "PER"),
        ("coverage --topic timb", "timber-trade"),
        ("status eu-a", "eu-andean"),
        ("fetch --publisher ce", "cellar"),
        ("search --format js", "jsonl"),
        ("help qu", "query"),
    ],
)
def test_a_shell_completes(built_home, words, offered):
    assert offered in completed(built_home, words)


def test_a_shell_completes_from_the_catalogue_where_there_is_no_index(tmp_path):
    assert "us-peru" in completed(tmp_path, "show us-pe")
    assert completed(tmp_path, "show us-peru/18") == []
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("field", [name for name in FIELDS if name not in {"article", "chapter"}])
def test_every_value_means_itself_as_it_is_typed(field):
    known = FilterValues(lambda: {each.id: each for each in load_catalogue().agreements}, lambda _: ())
    assert known.values(field)
    for value in known.values(field):
        asked = known.settle(parse_query(f"{field}:{typed(value)}"))
        assert asked.filters == ((field, (value,)),)
        assert known.settle(parse_query(to_text(asked))).filters == asked.filters


@pytest.mark.parametrize(
    ("args", "said"),
    [(["serch", "x"], "'search'"), (["help", "expotr"], "'export'"), (["search", "--agrement", "x"], "'--agreement'")],
)
def test_a_slip_is_told_with_what_comes_nearest(tmp_path, args, said):
    done = run_clausula(tmp_path, *args)
    assert done.returncode == 2
    assert "Did you mean" in done.stderr
    assert said in done.stderr


def test_found_words_are_in_colour_on_a_terminal_alone(built_home):
    query = ("search", "illegal logging", "--agreement", "norvania-estuaria-2011", "--limit", "1")
    shown = on_terminal(built_home, *query)
    found = [COLOUR.sub("", word) for word in re.findall(r"\x1b\[33m.*?\x1b\[0m", shown)]
    assert found[:2] == ["illegal", "logging"]
    plain = run_clausula(built_home, *query).stdout
    assert not COLOUR.search(plain)
    assert plain.strip() in COLOUR.sub("", shown)
    assert not COLOUR.search(on_terminal(built_home, *query, NO_COLOR="1"))


def test_found_words_of_a_digest_are_in_colour(built_home):
    shown = on_terminal(built_home, "search", "tala ilegal", "--agreement", "us-peru", "--limit", "1")
    assert "\x1b[33m\x1b[1mtala" in shown


def test_what_is_longer_than_the_terminal_goes_through_the_pager(built_home):
    pager = f"{sys.executable} -c \"import sys; print('paged', len(sys.stdin.read().splitlines()))\""
    long = on_terminal(built_home, "topics", PAGER=pager)
    assert int(re.fullmatch(r"paged (\d+)\n", long)[1]) == len(run_clausula(built_home, "topics").stdout.splitlines())
    assert "paged" not in on_terminal(built_home, "show", "norvania-estuaria-2011/2.2/1", PAGER=pager)


def test_the_help_of_the_query_language_has_every_sign_and_field(built_home):
    text = run_clausula(built_home, "help", "query").stdout
    assert not [sign for sign, _ in SIGNS if sign not in text]
    assert not [name for name in (*FIELDS, *DATES) if f"\n{name}:" not in text]
    assert "best-endeavour" in text
    assert run_clausula(built_home, "help", "quote").stdout == run_clausula(built_home, "quote", "--help").stdout


def test_setup_asks_one_question_after_the_other(tmp_path):
    answers = ("n", "y", FIXTURES / "pta_9001.xml", "y")
    assert re.search(r"norvania-estuaria-2011 +en +6 +12 ", on_terminal(tmp_path, "setup", answers=answers))
    assert "norvania-estuaria-2011" in run_clausula(tmp_path, "agreements", "--held").stdout


def test_setup_says_what_to_type_without_a_terminal(built_home):
    said = run_clausula(built_home, "setup").stdout
    assert re.search(r"^  clausula fetch .*\bus-peru\b", said, re.MULTILINE)
    assert "  clausula import FILE\n" in said
    assert "  clausula build\n" in said
