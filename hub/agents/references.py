"""Where a manifest names prompt templates, and what publishing writes there."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.agents.manifest import GraphAgent, Manifest, PromptAgent, TemplateUse, document, parse
from hub.agents.manifest.prompt import Prompting

Place = tuple[str | int, ...]

_WORDINGS: Final = ("instructions", "message")


def uses(manifest: Manifest) -> Iterator[tuple[Place, TemplateUse]]:
    """Every place where a template stands for a text."""
    prompts: list[tuple[Place, Prompting]] = []
    if isinstance(manifest, PromptAgent):
        prompts = [((), manifest)]
    elif isinstance(manifest, GraphAgent):
        nodes = enumerate(manifest.nodes)
        prompts = [(("nodes", at), node) for at, node in nodes if isinstance(node, Prompting)]
    for place, prompting in prompts:
        for name in _WORDINGS:
            wording = getattr(prompting, name)
            if isinstance(wording, TemplateUse):
                yield (*place, name), wording


def unbound(manifest: Manifest) -> Manifest:
    """Without what publishing wrote into it: the references alone."""
    return replaced(
        manifest,
        {
            place: use.model_copy(update={"text": None, "defaults": {}})
            for place, use in uses(manifest)
        },
    )


def replaced(manifest: Manifest, changed: Mapping[Place, TemplateUse]) -> Manifest:
    """With other references at these places."""
    if not changed:
        return manifest
    content = document(manifest)
    for place, use in changed.items():
        holder: Any = content
        for part in place[:-1]:
            holder = holder[part]
        holder[place[-1]] = use.model_dump(mode="json", exclude_defaults=True)
    return parse(content)
