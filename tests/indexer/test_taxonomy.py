"""The taxonomy as data: a tree in two languages, and rules that can be read."""

import pytest

from corpus.data import data_text
from corpus.errors import CatalogueError
from indexer.classify.taxonomy import load_taxonomy, parse_taxonomy
from indexer.query.thesaurus import content, entries
from indexer.query.words import words

TOPICS = load_taxonomy()
ROW = """
[[topic]]
id = "rivers"
labels = { en = "Rivers", es = "Ríos" }
definitions = { en = "Water that runs.", es = "Agua que corre." }
terms = { en = ["river"], es = ["río"] }
"""


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_every_topic_has_both_languages_and_a_place(topic):
    assert topic.labels.keys() == {"en", "es"}
    assert topic.definitions.keys() == {"en", "es"}
    assert not topic.parent or topic.parent in TOPICS
    assert topic.id != topic.parent
    assert all(behind in TOPICS for behind in topic.behind)


LEADING = [line for line in data_text("thesaurus.txt", "indexer").splitlines() if ">" in line and line[0] != "#"]


def test_words_that_lead_to_a_topic_name_one():
    named = {tuple(content(topic.labels["en"], "en")) for topic in TOPICS.values()}
    assert {content(line.rpartition(">")[2], "en") for line in LEADING} <= named


def test_no_term_that_leads_to_a_topic_is_one_word_and_stop_words():
    """What is left of "not enforceable" would lead whoever asks for enforcement to what cannot be enforced."""
    terms = [
        (term, language)
        for line in LEADING
        for language, side in zip(("en", "es"), line.partition(">")[0].split("="), strict=True)
        for term in side.split(";")
    ]
    assert [term for term, language in terms if len(words(term)) > 1 == len(content(term, language))] == []


@pytest.mark.parametrize(
    ("word", "language", "topic"),
    [
        ("earthquakes", "en", "natural-disasters"),
        ("sewage", "en", "water-quality"),
        ("alcantarillado", "es", "water-quality"),
        ("camiones", "es", "transport-and-environment"),
        ("mipyme", "es", "assistance-to-firms"),
    ],
)
def test_words_of_everyday_lead_to_their_topic(word, language, topic):
    (held,) = entries([word], language).values()
    assert content(TOPICS[topic].labels["en"], "en") in [label for entry in held for label in entry.topics]
    assert not any(entry.terms[other] for entry in held for other in {"en", "es"} - {language})


def test_the_tree_is_two_or_three_levels_deep():
    def depth(topic):
        return 1 + (depth(TOPICS[topic.parent]) if topic.parent else 0)

    assert {depth(topic) for topic in TOPICS.values()} <= {1, 2, 3}


@pytest.mark.parametrize(
    "theme",
    ["deforestation-free", "traceability-and-legal-origin", "carbon-footprint", "circular-economy", "biotrade"],
)
def test_the_five_themes_of_perus_policy_say_what_stands_behind_them(theme):
    (topic,) = [t for t in TOPICS.values() if t.id.startswith(theme)]
    assert topic.behind


def test_labour_stands_beside_the_environment():
    wanted = {"freedom-of-association", "forced-labour", "child-labour", "discrimination-at-work", "working-conditions"}
    assert wanted | {"labour-enforcement", "labour-public-submissions"} <= TOPICS.keys()


@pytest.mark.parametrize(
    "content",
    [
        ROW + 'parent = "nowhere"',
        ROW + 'behind = ["nowhere"]',
        ROW + 'colour = "blue"',
        ROW.replace(', es = "Ríos"', ""),
        ROW.replace('["río"]', "[]"),
        ROW + 'rules = [{ says = ["{nogroup}"] }]',
        ROW + 'rules = [{ near = ["water"] }]',
        ROW + 'rules = [{ says = ["water"], hears = ["water"] }]',
        ROW + ROW,
    ],
)
def test_a_wrong_topic_is_refused_by_name(content):
    with pytest.raises(CatalogueError, match=r"rivers|nogroup"):
        parse_taxonomy(content, {})
