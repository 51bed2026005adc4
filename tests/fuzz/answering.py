"""One request per operation that is as it should be, about what is the sender's own."""

from typing import Any, Final

from tests.isolation.conftest import private_agent
from tests.isolation.requests import Operation
from tests.marketplace.sending import picture

# Where what the document says leaves too much open.
_BODIES: Final[dict[str, Any]] = {
    "/v1/agents": private_agent() | {"slug": "of-the-attacker"},
    "/v1/agents/{agent_id}/invoke": {"input": "x"},
    "/v1/agents/{agent_id}/price": {"model": "per_call", "credits": "1", "model_cost": "included"},
    "/v1/agents/{agent_id}/quote": {"input": "x"},
    "/v1/admin/blocked-domains": {"domain": "fuzzed.example", "reason": "x"},
    "/v1/admin/blocked-domains/import": {
        "rules": [{"domain": "*.fuzzed.example", "reason": "x"}],
    },
    "/v1/admin/settings/drafts": {"changes": {"credits.welcome_grant": "7"}, "note": "x"},
    "/v1/api-keys": {"name": "x"},
    "/v1/tax-details": {
        "legal_name": "Fuzz Ltd",
        "address": "1 Long Road, Leeds",
        "country": "GB",
        "tax_id": "1234567890",
    },
    "/v1/discounts": {"code": "FUZZ", "percent_off": "10"},
    "/v1/admin/revenue-shares": {"percent": "80", "reason": "x"},
    "/v1/admin/reconciliations": {"processor": "manual", "day": "2026-11-01"},
    "/v1/embeddings": {"model": "openai/embed-test", "input": "x"},
    "/v1/members/{user_id}": {"role": "admin"},
    "/oauth/register": {"redirect_uris": ["https://a.example/callback"]},
    "/v1/prompt-templates/{template_id}/rollback": {"version": 1},
    "/v1/organizations/current/domains": {"domain": "of-the-attacker.example"},
    "/v1/sso/connections": {
        "name": "x",
        "kind": "oidc",
        "oidc": {"issuer": "https://127.0.0.1:1", "client_id": "x"},
    },
    "/v1/schedules/{schedule_id}": {"name": "x"},
    "/scim/v2/Users": {"userName": "of-the-attacker"},
    "/scim/v2/Users/{scim_user_id}": {
        "userName": "of-the-attacker-too",
        "Operations": [{"op": "add", "path": "title", "value": "x"}],
    },
    "/scim/v2/Groups": {"displayName": "of-the-attacker"},
    "/scim/v2/Groups/{scim_group_id}": {
        "displayName": "of-the-attacker-too",
        "Operations": [{"op": "replace", "path": "displayName", "value": "x"}],
    },
    "/v1/directory/ldap": {"url": "ldaps://10.1.2.3", "user_base": "dc=x"},
    "/v1/directory/roles": {"roles": [{"group": "x", "role": "staff"}]},
    "/v1/listings/{listing_id}": {"tagline": "x"},
    "/v1/listings/{listing_id}/media/{media_id}": {"alt": "x"},
    "/v1/publishers/{publisher_id}": {"tagline": "x"},
    "/v1/admin/categories/{category}": {"name": "x"},
    "/v1/admin/collections/{collection}": {"title": "x", "rule": {"tags": ["x"]}},
    "/mcp": {"jsonrpc": "2.0", "id": 1, "method": "ping"},
    "/mcp/agents/{agent_id}": {"jsonrpc": "2.0", "id": 1, "method": "ping"},
}
_DRAWN: Final = {"file": ("drawn.png", picture(size=(64, 64)), "image/png")}
_FORMS: Final[dict[str, Any]] = {
    "/v1/files": {"files": {"file": ("notes.txt", b"x", "text/plain")}},
    "/v1/listings/{listing_id}/media": {"files": _DRAWN, "data": {"alt": "x"}},
    "/v1/publishers/{publisher_id}/logo": {"files": _DRAWN},
}
_LEFT_OUT: Final = {"/v1/schedules": "model", "/v1/responses": "previous_response_id"}
_MAILED: Final = "needs the secret of a mailed link"
# What no request can succeed at here, and why.
UNANSWERED: Final = {
    "DELETE /v1/members/{user_id}": "the sender is the last administrator",
    "POST /v1/organizations/current/grow": "the sender's organization is a team already",
    "POST /v1/organizations/current/transfer": "nobody else is in the sender's organization",
    "DELETE /v1/organizations/current/transfer": "nobody else is in the sender's organization",
    "POST /v1/organizations/current/transfer/accept": "nobody offers an organization to its owner",
    "DELETE /v1/organizations/{organization_id}/deletion": "the organization is not about to end",
    "PATCH /v1/teams/{team_id}": "the sender has no team",
    "DELETE /v1/teams/{team_id}": "the sender has no team",
    "GET /v1/teams/{team_id}/members": "the sender has no team",
    "PUT /v1/teams/{team_id}/members/{user_id}": "the sender has no team",
    "DELETE /v1/teams/{team_id}/members/{user_id}": "the sender has no team",
    "POST /v1/admin/support-accesses/{support_access_id}/enter": "nobody asked for such access",
    "POST /v1/admin/support-accesses/{support_access_id}/end": "nobody asked for such access",
    "POST /v1/support-accesses/{support_access_id}/decision": "nobody asked for such access",
    "POST /v1/support-accesses/{support_access_id}/end": "nobody asked for such access",
    "GET /v1/organizations/current/transfer": "nobody offers the sender's organization",
    "POST /v1/admin/users/{user_id}/reactivate": "nobody is suspended",
    "POST /v1/admin/organizations/{organization_id}/reactivate": "nobody is suspended",
    "POST /v1/admin/entitlements/{entitlement_id}/revoke": "the sender has no right of that ID",
    "POST /v1/admin/settings/rollback": "no settings were changed before",
    "DELETE /v1/admin/settings/drafts/{draft_id}": "there is no draft",
    "POST /v1/admin/settings/drafts/{draft_id}/apply": "there is no draft",
    "POST /v1/invitations/accept": "needs the secret of an invitation to the sender",
    "POST /v1/organizations/joinable": "the sender's domain is no organization's",
    "POST /v1/join-requests/{user_id}/decision": "nobody asks to join",
    "POST /v1/invitations/preview": "needs the secret of an invitation",
    "POST /v1/admin/organizations/{organization_id}/erase": "it would leave nothing to the others",
    "POST /v1/auth/ldap": "needs a directory that has somebody",
    "POST /v1/auth/login": "needs a password that the attacker is not told",
    "POST /v1/auth/setup": "needs the secret of the installation's first link",
    "POST /v1/auth/login/code": "needs a challenge and a code",
    "POST /v1/auth/email": "needs a password that the attacker is not told",
    "POST /v1/auth/email/change": _MAILED,
    "POST /v1/auth/email/undo": _MAILED,
    "POST /v1/auth/email/verify": _MAILED,
    "POST /v1/auth/identities": "needs a provider, and a password that the attacker is not told",
    "DELETE /v1/auth/identities/{identity_id}": "the sender has none",
    "POST /v1/auth/link/login": _MAILED,
    "POST /v1/auth/recovery/finish": _MAILED,
    "POST /v1/auth/signup/confirm": _MAILED,
    "POST /v1/auth/totp": "needs a password that the attacker is not told",
    "POST /v1/auth/totp/confirm": "needs a code that the attacker is not told",
    "POST /v1/auth/totp/disable": "needs a password that the attacker is not told",
    "POST /v1/auth/totp/recovery-codes": "needs a password that the attacker is not told",
    "POST /v1/auth/passkeys": "needs an answer of an authenticator",
    "POST /v1/auth/passkeys/login": "needs an answer of an authenticator",
    "POST /v1/auth/passkeys/options": "needs a password that the attacker is not told",
    "PATCH /v1/auth/passkeys/{passkey_id}": "the sender has none",
    "DELETE /v1/auth/passkeys/{passkey_id}": "the sender has none",
    "PUT /v1/admin/administrators": "needs the address of an account",
    "DELETE /v1/admin/blocked-domains/{rule_id}": "no rule is made for the sender",
    "DELETE /v1/admin/administrators/{user_id}": "the sender's own account is none",
    "POST /v1/admin/users/{user_id}/erase": "whoever is there owns a team",
    "POST /v1/me/erase": "the sender owns a team",
    "POST /v1/auth/password": "needs a password that the attacker is not told",
    "POST /v1/auth/switch": "the sender has one organization, and is in it",
    "POST /v1/agents/{agent_id}/publish": "the sender's agent is published as it is",
    "PUT /v1/agents/{agent_id}/rollout": "the sender's agent has one version",
    "POST /v1/agents/{agent_id}/rollout/pause": "the sender rolls nothing out",
    "POST /v1/agents/{agent_id}/rollout/resume": "the sender rolls nothing out",
    "POST /v1/agents/{agent_id}/rollout/rollback": "the sender rolls nothing out",
    "POST /v1/runs/{run_id}/input": "needs a run that waits for a person",
    "POST /oauth/token": "needs a code, which a person's consent makes",
    "POST /oauth/revoke": "needs a client that shows who it is",
    "DELETE /v1/oauth/grants/{grant_id}": "needs a grant, which a person's consent makes",
    "POST /v1/organizations/current/domains/{domain_id}/verify": "needs a record in the DNS",
    "GET /v1/sso/connections/{connection_id}/tests/{test_id}": "the sender has begun no test",
    "POST /v1/agents/{agent_id}/try": "nobody tries what is their own",
    "POST /v1/visitors/tries": "needs the token of a visit",
    "POST /v1/checkouts": "the sender sells, and buys from nobody",
    "POST /v1/checkouts/preview": "the sender sells, and buys from nobody",
    "GET /v1/checkouts/{checkout_id}": "the sender has bought nothing",
    "POST /v1/purchase-requests": "nothing is sold to the sender but their own",
    "GET /v1/purchase-requests/{purchase_request_id}": "the sender has asked for nothing",
    "POST /v1/purchase-requests/{purchase_request_id}/decide": "the sender has asked for nothing",
    "DELETE /v1/purchase-requests/{purchase_request_id}": "the sender has asked for nothing",
    "GET /v1/orders/{order_id}": "the sender has bought nothing",
    "POST /v1/orders/{order_id}/pay": "the sender has bought nothing",
    "POST /v1/admin/orders/{order_id}/paid": "the sender has bought nothing",
    "POST /v1/admin/refunds": "the sender has bought nothing",
    "POST /v1/refund-requests": "the sender has bought nothing",
    "DELETE /v1/refund-requests/{refund_request_id}": "the sender has bought nothing",
    "POST /v1/admin/refund-requests/{refund_request_id}/decide": "the sender has bought nothing",
    "GET /v1/invoices/{invoice_id}/credit-notes/{credit_note_id}/pdf": "nothing was given back",
    "GET /v1/invoices/{invoice_id}": "the sender has bought nothing",
    "GET /v1/invoices/{invoice_id}/pdf": "the sender has bought nothing",
    "GET /v1/subscriptions/{subscription_id}": "the sender has bought nothing",
    "PATCH /v1/subscriptions/{subscription_id}": "the sender has bought nothing",
    "DELETE /v1/subscriptions/{subscription_id}": "the sender has bought nothing",
    "POST /v1/subscriptions/{subscription_id}/preview": "the sender has bought nothing",
    "DELETE /v1/payment-methods/{payment_method_id}": "the sender has bought nothing",
    "GET /v1/credits/top-up": "needs a payment method",
    "PUT /v1/credits/top-up": "needs a payment method",
    "GET /v1/test-clock": "the sender is no test organization",
    "POST /v1/test-clock/advance": "the sender is no test organization",
    "GET /v1/payout-account": "the sender has set none",
    "GET /v1/tax-details": "the sender has given none",
    "GET /v1/billing/metered": "the sender has no credit line",
    "PUT /v1/billing/metered": "the sender has no credit line",
    "POST /v1/admin/organizations/{organization_id}/metered/reopen": "no dispute closed any line",
    "POST /v1/agents/{agent_id}/tries/budget/return": "may come before anything is set aside",
    "POST /v1/payouts": "the sender has earned nothing",
    "POST /v1/admin/payouts/{payout_id}/decide": "the sender has earned nothing",
    "POST /v1/admin/reconciliations/{finding_id}/close": "nothing differs from no processor",
    "GET /v1/admin/orders/{order_id}": "the sender has bought nothing",
    "POST /v1/admin/jobs/{job}/run": "no worker runs here",
    "GET /v1/admin/blocked-domains/test": "asks for an address in its query",
    "POST /v1/webhooks/{processor}": "needs a processor's signature",
    "GET /mcp": "a stream without an end",
    "GET /v1/admin/outbox/{message_id}": "no answer to the sender names a message",
    "POST /v1/publishers": "the sender is one already",
    "POST /v1/listings": "the sender's agent has its listing",
    "POST /v1/listings/{listing_id}/status": "the sender's publisher has not been let in",
    "PUT /v1/listings/{listing_id}/media/{media_id}/captions": "the sender has no video",
    "DELETE /v1/publishers/{publisher_id}/logo": "the sender's publisher has none",
    "POST /v1/agents/{agent_id}/accept": "no version waits for the sender",
    "POST /v1/publishers/{publisher_id}/verify": "needs a record in the DNS",
    "GET /v1/collections/{collection}": "no answer to the sender names one",
    "POST /v1/reports": "nothing of the sender's is shown, and what others show is not named",
    "PUT /v1/listings/{listing_id}/review": "nobody reviews what is their own",
    "DELETE /v1/listings/{listing_id}/review": "nobody reviews what is their own",
    "GET /v1/reviews/{review_id}/comments": "no answer to the sender names a review",
    "PUT /v1/reviews/{review_id}/vote": "no answer to the sender names a review",
    "POST /v1/reviews/{review_id}/comments": "no answer to the sender names a review",
    "PUT /v1/reviews/{review_id}/reply": "no answer to the sender names a review",
    "GET /v1/moderation/cases/{case_id}": "cases are named to moderators alone",
    "POST /v1/moderation/cases/{case_id}/decision": "for moderators",
    "POST /v1/moderation/decisions/{decision_id}/confirm": "for moderators",
    "POST /v1/moderation/statements/{decision_id}/appeal": "no answer to the sender names one",
    "GET /mcp/agents/{agent_id}": "a stream without an end",
}


def can_answer(method: str, path: str) -> bool:
    return f"{method} {path}" not in UNANSWERED


def headers_of(operation: Operation) -> dict[str, str]:
    """Sent with every one of them; an operation that has no use for one does not mind."""
    return {"idempotency-key": f"{operation.method} {operation.path}", "mcp-session-id": "any"}


def takes_away(operation: Operation) -> bool:
    """Whether what it succeeds at leaves less for the operations after it."""
    return operation.method == "PUT" or ends(operation) or takes_everything(operation)


def takes_everything(operation: Operation) -> bool:
    """Whether more is missing afterwards, or answers otherwise, than what its path names."""
    # Enabled anew, an agent may be left with no channel that the others call it over. A test clock
    # is given to whoever has neither bought nor earned, and counts for all that they do from then.
    taking = (
        *("/archive", "/disable", "/enable", "/publish"),
        *("/auth/logout", "/auth/switch", "/auth/sessions", "/auth/sessions/{auth_session_id}"),
        *("/deletion", "/suspend", "/end-sessions", "/owner", "/test-clock"),
        *("/current/policies", "/entitlements/policy", "/scim-tokens/{scim_token_id}"),
    )
    return operation.method != "GET" and operation.path.endswith(taking)


def ends(operation: Operation) -> bool:
    """Whether what its path names is over when it succeeds."""
    archives = operation.method == "PATCH" and operation.path == "/v1/products/{product_id}"
    return operation.method == "DELETE" or archives


def for_the_platform(operation: Operation) -> bool:
    """Whether only an administrator of the platform may do it."""
    if operation.path == "/v1/moderation/cases":
        return True
    return operation.path.startswith("/v1/admin/") or operation.path.endswith(("/list", "/unlist"))


def content_of(operation: Operation, ids: dict[str, str]) -> dict[str, Any]:
    """The request's content, as the client takes it."""
    if operation.method in ("GET", "DELETE"):
        return {}
    if operation.path in _FORMS:
        return _FORMS[operation.path]
    if operation.path == "/v1/organizations/current/deletion":
        return {"json": {"confirm": ids["organization_id"], "reason": "No longer needed"}}
    if operation.path == "/v1/admin/revenue-shares":
        shared = _BODIES[operation.path] | {"organization_id": ids["organization_id"]}
        return {"json": shared}
    if operation.path in _BODIES:
        return {"json": dict(_BODIES[operation.path])}
    body = operation.body(ids)
    if operation.path == "/v1/auth/signup":  # whoever has signed up already is refused
        body["email"] = f"{ids['organization_id'].lower()}@example.com"
    if operation.path == "/v1/products":
        body["agent_ids"] = [ids["agent_id"]]
    if operation.path in {"/v1/mcp-servers", "/v1/http-probes"}:
        body["url"] = ids["server_url"]
    if operation.path in _LEFT_OUT:
        body.pop(_LEFT_OUT[operation.path], None)
    return {"json": body}
