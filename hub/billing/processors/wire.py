"""HTTP to processors: bounded in time, JSON or form in, JSON out, and no guess about silence."""

from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec

from hub.billing.processors.port import ProcessorDenied, ProcessorRefused, ProcessorUnavailable


class Refusal(ProcessorRefused):
    """An answer of 4xx, with what it said."""

    def __init__(self, status: int, said: Any) -> None:
        super().__init__(f"It answered {status}.")
        self.http_status = status
        self.said: dict[str, Any] = said if isinstance(said, dict) else {}


class Wire:
    """One processor's API. The session is opened with the first request."""

    def __init__(self, url: str, *, timeout_s: float, authorization: str | None = None) -> None:
        self.url = url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._own = {} if authorization is None else {"authorization": authorization}
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def ask(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The answer's object.

        Raises:
            Refusal: it answered 4xx: nothing was done.
            ProcessorUnavailable: no answer, 5xx, 409 or 429: it may or may not have been done.
            ProcessorDenied: it does not take our key.
        """
        data: Any = raw if raw is not None else form
        if json is not None:
            data = msgspec.json.encode(json)
        sent = self._own | dict(headers or {})
        if json is not None or raw is not None:
            sent["content-type"] = "application/json"
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        try:
            async with self._session.request(
                method, self.url + path, data=data, params=query, headers=sent
            ) as answer:
                body = await answer.read()
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ProcessorUnavailable("It could not be reached in time.") from error
        return _read(status, body)


def _read(status: int, body: bytes) -> dict[str, Any]:
    try:
        said = msgspec.json.decode(body) if body else {}
    except msgspec.DecodeError as error:
        raise ProcessorUnavailable(f"It answered {status}, and not in JSON.") from error
    if status in (401, 403):
        raise ProcessorDenied(f"It answered {status}: look at its keys.")
    if status >= 500 or status in (408, 409, 425, 429):
        raise ProcessorUnavailable(f"It answered {status}.")
    if status >= 400:
        raise Refusal(status, said)
    return said if isinstance(said, dict) else {"items": said}


def flat(value: Any, prefix: str = "") -> dict[str, str]:
    """Nested values as the names of a form: `a[b][0]`."""
    if isinstance(value, Mapping):
        pairs = [(f"{prefix}[{k}]" if prefix else str(k), v) for k, v in value.items()]
    elif isinstance(value, list | tuple):
        pairs = [(f"{prefix}[{i}]", v) for i, v in enumerate(value)]
    else:
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        return {prefix: shown}
    found: dict[str, str] = {}
    for name, inner in pairs:
        if inner is not None:
            found |= flat(inner, name)
    return found
