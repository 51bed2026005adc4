r"""Prompt templates: text with `{{name}}` placeholders, and typed variables to fill them.

Substitution only, in one pass: no expressions, no loops, no code, and what was filled in is never
read as a template again. A literal `{{` is written `\{{`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hub.agents.errors import Problem, TemplateError

MAX_TEMPLATE_CHARS: Final = 50_000
_TOKEN: Final = re.compile(r"\\\{\{|\{\{(?P<inside>[^{}]*)(?P<close>\}\})?")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*")

VariableType = Literal["string", "text", "number", "boolean", "enum"]


def placeholders(text: str) -> tuple[str, ...]:
    """The names a template asks for, each once, in order. Raises for a malformed placeholder."""
    names: dict[str, None] = {}
    for token in _TOKEN.finditer(text):
        if token["inside"] is not None:
            names[_name(token)] = None
    return tuple(names)


def fill(text: str, values: Mapping[str, Any]) -> str:
    """The text with its placeholders replaced. A dotted name walks into objects; a value that is
    absent or null leaves nothing behind."""
    if "{{" not in text:
        return text
    return "".join(
        [
            piece if isinstance(piece, str) else _text(_lookup(values, piece.path))
            for piece in _pieces(text)
        ]
    )


class _Blank(NamedTuple):
    """Where a value goes: its name, and the names of the objects around it before that."""

    path: tuple[str, ...]


@lru_cache(maxsize=1024)
def _pieces(text: str) -> tuple[str | _Blank, ...]:
    """A template is read once, and filled for every call of its agent."""
    pieces: list[str | _Blank] = []
    end = 0
    for token in _TOKEN.finditer(text):
        pieces.append(text[end : token.start()])
        end = token.end()
        inside = token["inside"]
        pieces.append("{{" if inside is None else _Blank(tuple(_name(token).split("."))))
    pieces.append(text[end:])
    return tuple(pieces)


def alone_in(text: str) -> str | None:
    """The name in a text that is one placeholder and nothing else."""
    token = _TOKEN.fullmatch(text.strip())
    return None if token is None or token["inside"] is None else _name(token)


def value_of(text: str, values: Mapping[str, Any]) -> Any:
    """A placeholder that stands alone keeps the type of what it names, or is None; any other text
    is filled."""
    name = alone_in(text)
    return fill(text, values) if name is None else _lookup(values, name.split("."))


def _name(token: re.Match[str]) -> str:
    name = token["inside"].strip()
    if token["close"] is None or _NAME.fullmatch(name) is None:
        raise TemplateError(
            [Problem("/text", f"malformed placeholder at character {token.start()}")]
        )
    return name


def _lookup(values: Mapping[str, Any], path: Sequence[str]) -> Any:
    value: Any = values
    for part in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


class Variable(BaseModel):
    """One typed value that a template takes. `text` is a string of several lines."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=64)
    type: VariableType = "string"
    description: str = Field(default="", max_length=300)
    required: bool = True
    default: str | int | float | bool | None = None
    options: tuple[str, ...] = Field(default=(), max_length=100)
    max_length: int = Field(default=20_000, ge=1, le=200_000)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.type == "enum") != bool(self.options):
            raise ValueError("options belong to an enum, and an enum needs them")
        if self.default is not None and (message := self.refuse(self.default)):
            raise ValueError(f"default {message}")
        return self

    def refuse(self, value: Any) -> str | None:
        """Why a value does not fit, or None."""
        if self.type == "number":
            fits = isinstance(value, int | float) and not isinstance(value, bool)
            return None if fits else "must be a number"
        if self.type == "boolean":
            return None if isinstance(value, bool) else "must be true or false"
        if not isinstance(value, str):
            return "must be a string"
        if self.type == "enum":
            return None if value in self.options else f"must be one of {', '.join(self.options)}"
        if self.type == "string" and "\n" in value:
            return "must be a single line"
        return None if len(value) <= self.max_length else f"is over {self.max_length} characters"


class PromptTemplate(BaseModel):
    """A text and the variables it takes: exactly those it mentions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1, max_length=MAX_TEMPLATE_CHARS)
    variables: tuple[Variable, ...] = Field(default=(), max_length=50)

    @model_validator(mode="after")
    def _matching(self) -> Self:
        try:
            asked = set(placeholders(self.text))
        except TemplateError as error:
            raise ValueError(error.problems[0].message) from None
        declared = [variable.name for variable in self.variables]
        if len(declared) != len(set(declared)):
            raise ValueError("a variable is declared twice")
        if missing := sorted(asked - set(declared)):
            raise ValueError(f"not declared: {', '.join(missing)}")
        if unused := sorted(set(declared) - asked):
            raise ValueError(f"declared but not used: {', '.join(unused)}")
        return self

    def render(self, values: Mapping[str, Any]) -> str:
        """The filled text. Raises :class:`TemplateError` with every wrong value."""
        known = {variable.name for variable in self.variables}
        problems = [
            Problem(f"/values/{name}", "is not a variable of this template")
            for name in values
            if name not in known
        ]
        filled: dict[str, Any] = {}
        for variable in self.variables:
            value = values.get(variable.name, variable.default)
            if value is None:
                if variable.required:
                    problems.append(Problem(f"/values/{variable.name}", "is required"))
            elif message := variable.refuse(value):
                problems.append(Problem(f"/values/{variable.name}", message))
            filled[variable.name] = value
        if problems:
            raise TemplateError(problems)
        return fill(self.text, filled)

    def preview(self, values: Mapping[str, Any]) -> str:
        """The text as far as it can be filled: what is missing stands as `⟨name⟩`."""
        shown = {
            variable.name: values.get(variable.name, variable.default)
            for variable in self.variables
        }
        return fill(
            self.text,
            {name: f"⟨{name}⟩" if value is None else value for name, value in shown.items()},
        )
