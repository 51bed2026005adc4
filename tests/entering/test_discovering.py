"""Which ways in there are for an address that is no organization's, and how often one may ask."""

import aiohttp
import pytest

from hub.kit.settings import Limits
from tests.hub_fixtures import RunningHub, hub_settings, serve

_HOUSE = {"acme": {"issuer": "http://127.0.0.1:9", "client_id": "x", "label": "Acme ID"}}


@pytest.mark.req("FR-4.9", "R15", "R68")
async def test_ways_in_are_the_same_for_everybody_and_not_asked_for_without_end(
    hub: RunningHub,
) -> None:
    """From an address that nobody else of the tests comes from."""
    known = (await hub.sign_up()).user["email"]
    settings = hub_settings(hub.engines, hub.home, sign_in=_HOUSE).model_copy(
        update={"limits": Limits(sign_ins_per_minute=4)}
    )
    near = aiohttp.TCPConnector(local_addr=("127.0.0.77", 0))
    async with serve(settings) as url, aiohttp.ClientSession(connector=near) as http:

        async def ask(email: str) -> tuple[int, dict[str, object]]:
            async with http.post(f"{url}/v1/auth/discover", json={"email": email}) as answer:
                return answer.status, await answer.json()

        there = await ask(known)
        nobody = await ask("nobody-at-all@example.com")
        wrong = await ask("no address")
        answers = [(await ask(f"guess-{number}@example.com"))[0] for number in range(4)]

    assert there == nobody
    status, body = there
    assert (status, body["method"], body["required"]) == (200, "password", False)
    assert body["ways"] == ["password", "passkey", "link"]
    assert body["providers"] == [
        {"name": "acme", "label": "Acme ID", "address": "/sign-in/with/acme"}
    ]
    assert (wrong[0], wrong[1]["code"]) == (422, "invalid_input")
    # What cannot be an address is refused before it counts.
    assert answers == [200, 200, 429, 429]
