"""The next version follows from what changed, and a definition survives its YAML form."""

from typing import Any

import pytest

from hub.agents.documents import from_yaml, read_yaml, readable_diff, write_yaml
from hub.agents.errors import DefinitionError, ManifestError
from hub.agents.manifest import parse
from hub.agents.shipped import shipped_agents
from hub.agents.versions import Level, compare, next_version
from tests.agents.documents import graph, http, mcp, node, prompt

pytestmark = pytest.mark.req("D-agent")

TOOL = {"server": "crm", "allow": ["find"]}


def schema(required: tuple[str, ...] = ("text",), **fields: Any) -> dict[str, Any]:
    properties = {"text": {"type": "string", "maxLength": 100}, **fields}
    return {"type": "object", "properties": properties, "required": list(required)}


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        (prompt(), prompt(), "none"),
        (prompt(), prompt(min_tier="demo"), "none"),
        (prompt(), prompt(tagline="Other"), "patch"),
        (prompt(), prompt(features=["fast"], tags=["x1"]), "patch"),
        (prompt(), prompt(instructions="Other."), "minor"),
        (prompt(), prompt(temperature=0.5), "minor"),
        (prompt(), prompt(model={"max_attempts": 5}), "minor"),
        (prompt(), prompt(tools=[TOOL]), "major"),
        (prompt(tools=[TOOL]), prompt(tools=[{**TOOL, "allow": ["find", "delete"]}]), "major"),
        (prompt(), prompt(channels=["mcp"]), "major"),
        (prompt(channels=["mcp"]), prompt(channels=["mcp", "a2a"]), "minor"),
        (mcp(), mcp(url="https://other.example/mcp"), "major"),
        (mcp(), mcp(timeout_s=5), "minor"),
        (http(), http(method="PUT"), "major"),
        (
            graph([node("a")], "start>a a>end"),
            graph([node("a", "agent")], "start>a a>end"),
            "major",
        ),
        (prompt(), mcp(slug="echo"), "major"),
    ],
)
def test_the_kind_of_change_sets_the_step(
    before: dict[str, Any], after: dict[str, Any], level: Level
) -> None:
    change = compare(parse(before), parse(after))
    assert change.level == level
    assert bool(change.differences) == (level != "none")


@pytest.mark.parametrize(
    ("before", "after", "takes", "gives"),
    [
        (schema(), schema(tone={"type": "string"}), "minor", "minor"),
        (schema(("text", "b"), b={}), schema(b={}), "minor", "major"),
        (schema(b={}), schema(("text", "b"), b={}), "major", "minor"),
        (schema(b={}), schema(), "major", "major"),
        (schema(b={"type": "string"}), schema(b={"type": "integer"}), "major", "major"),
        (schema(b={"enum": ["x"]}), schema(b={"enum": ["x", "y"]}), "minor", "major"),
        (schema(b={"enum": ["x", "y"]}), schema(b={"enum": ["y"]}), "major", "minor"),
        (schema(b={"maxLength": 5}), schema(b={"maxLength": 9}), "minor", "major"),
        (schema(b={"minLength": 5}), schema(b={"minLength": 9}), "major", "minor"),
        (schema(b={"maxItems": 5}), schema(b={}), "minor", "major"),
        (schema(b={"description": "x"}), schema(b={"description": "y"}), "patch", "patch"),
        (
            schema(b={"type": "array", "items": {"type": "string"}}),
            schema(b={"type": "array", "items": {"type": "integer"}}),
            "major",
            "major",
        ),
    ],
)
def test_a_schema_change_weighs_by_what_it_does_to_callers(
    before: dict[str, Any], after: dict[str, Any], takes: Level, gives: Level
) -> None:
    assert (
        compare(parse(prompt(input_schema=before)), parse(prompt(input_schema=after))).level
        == takes
    )
    assert (
        compare(parse(prompt(output_schema=before)), parse(prompt(output_schema=after))).level
        == gives
    )


def test_each_difference_says_where_and_why() -> None:
    change = compare(parse(prompt()), parse(prompt(model={"deadline_s": 9})))
    (difference,) = change.differences
    assert (difference.pointer, difference.level) == ("/model", "minor")
    change = compare(parse(prompt(model={"deadline_s": 8})), parse(prompt(model={"deadline_s": 9})))
    assert [(d.pointer, d.before, d.after) for d in change.differences] == [
        ("/model/deadline_s", 8, 9)
    ]


def test_the_next_version() -> None:
    steps = [next_version("1.4.2", level) for level in ("none", "patch", "minor", "major")]
    assert steps == ["1.4.2", "1.4.3", "1.5.0", "2.0.0"]
    for wrong in ("1.4", "v1.0.0", "01.0.0", "1.0.0-rc1", ""):
        with pytest.raises(DefinitionError):
            next_version(wrong, "patch")


def test_every_shipped_agent_survives_its_yaml_form() -> None:
    for shipped in shipped_agents():
        assert from_yaml(write_yaml(shipped.manifest)) == shipped.manifest
        assert write_yaml(from_yaml(write_yaml(shipped.manifest))) == write_yaml(shipped.manifest)


def test_a_diff_reads_like_one() -> None:
    before, after = parse(prompt()), parse(prompt(instructions="Repeat it.\nTwice."))
    diff = readable_diff(before, after).splitlines()
    assert diff[:2] == ["--- a/echo.yaml", "+++ b/echo.yaml"]
    assert "-instructions: Repeat the text." in diff
    assert "+instructions: |-" in diff
    assert readable_diff(before, before) == ""
    assert all(line.startswith(("+", "-", "@")) for line in readable_diff(None, after).splitlines())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x [1]\nb: *x", "anchors and aliases"),
        ("a: !!python/object/apply:os.system [id]", "tags are not supported"),
        ("kind: prompt\nkind: mcp", "'kind' is there twice, line 1"),
        ("- a", "must be a mapping"),
        ("a: [", "is not YAML"),
        ("", "must be a mapping"),
        ("a: 1\n---\nb: 2", "is not YAML"),
        ("a: " + "[" * 2_000, "nested too deeply"),
        ("a: " + "x" * 300_000, "larger than"),
    ],
    ids=lambda text: text[:20],
)
def test_yaml_tricks_are_refused(text: str, words: str) -> None:
    with pytest.raises(ManifestError, match=words):
        read_yaml(text)


def test_yaml_values_stay_what_json_knows() -> None:
    assert read_yaml("day: 2026-01-02\nok: true\nn: 1.5\nmerge: <<") == {
        "day": "2026-01-02",
        "ok": True,
        "n": 1.5,
        "merge": "<<",
    }
