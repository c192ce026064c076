"""The API does what its own description says, whatever it is asked."""

from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings

from corpus.model import Force
from indexer.record import Record
from web.routes.openapi import describe

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed: pip install clausula[test]")

from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance  # noqa: E402

OPERATIONS = [(path, method) for path, methods in describe()["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def api(site):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", site)


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_the_api_keeps_its_description(api, path, method, mode):
    operation = api[path][method]
    if mode == "negative" and not operation.query and not operation.body:
        pytest.skip("every path is a question; nothing else can be asked wrongly here")
    cases = operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(case=cases)
    def ask(case):
        response = case.call(headers={"Accept-Encoding": "identity"})  # the client of the tests unpacks nothing
        # The query language and dates say more than a schema can: 400 is an answer to what the schema allows.
        # So do lists of ids, which may hold one empty field of a form beside those that count.
        excluded = [positive_data_acceptance] if path in {"/search", "/compare", "/bundle", "/coverage"} else []
        # Too long is a refusal too.
        excluded += [negative_data_rejection] if response.status_code in {413, 414} else []
        case.validate_response(response, excluded_checks=excluded)

    ask()


def test_the_description_names_every_route(site, site_client):
    paths = site_client.get("/api/v1/openapi.json").get_json()["paths"]
    rules = {rule.rule for rule in site.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    named = {f"/api/v1{path}".replace("{", "<").replace("}", ">") for path in paths}
    assert {rule.replace("<path:", "<") for rule in rules} - named == {"/api/v1/openapi.json"}


def test_every_type_and_field_of_an_answer_is_described():
    schemas = describe()["components"]["schemas"]
    bare = [(name, "") for name, schema in schemas.items() if not schema.get("description")]
    for name, schema in schemas.items():
        bare += [
            (name, field) for field, of in schema["properties"].items() if "$ref" not in of and not of["description"]
        ]
    assert bare == []


def test_the_provision_is_described_by_the_type_that_is_printed():
    described = describe()["components"]["schemas"]["Record"]
    assert list(described["properties"]) == list(Record.__struct_fields__)
    assert set(described["properties"]["force"]["enum"]) == set(get_args(Force))
