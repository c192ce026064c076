"""What the API answers, in types: the JSON is made of them, and so is its OpenAPI description."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from flask import Response
from msgspec import UNSET, Meta, Struct, UnsetType

from corpus.catalogue.rules import Rule
from corpus.catalogue.services import Service
from indexer.answers.compare import ComparisonJson
from indexer.answers.coverage import Column, DigestShare, Row
from indexer.manifest import AgreementFacts, ContentsEntry, TextReport
from indexer.quotes.check import Quotation
from indexer.record import Record, encode
from indexer.result_page import PageJson

__all__ = [
    "ANSWERS", "AgreementAnswer", "Agreements", "BundleAnswer", "BundledRecord", "CitationRow", "Citations",
    "CoverageAnswer", "ErrorAnswer", "Exporter", "ExporterGroup", "Failure", "ProductName", "Provisions",
    "TopicFacts", "Topics", "answer",
]  # fmt: skip

_Fingerprint = Annotated[str, Meta(description="Names the index that answered")]
_Licence = Annotated[str, Meta(description="Who owns the words")]


class Provisions(Struct, frozen=True):
    """A provision, or the provisions of an article."""

    asked: Annotated[str, Meta(description="The id or pinpoint that was asked for")]
    id: Annotated[str, Meta(description="The id that it names")]
    article: Annotated[str, Meta(description="The id of the article")]
    point: Annotated[str | None, Meta(description="The point that it names, as in a.i")]
    provisions: Annotated[tuple[Record, ...], Meta(description="In order")]
    fingerprint: _Fingerprint


class AgreementAnswer(AgreementFacts, frozen=True, kw_only=True):
    """An agreement with what is at hand of it."""

    texts: Annotated[Mapping[str, TextReport], Meta(description="The texts at hand, by language")]
    held: Annotated[int, Meta(description="Provisions with sustainability content at hand")]
    contents: Annotated[
        Mapping[str, tuple[ContentsEntry, ...]] | UnsetType, Meta(description="Tables of contents, by language")
    ] = UNSET
    fingerprint: Annotated[str | UnsetType, Meta(description="Names the index that answered")] = UNSET


class Agreements(Struct, frozen=True):
    """All agreements that the index knows."""

    agreements: Annotated[tuple[AgreementAnswer, ...], Meta(description="Peru's first")]
    fingerprint: _Fingerprint


class TopicFacts(Struct, frozen=True):
    """A topic of the taxonomy."""

    id: Annotated[str, Meta(description="The topic's id")]
    parent: Annotated[str | None, Meta(description="The branch that it belongs to")]
    labels: Annotated[Mapping[str, str], Meta(description="Its name by language")]
    definitions: Annotated[Mapping[str, str], Meta(description="What it covers, by language")]
    trend: Annotated[tuple[str, ...], Meta(description="The codes of the TREND data set that it matches")]
    count: Annotated[int, Meta(description="Provisions that have it")]


class Topics(Struct, frozen=True):
    """The tree of topics."""

    topics: Annotated[tuple[TopicFacts, ...], Meta(description="Branches before their topics")]
    fingerprint: _Fingerprint


class CoverageAnswer(Struct, frozen=True):
    """Topics by agreements."""

    columns: Annotated[tuple[Column, ...], Meta(description="The agreements")]
    rows: Annotated[tuple[Row, ...], Meta(description="The topics, with a cell for each column")]
    fingerprint: _Fingerprint
    digests: Annotated[tuple[DigestShare, ...], Meta(description="The share of provisions with a digest")]


class CitationRow(Struct, frozen=True):
    """A citation."""

    id: Annotated[str, Meta(description="The id that was cited")]
    style: Annotated[str, Meta(description="The style")]
    citation: Annotated[str, Meta(description="The citation, or the text of a file with it")]


class Citations(Struct, frozen=True):
    """Citations in one style."""

    citations: Annotated[tuple[CitationRow, ...], Meta(description="In the order asked for")]
    fingerprint: _Fingerprint


class BundledRecord(Record, frozen=True, kw_only=True):
    """A provision of a bundle."""

    asked: Annotated[str, Meta(description="The id that was asked for")]


class BundleAnswer(Struct, frozen=True):
    """Chosen provisions."""

    query: Annotated[str, Meta(description="The ids that were asked for")]
    exported: Annotated[date, Meta(description="The day of the export")]
    index: _Fingerprint
    licence: _Licence
    provisions: Annotated[tuple[BundledRecord, ...], Meta(description="In the order asked for")]


class ProductName(Struct, frozen=True):
    """A product group."""

    id: Annotated[str, Meta(description="Its id")]
    names: Annotated[Mapping[str, str], Meta(description="Its name by language")]


class ExporterGroup(Struct, frozen=True):
    """What one agreement says for a product."""

    agreement: Annotated[str, Meta(description="The agreement's id")]
    provisions: Annotated[tuple[Record, ...], Meta(description="Those with a word for the firm first")]


class Exporter(Struct, frozen=True):
    """What touches a product in a market."""

    products: Annotated[tuple[ProductName, ...], Meta(description="The product groups there are")]
    markets: Annotated[tuple[str, ...], Meta(description="The parties with which Peru has an agreement at hand")]
    product: Annotated[str | None, Meta(description="The product group asked for")]
    market: Annotated[str | None, Meta(description="The market asked for")]
    groups: Annotated[tuple[ExporterGroup, ...], Meta(description="By agreement")]
    rules: Annotated[tuple[Rule, ...], Meta(description="Rules of law outside the agreements to ask about")]
    rules_notice: Annotated[Mapping[str, str], Meta(description="What must be said of those rules, by language")]
    services: Annotated[tuple[Service, ...], Meta(description="Public services for exporters of the product")]
    fingerprint: _Fingerprint
    licence: _Licence


class Failure(Struct, frozen=True, omit_defaults=True):
    """What went wrong."""

    code: Annotated[str, Meta(description="Its kind, for programs")]
    message: Annotated[str, Meta(description="What it is, for people")]
    hint: Annotated[str, Meta(description="What to do next, or empty")]
    reason: Annotated[str, Meta(description="The code of the very error")] = ""
    position: Annotated[int | None, Meta(description="The character of the query where it is")] = None
    nearest: Annotated[tuple[str, ...], Meta(description="The nearest ids")] = ()


class ErrorAnswer(Struct, frozen=True):
    """An error."""

    error: Failure


# What the routes answer with, by way of which every other type of an answer is described.
ANSWERS = (
    PageJson, Provisions, Agreements, AgreementAnswer, Topics, CoverageAnswer, Quotation, ComparisonJson, Citations,
    BundleAnswer, Exporter, ErrorAnswer,
)  # fmt: skip


def answer(value: Struct) -> Response:
    """Return one of these, or another typed value, as JSON."""
    return Response(encode(value) + b"\n", mimetype="application/json")
