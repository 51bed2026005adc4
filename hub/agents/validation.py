"""JSON Schema 2020-12 for inputs and outputs: compiled once, bounded in cost, never reaching out.

A schema comes from a tenant, and so may be a bomb. It is refused unless every `$ref` points inside
it, nothing recurses, and it stays small when every reference is written out. The work of checking
an instance is then at most that size times the size of the instance, which has a limit of its own.
Patterns run on a linear-time engine, so no expression can backtrack.
"""

import json
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs

from hub.agents.digest import canonical_json
from hub.agents.errors import InputError, Problem, SchemaError, pointer

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
MAX_SCHEMA_BYTES: Final = 65_536
MAX_SCHEMA_DEPTH: Final = 32
MAX_EXPANDED_NODES: Final = 2_000
MAX_INSTANCE_DEPTH: Final = 64
MAX_WORK: Final = 20_000_000
MAX_PROBLEMS: Final = 20

# Positions where a schema holds names or data instead of keywords.
_MAPS_OF_SCHEMAS: Final = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}
)
_DATA: Final = frozenset({"enum", "const", "default", "examples", "required", "dependentRequired"})
_REFUSED: Final = frozenset({"$dynamicRef", "$recursiveRef", "$dynamicAnchor", "$anchor"})
_APPLIED_ELSEWHERE: Final = frozenset({"$defs", "definitions"})


class Schema:
    """A compiled schema. Make it with :func:`compile_schema`, which caches."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._size = _Walk(document).size()
        try:
            self._validator = jsonschema_rs.Draft202012Validator(
                document,
                validate_formats=True,
                mask="value",
                pattern_options=jsonschema_rs.RegexOptions(size_limit=1 << 20),
                offline=True,
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            path = getattr(error, "instance_path", [])
            message = getattr(error, "message", str(error))
            raise SchemaError([Problem(pointer(path), message[:300])]) from None
        self._defaults = {
            name: field["default"]
            for name, field in document.get("properties", {}).items()
            if isinstance(field, dict) and "default" in field
        }

    def problems(self, instance: Any) -> list[Problem]:
        """What is wrong with an instance; empty when it fits."""
        nodes = _instance_nodes(instance, MAX_WORK // self._size)
        if nodes is None:
            return [Problem("", "too large or too deeply nested to be checked")]
        found: list[Problem] = []
        for error in self._validator.iter_errors(instance):
            found.append(_problem(error))
            if len(found) == MAX_PROBLEMS:
                break
        return found

    def check(self, instance: Any) -> None:
        """Raises :class:`InputError` with every problem."""
        problems = self.problems(instance)
        if problems:
            raise InputError(problems)

    def with_defaults(self, instance: dict[str, Any]) -> dict[str, Any]:
        """The instance with the defaults of top-level fields that it leaves out."""
        return {**self._defaults, **instance}


def compile_schema(document: dict[str, Any]) -> Schema:
    """The compiled form of a schema; the same document is compiled once per process."""
    if _instance_nodes(document, MAX_SCHEMA_BYTES) is None:
        raise SchemaError([Problem("", "nested too deeply or too large")])
    encoded = canonical_json(document)
    if len(encoded) > MAX_SCHEMA_BYTES:
        raise SchemaError([Problem("", f"larger than {MAX_SCHEMA_BYTES} bytes")])
    return _compiled(encoded)


@lru_cache(maxsize=2048)
def _compiled(encoded: bytes) -> Schema:
    return Schema(json.loads(encoded))


class _Walk:
    """Size of a schema with every reference written out; refuses what has no such size."""

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root
        self._sizes: dict[str, int] = {}
        self._open: set[str] = set()

    def size(self) -> int:
        dialect = self._root.get("$schema", DIALECT)
        if dialect not in (DIALECT, DIALECT + "#"):  # it may be unhashable
            raise SchemaError([Problem("/$schema", f"only {DIALECT} is supported")])
        total = self._schema(self._root, [])
        for name in _APPLIED_ELSEWHERE & self._root.keys():
            if isinstance(self._root[name], dict):
                for key, definition in self._root[name].items():
                    self._schema(definition, [name, key])
        return total

    def _schema(self, schema: Any, path: list[str | int]) -> int:
        if len(path) > MAX_SCHEMA_DEPTH * 2:
            raise SchemaError([Problem(pointer(path), "nested too deeply")])
        if not isinstance(schema, dict):
            return 1
        total = 1
        for keyword, value in schema.items():
            if keyword in _REFUSED or (keyword == "$id" and path):
                raise SchemaError([Problem(pointer([*path, keyword]), "not supported here")])
            if keyword == "$ref":
                total += self._reference(value, [*path, keyword])
            elif keyword not in _APPLIED_ELSEWHERE:
                total += self._keyword(keyword, value, [*path, keyword])
            if total > MAX_EXPANDED_NODES:
                raise SchemaError([Problem(pointer(path), "too large when written out")])
        return total

    def _keyword(self, keyword: str, value: Any, path: list[str | int]) -> int:
        if keyword in _DATA:
            # A long enumeration is compared with every instance, hence it counts.
            return len(value) if isinstance(value, list) else 1
        if keyword in _MAPS_OF_SCHEMAS and isinstance(value, dict):
            return sum(self._schema(item, [*path, key]) for key, item in value.items())
        if isinstance(value, list):
            return sum(self._schema(item, [*path, at]) for at, item in enumerate(value))
        return self._schema(value, path)

    def _reference(self, ref: Any, path: list[str | int]) -> int:
        if not isinstance(ref, str) or not (ref == "#" or ref.startswith("#/")):
            raise SchemaError([Problem(pointer(path), "a $ref may only point inside its schema")])
        if ref in self._open or ref == "#":
            raise SchemaError([Problem(pointer(path), "recursive schemas are not supported")])
        if ref not in self._sizes:
            self._open.add(ref)
            self._sizes[ref] = self._schema(self._target(ref, path), path)
            self._open.discard(ref)
        return self._sizes[ref]

    def _target(self, ref: str, path: list[str | int]) -> Any:
        node: Any = self._root
        for part in ref[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and key.isdigit() and int(key) < len(node):
                node = node[int(key)]
            elif isinstance(node, dict) and key in node:
                node = node[key]
            else:
                raise SchemaError([Problem(pointer(path), "the $ref leads nowhere")])
        return node


def _instance_nodes(instance: Any, limit: int) -> int | None:
    """How many values an instance holds, or None when it is over a limit."""
    count = 1
    stack = [(instance, 0)]
    while stack:
        value, depth = stack.pop()
        if not isinstance(value, dict | list | tuple):
            continue
        count += len(value)
        if count > limit or (value and depth >= MAX_INSTANCE_DEPTH):
            return None
        children = value.values() if isinstance(value, dict) else value
        stack += [(one, depth + 1) for one in children if isinstance(one, dict | list | tuple)]
    return count


def _problem(error: jsonschema_rs.ValidationError) -> Problem:
    path = list(error.instance_path)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
        path.append(error.kind.property)
        return Problem(pointer(path), "is required")
    return Problem(pointer(path), error.message[:300])
