"""What Razorpay's answers and messages say, in the port's words. Pure."""

from typing import Any, Final

import msgspec

from hub.billing.processors.port import Event, Listed, ProcessorRefused, RefundOutcome


def of_refund(found: dict[str, Any]) -> RefundOutcome:
    status = found.get("status", "pending")
    if status == "failed":
        return RefundOutcome("failed", str(found["id"]), error="failed")
    return RefundOutcome("succeeded" if status == "processed" else "pending", str(found["id"]))


_ABOUT: Final[tuple[tuple[str, Any, str], ...]] = (
    ("payment.dispute.", "dispute", "dispute"),
    ("refund.", "refund", "refund"),
    ("token.", "method", "token"),
    ("qr_code.", "payment", "qr_code"),
    ("payment_link.", "payment", "payment_link"),
)


def event_of(event_id: str, body: bytes) -> Event:
    """What it is about is found by what we know: the link or order, refund, dispute, token."""
    try:
        event = msgspec.json.decode(body)
        kind, payload = str(event["event"]), event["payload"]
        for beginning, subject, thing in _ABOUT:
            if kind.startswith(beginning):
                found = payload[thing]["entity"]
                return Event(event_id, kind, subject, str(found["id"]), _ours(found, subject))
        if kind.startswith(("payment.", "order.")):
            found = payload["payment"]["entity"]
            ref = str(found.get("order_id") or found["id"])
            return Event(event_id, kind, "payment", ref, _ours(found, "payment"))
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError) as error:
        raise ProcessorRefused("The event has another form than Razorpay's.") from error
    return Event(event_id, kind, "other", "")


def _ours(found: dict[str, Any], subject: str) -> str | None:
    """An empty list stands for no notes."""
    notes = found.get("notes") or {}
    return str(notes["payment_id"]) if subject == "payment" and "payment_id" in notes else None


_ENDED: Final = {
    "captured": "succeeded",
    "refunded": "succeeded",
    "processed": "succeeded",
    "failed": "failed",
}


def listed(kind: Any, found: dict[str, Any]) -> Listed:
    """An empty list stands for no notes. A payment that was given back stays a payment."""
    notes = found.get("notes") or {}
    status = str(found["status"])
    if kind != "dispute":
        status = _ENDED.get(status, "pending")
    return Listed(
        kind,
        str(found["id"]),
        int(found["amount"]),
        str(found["currency"]),
        status,
        ours=notes.get("payment_id" if kind == "payment" else "refund_id"),
        parent=found.get("payment_id"),
    )
