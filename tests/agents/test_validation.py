"""Input validation: exact pointers, and schemas that cannot hurt whoever checks them."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.agents.errors import InputError, SchemaError
from hub.agents.validation import compile_schema

pytestmark = pytest.mark.req("R50")

CONTACT = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "tags": {"type": "array", "items": {"type": "string"}},
        "address": {"$ref": "#/$defs/address"},
        "language": {"type": "string", "default": "French"},
    },
    "required": ["name"],
    "additionalProperties": False,
    "$defs": {
        "address": {
            "type": "object",
            "properties": {"a/b~c": {"type": "integer"}},
            "required": ["city"],
        }
    },
}


def test_every_problem_comes_with_its_pointer() -> None:
    with pytest.raises(InputError) as caught:
        compile_schema(CONTACT).check({"tags": ["x", 5], "address": {"a/b~c": "y"}, "fax": 1})
    assert caught.value.code == "invalid_input"
    found = {problem.pointer: problem.message for problem in caught.value.problems}
    assert found.keys() == {"/name", "/tags/1", "/address/city", "/address/a~1b~0c", ""}
    assert found["/name"] == "is required"
    assert "fax" in found[""]


def test_messages_do_not_repeat_the_value() -> None:
    problems = compile_schema(CONTACT).problems({"name": ["a secret"]})
    assert "a secret" not in str(problems)


def test_a_valid_instance_passes_and_takes_defaults() -> None:
    schema = compile_schema(CONTACT)
    schema.check({"name": "Ana", "tags": []})
    assert schema.with_defaults({"name": "Ana"}) == {"name": "Ana", "language": "French"}
    assert schema.with_defaults({"language": "Dutch"})["language"] == "Dutch"


def test_the_same_schema_is_compiled_once() -> None:
    assert compile_schema(CONTACT) is compile_schema(dict(reversed(CONTACT.items())))


def _doubling(levels: int) -> dict[str, Any]:
    defs = {f"d{at}": {"allOf": [{"$ref": f"#/$defs/d{at + 1}"}] * 2} for at in range(levels)}
    return {"$ref": "#/$defs/d0", "$defs": {**defs, f"d{levels}": {"type": "string"}}}


def _deep(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    for _ in range(levels):
        schema = {"items": schema}
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "https://elsewhere.example/schema"},
        {"$ref": "file:///etc/passwd"},
        {"properties": {"a": {"$ref": "other.json#/a"}}},
        {"properties": {"a": {"$id": "https://x.example/", "$ref": "#/b"}}},
        {"$dynamicRef": "#x"},
        {"$anchor": "x", "$ref": "#x"},
        {"$ref": "#"},
        {"$ref": "#/$defs/missing"},
        {"$defs": {"a": {"properties": {"b": {"$ref": "#/$defs/a"}}}}, "$ref": "#/$defs/a"},
        {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"items": {"$ref": "#/items"}},
        {"$schema": "http://json-schema.org/draft-07/schema#"},
        {"$schema": 5},
        {"type": "strin"},
        {"properties": 5},
        {"pattern": "("},
        {"pattern": "(?=x)y"},
        {"pattern": "(a{1000}){1000}"},
        {"enum": list(range(5_000))},
        {"description": "x" * 70_000},
        _doubling(12),
        _doubling(30),
        _deep(80),
        _deep(300),
    ],
    ids=lambda schema: str(schema)[:30],
)
def test_what_reaches_out_recurses_or_explodes_is_refused_at_once(schema: dict[str, Any]) -> None:
    started = time.process_time()
    with pytest.raises(SchemaError) as caught:
        compile_schema(schema)
    assert time.process_time() - started < 0.05
    assert caught.value.code == "invalid_schema"


def test_a_pattern_cannot_backtrack() -> None:
    schema = compile_schema({"type": "string", "pattern": "^(a+)+$"})
    started = time.process_time()
    assert schema.problems("a" * 100_000 + "b")
    assert time.process_time() - started < 0.5


def test_an_instance_too_deep_or_too_large_is_refused_not_checked() -> None:
    deep: Any = "x"
    for _ in range(10_000):
        deep = [deep]
    schema = compile_schema({"type": "array"})
    assert "too large or too deeply" in schema.problems(deep)[0].message
    wide = compile_schema({"items": {"anyOf": [{"const": at} for at in range(900)]}})
    assert "too large or too deeply" in wide.problems(list(range(30_000)))[0].message


def test_a_property_may_be_called_like_a_keyword() -> None:
    schema = compile_schema(
        {"type": "object", "properties": {"$ref": {"type": "string"}, "enum": {"type": "integer"}}}
    )
    assert [p.pointer for p in schema.problems({"$ref": "http://x", "enum": "y"})] == ["/enum"]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None)
@given(
    schema=st.dictionaries(
        st.sampled_from(
            [
                "type",
                "properties",
                "items",
                "allOf",
                "$ref",
                "required",
                "enum",
                "pattern",
                "$defs",
                "not",
                "minimum",
                "$id",
                "$schema",
            ]
        ),
        JSON_VALUES,
    ),
    instance=JSON_VALUES,
)
def test_any_document_is_either_refused_or_usable(schema: dict[str, Any], instance: Any) -> None:
    try:
        compiled = compile_schema(schema)
    except SchemaError:
        return
    compiled.problems(instance)
