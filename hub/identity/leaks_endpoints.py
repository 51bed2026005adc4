"""Reports of leaked secrets over HTTP, in the form in which scanners tell their partners."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, RootModel, SecretStr

from hub.identity import leaks
from hub.identity.access import PUBLIC, identity_of
from hub.identity.answers import peer_of
from hub.identity.domain import Identity
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import at_hand

router = APIRouter(prefix="/v1", tags=["api-keys"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
_ADDRESS: Final = re.compile(r"https?://[!-~]{1,500}", re.ASCII)


class LeakReport(BaseModel):
    """Scanners say more than this; it is left aside."""

    model_config = ConfigDict(extra="ignore")

    token: Annotated[SecretStr, Field(min_length=1, max_length=200)]
    url: str | None = Field(default=None, description="Where it was found.")


class LeakReports(RootModel[Annotated[list[LeakReport], Field(min_length=1, max_length=100)]]):
    pass


@router.post("/leaked-keys", status_code=202, dependencies=[PUBLIC])
async def report_leaked_keys(
    body: LeakReports, request: Request, identity: Hub, response: Response
) -> None:
    """Report secrets of this hub that you found in public. Those that are ours end at once, and
    their owners are told. The answer is the same for every report.
    """
    await identity.sign_ins.admit_address("leaks", peer_of(request))
    response.headers["cache-control"] = "no-store"
    reports = [leaks.Report(one.token.get_secret_value(), _place(one.url)) for one in body.root]
    await leaks.end(identity, reports)


def _place(url: str | None) -> str | None:
    """As the owner may read it in a mail: an address, or nothing."""
    return url if url is not None and _ADDRESS.fullmatch(url) else None
