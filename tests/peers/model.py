"""A scripted OpenAI-compatible model server: it does what the last user message says.

    echo            anything: the answer is `echo: <message>`
    [[fail 503]]    answers that status (`[[fail 429 2]]`: with Retry-After 2)
    [[hang]]        never answers (`[[hang x]]`: only the first who says `x` gets no answer)
    [[slow 0.2]]    waits that long before each of the words it streams
    [[cut]]         closes the connection in the middle of a stream
    [[json {…}]]    answers with that JSON
    [[meet 2 x]]    answers once as many requests say `x` at the same time
    [[turns a|b|c]] answers with the first of them, the next time with the second, and so on
    [[tool n {…}]]  asks for the tool `n` with those arguments, once
    [[tools n m]]   asks for both tools at once, without arguments
    [[insist n {…}]]  asks for it again and again, even when tools are forbidden
    [[then hang x]]  does the same once tools have answered
    [[failing gpt-test 503]]  answers that status if that model is asked, like [[fail]]
    [[keyed sk-1]]  answers 401 unless that key is sent

It counts requests, and remembers how many it saw closed by the caller before they were answered,
and the usage that it put into its answers.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

_THEN = re.compile(r"\[\[then (\w+)(?: (.*?))?\]\]", re.DOTALL)
_DIRECTIVE = re.compile(r"\[\[(\w+)(?: (.*?))?\]\]", re.DOTALL)
MODELS = [{"id": name, "object": "model"} for name in ("gpt-test", "gpt-other", "embed-test")]


@dataclass
class ModelPeer:
    """Where it listens, and what it saw."""

    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    embedded: list[dict[str, Any]] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    answered: list[tuple[dict[str, Any], dict[str, int]]] = field(default_factory=list)
    abandoned: int = 0
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    hung: set[str] = field(default_factory=set)
    meetings: dict[str, list[asyncio.Event]] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)

    def asked(self, mark: str) -> list[dict[str, Any]]:
        """The requests in whose messages this stands: a worker also asks for other tests' runs."""
        return [body for body in self.requests if mark in json.dumps(body["messages"])]

    async def chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        self.authorizations.append(request.headers.get("authorization", ""))
        verb, rest = _directive(body)
        if verb == "failing":
            model, _, rest = rest.partition(" ")
            verb = "fail" if model == body["model"] else ""
        if verb == "keyed" and self.authorizations[-1] != f"Bearer {rest}":
            error = {"error": {"message": "bad key", "code": "invalid_api_key"}}
            return web.json_response(error, status=401)
        if verb == "fail":
            status, _, after = rest.partition(" ")
            headers = {"retry-after": after} if after else {}
            error = {"error": {"message": "scripted failure", "type": "server_error"}}
            return web.json_response(error, status=int(status), headers=headers)
        if verb == "hang" and not (rest and rest in self.hung):
            self.hung.add(rest)
            return await self._hang()
        if verb == "meet":
            await self._meet(rest)
        if verb == "turns":
            verb, rest = "json", self._turn(rest)
        message = self._known(body) or _message(body, verb, rest)
        self.answered.append((body, _usage(message)))
        if not body.get("stream"):
            if verb == "slow":
                await asyncio.sleep(float(rest))
            return web.json_response(_completion(body, message))
        return await self._stream(request, body, message, verb, rest)

    async def embeddings(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.embedded.append(body)
        self.authorizations.append(request.headers.get("authorization", ""))
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        if "[[hang]]" in texts:
            return await self._hang()
        data = [
            {"object": "embedding", "index": i, "embedding": [float(len(text)), 1.0, 0.0]}
            for i, text in enumerate(texts)
        ]
        usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
        return web.json_response(
            {"object": "list", "model": body["model"], "data": data, "usage": usage}
        )

    def _known(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """The answer that a test gave beforehand for requests with a certain text in them."""
        said = _last_text(body)
        found = next((answer for mark, answer in self.answers.items() if mark in said), None)
        return None if found is None else {"role": "assistant", "content": found}

    async def _hang(self) -> web.StreamResponse:
        self.hanging.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.abandoned += 1
            raise
        raise AssertionError

    async def _meet(self, rest: str) -> None:
        number, _, name = rest.partition(" ")
        waiting = self.meetings.setdefault(name, [])
        here = asyncio.Event()
        waiting.append(here)
        if len(waiting) == int(number):
            for event in self.meetings.pop(name):
                event.set()
        await here.wait()

    def _turn(self, rest: str) -> str:
        number = self.turns.get(rest, 0)
        self.turns[rest] = number + 1
        answers = rest.split("|")
        return answers[min(number, len(answers) - 1)]

    async def _stream(
        self,
        request: web.Request,
        body: dict[str, Any],
        message: dict[str, Any],
        verb: str,
        rest: str,
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        try:
            for number, delta in enumerate(_deltas(message)):
                if verb == "slow":
                    await asyncio.sleep(float(rest))
                if verb == "cut" and number == 2:
                    assert request.transport is not None
                    request.transport.abort()
                    return response
                await response.write(_event(_chunk(body, delta)))
            reason = "tool_calls" if message.get("tool_calls") else "stop"
            await response.write(_event(_chunk(body, {}, reason)))
            await response.write(
                _event({**_chunk(body, {}), "choices": [], "usage": _usage(message)})
            )
            await response.write(b"data: [DONE]\n\n")
        except (ConnectionResetError, asyncio.CancelledError):
            self.abandoned += 1
            raise
        return response


def _directive(body: dict[str, Any]) -> tuple[str, str]:
    if body["messages"][-1]["role"] == "tool":
        asked = [m for m in body["messages"] if m["role"] == "user"]
        said = str(asked[-1].get("content")) if asked else ""
        if later := _THEN.search(said):
            return later[1], later[2] or ""
        found = _DIRECTIVE.search(said)
        return (found[1], found[2] or "") if found and found[1] == "insist" else ("", "")
    found = _DIRECTIVE.search(_last_text(body))
    return (found[1], found[2] or "") if found else ("", "")


def _last_text(body: dict[str, Any]) -> str:
    content = body["messages"][-1].get("content") or ""
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", "") for part in content)


def _message(body: dict[str, Any], verb: str, rest: str) -> dict[str, Any]:
    if verb == "json":
        return {"role": "assistant", "content": rest}
    if verb in ("tool", "insist"):
        name, _, arguments = rest.partition(" ")
        return _asking((name, arguments or "{}"))
    if verb == "tools":
        return _asking(*((name, "{}") for name in rest.split()))
    return {"role": "assistant", "content": f"echo: {_last_text(body)}"}


def _asking(*wanted: tuple[str, str]) -> dict[str, Any]:
    calls = [
        {
            "id": f"call_{number}",
            "type": "function",
            "function": {"name": name, "arguments": arguments},
        }
        for number, (name, arguments) in enumerate(wanted, 1)
    ]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def _usage(message: dict[str, Any]) -> dict[str, int]:
    spoken = len((message.get("content") or "").split())
    return {"prompt_tokens": 10, "completion_tokens": spoken, "total_tokens": 10 + spoken}


def _completion(body: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    reason = "tool_calls" if message.get("tool_calls") else "stop"
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": _usage(message),
    }


def _deltas(message: dict[str, Any]) -> list[dict[str, Any]]:
    if calls := message.get("tool_calls"):
        return [{"tool_calls": [{"index": at, **call}]} for at, call in enumerate(calls)]
    words = re.findall(r"\S+\s*", message["content"])
    return [{"content": word} for word in words]


def _chunk(
    body: dict[str, Any], delta: dict[str, Any], reason: str | None = None
) -> dict[str, Any]:
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
    }


def _event(body: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(body).encode() + b"\n\n"


async def _models(_: web.Request) -> web.Response:
    return web.json_response({"object": "list", "data": MODELS})


@asynccontextmanager
async def model_peer() -> AsyncIterator[ModelPeer]:
    """A peer on a free port of loopback."""
    peer = ModelPeer()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", peer.chat)
    app.router.add_post("/v1/embeddings", peer.embeddings)
    app.router.add_get("/v1/models", _models)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    peer.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield peer
    finally:
        await runner.cleanup()
