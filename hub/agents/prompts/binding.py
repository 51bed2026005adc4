"""Manifests that name prompt templates: what each name stands for, checked against the input."""

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents.errors import (
    ManifestError,
    Problem,
    PromptTemplateNotFound,
    VersionNotFound,
    pointer,
)
from hub.agents.manifest import GraphAgent, Manifest, TemplateUse
from hub.agents.prompts import service
from hub.agents.references import Place, replaced, uses
from hub.agents.template import PromptTemplate, Variable, alone_in, fill, placeholders
from hub.identity.public import Principal

# The types of fields that each type of variable takes.
_TAKES: Final[Mapping[str, frozenset[str]]] = {
    "string": frozenset({"string"}),
    "text": frozenset({"string"}),
    "enum": frozenset({"string"}),
    "number": frozenset({"number", "integer"}),
    "boolean": frozenset({"boolean"}),
}
# A node's output: not declared where the manifest could be held to it.
_OUTPUT: Final[Mapping[str, Any]] = {}


async def bound(session: AsyncSession, who: Principal, manifest: Manifest) -> Manifest:
    """With every template read, at the version it is named with or else its current one.

    Raises:
        ManifestError: there is no such template or version in the caller's organization, or its
            variables do not fit what the agent is given.
    """
    found: dict[Place, TemplateUse] = {}
    problems: list[Problem] = []
    for place, use in uses(manifest):
        try:
            template = await service.find(session, who, use.template)
            version = await service.version_of(session, template, use.version)
        except PromptTemplateNotFound:
            at = pointer([*place, "template"])
            problems.append(Problem(at, "is no prompt template of your organization"))
        except VersionNotFound:
            at = pointer([*place, "version"])
            problems.append(Problem(at, "the prompt template has no such version"))
        else:
            content = service.template_of(version.text, version.variables)
            binding = _Binding(manifest, place, use, content)
            found[place] = binding.bind(version.version)
            problems += binding.problems
    if problems:
        raise ManifestError(problems)
    return replaced(manifest, found)


class _Binding:
    """One use of one version of a template, and what is wrong with it."""

    def __init__(
        self, manifest: Manifest, place: Place, use: TemplateUse, content: PromptTemplate
    ) -> None:
        self._given = _given(manifest)
        self._place = place
        self._use = use
        self._content = content
        self.problems: list[Problem] = []

    def bind(self, version: int) -> TemplateUse:
        """What the input cannot say is fixed here, so that no undeclared field ever says it."""
        variables = {variable.name: variable for variable in self._content.variables}
        for name in self._use.values.keys() - variables.keys():
            self._refuse("is not a variable of the template", "values", name)
        values, defaults = dict(self._use.values), {}
        for name, variable in variables.items():
            if name not in values and name not in self._given.get("properties", {}):
                values[name] = self._fixed(variable)
                continue
            source = values.get(name, f"{{{{{name}}}}}")
            at = ("values", name) if name in values else ()
            if message := self._misfit(variable, source):
                self._refuse(message, *at)
            elif variable.default is not None and isinstance(source, str) and alone_in(source):
                defaults[name] = variable.default
        return self._use.model_copy(
            update={
                "version": version,
                "text": self._content.text,
                "values": values,
                "defaults": defaults,
            }
        )

    def _fixed(self, variable: Variable) -> Any:
        default = variable.default
        if default is None and variable.required:
            self._refuse(f"the input schema lacks {variable.name}, and values do not name it")
        if default is None:
            return ""
        return default.replace("{{", r"\{{") if isinstance(default, str) else default

    def _refuse(self, message: str, *below: str) -> None:
        self.problems.append(Problem(pointer([*self._place, *below]), message))

    def _misfit(self, variable: Variable, source: Any) -> str | None:
        """Why a value of the manifest does not fit the variable, or None."""
        if not isinstance(source, str):
            return variable.refuse(source)
        name = alone_in(source)
        if name is not None:
            return _unfit(variable, name, self._given)
        is_whole = not placeholders(source)
        if is_whole or variable.type not in ("string", "text"):
            return variable.refuse(fill(source, {}))
        return None


def _given(manifest: Manifest) -> dict[str, Any]:
    """The schema of what placeholders read. Of a graph's nodes it says only that they are there."""
    if isinstance(manifest, GraphAgent):
        nodes = {node.id: _OUTPUT for node in manifest.nodes}
        return {"properties": {**nodes, "input": manifest.input_schema}, "required": ["input"]}
    return manifest.input_schema


def _unfit(variable: Variable, name: str, given: Mapping[str, Any]) -> str | None:
    """Why what a placeholder reads may not fit the variable, or None."""
    field: Any = given
    certain = True
    for part in name.split("."):
        certain = certain and part in field.get("required", ())
        field = field.get("properties", {}).get(part)
        if field is _OUTPUT:
            return None
        if not isinstance(field, Mapping):
            return f"the input schema lacks {name}"
    types, values = _types(field), set(_values(field)) - {None}
    if not types - {"null"} or not types - {"null"} <= _TAKES[variable.type]:
        return f"{name} may be another type than the variable {variable.name}: {variable.type}"
    if variable.type == "enum" and not (values and values <= set(variable.options)):
        options = ", ".join(variable.options)
        return f"{name} may be something else than the variable {variable.name} takes: {options}"
    if variable.required and variable.default is None and not (certain and "null" not in types):
        return f"{name} may be missing; require it, or give {variable.name} a default"
    return None


def _types(field: Mapping[str, Any]) -> set[str]:
    """The types that a field's schema names; nothing where it does not say."""
    named = field.get("type", ())
    return {named} if isinstance(named, str) else set(named)


def _values(field: Mapping[str, Any]) -> list[Any]:
    """Those it is limited to, where it is. What cannot be hashed is no value of a variable."""
    values = [field["const"]] if "const" in field else field.get("enum", ())
    return [json.dumps(v) if isinstance(v, dict | list) else v for v in values]
