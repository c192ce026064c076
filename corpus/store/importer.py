"""Take treaty texts from files on this machine into the snapshot store, with the same provenance as a download.

What agreement a file holds is known from the file itself (ToTA's metadata), from its name (the files of manytrade),
or from the user.
"""

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

import msgspec
from msgspec import structs

from corpus.catalogue.agreements import Catalogue
from corpus.catalogue.tota import agreement_from_tota, tota_mirror
from corpus.countries import country_codes
from corpus.errors import ClausulaError, ParseError, StoreError
from corpus.formats.detect import detect
from corpus.formats.xml.tota import read_metadata
from corpus.language import tell_language
from corpus.model import WEB_ADDRESS, Agreement, Role, Snapshot, Source
from corpus.parse import parse
from corpus.publishers.publisher import on_same_site
from corpus.quality.parties import other_parties
from corpus.store.contents import contents, is_about
from corpus.store.snapshots import Held, SnapshotStore

__all__ = ["ImportOutcome", "files_in", "import_files", "new_agreement"]

# Larger than any treaty: the longest text at hand has 9 MB.
LARGEST = 64_000_000
# These say their language themselves, or are taken by the thousand.
_MARKED_UP = {"tota_xml", "formex"}
_READ_IN_FULL = {"en", "es"}
FIRST_WORDS = 1500  # characters: titles and the opening of the preamble, which name the parties
PIPE = "-"
_ANNEX_WORDS = 300  # an annex may have no articles, but it has words
# "PER-USA[NA]_2006O": the parties and the year in the name of a file.
_MANYTRADE = re.compile(r"^(?P<parties>[A-Z]{3}(?:-[A-Z]{3})*)(?:\[[A-Z]+\])?_(?P<year>\d{4})[A-Z]?$")


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of one file: `snapshot` where it was taken, else the reason in `detail`, with what to do."""

    path: Path
    state: Literal["imported", "held already", "refused"]
    detail: str = ""
    hint: str = ""
    snapshot: Snapshot | None = None


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files to import: those named, and those in the folders named that may hold a treaty, in order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and not is_about(str(p.relative_to(path))))
        else:
            yield path


def new_agreement(identifier: str, title: str, parties: Iterable[str], signed: str) -> Agreement:
    """Return an entry for an agreement that the catalogue lacks, as a user names it: nobody has verified it.

    `parties` are ISO 3166-1 alpha-3 codes or EU, `signed` a day (ISO 8601) or "". Raises StoreError where one is none.
    """
    codes = tuple(code.strip().upper() for code in parties)
    unknown = [code for code in codes if code not in country_codes()]
    if unknown or not codes:
        raise StoreError("no-such-party", parties=", ".join(unknown))
    both = {"en": title, "es": title}
    unverified = ("titles", "short_titles", "parties", "status", *(("signed",) if signed else ()))
    said = {"id": identifier, "titles": both, "short_titles": both, "parties": codes, "status": "unknown",
            "unverified": unverified} | ({"signed": signed} if signed else {})  # fmt: skip
    try:
        return msgspec.convert(said, Agreement)
    except msgspec.ValidationError as error:
        raise StoreError("new-agreement-unreadable", problem=error) from error


def import_files(
    paths: Iterable[Path],
    store: SnapshotStore,
    catalogue: Catalogue,
    *,
    agreement: str = "",
    language: str = "",
    url: str = "",
    new: Agreement | None = None,
) -> Iterator[ImportOutcome]:
    """Import each file, or each text in an archive or a message, and yield what became of it.

    The path "-" is what comes through a pipe. `agreement` and `language` say what the files hold where they cannot
    tell, `new` describes an agreement that the catalogue lacks, `url` is where the only file was saved from.
    A file that is refused never stops the others.
    Raises NotFoundError when nobody knows the agreement, and StoreError when the store cannot be written, `url` is no
    address of the web, or the catalogue has the new agreement.
    """
    known = Catalogue((*catalogue.agreements, *store.agreements().values()))
    if new and new.id in {each.id for each in catalogue.agreements}:
        raise StoreError("agreement-known", id=new.id)
    language = re.split(r"[-_]", language.strip().lower())[0]  # "ES" and "es-PE" are "es"
    if not re.match(WEB_ADDRESS, url):
        raise StoreError("not-a-web-address", url=url)
    chosen = new or (known.get(agreement) if agreement else None)
    saved = _saved_from(url, catalogue, chosen, language) if url else None
    taken = _Import(store, catalogue, chosen, language, saved)
    for path in paths:
        try:
            texts = contents(*_read(path))
        except ClausulaError as error:
            yield ImportOutcome(path, "refused", error.message, error.hint)
            continue
        for name, data in texts:
            yield taken.take(Path(name), data)


@dataclass(slots=True)
class _Import:
    """One import: what the user says of its files, and what the store held before them."""

    store: SnapshotStore
    catalogue: Catalogue
    chosen: Agreement | None
    language: str
    saved: tuple[Source, Agreement] | None
    held: dict[str, Held] = field(default_factory=dict)

    def take(self, path: Path, data: bytes) -> ImportOutcome:
        """Keep one text and return what became of it."""
        try:
            detect(data, path.name)
            source, entry = self.saved or _identify(path, data, self.catalogue, self.chosen, self.language)
            source, remark = _as_read(path, data, source, entry, asked=self.language)
        except ClausulaError as error:
            return ImportOutcome(path, "refused", error.message, error.hint)
        if source.agreement not in self.held:
            self.held[source.agreement] = self.store.held(source.agreement)
        here = self.held[source.agreement]
        before = hashlib.sha256(data).hexdigest() in here.hashes
        try:
            snapshot = self.store.add(
                source,
                data,
                how="import",
                retrieved_at=datetime.now(UTC),
                original_name=path.name,
                agreement=None if any(entry.id == each.id for each in self.catalogue.agreements) else entry,
                held=here,
            )
        except StoreError as error:
            if error.code != "not-a-name":  # which lies in the file; all else is wrong with the store
                raise
            return ImportOutcome(path, "refused", error.message, error.hint)
        return ImportOutcome(path, "held already" if before else "imported", remark, snapshot=snapshot)


def _read(path: Path) -> tuple[bytes, str]:
    """Return the bytes and the name of a regular file: a pipe would keep us waiting, and a device never ends."""
    if str(path) == PIPE:
        data = sys.stdin.buffer.read(LARGEST + 1)
        # What comes through a pipe has no name, and two texts are not one.
        path = Path(f"pipe-{hashlib.sha256(data).hexdigest()[:8]}")
    else:
        try:
            if path.exists() and not path.is_file():
                raise ParseError("not-a-file")
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise ParseError("file-not-readable", problem=error.strerror) from error
    if len(data) > LARGEST:
        raise ParseError("file-too-large", megabytes=LARGEST // 1_000_000)
    if not data.strip():
        raise ParseError("file-empty", file="The file")
    return data, path.name


def _as_read(path: Path, data: bytes, source: Source, entry: Agreement, *, asked: str) -> tuple[Source, str]:
    """Return the source with the language that its words tell, and remarks on them for the user.

    The text is read as `build` will read it. Raises ParseError where it cannot be read, or holds no article and is too
    short to be an annex.
    """
    if detect(data, path.name) in _MARKED_UP:
        return source, ""
    snapshot = Snapshot(source, "", len(data), datetime.now(UTC), "", "import", original_name=path.name)
    document = parse(data, snapshot)
    words = " ".join(provision.full_text() for provision in document.provisions())
    if any("is a picture" in problem for problem in document.problems) and not words:
        raise ParseError("pdf-pictures", file=path.name)
    if not any(article.number for article in document.articles()) and len(words.split()) < _ANNEX_WORDS:
        raise ParseError("no-article-heading")
    source, remark = _in_its_language(words, source, asked=asked)
    first = " ".join([*(each.text for each in document.dropped[:20]), words[:FIRST_WORDS]])
    return source, " ".join(filter(None, (remark, other_parties(first, source.language, entry.parties))))


def _in_its_language(words: str, source: Source, *, asked: str) -> tuple[Source, str]:
    told = tell_language(words)
    if not told:
        return source, ""
    if told not in _READ_IN_FULL:
        remark = f"Its words are in “{told}”: it is stored and shown, but not labelled or searched by its own words."
        return (source if asked else structs.replace(source, language=told)), remark
    if asked and told != asked:
        return (
            source,
            f"Its words look like “{told}”, not “{asked}” as --lang says: import it again with --lang {told}.",
        )
    if not asked and told != source.language:
        return structs.replace(source, language=told), f"Its words tell that it is in “{told}”."
    return source, ""


def _saved_from(
    url: str, catalogue: Catalogue, chosen: Agreement | None, language: str
) -> tuple[Source, Agreement] | None:
    """Return the source of the catalogue at this address, or of its site; None where no agreement can be told.

    A file of a publisher's site, such as a chapter that a page lists, is that publisher's as much as the page.
    """
    sources = [
        (source, entry)
        for entry in catalogue.agreements
        for source in entry.sources
        if (chosen is None or chosen.id == entry.id) and language in {"", source.language}
    ]
    for source, entry in sources:
        if unquote(source.url) == unquote(url):
            return source, entry
    for source, entry in sources if chosen else ():
        if on_same_site(source.url, url):
            return structs.replace(source, url=url, media_type="", covers="as imported"), entry
    return (_unlisted(chosen.id, language, url=url), chosen) if chosen else None


def _identify(
    path: Path, data: bytes, catalogue: Catalogue, chosen: Agreement | None, language: str
) -> tuple[Source, Agreement]:
    """Return the source that the file is a copy of, and its agreement's entry."""
    form = detect(data, path.name)
    if form == "tota_xml":
        meta = read_metadata(data)
        entry = chosen or catalogue.by_tota(meta.treaty_identifier) or agreement_from_tota(meta)
        mirror = tota_mirror(meta, entry.id)
        listed = next((each for each in entry.sources if each.url == mirror.url), mirror)
        return structs.replace(listed, language=language or mirror.language), entry
    found = catalogue.by_manytrade(path.name)
    entry = chosen or found or _from_name(path.stem)
    if found and found.id == entry.id:
        source = next((s for s in entry.sources if s.publisher == "manytrade" and _named(s, path.name)), None)
        if source is not None:
            return structs.replace(source, language=language or source.language), entry
    return _unlisted(entry.id, language, publisher="manytrade" if chosen is None else "other"), entry


def _unlisted(agreement: str, language: str, *, publisher: str = "other", url: str = "") -> Source:
    """Return the source of a file whose publisher the catalogue does not name: nobody vouches for it."""
    role: Role = "unknown" if publisher == "other" else "mirror"
    return Source(agreement, language or "en", publisher, url, role=role, covers="as imported", unverified=True)


def _named(source: Source, name: str) -> bool:
    return unquote(source.url.rpartition("/")[2]) == name


def _from_name(stem: str) -> Agreement:
    """Make an entry from the name of a manytrade file that the catalogue lacks: "JPN-PER[NA]_2011O".

    Raises ParseError where the name tells nothing, since an agreement without a name helps nobody.
    """
    found = _MANYTRADE.match(stem.split("(colon)", maxsplit=1)[0].strip())
    if not found:
        raise ParseError("agreement-untold")
    parties = tuple(found["parties"].split("-"))
    title = f"{' - '.join(parties)} ({found['year']})"
    both = {"en": title, "es": title}
    return Agreement(
        id=f"{'-'.join(parties).lower()}-{found['year']}",
        titles=both,
        short_titles=both,
        parties=parties,
        status="unknown",
        unverified=("titles", "short_titles", "parties", "status"),
    )
