"""Amazon Q Business against a peer that botocore's service model validates."""

import pytest

from providers.contract import Message
from tests.providers.conformance import *  # noqa: F403 - the cases are this module's tests
from tests.providers.conformance import pytestmark as _marks
from tests.providers.conformance import refusal
from tests.providers.peers import amazon as peer
from tests.providers.subject import Subject

pytestmark = [*_marks, pytest.mark.req("S8")]


@pytest.fixture
def subject(amazon: str) -> Subject:
    return Subject(
        provider="amazon_q",
        url=amazon,
        at=lambda url: {
            "AWS_REGION": peer.REGION,
            "AWS_ACCESS_KEY_ID": peer.ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": peer.SECRET_KEY,
            "AWS_ENDPOINT_URL_QBUSINESS": url,
            "AMAZON_Q_APPLICATION_ID": peer.APPLICATION,
            "AMAZON_Q_USER_ID": "ada@example.com",
        },
        model="amazon-q-business",
        scripted=False,
        streams=False,
        tools=False,
        images=False,
        cuts=False,
        priced=False,
        wrong_key="AKIDOTHER:another-secret",
    )


async def test_earlier_turns_travel_as_text(subject: Subject) -> None:
    turns = [
        Message(role="user", content="Who wrote it?"),
        Message(role="assistant", content="Ada."),
        Message(role="user", content="When?"),
    ]
    async with subject.client() as client:
        result = await client.chat(subject.request(messages=turns))
    assert result.text == "Q read: User: Who wrote it?\n\nAssistant: Ada.\n\nUser: When?"
    assert result.response_id == peer.APPLICATION


async def test_a_sign_in_to_a_plug_in_is_not_offered(subject: Subject) -> None:
    async with subject.client() as client:
        error = await refusal(client, subject.request("use the plug-in"))
    assert error.code == "capability_not_supported"


async def test_a_wrong_secret_is_refused(subject: Subject) -> None:
    async with subject.client() as client:
        error = await refusal(client, subject.request(), credential=f"{peer.ACCESS_KEY}:wrong")
    assert (error.code, error.status) == ("bad_credential", 403)
