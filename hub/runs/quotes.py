"""Quotes: what a call would cost at most, signed, so that the call may hold us to it.

A quote is kept by who asked for it; the hub only recognizes its own signature.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from hub.billing import public as billing
from hub.kit.clock import Clock
from hub.kit.ids import new_id
from hub.kit.signing import QUOTE, SignatureInvalidError, SigningKey, verify
from hub.runs.costing import Worst
from hub.runs.errors import QuoteInvalid
from hub.runs.executor import Work
from providers.contract import Usage

_PREFIX: Final = "qte_"
HOLDS_FOR: Final = timedelta(minutes=15)
# Bounds count bytes and full answers; most text has four bytes a token and stops earlier.
_USUAL_PART: Final = 4


@dataclass(frozen=True, slots=True)
class Quote:
    """Amounts in micro-credits."""

    max_credits: int
    expected_credits: int
    expires_at: datetime
    token: str


class _Claims(msgspec.Struct):
    iss: str
    sub: str
    aud: str
    jti: str
    exp: int
    max_micro_credits: int


_claims: Final = msgspec.json.Decoder(_Claims)


class Quotes:
    def __init__(self, key: SigningKey, clock: Clock, issuer: str) -> None:
        self._key = key
        self._clock = clock
        self._issuer = issuer

    def make(self, work: Work) -> Quote:
        expires_at = self._clock().replace(microsecond=0) + HOLDS_FOR
        claims = _Claims(
            iss=self._issuer,
            sub=work.run.org_id,
            aud=work.run.agent_id,
            jti=new_id("qte"),
            exp=int(expires_at.timestamp()),
            max_micro_credits=work.allowance,
        )
        return Quote(
            max_credits=work.allowance,
            expected_credits=min(expected(work.rate, work.worst), work.allowance),
            expires_at=expires_at,
            token=_PREFIX + self._key.sign(msgspec.json.encode(claims), kind=QUOTE),
        )

    def accept(self, token: str, org_id: str, agent_id: str) -> int:
        """The most that the quoted call may cost.

        Raises:
            QuoteInvalid: it is not ours, is over, or was made for another agent or organization.
        """
        try:
            claims = _claims.decode(
                verify(token.removeprefix(_PREFIX), self._key.jwks(), kind=QUOTE)
            )
        except (SignatureInvalidError, msgspec.DecodeError) as error:
            raise QuoteInvalid("This is no quote of ours.") from error
        if claims.sub != org_id or claims.aud != agent_id:
            raise QuoteInvalid("The quote was made for another agent.")
        if datetime.fromtimestamp(claims.exp, UTC) <= self._clock():
            raise QuoteInvalid("The quote is over. Ask for another.")
        return claims.max_micro_credits


def expected(rate: billing.Rate, worst: Worst | None) -> int:
    """What such a call usually costs: one round, of a usual length."""
    if worst is None:
        return billing.fee(rate, tokens=0, milliseconds=0, events=0)
    usage = Usage(
        input_tokens=worst.input_tokens // _USUAL_PART,
        output_tokens=worst.output_tokens // _USUAL_PART,
    )
    tokens = usage.input_tokens + usage.output_tokens
    seconds = worst.seconds / _USUAL_PART
    events = -(-(worst.events or 0) // _USUAL_PART)
    fee = billing.fee(rate, tokens=tokens, milliseconds=int(seconds * 1000), events=events)
    if rate.model_cost != "passed_through":
        return fee
    return fee + min(worst.rate.cost(usage), worst.models(worst.rate))
