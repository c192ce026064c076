"""Footnotes: bodies leave the running text, and each finds the words that carry its mark.

Bodies are printed at the foot of a page (often inside a sentence of the next article), at the end of the treaty, or
in one heap. Marks stand in brackets, alone on a line, or glued to a word, and are lost in some sources. So a number
in the text counts as a mark only against a body with that number, in order: dates, "Rio+20" and "Decree No. 33" stay.

A mark that is recognised becomes a token, ``U+2060 [key] U+2060``, which `take_marks` removes again.
"""

import bisect
import itertools
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from corpus.model import Block

__all__ = ["Note", "resolve", "take_marks"]

_TOKEN = re.compile(r"\s*\u2060\[([^\]]*)\]\u2060")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
# "12  The Parties", "17-2 If, on": the body of a note at the start of a line.
_BODY = re.compile(rf"^\s*(\d{{1,3}}|\d{{1,2}}-\d{{1,3}})\s+(?!{_MONTH})(?=[A-Z“\"‘«(¿])(?=.{{15}})")
_ENDNOTE = re.compile(r"^\s*[\[(](\d{1,3})[\])]\s+(?=\S)")
_HEAP = re.compile(r"(?:^|\s{2,}|(?<=[.)”])\s)(\d{1,3})\s+(?=[A-Z“])")
_BARE = re.compile(r"^\s*(\d{1,3}|\d{1,2}-\d{1,3})\s*$")
_GLUED = re.compile(r"(?<=[A-Za-zÀ-ÿ”’\"')\],.;:])(?<!\d[.,:])(\d{1,2}-\d{1,3}|\d{1,4})(?=[\s,.;:)”]|$)")
_SPACED = re.compile(
    r"(?:(?<=[.;:,)”\"])|(?<=[.;:,)”\"]\d)|(?<=[.;:,)”\"]\d\d))\s(\d{1,3})(?=\s*$|\s+(?:[a-z]|\d{1,3}\s*$))",
    re.MULTILINE,
)
# "Articles 21.13 and 21.14.10" at the end of a paragraph, where note 10 is due: taken only when nothing else serves.
_AFTER_NUMBER = re.compile(r"(?<=\d\.)(\d{1,3})(?=\s*$)", re.MULTILINE)
_BRACKETED = re.compile(r"\s?\[(\d{1,3})\]|(?<![\d)])(?:(?<=[A-Za-z”\"’.;,:])|\s)\((\d{1,3})\)(?=[\s.,;:]|$)")
_WATERMARK = "脚注文本>"
# A page of a treaty holds about three thousand characters: marks of a note at its foot stand at most two pages before.
_REACH = 9000


@dataclass(frozen=True, slots=True)
class Note:
    """The body of a footnote with the key of its token.

    Where no mark stands in a text, `lost_in` is the index of the article heading that it belongs to, or -1.
    """

    key: str
    mark: str
    text: str
    lost_in: int | None = None


@dataclass(slots=True)
class _Body:
    mark: str
    text: str
    place: int  # character offset in the whole text where it was printed
    block: int
    endnote: bool = False
    source: int = -1  # the index of the text block that it was taken from, among the blocks as given
    opens: bool = False  # it begins that block


@dataclass(frozen=True, slots=True)
class _Found:
    place: int
    block: int
    start: int
    end: int
    numbers: str
    rank: int  # 0 stands alone or in brackets, 1 is glued to a word, 2 to a number


def resolve(blocks: Sequence[Block]) -> tuple[list[Block], list[Note]]:
    """Take the bodies out of the blocks and set a token where each mark stood.

    Returns the blocks without notes, marks replaced by tokens, and the notes; a note whose mark is not found carries
    the index (in the returned blocks) of the article whose title carried it, or -1 where nothing tells.
    """
    cleaned, bodies = _take_bodies(blocks)
    chosen = _chosen(cleaned, bodies)
    misread = _misread(bodies, chosen)
    if misread:
        cleaned, bodies = _take_bodies(blocks, misread)
        chosen = _chosen(cleaned, bodies)
    return _tokens(cleaned, bodies, chosen)


def _chosen(blocks: Sequence[Block], bodies: Sequence[_Body]) -> dict[int, _Found]:
    marks = _marks(blocks, {body.mark for body in bodies})
    return _one_each(_match(blocks, bodies, marks), bodies)


def _misread(bodies: Sequence[_Body], chosen: Mapping[int, _Found]) -> set[int]:
    """Return the blocks whose "notes" are paragraphs numbered "1 The Parties" or "(1)": nothing marks them."""
    runs: dict[int, list[int]] = {}
    for index, body in enumerate(bodies):
        if body.source >= 0:
            runs.setdefault(body.source, []).append(index)
    out = set()
    for source, run in runs.items():
        marked = sum(index in chosen for index in run)
        if bodies[run[0]].endnote:
            if marked < len(run) / 2:
                out.add(source)
        elif not marked and bodies[run[0]].mark == "1" and (len(run) > 1 or bodies[run[0]].opens):
            out.add(source)
    return out


def take_marks(text: str) -> tuple[str, list[tuple[str, int]]]:
    """Remove tokens from a text; return it with (key, offset) for each, the offset being that of the words before."""
    out, found, position = "", [], 0
    for token in _TOKEN.finditer(text):
        out += text[position : token.start()]
        found.append((token[1], len(out)))
        position = token.end()
    return out + text[position:], found


def _places(blocks: Sequence[Block]) -> list[int]:
    places, total = [], 0
    for block in blocks:
        places.append(total)
        total += len(block.text) + len(block.title) + 1
    return places


def _take_bodies(blocks: Sequence[Block], misread: AbstractSet[int] = frozenset()) -> tuple[list[Block], list[_Body]]:
    """Split bodies from text, but for blocks `misread`. Their `block` and `place` refer to the returned blocks."""
    out: list[Block] = []
    bodies: list[_Body] = []
    place, last = 0, ("0", -99999)
    for source, given in enumerate(blocks):
        block = given
        if block.kind == "note":
            bodies.append(_Body(block.number, _squeeze(block.text), place, len(out) - 1))
            last = (block.number, place)
            continue
        if block.kind == "text" and source not in misread:
            text, found = _from_text(block.text, place, len(out), last, _numbers_near(out))
            if len(found) >= 8 and len(text) < sum(len(body.text) for body in found):
                found = [replace(body, endnote=True) for body in found]  # the notes of all chapters in one heap
            bodies.extend(replace(body, source=source, opens=not text[: body.place - place].strip()) for body in found)
            if found:
                last = (found[-1].mark, place)
            block = replace(block, text=text)
        out.append(block)
        place += len(block.text) + len(block.title) + 1
    return out, bodies


def _numbers_near(blocks: Sequence[Block]) -> set[str]:
    """Return the numbers that may be marks in the last articles, so that a body may belong to them."""
    near: set[str] = set()
    size = 0
    for block in reversed(blocks):
        near |= _possible(block.title) | _possible(block.text)
        size += len(block.text)
        if size > _REACH:
            break
    return near


def _possible(text: str) -> set[str]:
    numbers = {m[1] for m in _GLUED.finditer(text)} | {m[1] for m in _SPACED.finditer(text)}
    numbers |= {m[1] for line in text.split("\n") if (m := _BARE.match(line))}
    return numbers | {n[i:] for n in numbers for i in (1, 2) if n[i:]} | {n[:i] for n in numbers for i in (1, 2)}


def _from_text(text: str, place: int, block: int, last: tuple[str, int], near: set[str]) -> tuple[str, list[_Body]]:
    lines = text.replace(_WATERMARK, "").split("\n")
    if any(len(line) > 3000 and len(_HEAP.findall(line)) >= 6 for line in lines):
        return _from_heap(lines, place, block)
    endnotes = [i for i, line in enumerate(lines) if _ENDNOTE.match(line)]
    if len(endnotes) >= 3:
        return _from_endnotes(lines, endnotes, place, block)
    near = near | _possible(text)
    kept: list[str] = []
    bodies: list[_Body] = []
    number, number_place = last
    index = 0
    while index < len(lines):
        found = _BODY.match(lines[index])
        if found and _in_series(found[1], number, near, place - number_place, lines[index + 1 :]):
            end = _body_end(lines, index)
            body = _squeeze(" ".join([lines[index][found.end() :], *lines[index + 1 : end]]))
            bodies.append(_Body(found[1], body, place + sum(len(line) + 1 for line in kept), block))
            number, number_place = found[1], place
            index = end
            continue
        kept.append(lines[index])
        index += 1
    return "\n".join(kept), bodies


def _in_series(mark: str, last: str, near: set[str], distance: int, after: Sequence[str]) -> bool:
    """Tell whether a number at the start of a line can be the next note's.

    It can where its mark stands near, where it is the next of the series, or where it is a first note (whose mark may
    have been lost with a title) and the second follows, its mark being near.
    """
    follows = _value(mark) == _value(last) + 1
    if follows and distance < 4 * _REACH:
        return True
    if _value(mark) == 1 and mark not in near:
        second = next((m for line in after[:12] if (m := _BODY.match(line))), None)
        return second is not None and _value(second[1]) == 2 and second[1] in near
    return mark in near and (follows or _value(mark) == 1 or 0 < _value(mark) - _value(last) <= 4)


def _value(mark: str) -> int:
    return int(mark.rpartition("-")[2])


def _body_end(lines: Sequence[str], start: int) -> int:
    """Return the index after the last line of the body: it runs to a blank line, or past it in mid-sentence."""
    index = start + 1
    while index < len(lines):
        line = lines[index]
        complete = re.search(r"[.!?;:][)”\"’]*\s*$", lines[index - 1])
        if not line.strip():
            after = next((later for later in lines[index:] if later.strip()), "")
            if complete or not re.match(r"\s*[a-z]", after):
                return index
            if not lines[index - 1].strip():
                return index
        elif _BODY.match(line) or (complete and re.match(r"\s*(?:\(\w{1,3}\)|\d+\.)\s", line)):
            return index
        index += 1
    return index


def _from_endnotes(lines: Sequence[str], starts: Sequence[int], place: int, block: int) -> tuple[str, list[_Body]]:
    bodies = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        found = _ENDNOTE.match(lines[start])
        assert found  # noqa: S101 - `starts` holds the lines that matched
        body = _squeeze(" ".join([lines[start][found.end() :], *lines[start + 1 : end]]))
        bodies.append(_Body(found[1], body, place, block, endnote=True))
    return "\n".join(lines[: starts[0]]), bodies


def _from_heap(lines: Sequence[str], place: int, block: int) -> tuple[str, list[_Body]]:
    """Take apart a line that holds the notes of several chapters, the numbers starting again at 1 for each."""
    kept: list[str] = []
    bodies: list[_Body] = []
    for line in lines:
        starts: list[re.Match[str]] = []
        for found in _HEAP.finditer(line) if len(line) > 3000 else ():
            number = int(found[1])
            if number == 1 or (starts and number == int(starts[-1][1]) + 1):
                starts.append(found)
        if len(starts) < 3:
            kept.append(line)
            continue
        kept.append(line[: starts[0].start()])
        for found, after in zip(starts, [*starts[1:], None], strict=True):
            end = after.start() if after else len(line)
            bodies.append(_Body(found[1], _squeeze(line[found.end() : end]), place, block, endnote=True))
    return "\n".join(kept), bodies


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _marks(blocks: Sequence[Block], wanted: set[str]) -> list[_Found]:
    """Return everything that may be a mark, in order of the text; those in titles come with start -1."""
    digits = set(wanted) | {
        a + b for a in wanted for b in wanted if b.isdigit() and a.isdigit() and int(b) == int(a) + 1
    }
    found: list[_Found] = []
    places = _places(blocks)
    for index, block in enumerate(blocks):
        at_end = re.search(r"(?<=[a-zà-ÿ)”])(\d{1,3})$", block.title)
        if at_end and at_end[1] in digits:
            found.append(_Found(places[index], index, -1, at_end.start(1), at_end[1], 0))
        if block.kind != "text":
            continue
        base = places[index] + len(block.title)
        here: dict[int, _Found] = {}
        offset = 0
        for line in block.text.split("\n"):
            bare = _BARE.match(line)
            if bare and bare[1] in digits:
                here[offset] = _Found(base + offset, index, offset, offset + len(line), bare[1], 0)
            offset += len(line) + 1
        for pattern in (_BRACKETED, _GLUED, _SPACED, _AFTER_NUMBER):
            for m in pattern.finditer(block.text):
                number = m[m.lastindex or 1]
                rank = 2 if pattern is _AFTER_NUMBER else int(not (pattern is _BRACKETED and m[1] is not None))
                if number in digits and not _TOKEN.search(block.text[max(0, m.start() - 2) : m.end() + 2]):
                    here.setdefault(m.start(), _Found(base + m.start(), index, m.start(), m.end(), number, rank))
        for token in _TOKEN.finditer(block.text):
            here[token.start()] = _Found(base + token.start(), index, token.start(), token.end(), token[1], 0)
        found.extend(here[start] for start in sorted(here))
    return found


def _match(blocks: Sequence[Block], bodies: Sequence[_Body], marks: Sequence[_Found]) -> dict[int, _Found]:
    """Give each body its mark: one with its number after the mark of the body before, and in reach."""
    chosen: dict[int, _Found] = {}
    chapter = [1 + count for count in itertools.accumulate(block.kind == "division" for block in blocks)]
    heaped = [index for index, body in enumerate(bodies) if body.endnote]
    chosen |= _in_order(bodies, [index for index, body in enumerate(bodies) if not body.endnote], marks)
    series = _series(bodies, heaped)
    if len(series) <= 1:
        return chosen | _in_order(bodies, heaped, marks)
    by_chapter: dict[int, list[_Found]] = {}
    for mark in marks:
        by_chapter.setdefault(chapter[mark.block], []).append(mark)
    for run, place in zip(series, _chapters_of(series, bodies, by_chapter), strict=True):
        chosen |= _in_order(bodies, run, by_chapter.get(place, []))
    return chosen


def _one_each(chosen: Mapping[int, _Found], bodies: Sequence[_Body]) -> dict[int, _Found]:
    """Leave each mark to the first body with its number: a later one with the same number lost its own mark."""
    taken: set[tuple[int, int, str]] = set()
    out: dict[int, _Found] = {}
    for index, mark in sorted(chosen.items()):
        place = (mark.block, mark.start, bodies[index].mark)
        if place not in taken:
            out[index] = mark
        taken.add(place)
    return out


def _series(bodies: Sequence[_Body], indices: Sequence[int]) -> list[list[int]]:
    """Split the bodies of a heap where their numbers start again."""
    runs: list[list[int]] = []
    for index in indices:
        if not runs or _value(bodies[index].mark) <= _value(bodies[runs[-1][-1]].mark):
            runs.append([])
        runs[-1].append(index)
    return runs


def _chapters_of(
    series: Sequence[Sequence[int]], bodies: Sequence[_Body], marks: Mapping[int, Sequence[_Found]]
) -> list[int]:
    """Return the chapter that each series of notes belongs to, 0 for none: the order that explains most marks.

    Both stand in the order of the treaty, so this is an alignment; notes of annexes have no chapter at hand.
    """
    numbers = {chapter: {mark.numbers for mark in found if mark.rank == 0} for chapter, found in marks.items()}
    chapters = sorted(numbers)
    best: list[tuple[float, list[int]]] = [(0.0, [])] * (len(chapters) + 1)  # by how many chapters are used up
    for run in series:
        after: list[tuple[float, list[int]]] = []
        for used in range(len(chapters) + 1):
            options = [(best[used][0], [*best[used][1], 0])]
            if used:
                options.append(after[used - 1])
                own, there = {bodies[index].mark for index in run}, numbers[chapters[used - 1]]
                fit = len(own & there) / len(own | there)
                if fit > 0.5:
                    gain = best[used - 1][0] + len(run) * (fit - 0.5)
                    options.append((gain, [*best[used - 1][1], chapters[used - 1]]))
            after.append(max(options, key=lambda option: option[0]))
        best = after
    return best[-1][1]


def _in_order(bodies: Sequence[_Body], indices: Sequence[int], marks: Sequence[_Found]) -> dict[int, _Found]:
    """Match bodies with marks, both in order.

    A mark that can be nothing else (alone on a line, in brackets) is preferred to a number glued to a word.
    """
    chosen: dict[int, _Found] = {}
    by_number: dict[str, list[int]] = {}
    for order, mark in enumerate(marks):
        by_number.setdefault(mark.numbers, []).append(order)
    floor, shared = -1, -1  # the last mark taken; one that serves two notes ("12") may be taken again
    for index in indices:
        body = bodies[index]
        found = _first(body, by_number, marks, floor, shared)
        if found is None:
            continue
        chosen[index] = marks[found]
        shared = found if marks[found].numbers != body.mark and found != shared else -1
        floor = found
    return chosen


def _first(
    body: _Body, by_number: dict[str, list[int]], marks: Sequence[_Found], floor: int, shared: int
) -> int | None:
    spellings = [body.mark]
    if body.mark.isdigit():
        number = int(body.mark)
        if shared >= 0 and marks[shared].numbers == f"{number - 1}{number}":
            return shared
        spellings.append(f"{number}{number + 1}")
    for numbers in spellings:
        orders = by_number.get(numbers, [])
        after = orders[bisect.bisect_right(orders, floor) :]
        if body.endnote:
            inside = after
        else:
            inside = [o for o in after[:40] if body.place - _REACH <= marks[o].place <= body.place + 200]
        if inside:
            return min(inside, key=lambda order: marks[order].rank)
    return None


def _tokens(
    blocks: Sequence[Block], bodies: Sequence[_Body], chosen: dict[int, _Found]
) -> tuple[list[Block], list[Note]]:
    keys = {index: f"{body.mark}#{index}" for index, body in enumerate(bodies)}
    at: dict[tuple[int, int, int], list[int]] = {}
    for index, mark in chosen.items():
        at.setdefault((mark.block, mark.start, mark.end), []).append(index)
    out = list(blocks)
    lost: dict[int, int] = {}
    for (block, start, end), indices in sorted(at.items(), reverse=True):
        current = out[block]
        if start < 0:
            out[block] = replace(current, title=current.title[:end].rstrip())
            lost.update(dict.fromkeys(indices, block))
            continue
        token = "".join(f"\u2060[{keys[index]}]\u2060" for index in indices)
        text = current.text
        head = text[:start].rstrip("\n\u00a0 ") if _BARE.match(text[start:end]) else text[:start]
        out[block] = replace(current, text=head + token + text[end:])
    notes = [  # a note that nothing places has the index -1
        Note(
            keys[index],
            body.mark,
            body.text,
            _lost_in(index, lost, bodies, chosen, out),
        )
        for index, body in enumerate(bodies)
    ]
    return out, notes


def _lost_in(
    index: int, lost: dict[int, int], bodies: Sequence[_Body], chosen: dict[int, _Found], blocks: Sequence[Block]
) -> int | None:
    if index in lost:
        return lost[index]
    if index in chosen:
        return None
    likely = _likely(index, bodies, chosen, blocks)
    return -1 if likely is None else likely


def _likely(index: int, bodies: Sequence[_Body], chosen: dict[int, _Found], blocks: Sequence[Block]) -> int | None:
    """Return the article heading that a note without a mark belongs to, or None where nothing tells.

    Marks on titles are lost in ToTA. The note's first words may name its article; else it belongs to the article that
    holds the marks of both its neighbours.
    """
    named = re.match(r"(?:\W|\w+ ){0,7}Article (\d+(?:\.\d+)*)", bodies[index].text)
    before, after = chosen.get(index - 1), chosen.get(index + 1)
    places = [_heading(mark.block, blocks) for mark in (before, after) if mark is not None]
    if named:
        near = places or [bodies[index].block]
        titled = [i for i, block in enumerate(blocks) if block.kind == "article" and block.number == named[1]]
        if titled:
            return min(titled, key=lambda i: abs(i - near[0]))
    return places[0] if len(places) == 2 and places[0] == places[1] else None


def _heading(block: int, blocks: Sequence[Block]) -> int:
    return next((i for i in reversed(range(block + 1)) if blocks[i].kind in {"article", "division"}), 0)
