"""The digests against the texts: places, labels, instruments, numbers, words and coverage, wherever texts are at hand."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from corpus.catalogue.agreements import load_catalogue
from corpus.catalogue.digests import covered_by_digests, digests_of, load_digests
from corpus.catalogue.instruments import mentions
from corpus.citation.identifiers import article_id, split_id
from corpus.model import Digest, Point, Provision
from corpus.parse import parse
from corpus.quality.merge_sources import merge
from corpus.store.importer import files_in, import_files
from corpus.store.snapshots import SnapshotStore
from indexer.build.records import digest_record
from indexer.classify.enforcement import enforcement_of
from indexer.classify.patterns import fold
from indexer.classify.taxonomy import load_taxonomy
from indexer.classify.topics import Classification, classify

AGREEMENTS = sorted({digest.provision.partition("/")[0] for digest in load_digests()})
PERU = ("us-peru", "eu-andean", "china-peru")
UNPARSED = ("us-peru/side-letter-biodiversity/",)  # only the official Spanish text holds it


@dataclass(frozen=True)
class Labelled:
    """A provision with what the rules say of it."""

    provision: Provision
    labels: Classification
    enforcement: str

    @property
    def words(self) -> str:
        notes = (f"{note.mark} {note.text}" for note in self.provision.footnotes)
        headings = (f"{heading.number} {heading.title}" for heading in self.provision.headings)
        return " ".join((self.provision.label, self.provision.full_text(), *notes, *headings))


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("CLAUSULA_TEXTS")
    if not named:
        pytest.skip("set CLAUSULA_TEXTS to a folder with the texts (tota/, manytrade/, spij_pe/) to check the digests")
    return Path(named)


def _sources(folder: Path, agreement: str) -> list[Path]:
    identifiers = load_catalogue().get(agreement).identifiers
    named = (
        folder / "tota" / f"pta_{identifiers.get('tota')}.xml",
        folder / "manytrade" / identifiers.get("manytrade", ""),
    )
    return [path for path in named if path.is_file()]


@pytest.fixture(scope="module")
def read(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Labelled, ...]]:
    """Return what reads, merges and labels the English texts of one agreement as a build does."""
    store = SnapshotStore(tmp_path_factory.mktemp("home") / "snapshots")

    @cache
    def read(agreement: str) -> tuple[Labelled, ...]:
        sources = _sources(folder, agreement)
        if not sources:
            pytest.skip(f"no text of {agreement} is at hand")
        list(import_files(files_in(sources), store, load_catalogue(), agreement=agreement, language="en"))
        document, _ = merge([(snapshot, parse(store.read(snapshot), snapshot)) for snapshot in store.latest(agreement)])
        # A footnote whose paragraph the source does not tell is kept apart; it is no provision of its own.
        provisions = [each for each in document.provisions() if "/footnotes" not in each.id]
        rows = [(provision, classify(provision)) for provision in provisions]
        enforcement = enforcement_of(rows)
        return tuple(Labelled(p, labels, enforcement.get(p.id, ("unstated", ""))[0]) for p, labels in rows)

    return read


def _placed(rows: Sequence[Labelled], agreement: str) -> Iterator[tuple[Digest, list[Labelled], str]]:
    """Yield each digest with the provisions it tells, one or all of an article, and the path of its point."""
    for digest in digests_of(agreement):
        if not digest.provision.startswith(UNPARSED):
            wanted, frame, path = split_id(digest.provision)
            whole = wanted == frame
            yield (
                digest,
                [r for r in rows if r.provision.id == wanted or (whole and article_id(r.provision.id) == frame)],
                path,
            )


def _point(points: tuple[Point, ...], path: str) -> bool:
    label, _, rest = path.partition(".")
    return not path or any(point.label == label and _point(point.points, rest) for point in points)


@pytest.mark.parametrize("agreement", AGREEMENTS)
def test_the_place_of_each_digest_exists(read, agreement):
    rows = read(agreement)
    missing = [
        digest.provision
        for digest, told, path in _placed(rows, agreement)
        if not any(_point(row.provision.points, path) for row in told)
    ]
    assert missing == []
    assert {d.enforcement_source for d in digests_of(agreement)} - {""} <= {row.provision.id for row in rows}


@pytest.mark.parametrize("agreement", AGREEMENTS)
def test_a_digest_is_numbered_as_its_provision_is(read, agreement):
    rows = read(agreement)
    wrong = [
        (digest.provision, row.provision.label)
        for digest, told, _ in _placed(rows, agreement)
        for row in told
        if row.provision.id == split_id(digest.provision)[0]
        if digest_record(row.provision.id, [digest], load_catalogue().get(agreement), 0).label != row.provision.label
    ]
    assert wrong == []


# --- labels ----------------------------------------------------------------------------------------------------------

ONE_PARTY = re.compile(r"(?:each|a|an|any|no|neither|either|the) (?:\w+ )?party\b")


OPEN_TO_STATES_TOO = {"investor-state": "dispute-settlement"}  # a State may pursue what an investor may


def _kinds(addressee: str) -> set[str]:
    """Return whom an addressee means: "each party" for one Party at a time, else its last word ("council")."""
    return {
        "each party"
        if ONE_PARTY.match(one)
        else re.sub(r"^an? person of .*", "persons", one)
        .replace("sub-", "")
        .rpartition(" ")[2]
        .replace("panelists", "panel")
        for one in addressee.casefold().split("; ")
    }


def _labels(row: Labelled, path: str) -> tuple[str, str]:
    """Return force and addressee of a provision, or of a point, which inherits what it does not state itself."""
    found = (row.labels.force, row.labels.addressee)
    steps = path.split(".")
    for depth in range(1, len(steps) + 1):
        found = row.labels.point_force.get(".".join(steps[:depth]), found)
    return found


def _own_words(provision: Provision, path: str) -> str:
    """Return the words of a provision, or the words of one of its points with the lead-ins above it."""
    if not path:
        return provision.full_text()
    clauses = ((where, text) for where, text in provision.texts() if not where.startswith("note:"))
    return " ".join(t for w, t in clauses if not w or f"{path}.".startswith(f"{w}.") or w.startswith(f"{path}."))


def _differences(digest: Digest, told: Sequence[Labelled], path: str) -> dict[str, object]:
    """Return what a digest says other than the rules. Where the rules name no addressee they contradict none."""
    labels = [_labels(row, path) for row in told]
    found: dict[str, object] = {}
    if digest.force not in {force for force, _ in labels}:
        found["force"] = (digest.force, sorted({force for force, _ in labels}))
    named = {addressee for _, addressee in labels if addressee}
    if len(named) == len({addressee for _, addressee in labels}) and not any(
        _kinds(digest.addressee) & _kinds(addressee) for addressee in named
    ):
        found["addressee"] = (digest.addressee, sorted(named))
    by_rule = {row.enforcement for row in told}
    if not {digest.enforcement, OPEN_TO_STATES_TOO.get(digest.enforcement)} & by_rule:
        found["enforcement"] = (digest.enforcement, sorted(by_rule))
    named_anywhere = {mention.slug for row in told for mention in mentions(row.words)}
    if unnamed := set(digest.instruments) - named_anywhere:
        found["instruments that the text does not name"] = sorted(unnamed)
    kinds = {"environmental treaty", "labour convention"}
    named_here = {m.slug for row in told for m in mentions(_own_words(row.provision, path)) if m.kind in kinds}
    if untold := named_here - _told_instruments(digest):
        found["instruments that only the text names"] = sorted(untold)
    return found


def _told_instruments(digest: Digest) -> set[str]:
    """Return the instruments that a digest names, or that the digest of one of its points does."""
    inside = re.compile(rf"{re.escape(digest.provision)}(?:[./]|$)")
    return {slug for other in load_digests() if inside.match(other.provision) for slug in other.instruments}


@pytest.mark.parametrize("agreement", AGREEMENTS)
def test_the_labels_of_each_digest_are_those_of_the_rules_or_it_says_why_not(read, agreement):
    placed = list(_placed(read(agreement), agreement))
    unexplained = {d.provision: found for d, *at in placed if not d.differs and (found := _differences(d, *at))}
    assert unexplained == {}
    assert [d.provision for d, *at in placed if d.differs and not _differences(d, *at)] == [], "a reason for nothing"


# --- numbers and words -------------------------------------------------------------------------------------------------

NUMBER_WORDS = {
    "en": "three four five six seven eight nine ten eleven twelve fifteen eighteen twenty thirty forty sixty ninety",
    "es": "tres cuatro cinco seis siete ocho nueve diez once doce quince dieciocho veinte treinta cuarenta sesenta noventa",
}
VALUES = (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 18, 20, 30, 40, 60, 90)
ONE_OR_TWO = {
    "en": (r"\bone (?:\w+ )?(?:day|week|month|year)", r"\btwo (?:\w+ )?(?:days|weeks|months|years)"),
    "es": (r"\buna? (?:d[ií]a|semana|mes|año)", r"\bdos (?:d[ií]as|semanas|meses|años)"),
}
# "Article 12", "(162)", "Chapter 15" and "paragraph 14" point to another place, which the provision may not name.
POINTER = re.compile(
    r"\((\d+)\)|\b(?:chapters?|cap[ií]tulos?|annex|anexo|articles?|art[ií]culos?|and|to|y|al?) (\d+(?:\.\d+)?)"
    r"|\b(?:paragraphs?|p[aá]rrafos?|points?|puntos?|literal(?:es)?) (\d+)",
    re.IGNORECASE,
)


def _numbers(text: str, language: str) -> set[int]:
    """Return the numbers of a text, in figures and in words; one and two only where they count time."""
    words = zip(NUMBER_WORDS[language].split(), VALUES, strict=True)
    found = {int(figures) for figures in re.findall(r"\d+", text)}
    found |= {value for word, value in words if re.search(rf"\b{word}\b", text, re.IGNORECASE)}
    return found | {n for n, time in enumerate(ONE_OR_TWO[language], 1) if re.search(time, text, re.IGNORECASE)}


def _counts(points: tuple[Point, ...]) -> set[int]:
    """Return how many points each list of a provision has: a digest may say "six criteria"."""
    return {len(points)}.union(*(_counts(point.points) for point in points))


@pytest.mark.parametrize("agreement", AGREEMENTS)
def test_every_number_of_a_digest_is_in_its_provision(read, agreement):
    rows = read(agreement)
    places = {heading.number for row in rows for heading in row.provision.headings}
    wrong = {}
    for digest, told, _ in _placed(rows, agreement):
        frame = article_id(told[0].provision.id)
        labels = {row.provision.label for row in rows if article_id(row.provision.id) == frame}
        known = _numbers(" ".join((digest.provision, *(row.words for row in told))), "en")
        known |= set().union(*(_counts(row.provision.points) for row in told))
        for language, text in (*digest.summary.items(), *digest.exporter.items()):
            pointed = (place for found in POINTER.findall(text) for place in found if place in places | labels)
            if unknown := _numbers(text, language) - known - _numbers(" ".join(pointed), "en"):
                wrong[digest.provision] = (unknown, text)
    assert wrong == {}


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _runs(words: Sequence[str]) -> Iterator[str]:
    return (" ".join(words[start : start + 8]) for start in range(len(words) - 7))


def _plain(content: str) -> str:
    """Take out the marks of markup and of pages, which would break a run of words."""
    content = re.sub(r"<[^>]+>|\$\{\?\}\$|\\", " ", content)
    return re.sub(r"(?m)^\s*\d{1,2}-\d{1,3}\s*$", "", content)


def test_no_digest_shares_eight_words_in_a_row_with_a_text(folder):
    told = {
        run: digest.provision
        for digest in load_digests()
        for text in (*digest.summary.values(), *digest.exporter.values())
        for run in _runs(_words(text))
    }
    sources = {path for agreement in AGREEMENTS for path in _sources(folder, agreement)}
    shared = {
        told[run]: run
        for path in (*sources, *(folder / "spij_pe").glob("*.md"), *(folder / "tpp_md").rglob("*.md"))
        for run in _runs(_words(_plain(path.read_text(encoding="utf-8"))))
        if run in told
    }
    assert shared == {}


# --- topics, sister clauses, and what a file says that it covers ------------------------------------------

# Words that bear out a topic where no rule of the taxonomy finds it by its phrases and no term of it stands in the text.
ALSO_BORNE_OUT = {
    "benefit-sharing": r"participation in the benefits",
    "biodiversity-convention-implementation": r"agreements to which they are part",
    "biosafety": r"bio-? ?safety",
    "civil-society": r"\bpublic\b|amicus|non-?governmental|communities|representative organisations",
    "climate-mitigation": r"climate change mitigation",
    "cooperation-in-forums": r"\bother fora\b",
    "different-capacities": r"differences in",
    "disclosure-of-origin": r"any such requirement",
    "disputes": r"challenge",
    "economic-incentives": r"economic returns",
    "enforcement-cooperation": r"verif|audit|\bvisit",
    "enforcement-of-environmental-law": r"court has appropriately applied",
    "enforcement-soft": r"strengthen compliance",
    "environmental-consultations": r"good offices|mutually satisfactory resolution|the panel\b|recommendations|timeframes",
    "environmental-law-definition": r"statutes and regulations\W+means",
    "environmental-treaties-prevail": r"measures to implement the (?:agreements|multilateral|meas)",
    "general-dispute-settlement": r"disputes?\b|mutually satisfactory resolution|article (?:19|20|21)\.5|consultations|ruling|interpretation and application",
    "implementing-environmental-treaties": r"\bratif",
    "joint-monitoring": r"\boversee|\breview",
    "joint-research": r"joint studies",
    "labour-cooperation": r"co-? ?operation on labour",
    "labour-disputes": r"(?:group|panel) of experts|the panel\b|panel.s|consultations|timeframes",
    "labour-enforcement": r"labou?r laws.*effectively enforce",
    "labour-institutions": r"advisory group|domestic labou?r",
    "labour-law-definition": r"statutes and regulations\W+means",
    "labour-protectionism": r"disguised restriction",
    "labour-remedies": r"decisions|proceedings",
    "labour-right-to-regulate": r"setting of standards|level of minimum wages",
    "labour-rights": r"labou?r principles and rights",
    "marine-and-wetland-treaties": r"law of the sea",
    "monetary-assessment": r"assessment",
    "mutual-supportiveness": r"supportive of",
    "no-dispute-settlement": r"only have recourse to|only conduct consultation|shall not apply to (?:this chapter|any measure|measures)",
    "polluter-pays": r"\bpay for\b|cost of containing",
    "public-participation-in-law-making": r"public debate",
    "public-reporting": r"written summary|make public",
    "public-submissions": r"submission|communications",
    "publication-of-decisions": r"made public|publicly available",
    "remedies-and-sanctions": r"denying entry|cease action|take such actions|proceedings|tribunals",
    "right-to-regulate": r"safeguard (?:the )?public welfare|considers appropriate|public welfare objectives|public interest",
    "science-in-measures": r"based on science",
    "social-and-environment": r"environmental standards, labor standards",
    "technical-regulations": r"technical barriers",
    "timber-trade": r"shipment|timber|verification",
    "traceability-and-legal-origin": r"verif|harvest",
    "trade-panel-reports": r"technical (?:advice|guidance)",
    "treaty-body-consultation": r"organi[sz]ations? or bod|\bilo\b",
    "treaty-dispute-settlement": r"procedure, if any, under the relevant agreement",
}


def _borne_out(topic: str, told: Sequence[Labelled]) -> bool:
    """Say whether the rules find the topic or one below it, or a phrase or a term of it stands in the provision."""
    below = [each for each in load_taxonomy().values() if topic in (each.id, each.parent)]
    if {label.code for row in told for label in row.labels.topics} & {each.id for each in below}:
        return True
    text = fold(" ".join(row.words for row in told))
    stems = (
        [rf"\b{re.escape(fold(word)[: max(4, len(word) - 3)])}" for word in term.split()]
        for each in below
        for term in each.terms["en"]
    )
    return (
        bool(re.search(ALSO_BORNE_OUT.get(topic, r"(?!)"), text))
        or any(m.search(text) for each in below for rule in each.rules for m in (rule.says, rule.title) if m)
        or any(all(re.search(stem, text) for stem in term) for term in stems)
    )


@pytest.mark.parametrize("agreement", AGREEMENTS)
def test_each_topic_of_a_digest_is_borne_out_by_a_word(read, agreement):
    placed = _placed(read(agreement), agreement)
    assert [(d.provision, topic) for d, told, _ in placed for topic in d.topics if not _borne_out(topic, told)] == []


def test_the_same_formula_has_the_same_force_and_addressee(read):
    """Hold digests of clauses whose words agree, numbers and references to places apart, to the same labels."""
    place = re.compile(r"\b(?:articles?|chapters?|annex|paragraphs?)\b\s*\S+|[^a-z ]")
    formulas: dict[str, set[tuple[str, str, str]]] = {}
    for agreement in AGREEMENTS:
        for digest, told, path in _placed(read(agreement), agreement):
            words = fold(" ".join(_own_words(row.provision, path) for row in told))
            key = " ".join(place.sub("", words).split())
            if len(key.split()) >= 10:
                formulas.setdefault(key, set()).add((digest.force, digest.addressee, digest.provision))
    assert [sisters for sisters in formulas.values() if len({labels[:2] for labels in sisters}) > 1] == []


@pytest.mark.parametrize("agreement", [each for each in AGREEMENTS if covered_by_digests(each)])
def test_what_a_file_covers_completely_has_a_digest_for_every_provision_of_the_subject(read, agreement):
    rows = read(agreement)
    told = {row.provision.id for _, found, _ in _placed(rows, agreement) for row in found}
    covered = {(heading.kind, heading.number) for heading in covered_by_digests(agreement)}
    under = {row.provision.id: {(h.kind, h.number) for h in row.provision.headings} & covered for row in rows}
    assert covered - set().union(*under.values()) == set(), "the text has no such heading"
    subject = [row.provision.id for row in rows if row.labels.scope != "none" and under[row.provision.id]]
    assert [provision for provision in subject if provision not in told] == []


# --- coverage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("agreement", PERU)
def test_every_core_provision_of_perus_agreements_and_nine_of_ten_related_ones_have_a_digest(read, agreement):
    rows = read(agreement)
    told = {row.provision.id for _, found, _ in _placed(rows, agreement) for row in found}
    by_scope = {scope: [r.provision.id for r in rows if r.labels.scope == scope] for scope in ("core", "related")}
    assert [provision for provision in by_scope["core"] if provision not in told] == []
    untold = [provision for provision in by_scope["related"] if provision not in told]
    assert len(untold) <= len(by_scope["related"]) / 10, untold
