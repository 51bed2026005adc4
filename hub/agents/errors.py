"""What can be wrong with a definition, a template or an input, with stable codes.

Each error carries every problem found, each at its JSON pointer, so that a form or an editor can
mark all of them at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from hub.kit.errors import Conflict, Forbidden, InvalidInput, LaeliaError, NotFound

_SHOWN: Final = 3


@dataclass(frozen=True)
class Problem:
    """`pointer` is an RFC 6901 JSON pointer into what was sent; empty means all of it."""

    pointer: str
    message: str


class DefinitionError(InvalidInput):
    """Base of the errors of this domain that are about content."""

    code = "invalid_definition"
    title = "The definition is not valid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        shown = "; ".join(f"{p.pointer or '/'}: {p.message}" for p in problems[:_SHOWN])
        more = len(problems) - _SHOWN
        super().__init__(
            f"{shown} (and {more} more)" if more > 0 else shown,
            errors=[{"pointer": p.pointer, "detail": p.message} for p in problems],
        )
        self.problems = tuple(problems)

    @classmethod
    def at(cls, pointer: str, problem: str) -> Self:
        return cls([Problem(pointer, problem)])


class ManifestError(DefinitionError):
    """The manifest breaks its published schema or a rule that a schema cannot say."""

    code = "invalid_manifest"
    title = "The manifest is not valid"


class SchemaError(DefinitionError):
    """A JSON Schema that is malformed, or that could cost too much or reach out."""

    code = "invalid_schema"
    title = "The JSON Schema is not accepted"


class InputError(DefinitionError):
    """An instance that does not fit its schema."""

    code = "invalid_input"
    title = "The input does not fit the agent's schema"


class TemplateError(DefinitionError):
    """A template that cannot be read, or values that do not fill it."""

    code = "invalid_template"
    title = "The prompt template is not valid"


class VersionNotFound(NotFound):
    code = "version_not_found"
    title = "The agent has no such version"


class PromptTemplateNotFound(NotFound):
    code = "prompt_template_not_found"
    title = "There is no such prompt template that you can see"


class NothingToPublish(Conflict):
    code = "nothing_to_publish"
    title = "The draft is what is already published"


class NotPublished(Conflict):
    code = "not_published"
    title = "Publish a version first"


class RolloutUnderWay(Conflict):
    code = "rollout_under_way"
    title = "A version is being rolled out"


class RolloutAsksForMore(Conflict):
    code = "rollout_asks_for_more"
    title = "Buyers say yes to this version one by one"


class RolloutNotFound(NotFound):
    code = "rollout_not_found"
    title = "No version is being rolled out"


class SlugTaken(Conflict):
    code = "slug_taken"
    title = "Another agent of your organization has this slug"


class NameTaken(Conflict):
    code = "name_taken"
    title = "Another prompt template of your organization has this name"


class AgentArchived(Conflict):
    code = "agent_archived"
    title = "The agent is archived"


class NotClonable(Forbidden):
    code = "not_clonable"
    title = "Only your own agents and templates can be cloned"


class AgentSuspended(Forbidden):
    """`reason` is what the platform's moderators say."""

    code = "agent_suspended"
    title = "The agent is suspended"

    def __init__(self, reason: str) -> None:
        super().__init__(f"Nobody can use this agent for now. {reason}", reason=reason)


class ConsentRequired(Forbidden):
    """`text` is what whoever decides must be shown, `hosts` where the data goes."""

    code = "consent_required"
    title = "Somebody must agree to where your data goes"


class DraftChanged(LaeliaError):
    status = 412
    code = "precondition_failed"
    title = "Somebody else changed it meanwhile"


def pointer(path: Iterable[str | int]) -> str:
    """The RFC 6901 form of a path."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def unpointer(text: str) -> list[str]:
    """The path that a pointer spells."""
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:]]


class EntitlementNotFound(NotFound):
    code = "entitlement_not_found"
    title = "There is no such right to use an agent"
