"""Which dispute procedure covers which chapter, found in invented treaties."""

import pytest

from corpus.model import Block
from corpus.structure.segment import segment
from indexer.classify.enforcement import enforcement_of
from indexer.classify.topics import classify

GENERAL = (
    "Except as otherwise provided, this Chapter shall apply to the settlement of all disputes between the Parties."
)
ASK = "A Party may request consultations with the other on any matter that arises here."


def found(*chapters):
    """Return the enforcement of each provision of a treaty whose chapters are (title, [text of article, …])."""
    blocks = []
    for number, (title, texts) in enumerate(chapters, start=1):
        blocks.append(Block("division", number=str(number), title=title, level=3))
        for order, text in enumerate(texts, start=1):
            blocks += [Block("article", number=f"{number}.{order}", title="A Title"), Block("text", text=text)]
    document = segment(blocks, agreement="a-b", language="en")
    return dict(enforcement_of([(p, classify(p)) for p in document.provisions()]))


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Rivers shall be kept clean.", ("dispute-settlement", "a-b/2.1/1")),
        ("No Party may have recourse to dispute settlement for any matter under this Chapter.", ("excluded", "a-b/1.2/1")),
        ("Neither Party shall have recourse to Chapter 2 (Dispute Settlement) for this Chapter.", ("excluded", "a-b/1.2/1")),
        ("Chapter 2 shall not apply to this Chapter.", ("excluded", "a-b/1.2/1")),
        ("Articles 2.1 and 2.5 shall not apply to a matter under this Chapter.", ("excluded", "a-b/1.2/1")),
        ("Article 1.5 shall not apply to a matter under this Chapter.", ("dispute-settlement", "a-b/2.1/1")),
        ("The Parties shall only have recourse to Articles 1.3 and 1.4 for any matter under this Chapter.", ("excluded", "a-b/1.2/1")),
        ("The Parties shall only conduct consultation on any matter under this Chapter.", ("consultations", "a-b/1.2/1")),
        ("None of the provisions of this Chapter shall apply to the dispute settlement mechanism of this Agreement.", ("excluded", "a-b/1.2/1")),
        # "without first" sets an order of steps, and takes nothing out.
        ("No Party may have recourse to dispute settlement for this Chapter without first asking.", ("dispute-settlement", "a-b/2.1/1")),
    ],
)  # fmt: skip
def test_what_takes_a_chapter_out(words, wanted):
    answers = found(("Rivers", ["Each Party shall keep its rivers clean.", words]), ("Dispute Settlement", [GENERAL]))
    assert answers["a-b/1.1/1"] == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Quien no esté conforme podrá recurrir al mecanismo de solución de diferencias.", "dispute-settlement"),
        ("Ninguna Parte podrá recurrir al mecanismo de solución de diferencias.", "unstated"),
        ("Un inversionista podrá recurrir al mecanismo de solución de diferencias.", "unstated"),
        ("The requesting Party may request the establishment of a panel under Article 28.7.", "dispute-settlement"),
        ("A Party may request the establishment of a panel of experts under Article 28.7.", "unstated"),
        (
            "La Parte podrá solicitar el establecimiento de un grupo especial conforme al Artículo 28.7.",
            "dispute-settlement",
        ),
    ],
)
def test_a_chapter_may_send_its_disputes_to_a_procedure_that_the_text_does_not_print(words, wanted):
    assert found(("Ríos", ["Cada Parte mantendrá limpios sus ríos.", words]))["a-b/1.1/1"][0] == wanted


def test_what_is_left_is_a_panel_of_experts_before_consultations():
    out = "No Party may have recourse to dispute settlement for any matter under this Chapter."
    experts = "A Party may request that a Panel of Experts be convened."
    assert found(("Rivers", ["Keep them clean.", out, ASK, experts]))["a-b/1.1/1"] == ("panel-of-experts", "a-b/1.4/1")
    assert found(("Rivers", ["Keep them clean.", out, ASK]))["a-b/1.1/1"] == ("consultations", "a-b/1.3/1")


def test_a_panel_that_is_only_mentioned_is_not_the_provision_that_gives_it():
    out = "No Party may have recourse to dispute settlement for any matter under this Chapter."
    mention = "The Committee shall read the reports of the Panel of Experts established under Article 1.4."
    experts = "A Party may request that a Panel of Experts be convened."
    answers = found(("Rivers", ["Keep them clean.", out, mention, experts]))
    assert answers["a-b/1.1/1"] == ("panel-of-experts", "a-b/1.4/1")


def test_one_article_may_stay_in():
    out = "No Party may have recourse to dispute settlement for any matter under this Chapter other than Article 1.1."
    answers = found(("Rivers", ["Keep them clean.", "Love them.", out]), ("Dispute Settlement", [GENERAL]))
    assert answers["a-b/1.1/1"] == ("dispute-settlement", "a-b/2.1/1")
    assert answers["a-b/1.2/1"] == ("excluded", "a-b/1.3/1")


@pytest.mark.parametrize(
    ("words", "out"),
    [
        ("Neither Party may have recourse to Chapter 2 (Dispute Settlement) under this Section.", {1, 2}),
        ("Chapter 2 (Dispute Settlement) shall not apply to this Section.", {1, 2}),
        ("The provisions of this Section shall not be subject to Chapter 2 (Dispute Settlement).", {1, 2}),
        ("This Section is not subject to Chapter 2 (Dispute Settlement).", {2, 3}),
    ],
)
def test_a_section_without_a_heading_ends_or_begins_with_the_clause_that_takes_it_out(words, out):
    rivers = ["Each Party shall keep its rivers clean.", words, "Each Party shall keep its lakes clean."]
    answers = found(("Rivers", rivers), ("Dispute Settlement", [GENERAL]))
    assert {n for n in (1, 2, 3) if answers[f"a-b/1.{n}/1"] == ("excluded", "a-b/1.2/1")} == out


def test_the_general_procedure_may_leave_a_chapter_out():
    words = "This Chapter shall apply to the settlement of disputes between the Parties, except for Chapter 1 (Rivers)."
    assert found(("Rivers", ["Keep them clean."]), ("Disputes", [words]))["a-b/1.1/1"] == ("excluded", "a-b/2.1/1")


def test_the_general_procedure_may_leave_a_chapter_to_its_own():
    own = "Should any matter arise under Chapter 1 (Rivers), it will be resolved through the procedures provided in Article 1.2."
    answers = found(
        ("Rivers", ["Keep them clean.", ASK]), ("Lakes", ["Fill them."]), ("Dispute Settlement", [GENERAL, own])
    )
    assert [answers[f"a-b/{n}.1/1"] for n in (1, 2)] == [
        ("consultations", "a-b/1.2/1"),
        ("dispute-settlement", "a-b/3.1/1"),
    ]


def test_the_general_procedure_may_be_told_from_its_end():
    words = (
        "Where a Party has failed to carry out a duty, the dispute settlement provisions of this Chapter shall apply."
    )
    answers = found(("Rivers", ["Keep them clean."]), ("Disputes", [words]))
    assert answers["a-b/1.1/1"] == ("dispute-settlement", "a-b/2.1/1")


def test_where_the_text_is_silent_it_is_unstated():
    assert found(("Rivers", ["Keep them clean."]))["a-b/1.1/1"] == ("unstated", "")


def test_disputes_with_investors_are_another_matter():
    words = "Article 1.2 (Investor-State Dispute Settlement) shall not apply to any dispute under this Chapter."
    answers = found(("Investment", [words, "Mills are protected."]), ("Dispute Settlement", [GENERAL]))
    assert answers["a-b/1.2/1"] == ("dispute-settlement", "a-b/2.1/1")


PROCEDURE = "This Chapter shall apply to the settlement of disputes between the Parties."


@pytest.mark.parametrize(
    ("words", "out"),
    [
        ("Notwithstanding Article 4.1, this Chapter shall not apply to Chapters 1, 2 and 3.", {1, 2, 3}),
        ("This Chapter does not apply to the rules of Chapters One (Rivers) and Three (Hills).", {1, 3}),
        ("This Chapter shall not apply to Chapters 1 through 3.", {1, 2, 3}),
        ("This Chapter shall not apply to Chapter 2 and Article 3.1.", {2, 3}),
        # A part of a chapter is not the chapter, and an article of the procedure is not the procedure.
        ("This Chapter shall not apply to Section B of Chapter 2.", set()),
        ("This Article shall not apply to a matter that Chapter 2 covers.", set()),
    ],
)
def test_the_dispute_chapter_leaves_out_what_it_lists(words, out):
    chapters = [(title, ["Keep them clean."]) for title in ("Rivers", "Lakes", "Hills")]
    answers = found(*chapters, ("Dispute Settlement", [PROCEDURE, words]))
    assert {n for n in (1, 2, 3) if answers[f"a-b/{n}.1/1"] == ("excluded", "a-b/4.2/1")} == out


def test_the_general_procedure_may_begin_with_its_exceptions():
    words = (
        "Except for matters under Chapters 1 (Rivers) and 2 (Lakes), and Article 3.2 of Chapter 3 (Hills), the dispute "
        "settlement provisions of this Chapter apply to all disputes between the Parties."
    )
    answers = found(
        ("Rivers", ["Clean."]), ("Lakes", ["Clean.", ASK]), ("Hills", ["Green.", "High."]), ("Disputes", [words])
    )
    assert answers["a-b/1.1/1"] == ("excluded", "a-b/4.1/1")
    assert answers["a-b/2.1/1"] == ("consultations", "a-b/2.2/1")
    assert answers["a-b/3.1/1"] == ("dispute-settlement", "a-b/4.1/1")
    assert answers["a-b/3.2/1"] == ("excluded", "a-b/4.1/1")


def test_only_one_paragraph_may_stay_in():
    out = "No Party may have recourse to dispute settlement for any provision of this Chapter other than Article 1.1.1(a)."
    answers = found(("Rivers", ["1. Keep them clean.\n\n2. Love them.", out]), ("Dispute Settlement", [GENERAL]))
    assert answers["a-b/1.1/1"] == ("dispute-settlement", "a-b/2.1/1")
    assert answers["a-b/1.1/2"] == ("excluded", "a-b/1.2/1")


@pytest.mark.parametrize(
    ("words", "out"),
    [
        ("No Party may have recourse to dispute settlement for any matter under Article 1.1, 1.2 or 1.4.", {1, 2, 4}),
        ("No Party may have recourse to dispute settlement for any matter under Articles 1.1 to 1.3.", {1, 2, 3}),
        ("This Article shall not be subject to the dispute settlement provisions of this Treaty.", {5}),
        # Another instrument's article, another instrument's procedure, and the only procedure there is.
        ("No Party may have recourse to dispute settlement for any matter under Article 1.1 of the Protocol.", set()),
        ("Measures under this Article shall not be subject to WTO dispute settlement provisions.", set()),
        ("A Party shall only have recourse to dispute settlement procedures under this Treaty for Article 1.1.", set()),
        ("The dispute settlement provisions of this Chapter do not apply to the matters in Annex 7.", set()),
    ],
)
def test_which_articles_are_taken_out(words, out):
    articles = ["Clean.", "Deep.", "Long.", "Wide.", words]
    answers = found(("Rivers", articles), ("Dispute Settlement", [GENERAL]))
    assert {n for n in range(1, 6) if answers[f"a-b/1.{n}/1"][0] == "excluded"} == out


def test_a_panel_of_experts_may_see_to_some_paragraphs_only():
    out = "No Party may have recourse to dispute settlement for any matter arising under this Chapter."
    experts = "A Party may request that a Panel of Experts be convened."
    terms = "The Panel of Experts is to examine whether a Party fails in Articles 1.1, paragraph 2, 1.2 and 1.3 of this Chapter."
    texts = ["1. Keep them clean.\n\n2. Love them.", "Deep.", "Long.", ASK, experts, terms, out]
    answers = found(("Rivers", texts), ("Dispute Settlement", [GENERAL]))
    assert answers["a-b/1.1/2"] == answers["a-b/1.2/1"] == answers["a-b/1.3/1"] == ("panel-of-experts", "a-b/1.6/1")
    assert answers["a-b/1.1/1"] == answers["a-b/1.7/1"] == ("consultations", "a-b/1.4/1")


@pytest.mark.parametrize(
    "words",
    [
        "The provisions of this Article shall apply wherever a Party considers that a duty is not kept.",
        "Wherever a Party sees a breach, the dispute settlement provisions ofthis Chapter shallapply.",
    ],
)
def test_the_general_procedure_may_be_that_of_one_article(words):
    answers = found(("Rivers", ["Keep them clean."]), ("Dispute Settlement", [words]))
    assert answers["a-b/1.1/1"] == ("dispute-settlement", "a-b/2.1/1")


@pytest.mark.parametrize(
    "words",
    [
        "The Parties shall not have recourse to arbitration under Chapter 2 for matters arising under this Chapter.",
        "This Chapter shall not be subject to arbitration.",
        "The Parties agree to use the WTO dispute settlement procedures for any formal disputes on rivers.",
        "No recourse may be had to any form of dispute settlement for any matter under this Chapter.",
        "Unless they agree otherwise, neither Party shall have recourse to dispute settlement under this Chapter.",
        "For any dispute under this Chapter, the Parties shall only have recourse to the procedures of this Article and Article 9.",
    ],
)
def test_an_exclusion_may_be_said_in_many_ways(words):
    answers = found(("Rivers", ["Keep them clean.", words]), ("Dispute Settlement", [GENERAL]))
    assert answers["a-b/1.1/1"] == ("excluded", "a-b/1.2/1")


def test_what_goes_to_the_wto_leaves_the_rest_of_a_chapter_in():
    words = "The Parties agree to use the WTO dispute settlement procedures for any formal disputes on rivers."
    answers = found(("Other Rules", ["Keep them clean.", words]), ("Dispute Settlement", [GENERAL]))
    assert [answers[f"a-b/1.{number}/1"][0] for number in (1, 2)] == ["dispute-settlement", "excluded"]


def test_what_is_not_subject_is_what_stands_before():
    words = (
        "A ruling on a river shall not be subject to the dispute settlement provisions of Section C of this Chapter."
    )
    answers = found(("Rivers", ["Keep them clean.", words]), ("Dispute Settlement", [GENERAL]))
    assert answers["a-b/1.1/1"] == ("dispute-settlement", "a-b/2.1/1")


def test_a_matter_may_go_to_a_committee_where_no_panel_is_open():
    words = "Neither Party may have recourse to dispute settlement for any matter under this Chapter."
    committee = "A Party may refer any matter under this Chapter to the Committee on Rivers."
    answers = found(("Rivers", ["Keep them clean.", words, committee]), ("Dispute Settlement", [GENERAL]))
    assert answers["a-b/1.1/1"] == ("consultations", "a-b/1.3/1")


def test_what_persons_ask_for_are_no_consultations_of_the_parties():
    words = "Neither Party may have recourse to dispute settlement for any matter under this Chapter."
    office = "The office shall answer persons that sent complaints or requests for consultations."
    answers = found(("Rivers", ["Keep them clean.", words, office]), ("Dispute Settlement", [GENERAL]))
    assert answers["a-b/1.1/1"] == ("excluded", "a-b/1.2/1")


@pytest.mark.parametrize("out", [False, True])
def test_what_an_investor_may_claim_has_a_name_of_its_own(out):
    claim = "An investor of a Party may submit a claim to arbitration that a rule of this Chapter was broken."
    limit = "This Article is not subject to investor-State dispute settlement."
    chapters = (("Investment", [f"Mills are protected. {limit if out else ''}", claim]), ("Disputes", [GENERAL]))
    wanted = ("dispute-settlement", "a-b/2.1/1") if out else ("investor-state", "a-b/1.2/1")
    assert found(*chapters)["a-b/1.1/1"] == wanted


@pytest.mark.parametrize(
    ("words", "elsewhere"),
    [
        ("A Council is set up.", ""),
        ("A Party may refer to the Council any dispute over the application of this Treaty.", "a-b/5/1"),
    ],
)
def test_a_procedure_for_one_title_covers_no_other(words, elsewhere):
    """The source lost its titles: the chapters that are counted on to that on disputes are those of its title.

    What is left goes to the council of the treaty, if that takes disputes over all of it.
    """
    scope = "This Chapter shall apply to any dispute on the provisions of Title II (Trade) of this Treaty."
    blocks = []
    chapters = (
        ("I", "Values", "Be good."),
        ("1", "Goods", "Trade."),
        ("2", "Disputes", scope),
        ("1", "Culture", "Sing."),
        ("2", "Council", words),
    )
    for order, (number, title, text) in enumerate(chapters, start=1):
        kind = "title" if title == "Values" else "chapter"
        blocks.append(Block("division", division=kind, number=number, title=title, level=3))
        blocks += [Block("article", number=str(order), title="A Title"), Block("text", text=text)]
    document = segment(blocks, agreement="a-b", language="en")
    sources = [source for _, source in enforcement_of([(p, classify(p)) for p in document.provisions()]).values()]
    assert sources == [elsewhere, "a-b/3/1", "a-b/3/1", elsewhere, elsewhere]


def test_where_articles_are_counted_anew_an_exclusion_means_its_own_chapter():
    blocks = []
    out = "Neither Party may have recourse to dispute settlement for a matter under Article 1."
    for number, title, texts in ((1, "Rivers", ["Clean.", out]), (2, "Lakes", ["Clean."]), (3, "Disputes", [GENERAL])):
        blocks.append(Block("division", number=str(number), title=title, level=3))
        for order, text in enumerate(texts, start=1):
            blocks += [Block("article", number=str(order), title="A Title"), Block("text", text=text)]
    document = segment(blocks, agreement="a-b", language="en")
    answers = [a for a, _ in enforcement_of([(p, classify(p)) for p in document.provisions()]).values()]
    assert answers == ["excluded", "dispute-settlement", "dispute-settlement", "dispute-settlement"]


def test_a_paragraph_may_stay_in():
    out = "This Article, except paragraph 2, shall not be subject to dispute settlement."
    answers = found(("Rivers", [f"1. Clean.\n\n2. Deep.\n\n3. {out}"]), ("Dispute Settlement", [GENERAL]))
    assert [answers[f"a-b/1.1/{n}"][0] for n in (1, 2)] == ["excluded", "dispute-settlement"]


@pytest.mark.parametrize(
    ("ask", "left"),
    [
        ("A Party may request consultations on any matter under this Chapter.", "consultations"),
        ("The Parties shall resolve differences over the application of this Chapter through consultations.", "consultations"),
        ("Para tratar asuntos específicos, a petición de una Parte, la otra celebrará consultas.", "consultations"),
        ("Sobre cualquier asunto de este Capítulo cada Parte deberá, si se le pide, iniciar consultas.", "consultations"),
        ("Upon request, consultations shall also be held in the Committee if a Party considers that pumps are dear.", "consultations"),
        # Talks on one measure leave the rest of the chapter without a way.
        ("A Party may request consultations: (a) after it has received the comments.", "excluded"),
    ],
)  # fmt: skip
def test_only_talks_on_the_whole_chapter_are_what_is_left(ask, left):
    out = "No Party may have recourse to dispute settlement for any matter under this Chapter."
    assert found(("Rivers", ["Keep them clean.", out, ask]))["a-b/1.1/1"][0] == left


@pytest.mark.parametrize(
    "words",
    [
        "Any dispute over the interpretation of this Agreement may be referred to the Committee.",
        "Either Party may refer to Joint Committee any dispute over the application of this Agreement.",
        "Any dispute over the interpretation of this Treaty shall be determined by the Conference.",
        "If talks fail, either Party may request settlement of the dispute by arbitration.",
        "Las controversias sobre la interpretación del Acuerdo serán sometidas a un tribunal.",
    ],
)
def test_an_agreement_without_chapters_has_its_way_too(words):
    blocks = [Block("article", number="1", title="Rivers"), Block("text", text="Keep them clean.")]
    blocks += [Block("article", number="2", title="Disputes"), Block("text", text=words)]
    document = segment(blocks, agreement="a-b", language="en")
    answers = enforcement_of([(p, classify(p)) for p in document.provisions()])
    assert answers["a-b/1/1"] == ("dispute-settlement", "a-b/2/1")


def test_talks_about_some_sections_of_a_chapter_leave_the_others_out():
    asks = "A Party may request consultations on any matter that arises under Section A (Mills) or Section C (Dams)."
    out = "Neither Party may have recourse to dispute settlement for any matter under this Chapter."
    blocks = [Block("division", number="1", title="Rivers", level=3)]
    for order, (section, text) in enumerate(
        [("A", "Keep mills clean."), ("B", "Pay nobody."), ("C", f"{asks} {out}")], 1
    ):
        blocks += [
            Block("division", division="section", number=section, level=5),
            Block("article", number=f"1.{order}", title="A Title"),
            Block("text", text=text),
        ]
    document = segment(blocks, agreement="a-b", language="en")
    answers = enforcement_of([(p, classify(p)) for p in document.provisions()])
    assert {each: how for each, (how, _) in answers.items()} == {
        "a-b/1.1/1": "consultations",
        "a-b/1.2/1": "excluded",
        "a-b/1.3/1": "consultations",
    }
