"""LiteLLM against aimock, as one of the hundred vendors that it reaches."""

import pytest

from tests.providers.conformance import *  # noqa: F403 - the cases are this module's tests
from tests.providers.conformance import pytestmark as _marks
from tests.providers.subject import KEY, Subject

pytestmark = [
    *_marks,
    # LiteLLM's own types make pydantic warn when it streams.
    pytest.mark.filterwarnings("ignore:Item 'summary' on TypedDict class:UserWarning"),
    pytest.mark.filterwarnings("ignore:Accessing the 'model_:DeprecationWarning"),
]


@pytest.fixture
def subject(aimock: str) -> Subject:
    return Subject(
        provider="litellm_any",
        url=aimock,
        at=lambda url: {"LITELLM_API_BASE": f"{url}/v1", "LITELLM_API_KEY": KEY},
        model="gpt-4.1-mini",
        json_model="gpt-4.1-mini",
        embedding=(aimock, "text-embedding-3-small"),
        counts_at=aimock,
        stays=False,
    )
