"""Every error that a caller can meet, with its status and stable code.

    LaeliaError
    ├── InvalidInput 422            your JSON is wrong, and where
    ├── Unauthenticated 401         no, unknown, expired or revoked credential
    ├── Forbidden 403               ScopeMissing · ChannelNotAllowed · AgentNotEnabled …
    ├── PaymentRequired 402         InsufficientCredits · BudgetExceeded …
    ├── NotFound 404                not there, or not yours: the two look the same
    ├── Conflict 409                …
    ├── RateLimited 429
    └── Unavailable 503             an engine is down; nothing was done

Domains define their own leaves beside the rule that raises them. `hub.kit.http` renders the
whole tree as RFC 9457 problem details; each other face wraps the same `code` in its own shape.
"""

from collections.abc import Iterator
from typing import Any, Self


class LaeliaError(Exception):
    """`detail` is for a person, `code` for a program, `extra` for members of the problem object."""

    status: int = 500
    code: str = "internal_error"
    title: str = "Something went wrong on our side"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra

    @property
    def headers(self) -> dict[str, str]:
        return {}


class EarlierFailure(LaeliaError):
    """What an earlier request with the same key ended with, as it was told then.

    It has the code, the status and the title of the error that its code stands for, and none of
    that error's headers: to wait and to ask again with this key changes nothing.
    """

    def __init__(self, code: str, detail: str, **extra: Any) -> None:
        super().__init__(detail, **extra)
        kind = next((kind for kind in _kinds(LaeliaError) if kind.code == code), LaeliaError)
        self.code, self.status, self.title = code, kind.status, kind.title

    @property
    def headers(self) -> dict[str, str]:
        return {"idempotent-replayed": "true"}


def _kinds(kind: type[LaeliaError]) -> Iterator[type[LaeliaError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)


class InvalidInput(LaeliaError):
    status = 422
    code = "invalid_input"
    title = "The request is not valid"

    @classmethod
    def at(cls, pointer: str, problem: str) -> Self:
        """One fault, at a JSON pointer into the request body."""
        return cls(
            f"{pointer or 'The request'} {problem}.",
            errors=[{"pointer": pointer, "detail": problem}],
        )


class MalformedRequest(LaeliaError):
    status = 400
    code = "malformed_request"
    title = "The request could not be read"


class Unauthenticated(LaeliaError):
    status = 401
    code = "unauthenticated"
    title = "Sign in, or send an API key"

    @property
    def headers(self) -> dict[str, str]:
        return {"www-authenticate": 'Bearer realm="laelia"'}


class Forbidden(LaeliaError):
    status = 403
    code = "forbidden"
    title = "You may not do this"


class ScopeMissing(Forbidden):
    code = "scope_missing"
    title = "Your credential lacks a scope"

    @property
    def headers(self) -> dict[str, str]:
        """RFC 6750: a client that can ask its person for more learns what to ask for."""
        scope = self.extra.get("scope", "")
        return {"www-authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}


class PaymentRequired(LaeliaError):
    status = 402
    code = "payment_required"
    title = "This must be paid first"


class NotFound(LaeliaError):
    status = 404
    code = "not_found"
    title = "There is no such thing that you can see"


class Conflict(LaeliaError):
    status = 409
    code = "conflict"
    title = "This conflicts with what is there"


class IdempotencyKeyRequired(LaeliaError):
    status = 400
    code = "idempotency_key_required"
    title = "Send an Idempotency-Key header"


class IdempotencyKeyReused(LaeliaError):
    status = 422
    code = "idempotency_key_reused"
    title = "The Idempotency-Key was used for another request"


class IdempotencyInFlight(Conflict):
    code = "idempotency_in_flight"
    title = "The first request with this Idempotency-Key is still running"


class TooLarge(LaeliaError):
    status = 413
    code = "too_large"
    title = "The request is too large"


class RateLimited(LaeliaError):
    """`retry_after_s` becomes the Retry-After header, rounded up."""

    status = 429
    code = "rate_limited"
    title = "Too many requests"

    def __init__(self, detail: str, *, retry_after_s: float, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.retry_after_s = retry_after_s

    @property
    def headers(self) -> dict[str, str]:
        return {"retry-after": str(max(1, -int(-self.retry_after_s // 1)))}


class Unavailable(LaeliaError):
    status = 503
    code = "unavailable"
    title = "The hub cannot do this right now"

    @property
    def headers(self) -> dict[str, str]:
        return {"retry-after": "2"}
