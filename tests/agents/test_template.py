"""Prompt templates: substitution, typed variables, and nothing that executes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from hub.agents.errors import TemplateError
from hub.agents.template import PromptTemplate, fill, placeholders

pytestmark = pytest.mark.req("FR-5.9")

GREETING = PromptTemplate.model_validate(
    {
        "text": "Dear {{name}}, you are {{ age }} and {{mood}}. {{name}}! {{notes}}{{member}}",
        "variables": [
            {"name": "name"},
            {"name": "age", "type": "number"},
            {"name": "mood", "type": "enum", "options": ["glad", "sad"], "default": "glad"},
            {"name": "notes", "type": "text", "required": False},
            {"name": "member", "type": "boolean", "default": False},
        ],
    }
)


def test_values_stand_where_their_names_stood() -> None:
    text = GREETING.render({"name": "Ana", "age": 41.5, "notes": "a\nb"})
    assert text == "Dear Ana, you are 41.5 and glad. Ana! a\nbfalse"


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({}, {"/values/name": "is required", "/values/age": "is required"}),
        ({"name": 5, "age": "x"}, {"/values/name": "string", "/values/age": "number"}),
        ({"name": "a\nb", "age": True}, {"/values/name": "single line", "/values/age": "number"}),
        ({"name": "A", "age": 1, "mood": "odd"}, {"/values/mood": "one of glad, sad"}),
        ({"name": "A", "age": 1, "member": "yes"}, {"/values/member": "true or false"}),
        ({"name": "A", "age": 1, "surname": "B"}, {"/values/surname": "not a variable"}),
        ({"name": "A" * 20_001, "age": 1}, {"/values/name": "over 20000"}),
    ],
)
def test_every_wrong_value_is_named(values: dict[str, Any], problems: dict[str, str]) -> None:
    with pytest.raises(TemplateError) as caught:
        GREETING.render(values)
    assert caught.value.code == "invalid_template"
    found = {problem.pointer: problem.message for problem in caught.value.problems}
    assert found.keys() == problems.keys()
    assert all(words in found[pointer] for pointer, words in problems.items())


def test_a_preview_shows_what_is_still_missing() -> None:
    assert GREETING.preview({"age": 3}).startswith("Dear ⟨name⟩, you are 3 and glad.")


@pytest.mark.parametrize(
    ("text", "variables", "words"),
    [
        ("{{a}}", [], "not declared: a"),
        ("plain", [{"name": "a"}], "not used: a"),
        ("{{a}}", [{"name": "a"}, {"name": "a"}], "twice"),
        ("{{a}}", [{"name": "a", "type": "enum"}], "an enum needs them"),
        ("{{a}}", [{"name": "a", "options": ["x"]}], "options belong to an enum"),
        ("{{a}}", [{"name": "a", "type": "number", "default": "x"}], "default must be a number"),
        ("{{a}}", [{"name": "a", "eval": "x"}], "Extra inputs"),
        ("{{a", [{"name": "a"}], "malformed placeholder at character 0"),
    ],
)
def test_a_template_and_its_variables_agree(
    text: str, variables: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        PromptTemplate.model_validate({"text": text, "variables": variables})


@pytest.mark.req("R51")
@pytest.mark.parametrize(
    "text",
    ["{{ 7*7 }}", "{{ a.__class__ }}()", "{{a|upper}}", "{{a()}}", "{{}}", "{{a.}}", "{{a[0]}}"],
)
def test_expressions_are_not_placeholders(text: str) -> None:
    if text.startswith("{{ a.__class__"):
        assert fill(text, {"a": "x"}) == "()"
    else:
        with pytest.raises(TemplateError):
            placeholders(text)


@pytest.mark.req("R51")
@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_what_is_filled_in_is_never_read_as_a_template(value: str) -> None:
    assert fill("<{{a}}>", {"a": value, "b": "leak"}) == f"<{value}>"
    assert fill("<{{a}}>", {"a": "{{b}}", "b": "leak"}) == "<{{b}}>"


def test_dotted_names_walk_and_structures_are_json() -> None:
    values = {"input": {"text": "hi", "tags": ["a", "é"]}, "none": None}
    assert fill("{{input.text}} {{input.tags}}{{none}}{{gone.text}}", values) == 'hi ["a", "é"]'


def test_a_literal_brace_can_be_written() -> None:
    assert fill(r"\{{name}} is {{name}}, {x} {", {"name": "N"}) == "{{name}} is N, {x} {"
    assert placeholders(r"\{{a}} {{b}} {{b}}") == ("b",)
