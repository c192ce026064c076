"""Core, related or none: invented clauses side by side, of which one bears the label and its neighbour does not."""

import pytest

from corpus.model import Heading, Point, Provision
from indexer.classify.topics import classify


def provision(text, headings, points=()):
    kinds = ("chapter", "article")
    stand = tuple(Heading(kind, "7", title) for kind, title in zip(kinds, headings, strict=True))
    held = tuple(Point(chr(ord("a") + n), words) for n, words in enumerate(points))
    return Provision("a-b/7/1", "eid", "a-b", "en", stand, "1", text, held)


# (headings of chapter and article, a text, its scope)
CASES = [
    # The title of a chapter speaks for what its articles leave unsaid.
    (("Social Aspects", "Talks"), "A Party may ask the other for talks; they last three months.", "core"),
    (("Social Cooperation", "Talks"), "A Party may ask the other for talks; they last three months.", "none"),
    (("Climate Action", ""), "A regular dialogue shall take place on what this Chapter covers.", "core"),
    (("Investment Climate", ""), "A regular dialogue shall take place on what this Chapter covers.", "none"),
    (("Patents", "Genetic Resources"), "If the applicant stays silent, the office may set a time limit.", "core"),
    (
        ("Patents", "Patents and Utility Models"),
        "If the applicant stays silent, the office may set a time limit.",
        "none",
    ),
    (("Energy", "Statistics"), "The Parties shall exchange tables.", "none"),
    # Titles that make an article related, and titles near them.
    (("Cooperation", "Forestry"), "The Parties value a steady supply of planks.", "related"),
    (("Cooperation", "Carpentry"), "The Parties value a steady supply of planks.", "none"),
    (("Cooperation", "Fisheries Cooperation"), "The Parties shall share what they know of nets.", "related"),
    (("Tariffs", "Duties on Fish and Fishery Products"), "Duties on nets and boats fall to zero.", "none"),
    (("Agriculture, Forestry and Fisheries", "Committee"), "The Committee shall meet once a year.", "none"),
    (("Cooperation", "Indigenous Peoples"), "Cooperation shall further their rights.", "related"),
    (("Cooperation", "Youth"), "Cooperation shall further their rights.", "none"),
    (("Employment, Social Policy and Equal Chances", ""), "A regular dialogue shall take place.", "related"),
    (("Movement of Persons", "Temporary Employment Entry"), "A regular dialogue shall take place.", "none"),
    # All farming is no fish stock: what a chapter on both says of the environment is only related.
    (("Agriculture and Fisheries", "Aims"), "The Parties seek sustainable development on land.", "related"),
    (("Agriculture, Forestry and Fisheries", "Forestry"), "The Parties seek sustainable forests.", "core"),
    (("Fisheries", "Aims"), "The Parties seek the sustainable use of fish stocks.", "core"),
    # What is sustainable.
    (("Cooperation", "Roads"), "They shall build a sustainable national transport network.", "related"),
    (("Cooperation", "Fields"), "The Parties seek sustainable economic and social development.", "related"),
    (("Cooperation", "Budget"), "Norvania seeks a sustainable balance of payments.", "none"),
    (("Cooperation", "Peace"), "They hope for a sustainable solution to the quarrel.", "none"),
    (("Cooperation", "Networks"), "The network shall find ways to its self-sustainability.", "none"),
    # What is precautionary.
    (("Goods", "Novel Food"), "A Party may rely on the precautionary approach.", "related"),
    (("Enforcement", "Seizure"), "The court may order the precautionary seizure of bank accounts.", "none"),
    (("Goods", "Shortages"), "The Party may at once apply the precautionary measures that it needs.", "none"),
    # Nature, technology, disasters.
    (("Cooperation", "Mines"), "They shall share experience with clean technologies in pits.", "related"),
    (("Cooperation", "Mines"), "They shall share experience with new technologies in pits.", "none"),
    (
        ("Cooperation", "Visitors"),
        "Tourists shall help the conservation of natural and cultural attractions.",
        "related",
    ),
    (("Cooperation", "Visitors"), "Tourists shall learn of theatres and cultural attractions.", "none"),
    (("Civil Protection", ""), "They shall prepare for natural and man-made disasters.", "related"),
    (("Civil Protection", ""), "They shall prepare for storms of protest.", "none"),
    (("Cooperation", "Ships"), "They may agree on fisheries on the high seas.", "related"),
    (("Cooperation", "Ships"), "They may agree on flags on the high seas.", "none"),
    (("Patents", "Filing"), "The applicant shall name the source of the biological material.", "related"),
    (("Patents", "Filing"), "The applicant shall deposit the biological material.", "none"),
    (("Investment", "Review"), "The Parties shall review the establishment environment.", "none"),
    (("Cooperation", "Vegetables"), "They shall grow lettuce under protected environments.", "none"),
    # Work.
    (("Preamble", "Preamble"), "Protect basic workers’ rights;", "related"),
    (("Preamble", "Preamble"), "Protect basic consumers’ rights;", "none"),
    (("Preamble", "Preamble"), "Improve working conditions and the standard of living;", "related"),
    (("Services", "Visits"), "Laws on entry, stay and working conditions apply.", "none"),
    (("Persons", "Workers"), "The same rules on working conditions and pay protect them.", "none"),
    (("Persons", "Workers"), "The same rules on working conditions and remuneration protect them.", "related"),
    (
        ("Bienes", "Evaluación"),
        "Cada Parte evaluará riesgos de las plantas, del ambiente y de los consumidores.",
        "related",
    ),
    (
        ("Bienes", "Evaluación"),
        "Cada Parte evaluará riesgos de las plantas, del ambiente de negocios y de los consumidores.",
        "none",
    ),
    (("Persons", "Workers"), "They are free from discrimination as to working conditions and pay.", "related"),
    (("Approximation", "Laws"), "Norvania shall take over laws on health and safety at work.", "related"),
    (("Approximation", "Laws"), "Norvania shall take over laws on health and safety of toys.", "none"),
    (("Cooperation", "Fields"), "They shall share what they know of water management and fish stocks.", "related"),
    (("Cooperation", "Fields"), "They shall share what they know of asset management and stocks.", "none"),
    (("Textiles", "Profiles"), "The mill shall report wages and the minimum age for employment.", "related"),
    (("Textiles", "Profiles"), "The mill shall report wages and the number of looms.", "none"),
    (("Preámbulo", "Preamble"), "Proteger los derechos fundamentales de los trabajadores;", "related"),
    # An exception under no title that says so.
    (
        ("Common Provisions", ""),
        "Nothing in it shall preclude restrictions to protect the health of plants.",
        "related",
    ),
    (("Common Provisions", ""), "They shall consult on restrictions to protect the health of plants.", "none"),
    (("Common Provisions", ""), "Nothing in it shall preclude restrictions to protect national treasures.", "none"),
    (("Sanitary Measures", ""), "Nothing in it shall prevent measures to protect the health of plants.", "none"),
    # The general exceptions of the WTO taken in without a word on nature.
    (("Exceptions", "General Exceptions"), "Article XX of the GATT 1994 is incorporated.", "related"),
    (("Services", "Exceptions"), "Article XIV of the GATS is incorporated.", "related"),
    (("Exceptions", "Security Exceptions"), "Article XXI of the GATT 1994 is incorporated.", "none"),
    (("Exceptions", "Taxes"), "A tax may be levied as Article XIV of the GATS allows.", "none"),
    (("Goods", "National Treatment"), "Article III of the GATT 1994 is incorporated.", "none"),
]


@pytest.mark.parametrize(("headings", "text", "scope"), CASES)
def test_scope_of_a_clause(headings, text, scope):
    assert classify(provision(text, headings)).scope == scope


def test_an_untitled_article_is_core_if_it_opens_with_the_environment():
    fields = ("the quality of the environment;", "the fight against pollution;", "waste and biodiversity.")
    opening = provision("Cooperation shall keep the environment clean, and covers:", ("Cooperation", ""), fields)
    passing = provision(
        "Cooperation between the Parties in the fields of science, of the arts, of railways and of all else that they "
        "agree on from time to time shall cover, among other matters:",
        ("Cooperation", ""),
        fields,
    )
    titled = provision(opening.text, ("Cooperation", "Fields"), fields)
    assert [classify(each).scope for each in (opening, passing, titled)] == ["core", "related", "related"]
