"""What PayPal's answers and messages say, in the port's words. Pure."""

from decimal import Decimal
from typing import Any, Final

import msgspec

from hub.billing.processors.port import (
    Asked,
    Event,
    Listed,
    Outcome,
    ProcessorRefused,
    ProcessorUnavailable,
    RefundOutcome,
    SavedMethod,
    WebhookRefused,
)
from hub.billing.processors.wire import Refusal

_HARD: Final = frozenset({"PAYEE_ACCOUNT_RESTRICTED", "PAYER_ACCOUNT_RESTRICTED"})


def shown(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


def money_of(amount: int, currency: str) -> dict[str, str]:
    return {"currency_code": currency, "value": shown(amount)}


def minor(value: str) -> int:
    return int(Decimal(value) * 100)


def order_body(asked: Asked) -> dict[str, Any]:
    unit = {
        "reference_id": asked.payment_id,
        "custom_id": asked.payment_id,
        "invoice_id": asked.payment_id,
        "description": asked.description,
        "amount": money_of(asked.amount, asked.currency),
    }
    return {"intent": "CAPTURE", "purchase_units": [unit]}


def of_order(order: dict[str, Any]) -> Outcome:
    ref, status = str(order["id"]), order["status"]
    captures = order.get("purchase_units", [{}])[0].get("payments", {}).get("captures", [])
    if status == "VOIDED":
        return Outcome("failed", ref, error="voided")
    if not captures:
        return Outcome("requires_action", ref)
    return of_capture(ref, captures[-1], method_of(order))


def of_capture(ref: str, capture: dict[str, Any], method: SavedMethod | None = None) -> Outcome:
    if capture["status"] in ("DECLINED", "FAILED"):
        return Outcome("failed", ref, error=str(capture["status"]).lower())
    if capture["status"] == "PENDING":
        return Outcome("pending", ref)
    fee = capture.get("seller_receivable_breakdown", {}).get("paypal_fee", {}).get("value", "0")
    return Outcome(
        "succeeded",
        ref,
        amount=minor(capture["amount"]["value"]),
        currency=capture["amount"]["currency_code"],
        capture_ref=str(capture["id"]),
        fee=minor(fee),
        method=method,
    )


def order_of(capture: dict[str, Any]) -> str:
    ids = capture.get("supplementary_data", {}).get("related_ids", {})
    return str(ids.get("order_id") or capture["id"])


def method_of(order: dict[str, Any]) -> SavedMethod | None:
    paypal = order.get("payment_source", {}).get("paypal", {})
    vault = paypal.get("attributes", {}).get("vault", {})
    if vault.get("status") != "VAULTED":
        return None
    account = str(paypal.get("account_id") or vault["id"])
    hint = str(paypal.get("email_address", ""))[:3]
    label = f"PayPal {hint}…" if hint else "PayPal"
    customer = str(vault.get("customer", {}).get("id", account))
    return SavedMethod("paypal", customer, str(vault["id"]), label, account)


def declined(refusal: Refusal, ref: str) -> Outcome:
    """422 is about the payer; anything else is about us, and is raised."""
    if refusal.http_status != 422:
        raise refusal
    issue = issue_of(refusal)
    if issue == "DUPLICATE_INVOICE_ID":  # the payment's ID: it was paid, and the answer lost
        raise ProcessorUnavailable("It was paid before, and is to be looked for.")
    return Outcome("failed", ref, error=issue.lower(), hard=issue in _HARD)


def issue_of(refusal: Refusal) -> str:
    details = refusal.said.get("details") or [{}]
    return str(details[0].get("issue", "DECLINED"))


def batch_made_before(refusal: Refusal) -> str | None:
    """A second batch with the same ID is refused, and the first one named."""
    for link in refusal.said.get("links") or ():
        before, _, batch = str(link.get("href", "")).rpartition("/payouts/")
        if before and batch:
            return batch
    return None


def of_refund(found: dict[str, Any]) -> RefundOutcome:
    status = found.get("status", "PENDING")
    if status in ("FAILED", "CANCELLED"):
        return RefundOutcome("failed", found["id"], error=status.lower())
    return RefundOutcome("succeeded" if status == "COMPLETED" else "pending", found["id"])


def decoded(body: bytes) -> dict[str, Any]:
    try:
        event = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise WebhookRefused("It is not JSON.") from error
    if not isinstance(event, dict):
        raise WebhookRefused("It is no event.")
    return event


# By the beginning of an event's type: what it is about, and where that is named
_ABOUT: Final[tuple[tuple[str, Any, str], ...]] = (
    ("CHECKOUT.ORDER.", "payment", "id"),
    ("PAYMENT.CAPTURE.REFUNDED", "refund", "id"),
    ("PAYMENT.REFUND.", "refund", "id"),
    ("PAYMENT.CAPTURE.", "payment", "supplementary_data.related_ids.order_id"),
    ("CUSTOMER.DISPUTE.", "dispute", "dispute_id"),
    ("PAYMENT.PAYOUTS-ITEM.", "payout", "payout_batch_id"),
    ("VAULT.PAYMENT-TOKEN.DELETED", "method", "id"),
)


def event_of(event: dict[str, Any]) -> Event:
    try:
        kind, thing, name = str(event["event_type"]), event["resource"], str(event["id"])
        for beginning, subject, where in _ABOUT:
            if kind.startswith(beginning):
                ours = thing.get("custom_id") if subject == "payment" else None
                for part in where.split("."):
                    thing = thing[part]
                return Event(name, kind, subject, str(thing), ours)
    except (KeyError, TypeError, AttributeError) as error:
        raise ProcessorRefused("The event has another form than PayPal's.") from error
    return Event(name, kind, "other", "")


# The first letter of a status: done, or taken back; the rest is under way
_ENDED: Final = {"S": "succeeded", "D": "failed", "V": "failed"}


def listed(found: dict[str, Any]) -> Listed | None:
    """A payment or a refund, where it is of ours."""
    code, money = str(found["transaction_event_code"]), found["transaction_amount"]
    invoice = str(found.get("invoice_id") or "")
    status = _ENDED.get(str(found.get("transaction_status", "S"))[:1], "pending")
    amount, currency = abs(minor(money["value"])), str(money["currency_code"])
    ref = str(found["transaction_id"])
    if code.startswith("T00") and invoice.startswith("pay_"):
        return Listed("payment", ref, amount, currency, status, ours=invoice)
    if code.startswith("T11"):
        ours = found.get("custom_field")
        parent = str(found.get("paypal_reference_id") or "")
        return Listed("refund", ref, amount, currency, status, ours=ours, parent=parent)
    return None


def listed_dispute(found: dict[str, Any]) -> Listed:
    money = found["dispute_amount"]
    of = (found.get("disputed_transactions") or [{}])[0].get("seller_transaction_id")
    amount, currency = minor(money["value"]), str(money["currency_code"])
    status = str(found["status"])
    return Listed("dispute", str(found["dispute_id"]), amount, currency, status, parent=of)
