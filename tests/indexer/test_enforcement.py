"""Which dispute procedure covers which chapter, found in invented treaties."""

import pytest

from corpus.model import Block
from corpus.segment import segment
from indexer.classify import classify
from indexer.enforcement import enforcement_of

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
        ("The Parties shall only have recourse to Articles 1.3 and 1.4 for any matter under this Chapter.", ("excluded", "a-b/1.2/1")),
        ("The Parties shall only conduct consultation on any matter under this Chapter.", ("consultations", "a-b/1.2/1")),
        # "without first" sets an order of steps, and takes nothing out.
        ("No Party may have recourse to dispute settlement for this Chapter without first asking.", ("dispute-settlement", "a-b/2.1/1")),
    ],
)  # fmt: skip
def test_what_takes_a_chapter_out(words, wanted):
    answers = found(("Rivers", ["Each Party shall keep its rivers clean.", words]), ("Dispute Settlement", [GENERAL]))
    assert answers["a-b/1.1/1"] == wanted


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


def test_the_general_procedure_may_leave_a_chapter_out():
    words = "This Chapter shall apply to the settlement of disputes between the Parties, except for Chapter 1 (Rivers)."
    assert found(("Rivers", ["Keep them clean."]), ("Disputes", [words]))["a-b/1.1/1"] == ("excluded", "a-b/2.1/1")


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
