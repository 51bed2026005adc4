"""Credentials that are none, in every place for one."""

import random
import string
import zlib

import pytest
from sqlalchemy import text

from hub.identity.credentials import LIVE_KEY, SESSION, TEST_KEY, mint
from hub.identity.public import Authenticator
from hub.kit.errors import Unauthenticated, Unavailable
from tests.identity.conftest import PASSWORD, Hub, SignUp

INJECTIONS = [
    b"' or '1'='1",
    b"'; drop table api_keys; --",
    b"lae_live_' union select null --",
    b"lae_live_" + b"a" * 36,
    b"las_" + b"%00" * 10,
    b"las_\xff\xfe\x80" + b"z" * 46,
    b"lae_test_" + "ключ".encode(),
    b"lae_live_" + b"\xf0\x9f\x94\x91" * 9,
    b"\\x00",
    b"$$; select pg_sleep(5); $$",
    b"-1)) or (select 1)=(select 1",
    b"{{7*7}}",
    b"a" * 8000,
    b"\t",
    b",",
]


@pytest.mark.req("R34")
@pytest.mark.parametrize("header", ["authorization", "x-api-key", "cookie"])
@pytest.mark.parametrize("payload", INJECTIONS, ids=range(len(INJECTIONS)))
async def test_an_injection_in_a_credential_is_an_unknown_credential(
    hub: Hub, header: str, payload: bytes
) -> None:
    prefix = {"authorization": b"Bearer ", "x-api-key": b"", "cookie": b"laelia="}[header]

    async with hub.client() as client:
        answer = await client.get("/v1/me", headers={header.encode(): prefix + payload})

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.req("R34")
@pytest.mark.parametrize("payload", INJECTIONS, ids=range(len(INJECTIONS)))
async def test_an_injection_in_a_credential_never_reaches_the_database(payload: bytes) -> None:
    """Not on the way to the refusal either: there is no database to ask."""
    asks_nobody = Authenticator("host=/nonexistent dbname=nowhere")
    for prefix in ("", SESSION, LIVE_KEY, TEST_KEY):
        with pytest.raises(Unauthenticated):
            await asks_nobody.authenticate(prefix + payload.decode("latin-1"), address=None)


@pytest.mark.req("R29")
async def test_a_key_that_is_nearly_anothers_is_nobodys(hub: Hub, sign_up: SignUp) -> None:
    """Also right after that one was looked up: what is kept of it is kept under all of it."""
    person = await sign_up()
    key = (await person.http.post("/v1/api-keys", json={"name": "x"})).json()["key"]
    body = key[:-6]
    twin = mint_like(body[:-1] + ("a" if body[-1] != "a" else "b"))

    async with hub.as_caller(key) as right, hub.as_caller(twin) as wrong:
        for _ in range(3):
            assert (await right.get("/v1/me")).status_code == 200
            assert (await wrong.get("/v1/me")).status_code == 401


def mint_like(body: str) -> str:
    """With the checksum of a true one, so that nothing but the lookup can refuse it."""
    rest, digits = zlib.crc32(body.encode()), []
    for _ in range(6):
        rest, place = divmod(rest, 62)
        digits.append((string.digits + string.ascii_uppercase + string.ascii_lowercase)[place])
    return body + "".join(reversed(digits))


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    "guesses",
    [20_000, pytest.param(1_000_000, marks=[pytest.mark.slow, pytest.mark.timeout(300)])],
)
async def test_random_keys_never_reach_the_database(guesses: int) -> None:
    rng = random.Random(7)  # noqa: S311 - a corpus that repeats, not a secret
    alphabet = string.ascii_letters + string.digits
    asks_nobody = Authenticator("host=/nonexistent dbname=nowhere")

    with pytest.raises(Unavailable):
        await asks_nobody.authenticate(mint(LIVE_KEY), address=None)
    for _ in range(guesses):
        prefix = rng.choice((LIVE_KEY, TEST_KEY, SESSION))
        length = 49 if prefix == SESSION else 36
        guess = prefix + "".join(rng.choices(alphabet, k=length))
        with pytest.raises(Unauthenticated):
            await asks_nobody.authenticate(guess, address=None)


@pytest.mark.req("R33", "R15")
async def test_secrets_are_stored_as_digests_only(hub: Hub, sign_up: SignUp) -> None:
    person = await sign_up("Digest")
    key = (await person.http.post("/v1/api-keys", json={"name": "x"})).json()["key"]
    await person.http.post("/v1/invitations", json={"email": "i@example.com"})

    async with hub.identity.database.transaction(person.org_id, user_id=person.user_id) as session:
        connection = await session.connection()
        stored = [
            str(row)
            for table in ("users", "sessions", "api_keys", "invitations")
            for row in await connection.execute(text(f"select {table}::text from {table}"))  # noqa: S608
        ]

    assert len(stored) >= 4
    assert not [row for row in stored if key in row or person.token in row or PASSWORD in row]
    assert [row for row in stored if "$argon2id$" in row]


async def test_two_different_credentials_are_refused(hub: Hub, sign_up: SignUp) -> None:
    first, second = await sign_up(), await sign_up()

    async with hub.client() as client:
        twice = await client.get(
            "/v1/me",
            headers=[
                ("authorization", f"Bearer {first.token}"),
                ("authorization", f"Bearer {second.token}"),
            ],
        )
        in_query = await client.get("/v1/me", params={"api_key": first.token, "token": first.token})
        as_anthropic = await client.get("/v1/me", headers={"x-api-key": first.token})

    assert (twice.status_code, in_query.status_code) == (401, 401)
    assert as_anthropic.json()["user"]["id"] == first.user_id
