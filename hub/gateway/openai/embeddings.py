"""`POST /v1/embeddings`: `model` is `provider/model` of the catalog, or `default`."""

import asyncio
import base64
import hashlib
import struct
from typing import Any, Final, Literal

import msgspec
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from hub.gateway.calls import Caller, Calls
from hub.gateway.conversation import Extra
from hub.gateway.http import cancel_when_gone, idempotency_key
from hub.gateway.openai.errors import error_body
from hub.gateway.wire import read_body, send_json
from hub.kit.amounts import parse_credits
from hub.kit.errors import LaeliaError
from hub.kit.http import decode_body, problem
from hub.runs.public import Embed, Embedded, Embeddings, Replay


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
        request = Request(scope, receive)
        headers: dict[str, str] = {}
        try:
            async with self._calls.admit(request, "openai") as caller:
                headers = caller.headers
                raw = await read_body(receive)
                body = decode_body(raw, _body)
                asked = _asked(
                    caller, body, raw, idempotency_key(request.headers.get("idempotency-key"))
                )
                answer = await self._until_gone(asked, receive)
                if isinstance(answer, Embedded):
                    embedded = answer
                else:
                    earlier, _ = await self._calls.body_of(caller, answer)
                    embedded = Embedded.of(earlier)
                    headers = headers | {"idempotent-replayed": "true"}
        except LaeliaError as error:
            shaped = error_body(problem(error, request_id=scope.get("laelia.request_id")))
            await send_json(send, error.status, shaped, headers | error.headers)
            return
        await send_json(send, 200, _answer(body, embedded), headers)

    async def _until_gone(self, asked: Embed, receive: Receive) -> Embedded | Replay:
        """The answer; a caller who hangs up meanwhile cancels the call."""
        gone = cancel_when_gone(self._calls.runs, asked.run_id, receive)
        watch = asyncio.create_task(gone)
        try:
            return await self._embeddings.embed(asked)
        finally:
            watch.cancel()


def _asked(caller: Caller, body: EmbeddingsBody, raw: bytes, key: str | None) -> Embed:
    most = body.laelia.max_credits if body.laelia else None
    return Embed(
        caller=caller.principal,
        model=body.model,
        texts=[body.input] if isinstance(body.input, str) else body.input,
        face="openai",
        dimensions=body.dimensions,
        max_credits=None if most is None else parse_credits(most, pointer="/laelia/max_credits"),
        end_user=body.user,
        idempotency_key=key,
        request_hash=hashlib.sha256(b"embeddings\0" + raw).digest() if key else None,
    )


def _answer(body: EmbeddingsBody, embedded: Embedded) -> dict[str, Any]:
    packed = body.encoding_format == "base64"
    tokens = embedded.tokens
    return {
        "object": "list",
        "model": embedded.model,
        "data": [
            {"object": "embedding", "index": at, "embedding": _packed(v) if packed else v}
            for at, v in enumerate(embedded.vectors)
        ],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        "laelia": {"run_id": embedded.run_id, "cost": {"credits": embedded.credits}},
    }


def _packed(vector: list[float]) -> str:
    """32-bit floats, least significant byte first: what the SDK asks for by itself."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
