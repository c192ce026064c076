"""Scope, topics, force and addressee of single clauses, each with the words that caused it."""

from dataclasses import replace

import pytest

from corpus.model import Heading, Point, Provision
from indexer.classify.topics import classify


def provision(text, *, chapter="Rivers and Environment", title="Some Title", points=(), language="en", number="2.1"):
    headings = (Heading("chapter", "2", chapter), Heading("article", number, title))
    held = tuple(Point(label, words) for label, words in points)
    return Provision("a-b/2.1/1", "eid", "a-b", language, headings, "1", text, held)


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("Each Party shall enforce its environmental laws.", "obligation"),
        ("A Party shall not fail to enforce its environmental laws.", "prohibition"),
        ("Neither Party shall waive its environmental laws.", "prohibition"),
        ("The Parties shall make every attempt to settle the matter.", "best-endeavour"),
        ("The Parties endeavor to review its effects.", "best-endeavour"),
        ("This Article is not intended to prevent a Party from buying green goods.", "permission"),
        (
            "Provided that it is no means of veiled restriction, nothing in this Title bars such a measure.",
            "permission",
        ),
        ("Each Party shall, by any means, protect its forests.", "obligation"),
        ("No Party may weaken its environmental laws.", "prohibition"),
        ("Each Party shall strive to improve its environmental laws.", "best-endeavour"),
        ("The Parties shall endeavour to cooperate on forests.", "best-endeavour"),
        ("The Parties should protect wetlands.", "best-endeavour"),
        ("A Party may adopt measures to protect the environment.", "permission"),
        ("The Parties recognise the value of forests.", "recognition"),
        ("The Parties reaffirm their commitment to clean air.", "recognition"),
        ("For the purposes of this Chapter, wetland means land that is wet.", "definition"),
        # A recital inside an operative sentence does not weaken it.
        ("Recognising the value of forests, each Party shall protect them.", "obligation"),
        ("The Parties recognise that it is wrong to weaken laws. A Party shall not waive them.", "prohibition"),
        # How a body works is procedure, who so ever is named.
        ("All decisions of the Council shall be taken by consensus.", "procedure"),
        ("Mindful of the decisions of the Council, each Party shall plant trees.", "obligation"),
        ("All decisions of a Party shall be taken in the open.", "obligation"),
        ("The following are functions of the Committee: to look into mills.", "procedure"),
        ("A Party may, 90 days after the request, request that a panel look into it.", "procedure"),
        ("A Party may, 90 days after the request, request that its goods be sent back.", "permission"),
        ("This Title is not subject to Chapter 20 (Dispute Settlement).", "procedure"),
        # A power denied is forbidden, one left untouched is a right.
        ("Nothing in this Chapter empowers a Party to police the other's forests.", "permission"),
        ("Nothing in this Chapter shall be construed to empower a Party to police them.", "prohibition"),
        ("Nothing in this Chapter shall be construed to prevent a Party from planting trees.", "permission"),
        # “Such” goes on about what the sentence before it allows; it adds no duty. Another sentence may.
        ("Anyone may file a complaint. Such complaints shall be in writing.", "permission"),
        ("Anyone may file a complaint. Each Party shall answer it.", "obligation"),
        ("Each Party shall hear complaints. Such complaints may be in writing.", "obligation"),
        # A relative clause allows nothing.
        ("The Parties have named works that may be begun.", "recognition"),
        ("The Parties may begin the works that they have named.", "permission"),
        ("The Parties are committed to clean rivers and their commitment to them is old.", "recognition"),
        ("The Parties commit to clean rivers.", "obligation"),
        ("The Parties also undertake, as far as they have not done so, to sign it.", "obligation"),
        ("The Parties will further enhance their work on rivers.", "obligation"),
        ("The aim of the cooperation will be to clean rivers.", "best-endeavour"),
        ("The aims of this Chapter are clean rivers.", "recognition"),
        ("With the aim of clean rivers, each Party shall see that its mills are clean.", "obligation"),
        (
            "Article XX of the GATT 1994 is incorporated into this Treaty. The Parties understand that it holds.",
            "permission",
        ),
        ("For the purposes of this Chapter: wetland covers land that is wet.", "definition"),
    ],
)
def test_force_of_a_sentence(text, force):
    assert classify(provision(text)).force == force


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("Cada Parte deberá proteger sus bosques.", "obligation"),
        ("Una Parte no dejará de aplicar su legislación ambiental.", "prohibition"),
        ("Las Partes procurarán mejorar su legislación ambiental.", "best-endeavour"),
        ("Una Parte podrá adoptar medidas ambientales.", "permission"),
        ("Las Partes reconocen el valor de los bosques.", "recognition"),
    ],
)
def test_force_of_a_spanish_sentence(text, force):
    assert classify(provision(text, language="es", chapter="Medio ambiente")).force == force


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("Each Party shall protect its forests.", "each Party"),
        ("The Parties shall protect their forests.", "the Parties"),
        ("Peru shall inspect its mills.", "Peru"),
        ("If talks between the Parties fail, the complaining Party may request a panel.", "a Party"),
        ("The Parties hereby establish a joint Committee.", "the Parties"),
        ("The talks shall begin at once.", ""),
    ],
)
def test_who_is_bound(text, addressee):
    assert classify(provision(text)).addressee == addressee


@pytest.mark.parametrize(
    ("text", "chapter", "scope"),
    [
        ("Each Party shall protect its forests.", "Environment", "core"),
        ("Nothing prevents measures necessary to protect the environment.", "Technical Regulations", "related"),
        ("The Parties shall improve the business environment.", "Investment", "none"),
        ("The regulatory environment shall be predictable.", "Services", "none"),
        ("Its quality is due to the geographical environment.", "Geographical Indications", "none"),
        ("Customs shall follow the Revised Kyoto Convention.", "Customs", "none"),
        ("A bank that sustains losses shall report them.", "Financial Services", "none"),
        ("Fish wholly obtained in a Party are originating goods.", "Rules of Origin", "none"),
    ],
)
def test_scope_and_its_false_friends(text, chapter, scope):
    assert classify(provision(text, chapter=chapter)).scope == scope


def test_every_label_shows_the_words_that_caused_it():
    clause = provision("The Parties shall combat illegal logging.", points=[("a", "by checking the origin of timber;")])
    labels = classify(clause)
    texts = dict(clause.texts()) | {"heading": clause.headings[-1].title}
    assert "illegal-logging" in {label.code for label in labels.topics}
    for label in labels.topics:
        assert label.evidence
        for span in label.evidence:
            assert texts[span.where][span.start : span.end].strip()
        assert label.rule


@pytest.mark.parametrize(("kind", "found"), [("annex", True), ("chapter", False)])
def test_paragraphs_of_an_annex_are_about_what_its_title_names(kind, found):
    frames = (Heading(kind, "2.4", "Governance of Forests"), Heading("heading", "", "Checks"))
    held = replace(provision("On request, Estuaria shall look into one shipment."), headings=frames)
    labels = {label.code: label.evidence for label in classify(held).topics}
    assert ("forest-conservation" in labels) is found
    if found:
        (span,) = labels["forest-conservation"]
        assert (span.where, frames[0].title[span.start : span.end]) == ("heading:0", "Forests")


def test_a_point_inherits_from_its_lead_in_and_says_only_what_differs():
    labels = classify(
        provision("Each Party shall:", points=[("a", "protect its forests;"), ("b", "endeavour to plant new ones.")])
    )
    assert labels.force == "obligation"
    assert "a" not in labels.point_force
    assert labels.point_force["b"][0] == "best-endeavour"


def test_the_points_say_what_is_agreed():
    agreed = classify(provision("The Parties agree that:", points=[("a", "they will endeavour to plant trees;")]))
    recognised = classify(provision("The Parties recognise that:", points=[("a", "trees should be planted;")]))
    assert (agreed.force, recognised.force) == ("best-endeavour", "recognition")


@pytest.mark.parametrize(
    ("lead_in", "points", "expected", "second"),
    [
        ("Each Party:", ("shall plant trees;", "may fell them."), ("obligation", "each Party"), ("permission", "each Party")),
        ("The Committee", ("shall meet;", "may set up groups."), ("procedure", "the Committee"), None),
        ("Such trees:", ("shall be marked;", "may be felled."), ("obligation", ""), ("permission", "")),
        ("The Parties agree on:", ("a list, which shall be kept", "a map."), ("recognition", "the Parties"), None),
        ("Nothing in this Title shall:", ("keep trees from being felled;", "prevent a Party from felling them."), ("permission", "a Party"), None),
        ("Nothing in this Title shall:", ("keep trees from being felled;", "mar forests."), ("permission", ""), None),
    ],
)  # fmt: skip
def test_a_lead_in_and_its_points_tell_together_who_acts(lead_in, points, expected, second):
    labels = classify(provision(lead_in, points=zip("ab", points, strict=True)))
    assert (labels.force, labels.addressee) == expected
    assert labels.point_force.get("b") == second


@pytest.mark.parametrize(
    ("text", "title", "force"),
    [
        ("grove: a place in which trees may stand;", "Definitions", "definition"),
        ("«arboleda»: lugar en que puede haber árboles;", "Definiciones", "definition"),
        ("grove: a place in which trees may stand;", "Forests", "permission"),
        ("For its groves: each Party shall plant trees.", "Definitions", "obligation"),
        ("The Parties shall agree: trees may stand.", "Definitions", "obligation"),
    ],
)
def test_a_term_before_a_colon_is_defined_where_the_title_says_so(text, title, force):
    labels = classify(provision(text, title=title))
    assert labels.force == force
    assert labels.force_evidence


def test_what_closes_a_condition_carries_its_force():
    points = (Point("a", "the Parties agree on no remedy;"), Point("b", "a Party considers that it is not kept,"))
    unclosed = provision("If, in the end:")
    closed = replace(unclosed, points=points, closing="the complaining Party may suspend benefits.")
    assert classify(closed).force == "permission"
    assert classify(closed).force_evidence[0].where == "closing"
    assert classify(replace(closed, text="Each Party shall see that:")).force == "obligation"


def test_hedges_are_kept_as_evidence():
    clause = provision("Each Party shall, as appropriate, protect its forests.")
    assert [clause.text[span.start : span.end] for span in classify(clause).hedges] == ["as appropriate"]


def test_classifying_twice_gives_the_same():
    clause = provision("The Parties shall combat illegal logging and protect wild fauna.")
    assert classify(clause) == classify(clause)
