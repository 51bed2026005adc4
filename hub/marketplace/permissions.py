"""What an agent asks for, read from its manifest: where the input goes, and what it may touch."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from hub.agents.public import hosts_named, walk


@dataclass(frozen=True, slots=True, order=True)
class Permission:
    """`permission` is network, tools, model, agent, credential or approval; `text` says it to a
    person."""

    permission: str
    target: str
    text: str

    def shown(self) -> dict[str, str]:
        return asdict(self)


def permissions_of(manifest: Mapping[str, Any]) -> list[Permission]:
    """Each once, in the order of their kinds."""
    return sorted(set(_all(manifest)))


def hosts_of(manifest: Mapping[str, Any]) -> list[str]:
    """Whom the input is sent to, beyond the hub and the model."""
    return [one.target for one in permissions_of(manifest) if one.permission == "network"]


def more_than(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Permission]:
    """What a version asks for that the one before did not."""
    known = set(permissions_of(before)) if before is not None else set()
    return [one for one in permissions_of(after) if one not in known] if before is not None else []


def asks_for_more(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What whoever uses a version has not said yes to in the next one, in words: permissions, and
    models that may cost more."""
    said = [one.text for one in more_than(before, after)]
    known = dict(_most_of_models(before))
    for place, new in _most_of_models(after):
        old = known.get(place)
        if old is not None and (new is None or new > old):
            most = "any number of" if new is None else f"up to {new}"
            said.append(f"Its models may cost {most} credits a run, instead of {old}.")
    return said


def _most_of_models(manifest: Mapping[str, Any]) -> Iterable[tuple[str, Decimal | None]]:
    """What the models of the agent, or of each of its nodes, may cost; None where nothing says."""
    for part in (manifest, *(manifest.get("nodes") or ())):
        most = (part.get("model") or {}).get("max_cost_credits")
        yield str(part.get("id", "")), None if most is None else Decimal(most)


def _all(manifest: Mapping[str, Any]) -> Iterable[Permission]:
    for host in hosts_named(manifest):
        yield Permission("network", host, f"Sends your input to {host}.")
    for name in _named(manifest, "credential"):
        yield Permission("credential", name, f"Uses a stored credential ({name}) of its publisher.")
    for tool in manifest.get("tools") or ():
        name = tool if isinstance(tool, str) else str(tool.get("name") or tool.get("tool") or "")
        if name:
            yield Permission("tools", name, f"May call the tool {name}.")
    for node in manifest.get("nodes") or ():
        if called := node.get("agent"):
            yield Permission("agent", str(called), f"May pass your input to the agent {called}.")
        if node.get("type") == "approval":
            yield Permission("approval", str(node.get("id")), "Stops to ask a person.")
    if manifest.get("kind") in ("prompt", "graph"):
        yield Permission("model", "language model", "Sends your input to the model you choose.")


def _named(value: Any, name: str) -> Iterable[str]:
    for key, found in walk(value):
        if key == name and isinstance(found, str):
            yield found
