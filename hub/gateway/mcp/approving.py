"""What a run asks of a person, in the words of MCP: an elicitation, and what came back of it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from hub.identity.public import Principal
from hub.runs.public import AlreadyDecided, Approvals, Decision, RequestNotFound

_FORM: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "decision": {"type": "string", "title": "Decision", "enum": ["approve", "reject"]},
        "value": {"type": "string", "title": "Note", "description": "For the steps that follow."},
    },
    "required": ["decision"],
}


def questions(asked: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The open requests of a run, each as a form for the client's user."""
    return {
        request["request_id"]: {
            "method": "elicitation/create",
            "params": {
                "mode": "form",
                "message": request["question"],
                "requestedSchema": _FORM,
            },
        }
        for request in asked
    }


async def answer(
    approvals: Approvals, caller: Principal, run_id: str, responses: Mapping[str, Any]
) -> None:
    """Passes on what was decided; what is over or was never asked changes nothing."""
    for request_id, response in responses.items():
        decision = _decision(response)
        if decision is None:
            continue
        content = response.get("content")
        value = content.get("value") if isinstance(content, dict) else None
        with suppress(AlreadyDecided, RequestNotFound):
            await approvals.answer(caller, run_id, request_id, decision, value)


def is_decided(responses: Mapping[str, Any]) -> bool:
    return any(_decision(response) is not None for response in responses.values())


def _decision(response: Any) -> Decision | None:
    """Declining is a no; closing the form decides nothing."""
    if not isinstance(response, dict):
        return None
    if response.get("action") == "decline":
        return "reject"
    content = response.get("content")
    if response.get("action") != "accept" or not isinstance(content, dict):
        return None
    decided = content.get("decision")
    return decided if decided in ("approve", "reject") else None
