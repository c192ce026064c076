"""Quotations of the invented treaty: verbatim, differing in form, differing in words, not there."""

import json
import os
import random
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import built, run_clausula

from corpus.errors import QueryError
from indexer.cli.output.quotes import quote_lines
from indexer.library import open_library
from indexer.quotes.check import check_quotation
from indexer.quotes.printed_words import running_texts
from indexer.quotes.quotation import LONGEST, readings
from indexer.quotes.word_differences import differences, form_differences, read
from indexer.record import to_text

TREATY = "norvania-estuaria-2011"
HOME = "sisters_home"


VERBATIM = {
    "a sentence": ("Each Party may ask the other where a shipment of timber was felled.", "2.2/2"),
    "other white space": ("Each  Party\nmay ask\u00a0the other where a shipment", "2.2/2"),
    "signs that nobody sees": ("Each\u200c Party\u200e may ask the other whe\u00adre a ship\u2061ment", "2.2/2"),
    "quotation marks around it": ("“Each Party may ask the other where a shipment of timber was felled.”", "2.2/2"),
    "marks and a stop after them": ("'Each Party may ask the other where a shipment of timber was felled'.", "2.2/2"),
    "an ellipsis": ("Neither Party shall fail to enforce ... through neglect that lasts", "2.1/1.a"),
    "an ellipsis in brackets": ("Neither Party shall fail […] through neglect that lasts", "2.1/1.a"),
    "an ellipsis as in Spanish": ("Neither Party shall fail (...) through neglect that lasts", "2.1/1.a"),
    "a changed letter": ("[e]ach Party may ask the other where a shipment of timber", "2.2/2"),
    "inserted words": ("Each Party may ask [Norvania] where a shipment of timber was felled", "2.2/2"),
    "sic": ("Each Party may ask the other [sic] where a shipment of timber was felled", "2.2/2"),
    "a label before it": ("(a) Neither Party shall fail to enforce its environmental laws", "2.1/1.a"),
    "across points": ("suffers from it. (b) The Parties recognize that no ranger can be in every forest", "2.1/1.a"),
    "a label as another hand prints it": ("suffers from it. b) The Parties recognize that no ranger", "2.1/1.a"),
    "across paragraphs": ("where harm is greatest. 2. Each Party shall strive to raise its level", "2.1/1.b"),
    "with its number": ("2. Each Party shall strive to raise its level of environmental protection.", "2.1/2"),
    "a footnote": ("Neglect lasts when it goes on for longer than a year in the same valley.", "2.1/1"),
    "a title": ("Enforcement Of Environmental Laws", "2.1"),
    "a heading and the clause": ("Article 2.2: Illegal Logging\nThe Parties shall combat illegal logging", "2.2"),
    "the title and the clause": ("Illegal Logging. The Parties shall combat illegal logging", "2.2"),
    "a heading with a number after it": ("ARTICLE 1.2 – Tariffs 1. Each Party shall lower its customs duties", "1.2"),
    "across articles": (
        "its level of environmental protection.\nArticle 2.2\nIllegal Logging\nThe Parties shall combat",
        "2.1/2",
    ),
    "a recital": ("KEEP their rivers clean while they trade", "preamble/1"),
}


@pytest.mark.parametrize("case", VERBATIM)
def test_words_that_stand_there_are_verbatim(library, case):
    quoted, place = VERBATIM[case]
    result = check_quotation(library, quoted)
    assert (result.verdict, result.matches[0].start) == ("verbatim", f"{TREATY}/{place}")
    assert result.matches[0].forms == frozenset()
    assert result.complete


FORM = {
    "case": ("each party may ask the other where a shipment of timber was felled", {"case"}),
    "labels left out": ("suffers from it. The Parties recognize that no ranger can be in every forest", {"labels"}),
    "the mark at the end": ("Each Party may ask the other where a shipment of timber.", {"ends"}),
    "the mark of a footnote": ("where trade between them suffers from it.1 (b) The Parties recognize", {"notes"}),
    "a word broken at the end of a line": ("Each Party may ask the other where a ship-\nment of timber", {"hyphens"}),
    "joined letters": ("Each Party shall manage its ﬁsheries so that the stocks last", {"ligatures"}),
    "a heading left out": ("a Party may lower them faster. Neither Party shall fail to enforce", {"case", "labels"}),
    "a space too few": ("The Government of Norvania and the Government of Estuaria,resolved to", {"spaces"}),
}


@pytest.mark.parametrize("case", FORM)
def test_a_difference_of_form_is_called_that(library, case):
    quoted, forms = FORM[case]
    result = check_quotation(library, quoted)
    assert (result.verdict, result.matches[0].forms) == ("form", forms)


@pytest.mark.parametrize(
    ("left", "right", "forms"),
    [
        ("the Party’s laws", "the Party's laws", {"quotes"}),
        ("“laws”", "«laws»", {"quotes"}),
        ("law – and order", "law - and order", {"dashes"}),
        ("The law", "the law", {"case"}),
        ("Law – “here”", 'law — "here"', {"case", "dashes", "quotes"}),
        ("law ;", "law;", {"spaces"}),
        ("ﬁsh", "fish", {"ligatures"}),
        ("ﬁsh", "Fish", {"ligatures", "case"}),
        ("law", "laws", None),
        ("protección", "proteccion", None),
        ("laws, and", "laws and", None),
    ],
)
def test_form_is_told_from_words(left, right, forms):
    found = form_differences(left, right)
    assert found == (None if forms is None else frozenset(forms))


DIFFERING = {
    "a word changed": (
        "Neither Party shall fail to enforce its environmental duties through neglect that lasts",
        [("left", "laws"), ("right", "duties")],
    ),
    "a word left out": (
        "Neither Party shall fail to enforce its laws through neglect that lasts, where trade between them suffers",
        [("left", "environmental")],
    ),
    "a word put in": (
        "Neither Party shall ever fail to enforce its environmental laws through neglect that lasts",
        [("right", "ever")],
    ),
    "the mark of a footnote between spaces": (
        "where trade between them suffers from it. 1 (b) The Parties recognize that no ranger can be in every forest;",
        [("right", "1"), ("right", ";")],
    ),
    "a comma left out": (
        "through neglect that lasts where trade between them suffers from it",
        [("left", ",")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DIFFERING)
def test_a_difference_of_words_is_shown_word_by_word(library, case):
    quoted, changes = DIFFERING[case]
    result = check_quotation(library, quoted)
    best = result.matches[0]
    assert (result.verdict, best.start) == ("differs", f"{TREATY}/2.1/1.a")
    assert [(piece.kind, piece.text.strip()) for piece in best.pieces if piece.kind != "same"] == changes


def test_what_is_not_there_comes_with_the_nearest_and_with_where_was_looked(library):
    result = check_quotation(library, "Each Party may sell unicorns and the timber of the moon in every valley")
    assert result.verdict == "not found"
    assert result.matches[0].record.agreement.id == TREATY
    assert set(result.searched.agreements) == {"en", "es"}
    assert TREATY in result.searched.agreements["en"]
    assert result.searched.provisions == 27


def test_words_that_no_text_holds(library):
    result = check_quotation(library, "zyzzyva qwertyuiop xylophonist")
    assert (result.verdict, result.matches) == ("not found", ())


@pytest.mark.parametrize("quoted", ["", "  ", "…", "[...]", "“”"])
def test_what_has_no_words_is_no_quotation(library, quoted):
    with pytest.raises(QueryError) as caught:
        check_quotation(library, quoted)
    assert caught.value.code == "no-quotation"


def test_a_term_of_two_words_is_a_quotation(library):
    assert check_quotation(library, "illegal logging").verdict == "verbatim"


def test_too_much_is_refused():
    with pytest.raises(QueryError) as caught:
        readings("x" * (LONGEST + 1))
    assert caught.value.hint


def test_a_text_of_many_ellipses_is_read_literally():
    assert len(readings("the ... " * 60)) == 1


def test_marks_that_belong_to_the_text_stay():
    first, *_ = readings("“fishing” means “the taking of fish”")
    assert first.segments[0].wording.text() == "“fishing” means “the taking of fish”"


# Words that signs nobody sees stand in, which few random texts have.
PASTED = st.text(max_size=200) | st.text("ae0. \u0301\u200b\u00ad\n\x1f\u2066'sé’-", max_size=20)


@given(PASTED, PASTED)
def test_the_pieces_hold_every_word_of_both_sides(left, right):
    pieces = differences(left, right)
    ours = " ".join(p.text for p in pieces if p.kind in {"same", "left"})
    theirs = [p.text for p in pieces if p.kind == "right"]
    assert read(ours).words == read(left).words
    assert set(read(" ".join(theirs)).words) <= set(read(right).words)
    assert [p for p in differences(left, left) if p.kind != "same"] == []


@given(st.text(max_size=400))
def test_no_paste_breaks_the_check(library, quoted):
    try:
        result = check_quotation(library, quoted)
    except QueryError:
        return
    assert json.loads(to_text(result.to_json()))


@given(st.data())
def test_every_run_of_words_is_found_where_it_stands(library, data):
    name = data.draw(st.sampled_from([name for name in library.ids if name.startswith(TREATY)]))
    running = next(running_texts([library.record(library.ids[name])]))
    view = next(running.views())
    start = data.draw(st.integers(0, max(0, len(running.words) - 4)))
    end = data.draw(st.integers(min(start + 4, len(running.words)), len(running.words)))
    if end - start < 3:
        return
    result = check_quotation(library, view.text(start, end))
    assert result.verdict == "verbatim"
    assert name in {match.record.id for match in result.matches}


@pytest.mark.parametrize(
    ("quoted", "code", "said"),
    [
        ("Each Party may ask the other where a shipment", 0, "Verbatim"),
        ("Each Party might ask the other where a shipment", 1, "[-may-] {+might+}"),
        ("unicorns of the moon and the stars", 1, "Not found"),
        ("", 2, "There is no quotation"),
        ("[…]", 2, "There is no quotation"),
    ],
)
def test_the_exit_code_says_whether_it_is_verbatim(built_home, quoted, code, said):
    done = run_clausula(built_home, "quote", quoted)
    assert done.returncode == code
    assert said in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("verdict", "matches", "complete", "said"),
    [
        ("verbatim", 2, True, "Verbatim (2 places)"),
        ("verbatim", 1, True, "Verbatim"),
        ("differs", 3, True, "Not verbatim: the words differ (3 places)"),
        ("form", 3, False, "The same words; only their form differs (at least 3 places)"),
        ("not found", 3, True, "Not found"),
    ],
)
def test_places_are_counted_behind_the_verdict(verdict, matches, complete, said):
    result = SimpleNamespace(
        verdict=verdict, matches=[None] * matches, complete=complete, candidates=9, fingerprint="",
        searched=SimpleNamespace(agreements={}, provisions=9),
    )  # fmt: skip
    assert next(quote_lines(result)) == said


def test_rows_for_machines(built_home):
    done = run_clausula(built_home, "quote", "Each Party may ask the other where a shipment", "--format", "json")
    answer = json.loads(done.stdout)
    assert answer["verdict"] == "verbatim"
    assert answer["matches"][0]["citation"] == "Norvania - Estuaria, art 2.2, unnumbered para 2"
    assert answer["searched"]["agreements"] == {"en": [TREATY]}
    rows = run_clausula(built_home, "quote", "Each Party may ask the other where a shipment", "--format", "csv").stdout
    assert rows.splitlines()[0] == "verdict,id,start,end,note,forms,hides,puts,similarity"


def test_real_texts_are_found():
    """Needs an index of real texts under CLAUSULA_REAL_HOME; each quotation is cut from a random provision."""
    home = os.environ.get("CLAUSULA_REAL_HOME")
    if not home:
        pytest.skip("CLAUSULA_REAL_HOME is not set, so no index of real texts is at hand")
    rng = random.Random(8)  # noqa: S311  no secret
    with open_library(Path(home)) as library:
        for name in rng.sample(list(library.ids), 100):
            running = next(running_texts([library.record(library.ids[name])]))
            if len(running.words) >= 12:
                quoted = next(running.views()).text(2, min(60, len(running.words)))
                assert check_quotation(library, quoted).verdict == "verbatim", name


@pytest.mark.parametrize(("words", "verbatim"), [(20, True), (1_500, True), (2_500, False)])
def test_how_much_an_ellipsis_may_leave_out(tmp_path, words, verbatim):
    """A long paragraph is quoted by its beginning and its end; past 2,000 words it is another text that was found."""
    middle = " ".join(f"islet{number}" for number in range(words))
    text = f"Article 1: Islets\nThe herons own the first islet and {middle} and the last lagoon of the archipelago.\n"
    file = tmp_path / "islets.txt"
    file.write_text(text + "Article 2: Reefs\nThe reefs belong to nobody at all.\n", encoding="utf-8")
    home = tmp_path / "home"
    built(home, (file, "--agreement", "us-oman", "--lang", "en"))
    done = run_clausula(home, "quote", "The herons own the first islet […] and the last lagoon of the archipelago.")
    assert (done.returncode == 0) is verbatim, done.stdout


TURNED = {
    "not": ("A Party shall", "not", "lower the dam"),
    "neither nor": ("The mills shall", "neither grind nor", "burn bark"),
    "except": ("Herons may be caught", "by no one except", "by the warden"),
    "unless": ("The lock opens", "only late, unless", "the warden asks"),
    "brackets": ("Reeds shall", "not", "be cut in spring"),
    "ni": ("El molino muele", "trigo, ni", "quema corteza"),
    "salvo": ("Se pesca en el lago", "salvo", "en primavera"),
    "a menos que": ("La esclusa se abre", "a menos que", "llueva mucho"),
}
HARMLESS = {
    "nothing that turns": ("The boats sail", "slowly along the shore", "to the island"),
    "a word that only begins so": ("The notary keeps", "a notebook of", "every ferry"),
    "nothing at all": ("The ferry leaves", "", "at dawn"),
}


@pytest.fixture(scope="module")
def elisions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("elisions")
    clauses = [" ".join(part for part in case if part) for case in (*TURNED.values(), *HARMLESS.values())]
    articles = [f"Article {n}: Waters\n\n1. {clause}.\n2. It rains.\n" for n, clause in enumerate(clauses, 1)]
    (folder / "waters.txt").write_text("\n".join(articles), encoding="utf-8")
    home = folder / "home"
    built(home, (folder / "waters.txt", "--agreement", "us-oman", "--lang", "en"))
    with open_library(home) as opened:
        yield opened


@pytest.mark.parametrize("case", TURNED)
def test_an_ellipsis_that_hides_what_turns_the_sense_is_not_verbatim(elisions, case):
    before, hidden, after = TURNED[case]
    sign = "[should]" if case == "brackets" else "[…]"
    result = check_quotation(elisions, f"{before} {sign} {after}")
    assert result.verdict == "elided"
    assert result.matches[0].hides
    assert all(word in hidden for word in result.matches[0].hides)
    assert f"[… {hidden} …]" in "".join(piece.text for piece in result.matches[0].pieces)


@pytest.mark.parametrize("case", HARMLESS)
def test_an_ellipsis_that_hides_nothing_of_weight_stays_verbatim(elisions, case):
    before, hidden, after = HARMLESS[case]
    result = check_quotation(elisions, f"{before} […] {after}")
    assert (result.verdict, result.matches[0].hides) == ("verbatim", ())
    assert (f"[… {hidden} …]" if hidden else "[…]") in "".join(piece.text for piece in result.matches[0].pieces)


@pytest.mark.parametrize(
    ("quoted", "puts", "hides"),
    [
        ("The boats [may] sail slowly along the shore", ("may",), ()),
        ("The boats sail [not] slowly along the shore", ("not",), ()),
        ("The boats sail slowly along the shore [or within 9 days] to the island", ("9",), ()),
        ("The boats sail slowly along the shore to the island [unless it rains]", ("unless",), ()),
        ("[Never] The boats sail slowly along the shore", ("never",), ()),
        ("El molino [no] muele trigo", ("no",), ()),
        ("Reeds shall [not] be cut in spring", (), ()),
        ("Reeds [may] be cut in spring", ("may",), ("not",)),
        ("The boats sail [very] slowly along the shore", (), ()),
        ("The [ferry] boats sail slowly along the [northern] shore", (), ()),
    ],
)
def test_brackets_that_put_in_what_changes_the_sense_are_not_verbatim(elisions, quoted, puts, hides):
    result = check_quotation(elisions, quoted)
    assert (result.matches[0].puts, result.matches[0].hides) == (puts, hides)
    assert result.verdict == ("elided" if puts or hides else "verbatim")


def test_a_quotation_in_a_language_of_which_no_text_is_at_hand_cannot_be_checked(elisions):
    absent = "Las Partes de este acuerdo reconocen que la laguna no es de los remeros y que el puente se cierra"
    assert check_quotation(elisions, absent).verdict == "unchecked"
    assert not check_quotation(elisions, absent).matches
    assert check_quotation(elisions, "None of the rowers owns the bridge or the lagoon").verdict == "not found"


def test_with_digests_alone_nothing_can_be_checked(tmp_path):
    home = tmp_path / "home"
    built(home)
    done = run_clausula(home, "quote", "Each Party shall keep the reeds")
    assert done.returncode == 4
    assert "Cannot be checked here" in done.stdout
    assert "Not found" not in done.stdout
