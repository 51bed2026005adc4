"""Whatever form a credential comes in, a finished line does not show it."""

import pytest

from hub.kit.telemetry import Redactor, secrets_of

ENVIRONMENT = {"VENDOR_API_KEY": 'odd "value" \\ of a key', "PATH": "/usr/bin", "SHORT_KEY": "abc"}


@pytest.mark.parametrize(
    "secret",
    [
        "las_" + "a1B2" * 12,
        "lae_live_" + "a1B2" * 9,
        "lae_test_" + "a1B2" * 9,
        "lai_" + "a1B2" * 12,
        "lau_" + "a1B2" * 12,
        "sk-ant-api03-abc_DEF-123",
        "sk-proj-abcdef123456",
        "AIzaSyA-abcdefghijklmnopqrstuvwxyz012",
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJvcmcifQ.c2lnbmF0dXJlLWJ5dGVz",
        ENVIRONMENT["VENDOR_API_KEY"],
    ],
)
@pytest.mark.parametrize("place", ["{}", "key={}, more", '"{}"', "https://x.example/?k={}&b=1"])
def test_credentials_are_masked_wherever_they_stand(secret: str, place: str) -> None:
    shown = Redactor(secrets_of(ENVIRONMENT))(place.format(secret))
    assert secret not in shown
    assert shown == place.format("[redacted]")


def test_addresses_lose_their_passwords_and_headers_their_tokens() -> None:
    redact = Redactor()
    assert redact("postgresql://app:hush@db/x") == "postgresql://[redacted]@db/x"
    assert "hush" not in redact("host=db password=hush sslmode=require")
    assert "opaque" not in redact('{"authorization": "Bearer opaque-token"}')


def test_ordinary_words_stay() -> None:
    said = "run run_01ARZ3NDEKTSV4RRFFQ69G5FAV of org_01ARZ3NDEKTSV4RRFFQ69G5FAV took 12 tokens"
    assert Redactor(secrets_of(ENVIRONMENT))(said) == said
