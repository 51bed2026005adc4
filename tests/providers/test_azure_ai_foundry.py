"""Azure AI Foundry against aimock, at both of its addresses."""

import pytest

from tests.providers.conformance import *  # noqa: F403 - the cases are this module's tests
from tests.providers.conformance import pytestmark as _marks
from tests.providers.subject import KEY, Subject

pytestmark = [*_marks, pytest.mark.req("S8")]


@pytest.fixture(params=["", "2024-10-21"], ids=["v1", "deployments"])
def subject(aimock: str, request: pytest.FixtureRequest) -> Subject:
    return Subject(
        provider="azure_ai_foundry",
        url=aimock,
        at=lambda url: {
            "AZURE_AI_API_KEY": KEY,
            "AZURE_AI_ENDPOINT": url,
            **({"AZURE_AI_API_VERSION": request.param} if request.param else {}),
        },
        model="gpt-4.1-mini",
        json_model="gpt-4.1-mini",
        embedding=(aimock, "text-embedding-3-small"),
        counts_at=aimock,
    )
