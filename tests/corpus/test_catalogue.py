"""The catalogue: what it accepts, what it refuses, and whether it agrees with the texts it names."""

import hashlib
import pickle
import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec
import pytest
from defusedxml import ElementTree

from corpus.catalogue.agreements import load_catalogue, parse_catalogue
from corpus.catalogue.tota import TotaMetadata, agreement_from_tota, tota_url
from corpus.errors import CatalogueError, NotFoundError
from corpus.model import Agreement

CATALOGUE = load_catalogue()

AGREEMENT = """
[[agreement]]
id = "{id}"
titles = {{ en = "A Treaty", es = "Un Tratado" }}
short_titles = {{ en = "T", es = "T" }}
parties = ["AAA", "EU"]
status = "in force"
{extra}
"""
SOURCE = """
[[agreement.source]]
language = "en"
publisher = "other"
url = "https://example.org/{name}.html"
{extra}
"""


def agreement(extra: str = "", name: str = "one") -> str:
    return AGREEMENT.format(id=name, extra=extra)


def source(extra: str = "", name: str = "one") -> str:
    return SOURCE.format(name=name, extra=extra)


def metadata(**values) -> TotaMetadata:
    return TotaMetadata(
        **{"name": "Here - There", "treaty_identifier": "999", "date_signed": "1970-06-29", "status": "In Force"}
        | values
    )


# --- what a catalogue is refused for -------------------------------------------------------------------------------

BAD = [
    ("agreement = [", "not valid TOML"),
    ("signed = 2006-13-45", "not valid TOML"),
    ("agreement = 'one'", "agreement is at fault: Expected `array`"),
    (agreement("source = ['https://example.org']"), "agreement[0].source[0] (one) is at fault: Expected `object`"),
    ("[[agreements]]\nid = 'one'", "unknown field `agreements`"),
    ("[[agreement]]\ntitles = { en = 'A', es = 'B' }", "missing required field `id`"),
    (agreement().replace('status = "in force"', ""), "agreement[0] (one) is at fault: Object missing"),
    (agreement().replace('"in force"', '"alive"'), "agreement[0].status (one) is at fault: Invalid enum value 'alive'"),
    (agreement("colour = 'blue'"), "unknown field `colour`"),
    (agreement("bloc = 'EU'"), "unknown field `bloc`"),
    (agreement(name="Not Kebab"), "agreement[0].id (Not Kebab)"),
    (agreement().replace('"AAA"', '"Aa"'), "agreement[0].parties[0] (one)"),
    (agreement().replace('["AAA", "EU"]', "[]"), "agreement[0].parties (one)"),
    (agreement().replace('"AAA"', '"EU"'), "field parties, one: EU stands twice"),
    (agreement().replace(', es = "Un Tratado"', ""), "agreement[0].titles (one)"),
    (agreement().replace('"Un Tratado"', '" Un Tratado"'), "agreement[0].titles[...] (one)"),
    (agreement("note = { en = 'Only English' }"), "agreement[0].note (one)"),
    (agreement("note = { en = 'English', fr = 'French' }"), "agreement[0].note (one)"),
    (agreement("signed = '2006-04-12'"), "agreement[0].signed (one)"),
    (agreement("signed = 2006-04-12T00:00:00"), "agreement[0].signed (one)"),
    (agreement("signed = 2006-04-12\nin_force = 2005-01-01"), "field in_force: 2005-01-01 is before the signature"),
    (agreement("languages = ['sp']"), "agreement[0].languages[0] (one)"),
    (agreement("languages = 'en'"), "agreement[0].languages (one)"),
    (agreement("unverified = ['mood']"), "field unverified: there is no field 'mood'"),
    (
        agreement("identifiers = { isbn = '1' }"),
        "agreement[0].identifiers (one) is at fault: Invalid enum value 'isbn'",
    ),
    (agreement("identifiers = { tota = 1 }"), "agreement[0].identifiers[...] (one)"),
    (agreement("replaced_by = ['two']"), "field replaced_by: 'two' is no other agreement"),
    (agreement("amends = { agreement = 'one', included = true }"), "field amends: 'one' is no other agreement"),
    (agreement("amends = { agreement = 'two' }"), "agreement[0].amends (one)"),
    (agreement("since = { ZZZ = 2001-02-03 }"), "field since: ZZZ is no party"),
    (agreement() + agreement(), "field id: one stands twice"),
    (
        agreement("identifiers = { tota = '1' }") + agreement("identifiers = { tota = '1' }", "two"),
        "agreement one, field tota: 1 stands twice",
    ),
    (agreement() + source() + source(), "one.html stands twice"),
    (agreement() + source("sha = 'a'"), "agreement[0].source[0] (one) is at fault: Object contains unknown field"),
    (agreement() + source("sha256 = 'abc'"), "agreement[0].source[0].sha256 (one)"),
    (agreement() + source("role = 'copy'"), "agreement[0].source[0].role (one)"),
    (agreement() + source("version = 'latest'"), "agreement[0].source[0].version (one)"),
    (agreement() + source("unverified = 'yes'"), "agreement[0].source[0].unverified (one)"),
    (agreement() + source("covers = 4"), "agreement[0].source[0].covers (one)"),
    (agreement() + source().replace('"other"', '"No Body"'), "agreement[0].source[0].publisher (one)"),
    (agreement() + source().replace('"en"', '"sp"'), "agreement[0].source[0].language (one)"),
    (agreement() + source().replace("https:", "ftp:"), "agreement[0].source[0].url (one)"),
]


@pytest.mark.parametrize(("text", "complaint"), BAD)
def test_a_wrong_catalogue_is_refused_with_file_agreement_and_field(text, complaint):
    with pytest.raises(CatalogueError, match=re.escape(complaint)) as caught:
        parse_catalogue(text, "test.toml")
    assert "test.toml" in caught.value.message
    assert caught.value.hint


def test_what_is_left_out_has_its_default():
    catalogue = parse_catalogue(agreement() + source(), "test.toml")
    (one,) = catalogue.agreements
    assert (one.bloc, one.signed, one.languages, dict(one.identifiers), one.unverified) == ("EU", None, (), {}, ())
    (only,) = one.sources
    assert (only.agreement, only.role, only.version, only.covers) == ("one", "official", "unknown", "whole text")
    assert not catalogue.pinned


def test_pinned_maps_the_address_to_the_hash():
    catalogue = parse_catalogue(agreement() + source(f"sha256 = '{'0' * 64}'"), "test.toml")
    assert dict(catalogue.pinned) == {"https://example.org/one.html": "0" * 64}
    assert catalogue.hosts() == {"example.org"}


# --- the catalogue of the package ----------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", CATALOGUE.agreements, ids=lambda entry: entry.id)
def test_every_agreement_is_complete(entry):
    assert set(entry.titles) == set(entry.short_titles) == {"en", "es"}
    assert CATALOGUE.get(entry.id) is entry
    assert len(entry.parties) > 1 or entry.parties == ("EU",)
    for target in (*entry.replaced_by, *entry.amended_by):
        CATALOGUE.get(target)
    for each in entry.sources:
        assert each.agreement == entry.id
        assert urlsplit(each.url).scheme in {"http", "https"}
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", each.publisher)


def test_a_replaced_agreement_names_what_replaced_it():
    assert all(entry.replaced_by for entry in CATALOGUE.agreements if entry.status == "replaced")


def test_an_agreement_that_is_in_force_without_a_date_says_so():
    for entry in CATALOGUE.agreements:
        if entry.status in {"in force", "provisionally applied"} and not entry.in_force:
            assert "status" in entry.unverified, entry.id


def test_every_mirror_is_pinned_and_nothing_else_is():
    mirrors = {
        each.url for entry in CATALOGUE.agreements for each in entry.sources if each.publisher in {"tota", "manytrade"}
    }
    assert mirrors == set(CATALOGUE.pinned)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (CATALOGUE.by_tota("156"), "us-peru"),
        (CATALOGUE.by_tota("395"), "eu-andean"),
        (CATALOGUE.by_tota("450"), "tpp"),
        (CATALOGUE.by_tota("206"), "eu-algeria"),  # the text of 2002 under the name of 1976
        (CATALOGUE.by_manytrade("CHN-PER[NA]_2009O.txt"), "china-peru"),
        (CATALOGUE.by_manytrade("TRNSPP_2016O(colon)TRNSPP_2016O.txt"), "tpp"),
    ],
)
def test_a_file_of_a_mirror_is_found(found, expected):
    assert found.id == expected


def test_an_entry_travels_to_another_process():
    assert pickle.loads(pickle.dumps(CATALOGUE.agreements)) == CATALOGUE.agreements  # noqa: S301


def test_an_unknown_file_is_nobodys():
    assert CATALOGUE.by_tota("0") is None
    assert CATALOGUE.by_manytrade("nothing.txt") is None


def test_an_unknown_id_gets_the_nearest():
    with pytest.raises(NotFoundError, match="us-per") as caught:
        CATALOGUE.get("us-per")
    assert caught.value.nearest[0] == "us-peru"


# --- agreements that only ToTA names -------------------------------------------------------------------------------

SIX = ("BEL", "DEU", "FRA", "ITA", "LUX", "NLD")
_TODAY = (
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GBR GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE"
)
TODAY = tuple(_TODAY.split())


@pytest.mark.parametrize(
    ("codes", "signed", "parties", "bloc"),
    [
        (("PER", "SGP"), "2008-05-29", ("PER", "SGP"), ""),
        (("CHL", "CHN"), "2005-11-18", ("CHL", "CHN"), "CN"),
        (("USA", "VNM"), "2000-07-13", ("USA", "VNM"), "US"),
        ((*SIX, "ESP"), "1970-06-29", ("EU", "ESP"), "EU"),
        ((*TODAY, "SYR"), "1977-01-18", ("EU", "SYR"), "EU"),
        ((*(code for code in TODAY if code != "HRV"), "PAN"), "2012-06-29", ("EU", "PAN"), "EU"),
        ((*SIX, "DNK", "IRL", "GBR", "TUN"), "1976-04-25", ("EU", "TUN"), "EU"),
        (("GBR", "IRL"), "1965-12-14", ("GBR", "IRL"), ""),
        (SIX, "1957-03-25", ("EU",), "EU"),
    ],
)
def test_member_states_become_the_union(codes, signed, parties, bloc):
    entry = agreement_from_tota(metadata(parties=codes, date_signed=signed))
    assert (entry.parties, entry.bloc) == (parties, bloc)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Here - There", "here-there-1970"),
        ("EU - Côte d'Ivoire", "eu-cote-divoire-1970"),
        ("Agreement of 1970", "agreement-of-1970"),
        ("Free Trade Area (FTA)", "free-trade-area-fta-1970"),
    ],
)
def test_the_id_is_the_name_and_the_year(name, expected):
    assert agreement_from_tota(metadata(name=name)).id == expected


def test_an_entry_from_tota_says_what_nothing_confirms():
    entry = agreement_from_tota(
        metadata(
            date_into_force="1971-01-01",
            date_inactive="1980-01-01",
            status="Inactive",
            languages=("es",),
            wto_rta_id="7",
            sources=(
                ("es", "full text", " http://example.org/the text.pdf "),
                ("es", "annex", "http://example.org/annex.pdf"),
                ("en", "full text", "see the library"),
            ),
        )
    )
    assert (entry.signed, entry.in_force, entry.ended) == (date(1970, 6, 29), date(1971, 1, 1), date(1980, 1, 1))
    assert entry.status == "ended"
    assert "status" in entry.unverified
    assert dict(entry.identifiers) == {"tota": "999", "wto_rta": "7"}
    assert [(each.language, each.role, each.url) for each in entry.sources] == [
        ("es", "mirror", tota_url("999")),
        ("es", "unknown", "http://example.org/the%20text.pdf"),
    ]


def test_an_entry_from_tota_can_be_kept_beside_its_text():
    entry = agreement_from_tota(metadata(parties=("AAA", "BBB"), date_into_force="1971-01-01"))
    assert msgspec.json.decode(msgspec.json.encode(entry), type=Agreement) == entry


def test_a_date_of_tota_that_is_none_is_named():
    with pytest.raises(CatalogueError, match="ToTA 999, field 'date_signed': 'soon' is no date"):
        agreement_from_tota(metadata(date_signed="soon"))


# --- against the texts ---------------------------------------------------------------------------------------------


def test_pinned_hashes_are_those_of_the_files(texts):
    for url, expected in CATALOGUE.pinned.items():
        folder = "tota" if "/tota/" in url else "manytrade"
        found = hashlib.sha256((texts / folder / unquote(url.rpartition("/")[2])).read_bytes()).hexdigest()
        assert found == expected, url


MONTHS = "january february march april may june july august september october november december".split()
DAYS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
YEARS = (
    " one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split(" ")
# "the twenty- Fourth day of November two thousand and six", "12 April, 2006", "April 12, 2006"
DAY = r"(?P<day>\d{1,2}|" + "|".join(sorted((d.replace("-", "[- ]+") for d in DAYS), key=len, reverse=True)) + ")"
MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
YEAR = r"(?P<year>\d{4}|two thousand(?: and)?(?: [a-z]+)?)"
DATES = [
    re.compile(
        rf"\b{DAY}(?:st|nd|rd|th)?,? (?:day )?(?:of )?{MONTH},? (?:in |of )?(?:the year )?{YEAR}", re.IGNORECASE
    ),
    re.compile(rf"\b{MONTH} {DAY}(?:st|nd|rd|th)?, {YEAR}", re.IGNORECASE),
]
# Closing words of something else than what the catalogue's date is of.
CLOSED_OTHERWISE = {
    "eu-mexico-2000": "the text is the decision of the joint council, the date that of the agreement of 1997",
    "eu-ukraine": "the political part was signed on 21 March 2014, the rest on 27 June 2014",
}


def closing_days(text: str) -> set[date]:
    """Return the days in the words "Done at ..., the ... day of ..." of a text."""
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    found = set()
    for done in re.finditer(r"\b(?:DONE|SIGNED|Done|Signed)\b(?: at| in| this|,)", plain):
        words = plain[done.start() : done.start() + 420]
        days = [match for pattern in DATES if (match := pattern.search(words))]
        for match in sorted(days, key=lambda each: each.start())[:1]:
            day = re.sub("[- ]+", "-", match["day"].lower())
            year = match["year"].split()[-1].lower()
            found.add(
                date(
                    int(year) if year.isdigit() else 2000 + (YEARS.index(year) if year in YEARS else 0),
                    MONTHS.index(match["month"].lower()) + 1,
                    int(day) if day.isdigit() else DAYS.index(day) + 1,
                )
            )
    return found


def test_every_day_of_signature_is_that_of_the_closing_words(texts):
    checked, differs = 0, set()
    for entry in CATALOGUE.agreements:
        days: set[date] = set()
        for each in entry.sources:
            if each.publisher in {"tota", "manytrade"}:
                path = texts / each.publisher / unquote(each.url.rpartition("/")[2])
                days |= closing_days(path.read_text(encoding="utf-8", errors="replace"))
        if days:
            checked += 1
            if entry.signed not in days:
                differs.add(entry.id)
    assert checked >= 50
    assert differs - {"eu-north-macedonia"} == set(CLOSED_OTHERWISE)  # the one left out has no date of signature


# Where the catalogue says something else than ToTA, and why.
EXCEPTIONS = {
    ("eu-ukraine", "in_force"): "ToTA's date lies before the signature",
    ("eu-serbia", "in_force"): "ToTA's date lies three years before the publication of the text",
    ("eu-andean", "in_force"): "ToTA's date is that of the provisional application with Peru",
    ("nafta", "ended"): "ToTA ends in 2016",
    ("us-bahrain", "signed"): "the text at hand was signed a year earlier",
    ("eu-turkey", "signed"): "the text at hand is the decision that was taken nine months later",
    ("eu-oct-2001", "signed"): "the text is the decision of 2001, not the association of 1970",
    ("eu-oct-2001", "in_force"): "the text is the decision of 2001, not the association of 1970",
}


TOTA_FIELDS = "name type status treaty_identifier wto_rta_id date_signed date_into_force date_inactive"


def read_metadata(path: Path) -> TotaMetadata:
    meta = ElementTree.parse(path).getroot().find("meta")
    codes = [code.text for code in meta.iterfind("parties/partyisocode") if code.text]
    return TotaMetadata(
        parties=tuple(codes or [code.text for code in meta.iterfind("parties_original/partyisocode")]),
        languages=(meta.findtext("language"),),
        sources=tuple((each.get("lang"), each.get("type"), each.text or "") for each in meta.iterfind("source")),
        **{key: meta.findtext(key) or "" for key in TOTA_FIELDS.split()},
    )


@pytest.fixture(scope="module")
def tota(texts) -> dict[str, TotaMetadata]:
    everything = (read_metadata(path) for path in sorted((texts / "tota").glob("pta_*.xml")))
    return {meta.treaty_identifier: meta for meta in everything}


def test_dates_are_those_of_tota(tota):
    differs = set()
    for entry in CATALOGUE.agreements:
        if number := entry.identifiers.get("tota"):
            other = agreement_from_tota(tota[number])
            begins = entry.in_force or entry.provisional_from
            days = {"signed": entry.signed, "in_force": begins, "ended": entry.ended}
            differs |= {(entry.id, key) for key, day in days.items() if day != getattr(other, key)}
    assert differs == set(EXCEPTIONS)


def test_parties_are_those_of_tota(tota):
    differs = {
        entry.id
        for entry in CATALOGUE.agreements
        if (number := entry.identifiers.get("tota"))
        and set(entry.parties) != set(agreement_from_tota(tota[number]).parties)
    }
    # Venezuela has left the first; the Comoros, Samoa and the Solomon Islands joined the others later.
    assert differs == {"andean-community", "eu-esa", "eu-pacific"}


def test_ids_made_from_tota_are_unique_and_not_taken(tota):
    entries = [agreement_from_tota(meta) for number, meta in tota.items() if not CATALOGUE.by_tota(number)]
    assert msgspec.convert(msgspec.to_builtins(entries), list[Agreement]) == entries
    made = [entry.id for entry in entries]
    assert len(made) == len(set(made))
    assert not set(made) & {entry.id for entry in CATALOGUE.agreements}
