"""The record of a provision: the one value from the classifier to the printed page, and its JSON.

The JSON is the same from the command line, the web API and the export. `text` is the paragraph's own words; `points`
hold their own; a point states `force` or `addressee` only where it differs from what it inherits. A digest without a
text at hand makes a record too, with `text` empty and the language "mul".

    record = decode(b'{"id": "us-peru/18.3/1", …}')
    record.force, [topic.id for topic in record.topics], record.full_text()
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType, ValidationError, json, structs, to_builtins

from corpus.catalogue.amendments import Effect
from corpus.citation.place import Place, place
from corpus.model import (
    LANGUAGES,
    READ_WHOLE,
    Agreement,
    Bloc,
    Enforcement,
    Footnote,
    Force,
    Heading,
    ReferenceKind,
    Role,
    Scope,
    Status,
    Version,
)
from corpus.passages import Passage, passages, walk_points
from corpus.quality.authenticity import Standing
from indexer.engine.protocol import ScoreShare
from indexer.storage.damage import of_other_version

__all__ = [
    "AgreementBrief", "AgreementSummary", "DigestPart", "Evidence", "PointLabel", "Record", "RecordDigest", "RecordHit",
    "RecordPoint", "RecordReference", "RecordSource", "RulesReading", "ScopeLabel", "TextSpan",
    "TopicLabel", "decode", "encode", "facts_of", "to_dict", "to_text",
]  # fmt: skip


class AgreementSummary(Struct, frozen=True):
    """What names an agreement and says whether it is in force."""

    id: Annotated[str, Meta(description="The agreement's id, as in us-peru")]
    title: Annotated[str, Meta(description="Its title in English")]
    titles: Annotated[Mapping[str, str], Meta(description="Its title by language")]
    short_titles: Annotated[Mapping[str, str], Meta(description="A short title by language, as citations use it")]
    bloc: Annotated[Bloc, Meta(description="US, EU or CN where one of them is a party; empty otherwise")]
    parties: Annotated[tuple[str, ...], Meta(description="ISO 3166-1 alpha-3 codes, or EU")]
    signed: Annotated[date | None, Meta(description="The day of signature")]
    status: Annotated[Status, Meta(description="Whether it is in force")]
    identifiers: Annotated[Mapping[str, str], Meta(description="Its numbers elsewhere: celex, oj, tota, wto_rta …")]


class AgreementBrief(AgreementSummary, frozen=True):
    """The facts of an agreement that each of its records carries, so that every page can say whether it is in force."""

    status_unverified: Annotated[bool, Meta(description="True where no text at hand confirms the status")]


Facts = TypeVar("Facts", bound=Struct)


def facts_of(entry: Agreement, kind: type[Facts], **more: Any) -> Facts:
    """Return what a type holds of an agreement, by the names that both give a fact, with `more` fields of its own."""
    facts = {"title": entry.titles["en"], "status_unverified": "status" in entry.unverified}
    facts |= {name: getattr(entry, name) for name in kind.__struct_fields__ if hasattr(entry, name)}
    return kind(**({name: facts[name] for name in facts.keys() & kind.__struct_fields__} | more))


class TextSpan(Struct, frozen=True):
    """Characters of one text of a provision."""

    where: Annotated[
        str,
        Meta(
            description="Which text: empty for the paragraph's own words, a or a.i for a point, closing or a:closing "
            "for words after points, note:3 for a footnote, heading for the article's title, heading:0 for the "
            "outermost heading, digest:en for our own words"
        ),
    ]
    start: Annotated[int, Meta(description="The first character, from 0")]
    end: Annotated[int, Meta(description="The character after the last")]


class Evidence(TextSpan, frozen=True):
    """The words that caused a label."""

    text: Annotated[str, Meta(description="The words")]


class ScopeLabel(Struct, frozen=True):
    """Why a provision has its scope."""

    code: Annotated[str, Meta(description="What was seen")]
    evidence: Annotated[tuple[str, ...], Meta(description="The words that caused it, each once")]
    spans: Annotated[tuple[Evidence, ...], Meta(description="Where they stand")]
    rule: Annotated[str, Meta(description="The rule that saw them")]


class TopicLabel(Struct, frozen=True, omit_defaults=True):
    """A topic of a provision; one that only a digest names has no evidence words."""

    id: Annotated[str, Meta(description="The topic's id in the taxonomy")]
    evidence: Annotated[tuple[str, ...], Meta(description="The words that caused it, each once")]
    spans: Annotated[tuple[Evidence, ...], Meta(description="Where they stand")] = ()
    rule: Annotated[str, Meta(description='The rule that saw them; "digest" where a person set the topic')] = ""


class RecordPoint(Struct, frozen=True):
    """A point of a provision; force and addressee stand only where they differ from what it inherits."""

    label: Annotated[str, Meta(description="The printed label without brackets")]
    text: Annotated[str, Meta(description="Its words before its own points")]
    force: Annotated[Force | UnsetType, Meta(description="Its own force")] = UNSET
    addressee: Annotated[str | UnsetType, Meta(description="Whom it binds itself")] = UNSET
    points: Annotated["tuple[RecordPoint, ...]", Meta(description="Its own points, in order")] = ()
    closing: Annotated[str, Meta(description="The words after its points")] = ""


class RecordReference(TextSpan, frozen=True):
    """A cross-reference, or the name of another treaty."""

    text: Annotated[str, Meta(description="As printed")]
    target: Annotated[str | None, Meta(description="The id of the place, or the slug of the treaty")]
    kind: Annotated[ReferenceKind, Meta(description="internal: to the same agreement")]


class Summary(Struct, frozen=True):
    """What a text says, in plain words of our own and not the treaty's."""

    en: Annotated[str, Meta(description="What it says, in English")]
    es: Annotated[str, Meta(description="What it says, in Spanish")]

    def summary(self, language: str) -> str:
        """Return what it says in "en" or "es"."""
        return self.es if language == "es" else self.en


class DigestPart(Summary, frozen=True):
    """The digest of one paragraph or point, with its labels as a person read them."""

    of: Annotated[str, Meta(description="The id of the provision or point")]
    force: Annotated[Force, Meta(description="How strongly it binds")]
    addressee: Annotated[str, Meta(description="Whom it binds")]
    enforcement: Annotated[Enforcement, Meta(description="How a breach can be pursued")]
    enforcement_source: Annotated[str, Meta(description="The provision that says so, or empty")]


class RecordDigest(Summary, frozen=True):
    """The digests of a provision as one; `en` and `es` hold their words together."""

    exporter: Annotated[
        Mapping[str, str], Meta(description="What it means for a firm, by language, a line for each digest")
    ]
    topics: Annotated[tuple[str, ...], Meta(description="Topics set by hand")]
    instruments: Annotated[tuple[str, ...], Meta(description="Slugs of the treaties that it is about")]
    products: Annotated[tuple[str, ...], Meta(description="Product groups that it touches")]
    parts: Annotated[tuple[DigestPart, ...], Meta(description="Its digests one by one")]
    checked: Annotated[str | None, Meta(description="The day of the last reading against the text, ISO 8601")]
    headings: Annotated[
        Mapping[str, tuple[Heading, ...]], Meta(description="The headings above the provision, by language")
    ]


class RulesReading(Struct, frozen=True, omit_defaults=True):
    """Labels of the rules that differ from those of the person whose reading is shown."""

    force: Annotated[Force | UnsetType, Meta(description="How strongly it binds by the rules")] = UNSET
    addressee: Annotated[str | UnsetType, Meta(description="Whom it binds by the rules")] = UNSET
    enforcement: Annotated[Enforcement | UnsetType, Meta(description="How a breach can be pursued by the rules")] = (
        UNSET
    )
    enforcement_source: Annotated[str | UnsetType, Meta(description="The provision that says so by the rules")] = UNSET


class RecordSource(Struct, frozen=True):
    """Where the words come from."""

    publisher: Annotated[str, Meta(description="The publisher's code, as in cellar")]
    url: Annotated[str, Meta(description="The address; empty for an imported file without one")]
    retrieved: Annotated[str, Meta(description="When the bytes came, ISO 8601")]
    how: Annotated[str, Meta(description="fetch or import")]
    sha256: Annotated[str, Meta(description="Of the bytes")]
    locator: Annotated[str, Meta(description="What the source itself calls the place")]
    licence: Annotated[str, Meta(description="The licence of the words")]
    role: Annotated[Role, Meta(description="official, mirror, translation or unknown")]
    version: Annotated[Version, Meta(description="original, consolidated, amendment or superseded")]
    standing: Annotated[
        Standing, Meta(description="Whether the agreement itself calls this language authentic, as far as was found")
    ]

    @property
    def unencrypted(self) -> bool:
        """Whether the bytes came over a connection that anyone between could have changed."""
        return self.how == "fetch" and self.url.startswith("http:")


class Record(Struct, frozen=True):
    """A provision: its words, what the index knows of it, and where the words come from."""

    id: Annotated[str, Meta(description="As in us-peru/18.3/1; @es after the article marks a second language")]
    eid: Annotated[str, Meta(description="The Akoma Ntoso eId")]
    article: Annotated[str, Meta(description="The id of the article, annex or preamble that frames it")]
    order: Annotated[int, Meta(description="Its place among all provisions")]
    agreement: AgreementBrief
    headings: Annotated[tuple[Heading, ...], Meta(description="From the outermost division to the article")]
    label: Annotated[str, Meta(description="The printed number of the paragraph; empty where it has none")]
    language: Annotated[str, Meta(description="ISO 639-1; mul where only digests are at hand")]
    text: Annotated[str, Meta(description="The paragraph's own words; with points, the lead-in before them")]
    points: Annotated[tuple[RecordPoint, ...], Meta(description="Its points, in order")]
    closing: Annotated[str, Meta(description="The words after the points")]
    footnotes: Annotated[tuple[Footnote, ...], Meta(description="Its footnotes, in order of their marks")]
    scope: Annotated[Scope, Meta(description="core: sustainability is its subject; related: inside another subject")]
    scope_evidence: Annotated[tuple[ScopeLabel, ...], Meta(description="The words behind the scope")]
    topics: Annotated[tuple[TopicLabel, ...], Meta(description="Its topics")]
    force: Annotated[Force, Meta(description="How strongly it binds")]
    force_evidence: Annotated[tuple[Evidence, ...], Meta(description="The words behind the force")]
    hedges: Annotated[tuple[Evidence, ...], Meta(description="Words that soften it, as in: as appropriate")]
    addressee: Annotated[str, Meta(description="Whom it binds; empty where nobody is named")]
    enforcement: Annotated[Enforcement, Meta(description="How a breach can be pursued")]
    enforcement_source: Annotated[str, Meta(description="The provision that says so, or empty")]
    references: Annotated[tuple[RecordReference, ...], Meta(description="What it refers to")]
    amendments: Annotated[tuple[Effect, ...], Meta(description="What amendments do to it")]
    remarks: Annotated[
        tuple[str, ...], Meta(description="Ids of remarks on what became of the bodies and laws that it names")
    ]
    deadlines: Annotated[
        tuple[str, ...], Meta(description="Days on which periods end that it counts from entry into force, ISO 8601")
    ]
    referred_by: Annotated[tuple[str, ...], Meta(description="Ids of provisions of other articles that refer to it")]
    rules: Annotated[
        RulesReading | None,
        Meta(description="What the rules read otherwise, where a person has read the clause and that reading is shown"),
    ]
    digest: Annotated[RecordDigest | None, Meta(description="Our own summary; null where there is none")]
    citation: Annotated[str, Meta(description="The short citation, in English")]
    source: Annotated[RecordSource | None, Meta(description="Null where only digests are at hand")]

    @property
    def whole(self) -> bool:
        """Whether this stands for all of an article."""
        return self.id == self.article

    @property
    def has_words(self) -> bool:
        """Whether the treaty's own words are at hand."""
        return bool(self.text or self.points or self.closing)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain dictionaries, lists and texts, as in its JSON."""
        return to_dict(self)

    def _repr_html_(self) -> str:
        from indexer.notebook import record_html  # noqa: PLC0415 - only notebooks ask for it

        return record_html(self)

    def of(self, whole: str) -> "Record":
        """Return the record as that of its article, a division or the agreement, to name or cite the whole.

        `whole` is the id of its article, of a division ("us-peru/chapter-18") or of the agreement.
        """
        kind = whole.rpartition("/")[2].partition("-")[0] if "/" in whole else ""

        def above(headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
            kept = list(headings)
            while kept and kept[-1].kind != kind:
                kept.pop()
            return tuple(kept)

        named = self
        if not kind or kind in READ_WHOLE:
            named = structs.replace(self, headings=above(self.headings))
            if digest := self.digest:
                ours = {language: above(headings) for language, headings in digest.headings.items()}
                named = structs.replace(named, digest=structs.replace(digest, headings=ours))
        return structs.replace(named, id=whole, article=whole, label="", points=(), footnotes=())

    def passages(self) -> Iterator[Passage]:
        """Yield every text of the clause in reading order, without footnotes."""
        return passages(self)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield (where, text) for every text, named as in a span: the clause, footnotes, its title, digests."""
        yield from ((passage.where, passage.text) for passage in passages(self))
        yield from ((f"note:{note.mark}", note.text) for note in self.footnotes)
        if self.headings:
            yield "heading", self.headings[-1].title
        if self.digest:
            yield from ((f"digest:{language}", self.digest.summary(language)) for language in LANGUAGES)

    def full_text(self) -> str:
        """Return all words of the clause in reading order with the labels of its points, footnotes left out."""
        return " ".join(words for passage in passages(self) if (words := passage.labelled()))

    def bare_text(self) -> str:
        """Return all words of the clause in reading order without labels, footnotes left out."""
        return " ".join(passage.text for passage in passages(self) if passage.text)

    def point_paths(self) -> list[str]:
        """Return the path of every point of the text at hand ("a", "a.i") in reading order."""
        return list(dict.fromkeys(".".join(path) for path, _ in walk_points(self.points)))

    def point_labels(self) -> Iterator["PointLabel"]:
        """Yield the points that have a force or an addressee of their own, as a person read them or as the rules do."""
        read = [part for part in self.digest.parts if part.of != self.id] if self.digest else []
        if read:
            for part in read:
                path = part.of.removeprefix(self.id).lstrip("./")
                yield PointLabel(path, part.force, part.addressee)
            return
        for steps, point in walk_points(self.points):
            if point.force or point.addressee:
                yield PointLabel(".".join(steps), point.force or None, point.addressee or "")

    def headings_in(self, language: str) -> tuple[Heading, ...]:
        """Return the headings as the text has them; of a digest alone, which are ours, in a reader's language."""
        return self.digest.headings[language] if self.digest and self.language == "mul" else self.headings

    def place(self, path: str = "") -> Place:
        """Return where the provision, or a point of it, stands."""
        return place(self, path)

    def title(self, language: str = "en") -> str:
        """Return the title of what frames the provision, or ""."""
        return next((h.title for h in reversed(self.headings_in(language)) if h.title and h.kind != "heading"), "")


class PointLabel(Struct, frozen=True):
    """What a point of a provision does by itself."""

    path: Annotated[str, Meta(description="The labels that lead to it, joined by dots, as in a.i")]
    force: Annotated[Force | None, Meta(description="Its own force; null where it is that of the whole")]
    addressee: Annotated[str, Meta(description="Whom it binds itself; empty where it is as for the whole")]


class RecordHit(Record, frozen=True, kw_only=True):
    """A provision that a search found."""

    score: Annotated[float, Meta(description="How well it answers; compare it within one answer only")]
    spans: Annotated[tuple[TextSpan, ...], Meta(description="What to highlight")]
    matched: Annotated[Mapping[str, tuple[str, ...]], Meta(description="The words found, by field")]
    also: Annotated[tuple[str, ...], Meta(description="Ids of other articles with nearly the same words")]
    siblings: Annotated[tuple[str, ...], Meta(description="Ids of more provisions of its article that match")]
    points_matched: Annotated[
        tuple[str, ...], Meta(description="Points that have the force or the addressee asked for, as in a.i")
    ]
    explain: Annotated[tuple[ScoreShare, ...] | UnsetType, Meta(description="The score part by part, on request")] = (
        UNSET
    )


def _plain(value: object) -> object:
    """Convert read-only mappings of the catalogue, which msgspec cannot encode, to dictionaries."""
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} has no JSON")


_DECODER = json.Decoder(Record)
_ENCODER = json.Encoder(enc_hook=_plain)


def encode(value: object) -> bytes:
    """Return the JSON of a record, or of anything made of them, in one line."""
    return _ENCODER.encode(value)


def to_text(value: object, indent: int = 0) -> str:
    """Return the JSON of a record, or of anything made of them, as text for people and pipes."""
    data = _ENCODER.encode(value)
    return (json.format(data, indent=indent) if indent else data).decode()


def to_dict(value: Struct) -> dict[str, Any]:
    """Return a record, or anything made of them, as plain dictionaries, lists and texts."""
    plain: dict[str, Any] = to_builtins(value, enc_hook=_plain)
    return plain


def decode(data: bytes) -> Record:
    """Read a record back, whose digest was found right. Raises IndexStateError where another version wrote it."""
    try:
        return _DECODER.decode(data)
    except ValidationError as error:
        raise of_other_version() from error
