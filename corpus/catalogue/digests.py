"""The embedded corpus: digests of sustainability provisions in English and Spanish, read from `data/digests/*.toml`.

A file holds one agreement: `agreement` and `checked`, the headings (`[chapter."18"]`, `[article."18.3"]`), then one
`[[digest]]` a provision. An article is keyed by the article segment of its provisions' ids; it is `numbered = false`
where its paragraphs bear no numbers in the text, so that none is cited with one. Above the headings,
`covers` lists what the file covers completely: every provision of these chapters, annexes or articles that belongs to
the subject has its digest. An entry is the key of a chapter or of an article of the same file:

    covers = ["chapter 18", "article 17.2", "article annex-18.3.4", "article preamble"]
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Annotated

from msgspec import Meta, Struct

from corpus.catalogue.addressees import load_addressees
from corpus.catalogue.data_file import decode, fault
from corpus.data import digest_texts
from corpus.model import LANGUAGES, Bilingual, Digest, Enforcement, Force, Heading, Scope, Slug, Words

__all__ = ["covered_by_digests", "digests_of", "load_digests", "parse_digests"]


class _Chapter(Struct, frozen=True, forbid_unknown_fields=True):
    en: Words
    es: Words
    kind: Words = "chapter"
    number: Words | None = None


class _Article(Struct, frozen=True, forbid_unknown_fields=True):
    en: Words
    es: Words
    chapter: str | None = None
    kind: Words = "article"
    number: Words = ""
    numbered: bool = True


class _Digest(Struct, frozen=True, forbid_unknown_fields=True):
    provision: Words
    topics: tuple[Words, ...]
    force: Force
    enforcement: Enforcement
    en: Words
    es: Words
    addressee: Words = ""
    enforcement_source: Words = ""
    scope: Scope = "core"
    exporter: Bilingual = {}
    instruments: tuple[Words, ...] = ()
    products: tuple[Words, ...] = ()
    differs: Words = ""


class _DigestFile(Struct, frozen=True, forbid_unknown_fields=True):
    agreement: Slug
    checked: date
    article: Mapping[str, _Article]
    digest: tuple[_Digest, ...]
    chapter: Mapping[str, _Chapter] = {}
    covers: tuple[Annotated[str, Meta(pattern=r"\A(?:chapter|article) \S+\Z")], ...] = ()


@cache
def _files() -> Mapping[str, _DigestFile]:
    """Return the files of the package by name; raise CatalogueError where one is at fault."""
    return {name: _decoded(content, name) for name, content in digest_texts().items()}


@cache
def load_digests() -> tuple[Digest, ...]:
    """Return every digest of the package, file by file; raise CatalogueError where a file is at fault."""
    return tuple(digest for file in _files().values() for digest in _digests(file))


def digests_of(agreement: str) -> tuple[Digest, ...]:
    """Return the digests of one agreement in the order of its file, none if it has no file."""
    return tuple(digest for digest in load_digests() if digest.provision.partition("/")[0] == agreement)


def covered_by_digests(agreement: str) -> tuple[Heading, ...]:
    """Return the headings, in English, of what the digests of an agreement cover completely."""
    return tuple(
        _heading(key, file.chapter[key], "en") if kind == "chapter" else _headings(file, file.article[key])["en"][-1]
        for file in _files().values()
        if file.agreement == agreement
        for kind, key in (entry.split(" ") for entry in file.covers)
    )


def parse_digests(content: str, name: str) -> tuple[Digest, ...]:
    """Read the digests of one TOML file; `name` is what errors call it. Raises CatalogueError naming the entry."""
    return tuple(_digests(_decoded(content, name)))


def _decoded(content: str, name: str) -> _DigestFile:
    """Decode a file and check what its types cannot say: what its rows say of each other."""
    file = decode(content, _DigestFile, name)
    for key, article in file.article.items():
        if article.chapter is not None and article.chapter not in file.chapter:
            raise fault(name, f'article "{key}"', f'stands in the unknown chapter "{article.chapter}"')
    for entry in file.covers:
        kind, _, key = entry.partition(" ")
        if key not in (file.chapter if kind == "chapter" else file.article):
            raise fault(name, "covers", f'names the unknown {kind} "{key}"')
    seen: set[str] = set()
    for row in file.digest:
        if row.provision in seen:
            raise fault(name, row.provision, "occurs twice")
        seen.add(row.provision)
        _check(row, file, name)
    return file


def _check(row: _Digest, file: _DigestFile, name: str) -> None:
    owner, _, rest = row.provision.partition("/")
    article = rest.partition("/")[0]
    if owner != file.agreement:
        raise fault(name, row.provision, f"belongs to another agreement than {file.agreement}")
    if article not in file.article:
        raise fault(name, row.provision, f'stands in the unknown article "{article}"')
    if row.addressee and row.addressee not in load_addressees():
        raise fault(name, row.provision, f'has the addressee "{row.addressee}", which addressees.toml does not list')
    if not row.enforcement_source and row.enforcement != "unstated":
        raise fault(name, row.provision, "names no provision that says how a breach is pursued")
    if row.enforcement_source and not row.enforcement_source.startswith(f"{file.agreement}/"):
        raise fault(
            name, row.provision, f'takes its enforcement from "{row.enforcement_source}", outside the agreement'
        )


def _digests(file: _DigestFile) -> Iterable[Digest]:
    headings = {key: _headings(file, article) for key, article in file.article.items()}
    for row in file.digest:
        yield Digest(
            provision=row.provision,
            headings=headings[row.provision.split("/")[1]],
            summary={"en": row.en, "es": row.es},
            topics=row.topics,
            force=row.force,
            addressee=row.addressee,
            enforcement=row.enforcement,
            enforcement_source=row.enforcement_source,
            scope=row.scope,
            exporter=row.exporter,
            instruments=row.instruments,
            products=row.products,
            differs=row.differs,
            checked=file.checked,
            numbered=file.article[row.provision.split("/")[1]].numbered,
        )


def _headings(file: _DigestFile, article: _Article) -> Mapping[str, tuple[Heading, ...]]:
    """Return the headings above the provisions of an article by language, chapter first."""
    levels: list[tuple[str, _Chapter | _Article]] = [("", article)]
    if article.chapter is not None:
        levels.insert(0, (article.chapter, file.chapter[article.chapter]))
    return {language: tuple(_heading(key, level, language) for key, level in levels) for language in LANGUAGES}


def _heading(key: str, level: _Chapter | _Article, language: str) -> Heading:
    """Return one heading; a chapter without a number of its own is numbered by its key."""
    return Heading(level.kind, key if level.number is None else level.number, getattr(level, language))
