"""An invitation on its way: looked at, sent again; and the people whom an admin looks for."""

import pytest

from hub.identity.public import SCOPES_OF_ROLE
from tests.identity.conftest import Hub, MakeTeam, SignUp

pytestmark = pytest.mark.req("S1")


async def test_an_invitation_shows_what_it_offers_and_is_sent_again(
    hub: Hub, sign_up: SignUp
) -> None:
    admin, invited = await sign_up("Osei Studio", name="Mara Osei"), await sign_up()
    body = {"email": invited.email, "role": "staff", "expires_in_days": 1}
    first = (await admin.http.post("/v1/invitations", json=body)).json()
    path = f"/v1/invitations/{first['id']}/resend"
    async with hub.client() as anybody:

        async def preview(token: str) -> tuple[int, dict[str, str]]:
            answer = await anybody.post("/v1/invitations/preview", json={"token": token})
            return answer.status_code, answer.json()

        status, offer = await preview(first["token"])
        second = (await admin.http.post(path, json={"expires_in_days": 30})).json()
        old, new = await preview(first["token"]), await preview(second["token"])
        wrong, _ = await preview("lai_nothing")

    assert status == 200
    assert offer == {
        "organization": "Osei Studio",
        "inviter": "Mara Osei",
        "email": invited.email,
        "role": "staff",
        "expires_at": first["expires_at"],
    }
    assert (old[0], old[1]["code"]) == (404, "invitation_not_found")
    assert wrong == 404
    assert new[1]["expires_at"] == second["expires_at"] > first["expires_at"]
    taken = await invited.http.post("/v1/invitations/accept", json={"token": second["token"]})
    again = await admin.http.post(path, json={})
    assert taken.json()["role"] == "staff"
    assert (again.status_code, again.json()["code"]) == (404, "invitation_not_found")


async def test_an_admin_finds_members_and_sees_their_last_sign_in(make_team: MakeTeam) -> None:
    team = await make_team()

    async def found(q: str) -> list[dict[str, str]]:
        answer = await team.admin.http.get("/v1/members", params={"q": q})
        rows: list[dict[str, str]] = answer.json()["data"]
        return rows

    [member] = await found(team.member.email[:12].upper())
    assert member["user_id"] == team.member.user_id
    assert member["last_signed_in_at"] >= member["created_at"]
    assert await found("%") == []


async def test_roles_are_told_as_they_are_enforced(make_team: MakeTeam) -> None:
    team = await make_team()

    told = (await team.member.http.get("/v1/roles")).json()["data"]

    assert [one["role"] for one in told] == ["admin", "staff", "member"]
    assert {one["role"]: set(one["scopes"]) for one in told} == SCOPES_OF_ROLE
