"""The words about an organization's money: subject, and what is said in inbox and mail."""

from typing import Final

# Where a mail leads to, and what its button says; the rest leads to where all money is
PLACES: Final[dict[str, tuple[str, str]]] = {
    "trial_ends": ("See your trial", "/app/credits?tab=plans"),
    "trial_ended": ("See the plans", "/app/credits?tab=plans"),
    "payment_failed": ("See to the payment", "/app/credits?tab=plans"),
    "subscription_ended": ("See your subscriptions", "/app/credits?tab=plans"),
    "access_ended": ("Pay now", "/app/credits?tab=plans"),
    "price_changes": ("See your subscriptions", "/app/credits?tab=plans"),
    "payment_due": ("See your subscriptions", "/app/credits?tab=plans"),
    "invoice_due": ("Open the invoice", "/app/credits?tab=purchases"),
    "spend_alert": ("See what is used", "/app/credits?tab=usage"),
    "low_balance": ("Add credits", "/app/credits"),
    "usage_invoiced": ("Open the invoice", "/app/credits?tab=purchases"),
    "refunded": ("See your invoices", "/app/credits?tab=purchases"),
    "purchase_asked": ("Review and buy", "/app/credits"),
    "refund_asked": ("Decide", "/console/money?tab=asked"),
    "refund_approved": ("See your invoices", "/app/credits?tab=purchases"),
    "refund_refused": ("See your purchases", "/app/credits?tab=purchases"),
}
ANYWHERE: Final = ("Open billing", "/app/credits")
# What somebody types into a bank's form, or compares with it, stands apart in the mail
FACTS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "invoice_due": (
        ("Invoice", "{number}"),
        ("Amount", "{amount}"),
        ("Pay by", "{date}"),
        ("Reference", "{reference}"),
    ),
    "payment_failed": (("Amount", "{amount}"), ("For", "{product}"), ("Why", "{reason}")),
    "payment_due": (("Amount", "{amount}"), ("On", "{date}"), ("Charged to", "{method}")),
    "price_changes": (("Today", "{old}"), ("Then", "{new}")),
}

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
        "{product} was not paid in time, and waits until it is.",
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
    "usage_invoiced": (
        "Invoice {number} of {amount} for what you used",
        (
            "What you used on your credit line comes to {amount}, invoice {number}. It is charged"
            " to {method}."
        ),
    ),
    "spend_alert": (
        "{percent} % used: {what}",
        "{what} is {amount} credits; {used} are used, which is {percent} % or more.",
    ),
    "low_balance": (
        "Fewer than {below} credits are left",
        "{left} credits are left, fewer than the {below} that you asked to hear of.",
    ),
    "top_up_stopped": (
        "Credits are no longer bought by themselves",
        (
            "Credits are no longer bought by themselves: {reason}. Top up by hand, or change the"
            " settings."
        ),
    ),
    "purchase_asked": (
        "{person} asks for {product}",
        "{person} asks for {product}, at {amount}. {note}",
    ),
    "purchase_approved": (
        "{product} is approved",
        "What you asked for is approved: {product}. It is yours to use once it is paid.",
    ),
    "purchase_declined": (
        "{product} is not bought",
        "What you asked for is not bought: {product}. {reason}",
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
    "refund_asked": (
        "{amount} is asked back",
        "A buyer asks for {amount} back. The console says who, what for and why.",
    ),
    "refund_approved": (
        "{amount} will be given back for {product}",
        "{amount} will be given back for {product}, the way it was paid. {reason}",
    ),
    "refund_refused": (
        "{amount} for {product} is not given back",
        "What you asked to have back, {amount} for {product}, is not given back: {reason}",
    ),
    "refunded": (
        "{amount} is refunded for {product}",
        "{amount} is refunded for {product}: {reason}.",
    ),
}
