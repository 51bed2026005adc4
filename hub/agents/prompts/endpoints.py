"""Prompt templates over HTTP: parse, call, render."""

from typing import Annotated

from fastapi import APIRouter, Path

from hub.agents.endpoints import Asked, AtDesk, Reads, Writes
from hub.agents.models import PromptTemplate, PromptTemplateVersion
from hub.agents.prompts import repository, schemas, service
from hub.agents.template import PromptTemplate as Template
from hub.identity.public import goes_on
from hub.kit.errors import InvalidInput
from hub.kit.http import Page, page
from hub.kit.ids import is_id

router = APIRouter(prefix="/v1/prompt-templates", tags=["prompt templates"])


def _view(template: PromptTemplate, version: PromptTemplateVersion) -> schemas.TemplateView:
    return schemas.TemplateView(
        id=template.id,
        name=template.name,
        version=version.version,
        text=version.text,
        variables=version.variables,
        created_at=template.created_at,
        updated_at=template.updated_at,
    )


def _version(
    template: PromptTemplate, version: PromptTemplateVersion
) -> schemas.TemplateVersionView:
    return schemas.TemplateVersionView(
        template_id=template.id,
        version=version.version,
        text=version.text,
        variables=version.variables,
        current=version.version == template.current_version,
        created_at=version.created_at,
    )


def _preview(content: Template, values: dict[str, object]) -> schemas.Preview:
    text, problems = service.preview(content, values)
    faults = [schemas.Fault(pointer=p.pointer, detail=p.message) for p in problems]
    return schemas.Preview(text=text, complete=not faults, errors=faults)


@router.post("", status_code=201)
async def create_template(
    body: schemas.NewTemplate, who: Writes, at: AtDesk
) -> schemas.TemplateView:
    """A template and its first version."""
    content = service.template_of(body.text, body.variables)
    async with at.open(who) as session:
        made = await service.create(session, who, name=body.name, content=content, now=at.now)
    return _view(*made)


@router.get("")
async def list_templates(who: Reads, at: AtDesk, asked: Asked) -> Page[schemas.TemplateView]:
    """The newest first, each as its current version."""
    if asked.after is not None and not is_id("tpl", asked.after):
        raise InvalidInput.at("/cursor", "is not a cursor that we gave")
    async with at.open(who) as session:
        rows = await repository.list_current(
            session, who.org_id, after=asked.after, limit=asked.limit + 1
        )
    return Page[schemas.TemplateView].model_validate(page([_view(*row) for row in rows], asked))


@router.post("/preview")
@goes_on
async def preview_draft(body: schemas.PreviewDraft, _: Reads) -> schemas.Preview:
    """Fill a template that is not saved yet."""
    return _preview(service.template_of(body.text, body.variables), body.values)


@router.get("/{template_id}")
async def get_template(template_id: str, who: Reads, at: AtDesk) -> schemas.TemplateView:
    async with at.open(who) as session:
        template = await service.find(session, who, template_id)
        return _view(template, await service.version_of(session, template))


@router.patch("/{template_id}")
async def change_template(
    template_id: str, body: schemas.TemplateChange, who: Writes, at: AtDesk
) -> schemas.TemplateView:
    """Rename it, or make the next version of it."""
    async with at.open(who) as session:
        changed = await service.change(
            session,
            who,
            template_id,
            name=body.name,
            text=body.text,
            variables=body.variables,
            now=at.now,
        )
    return _view(*changed)


@router.delete("/{template_id}", status_code=204)
async def delete_template(template_id: str, who: Writes, at: AtDesk) -> None:
    """With all its versions. Published agents hold the text they were published with."""
    async with at.open(who) as session:
        await service.remove(session, who, template_id)


@router.get("/{template_id}/versions")
async def list_versions(
    template_id: str, who: Reads, at: AtDesk, asked: Asked
) -> Page[schemas.TemplateVersionView]:
    """The newest first."""
    if asked.after is not None and not (asked.after.isascii() and asked.after[:9].isdigit()):
        raise InvalidInput.at("/cursor", "is not a cursor that we gave")
    below = int(asked.after[:9]) if asked.after else None
    async with at.open(who) as session:
        template = await service.find(session, who, template_id)
        rows = await repository.list_versions(session, template, below=below, limit=asked.limit + 1)
    shown = [_version(template, row) for row in rows]
    return Page[schemas.TemplateVersionView].model_validate(page(shown, asked, key="version"))


@router.get("/{template_id}/versions/{version}")
async def get_version(
    template_id: str, version: Annotated[int, Path(ge=1, le=1_000_000)], who: Reads, at: AtDesk
) -> schemas.TemplateVersionView:
    async with at.open(who) as session:
        template = await service.find(session, who, template_id)
        found = await service.version_of(session, template, version)
        return _version(template, found)


@router.post("/{template_id}/rollback")
async def roll_back(
    template_id: str, body: schemas.RollBack, who: Writes, at: AtDesk
) -> schemas.TemplateView:
    """Make an earlier version the current one."""
    async with at.open(who) as session:
        return _view(*await service.roll_back(session, who, template_id, body.version, now=at.now))


@router.post("/{template_id}/preview")
@goes_on
async def preview_saved(
    template_id: str, body: schemas.PreviewSaved, who: Reads, at: AtDesk
) -> schemas.Preview:
    """Fill a saved template."""
    async with at.open(who) as session:
        template = await service.find(session, who, template_id)
        saved = await service.version_of(session, template, body.version)
    return _preview(service.template_of(saved.text, saved.variables), body.values)
