"""Llama against aimock, over Ollama's API and over chat completions."""

import pytest

from tests.providers.conformance import *  # noqa: F403 - the cases are this module's tests
from tests.providers.subject import KEY, Subject


@pytest.fixture(params=["ollama", "compatible"])
def subject(aimock: str, gaps: str, request: pytest.FixtureRequest) -> Subject:
    if request.param == "ollama":
        return Subject(
            provider="llama",
            url=aimock,
            at=lambda url: {"OLLAMA_HOST": url, "LLAMA_API_KEY": KEY},
            model="llama3.2",
            json_model="llama3.2",
            embedding=(gaps, "nomic-embed-text"),
            closed=False,
        )
    return Subject(
        provider="llama",
        url=aimock,
        at=lambda url: {"LLAMA_BASE_URL": f"{url}/v1", "LLAMA_API_KEY": KEY},
        model="llama-3.3-70b",
        json_model="llama-3.3-70b",
        embedding=(aimock, "nomic-embed-text"),
        counts_at=aimock,
        closed=False,
    )
