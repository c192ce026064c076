"""The columns of every table of provisions: what each holds, and how it comes out of a record.

`docs/codebook.md` is written from them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.citation.styles import cite
from corpus.errors import QueryError
from corpus.model import Agreement
from corpus.words import words
from indexer.classify.taxonomy import load_taxonomy
from indexer.record import Record

__all__ = ["COLUMNS", "TableColumn", "as_columns", "row"]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: `says` what it holds, `value` takes it from a record, its agreement and the path of a point.

    `kind` says whether a cell holds one text, several, or a number. `codes` names the group of `corpus.words` with all
    values that it can have, where they are few.
    """

    name: str
    says: str
    value: Callable[[Record, Agreement, str], object]
    kind: Literal["text", "texts", "number"] = "text"
    codes: str = ""

    def cell(self, record: Record, agreement: Agreement, path: str = "") -> object:
        """Return what stands in it for a provision; `path` is that of the point that is cited, or ""."""
        return self.value(record, agreement, path)

    @property
    def values(self) -> Mapping[str, str]:
        """Return all values that it can have with their English names, or nothing where they are open."""
        return {code: named["en"] for code, named in words(self.codes).items()} if self.codes else {}


def row(record: Record, agreement: Agreement, path: str = "") -> dict[str, object]:
    """Return a provision as one row of a table; `path` is that of the point that is cited, or ""."""
    return {column.name: column.cell(record, agreement, path) for column in COLUMNS}


def as_columns(
    records: Iterable[Record], known: Mapping[str, Agreement], names: Sequence[str] | None
) -> dict[str, list[object]]:
    """Return provisions column by column: those with these names, in their order, or all.

    Raises QueryError for a column that does not exist.
    """
    columns = {column.name: column for column in COLUMNS}
    for name in names or ():
        if name not in columns:
            raise QueryError("no-such-column", column=name, columns=", ".join(columns))
    out: dict[str, list[object]] = {name: [] for name in (columns if names is None else names)}
    for record in records:
        for name, cells in out.items():
            cells.append(columns[name].cell(record, known[record.agreement.id]))
    return out


def _chapter(record: Record, field: Literal["number", "title"]) -> str:
    return next((getattr(heading, field) for heading in record.headings if heading.kind == "chapter"), "")


def _status(record: Record) -> str:
    agreement = record.agreement
    return f"{agreement.status}{' (unverified)' if agreement.status_unverified else ''}"


def _text(record: Record) -> str:
    return record.full_text() or (record.digest.en if record.digest else "")


def _points(record: Record) -> list[str]:
    return [
        f"{point.path}: {', '.join(filter(None, (point.force, point.addressee)))}" for point in record.point_labels()
    ]


def _trend(record: Record) -> list[str]:
    taxonomy = load_taxonomy()
    return list(dict.fromkeys(c for topic in record.topics if topic.id in taxonomy for c in taxonomy[topic.id].trend))


def _digest(language: Literal["en", "es"]) -> Callable[[Record, Agreement, str], str]:
    return lambda record, _agreement, _path: record.digest.summary(language) if record.digest else ""


def _exporter(language: str) -> Callable[[Record, Agreement, str], str]:
    return lambda record, _agreement, _path: record.digest.exporter.get(language, "") if record.digest else ""


def _source(field: str) -> Callable[[Record, Agreement, str], str]:
    return lambda record, _agreement, _path: str(getattr(record.source, field, ""))


def _day(field: str) -> Callable[[Record, Agreement, str], str]:
    return lambda _record, agreement, _path: str(getattr(agreement, field) or "")


def _targets(record: Record, *, inside: bool) -> list[str]:
    found = (ref.target for ref in record.references if ref.target and (ref.kind == "internal") == inside)
    return list(dict.fromkeys(found))


COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("id", "The provision's id, which stays the same", lambda r, _a, _p: r.id),
    TableColumn("agreement", "The agreement's id", lambda r, _a, _p: r.agreement.id),
    TableColumn("agreement_title", "The agreement's title in English", lambda r, _a, _p: r.agreement.title),
    TableColumn("bloc", "US, EU or CN where one of them is a party", lambda r, _a, _p: r.agreement.bloc),
    TableColumn("parties", "ISO 3166-1 alpha-3 codes, or EU", lambda r, _a, _p: r.agreement.parties, "texts"),
    TableColumn("status", "Whether the agreement is in force; (unverified) where no text at hand confirms it",
                lambda r, _a, _p: _status(r), codes="status"),
    TableColumn("signed", "The day of signature, ISO 8601", _day("signed")),
    TableColumn("in_force", "The day of entry into force, ISO 8601", _day("in_force")),
    TableColumn("provisional_from", "The day from which it was applied provisionally, ISO 8601",
                _day("provisional_from")),
    TableColumn("ended", "The day on which the agreement ended, ISO 8601", _day("ended")),
    TableColumn("unverified", "Facts of the agreement that no text at hand confirms",
                lambda _r, a, _p: a.unverified, "texts"),
    TableColumn("chapter", "The number of the chapter as printed", lambda r, _a, _p: _chapter(r, "number")),
    TableColumn("chapter_title", "The title of the chapter as printed", lambda r, _a, _p: _chapter(r, "title")),
    TableColumn("article", "The id of the article, annex or preamble", lambda r, _a, _p: r.article),
    TableColumn("place", "Where it stands, in English", lambda r, _a, _p: r.place().name("en")),
    TableColumn("title", "The title of the article, or of what frames it", lambda r, _a, _p: r.title()),
    TableColumn("order", "Its place among all provisions", lambda r, _a, _p: r.order, "number"),
    TableColumn("language", "Of the words, ISO 639-1; mul where only a digest is at hand",
                lambda r, _a, _p: r.language),
    TableColumn("scope", "Whether sustainability is its subject", lambda r, _a, _p: r.scope, codes="scope"),
    TableColumn("force", "How strongly it binds", lambda r, _a, _p: r.force, codes="force"),
    TableColumn("addressee", "Whom it binds; empty where nobody is named", lambda r, _a, _p: r.addressee),
    TableColumn("enforcement", "How a breach can be pursued", lambda r, _a, _p: r.enforcement, codes="enforcement"),
    TableColumn("enforcement_source", "The id of the provision that says so", lambda r, _a, _p: r.enforcement_source),
    TableColumn("topics", "Ids of its topics", lambda r, _a, _p: [topic.id for topic in r.topics], "texts"),
    TableColumn("trend", "Codes of the TREND data set that its topics match", lambda r, _a, _p: _trend(r), "texts"),
    TableColumn("words", "treaty where text holds the treaty's words, digest where it holds ours",
                lambda r, _a, _p: "treaty" if r.has_words else "digest"),
    TableColumn("text", "The words of the clause with the labels of its points; our digest where no text is at hand",
                lambda r, _a, _p: _text(r)),
    TableColumn("points", "Points with a force or an addressee of their own, each with both",
                lambda r, _a, _p: _points(r), "texts"),
    TableColumn("footnotes", "Its footnotes with their marks",
                lambda r, _a, _p: [f"[{note.mark}] {note.text}" for note in r.footnotes], "texts"),
    TableColumn("digest_en", "What it says in our words, in English", _digest("en")),
    TableColumn("digest_es", "What it says in our words, in Spanish", _digest("es")),
    TableColumn("exporter_en", "What it means for a firm, in English", _exporter("en")),
    TableColumn("exporter_es", "What it means for a firm, in Spanish", _exporter("es")),
    TableColumn("products", "Product groups that it touches, as its digest says",
                lambda r, _a, _p: r.digest.products if r.digest else (), "texts"),
    TableColumn("references", "Ids of the places of its agreement that it refers to",
                lambda r, _a, _p: _targets(r, inside=True), "texts"),
    TableColumn("instruments", "Other treaties that it names, by their slugs or ids",
                lambda r, _a, _p: _targets(r, inside=False), "texts"),
    TableColumn("referred_by", "Ids of provisions of other articles that refer to it",
                lambda r, _a, _p: r.referred_by, "texts"),
    TableColumn("amendments", "What amendments do to it: the effect and the amending agreement",
                lambda r, _a, _p: [f"{effect.effect}: {effect.amendment}" for effect in r.amendments], "texts"),
    TableColumn("citation", "The short citation, in English", lambda r, a, p: cite(r, a, path=p)),
    TableColumn("publisher", "The code of the publisher of the words", _source("publisher")),
    TableColumn("role", "Whether the words are official, a mirror's copy, a translation or of unknown origin",
                _source("role"), codes="role"),
    TableColumn("url", "The address of the file with the words; empty for an imported file without one",
                _source("url")),
    TableColumn("retrieved", "When that file came, ISO 8601", _source("retrieved")),
    TableColumn("sha256", "Of the bytes of that file", _source("sha256")),
    TableColumn("licence", "The licence of the words", _source("licence")),
)  # fmt: skip
