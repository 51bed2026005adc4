"""From a request to the call of an agent that the runs know."""

import hashlib
from typing import Any, Final

from hub.gateway.mcp.catalog import CHANNEL, Tool
from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.protocol import InvalidParams, Request
from hub.kit.amounts import parse_credits
from hub.kit.http import encode_json
from hub.runs.public import Invocation

_MAX_KEY: Final = 255


def arguments_of(request: Request) -> dict[str, Any]:
    arguments = request.params.get("arguments")
    if arguments is None:
        return {}
    if not isinstance(arguments, dict):
        raise InvalidParams("params.arguments is an object.")
    return arguments


def invocation(exchange: Exchange, tool: Tool, arguments: dict[str, Any]) -> Invocation:
    """The call as the runs know it; what a caller may add to it travels in `_meta`."""
    request = exchange.request
    options = {name: value for name, value in request.meta.items() if name.startswith("laelia/")}
    if not options and request.idempotency_key is None:
        return Invocation(
            caller=exchange.principal, agent_id=tool.agent_id, input=arguments, face=CHANNEL
        )
    key = _option(options, "idempotency_key") or request.idempotency_key
    if key is not None and not 0 < len(key) <= _MAX_KEY:
        raise InvalidParams(f"An idempotency key has 1 to {_MAX_KEY} characters.")
    most = _option(options, "max_credits")
    metadata = options.get("laelia/metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise InvalidParams("_meta laelia/metadata is an object.")
    return Invocation(
        caller=exchange.principal,
        agent_id=tool.agent_id,
        input=arguments,
        face=CHANNEL,
        model=_option(options, "model"),
        session_id=_option(options, "session_id"),
        metadata=metadata,
        max_credits=None if most is None else parse_credits(most, pointer="/_meta/max_credits"),
        quote=_option(options, "quote"),
        cache=_flag(options, "cache"),
        idempotency_key=key,
        request_hash=_hash(tool.agent_id, request) if key else None,
    )


def _option(options: dict[str, Any], name: str) -> str | None:
    value = options.get(f"laelia/{name}")
    if value is not None and not isinstance(value, str):
        raise InvalidParams(f"_meta laelia/{name} is a string.")
    return value


def _flag(options: dict[str, Any], name: str) -> bool:
    value = options.get(f"laelia/{name}", False)
    if not isinstance(value, bool):
        raise InvalidParams(f"_meta laelia/{name} is true or false.")
    return value


def _hash(agent_id: str, request: Request) -> bytes:
    return hashlib.sha256(agent_id.encode() + b"\0" + encode_json(request.params)).digest()
