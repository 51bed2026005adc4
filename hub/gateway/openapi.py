"""The OpenAPI document, of every route that the app serves and of no other.

The framework describes its own routes; `openapi.yaml` those that are plain ASGI. Who may call an
operation comes from its declaration, and every operation says that it refuses with a problem.
"""

import copy
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from hub.gateway.anthropic.messages import MessagesBody
from hub.gateway.comparing import ComparisonBody
from hub.gateway.http import InvokeBody
from hub.gateway.openai.chat import ChatBody
from hub.gateway.openai.embeddings import EmbeddingsBody
from hub.gateway.openai.responses import ResponsesBody
from hub.gateway.trying import TryBody, VisitorTryBody
from hub.identity.public import access_of, permissions_of
from hub.kit.http import PROBLEM, Problem

Document = dict[str, Any]

_SECURED: Final = ("401", "403", "429")
_WITH_BODY: Final = ("400", "413", "415", "422")
_REFUSAL: Final = {"$ref": "#/components/responses/Problem"}
_SCHEMES: Final = ("bearer", "apiKey", "session")
# What a face decodes is what it documents; the faces' words for their parts are alike.
_BODIES: Final[Mapping[str, tuple[type, ...]]] = {
    "OpenAI": (ChatBody, ResponsesBody, EmbeddingsBody),
    "Anthropic": (MessagesBody,),
}
_REQUESTS: Final[Mapping[str, type]] = {
    "ComparisonRequest": ComparisonBody,
    "RunRequest": InvokeBody,
    "TryRequest": TryBody,
    "VisitorTryRequest": VisitorTryBody,
}
_DESCRIPTION: Final = """
Call any agent that your organization has enabled by its ID, pay by credits, and find every call in
its records. Sign up with `POST /v1/auth/signup`, make a key with `POST /v1/api-keys`, enable an
agent, invoke it.

Errors are `application/problem+json` with a stable `code`. Lists take `cursor` and `limit`. Credits
are decimal strings, times RFC 3339 in UTC.
"""


@cache
def _plain() -> Document:
    found: Document = yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text())
    return found


def describe(app: FastAPI, *, base_url: str, cookie: str) -> Document:
    """The document of this app as it stands."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=_DESCRIPTION.strip(),
        routes=app.routes,
        servers=[{"url": base_url}],
    )
    plain = copy.deepcopy(_plain())
    components = document.setdefault("components", {})
    _merge(components, plain["components"])
    _merge(components, _schemas())
    schemes = components.setdefault("securitySchemes", {})
    schemes.setdefault("session", {"type": "apiKey", "in": "cookie"})["name"] = cookie
    permissions = permissions_of(app.routes)
    for method, path, access in _operations(app):
        operation = document["paths"].setdefault(path, {}).setdefault(method, {})
        _merge(operation, plain["paths"].get(path, {}).get(method, {}))
        operation["summary"] = _sentence(operation.get("summary", ""))
        _complete(operation, method, path, access)
        if permission := permissions.get((method.upper(), path)):
            operation["x-laelia-permission"] = permission
    _name(document)
    _forget_unused(components, "HTTPValidationError", "ValidationError")
    used = {tag for _, _, o in _each(document) for tag in o["tags"]}
    document["tags"] = [tag for tag in plain["tags"] if tag["name"] in used]
    return document


def _operations(app: FastAPI) -> Iterator[tuple[str, str, str]]:
    """Method, path and access of all that is part of the interface. Pages for people are not."""
    hidden = {
        context.path
        for context in iter_route_contexts(app.routes)
        if not getattr(context, "include_in_schema", True)
    }
    for method, path, access in access_of(app.routes):
        if method not in ("HEAD", "OPTIONS", "*") and path not in hidden:
            yield method.lower(), path, access or ""


def _schemas() -> Document:
    schemas = {"Problem": Problem.model_json_schema()}
    for name, body in _REQUESTS.items():
        _, found = msgspec.json.schema_components(
            [body], ref_template="#/components/schemas/{name}"
        )
        schemas |= {name: found.pop(body.__name__) | {"title": name}} | found
    for face, bodies in _BODIES.items():
        template = f"#/components/schemas/{face}{{name}}"
        _, found = msgspec.json.schema_components(bodies, ref_template=template)
        schemas |= {face + name: schema | {"title": face + name} for name, schema in found.items()}
    return {"schemas": schemas}


def _complete(operation: Document, method: str, path: str, access: str) -> None:
    operation.setdefault("tags", ["operations"])
    operation["summary"] = operation["summary"] or f"{method.upper()} {path}"
    public = access == "public"
    operation["security"] = [] if public else [{name: _scope(access)} for name in _SCHEMES]
    if not public:
        operation["x-laelia-scope"] = access
    known = {p["name"] for p in operation.get("parameters", ()) if p.get("in") == "path"}
    for name in _parameters(path):
        if name not in known:
            operation.setdefault("parameters", []).append(
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            )
    _refusals(operation, public=public)


def _sentence(title: str) -> str:
    """The framework titles every word of a function's name."""
    return title.capitalize() if title.istitle() else title


def _scope(access: str) -> list[str]:
    return [] if access == "any" else [access]


def _parameters(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{") and part.endswith("}")]


def _refusals(operation: Document, *, public: bool) -> None:
    """Problems under one name; a face with errors of its own shape has said so as ranges."""
    responses = operation.setdefault("responses", {})
    for status, response in list(responses.items()):
        if status[0] in "45" and _is_problem(response):
            responses[status] = dict(_REFUSAL)
    if "4XX" in responses:
        return
    for status in _SECURED if not public else ():
        responses.setdefault(status, dict(_REFUSAL))
    for status in _WITH_BODY if "requestBody" in operation else ():
        responses.setdefault(status, dict(_REFUSAL))
    responses.setdefault("default", dict(_REFUSAL))


def _is_problem(response: Mapping[str, Any]) -> bool:
    """Ours and nothing else, or the framework's own of a validation that never answers in its own
    shape."""
    content = response.get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    if PROBLEM in content:
        return len(content) == 1
    return str(schema.get("$ref", "")).endswith("/HTTPValidationError")


def _name(document: Document) -> None:
    """Operation IDs are the functions' names; one that two share is told apart by its tag."""
    names = Counter(_short(operation, method, path) for path, method, operation in _each(document))
    for path, method, operation in _each(document):
        name = _short(operation, method, path)
        tag = str(operation["tags"][0]).replace(" ", "_").replace("-", "_")
        operation["operationId"] = name if names[name] == 1 else f"{tag}_{name}"


def _short(operation: Document, method: str, path: str) -> str:
    given = str(operation.get("operationId", ""))
    words = path.replace("{", "").replace("}", "").replace(".", "_").replace("-", "_")
    tail = "".join(c if c.isalnum() else "_" for c in path) + "_" + method
    if given.endswith(tail):
        return given.removesuffix(tail)
    return f"{method}{words.replace('/', '_')}"


def _each(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def _merge(into: Document, more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict) and key != "content":
            _merge(into[key], value)
        else:
            into[key] = copy.deepcopy(value)


def _forget_unused(components: Document, *names: str) -> None:
    for name in names:
        components["schemas"].pop(name, None)
