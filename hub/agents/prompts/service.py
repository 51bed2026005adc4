"""The rules of prompt templates: a change makes a version, and versions never change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents.content import refuse_unstorable
from hub.agents.errors import (
    NameTaken,
    Problem,
    PromptTemplateNotFound,
    TemplateError,
    VersionNotFound,
    pointer,
)
from hub.agents.models import PromptTemplate, PromptTemplateVersion
from hub.agents.prompts import repository
from hub.agents.prompts.repository import Pair
from hub.agents.template import PromptTemplate as Template
from hub.agents.template import Variable
from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.ids import is_id, new_id


def template_of(text: str, variables: Sequence[Variable | Mapping[str, Any]]) -> Template:
    """Raises TemplateError: placeholders and variables do not match, or are malformed."""
    declared = [v.model_dump() if isinstance(v, Variable) else v for v in variables]
    refuse_unstorable(declared)
    try:
        return Template.model_validate({"text": text, "variables": declared})
    except ValidationError as error:
        raise TemplateError(
            [
                Problem(pointer(fault["loc"]), str(fault["msg"]).removeprefix("Value error, "))
                for fault in error.errors()
            ]
        ) from None


async def create(
    session: AsyncSession,
    who: Principal,
    *,
    name: str,
    content: Template,
    now: datetime,
) -> Pair:
    """Raises NameTaken."""
    template = PromptTemplate(
        id=new_id("tpl"),
        org_id=who.org_id,
        name=name,
        current_version=1,
        created_at=now,
        updated_at=now,
    )
    await _save(session, template)
    version = await _add_version(session, who, template, 1, content, now=now)
    await _record(session, "created", template, after=_state(template))
    return template, version


async def find(
    session: AsyncSession, who: Principal, template_id: str, *, lock: bool = False
) -> PromptTemplate:
    """Raises PromptTemplateNotFound: there is none, or it is another organization's."""
    template = None
    if is_id("tpl", template_id):
        template = await repository.find(session, who.org_id, template_id, lock=lock)
    if template is None:
        raise PromptTemplateNotFound("There is no prompt template with this ID.")
    return template


async def version_of(
    session: AsyncSession, template: PromptTemplate, version: int | None = None
) -> PromptTemplateVersion:
    """The one asked for, or the current one. Raises VersionNotFound."""
    number = version or template.current_version
    found = await repository.find_version(session, template, number)
    if found is None:
        raise VersionNotFound("The prompt template has no such version.")
    return found


async def change(
    session: AsyncSession,
    who: Principal,
    template_id: str,
    *,
    name: str | None,
    text: str | None,
    variables: Sequence[Variable] | None,
    now: datetime,
) -> Pair:
    """Raises TemplateError or NameTaken; then nothing changes."""
    template = await find(session, who, template_id, lock=True)
    current = await version_of(session, template)
    before = _state(template)
    content = template_of(
        current.text if text is None else text,
        current.variables if variables is None else variables,
    )
    if name is not None:
        template.name = name
    if content != template_of(current.text, current.variables):
        number = await repository.highest_version(session, template) + 1
        current = await _add_version(session, who, template, number, content, now=now)
        template.current_version = number
    template.updated_at = now
    await _save(session, template)
    await _record(session, "changed", template, before=before, after=_state(template))
    return template, current


async def roll_back(
    session: AsyncSession, who: Principal, template_id: str, version: int, *, now: datetime
) -> Pair:
    template = await find(session, who, template_id, lock=True)
    found = await version_of(session, template, version)
    before = _state(template)
    template.current_version = found.version
    template.updated_at = now
    await _save(session, template)
    await _record(session, "rolled_back", template, before=before, after=_state(template))
    return template, found


async def remove(session: AsyncSession, who: Principal, template_id: str) -> None:
    """With all its versions."""
    template = await find(session, who, template_id, lock=True)
    await repository.remove(session, template)
    await _record(session, "removed", template, before=_state(template))


def _state(template: PromptTemplate) -> dict[str, Any]:
    return {"name": template.name, "version": template.current_version}


async def _record(
    session: AsyncSession,
    verb: str,
    template: PromptTemplate,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    entry = audit.Entry(
        f"prompt_template.{verb}",
        template.org_id,
        template.id,
        before=before or {},
        after=after or {},
    )
    await audit.record(session, entry)


async def _save(session: AsyncSession, template: PromptTemplate) -> None:
    try:
        await repository.add(session, template)
    except IntegrityError as error:
        raise NameTaken("Choose another name.") from error


async def _add_version(
    session: AsyncSession,
    who: Principal,
    template: PromptTemplate,
    number: int,
    content: Template,
    *,
    now: datetime,
) -> PromptTemplateVersion:
    row = PromptTemplateVersion(
        template_id=template.id,
        version=number,
        org_id=template.org_id,
        text=content.text,
        variables=[variable.model_dump(mode="json") for variable in content.variables],
        created_by=who.user_id,
        created_at=now,
    )
    await repository.add(session, row)
    return row


def preview(content: Template, values: Mapping[str, Any]) -> tuple[str, Sequence[Problem]]:
    """The text as far as it goes, and everything that stands in the way of using it."""
    refuse_unstorable(dict(values))
    try:
        return content.render(values), ()
    except TemplateError as error:
        return content.preview(values), error.problems
