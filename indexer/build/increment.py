"""A generation that is the one before with some agreements new: only those are parsed, classified and indexed.

It is possible where the rules that made the other are the same. The files that stay are linked, or copied where links
are not possible; the files of the other generation are never changed.
"""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Self

import numpy as np

__all__ = ["Previous", "RecordsFile", "Share", "previous"]

_MOST_PARTS = 8  # of the engine's index: each costs every search a little
_LARGEST_CHANGE = 0.5  # the share of agreements beyond which all is built anew


@dataclass(frozen=True, slots=True)
class Share:
    """What one agreement has in a generation. `texts` changes with its snapshots."""

    texts: str
    rows: int
    with_words: int
    digests: int
    articles: int

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]], texts: str) -> Self:
        """Count the records of an agreement."""
        return cls(
            texts,
            len(rows),
            sum(1 for row in rows if row["text"] or row["points"]),
            sum(1 for row in rows if row["digest"]),
            len({row["article"] for row in rows}),
        )


class Previous:
    """A whole generation whose rules are those of now; `changed` are the agreements whose texts are not."""

    def __init__(self, generation: Path, manifest: Mapping[str, Any], changed: frozenset[str]) -> None:
        self.generation = generation
        self.changed = changed
        self.orders = int(manifest["orders"])  # a number above every record's `order`
        self.failed = {
            name: tuple((file, reason) for file, reason in group)
            for name, group in manifest["failed_by_agreement"].items()
            if name not in changed
        }
        shares = {name: Share(**share) for name, share in manifest["shares"].items()}
        self.kept = {name: share for name, share in shares.items() if name not in changed}

    @cached_property
    def reports(self) -> dict[str, Any]:
        """Return what is known of each agreement."""
        rows: dict[str, Any] = json.loads((self.generation / "agreements.json").read_text(encoding="utf-8"))
        return {name: row for name, row in rows.items() if name not in self.changed}

    @cached_property
    def ids(self) -> dict[str, tuple[int, list[str]]]:
        """Return the first line and the ids of each agreement's records, which stand together."""
        out: dict[str, tuple[int, list[str]]] = {}
        for number, name in enumerate((self.generation / "ids.txt").read_text(encoding="utf-8").split("\n")):
            out.setdefault(name.partition("/")[0], (number, []))[1].append(name)
        return out

    @cached_property
    def offsets(self) -> Any:
        """Return where each record begins, in bytes."""
        return np.load(self.generation / "records.npy")

    def copy_engine(self, directory: Path) -> None:
        """Put the engine's files where they can be extended; they are replaced and never written into."""
        shutil.copytree(self.generation / "engine", directory, copy_function=_link)


class RecordsFile:
    """Writes `records.jsonl`, `records.npy` and `ids.txt` of a generation."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._ids: list[str] = []
        self._ends: list[int] = [0]

    def __enter__(self) -> Self:
        self._out: IO[bytes] = (self._work / "records.jsonl").open("wb")
        return self

    def __exit__(self, *error: object) -> None:
        self._out.close()
        np.save(self._work / "records.npy", np.array(self._ends, dtype=np.int64))
        (self._work / "ids.txt").write_text("\n".join(self._ids), encoding="utf-8")

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write new records."""
        for row in rows:
            self._out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            self._ends.append(self._out.tell())
            self._ids.append(row["id"])

    def copy(self, before: Previous, agreement: str) -> None:
        """Copy the records of an agreement from another generation."""
        if not before.kept[agreement].rows:
            return  # its texts could not be read
        first, names = before.ids[agreement]
        edges = before.offsets[first : first + len(names) + 1]
        with (before.generation / "records.jsonl").open("rb") as source:
            source.seek(int(edges[0]))
            self._out.write(source.read(int(edges[-1] - edges[0])))
        self._ends.extend((edges[1:] - edges[0] + self._ends[-1]).tolist())
        self._ids.extend(names)


def previous(
    generation: Path | None, rules: str, texts: Mapping[str, str], unreadable: frozenset[str]
) -> Previous | None:
    """Return the generation to extend, or None where all must be built anew.

    `texts` are those now in the store, by agreement. An agreement whose texts are gone, new or other is changed;
    one of `unreadable`, whose texts are not all known, keeps what it has.
    """
    if generation is None:
        return None
    try:
        manifest = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
        parts = json.loads((generation / "engine" / "index.json").read_text(encoding="utf-8"))["parts"]
    except (OSError, ValueError, KeyError):
        return None
    if manifest.get("rules") != rules or len(parts) >= _MOST_PARTS:
        return None
    held = {name: share["texts"] for name, share in manifest["shares"].items()}
    known = {*held, *texts} - unreadable
    changed = frozenset(name for name in known if held.get(name, "") != texts.get(name, ""))
    if not changed or len(changed) > max(3, _LARGEST_CHANGE * len(held)):
        return None
    return Previous(generation, manifest, changed)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copy2(source, target)
