"""Small documents that strangers publish about themselves, read through the guarded client."""

import re
import ssl
from dataclasses import replace
from pathlib import Path
from typing import Final

from hub.identity.oauth.public import Document
from hub.identity.public import HttpAnswer, HttpRequest
from hub.tools.errors import OutboundBadResponse
from hub.tools.outbound import Credential, Limits, OutboundClient, origin_of

# As the protocol's authors ask of whoever reads such a document.
_LIMITS: Final = Limits(deadline_s=3.0, max_bytes=5 * 1024, max_redirects=0)
# A person waits in front of their browser meanwhile.
_SIGN_IN_LIMITS: Final = Limits(deadline_s=10.0, max_bytes=256 * 1024, max_redirects=0)
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})", re.IGNORECASE)
_NOT_KEPT: Final = re.compile(r"(?:^|[\s,])(?:no-store|no-cache)(?:$|[\s,=])", re.IGNORECASE)


# Key sets carry certificates too.
KEY_SETS: Final = replace(_LIMITS, max_bytes=256 * 1024)
_CERTIFICATES: Final = replace(_LIMITS, max_bytes=64 * 1024)


async def fetch_document(client: OutboundClient, url: str, limits: Limits = _LIMITS) -> Document:
    """What is there, in one step: no redirect is followed.

    Raises:
        OutboundError: the address is not one the hub connects to, or what is there is too much.
    """
    answer = await client.request("GET", url, headers={"accept": "application/json"}, limits=limits)
    kept = answer.headers.get("cache-control", "")
    age = _MAX_AGE.search(kept)
    max_age = 0 if _NOT_KEPT.search(kept) else None if age is None else int(age[1])
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Document(answer.status, media_type, answer.body, max_age)


async def fetch_certificate(client: OutboundClient, url: str) -> bytes:
    """What stands there, in one step: no redirect is followed.

    Raises:
        OutboundError: the address is not one the hub connects to, or nothing fit is there.
    """
    answer = await client.request("GET", url, limits=_CERTIFICATES)
    if answer.status != 200:
        raise OutboundBadResponse(f"the server answered {answer.status}")
    return answer.body


async def ask_provider(client: OutboundClient, request: HttpRequest) -> HttpAnswer:
    """What an identity provider answers, in one step: no redirect is followed.

    Raises:
        OutboundError: the address is not one the hub connects to, or there is no answer of a fit
            size in time.
    """
    credential = None
    if request.authorization is not None:
        headers = {"authorization": request.authorization}
        credential = Credential(origin_of(request.url), headers)
    answer = await client.request(
        request.method,
        request.url,
        headers={"accept": "application/json", **request.headers},
        credential=credential,
        body=request.body,
        limits=_SIGN_IN_LIMITS,
    )
    return HttpAnswer(answer.status, answer.body)


def trusting(ca_file: Path | None) -> ssl.SSLContext | None:
    """The system's authorities and those of the file; None for the system's alone."""
    if ca_file is None:
        return None
    context = ssl.create_default_context()
    context.load_verify_locations(ca_file)
    return context
