"""Runs of test keys: a script answers for every kind of agent, calls nothing and costs nothing."""

import hashlib
import math
import re
import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.agents.public import TEXT_SCHEMA, Runnable
from hub.runs.costing import NOTHING, Worst
from hub.runs.errors import OutputInvalid
from hub.runs.executor import Asked, Plan, Work
from hub.runs.record import Result
from providers.contract import Usage

MODEL: Final = "test/scripted"
_SECONDS: Final = 10.0
_MAX_DEPTH: Final = 32
_FORMATS: Final[Mapping[str, str]] = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "duration": "P1D",
    "email": "test@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uri-reference": "/test",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "regex": "test",
    "json-pointer": "/test",
}


class Scripted:
    """The executor of every agent that a test key calls."""

    def plan(self, runnable: Runnable, given: dict[str, Any], asked: Asked) -> Plan:  # noqa: ARG002
        worst = Worst(input_tokens=0, output_tokens=0, calls=0, seconds=_SECONDS, rate=NOTHING)
        return Plan(worst=worst, deadline_s=_SECONDS)

    async def execute(self, work: Work) -> Result:
        """Raises:
        OutputInvalid: the schema asks for something that no script can make up.
        """
        schema = work.runnable.output_schema
        output = _answer(work.input, schema.document)
        if problems := schema.problems(output):
            raise OutputInvalid(
                "The scripted model makes up the smallest answer, and here it does not fit: "
                f"{problems[0].pointer or '/'}: {problems[0].message}"
            )
        if work.emit is not None and isinstance(output.get("text"), str):
            await work.say(output["text"])
        return Result(output=output, usage=Usage(), model=MODEL)


def vectors(texts: Sequence[str], dimensions: int) -> list[list[float]]:
    """A vector of length one for each text: the same for the same text, unlike any other's."""
    return [_vector(text, dimensions) for text in texts]


def _vector(text: str, dimensions: int) -> list[float]:
    drawn = hashlib.shake_256(text.encode()).digest(2 * dimensions)
    # Odd numbers alone, so that no vector is all zeros.
    numbers = [number | 1 for number in struct.unpack(f"<{dimensions}h", drawn)]
    length = math.hypot(*numbers)
    return [number / length for number in numbers]


def _answer(given: Mapping[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if schema == TEXT_SCHEMA:
        said = given.get("text")
        return {"text": f"test: {said}" if isinstance(said, str) else "test"}
    made = smallest(schema, schema)
    return made if isinstance(made, dict) else {}


def smallest(schema: Any, root: Mapping[str, Any], depth: int = 0) -> Any:
    """An instance with nothing in it that the schema does not ask for; the same every time."""
    if not isinstance(schema, dict) or depth > _MAX_DEPTH:
        return None
    if "$ref" in schema:
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return smallest({**_target(root, schema["$ref"]), **rest}, root, depth + 1)
    for keyword in ("const", "default"):
        if keyword in schema:
            return schema[keyword]
    for keyword in ("enum", "examples"):
        if schema.get(keyword):
            return schema[keyword][0]
    for keyword in ("allOf", "oneOf", "anyOf"):
        if parts := schema.get(keyword):
            chosen = parts if keyword == "allOf" else parts[:1]
            rest = {key: value for key, value in schema.items() if key != keyword}
            return smallest(_merged([rest, *chosen], root), root, depth + 1)
    return _of_type(schema, root, depth)


def _of_type(schema: dict[str, Any], root: Mapping[str, Any], depth: int) -> Any:
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object" or (kind is None and "properties" in schema):
        fields = schema.get("properties", {})
        return {
            name: smallest(fields.get(name, {"type": "string"}), root, depth + 1)
            for name in schema.get("required", ())
        }
    if kind == "array":
        heads = [smallest(item, root, depth + 1) for item in schema.get("prefixItems", ())]
        missing = max(0, schema.get("minItems", 0) - len(heads))
        return heads + [smallest(schema.get("items", {}), root, depth + 1) for _ in range(missing)]
    if kind == "string":
        return _text(schema)
    if kind in ("integer", "number"):
        return _number(schema, whole=kind == "integer")
    return {"boolean": False, "null": None}.get(str(kind), "test")


def _text(schema: Mapping[str, Any]) -> str:
    text = _FORMATS.get(str(schema.get("format")), "test")
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", len(text))
    if "format" not in schema:
        text = text.ljust(shortest, "x")[: max(longest, shortest)]
    pattern = schema.get("pattern")
    if isinstance(pattern, str):
        text = _literal(pattern) or text
    return text


def _literal(pattern: str) -> str | None:
    """The text that a pattern without any operator spells."""
    bare = pattern.removeprefix("^").removesuffix("$")
    return bare if re.escape(bare) == bare else None


def _number(schema: Mapping[str, Any], *, whole: bool) -> int | float:
    low = schema.get("minimum", 0)
    if "exclusiveMinimum" in schema:
        low = max(low, schema["exclusiveMinimum"] + 1)
    high = schema.get("maximum", low)
    if "exclusiveMaximum" in schema:
        high = min(high, schema["exclusiveMaximum"] - 1)
    step = schema.get("multipleOf", 1 if whole else 0)
    value = min(max(low, 0), high) if "minimum" not in schema else low
    if step and value % step:
        value += step - value % step
    return int(value) if whole else value


def _target(root: Mapping[str, Any], ref: str) -> dict[str, Any]:
    node: Any = root
    for part in ref.removeprefix("#").split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        node = node[int(key)] if isinstance(node, list) else node[key]
    return node if isinstance(node, dict) else {}


def _merged(parts: list[Any], root: Mapping[str, Any]) -> dict[str, Any]:
    """All of these at once, as far as keywords can be put together."""
    made: dict[str, Any] = {}
    for part in parts:
        if not isinstance(part, dict):
            continue
        whole = {**_target(root, part["$ref"]), **part} if "$ref" in part else part
        for key, value in whole.items():
            if key == "properties":
                made[key] = {**made.get(key, {}), **value}
            elif key == "required":
                made[key] = [*made.get(key, []), *value]
            elif key != "$ref":
                made[key] = value
    return made
