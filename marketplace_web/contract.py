"""The hub's OpenAPI document as TypeScript, as far as the front end calls it.

Only operations that the sources name (`"GET /v1/agents"`) and what they speak of are written, so
that a change of the hub that no page sees changes nothing here.
"""

import re
from collections.abc import Iterable, Mapping
from json import dumps
from pathlib import Path
from typing import Any, Final

SOURCES: Final = Path(__file__).with_name("ui") / "src"
TARGET: Final = SOURCES / "api" / "schema.ts"
_CALL: Final = re.compile(r'"((?:GET|POST|PUT|PATCH|DELETE) /[^"\s]*)"')
_REF: Final = "#/components/schemas/"
_TOP: Final = "// Made by `make web-types` from the hub's OpenAPI document; never by hand.\n"
_PLAIN: Final = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}


def used(sources: Path = SOURCES) -> list[str]:
    """`METHOD /path` of every call in the sources."""
    found = {
        call
        for path in sources.rglob("*.ts*")
        if path != TARGET and ".test." not in path.name
        for call in _CALL.findall(path.read_text())
    }
    return sorted(found)


def typescript(document: Mapping[str, Any], calls: Iterable[str]) -> str:
    """Raises KeyError when the document knows no such operation."""
    writer = _Writer(document["components"])
    operations = [
        writer.operation(call, document["paths"][call.partition(" ")[2]]) for call in calls
    ]
    shapes = writer.shapes()
    return "\n".join([_TOP, *shapes, "export interface Operations {", *operations, "}", ""])


class _Writer:
    def __init__(self, components: Mapping[str, Any]) -> None:
        self._schemas = components["schemas"]
        self._parts = components
        self._wanted: dict[str, None] = {}

    def operation(self, call: str, item: Mapping[str, Any]) -> str:
        operation = item[call.partition(" ")[0].lower()]
        parameters = [self._whole(one) for one in operation.get("parameters", ())]
        path = self._parameters(parameters, "path")
        query = self._parameters(parameters, "query")
        body = self._body(operation)
        answer = self._answer(operation)
        return f'  "{call}": {{ path: {path}; query: {query}; body: {body}; answer: {answer} }};'

    def shapes(self) -> list[str]:
        """Every schema that was spoken of, and those that these speak of in their turn."""
        written: dict[str, str] = {}
        while missing := [name for name in self._wanted if name not in written]:
            for name in missing:
                written[name] = f"export type {_name(name)} = {self.type(self._schemas[name])};\n"
        return [written[name] for name in sorted(written)]

    def type(self, schema: Any) -> str:
        if schema is True or not schema:
            return "unknown"
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(_REF)
            self._wanted[name] = None
            return _name(name)
        if "enum" in schema or "const" in schema:
            return " | ".join(dumps(one) for one in schema.get("enum", [schema.get("const")]))
        return self._made_of(schema)

    def _made_of(self, schema: Mapping[str, Any]) -> str:
        kind = schema.get("type")
        several = schema.get("anyOf") or schema.get("oneOf")
        if isinstance(kind, list):
            several = [{**schema, "type": one} for one in kind]
        if several:
            return " | ".join(dict.fromkeys(self.type(one) for one in several))
        if kind == "array":
            return f"({self.type(schema.get('items'))})[]"
        if kind == "object" or "properties" in schema:
            return self._object(schema)
        return _PLAIN.get(str(kind), "unknown")

    def _object(self, schema: Mapping[str, Any]) -> str:
        fields = schema.get("properties")
        if not fields:
            return f"Record<string, {self.type(schema.get('additionalProperties', True))}>"
        required = schema.get("required", ())
        members = [
            f"{dumps(name)}{'' if name in required else '?'}: {self.type(field)}"
            for name, field in fields.items()
        ]
        return "{ " + "; ".join(members) + " }"

    def _whole(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """The part itself, where there is only a reference to it."""
        if "$ref" not in part:
            return part
        _, _, kind, name = part["$ref"].split("/")
        found: Mapping[str, Any] = self._parts[kind][name]
        return found

    def _parameters(self, parameters: Iterable[Mapping[str, Any]], place: str) -> str:
        members = [
            f"{dumps(one['name'])}{'' if one.get('required') else '?'}: {self.type(one['schema'])}"
            for one in parameters
            if one["in"] == place
        ]
        return "{ " + "; ".join(members) + " }" if members else "undefined"

    def _body(self, operation: Mapping[str, Any]) -> str:
        body = operation.get("requestBody")
        return self._content(self._whole(body)["content"]) if body else "undefined"

    def _answer(self, operation: Mapping[str, Any]) -> str:
        for status, answer in operation["responses"].items():
            if status.startswith("2"):
                content = self._whole(answer).get("content")
                return self._content(content) if content else "undefined"
        return "unknown"

    def _content(self, content: Mapping[str, Any]) -> str:
        chosen = content.get("application/json")
        return self.type(chosen.get("schema")) if chosen else "unknown"


def _name(name: str) -> str:
    """The end of a qualified name is enough, unless two schemas share it."""
    return name.replace("hub__", "").replace("__schemas__", "_").strip("_")
