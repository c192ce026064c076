"""The embedded corpus: digests of sustainability provisions in English and Spanish, read from `data/digests/*.toml`.

A file holds one agreement: `agreement` and `checked`, the headings (`[chapter."18"]`, `[article."18.3"]`), then one
`[[digest]]` a provision. An article is keyed by the article segment of its provisions' ids.
"""

import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeAlias, get_args

from corpus.errors import CatalogueError
from corpus.model import Digest, Enforcement, Force, Heading, Scope

__all__ = ["LANGUAGES", "digests_of", "load_digests", "parse_digests"]

LANGUAGES = ("en", "es")

_FILE_KEYS = {"agreement", "checked", "chapter", "article", "digest"}
_CHAPTER_KEYS = {"kind", "number", *LANGUAGES}
_ARTICLE_KEYS = {"chapter", "kind", "number", *LANGUAGES}
_REQUIRED = {"provision", "topics", "force", "addressee", "enforcement", *LANGUAGES}
_OPTIONAL = {"scope", "enforcement_source", "exporter", "instruments", "products", "differs"}
_VOCABULARIES = {"force": get_args(Force), "enforcement": get_args(Enforcement), "scope": get_args(Scope)}

_ByLanguage: TypeAlias = Mapping[str, tuple[Heading, ...]]


@cache
def load_digests() -> tuple[Digest, ...]:
    """Return every digest of the package, file by file; raise `CatalogueError` where a file is at fault."""
    folder = files("corpus").joinpath("data", "digests")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(
        digest for name in names for digest in parse_digests(folder.joinpath(name).read_text(encoding="utf-8"), name)
    )


def digests_of(agreement: str) -> tuple[Digest, ...]:
    """Return the digests of one agreement in the order of its file, none if it has no file."""
    return tuple(digest for digest in load_digests() if digest.provision.partition("/")[0] == agreement)


def parse_digests(content: str, name: str) -> tuple[Digest, ...]:
    """Read the digests of one TOML file; `name` is what errors call it. Raises `CatalogueError` naming the entry."""
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise _fault(name, "the file", f"is not TOML: {error}") from error
    _check_keys(data, _FILE_KEYS - {"chapter"}, _FILE_KEYS, name, "the file")
    agreement, checked = data["agreement"], data["checked"]
    if type(checked) is not date:
        raise _fault(name, "checked", "is not a date")
    headings = _headings(data, name)
    digests = tuple(_digest(entry, agreement, headings, checked, name) for entry in data["digest"])
    seen: set[str] = set()
    for digest in digests:
        if digest.provision in seen:
            raise _fault(name, digest.provision, "occurs twice")
        seen.add(digest.provision)
    return digests


def _headings(data: Mapping[str, Any], name: str) -> Mapping[str, _ByLanguage]:
    """Return, for each article of the file, its headings by language, chapter first."""
    chapters = data.get("chapter", {})
    for key, chapter in chapters.items():
        _check_keys(chapter, set(LANGUAGES), _CHAPTER_KEYS, name, f'chapter "{key}"')
    found: dict[str, _ByLanguage] = {}
    for key, article in data["article"].items():
        where = f'article "{key}"'
        _check_keys(article, set(LANGUAGES), _ARTICLE_KEYS, name, where)
        outer = article.get("chapter")
        if outer is not None and outer not in chapters:
            raise _fault(name, where, f'stands in the unknown chapter "{outer}"')
        levels = [(article.get("kind", "article"), article.get("number", ""), article)]
        if outer is not None:
            chapter = chapters[outer]
            levels.insert(0, (chapter.get("kind", "chapter"), chapter.get("number", outer), chapter))
        found[key] = MappingProxyType(
            {lang: tuple(Heading(kind, number, entry[lang]) for kind, number, entry in levels) for lang in LANGUAGES}
        )
    return found


def _digest(
    entry: Mapping[str, Any], agreement: str, headings: Mapping[str, _ByLanguage], checked: date, name: str
) -> Digest:
    where = str(entry.get("provision", "a digest without a provision"))
    _check_keys(entry, _REQUIRED, _REQUIRED | _OPTIONAL, name, where)
    for key, words in _VOCABULARIES.items():
        if key in entry and entry[key] not in words:
            raise _fault(name, where, f'has the unknown {key} "{entry[key]}"')
    source = entry.get("enforcement_source", "")
    if not source and entry["enforcement"] != "unstated":
        raise _fault(name, where, "names no provision that says how a breach is pursued")
    if source and not source.startswith(f"{agreement}/"):
        raise _fault(name, where, f'takes its enforcement from "{source}", outside the agreement')
    owner, _, rest = where.partition("/")
    article = rest.partition("/")[0]
    if owner != agreement:
        raise _fault(name, where, f"belongs to another agreement than {agreement}")
    if article not in headings:
        raise _fault(name, where, f'stands in the unknown article "{article}"')
    exporter = entry.get("exporter", {})
    if exporter:
        _check_keys(exporter, set(LANGUAGES), LANGUAGES, name, f"{where}, exporter")
    return Digest(
        provision=where,
        headings=headings[article],
        summary=MappingProxyType({lang: entry[lang] for lang in LANGUAGES}),
        topics=tuple(entry["topics"]),
        force=entry["force"],
        addressee=entry["addressee"],
        enforcement=entry["enforcement"],
        enforcement_source=source,
        scope=entry.get("scope", "core"),
        exporter=MappingProxyType(dict(exporter)),
        instruments=tuple(entry.get("instruments", ())),
        products=tuple(entry.get("products", ())),
        differs=entry.get("differs", ""),
        checked=checked,
    )


def _check_keys(
    entry: Mapping[str, Any], required: Collection[str], known: Collection[str], name: str, where: str
) -> None:
    """Fail unless `entry` has every required key, none unknown, and words under each key that it has."""
    missing = [key for key in required if key not in entry]
    if missing:
        raise _fault(name, where, f"lacks {', '.join(sorted(missing))}")
    unknown = [key for key in entry if key not in known]
    if unknown:
        raise _fault(name, where, f"has unknown keys: {', '.join(sorted(unknown))}")
    for key, value in entry.items():
        if isinstance(value, str) and (not value.strip() or value != value.strip()):
            raise _fault(name, where, f"has no words, or blanks around them, under {key}")


def _fault(name: str, where: str, what: str) -> CatalogueError:
    return CatalogueError("data-entry", hint="reinstall", file=name, entry=where, problem=what)
