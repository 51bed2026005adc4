// Made by `make web-types` from the hub's OpenAPI document; never by hand.

export type Accept = { "token": string };

export type Accepted = { "organization": OrganizationView; "role": "admin" | "staff" | "member" };

export type ActorView = { "type": string; "id": string | null; "credential_id": string | null };

export type AgentCard = { "id": string; "slug": string; "kind": string; "name": string; "tagline": string; "description": string; "category": string; "features": (string)[]; "tags": (string)[]; "channels": (string)[]; "price": agents_PriceView | null; "publisher": Publisher; "version": string | null; "version_id": string | null; "enabled": boolean; "own": boolean; "listed": boolean; "status": string; "created_at": string; "updated_at": string };

export type AgentView = { "id": string; "slug": string; "kind": string; "name": string; "tagline": string; "description": string; "category": string; "features": (string)[]; "tags": (string)[]; "channels": (string)[]; "price": agents_PriceView | null; "publisher": Publisher; "version": string | null; "version_id": string | null; "enabled": boolean; "own": boolean; "listed": boolean; "status": string; "created_at": string; "updated_at": string; "use_cases": (string)[]; "examples": (Record<string, unknown>)[]; "input_schema": Record<string, unknown>; "output_schema": Record<string, unknown>; "proven_models": (string)[]; "proof": string | null; "entitlement": EntitlementView | null; "manifest": Record<string, unknown> | null; "draft": Record<string, unknown> | null; "unpublished_changes": boolean | null };

export type AnyPage = { "data": (Record<string, unknown>)[]; "next_cursor": string | null };

export type AppCode = { "code": string };

export type Assertion = { "clientDataJSON": string; "authenticatorData": string; "signature": string; "userHandle"?: string | null };

export type Attempt = { "model"?: string; "tool"?: string; "duration_ms"?: number; "error"?: string };

export type Attestation = { "clientDataJSON": string; "attestationObject": string; "transports"?: (string)[] };

export type Attributes = { "email"?: string | null; "name"?: string | null; "groups"?: string | null };

export type AuthSessionView = { "id": string; "organization_id": string; "current": boolean; "method": string; "second_factor": boolean; "network": string | null; "user_agent": string | null; "created_at": string; "last_used_at": string; "expires_at": string };

export type Author = { "name": string; "you": boolean };

export type BalanceView = { "available": string; "held": string; "running": number; "grants": (credits_GrantView)[] };

export type Begin = { "password"?: string | null };

export type Budget = { "amount": string; "period": "day" | "month" | "total" };

export type BudgetBody = { "scope": "organization" | "user" | "key" | "agent"; "scope_id"?: string | null; "period": "day" | "month" | "total"; "amount": string };

export type BudgetView = { "id": string; "scope": "organization" | "user" | "key" | "agent"; "scope_id": string; "period": "day" | "month" | "total"; "amount": string; "used": string; "held": string };

export type Card = { "id": string; "agent_id": string; "slug": string; "status": string; "name": string; "tagline": string; "features": (string)[]; "categories": (CategoryRef)[]; "tags": (string)[]; "kind": string; "version": string; "publisher": PublisherRef; "price": agents_PriceView | null; "rating": Rating; "outcomes": Happy | null; "poster": Poster | null; "enabled": boolean | null; "published_at": string | null };

export type CategoryRef = { "slug": string; "name": string };

export type CategoryView = { "slug": string; "name": string; "description": string; "parent": string | null; "listings": number };

export type ChangeConnection = { "name"?: string | null; "status"?: "active" | "disabled" | null; "domains"?: (string)[] | null; "oidc"?: ChangeOidc | null; "saml"?: Saml | null; "provisioning"?: boolean | null; "default_role"?: "admin" | "staff" | "member" | null; "attributes"?: Attributes | null; "group_roles"?: (identity__sso_GroupRole)[] | null; "session_hours"?: number | null; "mfa"?: "never" | "claimed" | "always" | null; "enforced"?: boolean | null; "break_glass_user_ids"?: (string)[] | null };

export type ChangeOidc = { "issuer"?: string | null; "client_id"?: string | null; "client_secret"?: string | null; "scopes"?: (string)[] | null };

export type ChangePassword = { "current_password": string; "new_password": string };

export type ChangeRole = { "role": "admin" | "staff" | "member" };

export type ChangelogEntry = { "version": string; "note": string; "created_at": string; "level": string; "asks_for_more": (string)[] };

export type Choice = { "category": "invitations" | "billing" | "organization"; "email": boolean; "inbox": boolean };

export type ChoiceBody = { "label": "A" | "B" | "C" | "D" | null };

export type ChoiceView = { "category": "invitations" | "billing" | "organization"; "email": boolean; "inbox": boolean; "description": string };

export type Choices = { "preferences": (Choice)[] };

export type ChoicesView = { "preferences": (ChoiceView)[] };

export type CollectionView = { "slug": string; "title": string; "description": string; "listings": number; "data": (Card)[] };

export type ComparisonRequest = { "entrants": (EntrantBody)[]; "input"?: unknown; "blind"?: boolean };

export type ComparisonView = { "id": string; "blind": boolean; "status": "running" | "finished" | "decided"; "choice": string | null; "entrants": (EntrantView)[]; "created_at": string; "decided_at": string | null };

export type ConsentBody = { "version": string; "hosts": (string)[] };

export type ConsentGiven = { "version": string; "hosts": (string)[] };

export type ConsentView = { "agent_id": string; "version": string; "publisher": Publisher; "hosts": (string)[]; "missing": (string)[]; "required": boolean; "text": string };

export type CountedTeamView = { "id": string; "name": string; "created_at": string; "members": number };

export type CreatedInvitation = { "id": string; "email": string; "role": "admin" | "staff" | "member"; "invited_by": string; "created_at": string; "expires_at": string; "accepted_at": string | null; "revoked_at": string | null; "token": string };

export type CreatedKey = { "id": string; "name": string; "mode": "live" | "test"; "display": string; "user_id": string; "scopes": (string)[]; "agent_ids": (string)[] | null; "requests_per_minute": number | null; "created_at": string; "expires_at": string | null; "revoked_at": string | null; "budgets": (Budget)[]; "key": string; "budget": Budget | null };

export type CreatedScimToken = { "id": string; "name": string; "created_by": string; "created_at": string; "expires_at": string | null; "revoked_at": string | null; "token": string; "base_url": string };

export type Decision = { "decision": "grant" | "refuse" };

export type Deletion = { "confirm": string; "reason": string };

export type DisableBody = { "for_me"?: boolean };

export type DomainView = { "id": string; "domain": string; "created_at": string; "verified_at": string | null; "record_name": string; "record_text": string };

export type EnableBody = { "for_me"?: boolean; "version"?: string | null; "channels"?: ("web" | "http" | "mcp" | "openai" | "anthropic" | "a2a")[] | null; "payment_mode"?: "prepaid" | "metered" | null; "consent"?: ConsentBody | null };

export type EnablingPolicyBody = { "members_may_enable": boolean };

export type Ended = { "ended": number };

export type EntitlementView = { "id": string; "agent_id": string; "user_id": string | null; "version_id": string | null; "price_id": string | null; "source": string; "reason": string; "channels": (string)[]; "payment_mode": string; "run_limit": number | null; "runs_used": number; "status": string; "active_from": string; "active_to": string | null; "ended_at": string | null; "created_at": string };

export type EntrantBody = { "agent_id": string; "model"?: string | null; "input"?: unknown; "consent"?: ConsentGiven | null };

export type EntrantView = { "label": string; "agent_id": string | null; "model": string | null; "run_id": string | null; "tried": boolean | null; "status": string; "output": unknown; "credits": string | null; "duration_ms": number | null; "error": Record<string, string> | null };

export type EntryView = { "id": string; "type": "granted" | "held" | "settled" | "expired" | "voided" | "try_funded"; "description": string; "run_id": string | null; "change": string; "held_change": string; "charged": string; "balance": string; "created_at": string };

export type EventView = { "id": string; "organization_id": string; "seq": number; "occurred_at": string; "actor": ActorView; "as_platform": boolean; "action": string; "target": TargetView; "before": Record<string, unknown> | null; "after": Record<string, unknown> | null; "outcome": string; "address": string | null; "user_agent": string | null; "request_id": string | null; "previous": string; "hash": string };

export type FailureView = { "code": string; "step": string | null; "detail": string };

export type GroupRoles = { "roles": (identity__directory_GroupRole)[] };

export type Happy = { "happy_share": number; "low": number; "high": number; "runs": number };

export type HeadView = { "number": number; "seq": number; "hash": string; "signed_at": string; "token": string };

export type InputBody = { "request_id": string; "decision": "approve" | "reject"; "value"?: unknown };

export type InvitationView = { "id": string; "email": string; "role": "admin" | "staff" | "member"; "invited_by": string; "created_at": string; "expires_at": string; "accepted_at": string | null; "revoked_at": string | null };

export type KeyView = { "id": string; "name": string; "mode": "live" | "test"; "display": string; "user_id": string; "scopes": (string)[]; "agent_ids": (string)[] | null; "requests_per_minute": number | null; "created_at": string; "expires_at": string | null; "revoked_at": string | null; "budgets": (Budget)[] };

export type LinkSent = { "status"?: "link_sent" };

export type ListingView = { "id": string; "agent_id": string; "slug": string; "status": string; "name": string; "tagline": string; "features": (string)[]; "categories": (CategoryRef)[]; "tags": (string)[]; "kind": string; "version": string; "publisher": PublisherRef; "price": agents_PriceView | null; "rating": Rating; "outcomes": Happy | null; "poster": Poster | null; "enabled": boolean | null; "published_at": string | null; "description": string; "description_html": string; "use_cases": (string)[]; "languages": (string)[]; "models": (string)[]; "permissions": (Record<string, string>)[]; "data_handling": Record<string, unknown>; "support": Record<string, unknown>; "examples": (Record<string, unknown>)[]; "input_schema": Record<string, unknown>; "output_schema": Record<string, unknown>; "channels": (string)[]; "media": (Media)[]; "changelog": (ChangelogEntry)[]; "histogram": Record<string, number>; "proof": string | null; "notice": string | null; "created_at": string; "updated_at": string; "own": boolean; "status_reason": string | null; "review_case": string | null };

export type LogIn = { "email": string; "password": string; "organization_id"?: string | null };

export type LogInCode = { "challenge": string; "code": string };

export type Logo = { "url": string; "width": number; "height": number; "sources": (MediaSource)[]; "status": "pending" | "published" | "removed" };

export type Me = { "user": UserView; "has_password": boolean; "organization": OrganizationView; "role": "admin" | "staff" | "member" | "support"; "scopes": (string)[]; "key_id": string | null; "session_id": string | null; "mode": "live" | "test" };

export type Media = { "id": string; "kind": "image" | "video"; "status": "pending" | "published" | "removed"; "alt": string; "width": number; "height": number; "url": string; "media_type": string; "thumbnail_url": string; "sources": (MediaSource)[]; "poster_url": string | null; "captions_url": string | null; "captions_language": string | null; "seconds": number | null };

export type MediaSource = { "url": string; "width": number; "height": number };

export type MemberView = { "user_id": string; "email": string; "name": string; "role": "admin" | "staff" | "member"; "created_at": string; "last_signed_in_at"?: string | null };

export type Mode = "off" | "flag" | "tokens" | "redact";

export type ModelOutcomes = { "happy_share": number; "low": number; "high": number; "runs": number; "organizations": string; "median_seconds": number | null; "credits_per_happy": string | null; "model": string | null };

export type NewCredential = { "id": string; "rawId": string; "type"?: "public-key"; "response": Attestation };

export type NewDomain = { "domain": string };

export type NewInvitation = { "email": string; "role"?: "admin" | "staff" | "member"; "expires_in_days"?: number };

export type NewKey = { "name": string; "mode"?: "live" | "test"; "scopes"?: ("agents:read" | "agents:write" | "agents:invoke" | "runs:read" | "keys:write" | "usage:read" | "billing:write" | "admin")[] | null; "agent_ids"?: (string)[] | null; "requests_per_minute"?: number | null; "expires_at"?: string | null; "budget"?: Budget | null };

export type NewOidc = { "issuer": string; "client_id": string; "client_secret"?: string | null; "scopes"?: (string)[] };

export type NewOrganization = { "name": string };

export type NewSaml = { "metadata"?: string | null; "entity_id"?: string | null; "sso_url"?: string | null; "certificates"?: (string)[] | null };

export type NewScimToken = { "name": string; "expires_at"?: string | null };

export type NotificationView = { "id": string; "category": string; "organization_id": string; "subject": string; "text": string; "created_at": string; "read_at": string | null };

export type Offer = { "user_id": string };

export type OidcView = { "issuer": string; "client_id": string; "scopes": (string)[]; "redirect_uri": string };

export type OrganizationView = { "id": string; "type": "team" | "personal"; "name": string; "created_at": string; "owner_id"?: string | null; "status"?: "active" | "suspended" | "deleting"; "status_reason"?: string | null; "delete_at"?: string | null };

export type OutcomeBody = { "happy": boolean; "reason"?: string | null };

export type OutcomeView = { "happy_share": number; "low": number; "high": number; "runs": number; "organizations": string; "median_seconds": number | null; "credits_per_happy": string | null };

export type Outcomes = { "listing_id": string; "as_of": string | null; "minimum_organizations": number; "all": OutcomeView | null; "models": (ModelOutcomes)[] };

export type OwnOrganization = { "id": string; "type": "team" | "personal"; "name": string; "created_at": string; "owner_id"?: string | null; "status"?: "active" | "suspended" | "deleting"; "status_reason"?: string | null; "delete_at"?: string | null; "role": "admin" | "staff" | "member" };

export type OwnReview = { "eligible": boolean; "reason": string | null; "level": "tried" | "verified_use" | "verified_purchase" | null; "runs": number; "review": ReviewView | null; "history": (Revision)[]; "held_because": (string)[] };

export type Page_AgentCard = { "data": (AgentCard)[]; "next_cursor": string | null };

export type Page_AuthSessionView = { "data": (AuthSessionView)[]; "next_cursor": string | null };

export type Page_BudgetView = { "data": (BudgetView)[]; "next_cursor": string | null };

export type Page_Card = { "data": (Card)[]; "next_cursor": string | null };

export type Page_CategoryView = { "data": (CategoryView)[]; "next_cursor": string | null };

export type Page_CollectionView = { "data": (CollectionView)[]; "next_cursor": string | null };

export type Page_ComparisonView = { "data": (ComparisonView)[]; "next_cursor": string | null };

export type Page_ConnectionView = { "data": (identity__sso_ConnectionView)[]; "next_cursor": string | null };

export type Page_CountedTeamView = { "data": (CountedTeamView)[]; "next_cursor": string | null };

export type Page_DomainView = { "data": (DomainView)[]; "next_cursor": string | null };

export type Page_EntryView = { "data": (EntryView)[]; "next_cursor": string | null };

export type Page_EventView = { "data": (EventView)[]; "next_cursor": string | null };

export type Page_GrantView = { "data": (identity__oauth_GrantView)[]; "next_cursor": string | null };

export type Page_HeadView = { "data": (HeadView)[]; "next_cursor": string | null };

export type Page_InvitationView = { "data": (InvitationView)[]; "next_cursor": string | null };

export type Page_KeyView = { "data": (KeyView)[]; "next_cursor": string | null };

export type Page_MemberView = { "data": (MemberView)[]; "next_cursor": string | null };

export type Page_NotificationView = { "data": (NotificationView)[]; "next_cursor": string | null };

export type Page_OwnOrganization = { "data": (OwnOrganization)[]; "next_cursor": string | null };

export type Page_PasskeyView = { "data": (PasskeyView)[]; "next_cursor": string | null };

export type Page_ReviewView = { "data": (ReviewView)[]; "next_cursor": string | null };

export type Page_RoleView = { "data": (RoleView)[]; "next_cursor": string | null };

export type Page_ScimTokenView = { "data": (ScimTokenView)[]; "next_cursor": string | null };

export type Page_Suggestion = { "data": (Suggestion)[]; "next_cursor": string | null };

export type Page_SupportAccessView = { "data": (SupportAccessView)[]; "next_cursor": string | null };

export type Page_TeamMemberView = { "data": (TeamMemberView)[]; "next_cursor": string | null };

export type PasskeyView = { "id": string; "name": string; "transports": (string)[]; "backed_up": boolean; "created_at": string; "last_used_at": string | null };

export type Password = { "password"?: string | null };

export type PasswordAndCode = { "password"?: string | null; "code": string };

export type Policies = { "mfa_required"?: boolean; "session_hours"?: number | null; "networks"?: (string)[] | null; "allowed_agents"?: (string)[] | null; "blocked_agents"?: (string)[] | null };

export type PoliciesView = { "mfa_required"?: boolean; "session_hours"?: number | null; "networks"?: (string)[] | null; "allowed_agents"?: (string)[] | null; "blocked_agents"?: (string)[] | null; "organization_id": string };

export type Poster = { "url": string; "alt": string; "width": number; "height": number; "sources": (MediaSource)[] };

export type PrivacyBody = { "own_agents": Mode; "other_agents": Mode };

export type Publisher = { "organization_id": string; "name": string };

export type PublisherRef = { "id": string; "slug": string; "name": string; "verified": boolean; "logo_url": string | null };

export type PublisherView = { "id": string; "slug": string; "name": string; "tagline": string; "description": string; "description_html": string; "website": string | null; "support_email": string | null; "logo": Logo | null; "owner_type": "person" | "organization"; "verified": boolean; "verified_domain": string | null; "status": string; "listings": number; "rating": Rating; "reply_share": number | null; "since": string; "own": boolean; "status_reason": string | null };

export type Rating = { "score": number | null; "mean": number | null; "reviews": number };

export type RecoveryCodes = { "recovery_codes": (string)[] };

export type Register = { "challenge": string; "name": string; "credential": NewCredential };

export type ReplyView = { "text": string; "created_at": string; "updated_at": string };

export type ReportBody = { "subject_type": "listing" | "publisher" | "review" | "comment" | "media"; "subject_id": string; "reason": "misleading" | "spam" | "hate" | "harassment" | "conflict_of_interest" | "leaked_data" | "security" | "other"; "text"?: string };

export type ReportView = { "id": string; "subject_type": string; "subject_id": string; "reason": string; "created_at": string };

export type Resend = { "expires_in_days"?: number };

export type RetentionBody = { "content_days": number | null };

export type ReviewBody = { "stars": number; "title": string; "text"?: string };

export type ReviewView = { "id": string; "listing_id": string; "stars": number; "title": string; "text": string; "author": Author; "level": "tried" | "verified_use" | "verified_purchase"; "agent_version": string; "model": string | null; "runs": string; "happy_share": number | null; "status": string; "edited": boolean; "revision": number; "outdated": boolean; "helpful": number; "comments": number; "your_vote": boolean | null; "reply": ReplyView | null; "created_at": string; "updated_at": string };

export type Revision = { "revision": number; "stars": number; "title": string; "text": string; "created_at": string };

export type RoleView = { "role": "admin" | "staff" | "member"; "scopes": ("agents:read" | "agents:write" | "agents:invoke" | "runs:read" | "keys:write" | "usage:read" | "billing:write" | "admin")[] };

export type Run = { "id": string; "agent_id": string; "agent_version": string; "agent_version_id": string; "model": string | null; "model_tier"?: "demo" | "standard" | "frontier" | null; "status": "queued" | "running" | "input_required" | "succeeded" | "failed" | "cancelled" | "lost"; "output": unknown; "usage": { "input_tokens"?: number; "output_tokens"?: number; "events"?: number }; "cost": { "credits"?: string }; "receipt": string | null; "session_id"?: string | null; "attempts": (Attempt)[]; "error"?: { "code"?: string; "detail"?: string | null }; "outcome"?: { "happy"?: boolean; "reason"?: string | null }; "created_at"?: string; "finished_at"?: string | null };

export type RunPage = { "data": (Run)[]; "next_cursor": string | null };

export type RunRequest = { "input": unknown; "model"?: string | null; "session_id"?: string | null; "metadata"?: Record<string, unknown> | null; "max_credits"?: string | null; "quote"?: string | null; "cache"?: boolean };

export type Saml = { "metadata"?: string | null; "entity_id"?: string | null; "sso_url"?: string | null; "certificates"?: (string)[] | null };

export type SamlView = { "entity_id": string; "sso_url": string; "certificates": (string)[]; "sp_entity_id": string; "acs_url": string; "metadata_url": string };

export type ScimTokenView = { "id": string; "name": string; "created_by": string; "created_at": string; "expires_at": string | null; "revoked_at": string | null };

export type SearchPage = { "data": (Card)[]; "next_cursor": string | null; "total": number; "total_is_exact": boolean; "facets": Record<string, Record<string, number>>; "corrected": string | null };

export type SeenBatch = { "events": (SeenBody)[] };

export type SeenBody = { "kind": "impression" | "view"; "listing_id": string; "place"?: "search" | "category" | "collection" | "publisher" | "similar" | "home" | "page" | null; "position"?: number | null };

export type SessionBody = { "agent_id": string; "title"?: string };

export type ShownCredential = { "id": string; "rawId": string; "type"?: "public-key"; "response": Assertion };

export type SignIn = { "challenge": string; "credential": ShownCredential; "organization_id"?: string | null };

export type SignUp = { "email": string; "password": string; "name"?: string | null; "organization_name"?: string | null };

export type SignedIn = { "user": UserView; "organization": OrganizationView; "role": "admin" | "staff" | "member"; "token": string; "expires_at": string };

export type Suggestion = { "kind": "listing" | "category" | "tag"; "text": string; "id": string };

export type SupportAccessView = { "id": string; "organization_id": string; "requested_by": string; "reason": string; "hours": number; "scopes": (string)[]; "status": "requested" | "granted" | "refused" | "ended"; "requested_at": string; "decided_by": string | null; "decided_at": string | null; "ends_at": string | null; "ended_by": string | null; "ended_at": string | null };

export type Switch = { "organization_id": string };

export type Taken = { "taken": number };

export type TargetView = { "type": string; "id": string | null };

export type TeamBody = { "name": string };

export type TeamMemberView = { "id": string; "name": string };

export type TeamView = { "id": string; "name": string; "created_at": string };

export type TestView = { "id": string | null; "status": "begun" | "passed" | "failed"; "url"?: string | null; "failure"?: FailureView | null; "claims"?: Record<string, unknown> | null; "person"?: Record<string, unknown> | null };

export type TotpSecretView = { "secret": string; "uri": string };

export type TotpStatus = { "enabled": boolean; "confirmed_at": string | null; "recovery_codes_left": number };

export type TransferView = { "organization_id": string; "from_user_id": string; "to_user_id": string; "created_at": string; "expires_at": string };

export type Trial = { "username"?: string | null; "password"?: string | null };

export type TriesView = { "agent_id": string; "available": boolean; "reason": string | null; "detail": string | null; "anonymous": boolean; "limit": number; "left": number; "resets_at": string | null; "consent": ConsentView };

export type TryRequest = { "input": unknown; "model"?: string | null; "consent"?: ConsentGiven | null };

export type UserView = { "id": string; "email": string; "name": string; "platform_role": string | null; "created_at": string; "email_verified_at": string | null };

export type VisitView = { "token": string; "expires_at": string };

export type VisitorTryRequest = { "input": unknown; "model"?: string | null; "consent"?: ConsentGiven | null; "agent_id": string };

export type VoteBody = { "helpful": boolean | null };

export type VoteView = { "review_id": string; "helpful": number; "your_vote": boolean | null };

export type WishBody = { "analytics": boolean; "recently_viewed": boolean };

export type agents_PriceView = { "id": string; "agent_id": string; "model": string; "credits": string; "model_cost": string; "metered": boolean; "created_at": string; "archived_at": string | null };

export type agents_VersionView = { "id": string; "agent_id": string; "version": string; "digest": string; "note": string; "current": boolean; "created_at": string };

export type credits_GrantView = { "id": string; "kind": "promotional" | "paid" | "metered"; "credits": string; "remaining": string; "reason": string; "created_at": string; "expires_at": string | null };

export type identity__directory_ConnectionView = { "kind"?: "ldap" | "active_directory"; "url": string; "start_tls"?: boolean; "ca_certificate"?: string | null; "bind_dn"?: string | null; "user_base": string; "user_filter"?: string | null; "group_base"?: string | null; "group_filter"?: string | null; "nested"?: "in_chain" | "search" | "none" | null; "email_attribute"?: string; "name_attribute"?: string | null; "subject_attribute"?: string | null; "group_name_attribute"?: string; "has_bind_password": boolean; "updated_at": string; "updated_by": string };

export type identity__directory_GroupRole = { "group": string; "role": "admin" | "staff" | "member" };

export type identity__directory_NewConnection = { "kind"?: "ldap" | "active_directory"; "url": string; "start_tls"?: boolean; "ca_certificate"?: string | null; "bind_dn"?: string | null; "user_base": string; "user_filter"?: string | null; "group_base"?: string | null; "group_filter"?: string | null; "nested"?: "in_chain" | "search" | "none" | null; "email_attribute"?: string; "name_attribute"?: string | null; "subject_attribute"?: string | null; "group_name_attribute"?: string; "bind_password"?: string | null };

export type identity__directory_TrialView = { "steps": ("address" | "connect" | "tls" | "bind" | "find" | "groups" | "password" | "account")[]; "failed": "address" | "connect" | "tls" | "bind" | "find" | "groups" | "password" | "account" | null; "detail": string | null; "groups": (string)[] | null; "role": "admin" | "staff" | "member" | null };

export type identity__oauth_GrantView = { "id": string; "client_id": string; "client_name": string; "user_id": string; "resource": string; "scopes": (string)[]; "agent_ids": (string)[] | null; "created_at": string; "expires_at": string; "last_used_at": string | null };

export type identity__passkeys_endpoints__Begun = { "challenge": string; "expires_at": string; "public_key": Record<string, unknown> };

export type identity_OfferView = { "organization": string; "inviter": string; "email": string; "role": "admin" | "staff" | "member"; "expires_at": string };

export type identity__sso_ConnectionView = { "id": string; "name": string; "kind": "oidc" | "saml"; "status": "active" | "disabled"; "domains": (string)[]; "oidc": OidcView | null; "saml": SamlView | null; "provisioning": boolean; "default_role": "admin" | "staff" | "member" | null; "attributes": Attributes; "group_roles": (identity__sso_GroupRole)[]; "session_hours": number | null; "mfa": "never" | "claimed" | "always"; "enforced": boolean; "break_glass_user_ids": (string)[]; "start_url": string; "created_at": string; "updated_at": string; "proven_at": string | null };

export type identity__sso_GroupRole = { "group": string; "role": "admin" | "staff" | "member" };

export type identity__sso_NewConnection = { "name": string; "kind": "oidc" | "saml"; "domains"?: (string)[]; "oidc"?: NewOidc | null; "saml"?: NewSaml | null; "provisioning"?: boolean; "default_role"?: "admin" | "staff" | "member" | null; "attributes"?: Attributes; "group_roles"?: (identity__sso_GroupRole)[]; "session_hours"?: number | null; "mfa"?: "never" | "claimed" | "always" };

export type kit__http__Page_VersionView___2 = { "data": (agents_VersionView)[]; "next_cursor": string | null };

export interface Operations {
  "DELETE /v1/api-keys/{key_id}": { path: { "key_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/auth/passkeys/{passkey_id}": { path: { "passkey_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/auth/sessions": { path: undefined; query: undefined; body: undefined; answer: Ended };
  "DELETE /v1/auth/sessions/{auth_session_id}": { path: { "auth_session_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/budgets/{budget_id}": { path: { "budget_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/directory/ldap": { path: undefined; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/directory/scim-tokens/{scim_token_id}": { path: { "scim_token_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/discovery/recent": { path: undefined; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/invitations/{invitation_id}": { path: { "invitation_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/listings/{listing_id}/review": { path: { "listing_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/members/{user_id}": { path: { "user_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/oauth/grants/{grant_id}": { path: { "grant_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/organizations/current/domains/{domain_id}": { path: { "domain_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/organizations/current/transfer": { path: undefined; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/organizations/{organization_id}/deletion": { path: { "organization_id": string }; query: undefined; body: undefined; answer: OrganizationView };
  "DELETE /v1/sessions/{session_id}": { path: { "session_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/sso/connections/{connection_id}": { path: { "connection_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/teams/{team_id}": { path: { "team_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/teams/{team_id}/members/{user_id}": { path: { "team_id": string; "user_id": string }; query: undefined; body: undefined; answer: undefined };
  "GET /v1/agents": { path: undefined; query: { "q"?: string; "category"?: string | null; "kind"?: "prompt" | "graph" | "mcp" | "http" | null; "slug"?: string | null; "enabled"?: boolean | null; "own"?: boolean | null; "archived"?: boolean; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_AgentCard };
  "GET /v1/agents/{agent_id}": { path: { "agent_id": string }; query: undefined; body: undefined; answer: AgentView };
  "GET /v1/agents/{agent_id}/tries": { path: { "agent_id": string }; query: undefined; body: undefined; answer: TriesView };
  "GET /v1/agents/{agent_id}/versions": { path: { "agent_id": string }; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: kit__http__Page_VersionView___2 };
  "GET /v1/api-keys": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_KeyView };
  "GET /v1/approvals": { path: undefined; query: { "run_id"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: AnyPage };
  "GET /v1/audit": { path: undefined; query: { "view"?: "organization" | "platform"; "actor"?: string | null; "action"?: string | null; "target_type"?: string | null; "target"?: string | null; "since"?: string | null; "until"?: string | null; "q"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_EventView };
  "GET /v1/audit/heads": { path: undefined; query: { "view"?: "organization" | "platform"; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_HeadView };
  "GET /v1/auth/passkeys": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_PasskeyView };
  "GET /v1/auth/sessions": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_AuthSessionView };
  "GET /v1/auth/totp": { path: undefined; query: undefined; body: undefined; answer: TotpStatus };
  "GET /v1/budgets": { path: undefined; query: undefined; body: undefined; answer: Page_BudgetView };
  "GET /v1/categories": { path: undefined; query: undefined; body: undefined; answer: Page_CategoryView };
  "GET /v1/collections": { path: undefined; query: undefined; body: undefined; answer: Page_CollectionView };
  "GET /v1/collections/{collection}": { path: { "collection": string }; query: undefined; body: undefined; answer: CollectionView };
  "GET /v1/comparisons": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_ComparisonView };
  "GET /v1/comparisons/{comparison_id}": { path: { "comparison_id": string }; query: undefined; body: undefined; answer: ComparisonView };
  "GET /v1/credits": { path: undefined; query: undefined; body: undefined; answer: BalanceView };
  "GET /v1/credits/entries": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_EntryView };
  "GET /v1/directory/ldap": { path: undefined; query: undefined; body: undefined; answer: identity__directory_ConnectionView };
  "GET /v1/directory/roles": { path: undefined; query: undefined; body: undefined; answer: GroupRoles };
  "GET /v1/directory/scim-tokens": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_ScimTokenView };
  "GET /v1/discovery/alike": { path: undefined; query: undefined; body: undefined; answer: Page_Card };
  "GET /v1/discovery/preferences": { path: undefined; query: undefined; body: undefined; answer: WishBody };
  "GET /v1/discovery/recent": { path: undefined; query: undefined; body: undefined; answer: Page_Card };
  "GET /v1/entitlements/policy": { path: undefined; query: undefined; body: undefined; answer: EnablingPolicyBody };
  "GET /v1/invitations": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_InvitationView };
  "GET /v1/listings": { path: undefined; query: { "cursor"?: string | null; "limit"?: number; "q"?: string; "category"?: string | null; "tag"?: string | null; "model"?: string | null; "language"?: string | null; "kind"?: "prompt" | "graph" | "mcp" | "http" | null; "price"?: "free" | "per_call" | "per_token" | "per_second" | "per_event" | null; "publisher"?: string | null; "verified"?: boolean | null; "min_rating"?: number | null; "min_happy"?: number | null; "sort"?: "relevance" | "outcomes" | "rating" | "newest" | "price" }; body: undefined; answer: SearchPage };
  "GET /v1/listings/suggestions": { path: undefined; query: { "q"?: string }; body: undefined; answer: Page_Suggestion };
  "GET /v1/listings/{listing_id}": { path: { "listing_id": string }; query: undefined; body: undefined; answer: ListingView };
  "GET /v1/listings/{listing_id}/outcomes": { path: { "listing_id": string }; query: undefined; body: undefined; answer: Outcomes };
  "GET /v1/listings/{listing_id}/review": { path: { "listing_id": string }; query: undefined; body: undefined; answer: OwnReview };
  "GET /v1/listings/{listing_id}/reviews": { path: { "listing_id": string }; query: { "sort"?: "helpful" | "newest" | "highest" | "lowest"; "stars"?: number | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_ReviewView };
  "GET /v1/listings/{listing_id}/similar": { path: { "listing_id": string }; query: undefined; body: undefined; answer: Page_Card };
  "GET /v1/me": { path: undefined; query: undefined; body: undefined; answer: Me };
  "GET /v1/members": { path: undefined; query: { "q"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_MemberView };
  "GET /v1/notifications": { path: undefined; query: { "unread"?: boolean; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_NotificationView };
  "GET /v1/notifications/preferences": { path: undefined; query: undefined; body: undefined; answer: ChoicesView };
  "GET /v1/oauth/grants": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_GrantView };
  "GET /v1/organizations": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_OwnOrganization };
  "GET /v1/organizations/current/domains": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_DomainView };
  "GET /v1/organizations/current/policies": { path: undefined; query: undefined; body: undefined; answer: PoliciesView };
  "GET /v1/organizations/current/privacy": { path: undefined; query: undefined; body: undefined; answer: PrivacyBody };
  "GET /v1/organizations/current/retention": { path: undefined; query: undefined; body: undefined; answer: RetentionBody };
  "GET /v1/organizations/current/transfer": { path: undefined; query: undefined; body: undefined; answer: TransferView };
  "GET /v1/outcomes": { path: undefined; query: { "group_by"?: "hour" | "day" | "week" | "agent" | "model" | "agent_model" | "user" | "face" | "reason"; "format"?: "json" | "csv" | null; "from"?: string | null; "to"?: string | null; "agent_id"?: string | null; "model"?: string | null; "user_id"?: string | null; "face"?: string | null }; body: undefined; answer: unknown };
  "GET /v1/publishers/{publisher_id}": { path: { "publisher_id": string }; query: undefined; body: undefined; answer: PublisherView };
  "GET /v1/roles": { path: undefined; query: undefined; body: undefined; answer: Page_RoleView };
  "GET /v1/runs": { path: undefined; query: { "cursor"?: string | null; "limit"?: number; "agent_id"?: string | null; "status"?: "queued" | "running" | "input_required" | "succeeded" | "failed" | "cancelled" | "lost" | null; "session_id"?: string | null }; body: undefined; answer: RunPage };
  "GET /v1/runs/{run_id}": { path: { "run_id": string }; query: undefined; body: undefined; answer: Run };
  "GET /v1/sessions": { path: undefined; query: { "agent_id"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: AnyPage };
  "GET /v1/sessions/{session_id}": { path: { "session_id": string }; query: undefined; body: undefined; answer: unknown };
  "GET /v1/sso/connections": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_ConnectionView };
  "GET /v1/sso/connections/{connection_id}": { path: { "connection_id": string }; query: undefined; body: undefined; answer: identity__sso_ConnectionView };
  "GET /v1/sso/connections/{connection_id}/tests/{test_id}": { path: { "connection_id": string; "test_id": string }; query: undefined; body: undefined; answer: TestView };
  "GET /v1/support-accesses": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_SupportAccessView };
  "GET /v1/teams": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_CountedTeamView };
  "GET /v1/teams/{team_id}/members": { path: { "team_id": string }; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_TeamMemberView };
  "GET /v1/usage": { path: undefined; query: { "group_by"?: "day" | "agent" | "model" | "key" | "user" | "face" | "status" | "end_user" | null; "format"?: "json" | "csv" | null; "from"?: string | null; "to"?: string | null; "agent_id"?: string | null; "key_id"?: string | null; "user_id"?: string | null; "face"?: string | null; "model"?: string | null; "status"?: string | null; "end_user"?: string | null; "tag"?: string | null; "nested"?: boolean; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Record<string, unknown> };
  "PATCH /v1/members/{user_id}": { path: { "user_id": string }; query: undefined; body: ChangeRole; answer: MemberView };
  "PATCH /v1/organizations/current": { path: undefined; query: undefined; body: NewOrganization; answer: OrganizationView };
  "PATCH /v1/sso/connections/{connection_id}": { path: { "connection_id": string }; query: undefined; body: ChangeConnection; answer: identity__sso_ConnectionView };
  "PATCH /v1/teams/{team_id}": { path: { "team_id": string }; query: undefined; body: TeamBody; answer: TeamView };
  "POST /v1/agents/{agent_id}/disable": { path: { "agent_id": string }; query: undefined; body: DisableBody | null; answer: undefined };
  "POST /v1/agents/{agent_id}/enable": { path: { "agent_id": string }; query: undefined; body: EnableBody | null; answer: EntitlementView };
  "POST /v1/agents/{agent_id}/invoke": { path: { "agent_id": string }; query: undefined; body: RunRequest; answer: Run };
  "POST /v1/agents/{agent_id}/try": { path: { "agent_id": string }; query: undefined; body: TryRequest; answer: Run };
  "POST /v1/api-keys": { path: undefined; query: undefined; body: NewKey; answer: CreatedKey };
  "POST /v1/auth/email/verification": { path: undefined; query: undefined; body: undefined; answer: LinkSent };
  "POST /v1/auth/login": { path: undefined; query: undefined; body: LogIn; answer: SignedIn };
  "POST /v1/auth/login/code": { path: undefined; query: undefined; body: LogInCode; answer: SignedIn };
  "POST /v1/auth/logout": { path: undefined; query: undefined; body: undefined; answer: undefined };
  "POST /v1/auth/passkeys": { path: undefined; query: undefined; body: Register; answer: PasskeyView };
  "POST /v1/auth/passkeys/login": { path: undefined; query: undefined; body: SignIn; answer: SignedIn };
  "POST /v1/auth/passkeys/login/options": { path: undefined; query: undefined; body: undefined; answer: identity__passkeys_endpoints__Begun };
  "POST /v1/auth/passkeys/options": { path: undefined; query: undefined; body: Begin; answer: identity__passkeys_endpoints__Begun };
  "POST /v1/auth/password": { path: undefined; query: undefined; body: ChangePassword; answer: undefined };
  "POST /v1/auth/signup": { path: undefined; query: undefined; body: SignUp; answer: SignedIn | LinkSent };
  "POST /v1/auth/switch": { path: undefined; query: undefined; body: Switch; answer: SignedIn };
  "POST /v1/auth/totp": { path: undefined; query: undefined; body: Password; answer: TotpSecretView };
  "POST /v1/auth/totp/confirm": { path: undefined; query: undefined; body: AppCode; answer: RecoveryCodes };
  "POST /v1/auth/totp/disable": { path: undefined; query: undefined; body: PasswordAndCode; answer: undefined };
  "POST /v1/comparisons": { path: undefined; query: undefined; body: ComparisonRequest; answer: unknown };
  "POST /v1/comparisons/{comparison_id}/choice": { path: { "comparison_id": string }; query: undefined; body: ChoiceBody; answer: ComparisonView };
  "POST /v1/directory/ldap/test": { path: undefined; query: undefined; body: Trial; answer: identity__directory_TrialView };
  "POST /v1/directory/scim-tokens": { path: undefined; query: undefined; body: NewScimToken; answer: CreatedScimToken };
  "POST /v1/discovery/events": { path: undefined; query: undefined; body: SeenBatch; answer: Taken };
  "POST /v1/invitations": { path: undefined; query: undefined; body: NewInvitation; answer: CreatedInvitation };
  "POST /v1/invitations/accept": { path: undefined; query: undefined; body: Accept; answer: Accepted };
  "POST /v1/invitations/preview": { path: undefined; query: undefined; body: Accept; answer: identity_OfferView };
  "POST /v1/invitations/{invitation_id}/resend": { path: { "invitation_id": string }; query: undefined; body: Resend; answer: CreatedInvitation };
  "POST /v1/notifications/read": { path: undefined; query: undefined; body: undefined; answer: undefined };
  "POST /v1/notifications/{notification_id}/read": { path: { "notification_id": string }; query: undefined; body: undefined; answer: NotificationView };
  "POST /v1/organizations": { path: undefined; query: undefined; body: NewOrganization; answer: OwnOrganization };
  "POST /v1/organizations/current/deletion": { path: undefined; query: undefined; body: Deletion; answer: OrganizationView };
  "POST /v1/organizations/current/domains": { path: undefined; query: undefined; body: NewDomain; answer: DomainView };
  "POST /v1/organizations/current/domains/{domain_id}/verify": { path: { "domain_id": string }; query: undefined; body: undefined; answer: DomainView };
  "POST /v1/organizations/current/grow": { path: undefined; query: undefined; body: NewOrganization; answer: OrganizationView };
  "POST /v1/organizations/current/transfer": { path: undefined; query: undefined; body: Offer; answer: TransferView };
  "POST /v1/organizations/current/transfer/accept": { path: undefined; query: undefined; body: undefined; answer: OrganizationView };
  "POST /v1/reports": { path: undefined; query: undefined; body: ReportBody; answer: ReportView };
  "POST /v1/runs/{run_id}/cancel": { path: { "run_id": string }; query: undefined; body: undefined; answer: Run };
  "POST /v1/runs/{run_id}/input": { path: { "run_id": string }; query: undefined; body: InputBody; answer: unknown };
  "POST /v1/runs/{run_id}/outcome": { path: { "run_id": string }; query: undefined; body: OutcomeBody; answer: Run };
  "POST /v1/sessions": { path: undefined; query: undefined; body: SessionBody; answer: unknown };
  "POST /v1/sso/connections": { path: undefined; query: undefined; body: identity__sso_NewConnection; answer: identity__sso_ConnectionView };
  "POST /v1/sso/connections/{connection_id}/test": { path: { "connection_id": string }; query: undefined; body: undefined; answer: TestView };
  "POST /v1/support-accesses/{support_access_id}/decision": { path: { "support_access_id": string }; query: undefined; body: Decision; answer: SupportAccessView };
  "POST /v1/support-accesses/{support_access_id}/end": { path: { "support_access_id": string }; query: undefined; body: undefined; answer: SupportAccessView };
  "POST /v1/teams": { path: undefined; query: undefined; body: TeamBody; answer: TeamView };
  "POST /v1/visitors": { path: undefined; query: undefined; body: undefined; answer: VisitView };
  "POST /v1/visitors/tries": { path: undefined; query: undefined; body: VisitorTryRequest; answer: Run };
  "PUT /v1/budgets": { path: undefined; query: undefined; body: BudgetBody; answer: BudgetView };
  "PUT /v1/directory/ldap": { path: undefined; query: undefined; body: identity__directory_NewConnection; answer: identity__directory_ConnectionView };
  "PUT /v1/directory/roles": { path: undefined; query: undefined; body: GroupRoles; answer: GroupRoles };
  "PUT /v1/discovery/preferences": { path: undefined; query: undefined; body: WishBody; answer: WishBody };
  "PUT /v1/entitlements/policy": { path: undefined; query: undefined; body: EnablingPolicyBody; answer: EnablingPolicyBody };
  "PUT /v1/listings/{listing_id}/review": { path: { "listing_id": string }; query: undefined; body: ReviewBody; answer: ReviewView };
  "PUT /v1/notifications/preferences": { path: undefined; query: undefined; body: Choices; answer: ChoicesView };
  "PUT /v1/organizations/current/policies": { path: undefined; query: undefined; body: Policies; answer: PoliciesView };
  "PUT /v1/organizations/current/privacy": { path: undefined; query: undefined; body: PrivacyBody; answer: PrivacyBody };
  "PUT /v1/organizations/current/retention": { path: undefined; query: undefined; body: RetentionBody; answer: RetentionBody };
  "PUT /v1/reviews/{review_id}/vote": { path: { "review_id": string }; query: undefined; body: VoteBody; answer: VoteView };
  "PUT /v1/teams/{team_id}/members/{user_id}": { path: { "team_id": string; "user_id": string }; query: undefined; body: undefined; answer: undefined };
}
