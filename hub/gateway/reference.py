"""The reference for people, made of the same OpenAPI document that programs read."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final, NamedTuple

_ERRORS: Final = Path(__file__).parents[2] / "docs" / "errors.md"
_ROW: Final = re.compile(r"^\| `([a-z_]+)` \| (\d{3}) \| (.+) \|$", re.MULTILINE)
_CODE: Final = re.compile(r"`([^`]+)`")
_LABELS: Final = {
    "openai": "OpenAI",
    "anthropic": "Anthropic",
    "mcp": "MCP",
    "api-keys": "API keys",
    "oauth": "OAuth",
    "scim": "SCIM",
    "sso": "SSO",
}


class ErrorCode(NamedTuple):
    code: str
    status: int
    meaning: str


@cache
def error_codes() -> tuple[ErrorCode, ...]:
    """Every documented code."""
    rows = _ROW.findall(_ERRORS.read_text())
    return tuple(ErrorCode(code, int(status), text) for code, status, text in rows)


def errors_page(template: Template) -> str:
    rows = (
        f'<tr id="{e.code}"><td><code>{e.code}</code></td><td>{e.status}</td>'
        f"<td>{_inline(e.meaning)}</td></tr>"
        for e in error_codes()
    )
    return template.substitute(rows="\n".join(rows))


def reference(template: Template, document: Mapping[str, Any]) -> str:
    schemas = document["components"]["schemas"]
    tagged = {tag["name"]: tag for tag in document["tags"]}
    by_tag: dict[str, list[str]] = {name: [] for name in tagged}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            tag = operation["tags"][0]
            by_tag.setdefault(tag, []).append(_operation(method, path, operation, schemas))
    shown = {name: found for name, found in by_tag.items() if found}
    return template.substitute(
        about=_paragraphs(document["info"]["description"]),
        topics="\n".join(
            f'<a href="#{_slug(name)}"><span>{escape(_label(name))}</span>'
            f"<small>{len(found)}</small></a>"
            for name, found in shown.items()
        ),
        sections="\n".join(
            f'<section data-tag><h2 id="{_slug(name)}">{escape(_label(name))}</h2>'
            f"<p>{escape(tagged.get(name, {}).get('description', ''))}</p>"
            f"{''.join(found)}</section>"
            for name, found in shown.items()
        ),
    )


def _operation(
    method: str, path: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]
) -> str:
    parts = [
        _access(operation),
        *(_paragraphs(operation["description"]) for _ in "1" if operation.get("description")),
        _table("Parameters", _parameters(operation)),
        _table("Body", _fields(operation.get("requestBody"), schemas)),
        _table("Answers", _answers(operation)),
    ]
    return (
        f'<details class="op" id="{escape(operation["operationId"])}"><summary>'
        f'<span class="verb {method}">{method.upper()}</span>'
        f'<code class="path">{escape(path)}</code>'
        f'<span class="what">{escape(operation["summary"])}</span></summary>'
        f'<div class="more">{"".join(parts)}</div></details>'
    )


def _access(operation: Mapping[str, Any]) -> str:
    scope = operation.get("x-laelia-scope")
    if scope is None:
        return "<p>For everyone.</p>"
    if scope == "any":
        return "<p>For every signed-in caller.</p>"
    return f"<p>Needs the scope <code>{escape(scope)}</code>.</p>"


def _parameters(operation: Mapping[str, Any]) -> Iterator[tuple[str, str, str, bool]]:
    for given in operation.get("parameters", ()):
        text = given.get("description", "")
        if "$ref" in given:
            yield "idempotency-key", "header", "Answered once, charged once.", False
            continue
        yield given["name"], given["in"], text, given.get("required", False)


def _fields(
    body: Mapping[str, Any] | None, schemas: Mapping[str, Any]
) -> Iterator[tuple[str, str, str, bool]]:
    if body is None:
        return
    schema = next(iter(body["content"].values())).get("schema", {})
    schema = _resolved(schema, schemas)
    for name, member in schema.get("properties", {}).items():
        text = str(_resolved(member, schemas).get("description", ""))
        yield name, _kind(member, schemas), text, name in schema.get("required", ())


def _answers(operation: Mapping[str, Any]) -> Iterator[tuple[str, str, str, bool]]:
    for status, answer in operation["responses"].items():
        if "$ref" in answer:
            continue
        yield status, ", ".join(answer.get("content", {})), answer["description"], False


def _table(title: str, rows: Iterator[tuple[str, str, str, bool]]) -> str:
    drawn = "".join(
        f"<tr><td><code>{escape(name)}</code>{_REQUIRED if required else ''}</td>"
        f"<td>{escape(kind)}</td><td>{_inline(text)}</td></tr>"
        for name, kind, text, required in rows
    )
    if not drawn:
        return ""
    return f'<div class="scroll"><h3>{title}</h3><table><tbody>{drawn}</tbody></table></div>'


_REQUIRED: Final = ' <span class="must">required</span>'


def _kind(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    found = _resolved(schema, schemas)
    if "anyOf" in found or "oneOf" in found:
        kinds = [_kind(one, schemas) for one in found.get("anyOf", found.get("oneOf"))]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in found:
        return ", ".join(str(value) for value in found["enum"])
    if "const" in found:
        return str(found["const"])
    if found.get("type") == "array":
        return f"list of {_kind(found.get('items', {}), schemas)}"
    kind = found.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    reference_ = schema.get("$ref")
    if reference_ is None:
        return schema
    found: Mapping[str, Any] = schemas[str(reference_).rpartition("/")[2]]
    return found


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{_inline(part.strip())}</p>" for part in text.split("\n\n"))


def _inline(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(text, quote=False))


def _label(tag: str) -> str:
    return _LABELS.get(tag, tag[:1].upper() + tag[1:])


def _slug(tag: str) -> str:
    return tag.replace(" ", "-")
