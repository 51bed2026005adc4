"""Amazon services that no emulator offers, held to botocore's own service models.

A request must satisfy the model's validator, be what botocore's serializer makes of the same
parameters, and carry the signature that is computed here anew from what came over the wire. An
answer is validated by the model and read by botocore's parser before it is sent.
"""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

import botocore.parsers
import botocore.serialize
import botocore.session
from aiohttp import web
from botocore.model import OperationModel
from botocore.validate import ParamValidator

ACCESS_KEY = "AKIDEXAMPLE00000TEST"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
REGION = "eu-west-1"
APPLICATION = "0a1b2c3d-0000-4000-8000-0123456789ab"
CLAUDE = "global.anthropic.claude-sonnet-5"

_session = botocore.session.Session()
Reply = Mapping[str, Any]


def operation(service: str, name: str) -> OperationModel:
    return _session.get_service_model(service).operation_model(name)


class Refused(Exception):
    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind, self.message = status, kind, message


def check_signature(request: web.Request, body: bytes, signing_name: str) -> None:
    """Signature version 4, computed from the request as it arrived."""
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    if scheme != "AWS4-HMAC-SHA256":
        raise Refused(403, "MissingAuthenticationTokenException", "no signature")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    key, day, region, service, _ = parts["Credential"].split("/")
    if key != ACCESS_KEY:
        raise Refused(403, "UnrecognizedClientException", f"the key {key} is not known")
    assert (region, service) == (REGION, signing_name)
    signed = parts["SignedHeaders"].split(";")
    assert {"host", "x-amz-date"} <= set(signed)
    path, _, query = request.raw_path.partition("?")
    pairs = sorted(part.partition("=")[::2] for part in query.split("&") if part)
    canonical = [
        request.method,
        quote(path, safe="/~"),
        "&".join(f"{name}={value}" for name, value in pairs),
        *(f"{name}:{' '.join(request.headers[name].split())}" for name in signed),
        "",
        parts["SignedHeaders"],
        hashlib.sha256(body).hexdigest(),
    ]
    digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    scope = f"{day}/{region}/{service}/aws4_request"
    text = "\n".join(("AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, digest))
    secret = f"AWS4{SECRET_KEY}".encode()
    for part in (day, region, service, "aws4_request", text):
        secret = hmac.digest(secret, part.encode(), "sha256")
    if not hmac.compare_digest(secret.hex(), parts["Signature"]):
        raise Refused(403, "InvalidSignatureException", "the signature does not match")


def checked(model: OperationModel, request: web.Request, body: bytes) -> dict[str, Any]:
    """The operation's parameters out of the request."""
    path, _, query = request.raw_path.partition("?")
    template = model.http["requestUri"].partition("?")[0]
    pieces = zip(template.split("/"), path.split("/"), strict=True)
    params: dict[str, Any] = {
        wanted.strip("{}"): unquote(given) for wanted, given in pieces if wanted.startswith("{")
    }
    names = {
        shape.serialization["name"]: name
        for name, shape in model.input_shape.members.items()
        if shape.serialization.get("location") == "querystring"
    }
    params |= {names[name]: value for name, value in parse_qsl(query) if name in names}
    params |= json.loads(body)
    report = ParamValidator().validate(params, model.input_shape)
    assert not report.has_errors(), report.generate_report()
    serializer = botocore.serialize.create_serializer("rest-json")
    expected = serializer.serialize_to_request(params, model)
    assert expected["url_path"].partition("?")[0] == path
    assert json.loads(expected["body"]) == json.loads(body)
    return params


def answer(model: OperationModel, content: Reply) -> web.Response:
    report = ParamValidator().validate(dict(content), model.output_shape)
    assert not report.has_errors(), report.generate_report()
    body = json.dumps(content).encode()
    parser = botocore.parsers.create_parser("rest-json")
    wire = {"status_code": 200, "headers": {}, "body": body}
    parsed = parser.parse(wire, model.output_shape)
    assert {name: parsed[name] for name in content} == content
    return web.Response(body=body, content_type="application/json")


def _chat_sync(params: Mapping[str, Any]) -> Reply:
    message = params["userMessage"]
    if params["applicationId"] != APPLICATION:
        raise Refused(404, "ResourceNotFoundException", "there is no such application")
    if "plug-in" in message:
        return {"conversationId": APPLICATION}
    return {
        "conversationId": APPLICATION,
        "systemMessage": f"Q read: {message}",
        "systemMessageId": APPLICATION,
        "userMessageId": APPLICATION,
        "sourceAttributions": [{"title": "Handbook", "citationNumber": 1}],
    }


def _converse(params: Mapping[str, Any]) -> Reply:
    """Echoes what it understood, so that a test sees that it was understood."""
    seen = sorted(set(params) - {"modelId", "messages"})
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": json.dumps(seen)}]}},
        "stopReason": "end_turn",
        "usage": {
            "inputTokens": 5,
            "outputTokens": 3,
            "totalTokens": 28,
            "cacheReadInputTokens": 20,
        },
        "metrics": {"latencyMs": 1},
    }


def _count_tokens(params: Mapping[str, Any]) -> Reply:
    return {"inputTokens": len(params["input"]["converse"]["messages"]) * 7}


async def _titan(request: web.Request) -> web.Response:
    """Titan's body is the model's own, not the service's: only the signature is checked."""
    body = await request.read()
    check_signature(request, body, "bedrock")
    asked = json.loads(body)
    size = asked.get("dimensions", 4)
    vector = [float(len(asked["inputText"]))] * size
    return web.json_response({"embedding": vector, "inputTextTokenCount": 2})


def _handler(
    service: str, name: str, signing_name: str, reply: Callable[[Mapping[str, Any]], Reply]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    model = operation(service, name)

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        try:
            check_signature(request, body, signing_name)
            return answer(model, reply(checked(model, request, body)))
        except Refused as refused:
            return web.json_response(
                {"message": refused.message},
                status=refused.status,
                headers={"x-amzn-ErrorType": f"{refused.kind}:http://internal.amazon.com/"},
            )

    return handle


@asynccontextmanager
async def amazon_peer() -> AsyncIterator[str]:
    app = web.Application()
    chat_sync = _handler("qbusiness", "ChatSync", "qbusiness", _chat_sync)
    converse = _handler("bedrock-runtime", "Converse", "bedrock", _converse)
    count_tokens = _handler("bedrock-runtime", "CountTokens", "bedrock", _count_tokens)
    app.router.add_post("/applications/{application}/conversations", chat_sync)
    app.router.add_post("/model/{model}/converse", converse)
    app.router.add_post("/model/{model}/count-tokens", count_tokens)
    app.router.add_post("/model/{model}/invoke", _titan)
    async with serving(app) as url:
        yield url


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
