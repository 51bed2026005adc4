"""`laelia keys` and `laelia grant`: what an administrator does from a shell.

Making and revoking keys takes a session token (`las_…`) or a key with keys:write; a grant takes a
session of a platform administrator.
"""

from datetime import datetime
from typing import Any

import typer

from hub.commands.remote import Remote, run
from hub.kit.ids import new_id


def create_key(
    name: str,
    scopes: list[str],
    *,
    mode: str,
    agents: list[str] | None,
    expires: datetime | None,
    budget: str | None,
    requests_per_minute: int | None,
) -> None:
    body: dict[str, Any] = {"name": name, "mode": mode, "scopes": scopes}
    if agents:
        body["agent_ids"] = agents
    if expires is not None:
        # Without a zone it is this machine's time that was meant.
        body["expires_at"] = expires.astimezone().isoformat()
    if budget is not None:
        amount, _, period = budget.partition("/")
        body["budget"] = {"amount": amount, "period": period or "total"}
    if requests_per_minute is not None:
        body["requests_per_minute"] = requests_per_minute

    async def work(hub: Remote) -> int:
        made = await hub.call("POST", "/v1/api-keys", body)
        typer.echo(f"{_about(made)}\nShown once: {made['key']}")
        return 0

    run(work)


def _about(key: dict[str, Any]) -> str:
    """The key in one line: what it may do, where, how often, for how much and until when."""
    words = [key["id"], key["mode"], ",".join(key["scopes"])]
    if key["agent_ids"] is not None:
        words.append("agents " + ",".join(key["agent_ids"]))
    if key["requests_per_minute"] is not None:
        words.append(f"{key['requests_per_minute']}/minute")
    words += [f"{one['amount']} credits/{one['period']}" for one in key["budgets"]]
    if key["expires_at"] is not None:
        words.append(f"until {key['expires_at']}")
    if key["revoked_at"] is not None:
        words.append("revoked")
    return "  ".join(words)


def list_keys() -> None:
    async def work(hub: Remote) -> int:
        cursor = ""
        while True:
            listed = await hub.call("GET", f"/v1/api-keys?limit=100{cursor}")
            for key in listed["data"]:
                typer.echo(f"{_about(key)}  {key['display']}  {key['name']}")
            if not listed["next_cursor"]:
                return 0
            cursor = f"&cursor={listed['next_cursor']}"

    run(work)


def revoke_key(key_id: str) -> None:
    async def work(hub: Remote) -> int:
        await hub.call("DELETE", f"/v1/api-keys/{key_id}")
        typer.echo(f"{key_id} is revoked; it stops working everywhere within a second.")
        return 0

    run(work)


def grant(organization_id: str, credits_: str, reason: str, *, idempotency_key: str | None) -> None:
    async def work(hub: Remote) -> int:
        body: dict[str, Any] = {
            "organization_id": organization_id,
            "credits": credits_,
            "kind": "paid",
            "reason": reason,
        }
        once = {"Idempotency-Key": idempotency_key or new_id("cli")}
        made = await hub.call("POST", "/v1/admin/grants", body, **once)
        typer.echo(f"{made['id']}  {credits_} credits for {organization_id}")
        return 0

    run(work)
