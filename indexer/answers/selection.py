"""Provisions chosen by hand: from the ids or pinpoints that someone names to their records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.citations import cite, framing
from corpus.identifiers import split_id
from corpus.model import Agreement
from indexer.library import Library

__all__ = ["Chosen", "Text", "agreements_of", "choose", "citation", "printed"]

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one id names: one provision, with the `path` of a point where one is meant, or all of an article or more."""

    id: str
    records: tuple[Record, ...]
    path: str = ""

    @property
    def whole(self) -> bool:
        """Whether an article, a division or an agreement is meant and not one of its provisions."""
        first = self.records[0]
        return bool(not self.path and (self.id == first["article"] or self.id != first["id"]))


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a provision as it is printed: `label` is the last of its `labels` ("1(a)"), `depth` counts points."""

    id: str
    label: str
    labels: str
    text: str
    depth: int = 0


def choose(library: Library, names: Sequence[str]) -> list[Chosen]:
    """Return what ids or pinpoints name, in their order; "us-peru 18.3.1(a)" may come as two words.

    Raises NotFoundError with the nearest ids.
    """
    joined = " ".join(names)
    wanted = [joined] if len(names) > 1 and library.resolve(joined) else list(dict.fromkeys(names))
    out = []
    for name in wanted:
        records = tuple(library.show(name))
        found = library.resolve(name) or name
        provision, _, path = split_id(found)
        out.append(Chosen(found, records, path if records[0]["id"] == provision else ""))
    return out


def agreements_of(library: Library) -> Mapping[str, Agreement]:
    """Return the agreements that can be cited, by id."""
    return library.entries


def citation(
    chosen: Chosen, known: Mapping[str, Agreement], style: str = "short", *, note: str = "", language: str = "en"
) -> str:
    """Return the citation of what was chosen: of the article, the division or the agreement where one is meant."""
    record = framing(chosen.records[0], chosen.id) if chosen.whole else chosen.records[0]
    agreement = known[record["agreement"]["id"]]
    return cite(record, agreement, style, path=chosen.path, note=note, language=language)


def printed(record: Record, path: str = "") -> Iterator[Text]:
    """Yield the texts of a provision in reading order; of a point, it with the lead-ins that govern it."""
    label = record["label"]
    yield from _printed(record, Text(record["id"], f"{label}." if label else "", label, record["text"]), "", path)


def _printed(part: Record, own: Text, path: str, wanted: str) -> Iterator[Text]:
    inside = not wanted or f"{path}.".startswith(f"{wanted}.")
    if not inside and path and not f"{wanted}.".startswith(f"{path}."):
        return
    if own.text or own.label:
        yield own
    for point in part["points"]:
        label = f"({point['label']})"
        below = f"{path}.{point['label']}" if path else point["label"]
        place = f"{own.id}.{point['label']}"
        yield from _printed(
            point, Text(place, label, f"{own.labels}{label}", point["text"], own.depth + 1), below, wanted
        )
    if part["closing"] and inside:
        yield Text(own.id, "", "", part["closing"], own.depth)
