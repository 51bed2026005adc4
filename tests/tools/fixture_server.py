"""An MCP server with everything that the official conformance suite asks for by name.

Run as `python -m tests.tools.fixture_server PORT [handshake]`; port 0 takes a free one. The
port it listens on is the first line it prints. With `handshake` it knows nothing of the newest
revision, as a server of last year.
"""

import json
import socket
import sys
import warnings
from typing import Any

import mcp_types as types
import uvicorn
from mcp.server.caching import CacheHint
from mcp.server.lowlevel import Server
from mcp.server.request_state import RequestStateBoundary, RequestStateSecurity
from mcp.server.subscriptions import ListenHandler
from mcp.shared.exceptions import MCPDeprecationWarning, MCPError
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

import tests.tools.fixture_rounds  # noqa: F401 - registers its tools
from tests.tools.fixture_tools import (
    WATCHED,
    Context,
    ask,
    bus,
    embedded,
    field,
    given,
    image,
    need,
    red_pixel,
    text,
    tools,
)

NAME = "laelia-fixture"
TEMPLATE = "test://template/{id}/data"
_STATIC: dict[str, types.TextResourceContents | types.BlobResourceContents] = {
    "test://static-text": types.TextResourceContents(
        uri="test://static-text",
        mime_type="text/plain",
        text="This is the content of the static text resource.",
    ),
    "test://static-binary": types.BlobResourceContents(
        uri="test://static-binary", mime_type="image/png", blob=red_pixel()
    ),
    WATCHED: types.TextResourceContents(uri=WATCHED, mime_type="text/plain", text="watched"),
}


async def list_tools(
    _ctx: Context, _params: types.PaginatedRequestParams | None
) -> types.ListToolsResult:
    return types.ListToolsResult(tools=[described for described, _ in tools.values()])


async def call_tool(
    ctx: Context, params: types.CallToolRequestParams
) -> types.CallToolResult | types.InputRequiredResult:
    if params.name not in tools:
        raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {params.name}")
    return await tools[params.name][1](ctx, params)


async def list_resources(
    _ctx: Context, _params: types.PaginatedRequestParams | None
) -> types.ListResourcesResult:
    listed = [
        types.Resource(
            uri=uri, name=uri.removeprefix("test://"), description=uri, mime_type=item.mime_type
        )
        for uri, item in _STATIC.items()
    ]
    return types.ListResourcesResult(resources=listed)


async def list_templates(
    _ctx: Context, _params: types.PaginatedRequestParams | None
) -> types.ListResourceTemplatesResult:
    template = types.ResourceTemplate(
        uri_template=TEMPLATE,
        name="template",
        description="Data by id",
        mime_type="application/json",
    )
    return types.ListResourceTemplatesResult(resource_templates=[template])


async def read_resource(
    _ctx: Context, params: types.ReadResourceRequestParams
) -> types.ReadResourceResult:
    uri = str(params.uri)
    if uri in _STATIC:
        return types.ReadResourceResult(contents=[_STATIC[uri]])
    head, tail = TEMPLATE.split("{id}")
    if uri.startswith(head) and uri.endswith(tail):
        number = uri.removeprefix(head).removesuffix(tail)
        data = {"id": number, "templateTest": True, "data": f"Data for ID: {number}"}
        contents = types.TextResourceContents(
            uri=uri, mime_type="application/json", text=json.dumps(data)
        )
        return types.ReadResourceResult(contents=[contents])
    raise MCPError(types.INVALID_PARAMS, "Resource not found", {"uri": uri})


def _argument(name: str) -> types.PromptArgument:
    return types.PromptArgument(name=name, description=name, required=True)


_PROMPTS = {
    "test_simple_prompt": [],
    "test_prompt_with_arguments": [_argument("arg1"), _argument("arg2")],
    "test_prompt_with_embedded_resource": [_argument("resourceUri")],
    "test_prompt_with_image": [],
    "test_input_required_result_prompt": [],
}


async def list_prompts(
    _ctx: Context, _params: types.PaginatedRequestParams | None
) -> types.ListPromptsResult:
    listed = [
        types.Prompt(name=name, description=name.replace("_", " "), arguments=arguments)
        for name, arguments in _PROMPTS.items()
    ]
    return types.ListPromptsResult(prompts=listed)


async def get_prompt(
    _ctx: Context, params: types.GetPromptRequestParams
) -> types.GetPromptResult | types.InputRequiredResult:
    arguments = params.arguments or {}
    contents: list[types.ContentBlock]
    match params.name:
        case "test_simple_prompt":
            contents = [text("This is a simple prompt for testing.")]
        case "test_prompt_with_arguments":
            one, two = arguments.get("arg1"), arguments.get("arg2")
            contents = [text(f"Prompt with arguments: arg1='{one}', arg2='{two}'")]
        case "test_prompt_with_embedded_resource":
            uri = arguments.get("resourceUri", "")
            resource = embedded(uri, "text/plain", "Embedded resource content for testing.")
            contents = [resource, text("Please process the embedded resource above.")]
        case "test_prompt_with_image":
            contents = [image(), text("Please analyze the image above.")]
        case "test_input_required_result_prompt":
            if not given(params, "user_context"):
                return need(
                    user_context=ask("What context should the prompt use?", context="string")
                )
            contents = [text(f"Use this context: {field(params, 'user_context', 'context')}")]
        case _:
            raise MCPError(types.INVALID_PARAMS, f"Unknown prompt: {params.name}")
    messages = [types.PromptMessage(role="user", content=content) for content in contents]
    return types.GetPromptResult(messages=messages)


async def complete(_ctx: Context, params: types.CompleteRequestParams) -> types.CompleteResult:
    words = ["paris", "park", "party", "test-one", "test-two"]
    values = [word for word in words if word.startswith(params.argument.value)]
    return types.CompleteResult(
        completion=types.Completion(values=values, total=len(values), has_more=False)
    )


async def accept(
    _ctx: Context,
    _params: types.SubscribeRequestParams
    | types.UnsubscribeRequestParams
    | types.SetLevelRequestParams,
) -> types.EmptyResult:
    return types.EmptyResult()


def build() -> Server[Any]:
    fresh = CacheHint(ttl_ms=0, scope="private")
    server: Server[Any] = Server(  # type: ignore[deprecated]  # the suite tests logging
        NAME,
        version="1.0.0",
        cache_hints={
            "tools/list": fresh,
            "prompts/list": fresh,
            "resources/list": fresh,
            "resources/templates/list": fresh,
            "resources/read": fresh,
        },
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
        on_subscribe_resource=accept,
        on_unsubscribe_resource=accept,
        on_subscriptions_listen=ListenHandler(bus),
        on_list_prompts=list_prompts,
        on_get_prompt=get_prompt,
        on_completion=complete,
        on_set_logging_level=accept,
    )
    server.middleware.append(
        RequestStateBoundary(RequestStateSecurity.ephemeral(), default_audience=NAME)
    )
    return server


def last_years(app: ASGIApp) -> ASGIApp:
    """What an older server does with a revision it has never heard of."""
    refusal = JSONResponse(
        {
            "jsonrpc": "2.0",
            "id": "server-error",
            "error": {"code": -32600, "message": "Bad Request: Unsupported protocol version"},
        },
        status_code=400,
    )

    async def gate(scope: Scope, receive: Receive, send: Send) -> None:
        is_new = (b"mcp-protocol-version", b"2026-07-28") in scope.get("headers", ())
        await (refusal if is_new else app)(scope, receive, send)

    return gate


def main() -> None:
    # The suite asks for logging and sampling, which the newest revision deprecates.
    warnings.simplefilter("ignore", MCPDeprecationWarning)
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    app: ASGIApp = build().streamable_http_app()
    if "handshake" in sys.argv[2:]:
        app = last_years(app)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
