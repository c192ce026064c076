"""What treaties since 2016 speak of is seen in a chapter that is about something else; its false friends are not."""

import pytest

from corpus.model import Heading, Provision
from indexer.classify.topics import classify

SEEN = [
    ("Each Party shall carry out the Paris Agreement.", "climate-treaties"),
    ("Cada Parte cumplirá el Acuerdo de París.", "climate-treaties"),
    ("The Parties shall fight illegal logging.", "illegal-logging"),
    ("Las Partes combatirán la tala ilegal.", "illegal-logging"),
    ("Each Party shall punish wildlife trafficking.", "endangered-species"),
    ("Las Partes perseguirán el tráfico de fauna silvestre.", "endangered-species"),
    ("Each Party shall collect marine litter.", "marine-litter"),
    ("Each Party shall ban single-use plastics.", "waste"),
    ("Cada Parte limitará los plásticos de un solo uso.", "waste"),
    ("Each Party shall end its fossil fuel subsidies.", "harmful-subsidies"),
    ("Las Partes reducirán los subsidios a los combustibles fósiles.", "harmful-subsidies"),
    ("No Party shall pay fisheries subsidies that lead to overfishing.", "harmful-subsidies"),
    ("Each Party shall halt deforestation.", "forest-conservation"),
    ("Cada Parte protegerá sus bosques.", "forest-conservation"),
    ("The Parties shall work for a circular economy.", "circular-economy"),
    ("Las Partes fomentarán la economía circular.", "circular-economy"),
    ("Each Party shall ask its firms for responsible business conduct.", "responsible-business-conduct"),
    ("Each Party shall ask for due diligence along supply chains.", "responsible-business-conduct"),
    ("Cada Parte exigirá la debida diligencia en las cadenas de valor.", "responsible-business-conduct"),
    ("The Parties shall work for sustainable food systems.", "sustainable-agriculture"),
    ("Each Party shall heed the rights of indigenous peoples.", "indigenous-and-traditional-knowledge"),
    ("Cada Parte respetará los derechos de los pueblos indígenas.", "indigenous-and-traditional-knowledge"),
    ("Each Party shall raise its level of animal welfare.", "animal-welfare"),
    ("Las Partes velarán por el bienestar animal.", "animal-welfare"),
    ("Las Partes ratificarán el Acuerdo de Escazú.", "public-participation-in-law-making"),
    ("The Parties shall plan a just transition.", "social-and-environment"),
    ("Las Partes planificarán una transición justa.", "social-and-environment"),
    ("A Party shall tell the other of its carbon border adjustment.", "carbon-footprint"),
    ("Las Partes hablarán de los ajustes de carbono en frontera.", "carbon-footprint"),
    ("Each Party shall aim at net zero emissions.", "climate-mitigation"),
    ("Cada Parte pondrá fin a la sobrepesca.", "fisheries-conservation"),
    ("Each Party shall protect its mangroves.", "biodiversity"),
]
UNSEEN = [
    "Each Party shall grant equivalent treatment to the goods of the other.",
    "The customs authorities shall release perishable goods at once.",
    "The Parties shall cooperate on robotics, software and data mining.",
    "Each Party shall use due diligence in keeping its records.",
    "The Paris Convention on industrial property applies.",
    "Cada Parte aplicará el Convenio de París sobre la propiedad industrial.",
    "Plastic tubes and wood screws shall be free of duty.",
    "The tax on fossil fuels shall be the same for all suppliers.",
    "The transition period shall be fair to both sides.",
]


def labels(text):
    headings = (Heading("chapter", "9", "Cooperation"), Heading("article", "9.1", "Fields"))
    return classify(Provision("a-b/9.1/1", "eid", "a-b", "en", headings, "1", text))


@pytest.mark.parametrize(("text", "topic"), SEEN)
def test_it_is_related_and_bears_its_topic(text, topic):
    found = labels(text)
    assert found.scope == "related"
    assert topic in {label.code for label in found.topics}


@pytest.mark.parametrize("text", UNSEEN)
def test_a_false_friend_bears_nothing(text):
    found = labels(text)
    assert (found.scope, [label.code for label in found.topics]) == ("none", [])


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Nothing in this Title bars measures for the environment of equivalent effect.", "mutual-recognition"),
        ("Nothing in this Title bars measures for the environment of equivalent effect.", "harmonisation"),
        ("Customs duties on goods that serve the environment shall end.", "customs-and-environmental-offences"),
    ],
)
def test_one_word_beside_the_environment_is_no_topic(text, topic):
    assert topic not in {label.code for label in labels(text).topics}
