"""HTTP agents as data: requests out of inputs, outputs out of answers, within bounds."""

import time
from typing import Any

import pytest

from hub.agents.errors import MappingError
from hub.agents.exchange import output_of, request_for
from hub.agents.manifest import HttpAgent, parse
from hub.agents.mapping import evaluate
from tests.agents.documents import http

pytestmark = pytest.mark.req("D-agent")

FIELDS = {
    "type": "object",
    "properties": {"id": {}, "text": {"type": "string"}, "lines": {"type": "array"}},
}


def agent(**changes: Any) -> HttpAgent:
    manifest = parse(http(input_schema=FIELDS, **changes))
    assert isinstance(manifest, HttpAgent)
    return manifest


def test_an_input_becomes_a_request() -> None:
    call = request_for(
        agent(
            method="PUT",
            url="https://api.example/orders/{{id}}?v=2",
            headers={"Accept-Language": "de"},
            request={
                "query": {"first": "lines[0].sku", "none": "absent", "many": "length(lines) > `1`"},
                "body": {"note": "text", "skus": "lines[].sku"},
            },
            timeout_s=5,
        ),
        {"id": "a/b c", "text": "hi", "lines": [{"sku": "x"}, {"sku": "y"}]},
    )
    assert call.method == "PUT"
    assert call.url == "https://api.example/orders/a%2Fb%20c?v=2"
    assert call.headers == {"Accept-Language": "de"}
    assert call.query == {"first": "x", "many": "true"}
    assert call.body == {"note": "hi", "skus": ["x", "y"]}
    assert call.timeout_s == 5


def test_without_a_mapping_the_input_is_the_body_and_a_get_has_none() -> None:
    assert request_for(agent(), {"text": "hi"}).body == {"text": "hi"}
    assert request_for(agent(method="GET"), {"text": "hi"}).body is None


@pytest.mark.parametrize("value", ["..", ".", "", None, ["x"], {"a": 1}])
def test_no_value_leaves_its_place_in_the_address(value: Any) -> None:
    with pytest.raises(MappingError) as caught:
        request_for(agent(url="https://api.example/a/{{id}}/b"), {"id": value})
    assert caught.value.problems[0].pointer == "/id"


@pytest.mark.parametrize(
    "value", ["x@evil.example", "?a=b", "#x", "a\r\nHost: b", "../../admin", 7]
)
def test_special_characters_are_encoded(value: Any) -> None:
    url = request_for(agent(url="https://api.example/a/{{id}}"), {"id": value}).url
    rest = url.removeprefix("https://api.example/a/")
    assert not set(rest) & set("/?#@\r\n: ")


def test_an_answer_becomes_an_output() -> None:
    mapped = agent(response={"output": {"text": "result.items[0].title", "count": "length(x)"}})
    answer = {"result": {"items": [{"title": "T"}]}, "x": [1, 2]}
    assert output_of(mapped, answer) == {"text": "T", "count": 2}
    assert output_of(agent(), {"text": "as it is"}) == {"text": "as it is"}
    with pytest.raises(MappingError, match="not an object"):
        output_of(agent(), ["x"])


def test_a_mapping_that_cannot_apply_says_so() -> None:
    with pytest.raises(MappingError) as caught:
        output_of(agent(response={"output": {"text": "length(x)"}}), {"x": 5})
    assert caught.value.code == "mapping_failed"


@pytest.mark.req("R50")
@pytest.mark.parametrize(
    "expression",
    [
        "[@,@]|" * 60 + "@",
        "[@,@][]|" * 50 + "@",
        "join('',[@,@])|" * 30 + "@",
        "[@,@]|" * 60 + "to_string(@)",
    ],
    ids=lambda text: text[:16],
)
def test_an_expression_cannot_explode(expression: str) -> None:
    started = time.process_time()
    with pytest.raises(MappingError, match="too large"):
        evaluate(expression, "x" * 20)
    assert time.process_time() - started < 2
