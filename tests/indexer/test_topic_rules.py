"""The rules of the taxonomy, one invented sentence a case: which topic it bears, and which it must not."""

import pytest

from corpus.model import Heading, Provision
from indexer.classify.topics import classify

ENVIRONMENT = ("Environment", "Joint Work")
GOODS = ("Trade in Goods", "Exceptions")
STANDARDS = ("Technical Barriers to Trade", "Basic Rights")
NORMAS = ("Medidas de normalización", "Compatibilidad")
DISPUTES = ("Dispute Settlement", "Role of Experts")
GENERAL = ("General Provisions", "Other Agreements")
COOPERATION = ("Cooperation", "Fields")
SANITARY = ("Sanitary and Phytosanitary Measures", "Adaptation")

# (topic, headings, a sentence that bears it, a sentence near it that does not)
CASES = [
    (
        "environmental-treaties-prevail",
        GENERAL,
        "The Treaty does not affect the rights of Norvania under other agreements.",
        "Both Parties affirm all rights and obligations from other agreements that bind them.",
    ),
    (
        "environmental-treaties-prevail",
        GENERAL,
        "Nothing in this Agreement prevents measures for the implementation of international obligations.",
        "Nothing in this Agreement prevents the performance of a contract of sale.",
    ),
    (
        "implementing-environmental-treaties",
        GENERAL,
        "Las Partes confirman los derechos y obligaciones que tienen conforme a otros tratados.",
        "Las Partes confirman la fecha de la reunión.",
    ),
    (
        "agreement-prevails",
        GENERAL,
        "Where the two clash, this Agreement shall prevail over any other agreement.",
        "Where the treaty of friendship says otherwise, this Agreement shall prevail.",
    ),
    (
        "consultation-on-inconsistency",
        GENERAL,
        "If a Party sees an inconsistency with another agreement, the Parties shall consult.",
        "If a Party sees a mill in flames, it shall call for help.",
    ),
    (
        "mutual-recognition",
        NORMAS,
        "Cada Parte aceptará como equivalente el reglamento de la otra.",
        "Cada Parte publicará su reglamento.",
    ),
    (
        "exceeding-standards",
        SANITARY,
        "A Party may adopt a measure stricter than an international standard if science supports it.",
        "A Party may adopt a measure that follows an international standard.",
    ),
    (
        "right-to-regulate",
        STANDARDS,
        "Each Party may establish the level of protection of its environment that it chooses.",
        "Each Party may establish a library of regulations.",
    ),
    (
        "no-disguised-protectionism",
        STANDARDS,
        "Measures with legitimate objectives shall not create unnecessary obstacles to trade.",
        "Measures with legitimate objectives shall be notified.",
    ),
    (
        "science-in-risk-assessment",
        STANDARDS,
        "In a risk assessment a Party shall look at the scientific evidence at hand.",
        "In a market survey a Party shall look at the scientific evidence at hand.",
    ),
    (
        "notification-of-measures",
        SANITARY,
        "Each Party shall notify the other of sanitary measures taken in an urgent case.",
        "Each Party shall print its sanitary measures in colour.",
    ),
    (
        "trade-panel-reports",
        DISPUTES,
        "The panel may ask a scientific review board for a written report.",
        "The panel may ask the Parties for a written report.",
    ),
    (
        "treaty-dispute-settlement",
        ENVIRONMENT,
        "A Party may refer the matter to the dispute settlement mechanism of an environmental agreement.",
        "The Joint Committee (institutions and dispute settlement) shall discuss the environmental agreement.",
    ),
    (
        "monetary-assessment",
        ("Dispute Settlement", "Non-implementation"),
        "A Party that fails to enforce its environmental laws shall pay an annual monetary assessment.",
        "A Party may impose monetary penalties for breaches of its environmental laws.",
    ),
    (
        "disaster-warning",
        COOPERATION,
        "The Parties shall set up an early warning of floods.",
        "A Party that takes emergency action against imports shall notify the other.",
    ),
    (
        "natural-disasters",
        COOPERATION,
        "The Parties shall work together on disaster relief.",
        "Pensions follow from an industrial accident or an occupational disease.",
    ),
    (
        "waste",
        COOPERATION,
        "The Parties shall cooperate on waste management and recycling.",
        "A Party may refuse goods whose management is unclear.",
    ),
    (
        "technology-transfer",
        ENVIRONMENT,
        "The Parties shall promote the transfer of clean technology.",
        "The Parties shall exchange views on science, technology and clean rivers.",
    ),
    (
        "energy-and-environment",
        COOPERATION,
        "The Parties shall cooperate so that energy is produced without harm to the environment.",
        "The Parties shall promote trade in goods and services for the environment, energy meters among them.",
    ),
    (
        "renewable-energy",
        ("Energy", "Rules"),
        "The Parties shall promote wind energy.",
        "A Party shall give notice of any new energy regulatory measure.",
    ),
    (
        "policy-coherence",
        COOPERATION,
        "The Parties shall integrate environmental concerns into their plans.",
        "The laws and policies of the Parties shall keep a high level of environmental protection.",
    ),
    (
        "improve-protection",
        ENVIRONMENT,
        "Each Party shall keep improving its environmental laws.",
        "The Parties aim at raising the standard of living and at sustainable growth.",
    ),
    (
        "goods-exception-necessary",
        GOODS,
        "Nothing in this Treaty prevents what Norvania considers necessary: protection of animals and plants.",
        "Nothing in this Treaty prevents what Norvania considers necessary: libraries.",
    ),
    (
        "services-exception-resources",
        ("Exceptions on Investment and Services", "Scope"),
        "A Party may limit wells for the conservation of exhaustible natural resources.",
        "Measures relating to public order are allowed.",
    ),
    (
        "subsidies-agreement-affirmed",
        ("Trade in Goods", "Subsidies"),
        "To grants of money the Agreement on Subsidies and Countervailing Measures applies.",
        "On transparency, see the Agreement on Subsidies and Countervailing Measures.",
    ),
    (
        "agriculture-agreement-affirmed",
        ("Trade in Goods", "Farm Support"),
        "The Parties shall apply the WTO Agreement on Agriculture to domestic support.",
        "Farm goods are those listed in the WTO Agreement on Agriculture.",
    ),
    (
        "biodiversity-convention-reference",
        ("Intellectual Property", "Genetic Resources"),
        "The Parties note the Convention on Biological Diversity.",
        "The Parties reaffirm the Convention on Biological Diversity.",
    ),
    (
        "environmental-goods-and-services",
        ("General Provisions", "Environmental Products and Related Services"),
        "The Parties shall encourage trade in environmental products.",
        "The Parties shall encourage trade in pianos.",
    ),
    (
        "preamble-environment",
        ("Preamble", ""),
        "Wishing to protect the environment;",
        "Aware of a changing global environment brought about by new machines;",
    ),
]


def topics(headings, text):
    chapter, title = headings
    held = (Heading("preamble" if chapter == "Preamble" else "chapter", "2", chapter), Heading("article", "2.1", title))
    return {label.code for label in classify(Provision("a-b/2.1/1", "eid", "a-b", "en", held, "1", text)).topics}


@pytest.mark.parametrize(("topic", "headings", "says", "_"), CASES, ids=[case[0] for case in CASES])
def test_a_sentence_bears_its_topic(topic, headings, says, _):
    assert topic in topics(headings, says)


@pytest.mark.parametrize(("topic", "headings", "_", "near"), CASES, ids=[case[0] for case in CASES])
def test_a_neighbouring_sentence_does_not(topic, headings, _, near):
    assert topic not in topics(headings, near)


@pytest.mark.parametrize(
    "text",
    [
        "The Parties shall promote an environment attractive for investors.",
        "Its fame is due to the geographical environment of the village.",
        "The Parties note the changing global environment of commerce.",
        "The Party's agent is the Bureau of Seas and International Environmental and Scientific Affairs.",
    ],
)
def test_other_environments_are_not_the_environment(text):
    headings = (Heading("chapter", "2", "Commerce"), Heading("article", "2.1", "Aims"))
    assert classify(Provision("a-b/2.1/1", "eid", "a-b", "en", headings, "1", text)).scope == "none"
