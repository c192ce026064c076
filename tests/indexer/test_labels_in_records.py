"""What a search filters by: the force of the points too, and the topics that a person set."""

from invented import make_record

from corpus.model import Digest, Label, Span
from indexer.build.documents import document
from indexer.build.records import _seen, _topics


def test_a_provision_is_found_by_the_force_of_its_points():
    inner = {"label": "i", "text": "dump waste.", "force": "definition"}
    points = [
        {"label": "a", "text": "keep rivers clean;"},
        {"label": "b", "text": "A Party shall not:", "force": "prohibition", "points": [inner]},
    ]
    assert document(make_record(points=points))["facets"]["force"] == ["definition", "obligation", "prohibition"]


def test_topics_set_by_hand_stand_first_with_what_the_rules_saw_of_them():
    digest = Digest("a-b/1/1", {}, {"en": "", "es": ""}, ("timber-trade", "waste"), "obligation", "a Party", "unstated")
    labels = [Label(code, (Span("", 0, 6),), f"{code}/1") for code in ("water", "waste")]
    topics = _topics([digest], _seen(labels, {"": "Rivers."}))
    assert [(topic.id, topic.rule) for topic in topics] == [
        ("timber-trade", "digest"),
        ("waste", "waste/1"),
        ("water", "water/1"),
    ]
