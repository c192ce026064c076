"""The words of one article, cut: each trap of real texts as a case of its own, in words of our own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.structure.paragraphs import PARAGRAPH, cut, line_width


def outline(text, width=78):
    """Return the clauses as [label, text, [points], closing], for comparing."""

    def shape(clause):
        return [clause.label, " / ".join(clause.texts), [shape(p) for p in clause.points], " / ".join(clause.closing)]

    return [["#", c.heading, [], ""] if c.heading else shape(c) for c in cut(text, width).clauses]


CASES = {
    "labels alone on a line": (
        "1. \n\n(a) \n\nKeep rivers clean; and\n\n(b) \n\nkeep lakes clean.\n2. \n\nCount the fish.",
        [["1", "", [["a", "Keep rivers clean; and", [], ""], ["b", "keep lakes clean.", [], ""]], ""],
         ["2", "Count the fish.", [], ""]],
    ),
    "two labels on one line": (
        "1. (a) Keep rivers clean.\n(b) (i) Count trout; and\n(ii) count eels.\n2. Rest.",
        [["1", "", [["a", "Keep rivers clean.", [], ""],
                    ["b", "", [["i", "Count trout; and", [], ""], ["ii", "count eels.", [], ""]], ""]], ""],
         ["2", "Rest.", [], ""]],
    ),
    "doubled letters below numerals": (
        "1. Mills:\n(a) rest:\n(i) by day, if they are:\n(aa) old; or\n(bb) wet; and\n(ii) by night; and\n(b) grind.\n2. Rest.",
        [["1", "Mills:", [
            ["a", "rest:", [["i", "by day, if they are:", [["aa", "old; or", [], ""], ["bb", "wet; and", [], ""]], ""],
                            ["ii", "by night; and", [], ""]], ""],
            ["b", "grind.", [], ""]], ""],
         ["2", "Rest.", [], ""]],
    ),
    "the whole article on one line": (
        "1.  (a)  Rivers are kept clean.  (b) Under subparagraph (a), lakes are too.  2. Fish are counted.  3. Rest.",
        [["1", "", [["a", "Rivers are kept clean.", [], ""],
                    ["b", "Under subparagraph (a), lakes are too.", [], ""]], ""],
         ["2", "Fish are counted.", [], ""], ["3", "Rest.", [], ""]],
    ),
    "a reference at the start of a line is no label": (
        "1. \n(a) A mill is in compliance with subparagraph \n\n(a) where it keeps its weir shut.\n(b) A mill rests.",
        [["1", "", [["a", "A mill is in compliance with subparagraph (a) where it keeps its weir shut.", [], ""],
                    ["b", "A mill rests.", [], ""]], ""]],
    ),
    "(i) is a letter after (h)": (
        "The Parties shall:\n" + "\n".join(f"({c}) do {c} things;" for c in "abcdefgh") + "\n(i) rest; and\n(j) sleep.",
        [["", "The Parties shall:", [*[[c, f"do {c} things;", [], ""] for c in "abcdefgh"],
                                     ["i", "rest; and", [], ""], ["j", "sleep.", [], ""]], ""]],
    ),
    "(i) is a numeral below (h)": (
        "The Parties shall:\n" + "\n".join(f"({c}) do {c} things;" for c in "abcdefg")
        + "\n(h) build tools:\n(i) saws; and\n(ii) axes;\n(i) rest.",
        [["", "The Parties shall:", [*[[c, f"do {c} things;", [], ""] for c in "abcdefg"],
                                     ["h", "build tools:", [["i", "saws; and", [], ""], ["ii", "axes;", [], ""]], ""],
                                     ["i", "rest.", [], ""]], ""]],
    ),
    "a label printed twice": (
        "4. The Parties shall talk. \n\n(a) They talk first of rivers. \n\n(a) They talk then of lakes. \n\n5. They rest.",
        None,
    ),
    "flush text after a list belongs to the paragraph": (
        "3. The Parties commit to these rights, namely:\n\n(a) rest;\n\n(b) wages.\n\n"
        "The Parties will work on towards them with all their strength and in good faith.\n\n4. More.",
        [["3", "The Parties commit to these rights, namely:", [["a", "rest;", [], ""], ["b", "wages.", [], ""]],
          "The Parties will work on towards them with all their strength and in good faith."],
         ["4", "More.", [], ""]],
    ),
    "flush text after the last point of a definition": (
        "river law means any act that guards rivers through: \n\n(a) fences; or \n\n(b) for Norvania, weirs, \n"
        "in valleys where a Party rules, but not any act on the safety of millers at work in those valleys.",
        [["", "river law means any act that guards rivers through:",
          [["a", "fences; or", [], ""], ["b", "for Norvania, weirs,", [], ""]],
          "in valleys where a Party rules, but not any act on the safety of millers at work in those valleys."]],
    ),
    "blank lines inside a sentence do not end it": (
        "Each Party shall keep the rivers that cross its borders clean and its \n\n\nlakes too.",
        [["", "Each Party shall keep the rivers that cross its borders clean and its lakes too.", [], ""]],
    ),
    "definitions are paragraphs of their own": (
        "For purposes of this Chapter: \n\nriver means water that runs.  \n\nlake means water that stands. ",
        [["", "For purposes of this Chapter:", [], ""], ["", "river means water that runs.", [], ""],
         ["", "lake means water that stands.", [], ""]],
    ),
    "definitions with a colon are paragraphs of their own": (
        "Para efectos de este capítulo, se entenderá por:\nmolino: un edificio que:\na) muele; o\nb) corta,\n"
        "pero no una presa;\nedificio de las\nPartes: uno de piedra; y\npresa: una pared.",
        [["", "Para efectos de este capítulo, se entenderá por:", [], ""],
         ["", "molino: un edificio que:", [["a", "muele; o", [], ""], ["b", "corta,", [], ""]], "pero no una presa;"],
         ["", "edificio de las Partes: uno de piedra; y", [], ""], ["", "presa: una pared.", [], ""]],
    ),
    "words that close the points of a definition": (
        "In this Code:\nmill means a house that:\n(a) grinds; or\n(b) saws;\nbut does not include a weir;\nin the river means in water.",
        [["", "In this Code:", [], ""],
         ["", "mill means a house that:", [["a", "grinds; or", [], ""], ["b", "saws;", [], ""]], "but does not include a weir;"],
         ["", "in the river means in water.", [], ""]],
    ),
    "a note below a point is no definition": (
        "For the purposes of this Code:\n(a) mill means a house;\n66 Note: The term mill includes a saw.\n"
        "(b) weir means a wall;\n67 Note: The term weir includes a dam.\n(c) oak means a tree.",
        [["", "For the purposes of this Code:", [
            ["a", "mill means a house; / 66 Note: The term mill includes a saw.", [], ""],
            ["b", "weir means a wall; / 67 Note: The term weir includes a dam.", [], ""],
            ["c", "oak means a tree.", [], ""]], ""]],
    ),
    "a colon in a list defines nothing": (
        "The Parties shall publish:\nthe height of the weir: in feet;\nthe name of the mill: in full.",
        [["", "The Parties shall publish: the height of the weir: in feet; the name of the mill: in full.", [], ""]],
    ),
    "Spanish labels": (
        "1. Cada Parte:\n(a) cuidará sus ríos;\n(n) contará peces.\n2. Según el literal \n(a) descansan.",
        None,
    ),
    "an opening before numbered paragraphs": (
        "The Parties love rivers. \n\n1. They keep them clean.\n\n2. They rest.",
        [["", "The Parties love rivers.", [], ""], ["1", "They keep them clean.", [], ""], ["2", "They rest.", [], ""]],
    ),
    "a heading between paragraphs": (
        "1. Mills rest on Sundays.\nVisits to Mills\n2. Rangers visit mills.",
        [["1", "Mills rest on Sundays.", [], ""], ["#", "Visits to Mills", [], ""],
         ["2", "Rangers visit mills.", [], ""]],
    ),
    "headings above the first and later numbers": (
        "Contact Points\n1. Mills rest.\nThe Mill Committee\n2. It shall:\n(a) sit; and\n(b) stand.\nOther Articles\n3. It ends.",
        [["#", "Contact Points", [], ""], ["1", "Mills rest.", [], ""], ["#", "The Mill Committee", [], ""],
         ["2", "It shall:", [["a", "sit; and", [], ""], ["b", "stand.", [], ""]], ""],
         ["#", "Other Articles", [], ""], ["3", "It ends.", [], ""]],
    ),
    "the number of a page behind the last clause": ("1. Mills rest.\n22", [["1", "Mills rest.", [], ""]]),
    "headings in small letters above numbers": (
        "Rest of the mills\n1. Mills rest.\n2. They sleep:\n(a) by day; or\n(b) by night.\nVisits that are made\n3. Rangers visit mills.",
        [["#", "Rest of the mills", [], ""], ["1", "Mills rest.", [], ""],
         ["2", "They sleep:", [["a", "by day; or", [], ""], ["b", "by night.", [], ""]], ""],
         ["#", "Visits that are made", [], ""], ["3", "Rangers visit mills.", [], ""]],
    ),
    "headings that letters count": (
        "1. Mills rest.\nA. Work of the mills\n1. Mills grind.\n2. Mills saw.\nB. Boats\nC. Weirs\n1. Weirs stand.\nD. Dams\n2. Dams leak.",
        [["1", "Mills rest.", [], ""], ["#", "A. Work of the mills", [], ""], ["1", "Mills grind.", [], ""],
         ["2", "Mills saw.", [], ""], ["#", "B. Boats", [], ""], ["#", "C. Weirs", [], ""], ["1", "Weirs stand.", [], ""],
         ["#", "D. Dams", [], ""], ["2", "Dams leak.", [], ""]],
    ),
    "one letter, a sentence and a number out of order head nothing": (
        "1. Mills:\nA. oats\n2. They rest.\nThe miller shall sleep\n3. It ends.\nMills rest in\n9. It is so.",
        [["1", "Mills:", [["A", "oats", [], ""]], ""], ["2", "They rest. / The miller shall sleep", [], ""],
         ["3", "It ends. / Mills rest in 9. It is so.", [], ""]],
    ),
    "a name at a line's end is no heading": (
        "1. Mills rest as stated in\nSection\n2 and Article\n3 of this Code.\n2. They work.",
        [["1", "Mills rest as stated in Section 2 and Article 3 of this Code.", [], ""], ["2", "They work.", [], ""]],
    ),
    "words that close a list after a long last point": (
        "1. No mill shall stop:\n(a) the wheel that turns in the river beside it; and\n"
        "(b) the stones that it has taken from the hills,\n"
        "through a long course of sleep, in a manner that touches the bread of the town that stands there.",
        [["1", "No mill shall stop:", [
            ["a", "the wheel that turns in the river beside it; and", [], ""],
            ["b", "the stones that it has taken from the hills,", [], ""]],
          "through a long course of sleep, in a manner that touches the bread of the town that stands there."]],
    ),
    "a wrapped last point is one": (
        "1. No mill shall stop:\n(a) the wheel; and\n"
        "(b) the stones that it has taken from the hills beside the river,\nthe oak and the sand.",
        [["1", "No mill shall stop:", [["a", "the wheel; and", [], ""],
          ["b", "the stones that it has taken from the hills beside the river, the oak and the sand.", [], ""]], ""]],
    ),
    "an enumeration inside a sentence is no list": (
        "1. A mill may (i) grind and (ii) saw, as it likes.\n2. It rests.",
        [["1", "A mill may (i) grind and (ii) saw, as it likes.", [], ""], ["2", "It rests.", [], ""]],
    ),
    "a list in the middle of a line": (
        "1. Mills rest: (a) by day; and (b) by night.\n2. Each Party: a) counts fish; b) counts eels.\n3. They rest.",
        [["1", "Mills rest:", [["a", "by day; and", [], ""], ["b", "by night.", [], ""]], ""],
         ["2", "Each Party:", [["a", "counts fish;", [], ""], ["b", "counts eels.", [], ""]], ""],
         ["3", "They rest.", [], ""]],
    ),
    "a sentence behind a list in the middle of a line": (
        "1. Mills rest.\n2. They rest: (a) here; or (b) there. They sleep.\n3. They grind.\n4. They end.",
        [["1", "Mills rest.", [], ""], ["2", "They rest: (a) here; or (b) there. They sleep.", [], ""],
         ["3", "They grind.", [], ""], ["4", "They end.", [], ""]],
    ),
    "labels glued to their words": (
        "1. Mills:\n(a)rest; or\n(b)sleep under paragraph 2\n(a)and (b); and\n(c) grind.",
        [["1", "Mills:", [["a", "rest; or", [], ""], ["b", "sleep under paragraph 2 (a) and (b); and", [], ""],
                          ["c", "grind.", [], ""]], ""]],
    ),
    "two labels without a space": (
        "1. Mills:\n(a)(i) rest; or\n(ii) sleep; and\n(b) grind.",
        [["1", "Mills:", [["a", "", [["i", "rest; or", [], ""], ["ii", "sleep; and", [], ""]], ""], ["b", "grind.", [], ""]], ""]],
    ),
    "definitions behind full lines": (
        "For the purposes of this Code, unless it says otherwise\nmill means one of these:\n(a) a house that grinds;\n"
        "(b) a house that saws the oaks of the hills that stand beside the river;\nweir means a wall.",
        [["", "For the purposes of this Code, unless it says otherwise", [], ""],
         ["", "mill means one of these:", [["a", "a house that grinds;", [], ""],
          ["b", "a house that saws the oaks of the hills that stand beside the river;", [], ""]], ""],
         ["", "weir means a wall.", [], ""]],
    ),
    "words that close a list behind a full line": (
        "1. Where a mill:\n(a) rests by day; or\n(b) saws the oaks of the hills and of the woods that stand beside it,\n"
        "and where this wakes the miller, the town may act.",
        [["1", "Where a mill:", [["a", "rests by day; or", [], ""],
          ["b", "saws the oaks of the hills and of the woods that stand beside it,", [], ""]],
          "and where this wakes the miller, the town may act."]],
    ),
    "items with bullets below the last point": (
        "Each mill:\n(a) rests; and\n(b) grinds:\n⎯ oats by day;\n⎯ rye by night.",
        [["", "Each mill:", [["a", "rests; and", [], ""], ["b", "grinds: / ⎯ oats by day; / ⎯ rye by night.", [], ""]], ""]],
    ),
    "a definition below a conjunction": (
        "In this Code:\nmill means:\n(a) a house; or\n(b) a barn;\nand\nweir means a wall.",
        [["", "In this Code:", [], ""], ["", "mill means:", [["a", "a house; or", [], ""], ["b", "a barn; and", [], ""]], ""],
         ["", "weir means a wall.", [], ""]],
    ),
    "the last definitions of a list": (
        "In this Code,\n“river” means water;\n“lake” means still water; and\n“mill” means a house.",
        [["", "In this Code,", [], ""], ["", "“river” means water;", [], ""],
         ["", "“lake” means still water; and", [], ""], ["", "“mill” means a house.", [], ""]],
    ),
    "a second paragraph behind one without a number": (
        "Each mill shall:\n(a) grind; and\n(b) rest.\n2. It sleeps.",
        [["", "Each mill shall:", [["a", "grind; and", [], ""], ["b", "rest.", [], ""]], ""], ["2", "It sleeps.", [], ""]],
    ),
    "a paragraph out of order": (
        "1. Mills rest.\n2. Mills grind.\n3. Mills sleep.\n2. Mills turn.\n3. They end.",
        [[n, f"{words}.", [], ""] for n, words in zip("12323", ["Mills rest", "Mills grind", "Mills sleep", "Mills turn", "They end"], strict=True)],
    ),
    "recitals on full lines": (
        "The Parties, resolved to:\nKEEP all the rivers that run through the valleys of both of their lands clean; and\n"
        "COUNT the trout and the eels;",
        [["", "The Parties, resolved to:", [], ""],
         ["", "KEEP all the rivers that run through the valleys of both of their lands clean; and", [], ""],
         ["", "COUNT the trout and the eels;", [], ""]],
    ),
    "Spanish letters": (
        "Cada Parte cuidará:\n" + "\n".join(f"{c}) el río {c};" for c in ["a", "b", "c", "ch", *"defghijkl", "ll", *"mnñ", "o"]),
        [["", "Cada Parte cuidará:", [[c, f"el río {c};", [], ""] for c in ["a", "b", "c", "ch", *"defghijkl", "ll", *"mnñ", "o"]], ""]],
    ),
    "a year at the start of a line is no label": (
        "The Parties met in the spring of the year\n1992. They met again.",
        [["", "The Parties met in the spring of the year 1992. They met again.", [], ""]],
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"), [v for v in CASES.values() if v[1]], ids=[k for k, v in CASES.items() if v[1]]
)
def test_a_trap(text, wanted):
    assert outline(text) == wanted


def test_where_each_line_is_a_paragraph_the_width_is_that_of_no_line():
    long = "The mill by the river grinds oats and rye and all that the town brings to it in the autumn. " * 3
    article = f"1. {long}\n2. The Parties shall keep the stones and the wheels of each mill that they own,\n" * 10
    assert line_width([article]) > len(article)
    assert line_width([article + "wrapped lines of the town and of all of its mills\ngo on here and there\n" * 9]) < 200


def test_a_label_printed_twice_is_kept_and_reported():
    found = cut(CASES["a label printed twice"][0])
    assert [p.label for p in found.clauses[0].points] == ["a", "a"]
    assert "printed twice" in found.odd[0]


def test_a_spanish_literal_is_a_reference():
    clauses = outline(CASES["Spanish labels"][0])
    assert [clause[0] for clause in clauses] == ["1", "2"]
    assert clauses[1][1] == "Según el literal (a) descansan."


def test_the_next_heading_glued_to_the_end_is_taken_off():
    found = cut("1. Rivers are kept clean.\n2. Fish are counted.\nInstitutional Provisions")
    assert found.trailing_heading == "Institutional Provisions"
    assert len(found.clauses) == 2


def test_scrambled_lines_are_put_back_and_reported():
    found = cut(
        "1. The list is:\n\n(a) care for clean rivers and \n\n(b) care for deep lakes, which are \n\n(c) rest.\n\n"
        "2. The Parties talk of all of this as was agreed in the \nfast brooks;\n\nhome of eels;\n\nautumn of that year."
    )
    points = found.clauses[0].points
    assert len(points) == 3
    assert len([odd for odd in found.odd if "moved" in odd]) in {0, 2}


LETTERS = re.compile(r"\S")


@given(st.text(alphabet="ab (i)1.2;:,\nT\t—“”A", max_size=300))
def test_it_never_raises_and_loses_no_character(text):
    def words(clause):
        yield clause.label
        yield clause.heading
        yield from clause.texts
        for point in clause.points:
            yield from words(point)
        yield from clause.closing

    found = cut(text)
    out = "".join(word for clause in found.clauses for word in words(clause)) + found.trailing_heading
    out += "".join(each.text for each in found.dropped)
    # Labels lose their brackets and full stops, nothing else is lost.
    marks = str.maketrans("", "", "().º°-")
    assert sorted(LETTERS.findall(out.translate(marks))) == sorted(LETTERS.findall(text.translate(marks)))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("1) Lamps shine.\n2) Oil burns:\na) fast; and\nb) slowly.", ["1", "2"]),
        ("(1) Lamps shine.\n(2) Oil burns:\n(a) fast; and\n(b) slowly.", ["1", "2"]),
        ("1(a). Lamps shine.\n2. Oil burns.", ["1", "2"]),
        ("Each Party shall:\n(1) light lamps; and\n(2) burn oil.", [""]),
    ],
)
def test_paragraphs_that_are_numbered_in_brackets(text, labels):
    assert [clause.label for clause in cut(text).clauses] == labels


NUMBERS = {
    "printed again before each point": ("1(a). Rivers rest.\n1(b). Lakes rest.\n2. Fish rest.", [("1", ["a", "b"]), ("2", [])]),
    "printed again with a stop": ("1. (a) Rivers rest.\n1. (b) Lakes rest.\n2. Fish rest.", [("1", ["a", "b"]), ("2", [])]),
    "of all levels": ("2.1.1 Rivers rest.\n2.1.2 Lakes rest:\n(a) one; and\n(b) two.\n2.1.3. Fish rest.",
                      [("2.1.1", []), ("2.1.2", ["a", "b"]), ("2.1.3", [])]),
    "inserted behind letters": (
        "1. Mills:\n(a) rest;\n(a bis) sleep;\n(b) grind:\n(i) by day;\n(i bis) at noon; or\n(ii) by night;\n(b ter) turn.\n"
        "1 ter Each mill:\na) rests;\na) bis sleeps;\nb) naps;\nb bis) grinds, as point\n(a bis) says; and\nc) turns.\n2. Eat.\n2. bis Rest.\n3. End.",
        [("1", ["a", "a bis", "b", "b ter"]), ("1 ter", ["a", "a bis", "b", "b bis", "c"]), ("2", []), ("2 bis", []), ("3", [])],
    ),
    "inserted": ("1. Rivers rest.\n1 bis. Lakes rest.\n1A. Eels rest.\n1b. Use form 2a. Here.\n2. Fish rest.", [("1", []), ("1 bis", []), ("1A", []), ("1b", []), ("2", [])]),
    "ordinals": ("1º Rivers rest.\n2º Fish rest.", [("1", []), ("2", [])]),
    "colons": ("1: Rivers rest.\n2: Fish rest.", [("1", []), ("2", [])]),
    "dashes": ("1 - Rivers rest.\n2 - Fish rest.", [("1", []), ("2", [])]),
    "square brackets": ("[1.] Rivers rest.\n[2.] Fish:\n[a] eat;\n[b] rest.", [("1", []), ("2", ["a", "b"])]),
    "two signs": ("1.- Fish:\na.- eat;\nb.- rest.\n2.- Eels:\na.) eat;\nb.) rest.", [("1", ["a", "b"]), ("2", ["a", "b"])]),
    "in a reference": ("1. Rivers rest as in Article\n2.1 The fish rest.\n2. Lakes rest.", [("1", []), ("2", [])]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "labels"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_of_paragraphs_with_more_than_one_part(text, labels):
    found = cut(text)
    assert [(clause.label, [point.label for point in clause.points]) for clause in found.clauses] == labels
    assert found.odd == ()


PARAGRAPHS = {
    "words that close a list": (
        "river law means a law that keeps rivers, through:|(a) the care of trout; or|(b) the care of eels,"
        "|but does not include a law on boats; and|boat means a thing that floats.",
        ["river law means a law that keeps rivers, through:", "boat means a thing that floats."],
        "but does not include a law on boats; and",
    ),
    "a sentence cut in two": ("Each Party shall keep|rivers clean.|Lakes rest.", ["Each Party shall keep rivers clean.", "Lakes rest."], ""),
    "terms in small letters": ("For this Chapter:|river means water;|lake means still water.", ["For this Chapter:", "river means water;", "lake means still water."], ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "texts", "closing"), PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_a_paragraph_of_the_markup_that_goes_on(text, texts, closing):
    clauses = cut(PARAGRAPH + text.replace("|", f"\n{PARAGRAPH}")).clauses
    assert [" ".join(clause.texts) for clause in clauses] == texts
    assert " ".join(clauses[0].closing) == closing
