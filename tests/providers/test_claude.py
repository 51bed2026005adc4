"""Claude against aimock; its token counter against llama.cpp, which speaks Messages too."""

import json

import pytest

from tests.providers.conformance import *  # noqa: F403 - the cases are this module's tests
from tests.providers.subject import KEY, Subject

_LOCAL = {"id": "smollm2-135m-instruct", "kind": "chat", "capabilities": ["chat", "stream"]}


@pytest.fixture
def subject(aimock: str, local_model: str) -> Subject:
    return Subject(
        provider="claude",
        url=aimock,
        at=lambda url: {
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_BASE_URL": url,
            "LAELIA_PROVIDERS__CLAUDE__MODELS": json.dumps([_LOCAL]),
        },
        model="claude-sonnet-5",
        json_model="claude-sonnet-5",
        counts_at=local_model,
        counting_model="smollm2-135m-instruct",
    )
