"""The configuration over HTTP: parse, call, render. For the platform's administrators."""

from typing import Annotated

from fastapi import APIRouter, Request

from hub.configuration import schemas, service
from hub.configuration.service import Configuration
from hub.identity.public import Principal, administers
from hub.kit.errors import InvalidInput
from hub.kit.http import Page, Paging, at_hand, page, paging, problems

router = APIRouter(
    prefix="/v1/admin/settings",
    tags=["admin"],
    responses=problems(400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503),
)


def configuration_of(request: Request) -> Configuration:
    found: Configuration = request.app.state.configuration
    return found


Hub = Annotated[Configuration, at_hand(configuration_of)]
Asked = Annotated[Paging, at_hand(paging)]
Reads = Annotated[Principal, administers("settings.read")]
Writes = Annotated[Principal, administers("settings.write", signed_in=True)]


@router.get("")
async def get_settings(_: Reads, hub: Hub) -> schemas.ConfigurationView:
    """Every setting that changes while the hub runs, with its default, bounds and help."""
    live = hub.following.live
    return schemas.ConfigurationView(
        version=await service.version_in_force(hub),
        settings=[schemas.SettingView.of(setting) for setting in live.list_all()],
        secrets=[schemas.SecretView(variable=name, set=is_set) for name, is_set in live.secrets()],
    )


@router.post("/drafts", status_code=201)
async def draft_settings(body: schemas.DraftBody, who: Writes, hub: Hub) -> schemas.DraftView:
    """Propose changes. Nothing changes until they are applied."""
    return schemas.DraftView.of(await service.draft(hub, who, body.changes, body.note))


@router.get("/drafts")
async def list_drafts(_: Reads, hub: Hub, asked: Asked) -> Page[schemas.DraftView]:
    """Changes that wait, the newest first."""
    rows = await service.list_drafts(hub, after=asked.after, limit=asked.limit + 1)
    shown = [schemas.DraftView.of(row) for row in rows]
    return Page[schemas.DraftView].model_validate(page(shown, asked))


@router.delete("/drafts/{draft_id}", status_code=204)
async def discard_draft(draft_id: str, _: Writes, hub: Hub) -> None:
    await service.discard(hub, draft_id)


@router.post("/drafts/{draft_id}/apply")
async def apply_draft(draft_id: str, who: Writes, hub: Hub) -> schemas.VersionView:
    """Put a draft into force: here at once, in every process within seconds."""
    return schemas.VersionView.of(await service.apply(hub, who, draft_id))


@router.get("/history")
async def list_versions(_: Reads, hub: Hub, asked: Asked) -> Page[schemas.VersionView]:
    """What was applied, the newest first, with what each version changed."""
    if asked.after is not None and not asked.after.isdecimal():
        raise InvalidInput.at("/cursor", "is not one that we gave")
    before = None if asked.after is None else int(asked.after[:9])
    rows = await service.history(hub, before=before, limit=asked.limit + 1)
    shown = [schemas.VersionView.of(row) for row in rows]
    return Page[schemas.VersionView].model_validate(page(shown, asked, key="version"))


@router.post("/rollback", status_code=201)
async def roll_back(body: schemas.RollbackBody, who: Writes, hub: Hub) -> schemas.VersionView:
    """Put the values of an earlier version back into force, as a new version."""
    return schemas.VersionView.of(await service.roll_back(hub, who, body.version, body.note))
