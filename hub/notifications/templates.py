"""The words of every notice, and the categories that people choose by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from hub.notifications.account_templates import ACCOUNT as ACCOUNT_WORDS
from hub.notifications.billing_templates import ANYWHERE, BILLING, FACTS, PLACES
from hub.notifications.market_words import MARKET
from hub.notifications.organization_words import WORDS
from hub.notifications.places import PLACES as PAGES

Category = Literal["invitations", "billing", "organization"]
# What concerns the account itself: nobody can choose not to hear of it.
Account = Literal["account"]
CATEGORIES: Final[dict[Category, str]] = {
    "invitations": "Somebody offers you a seat in their organization.",
    "billing": "Payments, trials, subscriptions and payouts of what you administer.",
    "organization": "What becomes of your organization and your account, and who looks at them.",
}


@dataclass(frozen=True, slots=True)
class Template:
    """`{names}` are filled in. What works once belongs into `mail` alone, which is sealed.

    A paragraph of `mail` that is a label and an address in a line of its own becomes a button, and
    an indented one is shown as it is (`letters.py`).
    """

    category: Category | Account
    subject: str
    inbox: str
    mail: str
    # The path of our own page where it can be acted on
    link: str | None = None


INVITATIONS: Final[dict[str, Template]] = {
    "invitation": Template(
        category="invitations",
        subject="{inviter} invites you to {organization}",
        inbox=(
            "{inviter} offers you a seat in {organization}, as {role}. The link that accepts it"
            " is in the email; the offer ends on {expires}."
        ),
        mail=(
            "{inviter} offers you a seat in {organization} on Laelia, as {role}.\n"
            "\n"
            "See the invitation:\n"
            "{base_url}/invitation#token={token}\n"
            "\n"
            "The link works once, for this email address alone, until {expires}: sign in with\n"
            "it, or sign up. If you expected no invitation, do nothing.\n"
        ),
    ),
}


def _billing(name: str, subject: str, text: str) -> Template:
    """The same words in the inbox and in the mail, which leads to where it is seen to."""
    facts = FACTS.get(name, ())
    wide = max((len(label) for label, _ in facts), default=0)
    listed = "".join(f"    {label.ljust(wide)}  {value}\n" for label, value in facts)
    label, path = PLACES.get(name, ANYWHERE)
    button = f"{label}:\n{{base_url}}{path}\n"
    parts = [text, listed.removesuffix("\n"), button]
    return Template("billing", subject, text, "\n\n".join(part for part in parts if part), path)


_ORGANIZATION: Final[dict[str, Template]] = {
    name: Template(
        "account" if name.startswith("account_") else "organization",
        subject,
        text,
        f"{text}\n\nOpen Laelia:\n{{base_url}}\n",
        PAGES.get(name),
    )
    for name, (subject, text) in (WORDS | MARKET).items()
}

TEMPLATES: Final[dict[str, Template]] = (
    INVITATIONS
    | _ORGANIZATION
    | {name: Template("account", *words, PAGES.get(name)) for name, words in ACCOUNT_WORDS.items()}
    | {name: _billing(name, *words) for name, words in BILLING.items()}
)


def link_of(name: str) -> str | None:
    """Where the notice can be acted on; None too for one that is told no more."""
    template = TEMPLATES.get(name)
    return None if template is None else template.link


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    inbox: str
    mail: str


def filled(template: Template, values: Mapping[str, str]) -> Words:
    """The notice; what tenants named themselves stands in one line, whatever they wrote."""
    plain = {name: " ".join(value.split()) for name, value in values.items()}
    return Words(
        subject=template.subject.format_map(plain)[:200],
        inbox=template.inbox.format_map(plain),
        mail=template.mail.format_map(plain),
    )
