"""`POST /v1/embeddings`: `model` is `provider/model` of the catalog, or `default`."""

import base64
import struct
from typing import Any, Final, Literal

import msgspec
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from hub.gateway.calls import Caller, Calls
from hub.gateway.conversation import Extra
from hub.gateway.openai.errors import error_body
from hub.gateway.wire import read_body, send_json
from hub.kit.amounts import format_credits, parse_credits
from hub.kit.errors import LaeliaError
from hub.kit.http import decode_body, problem
from hub.runs.public import Embed, Embedded, Embeddings


class EmbeddingsBody(msgspec.Struct):
    model: str
    input: str | list[str]
    dimensions: int | None = None
    encoding_format: Literal["float", "base64"] = "float"
    user: str | None = None
    laelia: Extra | None = None


_body: Final = msgspec.json.Decoder(EmbeddingsBody)


class EmbeddingsFace:
    def __init__(self, calls: Calls, embeddings: Embeddings) -> None:
        self._calls = calls
        self._embeddings = embeddings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: dict[str, str] = {}
        try:
            async with self._calls.admit(Request(scope, receive), "openai") as caller:
                headers = caller.headers
                body = decode_body(await read_body(receive), _body)
                embedded = await self._embeddings.embed(_asked(caller, body))
        except LaeliaError as error:
            shaped = error_body(problem(error, request_id=scope.get("laelia.request_id")))
            await send_json(send, error.status, shaped, headers | error.headers)
            return
        await send_json(send, 200, _answer(body, embedded), headers)


def _asked(caller: Caller, body: EmbeddingsBody) -> Embed:
    most = body.laelia.max_credits if body.laelia else None
    return Embed(
        caller=caller.principal,
        model=body.model,
        texts=[body.input] if isinstance(body.input, str) else body.input,
        face="openai",
        dimensions=body.dimensions,
        max_credits=None if most is None else parse_credits(most, pointer="/laelia/max_credits"),
        end_user=body.user,
    )


def _answer(body: EmbeddingsBody, embedded: Embedded) -> dict[str, Any]:
    done = embedded.done
    packed = body.encoding_format == "base64"
    tokens = done.usage.input_tokens
    return {
        "object": "list",
        "model": done.model,
        "data": [
            {"object": "embedding", "index": at, "embedding": _packed(v) if packed else v}
            for at, v in enumerate(embedded.vectors)
        ],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        "laelia": {"run_id": done.run.id, "cost": {"credits": format_credits(done.cost)}},
    }


def _packed(vector: list[float]) -> str:
    """32-bit floats, least significant byte first: what the SDK asks for by itself."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
