"""From a vendor's refusal to the contract's words."""

import time
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final

import msgspec

from providers.contract import ErrorCode, ProviderError

MESSAGE_LIMIT: Final = 500

# The vendors' own words, most telling first: a status alone cannot tell a full context window
# from a bad request, nor an empty account from a busy one.
_WORDS: Final[tuple[tuple[ErrorCode, tuple[str, ...]], ...]] = (
    (
        "bad_credential",
        (
            "api_key_invalid",
            "api key not valid",
            "invalid_api_key",
            "authentication_error",
            "unrecognizedclient",
            "invalidsignature",
            "incompletesignature",
            "invalidclienttokenid",
            "expiredtoken",
            "missingauthenticationtoken",
        ),
    ),
    (
        "quota_exceeded",
        (
            "insufficient_quota",
            "billing_hard_limit",
            "credit balance is too low",
            "servicequotaexceeded",
        ),
    ),
    (
        "context_too_long",
        (
            "context_length_exceeded",
            "context length",
            "context window",
            "context size",
            "prompt is too long",
            "input is too long",
            "too many input tokens",
            "exceeds the maximum number of tokens",
            "exceed_context_size",
        ),
    ),
    ("content_filtered", ("content_filter", "content management policy")),
    (
        "model_not_found",
        (
            "model_not_found",
            "deploymentnotfound",
            "model identifier is invalid",
            "unknown_model",
        ),
    ),
    ("rate_limited", ("throttlingexception", "rate_limit")),
    ("overloaded", ("overloaded_error",)),
)
_STATUS: Final[Mapping[int, ErrorCode]] = {
    401: "bad_credential",
    402: "quota_exceeded",
    403: "bad_credential",
    404: "model_not_found",
    408: "overloaded",
    424: "overloaded",
    429: "rate_limited",
}


def from_response(status: int, headers: Mapping[str, str], body: bytes) -> ProviderError:
    """The error that an HTTP answer of 300 or more stands for."""
    parsed = _parse(body)
    kind = headers.get("x-amzn-errortype", "").partition(":")[0]
    text, words = _describe(parsed, body)
    code = classify(status, f"{kind} {words}")
    return ProviderError(
        code,
        text or f"the vendor answered {status}",
        retry_after_s=_retry_after(headers, parsed) if status in {429, 503, 529} else None,
        status=status,
    )


def classify(status: int, words: str) -> ErrorCode:
    lowered = words.lower()
    if status < 500:
        for code, needles in _WORDS:
            if any(needle in lowered for needle in needles):
                return code
    elif "overloaded" not in lowered and status == 500 and "throttl" in lowered:
        return "rate_limited"
    if status >= 500:
        return "overloaded"
    return _STATUS.get(status, "invalid_request")


def scrub(text: str, secrets: Iterable[str]) -> str:
    """A vendor may echo the key it refused: never pass that on, and never more than 500 letters."""
    for secret in secrets:
        if len(secret) > 3:
            text = text.replace(secret, "[credential]")
    return text if len(text) <= MESSAGE_LIMIT else text[: MESSAGE_LIMIT - 1] + "…"


def _parse(body: bytes) -> Any:
    try:
        parsed = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return None
    # Gemini wraps the error of a stream in a list.
    return parsed[0] if isinstance(parsed, list) and parsed else parsed


def _describe(parsed: Any, body: bytes) -> tuple[str, str]:
    """What a person should read, and all the words that tell the code."""
    if not isinstance(parsed, dict):
        text = body[:MESSAGE_LIMIT].decode("utf-8", "replace").strip()
        return text, text
    inner = parsed.get("error", parsed)
    if isinstance(inner, str):
        return inner, inner
    if not isinstance(inner, dict):
        inner = parsed
    text = str(inner.get("message") or inner.get("Message") or parsed.get("message") or "")
    details = inner.get("details")
    reasons = [d.get("reason", "") for d in _dicts(details)]
    names = (inner.get("code"), inner.get("type"), inner.get("status"), inner.get("__type"))
    return text, " ".join(str(word) for word in (*names, *reasons, text) if word)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _retry_after(headers: Mapping[str, str], parsed: Any) -> float | None:
    """What the headers say, or Google's RetryInfo in the body."""
    if (seconds := retry_after(headers)) is not None:
        return seconds
    if isinstance(parsed, dict) and isinstance(parsed.get("error"), dict):
        for detail in _dicts(parsed["error"].get("details")):
            delay = detail.get("retryDelay")
            if isinstance(delay, str):
                return _number(delay.removesuffix("s"))
    return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Milliseconds (OpenAI, Azure), seconds or an HTTP date (all)."""
    if (millis := _number(headers.get("retry-after-ms"))) is not None:
        return millis / 1000
    if (header := headers.get("retry-after")) is not None:
        seconds = _number(header)
        return seconds if seconds is not None else _until(header)
    return None


def _number(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text is not None else None
    except ValueError:
        return None


def _until(http_date: str) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(http_date).timestamp() - time.time())
    except ValueError:
        return None
