"""Assistants ask a real server process with the SDK's own client: answers, honesty, errors in the protocol's form."""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import run_clausula

pytest.importorskip("mcp", reason="the extra mcp is not installed")

from mcp import Client, MCPError, StdioServerParameters

TREATY = "norvania-estuaria-2011"
TOOLS = {"search", "provision", "agreement", "compare", "verify_quotation", "coverage", "exporter_answer"}


def environment(home: Path) -> dict[str, str]:
    return os.environ | {"CLAUSULA_HOME": str(home), "PYTHONUTF8": "1"}


def ask(home, questions):
    """Return the result of each question, (tool, arguments), asked of one server process over stdio."""

    async def session():
        command = StdioServerParameters(command=sys.executable, args=["-m", "indexer", "mcp"], env=environment(home))
        async with Client(command) as client:
            return [await client.call_tool(tool, arguments) for tool, arguments in questions]

    return asyncio.run(session())


def value(result):
    assert not result.is_error, result.content
    told = json.loads(result.content[0].text)
    assert result.structured_content == told
    return told


SIX = [
    ("search", {"query": "illegal logging timber", "agreement": [TREATY]}),
    ("search", {"query": "¿qué dice sobre la tala ilegal?", "language": "es", "agreement": [TREATY]}),
    ("provision", {"place": f"{TREATY} 2.1.1(a)"}),
    ("exporter_answer", {"product": "madera", "market": "US", "language": "es"}),
    ("verify_quotation", {"quotation": "The Parties shall combat illegal logging and the trade in timber"}),
    ("coverage", {"agreements": [TREATY, "us-peru", "peru-hong-kong"], "topics": ["illegal-logging"]}),
]


@pytest.fixture(scope="module")
def six(built_home):
    return [value(result) for result in ask(built_home, SIX)]


def test_every_answer_names_its_index_and_what_was_not_searched(six):
    assert len({answer["index"] for answer in six}) == 1
    assert all("us-peru" in answer["not_searched"].get("words_of", ["us-peru"]) for answer in six)


@pytest.mark.parametrize("number", [0, 1])
def test_a_question_in_either_language_brings_the_treatys_words_with_citation_status_and_source(six, number):
    first = six[number]["hits"][0]
    assert first["id"] == f"{TREATY}/2.2/1"
    assert first["words_are"].startswith("verbatim")
    assert "The Parties shall combat illegal logging and the trade in timber that comes of it." in first["words"]
    assert first["words_are"].endswith("a third party's copy: say so")
    assert first["citation"] == f"Norvania - Estuaria, art{'.' * number} 2.2"
    assert ("unverified", "sin verificar")[number] in first["status"]
    assert len(first["source"]["sha256"]) == 64


def test_a_point_comes_with_the_lead_in_that_governs_it_and_without_its_siblings(six):
    (only,) = six[2]["provisions"]
    assert six[2]["citation"] == "Norvania - Estuaria, art 2.1(1)(a)"
    assert "(a) Neither Party shall fail" in only["words"]
    assert "(b)" not in only["words"]


def test_a_digest_is_never_given_as_words(six):
    answer = six[3]
    assert answer["product"] == "timber"
    assert {record["id"].partition("/")[0] for record in answer["provisions"]} == {"us-peru"}
    for record in answer["provisions"]:
        assert record["words"] == ""
        assert record["words_are"].startswith("digest: our own summary")
        assert record["digest"]["es"]
    assert answer["rules_outside_the_agreements"]
    assert answer["rules_notice"]


def test_a_quotation_is_verified_and_silence_is_claimed_only_where_the_text_is_whole(six):
    assert six[4]["verbatim"]
    assert six[4]["matches"][0]["id"] == f"{TREATY}/2.2/1"
    states = {cell["agreement"]: cell["state"] for cell in six[5]["cells"]}
    assert states == {TREATY: "found", "us-peru": "found", "peru-hong-kong": "not held"}


def test_what_is_not_there_is_said(built_home):
    nothing, wrong, unread = ask(
        built_home,
        [
            ("search", {"query": "gryphons", "agreement": [TREATY]}),
            ("verify_quotation", {"quotation": "The Parties shall combat lawful logging and the trade in timber"}),
            ("verify_quotation", {"quotation": "Las Partes no dejarán de aplicar sus leyes de los unicornios"}),
        ],
    )
    assert "No text in its language" in value(unread)["note"]
    assert value(nothing)["nothing_found"]["agreements"] == [TREATY]
    assert not value(wrong)["verbatim"]


HOSTILE = [
    ("search", {"query": '"' * 5}),
    ("search", {"query": "x" * 5000}),
    ("search", {"query": "timber", "party": ["Narnia"]}),
    ("search", {"query": "timber", "limit": 10**9}),
    ("search", {"query": "timber", "limit": "many"}),
    ("search", {"query": "timber", "cursor": "-1"}),
    ("search", {"query": "timber", "cursor": "../../etc/passwd"}),
    ("search", {"query": "timber", "in_force_on": "yesterday"}),
    ("search", {"query": ["a", {"b": None}]}),
    ("search", {"query": "timber", "sort": "chance"}),
    ("provision", {"place": "../../etc/passwd"}),
    ("provision", {"place": "\x00\ud7ff{0.__class__}%s"}),
    ("provision", {}),
    ("provision", {"place": f"{TREATY} 2.2", "cursor": "99"}),
    ("agreement", {"name": "atlantis"}),
    ("agreement", {"name": TREATY, "chapter": "99"}),
    ("compare", {"places": []}),
    ("compare", {"places": ["a"] * 500}),
    ("compare", {"places": [TREATY]}),
    ("verify_quotation", {"quotation": ""}),
    ("verify_quotation", {"quotation": "a " * 90_000}),
    ("coverage", {"topics": ["dragons"]}),
    ("exporter_answer", {"product": "unicorn"}),
    ("exporter_answer", {"product": "madera", "market": "MOON"}),
    ("no_such_tool", {}),
]


def test_hostile_arguments_give_errors_in_the_protocols_form(built_home):
    async def session():
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "indexer", "mcp"], env=environment(built_home)
        )
        told = []
        async with Client(command) as client:
            for tool, arguments in HOSTILE:
                try:
                    result = await client.call_tool(tool, arguments)
                    told.append((result.is_error, result.content[0].text))
                except MCPError as error:
                    told.append((True, str(error)))
            still = await client.call_tool("search", {"query": "timber"})
        return told, still

    told, still = asyncio.run(session())
    for (tool, arguments), (refused, words) in zip(HOSTILE, told, strict=True):
        assert refused, (tool, str(arguments)[:80])
        assert words.strip()
        assert "Traceback" not in words
        assert not re.search(r"Error executing tool \w+$", words), (tool, str(arguments)[:80])
    assert not still.is_error


def test_long_answers_come_in_parts_that_leave_nothing_out(built_home):
    asked = {"query": "", "agreement": [TREATY], "include_all": True}
    pages = [("search", asked | {"limit": 1, "cursor": str(number)}) for number in range(1, 5)]
    whole, *parts = [value(result) for result in ask(built_home, [("search", asked | {"limit": 20}), *pages])]
    assert whole["next_cursor"] is None
    assert whole["total"] >= 4
    assert [part["hits"][0]["id"] for part in parts] == [hit["id"] for hit in whole["hits"][:4]]
    assert [part["next_cursor"] for part in parts[:3]] == ["2", "3", "4"]


async def _tools_and_resources(where):
    async with Client(where) as client:
        tools = (await client.list_tools()).tools
        templates = (await client.list_resource_templates()).resource_templates
        read = await client.read_resource(f"clausula://provisions/{TREATY}/2.2/1")
        known = await client.read_resource(f"clausula://agreements/{TREATY}")
        with pytest.raises(MCPError):
            await client.read_resource("clausula://provisions/atlantis/1")
        found = await client.call_tool("search", {"query": "timber", "agreement": [TREATY]})
    return tools, templates, read, known, found


def _check(tools, templates, read, known, found):
    assert {tool.name for tool in tools} == TOOLS
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert all("verify_quotation" in tool.description for tool in tools)
    assert len(templates) == 2
    assert "combat illegal logging" in read.contents[0].text
    assert json.loads(known.contents[0].text)["facts"]["id"] == TREATY
    assert value(found)["hits"]


def test_tools_and_resources_over_stdio(built_home):
    command = StdioServerParameters(command=sys.executable, args=["-m", "indexer", "mcp"], env=environment(built_home))
    _check(*asyncio.run(_tools_and_resources(command)))


def test_tools_and_resources_over_http(built_home):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "indexer", "mcp", "--http", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, env=environment(built_home), stderr=subprocess.PIPE, text=True) as process:
        try:
            for _ in range(300):
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            _check(*asyncio.run(_tools_and_resources(f"http://127.0.0.1:{port}/mcp")))
        finally:
            process.terminate()
            told = process.communicate(timeout=30)[1]
    assert "Traceback" not in told


@pytest.mark.parametrize("address", ["8001", "localhost:", "localhost:x", "localhost:99999"])
def test_a_wrong_address_is_refused(built_home, address):
    done = run_clausula(built_home, "mcp", "--http", address)
    assert done.returncode == 2
    assert "127.0.0.1:8001" in done.stderr
