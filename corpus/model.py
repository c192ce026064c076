"""The values that flow through Clausula. Frozen.

Those that are decoded from TOML or JSON are msgspec structs, whose types say all that a file may hold.
The printed form and the normalised form of a thing are always two fields, and what was found in a text
carries its span in that text.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, field

from corpus.passages import passages

__all__ = [
    "FRAMES", "LANGUAGES", "MAY_BIND", "READ_WHOLE", "Account", "Agreement", "Amendment", "Article", "Bilingual",
    "BilingualLists", "Block", "Digest", "Division", "Document", "Dropped", "Footnote", "Heading", "Label", "Point",
    "Provision", "Reference", "SeveralWords", "Slug", "Snapshot", "Source", "Span", "Words",
]  # fmt: skip

LANGUAGES = ("en", "es")  # of Clausula's own words: digests, labels, the site

Words = Annotated[str, Meta(pattern=r"\A\S(?s:.*\S)?\Z")]  # not empty, no blanks around
SeveralWords = Annotated[tuple[Words, ...], Meta(min_length=1)]
_Tongue = Annotated[str, Meta(pattern=r"\A(?:en|es)\Z")]
Bilingual = Annotated[Mapping[_Tongue, Words], Meta(min_length=2)]  # keyed by both languages of the product
BilingualLists = Annotated[Mapping[_Tongue, SeveralWords], Meta(min_length=2)]
Slug = Annotated[str, Meta(pattern=r"\A[a-z0-9]+(?:[-_.][a-z0-9]+)*\Z")]  # part of addresses and of file names
# ISO 639-1: the languages in which agreements of the three blocs and of Peru are authentic.
LanguageCode = Annotated[
    str,
    Meta(
        pattern=r"\A(?:ar|bg|cs|da|de|el|en|es|et|fi|fr|ga|he|hr|hu|is|it|ja|ka|kk|ko|lt|lv|mk|mt|nl|no|pl|pt|ro|ru|sk"
        r"|sl|sq|sr|sv|uk|vi|zh)\Z"
    ),
]
WEB_ADDRESS = r"\A(?:https?://[^\x00-\x1f<>\"]+)?\Z"  # pages link to it: nothing that runs; blanks occur
WebAddress = Annotated[str, Meta(pattern=WEB_ADDRESS)]  # or "" for none
PartyCode = Annotated[str, Meta(pattern=r"\A(?:EU|[A-Z]{3})\Z")]  # ISO 3166-1 alpha-3, or EU
Identifier = Literal["celex", "edit", "manytrade", "oj", "tota", "wto_rta"]

Bloc = Literal["US", "EU", "CN", ""]
Status = Literal["in force", "provisionally applied", "signed", "never in force", "replaced", "ended", "unknown"]
MAY_BIND = tuple(status for status in get_args(Status) if status not in {"never in force", "ended", "replaced"})
Role = Literal["official", "mirror", "translation", "unknown"]
Version = Literal["unknown", "original", "consolidated", "amendment", "superseded"]
DivisionKind = Literal[
    "preamble", "part", "title", "chapter", "section", "subsection", "annex", "protocol", "side-letter", "conclusion",
    "footnotes",
]  # fmt: skip
# What stands beside the body of a treaty, with a count and often a language clause of its own.
FRAMES = frozenset({"annex", "protocol", "side-letter"})
# What a lawyer names to read all of it: "chapter 18", "title IX".
READ_WHOLE = ("part", "title", "chapter", "section", "protocol")
BlockKind = Literal["division", "article", "text", "note", "dropped", "problem"]
Force = Literal["prohibition", "obligation", "best-endeavour", "permission", "recognition", "definition", "procedure"]
Enforcement = Literal[
    "dispute-settlement", "panel-of-experts", "consultations", "investor-state", "excluded", "unstated"
]
Scope = Literal["core", "related", "none"]
Counted = Literal["articles", "chapters"]
ReferenceKind = Literal["internal", "agreement", "environmental treaty", "labour convention", "WTO"]


class Source(Struct, frozen=True):
    """One place where one language of an agreement is published; `covers` says which part, in a few words.

    `sha256` is the hash that the bytes must have, "" where any may come.
    """

    agreement: Slug
    language: LanguageCode
    publisher: Slug
    url: WebAddress
    media_type: str = ""
    role: Role = "official"
    version: Version = "unknown"
    covers: str = "whole text"
    licence: str = ""
    unverified: bool = False
    sha256: Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{64})?\Z")] = ""


class Amendment(Struct, frozen=True, forbid_unknown_fields=True):
    """What one agreement changes of another, `agreement`; `included` where the words at hand of that one have it.

    `inserted` and `changed` are places in it as in ids ("18.13/4", "annex-18.2"), `renumbered` its articles with their
    old numbers. `chapters` are the numbers of those that it touches, where no more is known.
    """

    agreement: Slug
    included: bool
    inserted: tuple[Words, ...] = ()
    changed: tuple[Words, ...] = ()
    renumbered: Mapping[Words, Words] = {}
    chapters: tuple[Words, ...] = ()


class Agreement(Struct, frozen=True, omit_defaults=True):
    """What the catalogue knows of an agreement; `unverified` names the fields that no text at hand confirms.

    `since` are the days from which it applies to a party, where they differ. `amends` makes it an amendment of another
    agreement, whose `amended_by` names it. `least` is what the body of a whole text has at least. `read_in` says where
    facts were read that neither the texts nor ToTA give.
    """

    id: Slug
    titles: Bilingual
    short_titles: Bilingual
    parties: Annotated[tuple[PartyCode, ...], Meta(min_length=1)]
    status: Status
    signed: date | None = None
    in_force: date | None = None
    provisional_from: date | None = None
    ended: date | None = None
    since: Mapping[PartyCode, date] = {}
    languages: tuple[LanguageCode, ...] = ()
    identifiers: Mapping[Identifier, Words] = {}
    amends: Amendment | None = None
    least: Mapping[Counted, int] = {}
    amended_by: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    read_in: tuple[Words, ...] = ()
    note: Bilingual = {}
    sources: tuple[Source, ...] = ()

    @property
    def bloc(self) -> Bloc:
        """Whose agreement it is; the United States, the European Union and China have none in common."""
        if "USA" in self.parties:
            return "US"
        if "EU" in self.parties:
            return "EU"
        return "CN" if "CHN" in self.parties else ""

    def is_of(self, bloc: str, parties: Collection[str]) -> bool:
        """Return whether it is of a bloc and has one of the parties; "" and none of them stand for any."""
        return (not bloc or self.bloc == bloc) and (not parties or not set(parties).isdisjoint(self.parties))


class Snapshot(Struct, frozen=True, forbid_unknown_fields=True):
    """Bytes of a source as they were received, with the proof of where they came from.

    `path` is relative to the store; `size` counts bytes; `retrieved_at` has a time zone. `agreement` describes an
    agreement that the catalogue does not know.
    """

    source: Source
    sha256: str
    size: int
    retrieved_at: Annotated[datetime, Meta(tz=True)]
    path: str = field(name="file")
    how: Literal["fetch", "import"]
    final_url: WebAddress = ""
    etag: str = ""
    last_modified: str = ""
    status: int = 0
    headers: Mapping[str, str] = {}
    language_asked: str = ""
    original_name: str = ""
    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a source in reading order, as a format module hands it to the segmenter.

    division: `division` says which kind, `level` how deep (1 is outermost), `number` and `title` as printed.
    article: `number` and `title` as printed; `locator` is what the source itself names the place; `closes` counts the
    innermost divisions that end before it.
    text: `text` holds raw lines; a blank line may or may not end a paragraph.
    note: the body of a footnote, `number` its mark.
    dropped: text that is no part of the treaty, `reason` says why.
    problem: nothing of the source; `text` says what of it could not be read.
    """

    kind: BlockKind
    text: str = ""
    number: str = ""
    title: str = ""
    division: DivisionKind = "chapter"
    level: int = 1
    closes: int = 0
    locator: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of one text of a provision.

    `where` names that text as `Provision.texts` does: "" for the paragraph's own words, "a" or "a.i" for a point,
    "closing" or "a:closing" for words after points, "note:3" for a footnote, "heading" for the article's title.
    """

    where: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Footnote:
    """The body of a footnote. `where` and `offset` say after which character its mark stood (see `Span.where`)."""

    mark: str
    text: str
    where: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading above a provision; `number` without the word for its kind ("18.3", not "Article 18.3")."""

    kind: str
    number: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A lettered or numbered point; `label` without brackets. `closing` is the text after its own points."""

    label: str
    text: str
    points: tuple["Point", ...] = ()
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Provision:
    """A numbered paragraph with its points, or one paragraph of an unnumbered article: the retrieval unit.

    `text` is the paragraph's own words, with points the lead-in before them; `closing` what follows the points.
    `headings` run from the outermost division to the article. `snapshot` is the sha256 of the source's bytes.
    """

    id: str
    eid: str
    agreement: str
    language: str
    headings: tuple[Heading, ...]
    label: str
    text: str
    points: tuple[Point, ...] = ()
    closing: str = ""
    footnotes: tuple[Footnote, ...] = ()
    locator: str = ""
    snapshot: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield (where, text) for every text of the provision in reading order, footnotes last."""
        for passage in passages(self):
            yield passage.where, passage.text
        for note in self.footnotes:
            yield f"note:{note.mark}", note.text

    def full_text(self) -> str:
        """All words of the clause in reading order with their labels, footnotes left out."""
        return " ".join(words for passage in passages(self) if (words := passage.labelled()))


# Reasons for which words that a source holds are not read as law; whoever reads the document is told of them.
STRUCK, UNSEEN = "struck out in the source", "hidden in the source"
OTHER_LANGUAGE = "in another language beside the text"


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text of the source that is in no heading, provision or footnote, with the reason."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a source's letters and digits, in characters: each is in exactly one of the parts.

    `missing` are in none of them, `invented` are in the document and not in the source.
    """

    given: int
    headings: int
    provisions: int
    footnotes: int
    dropped: Mapping[str, int]
    missing: int = 0
    invented: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """An article, an annex without articles, or the preamble: the frame of its provisions."""

    id: str
    number: str
    title: str
    provisions: tuple[Provision, ...]
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Division:
    """A part, title, chapter, section, annex or protocol."""

    kind: DivisionKind
    number: str
    title: str
    children: tuple["Division | Article", ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One language of an agreement as parsed.

    `problems` are sentences for the reader: holes in the numbering, a truncated text, a scrambled clause.
    `unattached_notes` have no mark in the text; each is a provision of its own as well, in a division "footnotes".
    `expected_articles` is the count that the bytes promised before parsing.
    """

    agreement: str
    language: str
    snapshots: tuple[str, ...]
    children: tuple[Division | Article, ...]
    dropped: tuple[Dropped, ...] = ()
    problems: tuple[str, ...] = ()
    expected_articles: int = 0
    unattached_notes: tuple[Footnote, ...] = ()
    account: Account | None = None

    def articles(self) -> Iterator[Article]:
        """Yield every article in document order."""
        yield from _articles(self.children)

    def provisions(self) -> Iterator[Provision]:
        """Yield every provision in document order."""
        for article in self.articles():
            yield from article.provisions


def _articles(children: tuple[Division | Article, ...]) -> Iterator[Article]:
    for child in children:
        if isinstance(child, Article):
            yield child
        else:
            yield from _articles(child.children)


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference or the name of a treaty; `text` as printed, `target` an id or an instrument's slug."""

    span: Span
    text: str
    kind: ReferenceKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label with the words that caused it and the name of the rule that saw them."""

    code: str
    evidence: tuple[Span, ...]
    rule: str


class Digest(Struct, frozen=True):
    """What a provision says in plain words of our own; `exporter` is what it means for a firm, where it matters.

    `provision` is the id of a provision, of an article or of a point (`us-peru/18.3/1.a`). `headings`, `summary` and
    `exporter` are keyed by language ("en", "es"). `addressee` is empty where nobody is named, `enforcement_source` the
    provision that says how a breach is pursued. `differs` is the reason where a label is not what rules say. `checked`
    is the date of the last reading. `numbered` says whether its article's paragraphs bear the numbers of their ids.
    """

    provision: str
    headings: Mapping[str, tuple[Heading, ...]]
    summary: Mapping[str, str]
    topics: tuple[str, ...]
    force: Force
    addressee: str
    enforcement: Enforcement
    enforcement_source: str = ""
    scope: Scope = "core"
    exporter: Mapping[str, str] = {}
    instruments: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    differs: str = ""
    checked: date | None = None
    numbered: bool = True
