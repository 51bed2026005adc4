"""The manifest: an agent of any of the four kinds as one document with a published schema."""

import json
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError

from hub.agents.digest import canonical_json, digest
from hub.agents.errors import ManifestError, Problem, pointer
from hub.agents.manifest.fields import CHANNELS, Channel, Example, Kind, Listed
from hub.agents.manifest.graph import GraphAgent
from hub.agents.manifest.prompt import ModelPolicy, PromptAgent, ToolGrant
from hub.agents.manifest.remote import HttpAgent, McpAgent
from hub.agents.manifest.wording import TAGS, TemplateUse
from hub.agents.validation import DIALECT

__all__ = [
    "CHANNELS",
    "MAX_MANIFEST_BYTES",
    "Channel",
    "Example",
    "GraphAgent",
    "HttpAgent",
    "Kind",
    "Listed",
    "Manifest",
    "McpAgent",
    "ModelPolicy",
    "PromptAgent",
    "TemplateUse",
    "ToolGrant",
    "document",
    "manifest_digest",
    "parse",
    "published_schema",
]

MAX_MANIFEST_BYTES: Final = 262_144
SCHEMA_ID: Final = "https://laelia.dev/schemas/agent-manifest.json"

Manifest = PromptAgent | GraphAgent | McpAgent | HttpAgent
_ADAPTER: Final[TypeAdapter[Manifest]] = TypeAdapter(
    Annotated[Manifest, Field(discriminator="kind")]
)


def parse(content: Any) -> Manifest:
    """A manifest from decoded JSON or YAML. Raises :class:`ManifestError` with every problem."""
    try:
        encoded = canonical_json(content)
    except (TypeError, ValueError, RecursionError) as error:
        raise ManifestError([Problem("", f"is not JSON: {error}")]) from None
    if len(encoded) > MAX_MANIFEST_BYTES:
        raise ManifestError([Problem("", f"larger than {MAX_MANIFEST_BYTES} bytes")])
    try:
        # Not the canonical form, which sorts: forms show the fields of a schema in their own order.
        return _ADAPTER.validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        raise ManifestError(_problems(content, error)) from None


def document(manifest: Manifest) -> dict[str, Any]:
    """The manifest as plain data, without what stands at its default."""
    content: dict[str, Any] = _ADAPTER.dump_python(
        manifest, mode="json", by_alias=True, exclude_defaults=True
    )
    return content


def manifest_digest(manifest: Manifest) -> str:
    """The content digest of a version: equal meaning, equal digest."""
    return digest(document(manifest))


def published_schema() -> dict[str, Any]:
    """The JSON Schema 2020-12 of a manifest, for editors and SDKs."""
    return {
        "$schema": DIALECT,
        "$id": SCHEMA_ID,
        "title": "Laelia agent manifest",
        **_ADAPTER.json_schema(by_alias=True),
    }


def _problems(content: Any, error: ValidationError) -> list[Problem]:
    found = [(dict(item), _problem(content, dict(item))) for item in error.errors()]
    deeper = [problem.pointer for _, problem in found]
    # A list whose members are all wrong is also reported as empty, which would mislead.
    return [
        problem
        for item, problem in found
        if item["type"] != "too_short"
        or not any(p.startswith(f"{problem.pointer}/") for p in deeper)
    ]


def _problem(content: Any, found: dict[str, Any]) -> Problem:
    message = str(found["msg"]).removeprefix("Value error, ")
    if found["type"] == "extra_forbidden":
        message = "unknown field"
    elif found["type"] == "missing":
        message = "is required"
    elif found["type"].startswith("union_tag"):
        return Problem(pointer([*_path(content, found["loc"]), "kind"]), message)
    below = found["ctx"]["at"] if found["type"] == "rule" else ()
    return Problem(pointer([*_path(content, found["loc"]), *below]), message)


def _path(content: Any, location: tuple[int | str, ...]) -> list[int | str]:
    """A pydantic location without the union tags in it: where `kind` says the same, it is a tag."""
    path: list[int | str] = []
    node, tagged = content, False
    for part in location:
        if part in TAGS:
            continue
        if not tagged and isinstance(node, dict) and node.get("kind") == part:
            tagged = True
            continue
        if isinstance(part, str) and not isinstance(node, dict):
            break  # the name of a union member or a key marker: not a place in the document
        path.append(part)
        tagged = False
        if isinstance(node, dict):
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            node = None
    return path
