"""Stored secrets: sealed in the database, bound to their place, never shown again."""

from pathlib import Path

import psycopg
import pytest

from hub.kit.sealing import Place, Sealer, SecretUnreadable
from tests.hub_fixtures import RunningHub

CANARY = "canary-5f1e9c2d7b"


@pytest.mark.req("R64")
def test_a_secret_opens_at_its_own_place_only(tmp_path: Path) -> None:
    sealer = Sealer.load_or_create(tmp_path / "secrets" / "master.key")
    place = Place("org_1", "credentials.sealed", "crd_1")
    sealed = sealer.seal(place, CANARY)
    assert CANARY.encode() not in sealed
    assert sealer.seal(place, CANARY) != sealed
    again = Sealer.load_or_create(tmp_path / "secrets" / "master.key")
    assert again.open(place, sealed) == CANARY
    elsewhere = [
        place._replace(org_id="org_2"),
        place._replace(column="provider_keys.sealed"),
        place._replace(row_id="crd_2"),
        Place("org_1", "credentials", ".sealedcrd_1"),
    ]
    for other in elsewhere:
        with pytest.raises(SecretUnreadable):
            sealer.open(other, sealed)
    for at in range(len(sealed)):
        with pytest.raises(SecretUnreadable):
            sealer.open(place, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
    with pytest.raises(SecretUnreadable):
        Sealer(bytes(32)).open(place, sealed)
    assert (tmp_path / "secrets" / "master.key").stat().st_mode & 0o077 == 0


@pytest.mark.req("R64")
async def test_a_stored_credential_is_sealed_and_never_shown(hub: RunningHub) -> None:
    person = await hub.sign_up()
    body = {"name": "shop", "url": "https://shop.example/v1", "secret": CANARY}
    made = await person.post("/v1/credentials", body)
    assert made.status == 201, made.body
    assert made["origin"] == "https://shop.example"
    again = await person.post("/v1/credentials", body)
    assert (again.status, again["code"]) == (409, "conflict")
    changed = await person.call("PUT", f"/v1/credentials/{made['id']}", {"secret": f"{CANARY}-2"})
    listed = await person.get("/v1/credentials")
    bad = await person.post("/v1/credentials", body | {"secret": f"{CANARY}\n", "name": "two"})
    assert bad.status == 422
    for answer in (made, again, changed, listed, bad):
        assert CANARY not in str(answer.body)
    sealed = await _stored(hub, person.organization["id"], "credentials")
    assert len(sealed) == 1
    assert CANARY.encode() not in sealed[0]
    stranger = await hub.sign_up()
    for method in ("PUT", "DELETE"):
        path = f"/v1/credentials/{made['id']}"
        hidden = await stranger.call(method, path, {"secret": "x"} if method == "PUT" else None)
        assert (hidden.status, hidden["code"]) == (404, "credential_not_found")
    assert (await person.call("DELETE", f"/v1/credentials/{made['id']}")).status == 204
    assert (await person.get("/v1/credentials"))["data"] == []


async def _stored(hub: RunningHub, org_id: str, table: str) -> list[bytes]:
    async with await psycopg.AsyncConnection.connect(hub.engines.database) as connection:
        await connection.execute("select set_config('app.org_ids', %s, true)", [org_id])
        cursor = await connection.execute(f"select sealed from {table}")  # noqa: S608 - our names
        return [bytes(row[0]) for row in await cursor.fetchall()]


async def test_provider_keys_are_the_admins_and_for_known_providers(hub: RunningHub) -> None:
    person = await hub.sign_up()
    key = await person.key(scopes=["agents:read", "agents:write"])
    path = "/v1/provider-keys/openai"
    refused = await key.call("PUT", path, {"key": CANARY})
    assert (refused.status, refused["code"]) == (403, "scope_missing")
    unknown = await person.call("PUT", "/v1/provider-keys/nobody", {"key": CANARY})
    assert (unknown.status, unknown["code"]) == (422, "invalid_input")
    made = await person.call("PUT", path, {"key": CANARY})
    assert made.status == 200, made.body
    again = await person.call("PUT", path, {"key": f"{CANARY}-2"})
    listed = await person.get("/v1/provider-keys")
    assert [row["provider"] for row in listed["data"]] == ["openai"]
    assert "openai" in listed["providers"]
    for answer in (refused, unknown, made, again, listed):
        assert CANARY not in str(answer.body)
    sealed = await _stored(hub, person.organization["id"], "provider_keys")
    assert len(sealed) == 1
    assert CANARY.encode() not in sealed[0]
    assert (await person.call("DELETE", path)).status == 204
    assert (await person.call("DELETE", path)).status == 404
