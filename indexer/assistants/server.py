"""The MCP server: the library's answers as tools and resources for assistants, over stdio or HTTP."""

import inspect
import logging
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Literal, ParamSpec

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from corpus.data import data_text
from corpus.errors import ClausulaError
from indexer.assistants import answers
from indexer.engine.protocol import Order
from indexer.library import Library
from indexer.record import to_text

__all__ = ["serve_http", "serve_stdio", "server"]

SAFE = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
REMEMBER = "Quote only words that came back as verbatim, and check each quotation with verify_quotation."

QueryText = Annotated[str, Field(max_length=2000)]
Value = Annotated[str, Field(max_length=200)]
Values = Annotated[list[Value], Field(max_length=50)]
Cursor = Annotated[str, Field(max_length=40, description="next_cursor of the answer before; empty for the beginning")]
PlaceText = Annotated[
    str, Field(max_length=300, description="An id or a pinpoint, as in us-peru/18.3/1 or: US-Peru TPA, art 18.3(1)(a)")
]
Language = Annotated[Literal["en", "es"], Field(description="The language of the answer's own words")]

P = ParamSpec("P")
Tool = Callable[P, dict[str, Any]]


def _with_protocol_errors(tool: Tool[P]) -> Tool[P]:
    """Let a tool say what is wrong with a request as the protocol's error, with what to do next."""

    @wraps(tool)
    def run(*args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
        try:
            return tool(*args, **kwargs)
        except ClausulaError as error:
            raise ToolError(f"{error.message} {error.hint}".strip()) from None

    return run


def _search_tool(library: Library) -> Tool[...]:
    def search(
        *,
        query: QueryText = "",
        agreement: Values = [],  # noqa: B006 - the SDK reads defaults, nothing changes them
        party: Values = [],  # noqa: B006
        bloc: Values = [],  # noqa: B006
        topic: Values = [],  # noqa: B006
        force: Values = [],  # noqa: B006
        scope: Values = [],  # noqa: B006
        addressee: Values = [],  # noqa: B006
        enforcement: Values = [],  # noqa: B006
        chapter: Values = [],  # noqa: B006
        status: Values = [],  # noqa: B006
        instrument: Values = [],  # noqa: B006
        text_language: Values = [],  # noqa: B006
        in_force_on: Annotated[str, Field(max_length=10, description="A day, as in 2015-06-01")] = "",
        include_all: Annotated[bool, Field(description="Search provisions without sustainability content too")] = False,
        sort: Order = "relevance",
        limit: Annotated[int, Field(ge=1, le=answers.MOST_HITS)] = 5,
        cursor: Cursor = "",
        language: Language = "en",
    ) -> dict[str, Any]:
        """Find provisions, best first, in English or Spanish words.

        Words are ranked; "quotes", -not, OR and prefix* narrow. Filters take ids, codes or names: party PER or Perú,
        agreement us-peru, topic illegal-logging, force obligation, status in force.
        """
        chosen = {
            "agreement": agreement, "party": party, "bloc": bloc, "topic": topic, "force": force, "scope": scope,
            "addressee": addressee, "enforcement": enforcement, "chapter": chapter, "status": status,
            "instrument": instrument, "lang": text_language, "inforce": [in_force_on] if in_force_on else [],
        }  # fmt: skip
        filters = {name: values for name, values in chosen.items() if values}
        return answers.hits(
            library, query, limit=limit, cursor=cursor, language=language, filters=filters, all=include_all, sort=sort
        )

    return search


def _tools(library: Library) -> tuple[Tool[...], ...]:
    def provision(place: PlaceText, cursor: Cursor = "", language: Language = "en") -> dict[str, Any]:
        """Return a provision, a point, or all of an article: words, footnotes, labels, citation, status, source."""
        return answers.provisions(library, place, cursor=cursor, language=language)

    def agreement(
        name: Value,
        chapter: Annotated[str, Field(max_length=20, description="The number of a chapter, as in 18")] = "",
        cursor: Cursor = "",
        language: Language = "en",
    ) -> dict[str, Any]:
        """Return the facts of an agreement, what is held of it and its contents; with `chapter` its provisions."""
        return answers.agreement(library, name, chapter, cursor=cursor, language=language)

    def compare(
        places: Annotated[list[PlaceText], Field(min_length=1, max_length=6)], language: Language = "en"
    ) -> dict[str, Any]:
        """Lay provisions side by side with the words that differ; one alone beside its sister clauses."""
        return answers.comparison(library, places, language)

    def verify_quotation(quotation: Annotated[str, Field(min_length=1, max_length=20_000)]) -> dict[str, Any]:
        """Hold a quotation against all texts at hand, ellipses and square brackets understood.

        Use it before every quotation that you show. Only the verdict "verbatim" says that the words stand there.
        """
        return answers.quotation(library, quotation)

    def coverage(agreements: Values = [], topics: Values = []) -> dict[str, Any]:  # noqa: B006
        """Say what is held of agreements and what they say on topics (ids or branches), with the strongest force.

        Ask it before you say that an agreement does not mention something: only the state "absent" allows it.
        """
        return answers.coverage(library, agreements, topics)

    def exporter_answer(
        product: Value, market: Literal["", "US", "EU", "CN"] = "", language: Language = "es", cursor: Cursor = ""
    ) -> dict[str, Any]:
        """Say what Peru's agreements say for a product (madera, cacao, fish) and a market.

        Beside it stand rules of law outside the agreements and Peru's public services to ask. A treaty binds States,
        not the firm.
        """
        return answers.exporter(library, product, market, language, cursor=cursor)

    return _search_tool(library), provision, agreement, compare, verify_quotation, coverage, exporter_answer


def server(library: Library, version: str) -> MCPServer[Any]:
    """Return a server that answers from a library."""
    made: MCPServer[Any] = MCPServer(
        "clausula",
        title="Clausula",
        instructions=data_text("assistants.md", "indexer"),
        version=version,
        log_level="WARNING",
    )
    for tool in _tools(library):
        says = f"{inspect.getdoc(tool)}\n\n{REMEMBER}"
        made.add_tool(_with_protocol_errors(tool), description=says, annotations=SAFE, structured_output=True)

    def provision_resource(place: str) -> str:
        return _resource(lambda: answers.provisions(library, place, cursor=""))

    def agreement_resource(name: str) -> str:
        return _resource(lambda: answers.agreement(library, name, "", cursor=""))

    for uri, read, says in (
        ("clausula://provisions/{+place}", provision_resource, "A provision or article, by its id."),
        ("clausula://agreements/{name}", agreement_resource, "An agreement with its contents, by its id."),
    ):
        made.resource(uri, name=uri.split("/")[2], description=says, mime_type="application/json")(read)
    return made


def _resource(answer: Callable[[], dict[str, Any]]) -> str:
    try:
        return to_text(answer())
    except ClausulaError as error:
        raise ResourceNotFoundError(f"{error.message} {error.hint}".strip()) from None


def serve_stdio(library: Library, version: str) -> None:
    """Answer on standard input and output until the input ends."""
    server(library, version).run("stdio")


def serve_http(library: Library, version: str, host: str, port: int) -> None:
    """Answer under http://host:port/mcp, without sessions, until a signal ends it."""
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    server(library, version).run("streamable-http", host=host, port=port, stateless_http=True, json_response=True)
