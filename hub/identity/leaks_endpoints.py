"""Reports of leaked keys over HTTP: parse, call, render."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from hub.identity import leaks, schemas
from hub.identity.access import PUBLIC, identity_of
from hub.identity.answers import peer_of
from hub.identity.domain import Identity
from hub.kit.http import problems

router = APIRouter(prefix="/v1", tags=["api-keys"], responses=problems(405, 413, 422, 429, 503))

Hub = Annotated[Identity, Depends(identity_of)]


class LeakedKeys(schemas.Body):
    keys: list[Annotated[str, Field(max_length=200)]] = Field(min_length=1, max_length=20)


class Received(schemas.View):
    received: int = Field(description="How many were looked at; not how many were keys.")


@router.post("/leaked-keys", status_code=202, dependencies=[PUBLIC])
async def report_leaked_keys(body: LeakedKeys, request: Request, identity: Hub) -> Received:
    """Report API keys that were found where they do not belong. Each is ended at once."""
    await leaks.report(identity, body.keys, peer_of(request))
    return Received(received=len(body.keys))
