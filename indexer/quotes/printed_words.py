"""Provisions as they are printed: one row of words with labels, and the way back from each word to its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from corpus.words import word
from indexer.query.words import fold
from indexer.quotes.word_differences import read
from indexer.record import Record

__all__ = ["RunningText", "View", "running_texts"]


@dataclass
class RunningText:
    """Words in reading order. `between[n]` stands before word `n`; `places[n]` is the id of the text that holds it.

    The same text is quoted with and without some of its words, whose numbers are kept: `labels` ("a" of "(a)"),
    `names` ("Article 18.3") and `titles` of articles.
    """

    words: list[str] = field(default_factory=list)
    between: list[str] = field(default_factory=lambda: [""])
    places: list[str] = field(default_factory=list)
    labels: set[int] = field(default_factory=set)
    names: set[int] = field(default_factory=set)
    titles: set[int] = field(default_factory=set)

    def add(self, text: str, place: str, kept: set[int] | None = None) -> None:
        """Put a text at the end; `kept` takes the numbers of its words."""
        wording = read(text)
        if kept is not None:
            kept.update(range(len(self.words), len(self.words) + len(wording.words)))
        first, *others = wording.between
        space = " " if self.words or self.between[-1] else ""
        self.between[-1] = f"{self.between[-1].rstrip()}{space}{first.lstrip()}"
        self.between += others
        self.words += wording.words
        self.places += [place] * len(wording.words)

    def views(self) -> Iterator["View"]:
        """Yield the text whole, then without what may be left out: labels, names of articles, their titles too."""
        headings = (set[int](), self.names, self.names | self.titles)
        ways = (frozenset(left | labels) for left in headings for labels in (set[int](), self.labels))
        for left_out in dict.fromkeys(ways):
            yield View(self, tuple(number for number in range(len(self.words)) if number not in left_out))

    @cached_property
    def optional(self) -> frozenset[int]:
        """The numbers of all words that may be left out."""
        return frozenset(self.labels | self.names | self.titles)

    @cached_property
    def folded(self) -> list[str]:
        """The folded words."""
        return [fold(word) for word in self.words]


@dataclass(frozen=True)
class View:
    """The words of a running text that count: `numbers` are theirs in it."""

    running: RunningText
    numbers: tuple[int, ...]

    @cached_property
    def words(self) -> list[str]:
        """The folded words."""
        return [self.running.folded[number] for number in self.numbers]

    @cached_property
    def row(self) -> str:
        """The folded words as one string, a space around each."""
        return f" {' '.join(self.words)} "

    def between(self, number: int) -> str:
        """Return what stands before a word of the view, or after its last; of labels left out nothing stays."""
        here = self.numbers[number] if number < len(self.numbers) else len(self.running.words)
        before = self.numbers[number - 1] if number else -1
        if here == before + 1:
            return self.running.between[here]
        first, last = self.running.between[before + 1], self.running.between[here]
        return f"{first.replace('(', '').rstrip()} {last.lstrip(').').lstrip()}"

    def beside_label(self, number: int) -> bool:
        """Return whether a label or heading stands beside what is before a word, in the view or left out of it."""
        return not self.running.optional.isdisjoint(range(self.numbers[number - 1], self.numbers[number] + 1))

    def left_out(self, start: int, end: int) -> bool:
        """Return whether labels between the words from `start` up to `end` are not in the view."""
        return self.numbers[end - 1] - self.numbers[start] > end - 1 - start

    def text(self, start: int, end: int) -> str:
        """Return the words from `start` up to `end` with what stands between them."""
        opening = "(" if self.numbers[start] in self.running.labels and self.between(start).endswith("(") else ""
        rest = (f"{self.between(n)}{self.running.words[self.numbers[n]]}" for n in range(start + 1, end))
        return opening + self.running.words[self.numbers[start]] + "".join(rest)

    def find(self, words: Sequence[str], start: int = 0) -> int:
        """Return where folded words stand together first, from word `start` on, or -1."""
        offset = sum(map(len, self.words[:start])) + start if start else 0
        at = self.row.find(f" {' '.join(words)} ", offset)
        return self.row.count(" ", 0, at) if at >= 0 else -1


def running_texts(records: Sequence[Record], *, opening: bool = False) -> Iterator[RunningText]:
    """Yield provisions that follow each other as one text, then each footnote and title by itself.

    Where an article begins among them its heading stands in the row; `opening` says that the first begins one.
    """
    main = RunningText()
    article = "" if opening else records[0].article
    for record in records:
        if record.article != article:
            article = record.article
            _add_heading(main, record)
        if record.label:
            main.add(f"{record.label}.", record.id, main.labels)
        _add(main, record)
    yield main
    for record in records:
        for note in record.footnotes:
            running = RunningText()
            running.add(note.text, f"{record.id}#{note.mark}")
            yield running
    title = records[0].headings[-1].title if records[0].headings else ""
    if title:
        running = RunningText()
        running.add(title, records[0].article)
        yield running


def _add_heading(running: RunningText, record: Record) -> None:
    if not record.headings:
        return
    heading = record.headings[-1]
    if heading.number:
        language = "es" if record.language == "es" else "en"
        running.add(f"{word('kind', heading.kind, language)} {heading.number}", record.article, running.names)
    running.add(heading.title, record.article, running.titles)


def _add(running: RunningText, record: Record) -> None:
    for passage in record.passages():
        place = ".".join((record.id, *passage.path))
        if passage.label:
            running.add(passage.label, place, running.labels)
        running.add(passage.text, place)
