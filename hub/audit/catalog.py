"""Everything that is recorded, and the only fields that a record of it may show.

An action is `target.verb`. The fields of a target are an allow-list: what is not named here never
reaches the record, so that a secret cannot slip in with a field that somebody adds later. Names
and addresses of people are not here either: the record outlives them and holds their IDs alone.
"""

from typing import Final

TARGETS: Final[dict[str, frozenset[str]]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "administrator": "platform_role",
        "agent": "kind slug status listed version digest",
        "api_key": "name mode scopes agent_ids requests_per_minute expires_at reason",
        "approval": "run_id agent_id node_id decision",
        "audit": "format view events",
        "budget": "scope scope_id period credits",
        "conversation": "agent_id",
        "credential": "name origin header",
        "credit_grant": "credits kind reason expires_at",
        "domain_rule": "domain effect reason count",
        "enabling_policy": "members_may_enable",
        "entitlement": (
            "agent_id user_id version_id price_id source reason channels payment_mode run_limit"
            " active_to"
        ),
        "file": "media_type size",
        "invitation": "role expires_at",
        "message": "template status",
        "mcp_server": "name origin header opened_by tools",
        "member": "role",
        "oauth_client": "name kind redirect_uris auth_method",
        "oauth_grant": "client_id client_name resource scopes agent_ids expires_at reason",
        "organization": "type keys reason",
        "organization_policy": "second_factor session_hours networks",
        "passkey": "name backed_up",
        "price": "agent_id model credits model_cost metered",
        "privacy_policy": "own_agents other_agents",
        "prompt_template": "name version",
        "provider_key": "provider",
        "retention": "content_days runs messages sessions files",
        "run": "agent_id status outcome",
        "schedule": (
            "name agent_id user_id cron timezone model max_credits budget missed paused"
            " input_digest"
        ),
        "session": "organization_id expires_at method",
        "totp": "codes",
        "user": "platform_role organization_id reason count",
    }.items()
}

ACTIONS: Final[dict[str, str]] = {
    "administrator.removed": "Somebody is no administrator of the platform any more.",
    "administrator.set": "Somebody administers the platform, or in another role.",
    "agent.archived": "An agent answers nobody any more.",
    "agent.created": "A draft, from a manifest, a template or another agent.",
    "agent.edited": "The draft changed.",
    "agent.listed": "An agent is shown to every organization.",
    "agent.published": "The draft became the version that runs.",
    "agent.rolled_back": "Another version runs.",
    "agent.unarchived": "An archived agent is back.",
    "agent.unlisted": "An agent is shown to its owner only.",
    "api_key.created": "A key, with what it may do.",
    "api_key.revoked": "A key ended.",
    "approval.decided": "A person answered what a run asked.",
    "audit.exported": "Somebody took a copy of the record.",
    "budget.removed": "A limit on spending is gone.",
    "budget.set": "A limit on spending, new or changed.",
    "conversation.opened": "A session with an agent.",
    "conversation.removed": "A session with an agent and its messages are gone.",
    "credential.created": "A secret for one origin was stored.",
    "credential.removed": "A stored secret is gone.",
    "credential.replaced": "A stored secret has another value.",
    "credit_grant.made": "An administrator gave credits.",
    "domain_rule.imported": "A list of rules for e-mail domains was taken in.",
    "domain_rule.removed": "A rule for an e-mail domain is gone.",
    "domain_rule.set": "Addresses of a domain are refused, or allowed.",
    "enabling_policy.set": "Whether members may enable agents for themselves.",
    "entitlement.ended": "The right to use an agent ended.",
    "entitlement.granted": "An administrator gave the right to use an agent.",
    "entitlement.made": "An agent was enabled, or on other terms.",
    "file.added": "A file was sent.",
    "file.removed": "A file is gone.",
    "invitation.accepted": "A person took the seat that they were offered.",
    "invitation.created": "A seat was offered.",
    "invitation.revoked": "An offer was taken back.",
    "mcp_server.accepted": "What a server proposes for its tools was approved.",
    "mcp_server.opened": "A server is reached with another credential.",
    "mcp_server.refreshed": "A server's tools were compared with what was approved.",
    "mcp_server.registered": "A remote MCP server, with its tools as they were.",
    "mcp_server.removed": "A server is gone.",
    "message.opened": "An administrator of the platform read a message that was to be mailed.",
    "member.removed": "A member was taken out, or left.",
    "member.role_changed": "A member may do more, or less.",
    "oauth_client.registered": "A program made itself known, to ask people for access.",
    "oauth_grant.created": "A person let a program act for them.",
    "oauth_grant.revoked": "A program may act for a person no more.",
    "organization.created": "A team.",
    "organization.erased": "An organization's keys were destroyed, and all that they sealed.",
    "organization_policy.set": "What the organization asks of whoever acts in it.",
    "passkey.added": "Somebody can sign in with a further passkey.",
    "passkey.removed": "A passkey opens nothing any more.",
    "passkey.renamed": "A passkey has another name.",
    "price.set": "What an agent costs from now on.",
    "privacy_policy.set": "What becomes of personal data before agents see it.",
    "prompt_template.changed": "A prompt template has another name or a further version.",
    "prompt_template.created": "A prompt template.",
    "prompt_template.removed": "A prompt template is gone.",
    "prompt_template.rolled_back": "Another version of a prompt template is current.",
    "provider_key.removed": "The organization's own key of a provider is gone.",
    "provider_key.set": "The organization's own key of a provider, new or changed.",
    "retention.applied": "Content was removed that is older than the organization keeps it.",
    "retention.set": "How long content is kept.",
    "run.cancelled": "Somebody asked for the end of a run.",
    "run.rated": "Somebody said how a run went.",
    "schedule.changed": "A schedule runs otherwise, or was paused or resumed.",
    "schedule.created": "An agent's runs at set times.",
    "schedule.paused": "The hub paused a schedule whose owner lost the right to it.",
    "schedule.removed": "A schedule is gone.",
    "session.ended": "Somebody signed out.",
    "session.started": "Somebody signed in.",
    "session.switched": "Somebody entered another of their organizations.",
    "totp.codes_replaced": "Somebody has other recovery codes.",
    "totp.confirmed": "Signing in takes a code of an authenticator app.",
    "totp.disabled": "Signing in takes no code any more.",
    "totp.started": "Somebody began to set up an authenticator app.",
    "user.password_changed": "Somebody set another password; their other sessions ended.",
    "user.promoted": "An account became the administrator that the settings name.",
    "user.sessions_ended": "Somebody signed out everywhere else.",
    "user.set_up": "The first administrator of the platform, made by the set-up link or settings.",
    "user.sign_in_refused": "A sign-in failed.",
    "user.signed_up": "An account, with its first organization.",
}


def target_of(action: str) -> str:
    """Raises ValueError for what is not in the catalog: an act must be described to be recorded."""
    if action not in ACTIONS:
        raise ValueError(f"{action} is not in the catalog of actions")
    return action.partition(".")[0]
