"""OpenAI against aimock, over both of its APIs; its token counter against llama.cpp."""

import pytest

from tests.providers.conformance import *  # noqa: F403 - the cases are this module's tests
from tests.providers.subject import KEY, Subject


@pytest.fixture(params=["gpt-4.1-mini", "gpt-5.5-pro"], ids=["chat", "responses"])
def subject(aimock: str, local_model: str, request: pytest.FixtureRequest) -> Subject:
    return Subject(
        provider="openai",
        url=aimock,
        at=lambda url: {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"{url}/v1"},
        model=request.param,
        json_model=request.param,
        embedding=(aimock, "text-embedding-3-small"),
        counts_at=local_model,
        closed=False,
    )
