"""Footnotes: bodies leave the running text, and each finds the words that carry its mark.

Bodies are printed at the foot of a page (often inside a sentence of the next article), at the end of the treaty, or
in one heap. Marks stand in brackets, alone on a line, or glued to a word, and are lost in some sources. So a number
in the text counts as a mark only against a body with that number, in order: dates, "Rio+20" and "Decree No. 33" stay.

Where the markup tells marks and bodies (tokens and note blocks), `take_marked` takes them first; `resolve` goes by the
text for the rest. A mark that is recognised becomes a token (`corpus.typography`), which `take_marks` removes again.
"""

import bisect
import itertools
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from corpus.model import Block
from corpus.structure.footnote_bodies import (
    BARE,
    BEHIND_YEAR,
    GLUED,
    REACH,
    SPACED,
    Body,
    behind_cited,
    loose,
    round_marks,
    take_bodies,
    value,
)
from corpus.text import squeeze
from corpus.typography import TOKEN, note_token

__all__ = ["Note", "resolve", "take_marked", "take_marks"]

_SPACED_TOKEN = re.compile(rf"(?<!\s)\s*{TOKEN.pattern}")
# "air [1], [2]": the comma goes with the marks.
_BETWEEN_TOKENS = re.compile(rf"(?P<before>{TOKEN.pattern})\s*,\s*(?={TOKEN.pattern})")
_STOP_BELOW = re.compile(r"\A[ \t]*\n\s*(?=[.;:]|, (?:and|or|which|that)\b)")  # as in "this Agreement 2-1⏎."
_LONGEST_NUMBER = 6  # figures
_IN_SENTENCE = 3  # the rank of a number behind a space
# "Articles 21.13 and 21.14.10" at the end of a paragraph, where note 10 is due: taken only when nothing else serves.
_AFTER_NUMBER = re.compile(r"(?<=\d\.)(\d{1,3})(?=\s*$)", re.MULTILINE)
# The mark in "fishing [12] may", "the Parties.(3)"
_BRACKETED = re.compile(r"\s?\[(\d{1,3})\]|(?<![\d)])(?:(?<=[A-Za-z”\"’.;,:])|\s)\((\d{1,3})\)(?=[\s.,;:)]|$)")


@dataclass(frozen=True, slots=True)
class Note:
    """The body of a footnote with the key of its token.

    Where no mark stands in a text, `lost_in` is the index of the article heading that it belongs to, or -1; `printed`
    is the index of the block where the body stood.
    """

    key: str
    mark: str
    text: str
    lost_in: int | None = None
    printed: int = -1


@dataclass(frozen=True, slots=True)
class _Mark:
    place: int
    block: int
    start: int
    end: int
    numbers: str
    rank: int  # 0 stands alone or in brackets, 1 is glued to a word, 2 to a number, 3 stands in mid-sentence
    in_brackets: bool = False  # "(1)"
    named: bool = False  # it names a paragraph, "subparagraph (1)", or an item


def take_marked(blocks: Sequence[Block]) -> tuple[list[Block], list[Note]]:
    """Give each token of the markup the key of its note; return the blocks without those notes, and the notes.

    A mark belongs to the first note with its number after it (the foot of the page, the end of the article), else to
    the last before it.
    """
    places: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.kind == "note":
            places.setdefault(block.number, []).append(index)
    used: set[int] = set()

    def keyed(text: str, index: int) -> str:
        def key(found: re.Match[str]) -> str:
            held = places.get(found[1])
            if not held:
                return found[0]  # its body may be found by the text, or be lost
            place = next((at for at in held if at > index), held[-1])
            used.add(place)
            return note_token(f"{found[1]}@{place}")

        return TOKEN.sub(key, text)

    out = [
        replace(block, text=keyed(block.text, index), title=keyed(block.title, index))
        for index, block in enumerate(blocks)
    ]
    notes = [
        Note(f"{blocks[place].number}@{place}", blocks[place].number, squeeze(blocks[place].text))
        for place in sorted(used)
    ]
    return [block for index, block in enumerate(out) if index not in used], notes


def resolve(blocks: Sequence[Block]) -> tuple[list[Block], list[Note]]:
    """Take the bodies out of the blocks and set a token where each mark stood.

    Returns the blocks without notes, marks replaced by tokens, and the notes; a note whose mark is not found carries
    the index (in the returned blocks) of the article whose title carried it, or -1 where nothing tells.
    """
    cleaned, bodies = take_bodies(blocks)
    chosen = _chosen(cleaned, bodies)
    misread = _misread(bodies, chosen)
    if misread:
        cleaned, bodies = take_bodies(blocks, misread)
        chosen = _chosen(cleaned, bodies)
    return _tokens(cleaned, bodies, chosen)


def _chosen(blocks: Sequence[Block], bodies: Sequence[Body]) -> dict[int, _Mark]:
    marks = _marks(blocks, {body.mark for body in bodies})
    return _one_each(_match(blocks, bodies, marks), bodies)


def _misread(bodies: Sequence[Body], chosen: Mapping[int, _Mark]) -> set[int]:
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
        elif any(bodies[index].in_brackets and index not in chosen for index in run) or (
            not marked and bodies[run[0]].mark == "1" and (len(run) > 1 or bodies[run[0]].opens)
        ):
            out.add(source)
    return out


def take_marks(text: str) -> tuple[str, list[tuple[str, int]]]:
    """Remove tokens from a text; return it with (key, offset) for each, the offset being that of the words before."""
    out, found, position = "", [], 0
    text = _BETWEEN_TOKENS.sub(r"\g<before>", text)
    for token in _SPACED_TOKEN.finditer(text):
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


def _marks(blocks: Sequence[Block], wanted: set[str]) -> list[_Mark]:
    """Return everything that may be a mark, in order of the text; those in titles come with start -1."""
    numbers = {int(mark) for mark in wanted if mark.isdecimal() and len(mark) < _LONGEST_NUMBER}
    digits = set(wanted) | {f"{number}{number + 1}" for number in numbers if number + 1 in numbers}
    found: list[_Mark] = []
    places = _places(blocks)
    articles = {block.number for block in blocks if block.kind == "article"}
    for index, block in enumerate(blocks):
        at_end = re.search(r"(?:(?<=[a-zà-ÿ)”])|(?<=[A-ZÁÉÍÓÚÑ]{4}))(\d{1,3})$", block.title)
        if at_end and at_end[1] in digits:
            found.append(_Mark(places[index], index, -1, at_end.start(1), at_end[1], 0))
        if block.kind != "text":
            continue
        here = _marks_in(block.text, index, places[index] + len(block.title), digits, articles)
        found.extend(here[start] for start in sorted(here))
    return found


def _marks_in(
    text: str, index: int, base: int, digits: AbstractSet[str], articles: AbstractSet[str]
) -> dict[int, _Mark]:
    """Return what may be a mark in the text of block `index`, by its start; `base` is the text's place in the whole."""
    plausible = {m.start(1) for m in round_marks(text)}
    here: dict[int, _Mark] = {}
    offset = 0
    for line in text.split("\n"):
        bare = BARE.match(line)
        if bare and bare[1] in digits:
            here[offset] = _Mark(base + offset, index, offset, offset + len(line), bare[1], 0)
        offset += len(line) + 1
    for pattern in (_BRACKETED, GLUED, SPACED, BEHIND_YEAR, _AFTER_NUMBER, None):
        for m in pattern.finditer(text) if pattern else loose(text):
            number = m[m.lastindex or 1]
            rank = {BEHIND_YEAR: 2, _AFTER_NUMBER: 2, None: _IN_SENTENCE}.get(
                pattern, int(not (pattern is _BRACKETED and m[1] is not None))
            )
            if number in digits and not _SPACED_TOKEN.search(text[max(0, m.start() - 2) : m.end() + 2]):
                in_brackets = pattern is _BRACKETED and m[2] is not None
                named = in_brackets and m.start(2) not in plausible
                mark = _Mark(base + m.start(), index, m.start(), m.end(), number, rank, in_brackets, named)
                here.setdefault(m.start(), mark)
    for start, end in behind_cited(text, articles) if articles else ():
        if text[start:end] in digits:
            here.setdefault(start, _Mark(base + start, index, start, end, text[start:end], 2))
    for token in _SPACED_TOKEN.finditer(text):
        here[token.start()] = _Mark(base + token.start(), index, token.start(), token.end(), token[1], 0)
    return here


def _match(blocks: Sequence[Block], bodies: Sequence[Body], marks: Sequence[_Mark]) -> dict[int, _Mark]:
    """Give each body its mark: one with its number after the mark of the body before, and in reach."""
    chosen: dict[int, _Mark] = {}
    chapter = [1 + count for count in itertools.accumulate(block.kind == "division" for block in blocks)]
    heaped = [index for index, body in enumerate(bodies) if body.endnote]
    chosen |= _in_order(bodies, [index for index, body in enumerate(bodies) if not body.endnote], marks)
    series = _series(bodies, heaped)
    if len(series) <= 1:
        return chosen | _in_order(bodies, heaped, marks)
    by_chapter: dict[int, list[_Mark]] = {}
    for mark in marks:
        by_chapter.setdefault(chapter[mark.block], []).append(mark)
    for run, place in zip(series, _chapters_of(series, bodies, by_chapter), strict=True):
        chosen |= _in_order(bodies, run, by_chapter.get(place, []))
    return chosen


def _one_each(chosen: Mapping[int, _Mark], bodies: Sequence[Body]) -> dict[int, _Mark]:
    """Leave each mark to the first body with its number: a later one with the same number lost its own mark."""
    taken: set[tuple[int, int, str]] = set()
    out: dict[int, _Mark] = {}
    for index, mark in sorted(chosen.items()):
        place = (mark.block, mark.start, bodies[index].mark)
        if place not in taken:
            out[index] = mark
        taken.add(place)
    return out


def _series(bodies: Sequence[Body], indices: Sequence[int]) -> list[list[int]]:
    """Split the bodies of a heap where their numbers start again."""
    runs: list[list[int]] = []
    for index in indices:
        if not runs or value(bodies[index].mark) <= value(bodies[runs[-1][-1]].mark):
            runs.append([])
        runs[-1].append(index)
    return runs


def _chapters_of(
    series: Sequence[Sequence[int]], bodies: Sequence[Body], marks: Mapping[int, Sequence[_Mark]]
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


def _in_order(bodies: Sequence[Body], indices: Sequence[int], marks: Sequence[_Mark]) -> dict[int, _Mark]:
    """Match bodies with marks, both in order.

    A mark that can be nothing else (alone on a line, in brackets) is preferred to a number glued to a word.
    """
    plain = {mark.numbers for mark in marks if mark.rank == 0}
    if (
        indices
        and all(bodies[i].endnote for i in indices)
        and sum(bodies[i].mark in plain for i in indices) * 2 > len(indices)
    ):
        marks = [mark for mark in marks if mark.rank == 0]  # one number glued to a word would hide all marks before it
    chosen: dict[int, _Mark] = {}
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


def _first(body: Body, by_number: dict[str, list[int]], marks: Sequence[_Mark], floor: int, shared: int) -> int | None:
    spellings = [body.mark]
    if body.mark.isdecimal() and len(body.mark) < _LONGEST_NUMBER:
        number = int(body.mark)
        if shared >= 0 and marks[shared].numbers == f"{number - 1}{number}":
            return shared
        spellings.append(f"{number}{number + 1}")
    for numbers in spellings:
        orders = by_number.get(numbers, [])
        after = [o for o in orders[bisect.bisect_right(orders, floor) :] if marks[o].in_brackets >= body.in_brackets]
        if body.endnote:
            inside = [o for o in after if marks[o].rank < _IN_SENTENCE]
        else:
            reach = {_IN_SENTENCE: REACH // 3}  # on the same page
            inside = [
                o
                for o in after[:40]
                if not marks[o].named
                and body.place - reach.get(marks[o].rank, REACH) <= marks[o].place <= body.place + 200
            ]
        if inside:
            return min(inside, key=lambda order: marks[order].rank)
    return None


def _tokens(
    blocks: Sequence[Block], bodies: Sequence[Body], chosen: dict[int, _Mark]
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
        token = "".join(note_token(keys[index]) for index in indices)
        text = current.text
        head = text[:start].rstrip("\n\u00a0 ") if BARE.match(text[start:end]) else text[:start]
        out[block] = replace(current, text=head + token + _STOP_BELOW.sub("", text[end:]))
    notes = [  # a note that nothing places has the index -1
        Note(keys[index], body.mark, body.text, _lost_in(index, lost, bodies, chosen, out), body.block)
        for index, body in enumerate(bodies)
    ]
    return out, notes


def _lost_in(
    index: int, lost: dict[int, int], bodies: Sequence[Body], chosen: dict[int, _Mark], blocks: Sequence[Block]
) -> int | None:
    if index in lost:
        return lost[index]
    if index in chosen:
        return None
    likely = _likely(index, bodies, chosen, blocks)
    return -1 if likely is None else likely


def _likely(index: int, bodies: Sequence[Body], chosen: dict[int, _Mark], blocks: Sequence[Block]) -> int | None:
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
