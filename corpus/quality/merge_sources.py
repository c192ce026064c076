"""Several sources of one text, combined by article: each provision holds the words of one source only.

One source has the body of an agreement, another the annexes or the openings of chapters. The best source is the
base; articles that only another source has are inserted where that source has them. Titles keep their letters, and take
capitals from the source that has the fewest. Which source is best: official
before mirror, complete before partial, readable before fused; a note says which was taken and why.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.citation.identifiers import sort_key
from corpus.model import Article, Division, DivisionKind, Document, Heading, Snapshot
from corpus.quality.damaged_words import is_fused
from corpus.text import first_of

__all__ = ["SourceChoice", "merge"]


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source that was read: what it gave ("base", "added 12 articles", "not used") and why."""

    snapshot: Snapshot
    use: str
    reason: str


def merge(read: Sequence[tuple[Snapshot, Document]]) -> tuple[Document, tuple[SourceChoice, ...]]:
    """Combine documents of one agreement in one language; return the whole and what was taken from each source.

    `read` holds at least one source. Ids are those of the base; an article counts as the same when its id is.
    """
    ranked = sorted(read, key=lambda pair: _rank(*pair))
    (first, base), others = ranked[0], ranked[1:]
    choices = [SourceChoice(first, "base", _why(first, base, [document for _, document in others]))]
    articles = _with_plain_titles(list(_flat(base.children, ())), [document for _, document in others])
    for snapshot, document in others:
        added = _insert(articles, list(_flat(document.children, ())))
        if added:
            names = first_of([article.id.split("/", 1)[1] for article in added])
            choices.append(SourceChoice(snapshot, f"added {len(added)} articles", f"the base lacks {names}"))
        else:
            choices.append(SourceChoice(snapshot, "not used", f"adds nothing to the base ({first.source.publisher})"))
    whole = replace(
        base,
        snapshots=tuple(dict.fromkeys(p.snapshot for _, a in articles for p in a.provisions if p.snapshot)),
        children=_tree(articles),
        expected_articles=max(document.expected_articles for _, document in read),
    )
    return whole, tuple(choices)


def _rank(snapshot: Snapshot, document: Document) -> tuple[int, int, int, int]:
    """Return a key that sorts the best source first."""
    role = {"official": 0, "mirror": 1, "unknown": 1, "translation": 2}[snapshot.source.role]
    # A mirror that cuts paragraphs as the treaty does (ToTA's XML) reads better than the text layer of a PDF.
    marked_up = 0 if "xml" in snapshot.source.media_type or "html" in snapshot.source.media_type else 1
    return role, int(is_fused(document)), marked_up, -sum(1 for _ in document.provisions())


def _why(snapshot: Snapshot, document: Document, others: Sequence[Document]) -> str:
    if not others:
        return f"the only source ({snapshot.source.role}, {snapshot.source.covers})"
    if snapshot.source.role == "official":
        return "official text"
    if any(is_fused(other) for other in others) and not is_fused(document):
        return "other sources run words together"
    return f"{snapshot.source.role} with the clearest paragraphs ({snapshot.source.covers})"


_Placed = tuple[tuple[Heading, ...], Article]


def _flat(children: Iterable[Division | Article], path: tuple[Heading, ...]) -> Iterable[_Placed]:
    for child in children:
        if isinstance(child, Article):
            yield path, child
        else:
            yield from _flat(child.children, (*path, Heading(child.kind, child.number, child.title)))


def _with_plain_titles(articles: list[_Placed], others: Sequence[Document]) -> list[_Placed]:
    """Write titles as the source does that has the fewest capitals: ToTA begins each word of a title with one."""
    plain: dict[str, str] = {}
    for document in others:
        for path, article in _flat(document.children, ()):
            for title in (article.title, *(heading.title for heading in path)):
                plain[title.casefold()] = min(plain.get(title.casefold(), title), title, key=_capitals)

    def written(title: str) -> str:
        other = plain.get(title.casefold(), title)
        return other if other[:1] == title[:1] and _capitals(other) < _capitals(title) else title

    def titled(headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
        return tuple(replace(heading, title=written(heading.title)) for heading in headings)

    return [
        (
            titled(path),
            replace(
                article,
                title=written(article.title),
                provisions=tuple(replace(p, headings=titled(p.headings)) for p in article.provisions),
            ),
        )
        for path, article in articles
    ]


def _capitals(title: str) -> int:
    return sum(letter.isupper() for letter in title)


def _insert(articles: list[_Placed], others: Sequence[_Placed]) -> list[Article]:
    """Insert what `articles` lacks after the article that precedes it in `others`; return what was inserted.

    It stays in the chapter that it belongs to, so that none is parted where the sources have different orders.
    """
    position = {article.id: index for index, (_, article) in enumerate(articles)}
    headings = {(h.kind, h.number): h for path, _ in articles for h in _frame(path) if h.number}
    ends: dict[tuple[Heading, ...], int] = {path[:1]: index for index, (path, _) in enumerate(articles)}
    starts = {path[:1]: index for index, (path, _) in reversed(list(enumerate(articles)))}
    added: list[Article] = []
    after: dict[int, list[_Placed]] = {}
    last = -1
    for path, article in others:
        if article.id in position:
            last = position[article.id]
            continue
        if not article.provisions or _twin(article.id, position):
            continue
        frame = _frame(path)
        known = (*(headings.get((h.kind, h.number), h) for h in frame), *path[len(frame) :])
        provisions = tuple(replace(p, headings=known + p.headings[len(path) :]) for p in article.provisions)
        place = max(starts.get(known[:1], last) - 1, min(last, ends.get(known[:1], last)))
        after.setdefault(place, []).append((known, replace(article, provisions=provisions)))
        added.append(article)
    for index in sorted(after, reverse=True):
        chapter = articles[index][0][:1] if index >= 0 else ()
        articles[index + 1 : index + 1] = sorted(after[index], key=lambda placed: placed[0][:1] != chapter)
    return added


def _frame(path: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """Return the headings down to the first annex or protocol: the chapters inside one are counted anew."""
    end = next((at for at, h in enumerate(path, start=1) if h.kind in {"annex", "protocol"}), len(path))
    return path[:end]


def _twin(identifier: str, held: Iterable[str]) -> bool:
    """Return whether an id only looks new because a heading was read twice ("18.3-2"), or belongs to no article."""
    base = re.sub(r"-\d+$", "", identifier)
    return (
        "/footnotes" in identifier
        or (base != identifier and base in set(held))
        or sort_key(identifier)[-1][2] in {"conclusion", "article"}
    )


def _tree(articles: Sequence[_Placed], depth: int = 0) -> tuple[Division | Article, ...]:
    """Build divisions again from articles with their paths: neighbours with the same heading share a division."""
    out: list[Division | Article] = []
    index = 0
    while index < len(articles):
        path, article = articles[index]
        if len(path) <= depth:
            out.append(article)
            index += 1
            continue
        end = index
        while end < len(articles) and articles[end][0][: depth + 1] == path[: depth + 1]:
            end += 1
        heading = path[depth]
        kind: DivisionKind = heading.kind  # type: ignore[assignment]
        out.append(Division(kind, heading.number, heading.title, _tree(articles[index:end], depth + 1)))
        index = end
    return tuple(out)
