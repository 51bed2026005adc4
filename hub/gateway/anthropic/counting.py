"""`POST /v1/messages/count_tokens`: free, and counted for the model that would answer."""

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from hub.gateway.anthropic.messages import Messages
from hub.gateway.calls import Calls
from hub.gateway.chatface import asked, send_error
from hub.gateway.conversation import Files
from hub.gateway.wire import read_body, send_json
from hub.kit.errors import LaeliaError


class CountTokens:
    def __init__(self, calls: Calls, files: Files) -> None:
        self._calls = calls
        self._files = files
        self._dialect = Messages()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        headers: dict[str, str] = {}
        try:
            async with self._calls.admit(request, self._dialect.face) as caller:
                headers = caller.headers
                raw = await read_body(receive)
                _, call = await asked(
                    self._calls, self._dialect, self._files, caller, raw=raw, request=request
                )
                counted = await self._calls.runs.count_tokens(call)
        except LaeliaError as error:
            await send_error(send, self._dialect, error, scope, headers)
            return
        await send_json(send, 200, {"input_tokens": counted}, headers)
