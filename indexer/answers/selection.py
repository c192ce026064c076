"""Provisions chosen by hand: from the ids or pinpoints that someone names to their records."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.citation.identifiers import split_id
from corpus.citation.styles import cite
from corpus.model import Agreement
from corpus.passages import printed_label
from indexer.library import Library
from indexer.record import Record

__all__ = ["Chosen", "Text", "choose", "citation", "printed", "run_in"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one id names: one provision, with the `path` of a point where one is meant, or all of an article or more.

    `note` is the mark of a footnote that was named with it.
    """

    id: str
    records: tuple[Record, ...]
    path: str = ""
    note: str = ""

    @property
    def whole(self) -> bool:
        """Whether an article, a division or an agreement is meant and not one of its provisions."""
        first = self.records[0]
        return not self.path and (self.id == first.article or self.id != first.id)


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
        path = path if records[0].id == provision else ""
        out.append(Chosen(found, records, path, library.lookup.note(name)))
    return out


def citation(
    chosen: Chosen, known: Mapping[str, Agreement], style: str = "short", *, note: str = "", language: str = "en",
    index: str = "",
) -> str:  # fmt: skip
    """Return the citation of what was chosen: of the article, the division or the agreement where one is meant.

    `index` is the fingerprint of the library, for the files.
    """
    record = chosen.records[0].of(chosen.id) if chosen.whole else chosen.records[0]
    agreement = known[record.agreement.id]
    note = note or chosen.note
    return cite(record, agreement, style, path=chosen.path, note=note, language=language, index=index)


def printed(record: Record, path: str = "") -> Iterator[Text]:
    """Yield the texts of a provision in reading order; of a point, it with the lead-ins that govern it."""
    wanted = tuple(path.split(".")) if path else ()
    for passage in record.passages():
        inside = passage.path[: len(wanted)] == wanted
        governing = not passage.closing and wanted[: len(passage.path)] == passage.path
        label = f"{record.label}." if record.label and not passage.where else passage.label
        if (inside or governing) and (passage.text or label):
            yield Text(
                id=".".join((record.id, *passage.path)),
                label=label,
                labels=""
                if passage.closing
                else record.label + "".join(f"({printed_label(step)[0]})" for step in passage.path),
                text=passage.text,
                depth=len(passage.path),
            )


def run_in(texts: Iterable[Text]) -> Iterator[Text]:
    """Yield texts as they are printed: a label without words of its own before what follows it ("1. (a) Parties")."""
    held: list[Text] = []
    for text in texts:
        held.append(text)
        if text.text:
            yield replace(text, label=" ".join(each.label for each in held if each.label))
            held = []
    yield from held
