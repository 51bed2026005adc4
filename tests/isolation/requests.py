"""Requests made from the OpenAPI document, with an organization's IDs in every place for one."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from hub.app import openapi_document
from hub.kit.settings import Settings

Document = Mapping[str, Any]
_REQUEST_ID: Final = re.compile(r"req_[0-9A-Z]{26}")
# What stands for whose ID, where the name alone does not say it.
_KINDS: Final = {
    "agent_ids": "agent_id",
    "scope_id": "agent_id",
    "server_id": "server_id",
    "model": "agent_id",
    "previous_response_id": "run_id",
    "task_id": "run_id",
    "subject_id": "agent_id",
    "buyer_organization_id": "organization_id",
    "product_ids": "product_id",
    "break_glass_user_ids": "user_id",
}
# Bodies whose first example would not be answered.
_BODIES: Final[dict[str, dict[str, Any]]] = {
    "/v1/chat/completions": {"model": "agent_id", "messages": [{"role": "user", "content": "x"}]},
    "/v1/responses": {"model": "agent_id", "input": "x", "previous_response_id": "run_id"},
    "/v1/messages": {
        "model": "agent_id",
        "max_tokens": 9,
        "messages": [{"role": "user", "content": "x"}],
    },
    "/v1/messages/count_tokens": {
        "model": "agent_id",
        "messages": [{"role": "user", "content": "x"}],
    },
    "/v1/embeddings": {"model": "agent_id", "input": "x"},
}
# Values that a rule behind the schema asks for.
_VALUES: Final[dict[str, Any]] = {
    "email": "someone@example.com",
    "password": "a-long-enough-one-5",
    "cron": "0 0 1 1 *",
    "timezone": "UTC",
    "amount": "1",
    "credits": "1",
    "url": "https://93.184.215.14/mcp",
    "scope": "agent",
    "period": "day",
    "role": "member",
    "version": "1.0.0",
    "provider": "openai",
    "kind": "promotional",
    "userName": "provisioned-by-name",
    "path": "title",
    "resource_type": "User",
    "user_base": "dc=example",
    "urn": "urn:ietf:params:scim:schemas:core:2.0:User",
    "month": "2026-11",
}


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    spec: Document
    document: Document

    @property
    def scope(self) -> str | None:
        found: str | None = self.spec.get("x-laelia-scope")
        return found

    def names_somebody(self) -> bool:
        """Whether the path itself names something that has an owner.

        Well-known addresses repeat what they were asked about, and look nothing up.
        """
        if self.path.startswith(("/.well-known/", "/scim/v2/Schemas/", "/scim/v2/ResourceTypes/")):
            return False
        nobodys = ("{provider}", "{month}")
        return "{" in self.path and not any(name in self.path for name in nobodys)

    def address(self, ids: Mapping[str, str]) -> str:
        path = self.path
        for name in [part[1:-1] for part in self.path.split("/") if part.startswith("{")]:
            path = path.replace(f"{{{name}}}", _value_of(name, ids))
        asked = [
            f"{given['name']}={_value_of(given['name'], ids)}"
            for given in self.spec.get("parameters", ())
            if given.get("in") == "query" and _kind(given["name"]) in ids
        ]
        return f"{path}?{'&'.join(asked)}" if asked else path

    def body(self, ids: Mapping[str, str]) -> Any:
        given = self.spec.get("requestBody")
        if given is None:
            return None
        if self.path in _BODIES:
            return {name: ids.get(str(v), v) for name, v in _BODIES[self.path].items() if v}
        schema = next(iter(given["content"].values())).get("schema", {})
        return self._example(schema, "", ids)

    def _example(self, schema: Document, name: str, ids: Mapping[str, str]) -> Any:
        schema = self._resolved(schema)
        if _kind(name) in ids and schema.get("type") != "array":
            return ids[_kind(name)]
        if name in _VALUES:
            return _VALUES[name]
        for choices in ("anyOf", "oneOf"):
            if choices in schema:
                return self._example(schema[choices][0], name, ids)
        if "const" in schema or "enum" in schema:
            return schema.get("const", (schema.get("enum") or [None])[0])
        return self._plain(schema, name, ids)

    def _plain(self, schema: Document, name: str, ids: Mapping[str, str]) -> Any:
        kind = schema.get("type")
        if kind == "object" or "properties" in schema:
            wanted = set(schema.get("required", ()))
            members = schema.get("properties", {})
            return {
                member: self._example(of, member, ids)
                for member, of in members.items()
                if member in wanted or _kind(member) in ids
            }
        if kind == "array":
            return [self._example(schema.get("items", {}), name, ids)]
        return {"integer": 1, "number": 1, "boolean": True}.get(str(kind), "something")

    def _resolved(self, schema: Document) -> Document:
        while "$ref" in schema:
            found: Any = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema

    def ids_named(self) -> Iterator[str]:
        """Every name in the path, the query and the body that stands for an ID."""
        yield from (_kind(p[1:-1]) for p in self.path.split("/") if p.startswith("{"))
        for given in self.spec.get("parameters", ()):
            if given.get("in") == "query" and _is_id(given["name"]):
                yield _kind(given["name"])
        for content in self.spec.get("requestBody", {}).get("content", {}).values():
            yield from self._named_in(content.get("schema", {}), set())

    def _named_in(self, schema: Document, seen: set[int]) -> Iterator[str]:
        schema = self._resolved(schema)
        if id(schema) in seen:
            return
        seen.add(id(schema))
        for name, member in schema.get("properties", {}).items():
            if _is_id(name):
                yield _kind(name)
            yield from self._named_in(member, seen)
        for part in ("anyOf", "oneOf", "allOf"):
            for choice in schema.get(part, ()):
                yield from self._named_in(choice, seen)
        yield from self._named_in(schema["items"], seen) if "items" in schema else ()


@cache
def served_document() -> Document:
    """What a hub tells of itself. Made once for all tests that begin from it: it takes seconds."""
    return openapi_document(Settings())


def operations(document: Document) -> list[Operation]:
    return [
        Operation(method.upper(), path, spec, document)
        for path, item in document["paths"].items()
        for method, spec in item.items()
    ]


def without(text: str, *ids: Mapping[str, str]) -> str:
    """An answer's text without the IDs that the request held."""
    for named in ids:
        for value in named.values():
            text = text.replace(value, "·")
    return text


def comparable(status: int, body: Any, ids: Mapping[str, str]) -> tuple[int, str]:
    said = _REQUEST_ID.sub("req", json.dumps(body, sort_keys=True))
    return status, without(said, ids)


def _is_id(name: str) -> bool:
    return name.endswith(("_id", "_ids"))


def _kind(name: str) -> str:
    return _KINDS.get(name, name)


def _value_of(name: str, ids: Mapping[str, str]) -> str:
    return ids.get(_kind(name)) or str(_VALUES.get(name, "something"))
