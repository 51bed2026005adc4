"""The tools of the fixture server: the names and answers that the conformance suite expects."""

import base64
import io
import json
import wave
import zlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import anyio
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.subscriptions import (
    InMemorySubscriptionBus,
    PromptsListChanged,
    ResourceUpdated,
    ToolsListChanged,
)
from mcp.shared.exceptions import MCPError
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

Context = ServerRequestContext[Any, Any]
ToolAnswer = types.CallToolResult | types.InputRequiredResult
ToolHandler = Callable[[Context, types.CallToolRequestParams], Awaitable[ToolAnswer]]

WATCHED = "test://watched-resource"
bus = InMemorySubscriptionBus()
tools: dict[str, tuple[types.Tool, ToolHandler]] = {}
begun: list[str] = []
cancelled: list[str] = []


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def red_pixel() -> str:
    header = b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
    pixel = zlib.compress(b"\x00\xff\x00\x00")
    image = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixel)
    return base64.b64encode(image + _chunk(b"IEND", b"")).decode()


def silence() -> str:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 80)
    return base64.b64encode(buffer.getvalue()).decode()


def text(value: str) -> types.TextContent:
    return types.TextContent(type="text", text=value)


def embedded(uri: str, mime_type: str, value: str) -> types.EmbeddedResource:
    contents = types.TextResourceContents(uri=uri, mime_type=mime_type, text=value)
    return types.EmbeddedResource(type="resource", resource=contents)


def image() -> types.ImageContent:
    return types.ImageContent(type="image", data=red_pixel(), mime_type="image/png")


def answer(*content: types.ContentBlock) -> types.CallToolResult:
    return types.CallToolResult(content=list(content))


def is_modern(ctx: Context) -> bool:
    return ctx.protocol_version in MODERN_PROTOCOL_VERSIONS


def schema(**properties: str) -> dict[str, Any]:
    """An object schema of required properties, each of the given primitive type."""
    return {
        "type": "object",
        "properties": {name: {"type": kind} for name, kind in properties.items()},
        "required": list(properties),
    }


def ask(message: str, **properties: str) -> types.ElicitRequest:
    form = types.ElicitRequestFormParams(message=message, requested_schema=schema(**properties))
    return types.ElicitRequest(params=form)


def sample(prompt: str, max_tokens: int = 100) -> types.CreateMessageRequest:
    message = types.SamplingMessage(role="user", content=text(prompt))
    params = types.CreateMessageRequestParams(messages=[message], max_tokens=max_tokens)
    return types.CreateMessageRequest(params=params)


def need(state: str | None = None, /, **requests: types.InputRequest) -> types.InputRequiredResult:
    return types.InputRequiredResult(input_requests=requests, request_state=state)


def given(params: types.InputResponseRequestParams, *keys: str) -> bool:
    return all(key in (params.input_responses or {}) for key in keys)


def field(params: types.InputResponseRequestParams, key: str, name: str) -> str:
    reply = (params.input_responses or {})[key]
    return str((reply.content or {}).get(name)) if isinstance(reply, types.ElicitResult) else ""


def tool(
    name: str, input_schema: Mapping[str, Any] | None = None
) -> Callable[[ToolHandler], ToolHandler]:
    def register(handler: ToolHandler) -> ToolHandler:
        described = types.Tool(
            name=name,
            description=f"Conformance fixture: {name.replace('_', ' ')}",
            input_schema=dict(input_schema or {"type": "object", "properties": {}}),
        )
        tools[name] = (described, handler)
        return handler

    return register


def constant(name: str, *content: types.ContentBlock) -> None:
    @tool(name)
    async def handler(_ctx: Context, _params: types.CallToolRequestParams) -> ToolAnswer:
        return answer(*content)


constant("test_simple_text", text("This is a simple text response for testing."))
constant("test_image_content", image())
constant(
    "test_audio_content",
    types.AudioContent(type="audio", data=silence(), mime_type="audio/wav"),
)
constant(
    "test_embedded_resource",
    embedded("test://embedded-resource", "text/plain", "This is an embedded resource content."),
)
constant(
    "test_multiple_content_types",
    text("Multiple content types test:"),
    image(),
    embedded("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
)


@tool("test_error_handling")
async def failing(_ctx: Context, _params: types.CallToolRequestParams) -> ToolAnswer:
    message = text("This tool intentionally returns an error for testing")
    return types.CallToolResult(content=[message], is_error=True)


@tool("test_tool_with_progress")
async def with_progress(ctx: Context, _params: types.CallToolRequestParams) -> ToolAnswer:
    for done in (0, 50, 100):
        await ctx.session.report_progress(done, 100)
        await anyio.sleep(0.05)
    return answer(text("Progress reported"))


async def _log_three(ctx: Context, _params: types.CallToolRequestParams) -> ToolAnswer:
    for message in (
        "Tool execution started",
        "Tool processing data",
        "Tool execution completed",
    ):
        await ctx.session.send_log_message(  # type: ignore[deprecated]  # the suite tests it
            "info", message, related_request_id=ctx.request_id
        )
        await anyio.sleep(0.05)
    return answer(text("Logged"))


tool("test_tool_with_logging")(_log_three)
tool("test_logging_tool")(_log_three)


@tool("test_sampling", schema(prompt="string"))
async def sampling(ctx: Context, params: types.CallToolRequestParams) -> ToolAnswer:
    prompt = str((params.arguments or {}).get("prompt", ""))
    message = types.SamplingMessage(role="user", content=text(prompt))
    made = await ctx.session.create_message(  # type: ignore[deprecated]  # the suite tests it
        [message], max_tokens=100, related_request_id=ctx.request_id
    )
    reply = made.content.text if isinstance(made.content, types.TextContent) else ""
    return answer(text(f"LLM response: {reply}"))


async def _elicit(ctx: Context, message: str, requested: dict[str, Any]) -> ToolAnswer:
    reply = await ctx.session.elicit_form(message, requested, related_request_id=ctx.request_id)
    content = json.dumps(reply.content)
    return answer(text(f"Elicitation completed: action={reply.action}, content={content}"))


@tool("test_elicitation", schema(message="string"))
async def elicitation(ctx: Context, params: types.CallToolRequestParams) -> ToolAnswer:
    requested = {
        "type": "object",
        "properties": {
            "username": {"type": "string", "description": "User's response"},
            "email": {"type": "string", "description": "User's email address"},
        },
        "required": ["username", "email"],
    }
    return await _elicit(ctx, str((params.arguments or {}).get("message", "")), requested)


@tool("test_elicitation_sep1034_defaults")
async def defaults(ctx: Context, _params: types.CallToolRequestParams) -> ToolAnswer:
    states = ["active", "inactive", "pending"]
    properties = {
        "name": {"type": "string", "default": "John Doe"},
        "age": {"type": "integer", "default": 30},
        "score": {"type": "number", "default": 95.5},
        "status": {"type": "string", "enum": states, "default": "active"},
        "verified": {"type": "boolean", "default": True},
    }
    return await _elicit(
        ctx, "Please check these", {"type": "object", "properties": properties, "required": []}
    )


@tool("test_elicitation_sep1330_enums")
async def enums(ctx: Context, _params: types.CallToolRequestParams) -> ToolAnswer:
    options = ["option1", "option2", "option3"]
    values = ["value1", "value2", "value3"]
    titled = [
        {"const": value, "title": f"Choice {number}"} for number, value in enumerate(values, 1)
    ]
    properties: dict[str, Any] = {
        "untitledSingle": {"type": "string", "enum": options},
        "titledSingle": {"type": "string", "oneOf": titled},
        "legacyEnum": {
            "type": "string",
            "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option One", "Option Two", "Option Three"],
        },
        "untitledMulti": {"type": "array", "items": {"type": "string", "enum": options}},
        "titledMulti": {"type": "array", "items": {"anyOf": titled}},
    }
    return await _elicit(
        ctx, "Please choose", {"type": "object", "properties": properties, "required": []}
    )


@tool("test_missing_capability")
async def missing_capability(ctx: Context, _params: types.CallToolRequestParams) -> ToolAnswer:
    wanted = types.ClientCapabilities(sampling=types.SamplingCapability())
    if not ctx.session.check_client_capability(wanted):
        raise MCPError(
            types.MISSING_REQUIRED_CLIENT_CAPABILITY,
            "this tool needs the client to offer sampling",
            {"requiredCapabilities": {"sampling": {}}},
        )
    return answer(text("sampling is offered"))


@tool("test_trigger_tool_change")
async def tool_change(ctx: Context, _params: types.CallToolRequestParams) -> ToolAnswer:
    await bus.publish(ToolsListChanged())
    if not is_modern(ctx):
        await ctx.session.send_tool_list_changed()
    return answer(text("tool list changed"))


@tool("test_trigger_prompt_change")
async def prompt_change(ctx: Context, _params: types.CallToolRequestParams) -> ToolAnswer:
    await bus.publish(PromptsListChanged())
    if not is_modern(ctx):
        await ctx.session.send_prompt_list_changed()
    return answer(text("prompt list changed"))


@tool("test_touch_resource")
async def touch_resource(ctx: Context, _params: types.CallToolRequestParams) -> ToolAnswer:
    await bus.publish(ResourceUpdated(uri=WATCHED))
    if not is_modern(ctx):
        await ctx.session.send_resource_updated(WATCHED)
    return answer(text("resource updated"))


@tool("seen_headers")
async def seen_headers(ctx: Context, _params: types.CallToolRequestParams) -> ToolAnswer:
    headers = dict(ctx.request.headers) if ctx.request is not None else {}
    return types.CallToolResult(content=[text("headers")], structured_content=headers)


@tool("wait_until_cancelled", schema(mark="string"))
async def wait_until_cancelled(ctx: Context, params: types.CallToolRequestParams) -> ToolAnswer:
    mark = str((params.arguments or {}).get("mark", ""))
    begun.append(mark)
    try:
        await ctx.session.report_progress(1, 2, "waiting")
        await anyio.sleep_forever()
    finally:
        cancelled.append(mark)
    return answer()


@tool("cancelled_calls")
async def cancelled_calls(_ctx: Context, _params: types.CallToolRequestParams) -> ToolAnswer:
    told = {"marks": list(cancelled), "begun": list(begun)}
    return types.CallToolResult(content=[], structured_content=told)
