"""Receipts: verified on the command line, offline, by anybody with the public keys."""

import asyncio
import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faces.conftest import MODEL, SUMMARIZE, Person
from tests.hub_fixtures import RunningHub


async def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hub.cli", "receipt", "verify", *arguments]
    return await asyncio.to_thread(
        subprocess.run, command, input=given, capture_output=True, text=True, check=False
    )


def _changed(receipt: str, **members: object) -> str:
    head, payload, signature = receipt.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    forged = json.dumps(claims | members).encode()
    return f"{head}.{base64.urlsafe_b64encode(forged).decode().rstrip('=')}.{signature}"


@pytest.mark.req("S10")
async def test_a_receipt_is_verified_offline(
    hub: RunningHub, person: Person, tmp_path: Path
) -> None:
    made = await person.client.invoke(SUMMARIZE, "Sales rose.", model=MODEL)
    keys = tmp_path / "jwks.json"
    keys.write_text(json.dumps((await hub.anonymous.get("/.well-known/jwks.json")).body))
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(made.body))
    good, piped, forged, other = await asyncio.gather(
        run(str(answer), "--keys", str(keys)),
        run("-", "--keys", f"{hub.url}/.well-known/jwks.json", given=made["receipt"]),
        run("-", "--keys", str(keys), given=_changed(made["receipt"], cost={"credits": "0.1"})),
        run("-", "--keys", str(keys), given="not a receipt"),
    )
    claims = json.loads(good.stdout)
    assert (good.returncode, claims["jti"], claims["cost"]) == (0, made["id"], made["cost"])
    assert claims["usage"] == made["usage"]
    assert (piped.returncode, piped.stdout) == (0, good.stdout)
    assert (forged.returncode, forged.stdout) == (1, "")
    assert "changed" in forged.stderr
    assert other.returncode == 1
