"""The same provider at a Streamable HTTP address, which asks for a token."""

import os
import sys

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from tests.providers.peers.third_party import server

app = server.http_app()


async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
    expected = f"Bearer {os.environ['PARROT_TOKEN']}".encode()
    if scope["type"] == "http" and dict(scope["headers"]).get(b"authorization") != expected:
        await PlainTextResponse("unauthorized", 401)(scope, receive, send)
        return
    await app(scope, receive, send)


if __name__ == "__main__":
    uvicorn.run(guarded, port=int(sys.argv[1]), access_log=False)
