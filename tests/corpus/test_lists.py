"""Which labels a list takes: the order of letters, numerals and numbers, and what only looks like a label."""

import pytest

from corpus.structure.paragraphs import cut

LISTS = {
    "(i) is a letter above numerals of its own": (
        "Found here are:\n" + "".join(f"({c}) {c} eels;\n" for c in "abcdefgh")
        + "(i) scales that come from:\n(i) mills; or\n(ii) weirs;\nof one river; and\n(j) trout.",
        ["", *(f".{c}" for c in "abcdefghi"), ".i.i", ".i.ii", ".j"],
    ),
    "labels printed in two ways": (
        "1. Each Party sends:\na) rivers;\nb) lakes;\n(c) eels; and\n(d) trout.\n2. It rests.",
        ["1", "1.a", "1.b", "1.c", "1.d", "2"],
    ),
    "a point behind the end of a reference": (
        "1. The mill:\n(a) turns;\n(b) rests as set out in Article 6.8\n(c) grinds oats; and\n(d) saws.\n2. It ends.",
        ["1", "1.a", "1.b", "1.c", "1.d", "2"],
    ),
    "a point below a reference": (
        "1. Mills may:\n(a) turn; or\n(b) rest.\n2. For the purposes of subparagraph 1(b),\n(a) the miller asks; and\n"
        "(b) the owner answers.\n3. It ends.",
        ["1", "1.a", "1.b", "2", "2.a", "2.b", "3"],
    ),
    "a paragraph behind a reference that lost its number": (
        "1. A board meets.\n2. It takes part in talks in accordance with Article\n3. The board meets each year.\n4. It rests.",
        ["1", "2", "3", "4"],
    ),
    "the last paragraph behind such a reference": (
        "1. A board meets.\n2. It takes part in talks in accordance with Article\n3. The board meets each year.",
        ["1", "2", "3"],
    ),
    "a reference at the start of lines, beside the label itself": (
        "1. A board meets.\n2. It acts under paragraph\n3. The board tells why.\n3. It rests.\n4. It ends.",
        ["1", "2", "3", "4"],
    ),
    "a reference that goes on": (
        "1. Mills:\n(a) turn; and\n(b) rest.\n2. Under subparagraphs\n(a) and\n(b) of paragraph 1 the miller asks.",
        ["1", "1.a", "1.b", "2"],
    ),
    "a reference to several points without a word for them": (
        "1. Mills are:\n(a) one of:\ni) a house;\nii) a barn; or\niii) what is told of in (i), (ii),\n(iv) and (v); and\n(b) weirs.",
        ["1", "1.a", "1.a.i", "1.a.ii", "1.a.iii", "1.b"],
    ),
    "two exceptions in a row": (
        "1. Mills pay:\n(a) a toll; or\n(b) what exceptions (b) and (c) of Article 3 name.\n2. It ends.",
        ["1", "1.a", "1.b", "2"],
    ),
    "numbers that stand alone between clauses": (
        "1. All millers:\n(a) grind; and\n(b) rest.\n1\n2\n2. The first miller:\n(a) saws; and\n(b) sleeps.\n3. It ends.",
        ["1", "1.a", "1.b", "2", "2.a", "2.b", "3"],
    ),
    "numbers below a point": (
        "1. This Part is on mills.\n2. In it:\n(a) mill means one of these:\nA. By water:\n1. mills that grind:\n(a) oats;\n"
        "(b) rye;\n2. mills that saw.\nB. By wind:\n1. tower mills;\n2. post mills.\n(b) miller means an owner.\n3. It ends.",
        ["1", "2", "2.a", "2.a.A", "2.a.A.1", "2.a.A.1.a", "2.a.A.1.b", "2.a.A.2", "2.a.B", "2.a.B.1", "2.a.B.2", "2.b", "3"],
    ),
    "numbers below a paragraph": (
        "1. Mills count as:\n1. mills of the hills:\n(a) old; or\n(b) new;\n2. mills of the sea.\n2. They rest.\n3. They end.",
        ["1", "1.1", "1.1.a", "1.1.b", "1.2", "2", "3"],
    ),
    "numbers that start again where no point goes on": (
        "1. Mills:\n(a) turn; and\n(b) rest.\n1. Weirs stand.\n2. Weirs:\n(a) leak;\n(b) hold; and\n(c) fall.",
        ["1", "1.a", "1.b", "1", "2", "2.a", "2.b", "2.c"],
    ),
    "labels alone on a line and out of order": (
        "1. The Parties work on:\n(a) mills;\n(c) weirs; and\n(d) boats.\n(b)\nthe care of oars;\n2. It ends.",
        ["1", "1.a", "1.c", "1.d", "1.b", "2"],
    ),
    "lists of their own below sentences": (
        "Mills shall:\n(a) turn; and\n(b) rest.\nWeirs shall:\n(a) stand;\n(b) hold; and\n(c) last.",
        ["", ".a", ".b", "", ".a", ".b", ".c"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "paths"), LISTS.values(), ids=LISTS)
def test_which_labels_a_list_takes(text, paths):
    def walk(clause, path):
        yield path
        for point in clause.points:
            yield from walk(point, f"{path}.{point.label}")

    assert [path for clause in cut(text).clauses for path in walk(clause, clause.label)] == paths
