"""The one HTTP client under every native adapter: pooled connections with size caps.

There is no time-out here but the one for connecting: the server puts one deadline around a whole
call, so that a vendor that drips a byte a second cannot hold it for ever. Redirects are never
followed, since they would carry the key elsewhere.
"""

from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

import msgspec

from providers.contract import ProviderError
from providers.http1.answer import Answer
from providers.http1.origin import Origin
from providers.http1.pool import Pool

MAX_EVENT_BYTES: Final = 8 * 1024 * 1024

_T = TypeVar("_T")


class Stream:
    """The body of a streamed answer in the three shapes that vendors use."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def chunks(self) -> AsyncIterator[bytes]:
        """Whatever has come, as soon as it is there."""
        while chunk := await self._answer.some():
            yield chunk

    async def lines(self) -> AsyncIterator[bytes]:
        """Lines without their ends, each as soon as it is whole."""
        held = b""
        async for chunk in self.chunks():
            *whole, held = (held + chunk).split(b"\n")
            if len(held) > MAX_EVENT_BYTES:
                raise ProviderError("stream_interrupted", "an event of the stream is too large")
            for line in whole:
                yield line.removesuffix(b"\r")
        if held:
            yield held

    async def events(self) -> AsyncIterator[bytes]:
        """The `data` of each server-sent event; vendors repeat the event's name inside it."""
        data: list[bytes] = []
        async for line in self.lines():
            if line.startswith(b"data:"):
                data.append(line[5:].removeprefix(b" "))
            elif not line and data:
                yield b"\n".join(data)
                data = []
        if data:
            yield b"\n".join(data)


class VendorHttp:
    """Requests to one vendor, whose address is checked here and reached at the first call.

    Raises:
        InvalidSettingError: `base_url` is no plain http or https address.
    """

    def __init__(self, base_url: str) -> None:
        self._origin = Origin.at(base_url)
        self._pool = Pool(self._origin)

    async def aclose(self) -> None:
        """Ends what is under way too."""
        await self._pool.aclose()

    def url(self, path: str) -> str:
        return self._origin.url(path)

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Awaitable[bytes]:
        return self._ask(self._origin.request("POST", path, headers, body))

    def get(self, path: str, headers: Mapping[str, str]) -> Awaitable[bytes]:
        return self._ask(self._origin.request("GET", path, headers, None))

    async def _ask(self, request: bytes) -> bytes:
        slots = self._pool.slots
        await slots.acquire()
        try:
            answer = await self._pool.ask(request, patient=True)
        finally:
            slots.release()
        if answer.status >= 300:
            raise await answer.refusal()
        return await answer.rest()

    @asynccontextmanager
    async def stream(
        self, path: str, body: bytes, headers: Mapping[str, str]
    ) -> AsyncIterator["Stream"]:
        """A streamed answer; leaving the block before its end closes the connection."""
        request = self._origin.request("POST", path, headers, body)
        async with self._pool.slots:
            answer = await self._pool.ask(request, patient=False)
            try:
                if answer.status >= 300:
                    raise await answer.refusal()
                yield Stream(answer)
            finally:
                answer.leave()


def decode(decoder: "msgspec.json.Decoder[_T]", data: bytes) -> _T:
    """Read a vendor's answer; one that cannot be read is the vendor's failure, not the caller's."""
    try:
        return decoder.decode(data)
    except msgspec.DecodeError as error:
        raise ProviderError(
            "stream_interrupted", "the vendor's answer cannot be read as what its API documents"
        ) from error


def encode(payload: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(payload)
