"""Connecting an organization's directory, over HTTP: parse, call, render."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from hub.audit import public as audit
from hub.identity.access import caller, require_session
from hub.identity.directory import roles, schemas
from hub.identity.directory.domain import Directory
from hub.identity.principal import Principal
from hub.identity.scim import tokens
from hub.identity.scim.users import base_of
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.errors import InvalidInput
from hub.kit.http import Page, Paging, at_hand, page, paging

router = APIRouter(prefix="/v1/directory", responses=REFUSALS, tags=["directory"])


def directory_of(request: Request) -> Directory:
    found: Directory = request.app.state.directory
    return found


Hub = Annotated[Directory, at_hand(directory_of)]
Admin = Annotated[Principal, caller("admin")]


@router.post("/scim-tokens", status_code=201)
async def create_scim_token(
    body: schemas.NewScimToken, who: Admin, response: Response, directory: Hub
) -> schemas.CreatedScimToken:
    """For a directory that provisions over SCIM at `/scim/v2`. Signed-in admins only."""
    require_session(who)
    token, secret = await tokens.create(directory.identity, who, body.name, body.expires_at)
    response.headers["cache-control"] = "no-store"
    shown = schemas.ScimTokenView.model_validate(token)
    return schemas.CreatedScimToken(
        **{name: getattr(shown, name) for name in schemas.ScimTokenView.model_fields},
        token=secret,
        base_url=base_of(directory),
    )


@router.get("/scim-tokens")
async def list_scim_tokens(
    who: Admin, directory: Hub, asked: Annotated[Paging, at_hand(paging)]
) -> Page[schemas.ScimTokenView]:
    rows = await tokens.list_all(directory.identity, who, after=asked.after, limit=asked.limit + 1)
    return Page[schemas.ScimTokenView].model_validate(page(rows, asked), from_attributes=True)


@router.delete("/scim-tokens/{scim_token_id}", status_code=204)
async def revoke_scim_token(scim_token_id: str, who: Admin, directory: Hub) -> None:
    """Within a second the directory can change nothing more. People keep their seats."""
    await tokens.revoke(directory.identity, who, scim_token_id)


@router.get("/roles")
async def get_group_roles(who: Admin, directory: Hub) -> schemas.GroupRoles:
    """Which groups of the directory give which role."""
    async with directory.identity.database.transaction(who.org_id) as session:
        return _shown(await roles.get_map(session, who.org_id))


@router.put("/roles")
async def set_group_roles(
    body: schemas.GroupRoles, who: Admin, directory: Hub
) -> schemas.GroupRoles:
    """All of them. Provisioned people have their roles at once, others when they next sign in."""
    require_session(who)
    wanted = {one.group.casefold(): one for one in body.roles}
    if len(wanted) < len(body.roles):
        raise InvalidInput.at("/roles", "names a group twice")
    if any("\0" in one.group for one in body.roles):
        raise InvalidInput.at("/roles", "holds a character that no name can have")
    async with directory.identity.database.transaction(who.org_id) as session:
        before = await roles.get_map(session, who.org_id)
        after = {one.group: one.role for one in wanted.values()}
        await roles.set_map(session, who.org_id, dict(after))
        entry = audit.Entry(
            "directory_roles.set",
            who.org_id,
            who.org_id,
            before={"roles": _told(before)},
            after={"roles": _told(dict(after))},
        )
        await audit.record(session, entry)
        return _shown(await roles.get_map(session, who.org_id))


def _shown(known: dict[str, str]) -> schemas.GroupRoles:
    return schemas.GroupRoles.model_validate(
        {"roles": [{"group": group, "role": role} for group, role in known.items()]}
    )


def _told(known: dict[str, str]) -> list[str]:
    return [f"{group}: {role}" for group, role in sorted(known.items())]
