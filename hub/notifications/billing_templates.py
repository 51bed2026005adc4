"""The words about an organization's money: subject, and what is said in inbox and mail."""

from typing import Final

BILLING: Final[dict[str, tuple[str, str]]] = {
    "trial_ends": (
        "Your trial of {product} ends on {date}",
        "The trial of {product} ends on {date}. {then}",
    ),
    "trial_ended": (
        "Your trial of {product} has ended",
        "The trial of {product} has ended, and nothing was charged. Buy it to go on.",
    ),
    "payment_failed": (
        "A payment of {amount} for {product} failed",
        "The payment of {amount} for {product} failed ({reason}). {then}",
    ),
    "subscription_ended": (
        "Your subscription to {product} has ended",
        "The subscription to {product} has ended: {reason}.",
    ),
    "access_ended": (
        "{product} is not available until it is paid",
        "{product} was not paid in time, and is not available to your organization until it is.",
    ),
    "price_changes": (
        "The price of {product} changes on {date}",
        (
            "From {date} on {product} costs {new} instead of {old}. If you do not want that, cancel"
            " before: the old price holds until then."
        ),
    ),
    "payment_due": (
        "{amount} for {product} will be charged on {date}",
        "{amount} for {product} will be charged to {method} on {date}.",
    ),
    "invoice_due": (
        "Invoice {number} of {amount} is to be paid by {date}",
        (
            "Invoice {number} for {product} of {amount} is to be paid by {date}, with the reference"
            " {reference}."
        ),
    ),
    "top_up_stopped": (
        "Credits are no longer bought by themselves",
        (
            "Credits are no longer bought by themselves: {reason}. Top up by hand, or change the"
            " settings."
        ),
    ),
    "payout": (
        "Your payout of {amount}: {status}",
        "The payout of {amount} is {status}. {reason}",
    ),
    "refund_kept": (
        "A refund of {amount} could not be paid out",
        (
            "Your bank did not take the refund of {amount} ({reason}). It is kept for you, and pays"
            " of your next order."
        ),
    ),
    "refunded": (
        "{amount} is refunded for {product}",
        "{amount} is refunded for {product}: {reason}.",
    ),
}
