"""Look at the address of an http agent before anybody calls it.

It is asked what it is for (`OPTIONS`), which changes nothing at its end: only calling it shows
whether it does its work.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from hub.tools.domain import Tools
from hub.tools.http_call import HttpRequest, Method, check_request, with_sample_values
from hub.tools.outbound import Limits
from hub.tools.secrets import open_credential

State = Literal["answers", "unauthorized", "missing", "other_methods", "failing"]

_LIMITS: Final = Limits(deadline_s=10.0)
_NOT_IMPLEMENTED: Final = 501


@dataclass(frozen=True, slots=True)
class HttpProbe:
    """`methods` are those that the address says it takes; null where it says nothing."""

    state: State
    status: int
    methods: list[str] | None
    milliseconds: int


async def probe_http(
    tools: Tools, org_id: str, *, method: Method, url: str, credential: str | None
) -> HttpProbe:
    """Asks once; the answer's body is left unread.

    Raises:
        InvalidMapping: an agent could not have this address.
        CredentialNotFound: the named credential is not stored.
        OutboundError: the hub does not connect to it, or nobody answers.
    """
    check_request(HttpRequest(method, url))
    opened = None
    if credential is not None:
        async with tools.database.transaction(org_id) as session:
            opened = await open_credential(tools, session, org_id, credential)
    clock = asyncio.get_running_loop().time
    began = clock()
    asked = with_sample_values(url)
    async with tools.client.stream("OPTIONS", asked, credential=opened, limits=_LIMITS) as exchange:
        methods = _methods(exchange.headers)
        state = _state(exchange.status, method, methods, exact=asked == url)
        return HttpProbe(state, exchange.status, methods, round((clock() - began) * 1000))


def _methods(headers: Mapping[str, str]) -> list[str] | None:
    allowed = headers.get("Allow")
    if allowed is None:
        return None
    return sorted({one.strip().upper() for one in allowed.split(",") if one.strip()})


def _state(status: int, method: str, methods: list[str] | None, *, exact: bool) -> State:
    """`exact`: the address has no placeholder, so that what is not there will not be there."""
    if status in {401, 403}:
        return "unauthorized"
    if status in {404, 410}:
        return "missing" if exact else "answers"
    if status >= 500 and status != _NOT_IMPLEMENTED:
        return "failing"
    if methods and method not in methods:
        return "other_methods"
    return "answers"
