"""What pages with forms share: reading a form, and where to go from it."""

import re
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from hub.gateway.wire import read_body

_MOST_BODY: Final = 64 * 1024
_MOST_FIELDS: Final = 40
# A form's Origin must not become null, and no address with a code in it may be told on.
REFERRER: Final = '<meta name="referrer" content="same-origin">'
_OURS: Final = re.compile(r"/(?![/\\])[!-~]*", re.ASCII)
Fields = list[tuple[str, str]]


def fields_of(query: str) -> Fields:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


async def form_of(request: Request) -> dict[str, str]:
    body = await read_body(request.receive, limit=_MOST_BODY)
    return dict(fields_of(body.decode("ascii", "replace")))


def ours(address: str) -> str:
    """A place of this hub to go on to; the front page for what is none."""
    return address if len(address) <= _MOST_BODY and _OURS.fullmatch(address) else "/"


def to(location: str) -> Response:
    return RedirectResponse(location, status_code=303, headers={"cache-control": "no-store"})


def peer_of(request: Request) -> str:
    return request.client.host if request.client is not None else ""
