"""What `import` takes and refuses: archives, messages, a pipe, agreements that the catalogue lacks; and `forget`."""

import io
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalogue.agreements import load_catalogue
from corpus.errors import NotFoundError, ParseError, StoreError
from corpus.formats import mail
from corpus.formats.mail import texts_in_mail
from corpus.formats.office import archive
from corpus.quality.parties import other_parties
from corpus.store.contents import contents
from corpus.store.importer import files_in, import_files, new_agreement
from corpus.store.snapshots import SnapshotStore
from indexer.cli.main import main

TEXT = "Article 1: Lamps\n1. Each Party shall keep the lamps of its ports lit, with care, and the oil clean.\n"
SPANISH = "Artículo 1: Faros\n1. Cada Parte cuidará los faros de sus puertos con esmero, y el aceite del mar.\n"


def taken(tmp_path, *paths, store=None, **options):
    options = options if "new" in options or "agreement" in options else {"agreement": "us-panama", **options}
    held = store or SnapshotStore(tmp_path / "store")
    return list(import_files(paths, held, load_catalogue(), **options))


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return buffer.getvalue()


def message(text=TEXT, *, subtype="plain", charset="utf-8", attached=()):
    made = EmailMessage()
    made["Subject"], made["From"], made["Message-ID"] = "Lamps", "keeper@example.org", "<1@example.org>"
    made.set_content(text, subtype=subtype, charset=charset)
    for name, data in attached:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def saved_page(page):
    made = EmailMessage()
    made["Snapshot-Content-Location"] = "https://www.example.org/lamps.html"
    made.set_content(page, subtype="html", cte="quoted-printable")
    made.make_related()
    made.add_related(b"p { color: red }", maintype="text", subtype="css", filename="style.css", disposition="inline")
    return made.as_bytes()


def test_each_text_of_an_archive_is_taken(tmp_path):
    path = tmp_path / "texts.zip"
    path.write_bytes(zipped(**{"a/1.txt": TEXT, "a/2.txt": SPANISH, "__MACOSX/x": "x", "README.txt": "x", "s": "x"}))
    found = [(each.path.name, each.state) for each in taken(tmp_path, path)]
    assert found == [("1.txt", "imported"), ("2.txt", "imported"), ("s", "refused")]


def test_an_archive_in_an_archive_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "texts.zip"
    path.write_bytes(zipped(inner=zipped(one=TEXT)))
    (outcome,) = taken(tmp_path, path)
    assert (outcome.state, outcome.detail) == ("refused", "inner is a ZIP archive.")
    assert outcome.hint


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (message(), ["m.txt"]),
        (message(f"<html><body><p>{TEXT}</p></body></html>", subtype="html"), ["m.html"]),
        (message("See below.", attached=[("lamps.txt", TEXT.encode()), ("faros.txt", SPANISH.encode())]), ["lamps.txt", "faros.txt"]),
        (saved_page(f"<html><body><p>{TEXT}</p></body></html>"), ["m.html"]),
    ],
)  # fmt: skip
def test_the_texts_of_a_message(data, names):
    assert [name for name, _ in contents(data, "m")] == names


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16", "windows-1252"])
def test_a_message_in_any_character_set_keeps_its_letters(tmp_path, charset):
    path = tmp_path / "faros.eml"
    path.write_bytes(message(SPANISH, charset=charset))
    store = SnapshotStore(tmp_path / "store")
    (outcome,) = taken(tmp_path, path, store=store)
    assert outcome.snapshot is not None
    assert "Artículo 1: Faros" in store.read(outcome.snapshot).decode()
    assert outcome.snapshot.source.language == "es"


def test_a_pipe_is_read_and_two_texts_are_not_one(tmp_path, monkeypatch):
    store = SnapshotStore(tmp_path / "store")
    for text in (TEXT, TEXT.replace("1", "2")):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
        (outcome,) = taken(tmp_path, *files_in([Path("-")]), store=store)
        assert outcome.state == "imported"
    assert len(store.latest("us-panama")) == 2


def test_limits_end_with_a_message(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST", 1000)
    monkeypatch.setattr(mail, "_PARTS", 3)
    for data in (zipped(a="x" * 5000), zipped(a="x" * 600, b="x" * 600), message(attached=[("a", b"x")] * 9)):
        with pytest.raises(ParseError, match="more than") as caught:
            contents(data, "m")
        assert caught.value.hint


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 900), st.sampled_from(["mail", "page", "zip"]))
def test_damage_never_breaks_them(noise, at, form):
    whole = {"mail": message(attached=[("a.txt", b"x")]), "page": saved_page("<p>x</p>"), "zip": zipped(a="x")}[form]
    for data in (whole[:at] + noise + whole[at:], whole[:at] + noise, b"MIME-Version: 1.0\n" + noise):
        for take in (contents, texts_in_mail):
            try:
                assert isinstance(take(data, "x"), list)
            except ParseError as error:
                refusal = error
                assert refusal.hint


def test_a_new_agreement_is_held_with_its_texts(tmp_path):
    path = tmp_path / "lamps.txt"
    path.write_text(TEXT)
    store = SnapshotStore(tmp_path / "store")
    entry = new_agreement("norvania-estuaria", "Norvania - Estuaria", ["nzl", "CHL"], "2019-04-05")
    (outcome,) = taken(tmp_path, path, store=store, new=entry)
    assert outcome.snapshot is not None
    (held,) = store.agreements().values()
    assert (held.id, held.parties, str(held.signed)) == ("norvania-estuaria", ("NZL", "CHL"), "2019-04-05")
    assert set(held.unverified) >= {"titles", "parties", "signed"}
    again = tmp_path / "faros.txt"
    again.write_text(SPANISH, encoding="utf-8")
    (second,) = taken(tmp_path, again, store=store, agreement="norvania-estuaria")
    assert second.snapshot is not None
    assert second.snapshot.agreement == held


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (("Bad Id", "T", ["CHL"], ""), "cannot be kept"),
        (("a-b", "T", ["CHL"], "5 April"), "cannot be kept"),
        (("a-b", "T", ["XQZ"], ""), "XQZ"),
        (("a-b", "T", [], ""), "parties"),
    ],
)
def test_a_new_agreement_that_cannot_be(said, message):
    with pytest.raises(StoreError, match=message) as caught:
        new_agreement(*said)
    assert caught.value.hint


def test_a_new_agreement_may_not_take_the_name_of_another(tmp_path):
    with pytest.raises(StoreError, match="already"):
        taken(tmp_path, tmp_path / "x", new=new_agreement("us-peru", "T", ["CHL"], ""))
    with pytest.raises(NotFoundError):
        taken(tmp_path, tmp_path / "x", agreement="nobody-knows")


@pytest.mark.parametrize(
    ("words", "parties", "named"),
    [
        ("Agreement between the Republic of Peru and the Republic of Korea", ["PER", "KOR"], ""),
        ("Agreement between the Republic of Peru and the Republic of Korea", ["USA", "PAN"], "Peru"),
        ("Agreement between the United States and the Republic of Peru", ["USA", "PAN"], "Peru"),
        ("Agreement between Norvania and Estuaria", ["USA", "PAN"], ""),
        ("The European Community, Belgium, Denmark, and Chile", ["EU", "CHL"], ""),
        ("Australia, Brunei and others", ["AUS", "BRN", "CAN", "CHL", "JPN", "MEX"], ""),
        ("Nigeria and Romania", ["NGA", "ROU"], ""),
    ],
)
def test_other_parties_than_those_of_the_agreement(words, parties, named):
    assert named in other_parties(words, "en", parties)
    assert bool(other_parties(words, "en", parties)) == bool(named)


def test_import_says_that_other_parties_are_named(tmp_path):
    path = tmp_path / "lamps.txt"
    path.write_text(f"AGREEMENT BETWEEN CHILE AND NEW ZEALAND\n\n{TEXT}")
    (outcome,) = taken(tmp_path, path)
    assert "New Zealand" in outcome.detail
    assert outcome.state == "imported"


def test_what_is_forgotten_is_gone_and_the_rest_stays(tmp_path):
    store = SnapshotStore(tmp_path / "store")
    for name, text in (("lamps.txt", TEXT), ("faros.txt", SPANISH)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    first, second = (
        each.snapshot for each in taken(tmp_path, tmp_path / "lamps.txt", tmp_path / "faros.txt", store=store)
    )
    store.forget([first])
    assert store.snapshots("us-panama") == [second]
    assert store.read(second)
    store.forget([second])
    assert not list((tmp_path / "store").rglob("*"))


@pytest.mark.parametrize(
    ("source", "answer", "expected"),
    [
        (["lamps.txt"], "y\n", (0, ["faros.txt"])),
        (["faros.txt", "--yes"], "", (0, ["lamps.txt"])),
        ([], "y\n", (0, [])),
        (["other"], "y\n", (0, [])),  # the publisher
        ([], "n\n", (1, ["faros.txt", "lamps.txt"])),
        ([], "", (1, ["faros.txt", "lamps.txt"])),  # nobody is there to answer
        (["wrong.txt", "--yes"], "", (1, ["faros.txt", "lamps.txt"])),
    ],
)
def test_the_command_asks_and_deletes_what_is_named(tmp_path, monkeypatch, source, answer, expected):
    monkeypatch.setenv("CLAUSULA_HOME", str(tmp_path))
    store = SnapshotStore(tmp_path / "snapshots")
    for name, text in (("lamps.txt", TEXT), ("faros.txt", SPANISH)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    taken(tmp_path, tmp_path / "lamps.txt", tmp_path / "faros.txt", store=store)
    done = CliRunner().invoke(main, ["forget", "us-panama", *source], input=answer)
    assert (done.exit_code, sorted(each.original_name for each in store.snapshots("us-panama"))) == expected
