import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.errors import QueryError
from indexer.query.language import from_params, parse_query
from indexer.query.query import Query, to_params, to_text
from indexer.query.words import words

TYPED = st.text(alphabet='abñé "-*:.()/ ORpartyPER2010\u202e\x00«»', max_size=60)


@given(TYPED)
@example("0(«0»0)")
@example("-(0 ) 0)")
@settings(deadline=None)
def test_parsing_is_total_and_the_round_trips_are_identities(text):
    try:
        query = parse_query(text)
    except QueryError as error:
        assert 0 <= error.position <= len(text)  # noqa: PT017 - a query or an error, both are right
        assert error.hint  # noqa: PT017
        return
    again = from_params(to_params(query))
    assert (again.parts, again.filters, again.without, again.signed) == (
        query.parts, query.filters, query.without, query.signed)  # fmt: skip
    assert parse_query(to_text(query)).parts == query.parts
    assert to_params(again) == to_params(query)


@pytest.mark.parametrize(
    ("text", "position"),
    [('forest "open', 7), ("*", 0), ("fo*", 2), ("forest x*y", 8), ("signed:soon", 7), ("signed:2020..2010", 7),
     ('party:"PER', 6), ("a" * 2001, 2000)],
)  # fmt: skip
def test_errors_say_where(text, position):
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.position == position


@pytest.mark.parametrize(
    "text",
    ["us-peru 18.3.1(a)", "eu-andean art 269(3)", "us-peru/18.3/1.a", "párrafo 4 del artículo 18.3", "cap. 18 del APC"],
)
def test_pinpoints_are_recognised(text):
    assert parse_query(text).pinpoint == text


@pytest.mark.parametrize("text", ["iso 14001", "illegal logging", "rio 1992", "no harm", "part of the plan"])
def test_other_words_are_no_pinpoint(text):
    assert parse_query(text).pinpoint == ""


def test_fields_and_dates():
    query = parse_query('timber party:per,usa -bloc:EU status:"in force" signed:2010..2020')
    assert query.filters == (("party", ("PER", "USA")), ("status", ("in force",)))
    assert query.without == (("bloc", ("EU",)),)
    assert query.signed == (20100101, 20201231)
    assert not query.strict
    assert isinstance(query, Query)


@pytest.mark.parametrize("typed", ["sort:date", "orden:fecha", "SORT:Date"])
def test_the_order_can_be_typed(typed):
    query = parse_query(f"timber {typed}")
    assert query.order == "date"
    assert to_text(query) == "timber sort:date"
    assert from_params(to_params(query)) == query
    assert parse_query(typed, filters={"party": ["PER"]}).filters == (("party", ("PER",)),)


def test_too_many_words_fail_cleanly():
    with pytest.raises(QueryError):
        parse_query("owl " * 65)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("biodi\u00adversity", "biodiversity"),
        ("ille\u200bgal logg\u200ding", "illegal logging"),
        ('"illegal log\u00adging"', '"illegal logging"'),
        ("illegal NOT logging", "illegal -logging"),
        ('illegal NOT "old logging"', 'illegal -"old logging"'),
        ("illegal AND logging", "+illegal +logging"),
        ("illegal AND NOT logging", "+illegal -logging"),
        ("illegal && logging", "+illegal +logging"),
        ("illegal | unlawful", "illegal OR unlawful"),
        ("timber !logging", "timber -logging"),
        ('timber !"illegal logging"', 'timber -"illegal logging"'),
        ("(timber OR fish) forest", "timber OR fish forest"),
        ("timber -(fish)", "timber -fish"),
        ("timber (illegal logging)", "timber illegal logging"),
        ("bosques NO pesca", "bosques -pesca"),
        ("bosques O selvas de la Amazonía", "bosques OR selvas de la Amazonía"),
        ("pesca Y bosques de los pueblos", "+pesca +bosques de los pueblos"),
        ("timber NO fishing", "timber no fishing"),
        ("BOSQUES NO PESCA DE LOS", "bosques no pesca de los"),
        ("el decreto NO 44 de bosques", "el decreto no 44 de bosques"),
    ],
)
def test_signs_of_other_engines_and_of_copied_text(typed, same):
    one, other = (
        [(part.excluded, part.required, [(words(word.text), word.kind) for word in part.words]) for part in query.parts]
        for query in (parse_query(typed), parse_query(same))
    )
    assert one == other


@pytest.mark.parametrize("typed", ["+illegal +logging", "illegal AND logging", "illegal +logging"])
def test_plus_and_and_ask_for_every_word(typed):
    query = parse_query(typed)
    assert query.strict
    assert [word.text for part in query.parts for word in part.words] == ["illegal", "logging"]
    assert parse_query(to_text(query)) == query


@pytest.mark.parametrize("typed", ["not logging", "and forests", "what about logging?", "AND", "NOT"])
def test_small_words_are_no_operators(typed):
    assert not parse_query(typed).strict


@pytest.mark.parametrize(
    "typed",
    [
        '"illegal logging"~5', "logging~2", "l?gging", "???", "§", "…", "- +", "“”", "logging NEAR timber", "forest^2",
        "sort:size", "timber -sort:date", "orden:", "timber w/5 logging", "timber NEAR/3 logging", "topic:", "party: Peru",
        "timber OR (illegal logging)", "timber -(fish OR tuna)", "timber NOT (fish tuna)", "+fish ((tuna OR squid) ports)",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_explained(typed):
    with pytest.raises(QueryError) as caught:
        parse_query(typed)
    assert caught.value.hint
