"""`laelia keys` and `laelia grant`: what an administrator does from a shell.

Making and revoking keys takes a session token (`las_…`) or a key with keys:write; a grant takes a
session of a platform administrator.
"""

from typing import Any

import typer

from hub.commands.remote import Remote, run
from hub.kit.ids import new_id


def create_key(name: str, scopes: list[str], *, mode: str) -> None:
    async def work(hub: Remote) -> int:
        body = {"name": name, "mode": mode, "scopes": scopes}
        made = await hub.call("POST", "/v1/api-keys", body)
        typer.echo(f"{made['id']}  {', '.join(made['scopes'])}\nShown once: {made['key']}")
        return 0

    run(work)


def list_keys() -> None:
    async def work(hub: Remote) -> int:
        cursor = ""
        while True:
            listed = await hub.call("GET", f"/v1/api-keys?limit=100{cursor}")
            for key in listed["data"]:
                typer.echo(f"{key['id']}  {key['display']}  {key['mode']}  {key['name']}")
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
