"""Organizations, members, roles and invitations."""

import asyncio

import pytest

from tests.identity.conftest import Hub, MakeTeam, SignUp, eventually, join


async def test_the_last_admin_neither_leaves_nor_steps_down(make_team: MakeTeam) -> None:
    team = await make_team()
    own = f"/v1/members/{team.admin.user_id}"

    left = await team.admin.http.delete(own)
    stepped_down = await team.admin.http.patch(own, json={"role": "member"})

    assert (left.status_code, left.json()["code"]) == (409, "last_admin")
    assert (stepped_down.status_code, stepped_down.json()["code"]) == (409, "last_admin")


async def test_two_admins_cannot_both_step_down_at_once(hub: Hub, make_team: MakeTeam) -> None:
    team = await make_team()
    await team.admin.http.patch(f"/v1/members/{team.staff.user_id}", json={"role": "admin"})
    hub.identity.authenticator.forget(team.staff.token)

    answers = await asyncio.gather(
        *(
            person.http.patch(f"/v1/members/{person.user_id}", json={"role": "member"})
            for person in (team.admin, team.staff)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_member_leaves_and_their_session_ends(make_team: MakeTeam) -> None:
    team = await make_team()

    left = await team.member.http.delete(f"/v1/members/{team.member.user_id}")

    assert left.status_code == 204

    async def ended() -> bool:
        return (await team.member.http.get("/v1/me")).status_code == 401

    await eventually(ended, within_s=1.0)
    listed = (await team.admin.http.get("/v1/members")).json()["data"]
    assert {row["user_id"] for row in listed} == {team.admin.user_id, team.staff.user_id}


@pytest.mark.req("S3")
async def test_one_removed_everywhere_gets_a_personal_organization(
    hub: Hub, sign_up: SignUp
) -> None:
    admin, guest = await sign_up("First"), await sign_up("Second")
    joined = await join(hub, admin, guest, "member")
    second = await join(hub, guest, admin, "admin")
    refused = await second.http.delete(f"/v1/members/{guest.user_id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "owner_stays")
    transfer = "/v1/organizations/current/transfer"
    await guest.http.post(transfer, json={"user_id": admin.user_id})
    assert (await second.http.post(f"{transfer}/accept")).status_code == 200
    await second.http.delete(f"/v1/members/{guest.user_id}")
    await admin.http.delete(f"/v1/members/{guest.user_id}")
    await joined.http.aclose()
    await second.http.aclose()

    async with hub.client() as client:
        entry = await client.post(
            "/v1/auth/login", json={"email": guest.email, "password": "correct horse battery"}
        )

    assert entry.json()["organization"]["type"] == "personal"
    assert entry.json()["role"] == "admin"


async def test_an_invitation_is_for_one_address_and_used_once(sign_up: SignUp) -> None:
    admin, invited, thief = await sign_up("Team"), await sign_up(), await sign_up()
    offer = await admin.http.post(
        "/v1/invitations", json={"email": invited.email.upper(), "role": "staff"}
    )
    token = offer.json()["token"]

    stolen = await thief.http.post("/v1/invitations/accept", json={"token": token})
    taken = await asyncio.gather(
        *(invited.http.post("/v1/invitations/accept", json={"token": token}) for _ in range(3))
    )

    assert stolen.status_code == 404
    assert sorted(answer.status_code for answer in taken) == [200, 404, 404]
    listed = await admin.http.get("/v1/invitations")
    assert token not in listed.text
    assert listed.json()["data"][0]["accepted_at"] is not None


@pytest.mark.parametrize("ending", ["revoked", "inviter demoted"])
async def test_an_invitation_lapses(
    hub: Hub, make_team: MakeTeam, sign_up: SignUp, ending: str
) -> None:
    team, invited = await make_team(), await sign_up()
    await team.admin.http.patch(f"/v1/members/{team.staff.user_id}", json={"role": "admin"})
    hub.identity.authenticator.forget(team.staff.token)
    offer = await team.staff.http.post("/v1/invitations", json={"email": invited.email})

    if ending == "revoked":
        await team.admin.http.delete(f"/v1/invitations/{offer.json()['id']}")
    else:
        await team.admin.http.patch(f"/v1/members/{team.staff.user_id}", json={"role": "staff"})

    refused = await invited.http.post(
        "/v1/invitations/accept", json={"token": offer.json()["token"]}
    )
    assert (refused.status_code, refused.json()["code"]) == (404, "invitation_not_found")


async def test_an_account_of_ones_own_has_no_members(sign_up: SignUp) -> None:
    person = await sign_up()

    refused = await person.http.post("/v1/invitations", json={"email": "a@example.com"})
    left = await person.http.delete(f"/v1/members/{person.user_id}")

    assert refused.json()["code"] == left.json()["code"] == "personal_organization"
