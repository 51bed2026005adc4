"""The record of acts over HTTP. It is here, and not in the record's own domain, because who may
see which part of it is a question of roles.
"""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from hub.audit import public as audit
from hub.identity.access import ANY_SCOPE, caller, identity_of
from hub.identity.domain import Identity
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.errors import InvalidInput
from hub.kit.http import Page, Paging, at_hand, page, paging
from hub.kit.ids import PLATFORM_ORG, is_id

router = APIRouter(prefix="/v1/audit", tags=["audit"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
Anyone = Annotated[Principal, caller(ANY_SCOPE)]
Asked = Annotated[Paging, at_hand(paging)]
View = Annotated[
    Literal["organization", "platform"],
    Query(description="`platform`: its own record and what its administrators did anywhere."),
]
Name = Annotated[str | None, Query(max_length=100, pattern=r"^[\w.:-]+$")]
Moment = AwareDatetime | None


def _may_see(who: Principal, view: str) -> tuple[str, str | None]:
    """The organization, and the person to whom the view is narrowed.

    Raises:
        PlatformAdminRequired: the platform's record is for its administrators.
        ScopeMissing: an API key reads the record only if it may administer.
    """
    if view == "platform":
        who.require("admin")
        who.require_permission("audit.read")
        return PLATFORM_ORG, None
    if who.sees_everyone:
        return who.org_id, None
    if who.session_id is None:
        who.require("admin")
    return who.org_id, who.user_id


def wanted(
    who: Anyone,
    *,
    view: View = "organization",
    actor: Name = None,
    action: Name = None,
    target_type: Name = None,
    target: Name = None,
    since: Moment = None,
    until: Moment = None,
    q: Annotated[str | None, Query(min_length=2, max_length=100)] = None,
    organization_id: Annotated[
        str | None,
        Query(max_length=40, description="In which organization an act was; narrows `platform`."),
    ] = None,
) -> audit.Wanted:
    for name, value in (("q", q), ("organization_id", organization_id)):
        if value is not None and "\0" in value:
            raise InvalidInput.at(f"/{name}", "holds a NUL")
    org_id, about = _may_see(who, view)
    return audit.Wanted(
        org_id=org_id,
        platform=view == "platform",
        about=about,
        actor_id=actor,
        action=action,
        target_type=target_type,
        target_id=target,
        since=_storable(since, "/since"),
        until=_storable(until, "/until"),
        q=q,
        of_org_id=organization_id,
    )


def _storable(moment: datetime | None, pointer: str) -> datetime | None:
    if moment is not None and not 1970 <= moment.year < 9999:
        raise InvalidInput.at(pointer, "lies outside of all records")
    return moment


Selected = Annotated[audit.Wanted, at_hand(wanted)]


@router.get("")
async def list_audit_events(who: Selected, hub: Hub, asked: Asked) -> Page[audit.EventView]:
    """What was done, newest first. You see your own acts; an admin sees the organization's.

    `q` looks for a text in names, fields, addresses and IDs.
    """
    if asked.after is not None and not is_id("aud", asked.after):
        raise InvalidInput.at("/cursor", "is not a cursor that we gave")
    rows = await audit.list_events(hub.database, who, before=asked.after, limit=asked.limit + 1)
    return Page[audit.EventView].model_validate(
        page([audit.EventView.of(row) for row in rows], asked)
    )


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Events, the oldest first",
            "content": {
                media: {"schema": {"type": "string"}}
                for media in dict.fromkeys(audit.MEDIA_TYPES.values())
            },
        }
    },
)
async def export_audit(
    who: Anyone,
    selected: Selected,
    hub: Hub,
    form: Annotated[audit.Format, Query(alias="format")] = "jsonl",
) -> StreamingResponse:
    """Everything at once: `jsonl` (what `laelia audit verify` checks), `csv`, `cef` or `ocsf`.

    Without filters, `jsonl` is the whole chain with its signed heads. Taking it is recorded.
    """
    async with hub.database.transaction(selected.org_id) as session:
        entry = audit.Entry(
            "audit.exported",
            selected.org_id,
            None,
            after={"format": form, "view": "platform" if selected.platform else "organization"},
            as_platform=selected.platform,
        )
        await audit.record(session, entry, by=audit.Actor.of(who))
    ending = "jsonl" if form == "ocsf" else form
    return StreamingResponse(
        audit.export(hub.database, selected, form),
        media_type=audit.MEDIA_TYPES[form],
        headers={
            "content-disposition": f'attachment; filename="audit.{ending}"',
            "cache-control": "no-store",
        },
    )


@router.get("/heads")
async def list_audit_heads(
    who: Anyone, hub: Hub, asked: Asked, view: View = "organization"
) -> Page[audit.HeadView]:
    """The signed heads of the chain, newest first. Keep them elsewhere: they cannot be made up."""
    org_id, about = _may_see(who, view)
    if about is not None:
        who.require("admin")
    if asked.after is not None and not (asked.after.isascii() and asked.after[:9].isdigit()):
        raise InvalidInput.at("/cursor", "is not a cursor that we gave")
    below = int(asked.after[:9]) if asked.after else None
    rows = await audit.list_heads(hub.database, org_id, below=below, limit=asked.limit + 1)
    return Page[audit.HeadView].model_validate(
        page([audit.HeadView.of(row) for row in rows], asked, key="number")
    )
