"""The columns of every table of provisions: what each holds, and how it comes out of a record.

`docs/codebook.md` is written from them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.citation.styles import cite
from corpus.data import data_table
from corpus.errors import QueryError
from corpus.model import Agreement, Heading
from corpus.words import words
from indexer.classify.taxonomy import load_taxonomy
from indexer.record import Record

__all__ = ["COLUMNS", "TableColumn", "as_columns", "row"]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: `says` what it holds.

    `kind` says whether a cell holds one text, several, or a number. `codes` names the group of `corpus.words` with all
    values that it can have, where they are few.
    """

    name: str
    says: str
    kind: Literal["text", "texts", "number"] = "text"
    codes: str = ""

    @property
    def values(self) -> Mapping[str, str]:
        """Return all values that it can have with their English names, or nothing where they are open."""
        return {code: named["en"] for code, named in words(self.codes).items()} if self.codes else {}


COLUMNS = tuple(TableColumn(name, **facts) for name, facts in data_table("columns.toml", "indexer").items())


def row(record: Record, agreement: Agreement, path: str = "") -> dict[str, object]:
    """Return a provision as one row of a table; `path` is that of the point that is cited, or ""."""
    digest = record.digest
    return _frame(record, agreement) | _labels(record) | {
        "words": "treaty" if record.has_words else "digest",
        "text": record.full_text() or (digest.en if digest else ""),
        "points": [f"{p.path}: {', '.join(filter(None, (p.force, p.addressee)))}" for p in record.point_labels()],
        "footnotes": [f"[{note.mark}] {note.text}" for note in record.footnotes],
        "digest_en": digest.en if digest else "",
        "digest_es": digest.es if digest else "",
        "exporter_en": digest.exporter.get("en", "") if digest else "",
        "exporter_es": digest.exporter.get("es", "") if digest else "",
        "products": digest.products if digest else (),
        "references": _targets(record, inside=True),
        "instruments": _targets(record, inside=False),
        "referred_by": record.referred_by,
        "amendments": [f"{effect.effect}: {effect.amendment}" for effect in record.amendments],
        "citation": cite(record, agreement, path=path),
        **{name: getattr(record.source, name, "") for name in _OF_SOURCE},
    }  # fmt: skip


def as_columns(
    records: Iterable[Record], known: Mapping[str, Agreement], names: Sequence[str] | None
) -> dict[str, list[object]]:
    """Return provisions column by column: those with these names, in their order, or all.

    Raises QueryError for a column that does not exist.
    """
    columns = [column.name for column in COLUMNS]
    for name in names or ():
        if name not in columns:
            raise QueryError("no-such-column", column=name, columns=", ".join(columns))
    out: dict[str, list[object]] = {name: [] for name in (columns if names is None else names)}
    for record in records:
        filled = row(record, known[record.agreement.id])
        for name, cells in out.items():
            cells.append(filled[name])
    return out


_OF_SOURCE = ("publisher", "role", "url", "retrieved", "sha256", "licence")


def _frame(record: Record, agreement: Agreement) -> dict[str, object]:
    """Return the cells that say of which agreement a provision is, and where it stands."""
    named = record.agreement
    chapter = next((heading for heading in record.headings if heading.kind == "chapter"), Heading("chapter"))
    days = {name: getattr(agreement, name) for name in ("signed", "in_force", "provisional_from", "ended")}
    return {
        "id": record.id,
        "agreement": named.id,
        "agreement_title": named.title,
        "bloc": named.bloc,
        "parties": named.parties,
        "status": f"{named.status}{' (unverified)' if named.status_unverified else ''}",
        **{name: str(day or "") for name, day in days.items()},
        "unverified": agreement.unverified,
        "chapter": chapter.number,
        "chapter_title": chapter.title,
        "article": record.article,
        "place": record.place().name("en"),
        "title": record.title(),
        "order": record.order,
        "language": record.language,
    }


def _labels(record: Record) -> dict[str, object]:
    """Return the cells that say what a provision does and is about."""
    taxonomy = load_taxonomy()
    topics = [topic.id for topic in record.topics]
    return {
        "scope": record.scope,
        "force": record.force,
        "addressee": record.addressee,
        "enforcement": record.enforcement,
        "enforcement_source": record.enforcement_source,
        "topics": topics,
        "trend": list(dict.fromkeys(code for topic in topics if topic in taxonomy for code in taxonomy[topic].trend)),
    }


def _targets(record: Record, *, inside: bool) -> list[str]:
    found = (ref.target for ref in record.references if ref.target and (ref.kind == "internal") == inside)
    return list(dict.fromkeys(found))
