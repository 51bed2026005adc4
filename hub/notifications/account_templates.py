"""The words of what people are told about their accounts; `templates.py` says how they are read.

Those with a link go to a mailbox that may be anybody's: they say whose request it was as far as
that is safe, and what to do when it was not one's own.
"""

from typing import Final, NamedTuple


class Told(NamedTuple):
    subject: str
    inbox: str
    mail: str


ACCOUNT: Final[dict[str, Told]] = {
    "verify_email": Told(
        subject="Verify your email address",
        inbox="A link that verifies your email address is in the email.",
        mail="""\
Somebody made an account on Laelia with this email address. If it was you, verify the address.
Until then you cannot invite others, buy, or list agents.

Verify the address:
{base_url}/account/verify#token={token}

The link works once, for a day, and asks you to be signed in to that account. If it was not you, do
nothing, or make the account yours.

Make the account mine:
{base_url}/account/recover
""",
    ),
    "address_taken": Told(
        subject="You have an account already",
        inbox="Somebody tried to sign up with your email address.",
        mail="""\
Somebody tried to sign up on Laelia with this email address, which has an account already. Nothing
was changed.

If it was you, sign in. If you do not know your password any more, set another one.

Set another password:
{base_url}/account/recover
""",
    ),
    "recovery": Told(
        subject="Set another password",
        inbox="A link that sets another password was asked for.",
        mail="""\
Somebody asked to set another password for the account with this email address.

Set another password:
{base_url}/account/recover#token={token}

The link works once, for 15 minutes. Your sessions end when it is used. If it was not you, do
nothing: your password stays as it is.
""",
    ),
    "sign_in_link": Told(
        subject="Your link to sign in",
        inbox="A link that signs in was asked for.",
        mail="""\
Somebody asked for a link to sign in to the account with this email address.

Sign in:
{base_url}/account/sign-in#token={token}

The link works once, for 15 minutes. Open it only if you have just asked for it, and give it to
nobody. If it was not you, do nothing.
""",
    ),
    "recovered": Told(
        subject="Your password was changed",
        inbox="Another password was set by a mailed link at {when}. Your sessions ended.",
        mail="""\
Another password was set for your account, by a link that went to this address, at {when}. All
sessions ended.

If it was not you, somebody else reads your mail. Secure your mailbox first, then set another
password.

Set another password:
{base_url}/account/recover
""",
    ),
    "email_change": Told(
        subject="Confirm your new email address",
        inbox="A link that confirms your new email address is in the email.",
        mail="""\
{name} wants to use this email address for their account on Laelia.

Confirm the address:
{base_url}/account/email#token={token}

The link works once, for a day, and asks you to be signed in. If you expected nothing of the kind,
do nothing.
""",
    ),
    "email_in_use": Told(
        subject="This email address has an account already",
        inbox="Somebody wanted to use your email address for another account.",
        mail="""\
Somebody wanted to use this email address for another account on Laelia. It has one already, so
nothing was changed.

If it was you: an address belongs to one account. Sign in to the one that has it, or give that one
another address first.
""",
    ),
    "email_changed": Told(
        subject="Your account has another email address",
        inbox="Your email address was changed.",
        mail="""\
Your account on Laelia uses {new} from now on, and this address no more.

If it was you, do nothing. If it was not you, somebody got into your account. Take it back: this
address is yours again, everybody is signed out, keys and programs' access end, and the password is
forgotten.

Take it back:
{base_url}/account/undo#token={token}

The link works once, for a week.
""",
    ),
    "email_restored": Told(
        subject="Your email address was taken back",
        inbox="Your email address is {email} again. Everybody was signed out.",
        mail="""\
The account that had moved from {email} has that address again. Everybody was signed out, keys and
programs' access ended, and the password was forgotten. Passkeys and codes that were set up since
the move are gone; look through those from before when you are back.

Set another password:
{base_url}/account/recover
""",
    ),
    "new_device": Told(
        subject="A new sign-in to your account",
        inbox="Somebody signed in by {method} from {network}, with {program}, at {when}.",
        mail="""\
Somebody signed in to your account from where you have not been lately.

    By        {method}
    From      {network}
    With      {program}
    At        {when}

If it was you, do nothing. If it was not, set another password, which signs everybody out.

Set another password:
{base_url}/account/recover
""",
    ),
    "key_leaked": Told(
        subject="A secret of yours was found in public, and has ended",
        inbox="Your {what} {name} was found in public ({where}) and has ended.",
        mail="""\
A secret of your account was reported to have been found in public. It has ended, and opens nothing
any more.

    What      {what}
    Name      {name}
    Found at  {where}

Make another one where you need it, and look through what was done with this one.
""",
    ),
    "sign_in_linked": Told(
        subject="Another way to sign in to your account",
        inbox="{provider} can sign you in since {when}.",
        mail="""\
Your account can be entered by {provider} since {when}.

If it was not you, set another password, and take the link to {provider} away in your account.

Set another password:
{base_url}/account/recover
""",
    ),
}
