"""What Stripe's answers and messages say, in the port's words. Pure."""

from typing import Any, Final

import msgspec

from hub.billing.processors.port import (
    Event,
    Listed,
    Outcome,
    ProcessorRefused,
    RefundOutcome,
    SavedMethod,
)

# To try such a card again is no use, and counts against the seller
_HARD: Final = frozenset(
    [
        "stolen_card",
        "lost_card",
        "pickup_card",
        "expired_card",
        "invalid_account",
        "fraudulent",
        "restricted_card",
        "card_not_supported",
        "do_not_try_again",
        "revocation_of_authorization",
        "authentication_required",  # its holder confirms on a page, or nobody does
    ]
)
_SUBJECTS: Final[dict[str, Any]] = {
    "checkout.session": "payment",
    "payment_intent": "payment",
    "refund": "refund",
    "dispute": "dispute",
    "payment_method": "method",
    "transfer": "payout",
}


def event_of(body: bytes) -> Event:
    try:
        event = msgspec.json.decode(body)
        thing = event["data"]["object"]
        subject = _SUBJECTS.get(str(thing.get("object")), "other")
        told = thing.get("metadata") or {}
        ours = thing.get("client_reference_id") or told.get("payment_id")
        return Event(str(event["id"]), str(event["type"]), subject, str(thing["id"]), ours)
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError) as error:
        raise ProcessorRefused("The event has another form than Stripe's.") from error


def declined(error: dict[str, Any], payment_id: str) -> Outcome:
    code = str(error.get("decline_code") or error.get("code") or "declined")
    intent = error.get("payment_intent") or {}
    hard = code in _HARD
    return Outcome("failed", str(intent.get("id", payment_id)), error=code, hard=hard)


def of_intent(intent: dict[str, Any]) -> Outcome:
    ref, status = str(intent["id"]), intent["status"]
    if status == "succeeded":
        charge = intent.get("latest_charge")
        charge = charge if isinstance(charge, dict) else {}
        balance = charge.get("balance_transaction")
        return Outcome(
            "succeeded",
            ref,
            amount=int(intent.get("amount_received") or intent["amount"]),
            currency=str(intent["currency"]).upper(),
            capture_ref=ref,
            fee=fee_of(balance, intent) if isinstance(balance, dict) else 0,
            method=method_of(intent),
        )
    if status in ("requires_payment_method", "canceled"):
        error = intent.get("last_payment_error") or {}
        if status == "requires_payment_method" and not error:
            return Outcome("requires_action", ref)
        return declined(error | {"payment_intent": intent}, ref)
    return Outcome("pending" if status == "processing" else "requires_action", ref)


def fee_of(balance: dict[str, Any], intent: dict[str, Any]) -> int:
    """In the payment's currency; where it was settled in another one it is not known."""
    same = balance.get("currency", intent["currency"]) == intent["currency"]
    return int(balance.get("fee", 0)) if same else 0


def method_of(intent: dict[str, Any]) -> SavedMethod | None:
    method, customer = intent.get("payment_method"), intent.get("customer")
    saved = intent.get("setup_future_usage") == "off_session" or "usage" in intent
    if not isinstance(method, dict) or not customer or not saved:
        return None
    card = method.get("card") or {}
    label = f"{str(card.get('brand', method.get('type'))).title()} •••• {card.get('last4', '')}"
    return SavedMethod("card", str(customer), method["id"], label, card.get("fingerprint"))


def of_refund(found: dict[str, Any]) -> RefundOutcome:
    status = found.get("status") or "pending"
    if status in ("failed", "canceled"):
        return RefundOutcome(
            "failed", found["id"], error=str(found.get("failure_reason") or status)
        )
    return RefundOutcome("succeeded" if status == "succeeded" else "pending", found["id"])


# What an intent or refund comes to; the rest is under way
_ENDED: Final = {
    "succeeded": "succeeded",
    "canceled": "failed",
    "failed": "failed",
    "requires_payment_method": "failed",
}


def listed(kind: Any, thing: dict[str, Any]) -> Listed:
    told = thing.get("metadata") or {}
    return Listed(
        kind,
        str(thing["id"]),
        int(thing.get("amount_received") or thing["amount"]),
        str(thing["currency"]).upper(),
        str(thing["status"]) if kind == "dispute" else _ENDED.get(thing["status"], "pending"),
        ours=told.get("payment_id" if kind == "payment" else "refund_id"),
        parent=thing.get("payment_intent"),
    )
