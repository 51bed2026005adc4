"""Tools of the fixture server that need several rounds, and its odd schemas."""

import mcp_types as types

from tests.tools.fixture_tools import (
    Context,
    ToolAnswer,
    answer,
    ask,
    field,
    given,
    need,
    sample,
    text,
    tool,
)

Call = types.CallToolRequestParams


@tool("test_input_required_result_elicitation")
async def one_question(_ctx: Context, params: Call) -> ToolAnswer:
    if not given(params, "user_name"):
        return need(user_name=ask("What is your name?", name="string"))
    return answer(text(f"Hello, {field(params, 'user_name', 'name')}!"))


@tool("test_streaming_elicitation")
async def streamed_question(ctx: Context, params: Call) -> ToolAnswer:
    await ctx.session.report_progress(1, 2)
    return await one_question(ctx, params)


@tool("test_input_required_result_sampling")
async def one_sampling(_ctx: Context, params: Call) -> ToolAnswer:
    if not given(params, "capital_question"):
        return need(capital_question=sample("What is the capital of France?"))
    reply = (params.input_responses or {})["capital_question"]
    content = reply.content if isinstance(reply, types.CreateMessageResult) else None
    return answer(text(content.text if isinstance(content, types.TextContent) else "no text"))


@tool("test_input_required_result_list_roots")
async def one_roots(_ctx: Context, params: Call) -> ToolAnswer:
    if not given(params, "client_roots"):
        return need(client_roots=types.ListRootsRequest())
    reply = (params.input_responses or {})["client_roots"]
    roots = reply.roots if isinstance(reply, types.ListRootsResult) else []
    return answer(text("Roots: " + ", ".join(str(root.uri) for root in roots)))


@tool("test_input_required_result_request_state")
async def with_state(_ctx: Context, params: Call) -> ToolAnswer:
    if not given(params, "confirm"):
        return need("confirming", confirm=ask("Please confirm", ok="boolean"))
    return answer(text("state-ok" if params.request_state == "confirming" else "state-lost"))


@tool("test_input_required_result_tampered_state")
async def with_sealed_state(_ctx: Context, params: Call) -> ToolAnswer:
    if not given(params, "confirm") or params.request_state != "sealed":
        return need("sealed", confirm=ask("Please confirm", ok="boolean"))
    return answer(text("the state is intact"))


@tool("test_input_required_result_multiple_inputs")
async def three_questions(_ctx: Context, params: Call) -> ToolAnswer:
    if not given(params, "user_name", "greeting", "client_roots"):
        return need(
            "asked",
            user_name=ask("What is your name?", name="string"),
            greeting=sample("Generate a greeting", 50),
            client_roots=types.ListRootsRequest(),
        )
    return answer(text(f"All three arrived for {field(params, 'user_name', 'name')}"))


@tool("test_input_required_result_multi_round")
async def two_rounds(_ctx: Context, params: Call) -> ToolAnswer:
    if given(params, "step1") and params.request_state == "step1":
        name = field(params, "step1", "name")
        question = ask("Step 2: What is your favorite color?", color="string")
        return need(f"step2:{name}", step2=question)
    if given(params, "step2") and (params.request_state or "").startswith("step2:"):
        name = (params.request_state or "").removeprefix("step2:")
        return answer(text(f"{name} likes {field(params, 'step2', 'color')}"))
    return need("step1", step1=ask("Step 1: What is your name?", name="string"))


@tool("test_input_required_result_capabilities")
async def by_capability(ctx: Context, params: Call) -> ToolAnswer:
    offered = ctx.session.client_capabilities or types.ClientCapabilities()
    requests: dict[str, types.InputRequest] = {}
    if offered.elicitation is not None:
        requests["user_name"] = ask("What is your name?", name="string")
    if offered.sampling is not None:
        requests["greeting"] = sample("Generate a greeting")
    if not requests or given(params, *requests):
        return answer(text("nothing more is needed"))
    return need(**requests)


@tool(
    "json_schema_2020_12_tool",
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": {
            "address": {
                "$anchor": "addressDef",
                "type": "object",
                "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
            }
        },
        "properties": {
            "name": {"type": "string"},
            "address": {"$ref": "#/$defs/address"},
            "contactMethod": {"type": "string", "enum": ["phone", "email"]},
            "phone": {"type": "string"},
            "email": {"type": "string"},
        },
        "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
        "if": {
            "properties": {"contactMethod": {"const": "phone"}},
            "required": ["contactMethod"],
        },
        "then": {"required": ["phone"]},
        "else": {"required": ["email"]},
        "additionalProperties": False,
    },
)
async def rich_schema(_ctx: Context, _params: Call) -> ToolAnswer:
    return answer(text("accepted"))


@tool(
    "test_header_parameter",
    {
        "type": "object",
        "properties": {"region": {"type": "string", "x-mcp-header": "Region"}},
        "required": ["region"],
    },
)
async def header_parameter(_ctx: Context, params: Call) -> ToolAnswer:
    return answer(text(f"region: {(params.arguments or {}).get('region')}"))
