"""What a tool says of itself that decides how carefully it is called."""

from collections.abc import Mapping


def may_destroy(definition: Mapping[str, object]) -> bool:
    """As MCP has it: unless it only reads, or says that what it does destroys nothing.

    A server may say what it likes; its words are pinned with the rest of the definition, and a
    change of them waits for approval.
    """
    hints = definition.get("annotations")
    if not isinstance(hints, Mapping):
        return True
    return hints.get("readOnlyHint") is not True and hints.get("destructiveHint") is not False
