"""The reading room: a chapter, or all of a text, article by article on one page, long ones in parts."""

from collections.abc import Iterable, Iterator

from flask import g, render_template

from corpus.model import Agreement
from indexer.manifest import AgreementReport
from indexer.record import Record
from web.server.languages import page_url
from web.views import contents, kept
from web.views.paging import IN_CHAPTER, asked_part, slices, weight
from web.views.terms import Glossary

__all__ = ["division", "division_url"]


def division(entry: Agreement, report: AgreementReport, place: str) -> str:
    """Show the words of one division of an agreement ("en.3.0", see `contents.opened`) beside the contents."""
    path = contents.opened(report, place)
    articles = list(_stretches(contents.articles_in(path[-1].children)))
    parts = slices([sum(map(_weight, records)) for _, records in articles])
    part = asked_part(parts)
    steps = place.split(".")
    at = {name: number + 1 for number, held in reversed(list(enumerate(parts))) for name, _ in articles[held]}
    return render_template(
        "reading.html", agreement=entry, path=path, text_language=steps[0],
        places=[".".join(steps[: n + 1]) for n in range(len(steps))], articles=articles[part.rows],
        link=kept.linking(lambda name: _link(entry.id, place, name, at.get(name, 0))),
        short=contents.entries(path[-1].children) <= contents.SHORT, part=part,
        glossary=Glossary(g.library.definitions(entry.id)),
    )  # fmt: skip


def _stretches(names: Iterable[str]) -> Iterator[tuple[str, list[Record]]]:
    """Yield each article with its provisions, one too long for a part in several stretches."""
    for name in names:
        records = [g.library.record(number) for number in g.library.articles.get(name, [])]
        for held in slices([_weight(record) for record in records]) if records else ():
            yield name, records[held]


def _weight(record: Record) -> int:
    return weight(record) + IN_CHAPTER


def _link(agreement: str, place: str, article: str, part: int) -> str:
    """Return where an article stands: on this page, on another part of it, or on its own page."""
    if not part:
        return page_url("provision", place=article)
    values = {"part": part} if part > 1 else {}
    return f"{page_url('agreement', agreement=agreement, open=place, **values)}#{article.partition('/')[2]}"


def division_url(report: AgreementReport, record: Record, kind: str = "") -> str:
    """Return the address of the division that holds a provision, at its article, or "" where no text is at hand."""
    place = contents.place_of(report, record.language, record.article, kind)
    return page_url("agreement", agreement=report.entry.id, open=place) if place else ""
