"""What a generation of the index says of itself, in `manifest.json`, and of each agreement, in `agreements.json`."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from msgspec import Meta, Struct

from corpus.catalogue.products import Product
from corpus.catalogue.remarks import Remark
from corpus.model import Account, Agreement, Amendment, Digest, Source
from corpus.quality.authenticity import Authenticity, Standing
from indexer.build.current import SCHEMA
from indexer.quotes.word_differences import Piece
from indexer.record import AgreementSummary, Record, to_dict
from indexer.storage.damage import of_other_version
from indexer.storage.digests import Sealed
from indexer.storage.json_files import read_json

__all__ = [
    "AgreementFacts", "AgreementReport", "AgreementShare", "ContentsEntry", "How", "Manifest", "PackageData",
    "SourceUse", "TextChange", "TextReport", "TextVersions", "read_manifest",
]  # fmt: skip


class ContentsEntry(Struct, frozen=True, omit_defaults=True):
    """A division with what stands in it, or an article, which has an id."""

    id: Annotated[str, Meta(description="The id of an article")] = ""
    kind: Annotated[str, Meta(description="The kind of a division: chapter, annex …")] = ""
    number: Annotated[str, Meta(description="As printed")] = ""
    title: Annotated[str, Meta(description="As printed")] = ""
    children: Annotated["tuple[ContentsEntry, ...]", Meta(description="What stands in a division, in order")] = ()


class SourceUse(Struct, frozen=True):
    """A file that was at hand for a text, and what became of it."""

    publisher: Annotated[str, Meta(description="The publisher's code")]
    file: Annotated[str, Meta(description="The name of an imported file; empty where it was fetched")]
    sha256: Annotated[str, Meta(description="Of the bytes")]
    standing: Annotated[Standing, Meta(description="Whether the agreement calls its language authentic")]
    use: Annotated[str, Meta(description="What it was used for")]
    why: Annotated[str, Meta(description="The reason, in English")]


class TextReport(Struct, frozen=True):
    """What was read of an agreement in one language, and what is missing."""

    sources: Annotated[tuple[SourceUse, ...], Meta(description="The files at hand")]
    articles: Annotated[int, Meta(description="Articles that were read")]
    expected_articles: Annotated[
        int, Meta(description="Articles that the files promise, as far as they can be counted")
    ]
    provisions: Annotated[int, Meta(description="Provisions that were read")]
    footnotes: Annotated[int, Meta(description="Footnotes that were read")]
    notes_without_mark: Annotated[int, Meta(description="Footnotes whose mark in the text is lost")]
    lacks: Annotated[tuple[str, ...], Meta(description="Places that the text names and does not hold")]
    problems: Annotated[tuple[str, ...], Meta(description="What could not be read cleanly, in English")]
    characters: Annotated[Account | None, Meta(description="What became of the letters and digits of the base file")]


How = Literal["added", "removed", "changed"]


class TextChange(Struct, frozen=True):
    """A provision that differs between two versions of a text."""

    provision: Annotated[str, Meta(description="Its id")]
    how: Annotated[How, Meta(description="What became of it")]
    pieces: Annotated[tuple[Piece, ...], Meta(description="Its words: left of the older text, right of the newer")]


class TextVersions(Struct, frozen=True):
    """What changed in what one source gave: the two newest files of it that the store holds."""

    publisher: Annotated[str, Meta(description="The publisher's code")]
    language: Annotated[str, Meta(description="ISO 639-1")]
    older: Annotated[date, Meta(description="The day on which the older file was received")]
    newer: Annotated[date, Meta(description="The day on which the newer file was received")]
    changed: Annotated[int, Meta(description="Provisions that differ")]
    changes: Annotated[tuple[TextChange, ...], Meta(description="The first of them, in the order of the newer text")]


class AgreementReport(Struct, frozen=True):
    """What is known of an agreement: the catalogue's facts, and what was read of its texts."""

    entry: Agreement
    texts: Annotated[Mapping[str, TextReport], Meta(description="The texts at hand, by language")] = {}
    contents: Annotated[
        Mapping[str, tuple[ContentsEntry, ...]], Meta(description="The tables of contents, by language")
    ] = {}
    authentic: Annotated[Authenticity | None, Meta(description="What the agreement says of its languages")] = None
    versions: Annotated[tuple[TextVersions, ...], Meta(description="What changed where a text came anew")] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain dictionaries, lists and texts."""
        return to_dict(self)


class AgreementFacts(AgreementSummary, frozen=True):
    """What the catalogue, or the file that brought it along, knows of an agreement, as it is printed and sent."""

    in_force: Annotated[date | None, Meta(description="The day of entry into force")]
    provisional_from: Annotated[date | None, Meta(description="The day from which it was applied provisionally")]
    ended: Annotated[date | None, Meta(description="The day on which it ended")]
    since: Annotated[Mapping[str, date], Meta(description="From when it applies to a party, where that differs")]
    unverified: Annotated[tuple[str, ...], Meta(description="Names of the fields that no text at hand confirms")]
    languages: Annotated[tuple[str, ...], Meta(description="Authentic languages, ISO 639-1")]
    amends: Annotated[Amendment | None, Meta(description="What it changes of another agreement")]
    amended_by: Annotated[tuple[str, ...], Meta(description="Ids or names of what amended it")]
    replaced_by: Annotated[tuple[str, ...], Meta(description="Ids or names of what replaced it")]
    read_in: Annotated[tuple[str, ...], Meta(description="Where facts were read that no text at hand gives")]
    note: Annotated[Mapping[str, str], Meta(description="What a reader should know, by language")]
    sources: Annotated[tuple[Source, ...], Meta(description="Where it is published")]


class AgreementShare(Struct, frozen=True):
    """What one agreement has in a generation: `rows` records from number `first` on.

    `texts` changes with its snapshots.
    """

    texts: str
    first: int
    rows: int
    with_words: int
    digests: int
    articles: int

    @classmethod
    def of(cls, records: Sequence[Record], texts: str, first: int) -> Self:
        """Count the records of an agreement."""
        return cls(
            texts,
            first,
            len(records),
            sum(record.has_words for record in records),
            sum(record.digest is not None for record in records),
            len({record.article for record in records}),
        )


class PackageData(Struct, frozen=True):
    """What the package's data said when the index was built: pages of an index show these, whatever is installed."""

    digests: tuple[Digest, ...]
    products: tuple[Product, ...]
    remarks: Mapping[str, Remark]


class Versioned(Struct, frozen=True):
    """What every manifest begins with, whatever version wrote it."""

    schema: int


class Manifest(Versioned, frozen=True):
    """Versions, fingerprint and counts: `records` written in `batches`; `files` holds their sizes and digests."""

    version: str
    fingerprint: str
    rules: str
    batches: int
    records: int
    built: str
    provisions: int
    agreements: int
    digests: int
    failed: tuple[tuple[str, str], ...]
    failed_by_agreement: Mapping[str, tuple[tuple[str, str], ...]]
    shares: Mapping[str, AgreementShare]
    files: Sealed


def read_manifest(generation: Path) -> Manifest:
    """Return what a generation says of itself.

    Raises IndexStateError where another version wrote it, or where it is damaged.
    """
    path = generation / "manifest.json"
    if read_json(path, Versioned).schema != SCHEMA:
        raise of_other_version()
    return read_json(path, Manifest)
