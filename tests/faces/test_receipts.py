"""Receipts: verified on the command line, offline, by anybody with the public keys."""

import asyncio
import base64
import hmac
import json
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hub.kit.signing import QUOTE, SigningKey
from tests import forks
from tests.faces.conftest import MODEL, SUMMARIZE, Person
from tests.hub_fixtures import RunningHub


async def run(*arguments: str, given: str = "") -> forks.Ended:
    return await forks.laelia("receipt", "verify", *arguments, environment=os.environ, given=given)


def _changed(receipt: str, **members: object) -> str:
    head, payload, signature = receipt.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    forged = json.dumps(claims | members).encode()
    return f"{head}.{base64.urlsafe_b64encode(forged).decode().rstrip('=')}.{signature}"


@pytest.mark.timeout(150)  # the first command waits until the product is loaded
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
    claims = json.loads(good.output)
    assert (good.status, claims["jti"], claims["cost"]) == (0, made["id"], made["cost"])
    assert claims["usage"] == made["usage"]
    assert (piped.status, piped.output) == (0, good.output)
    assert (forged.status, forged.output) == (1, "")
    assert "changed" in forged.errors
    assert other.status == 1


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _headed(payload: str, **header: str) -> str:
    return f"{_base64url(json.dumps(header).encode())}.{payload}"


@pytest.mark.req("S10")
async def test_what_is_no_receipt_of_these_keys_is_refused(
    hub: RunningHub, person: Person, tmp_path: Path
) -> None:
    made = await person.client.invoke(SUMMARIZE, "Sales rose.", model=MODEL)
    jwks = (await hub.anonymous.get("/.well-known/jwks.json")).body
    key, private = jwks["keys"][0], Ed25519PrivateKey.generate()
    stranger = SigningKey(private)
    ours = SigningKey.load_or_create(hub.home / "secrets" / "receipts.pem")
    payload = made["receipt"].split(".")[1]
    claims = base64.urlsafe_b64decode(payload + "==")
    named = _headed(payload, alg="EdDSA", typ="receipt+jwt", kid=key["kid"])
    shared = _headed(payload, alg="HS256", typ="receipt+jwt", kid=key["kid"])
    mac = hmac.digest(key["x"].encode(), shared.encode(), "sha256")
    for name, content in {"jwks": jwks, "other": stranger.jwks()}.items():
        (tmp_path / name).write_text(json.dumps(content))
    wrong = {
        "a quote": ours.sign(claims, kind=QUOTE),
        "a stranger's": stranger.sign(claims),
        "a stranger's under our name": f"{named}.{_base64url(private.sign(named.encode()))}",
        "unsigned": _headed(payload, alg="none", typ="receipt+jwt", kid=key["kid"]) + ".",
        "signed with the public key": f"{shared}.{_base64url(mac)}",
    }
    checks = [run("-", "--keys", str(tmp_path / "jwks"), given=one) for one in wrong.values()]
    checks.append(run("-", "--keys", str(tmp_path / "other"), given=made["receipt"]))
    for name, refused in zip([*wrong, "other keys"], await asyncio.gather(*checks), strict=True):
        assert (refused.status, refused.output) == (1, ""), name
        assert "not valid" in refused.errors, name
