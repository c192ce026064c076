"""Rules outside the agreements: complete in both languages, dated, with a source or marked, and found by market."""

import re

import pytest

from corpus.catalogue.data_file import rows
from corpus.catalogue.products import load_products
from corpus.catalogue.rules import NOTICE, Rule, load_rules, rules_for
from corpus.errors import CatalogueError

GOOD = """
[[rule]]
id = "otter-act"
names = { en = "Otter Act", es = "Ley de Nutrias" }
number = { en = "Act 7", es = "Ley 7" }
says = { en = "Otters may not be sold.", es = "No se venden nutrias." }
ask = { en = "the court", es = "a la corte" }
markets = ["RUR"]
products = ["wildlife"]
words = { en = ["otter"], es = ["nutria"] }
checked = 2001-02-03
read_in = ["a newspaper"]
unverified = false
"""


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_every_rule_says_where_it_was_read_or_that_nobody_checked(rule):
    assert rule.unverified is not bool(rule.read_in)
    assert set(rule.products) <= {product.id for product in load_products()}
    assert not re.search(r"https?:|www\.|@", str(rule))
    numbers = [
        sorted(re.findall(r"\d+", text.replace("\u00a0", "").replace(" 000", ",000"))) for text in rule.says.values()
    ]
    if rule.id != "eu-due-diligence":  # "EUR 1.5 billion" is "1 500 millones de euros"
        assert numbers[0] == numbers[1]
    assert re.findall(r"\d+", rule.number["en"]) == re.findall(r"\d+", rule.number["es"])


def test_the_notice_says_that_no_rule_is_part_of_an_agreement():
    assert "Not part of any agreement here" in NOTICE["en"]
    assert NOTICE.keys() == {"en", "es"}


@pytest.mark.parametrize(
    ("product", "market", "inside", "outside"),
    [
        ("timber", "USA", {"us-lacey-act", "us-forced-labour", "cites-permits"}, {"eu-deforestation"}),
        ("timber", "EU", {"eu-deforestation", "eu-forced-labour"}, {"us-lacey-act", "eu-illegal-fishing"}),
        ("fish", "", {"eu-illegal-fishing", "us-marine-mammals", "china-food-producers"}, {"eu-deforestation"}),
        ("crafts", "CHN", {"peru-authorities"}, {"china-food-producers", "us-forced-labour"}),
    ],
)
def test_rules_are_those_of_the_product_and_the_market(product, market, inside, outside):
    found = {rule.id for rule in rules_for(load_rules(), product, market)}
    assert inside <= found
    assert not outside & found


def test_reads_a_rule():
    (rule,) = rows("rules.toml", Rule, GOOD)
    assert (rule.names["es"], rule.markets, rule.unverified) == ("Ley de Nutrias", ("RUR",), False)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("checked = 2001-02-03", "", "`checked`"),
        ('"RUR"', '"Ruritania"', "rule[0].markets[0] (otter-act)"),
        (', es = "a la corte"', "", "rule[0].ask (otter-act)"),
        ('["nutria"]', "[]", "rule[0].words[...] (otter-act)"),
        ("unverified", "doubtful", "otter-act"),
    ],
)
def test_refuses_a_faulty_file(old, new, complaint):
    with pytest.raises(CatalogueError, match=re.escape(complaint)):
        rows("rules.toml", Rule, GOOD.replace(old, new))
