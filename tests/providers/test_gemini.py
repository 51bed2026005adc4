"""Gemini against aimock; its embeddings and token counter, which aimock lacks, against our own."""

import pytest

from tests.providers.conformance import *  # noqa: F403 - the cases are this module's tests
from tests.providers.subject import KEY, Subject


@pytest.fixture
def subject(aimock: str, gaps: str) -> Subject:
    return Subject(
        provider="gemini",
        url=aimock,
        at=lambda url: {"GEMINI_API_KEY": KEY, "GEMINI_BASE_URL": url},
        model="gemini-2.5-flash",
        json_model="gemini-2.5-flash",
        embedding=(gaps, "gemini-embedding-001"),
        counts_at=gaps,
    )
