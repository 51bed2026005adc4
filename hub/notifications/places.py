"""The page of ours where a notice of one's organization or account can be seen to, by its name.

Notices that are missing here ask for nothing that a page could do, or for a link that is in the
email alone.
"""

from typing import Final

PLACES: Final[dict[str, str]] = {
    "agent_asks_more": "/app/agents",
    "email_changed": "/app/account",
    "email_restored": "/app/account",
    "join_accepted": "/app/account/team",
    "join_asked": "/app/organization",
    "key_leaked": "/app/keys",
    "new_device": "/app/account",
    "organization_deleting": "/app/organization/general",
    "organization_restored": "/app/organization/general",
    "recovered": "/app/account",
    "rollout_stopped": "/studio",
    "sign_in_linked": "/app/account",
    "support_asked": "/app/organization/support",
    "support_began": "/app/organization/support",
    "support_ended": "/app/organization/support",
    "transfer_accepted": "/app/organization/general",
    "transfer_offered": "/app/account/team",
    "verify_email": "/app/account",
}
