"""What people are told of their organization and their account: subject and text, by name."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "account_reactivated": (
        "Your account is open again",
        "The platform has opened your account again. Sign in as before; your API keys work.",
    ),
    "account_suspended": (
        "Your account is suspended",
        (
            "The platform has suspended your account: {reason}. Nothing of yours opens anything"
            " until it is open again."
        ),
    ),
    "join_accepted": (
        "You have a seat in {organization}",
        "An admin of {organization} has let you in, as {role}. Enter it from your account.",
    ),
    "join_asked": (
        "{person} asks to join {organization}",
        (
            "{person} has an email address of your domain and asks for a seat in {organization}."
            " An admin decides, under Organization, Members."
        ),
    ),
    "organization_deleting": (
        "{organization} will be deleted on {when}",
        (
            "The owner of {organization} has asked for its end. It is closed from now on, and"
            " deleted for good on {when}. Until then any of its admins can take that back."
        ),
    ),
    "organization_reactivated": (
        "{organization} is open again",
        "The platform has opened {organization} again, with its sessions and API keys.",
    ),
    "organization_restored": (
        "{organization} will not be deleted",
        "An admin of {organization} has taken back that it is to be deleted. It is open again.",
    ),
    "organization_suspended": (
        "{organization} is suspended",
        (
            "The platform has suspended {organization}: {reason}. Nobody acts in it until it is"
            " open again; what it stored is kept."
        ),
    ),
    "support_asked": (
        "Support asks to look at {organization}",
        (
            "Somebody of the platform's support asks to look at {organization} for {hours} hours:"
            " {reason}. They see nothing unless one of its admins agrees, change nothing, and"
            " whatever they read is on its audit record."
        ),
    ),
    "support_began": (
        "Support may look at {organization}",
        (
            "An admin has let the platform's support look at {organization} until {until}. Any"
            " admin can end that at once."
        ),
    ),
    "support_ended": (
        "Support looks at {organization} no more",
        "The platform's support has no access to {organization} any more.",
    ),
    "transfer_accepted": (
        "{organization} has another owner",
        "{organization} was handed to another of its admins, who owns it from now on.",
    ),
    "transfer_offered": (
        "{organization} is offered to you",
        (
            "The owner of {organization} offers to hand it to you. Accept or decline until"
            " {expires}."
        ),
    ),
}
