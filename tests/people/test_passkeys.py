"""Passkeys, made and used by an authenticator in software that is none of the hub's."""

import asyncio
from typing import Any

import pytest

from tests.audit.conftest import Ledger, ledger
from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub
from tests.people.authenticator import Authenticator, b64, cbor, unb64

__all__ = ["ledger"]

ORIGIN = "http://127.0.0.1:8080"
PASSKEYS = "/v1/auth/passkeys"


async def begin(person: Client) -> Answer:
    begun = await person.post(f"{PASSKEYS}/options", {"password": PASSWORD})
    assert begun.status == 200, begun.body
    return begun


async def add(person: Client, key: Authenticator, name: str = "Laptop") -> Answer:
    begun = await begin(person)
    credential = key.create(begun["public_key"])
    body = {"challenge": begun["challenge"], "name": name, "credential": credential}
    return await person.post(PASSKEYS, body)


async def registered(hub: RunningHub, **options: Any) -> tuple[Client, Authenticator]:
    person, key = await hub.sign_up(), Authenticator(ORIGIN, **options)
    added = await add(person, key)
    assert added.status == 201, added.body
    return person, key


async def options(hub: RunningHub) -> Answer:
    begun = await hub.anonymous.post(f"{PASSKEYS}/login/options")
    assert begun.status == 200, begun.body
    return begun


async def show(hub: RunningHub, begun: Answer, credential: dict[str, Any]) -> Answer:
    body = {"challenge": begun["challenge"], "credential": credential}
    return await hub.anonymous.post(f"{PASSKEYS}/login", body)


async def sign_in(hub: RunningHub, key: Authenticator) -> Answer:
    begun = await options(hub)
    return await show(hub, begun, key.get(begun["public_key"]))


@pytest.mark.req("S24")
@pytest.mark.parametrize("ed25519", [False, True], ids=["ES256", "EdDSA"])
async def test_a_passkey_signs_in_without_a_password(hub: RunningHub, *, ed25519: bool) -> None:
    person, key = await registered(hub, ed25519=ed25519)

    entered = await sign_in(hub, key)

    assert entered.status == 200, entered.body
    assert entered["user"]["id"] == person.user["id"]
    assert entered["organization"]["id"] == person.organization["id"]
    signed_in = person.with_token(entered["token"])
    [row, _] = (await signed_in.get("/v1/auth/sessions"))["data"]
    assert (row["method"], row["second_factor"]) == ("passkey", True)
    [listed] = (await person.get(PASSKEYS))["data"]
    assert (listed["name"], listed["transports"]) == ("Laptop", ["internal"])
    assert listed["last_used_at"] is not None


@pytest.mark.req("S24")
async def test_what_a_browser_is_told(hub: RunningHub) -> None:
    person, key = await registered(hub)

    making, asking = (await begin(person)), (await options(hub))

    told = making["public_key"]
    assert told["rp"] == {"name": "Laelia", "id": "127.0.0.1"}
    assert told["attestation"] == "none"
    assert told["authenticatorSelection"]["userVerification"] == "required"
    assert told["authenticatorSelection"]["residentKey"] == "required"
    assert [unb64(one["id"]) for one in told["excludeCredentials"]] == [key.id]
    assert len(unb64(told["challenge"])) == 32
    assert asking["public_key"]["allowCredentials"] == []
    assert asking["public_key"]["userVerification"] == "required"
    assert making.headers["cache-control"] == asking.headers["cache-control"] == "no-store"


@pytest.mark.req("S24")
async def test_a_passkey_is_made_by_who_knows_the_password(hub: RunningHub) -> None:
    person = await hub.sign_up()

    wrong = await person.post(f"{PASSKEYS}/options", {"password": "not this one"})
    by_key = await (await person.key()).post(f"{PASSKEYS}/options", {"password": PASSWORD})

    assert (wrong.status, wrong["code"]) == (403, "password_incorrect")
    assert (by_key.status, by_key["code"]) == (403, "session_required")


@pytest.mark.req("S24")
@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://127.0.0.1:8081"},
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"flags": 0x01},
        {"flags": 0x04},
    ],
    ids=["another port", "another site", "another party", "not verified", "nobody there"],
)
async def test_an_answer_of_elsewhere_registers_and_opens_nothing(
    hub: RunningHub, wrong: dict[str, Any]
) -> None:
    person, key = await registered(hub)

    refused = await add(person, Authenticator(**({"origin": ORIGIN} | wrong)))
    for name, value in wrong.items():
        setattr(key, name, value)
    not_entered = await sign_in(hub, key)

    assert (refused.status, refused["code"]) == (422, "passkey_invalid")
    assert (not_entered.status, not_entered["code"]) == (401, "passkey_refused")


@pytest.mark.req("S24")
async def test_a_copied_authenticator_is_found_by_its_count(
    hub: RunningHub, ledger: Ledger
) -> None:
    person, key = await registered(hub)
    assert (await sign_in(hub, key)).status == 200
    key.count -= 1

    copied = await sign_in(hub, key)

    assert (copied.status, copied["code"]) == (401, "passkey_refused")
    last = (await ledger.of_chain(person.organization["id"]))[-1]
    assert (last["action"], last["target_id"]) == ("user.sign_in_refused", person.user["id"])
    key.count += 5
    assert (await sign_in(hub, key)).status == 200


@pytest.mark.req("S24")
async def test_an_answer_opens_once(hub: RunningHub) -> None:
    _, key = await registered(hub)
    begun, other = await options(hub), await options(hub)
    credential = key.get(begun["public_key"])

    together = await asyncio.gather(*[show(hub, begun, credential) for _ in range(4)])
    elsewhere = await show(hub, other, credential)

    assert sorted(answer.status for answer in together) == [200, 401, 401, 401]
    assert (elsewhere.status, elsewhere["code"]) == (401, "passkey_refused")


async def test_a_signature_by_another_key_opens_nothing(hub: RunningHub) -> None:
    _, key = await registered(hub)
    thief = Authenticator(ORIGIN, id=key.id, handle=key.handle, count=9)

    refused = await sign_in(hub, thief)

    assert (refused.status, refused["code"]) == (401, "passkey_refused")


async def test_a_passkey_of_one_person_does_not_open_another(hub: RunningHub) -> None:
    person, key = await registered(hub)
    other = await hub.sign_up()
    key.handle = other.user["id"].encode()

    refused = await sign_in(hub, key)

    assert (refused.status, refused["code"]) == (401, "passkey_refused")
    assert person.user["id"] not in str(refused.body)


async def test_a_challenge_of_one_person_registers_nothing_for_another(hub: RunningHub) -> None:
    person, other = await hub.sign_up(), await hub.sign_up()
    begun, key = await begin(person), Authenticator(ORIGIN)
    credential = key.create(begun["public_key"])
    body = {"challenge": begun["challenge"], "name": "Mine", "credential": credential}

    refused = await other.post(PASSKEYS, body)
    own = await person.post(PASSKEYS, body)
    again = await person.post(PASSKEYS, body)
    taken = await add(other, key)

    assert (refused.status, refused["code"]) == (401, "challenge_invalid")
    assert own.status == 201
    assert (again.status, again["code"]) == (401, "challenge_invalid")
    assert (taken.status, taken["code"]) == (409, "passkey_exists")


@pytest.mark.parametrize(
    "object_",
    [
        b"",
        b"\xff" * 40,
        cbor({"fmt": "none", "attStmt": {}, "authData": b""}),
        cbor({"fmt": "none", "attStmt": {}, "authData": bytes(37)}),
        cbor({"fmt": "packed", "attStmt": {"alg": -7}, "authData": bytes(200)}),
        cbor({"fmt": "none"}),
        cbor(7),
        b"\x9f" * 3000,
    ],
    ids=range(8),
)
async def test_bytes_that_are_no_attestation_are_refused(hub: RunningHub, object_: bytes) -> None:
    person, begun = await hub.sign_up(), Authenticator(ORIGIN)
    asked = await begin(person)
    credential = begun.create(asked["public_key"])
    credential["response"]["attestationObject"] = b64(object_)

    refused = await person.post(
        PASSKEYS, {"challenge": asked["challenge"], "name": "x", "credential": credential}
    )

    assert (refused.status, refused["code"]) == (422, "passkey_invalid")


@pytest.mark.parametrize("member", ["clientDataJSON", "authenticatorData", "signature"])
@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"\xff" * 200, b"null"], ids=range(5))
async def test_bytes_that_are_no_assertion_open_nothing(
    hub: RunningHub, member: str, raw: bytes
) -> None:
    _, key = await registered(hub)
    begun = await options(hub)
    credential = key.get(begun["public_key"])
    credential["response"][member] = b64(raw)

    refused = await show(hub, begun, credential)

    assert (refused.status, refused["code"]) == (401, "passkey_refused")


async def test_passkeys_are_named_and_removed(hub: RunningHub) -> None:
    person, key = await registered(hub)
    await add(person, Authenticator(ORIGIN), "Phone")
    phone, laptop = (await person.get(PASSKEYS))["data"]

    renamed = await person.call("PATCH", f"{PASSKEYS}/{phone['id']}", {"name": "Old phone"})
    removed = await person.call("DELETE", f"{PASSKEYS}/{laptop['id']}")

    assert (renamed.status, renamed["name"]) == (200, "Old phone")
    assert removed.status == 204
    assert [one["name"] for one in (await person.get(PASSKEYS))["data"]] == ["Old phone"]
    assert (await sign_in(hub, key)).status == 401


@pytest.mark.req("R25")
async def test_nobody_touches_the_passkeys_of_others(hub: RunningHub) -> None:
    person, _ = await registered(hub)
    stranger = await hub.sign_up()
    [own] = (await person.get(PASSKEYS))["data"]

    renamed = await stranger.call("PATCH", f"{PASSKEYS}/{own['id']}", {"name": "Theirs"})
    removed = await stranger.call("DELETE", f"{PASSKEYS}/{own['id']}")

    assert (await stranger.get(PASSKEYS))["data"] == []
    for refused in (renamed, removed):
        assert (refused.status, refused["code"]) == (404, "passkey_not_found")
    assert (await person.get(PASSKEYS))["data"] == [own]


async def test_a_passkey_enters_the_organization_asked_for(hub: RunningHub) -> None:
    person, key = await registered(hub)
    team = await person.post("/v1/organizations", {"name": "Team"})
    foreign = await hub.sign_up(organization="Closed")

    entered = []
    for org in (team["id"], foreign.organization["id"]):
        begun = await options(hub)
        body = {
            "challenge": begun["challenge"],
            "credential": key.get(begun["public_key"]),
            "organization_id": org,
        }
        entered.append(await hub.anonymous.post(f"{PASSKEYS}/login", body))

    assert entered[0]["organization"]["id"] == team["id"]
    assert (entered[1].status, entered[1]["code"]) == (404, "organization_not_found")
