// Made by `make web-types` from the hub's OpenAPI document; never by hand.

export type AgentCard = { "id": string; "slug": string; "kind": string; "name": string; "tagline": string; "description": string; "category": string; "features": (string)[]; "tags": (string)[]; "channels": (string)[]; "price": agents_PriceView | null; "publisher": Publisher; "version": string | null; "version_id": string | null; "enabled": boolean; "own": boolean; "listed": boolean; "status": string; "created_at": string; "updated_at": string };

export type AgentView = { "id": string; "slug": string; "kind": string; "name": string; "tagline": string; "description": string; "category": string; "features": (string)[]; "tags": (string)[]; "channels": (string)[]; "price": agents_PriceView | null; "publisher": Publisher; "version": string | null; "version_id": string | null; "enabled": boolean; "own": boolean; "listed": boolean; "status": string; "created_at": string; "updated_at": string; "use_cases": (string)[]; "examples": (Record<string, unknown>)[]; "input_schema": Record<string, unknown>; "output_schema": Record<string, unknown>; "proven_models": (string)[]; "proof": string | null; "entitlement": EntitlementView | null; "manifest": Record<string, unknown> | null; "draft": Record<string, unknown> | null; "unpublished_changes": boolean | null };

export type AnyPage = { "data": (Record<string, unknown>)[]; "next_cursor": string | null };

export type AppCode = { "code": string };

export type Assertion = { "clientDataJSON": string; "authenticatorData": string; "signature": string; "userHandle"?: string | null };

export type Attempt = { "model"?: string; "tool"?: string; "duration_ms"?: number; "error"?: string };

export type Attestation = { "clientDataJSON": string; "attestationObject": string; "transports"?: (string)[] };

export type AuthSessionView = { "id": string; "organization_id": string; "current": boolean; "method": string; "second_factor": boolean; "network": string | null; "user_agent": string | null; "created_at": string; "last_used_at": string; "expires_at": string };

export type Author = { "name": string; "you": boolean };

export type BalanceView = { "available": string; "held": string; "running": number; "grants": (credits_GrantView)[] };

export type Begin = { "password": string };

export type Budget = { "amount": string; "period": "day" | "month" | "total" };

export type Card = { "id": string; "agent_id": string; "slug": string; "status": string; "name": string; "tagline": string; "features": (string)[]; "categories": (CategoryRef)[]; "tags": (string)[]; "kind": string; "version": string; "publisher": PublisherRef; "price": agents_PriceView | null; "rating": Rating; "outcomes": Happy | null; "poster": Poster | null; "enabled": boolean | null; "published_at": string | null };

export type CategoryRef = { "slug": string; "name": string };

export type CategoryView = { "slug": string; "name": string; "description": string; "parent": string | null; "listings": number };

export type ChangePassword = { "current_password": string; "new_password": string };

export type ChangelogEntry = { "version": string; "note": string; "created_at": string; "level": string; "asks_for_more": (string)[] };

export type Choice = { "category": "invitations" | "billing" | "organization"; "email": boolean; "inbox": boolean };

export type ChoiceView = { "category": "invitations" | "billing" | "organization"; "email": boolean; "inbox": boolean; "description": string };

export type Choices = { "preferences": (Choice)[] };

export type ChoicesView = { "preferences": (ChoiceView)[] };

export type CollectionView = { "slug": string; "title": string; "description": string; "listings": number; "data": (Card)[] };

export type CreatedKey = { "id": string; "name": string; "mode": "live" | "test"; "display": string; "user_id": string; "scopes": (string)[]; "agent_ids": (string)[] | null; "requests_per_minute": number | null; "created_at": string; "expires_at": string | null; "revoked_at": string | null; "budgets": (Budget)[]; "key": string; "budget": Budget | null };

export type DisableBody = { "for_me"?: boolean };

export type EnableBody = { "for_me"?: boolean; "version"?: string | null; "channels"?: ("web" | "http" | "mcp" | "openai" | "anthropic" | "a2a")[] | null; "payment_mode"?: "prepaid" | "metered" | null };

export type Ended = { "ended": number };

export type EntitlementView = { "id": string; "agent_id": string; "user_id": string | null; "version_id": string | null; "held_version_id": string | null; "price_id": string | null; "source": string; "reason": string; "channels": (string)[]; "payment_mode": string; "run_limit": number | null; "runs_used": number; "status": string; "active_from": string; "active_to": string | null; "ended_at": string | null; "created_at": string };

export type EntryView = { "id": string; "type": "granted" | "held" | "settled" | "expired" | "voided"; "description": string; "run_id": string | null; "change": string; "held_change": string; "charged": string; "balance": string; "created_at": string };

export type Happy = { "happy_share": number; "low": number; "high": number; "runs": number };

export type InputBody = { "request_id": string; "decision": "approve" | "reject"; "value"?: unknown };

export type KeyView = { "id": string; "name": string; "mode": "live" | "test"; "display": string; "user_id": string; "scopes": (string)[]; "agent_ids": (string)[] | null; "requests_per_minute": number | null; "created_at": string; "expires_at": string | null; "revoked_at": string | null; "budgets": (Budget)[] };

export type LinkSent = { "status"?: "link_sent" };

export type ListingView = { "id": string; "agent_id": string; "slug": string; "status": string; "name": string; "tagline": string; "features": (string)[]; "categories": (CategoryRef)[]; "tags": (string)[]; "kind": string; "version": string; "publisher": PublisherRef; "price": agents_PriceView | null; "rating": Rating; "outcomes": Happy | null; "poster": Poster | null; "enabled": boolean | null; "published_at": string | null; "description": string; "description_html": string; "use_cases": (string)[]; "languages": (string)[]; "models": (string)[]; "permissions": (Record<string, string>)[]; "data_handling": Record<string, unknown>; "support": Record<string, unknown>; "examples": (Record<string, unknown>)[]; "input_schema": Record<string, unknown>; "output_schema": Record<string, unknown>; "channels": (string)[]; "media": (Media)[]; "changelog": (ChangelogEntry)[]; "histogram": Record<string, number>; "proof": string | null; "notice": string | null; "created_at": string; "updated_at": string; "own": boolean; "status_reason": string | null; "review_case": string | null };

export type LogIn = { "email": string; "password": string; "organization_id"?: string | null };

export type LogInCode = { "challenge": string; "code": string };

export type Logo = { "url": string; "width": number; "height": number; "sources": (MediaSource)[]; "status": "pending" | "published" | "removed" };

export type Me = { "user": UserView; "organization": OrganizationView; "role": "admin" | "staff" | "member" | "support"; "scopes": (string)[]; "key_id": string | null; "session_id": string | null; "mode": "live" | "test" };

export type Media = { "id": string; "kind": "image" | "video"; "status": "pending" | "published" | "removed"; "alt": string; "width": number; "height": number; "url": string; "media_type": string; "thumbnail_url": string; "sources": (MediaSource)[]; "poster_url": string | null; "captions_url": string | null; "captions_language": string | null; "seconds": number | null };

export type MediaSource = { "url": string; "width": number; "height": number };

export type ModelOutcomes = { "happy_share": number; "low": number; "high": number; "runs": number; "organizations": string; "median_seconds": number | null; "credits_per_happy": string | null; "model": string | null };

export type NewCredential = { "id": string; "rawId": string; "type"?: "public-key"; "response": Attestation };

export type NewKey = { "name": string; "mode"?: "live" | "test"; "scopes"?: ("agents:read" | "agents:write" | "agents:invoke" | "runs:read" | "keys:write" | "usage:read" | "billing:write" | "admin")[] | null; "agent_ids"?: (string)[] | null; "requests_per_minute"?: number | null; "expires_at"?: string | null; "budget"?: Budget | null };

export type NotificationView = { "id": string; "category": string; "organization_id": string; "subject": string; "text": string; "created_at": string; "read_at": string | null };

export type OrganizationView = { "id": string; "type": "team" | "personal"; "name": string; "created_at": string; "owner_id"?: string | null; "status"?: "active" | "suspended" | "deleting"; "status_reason"?: string | null; "delete_at"?: string | null };

export type OutcomeBody = { "happy": boolean; "reason"?: string | null };

export type OutcomeView = { "happy_share": number; "low": number; "high": number; "runs": number; "organizations": string; "median_seconds": number | null; "credits_per_happy": string | null };

export type Outcomes = { "listing_id": string; "as_of": string | null; "minimum_organizations": number; "all": OutcomeView | null; "models": (ModelOutcomes)[] };

export type OwnReview = { "eligible": boolean; "reason": string | null; "level": "tried" | "verified_use" | "verified_purchase" | null; "runs": number; "review": ReviewView | null; "history": (Revision)[]; "held_because": (string)[] };

export type Page_AgentCard = { "data": (AgentCard)[]; "next_cursor": string | null };

export type Page_AuthSessionView = { "data": (AuthSessionView)[]; "next_cursor": string | null };

export type Page_Card = { "data": (Card)[]; "next_cursor": string | null };

export type Page_CategoryView = { "data": (CategoryView)[]; "next_cursor": string | null };

export type Page_CollectionView = { "data": (CollectionView)[]; "next_cursor": string | null };

export type Page_EntryView = { "data": (EntryView)[]; "next_cursor": string | null };

export type Page_GrantView = { "data": (identity__oauth_GrantView)[]; "next_cursor": string | null };

export type Page_KeyView = { "data": (KeyView)[]; "next_cursor": string | null };

export type Page_NotificationView = { "data": (NotificationView)[]; "next_cursor": string | null };

export type Page_PasskeyView = { "data": (PasskeyView)[]; "next_cursor": string | null };

export type Page_ReviewView = { "data": (ReviewView)[]; "next_cursor": string | null };

export type Page_Suggestion = { "data": (Suggestion)[]; "next_cursor": string | null };

export type PasskeyView = { "id": string; "name": string; "transports": (string)[]; "backed_up": boolean; "created_at": string; "last_used_at": string | null };

export type Password = { "password": string };

export type PasswordAndCode = { "password": string; "code": string };

export type Poster = { "url": string; "alt": string; "width": number; "height": number; "sources": (MediaSource)[] };

export type Publisher = { "organization_id": string; "name": string };

export type PublisherRef = { "id": string; "slug": string; "name": string; "verified": boolean; "logo_url": string | null };

export type PublisherView = { "id": string; "slug": string; "name": string; "tagline": string; "description": string; "description_html": string; "website": string | null; "support_email": string | null; "logo": Logo | null; "owner_type": "person" | "organization"; "verified": boolean; "verified_domain": string | null; "status": string; "listings": number; "rating": Rating; "reply_share": number | null; "since": string; "own": boolean; "status_reason": string | null };

export type Rating = { "score": number | null; "mean": number | null; "reviews": number };

export type RecoveryCodes = { "recovery_codes": (string)[] };

export type Register = { "challenge": string; "name": string; "credential": NewCredential };

export type ReplyView = { "text": string; "created_at": string; "updated_at": string };

export type ReportBody = { "subject_type": "listing" | "publisher" | "review" | "comment" | "media"; "subject_id": string; "reason": "misleading" | "spam" | "hate" | "harassment" | "conflict_of_interest" | "leaked_data" | "security" | "other"; "text"?: string };

export type ReportView = { "id": string; "subject_type": string; "subject_id": string; "reason": string; "created_at": string };

export type ReviewBody = { "stars": number; "title": string; "text"?: string };

export type ReviewView = { "id": string; "listing_id": string; "stars": number; "title": string; "text": string; "author": Author; "level": "tried" | "verified_use" | "verified_purchase"; "agent_version": string; "model": string | null; "runs": string; "happy_share": number | null; "status": string; "edited": boolean; "revision": number; "outdated": boolean; "helpful": number; "comments": number; "your_vote": boolean | null; "reply": ReplyView | null; "created_at": string; "updated_at": string };

export type Revision = { "revision": number; "stars": number; "title": string; "text": string; "created_at": string };

export type Run = { "id": string; "agent_id": string; "agent_version": string; "agent_version_id": string; "model": string | null; "model_tier"?: "demo" | "standard" | "frontier" | null; "status": "queued" | "running" | "input_required" | "succeeded" | "failed" | "cancelled" | "lost"; "output": unknown; "usage": { "input_tokens"?: number; "output_tokens"?: number; "events"?: number }; "cost": { "credits"?: string }; "receipt": string | null; "session_id"?: string | null; "attempts": (Attempt)[]; "error"?: { "code"?: string; "detail"?: string | null }; "outcome"?: { "happy"?: boolean; "reason"?: string | null }; "created_at"?: string; "finished_at"?: string | null };

export type RunPage = { "data": (Run)[]; "next_cursor": string | null };

export type RunRequest = { "input": unknown; "model"?: string | null; "session_id"?: string | null; "metadata"?: Record<string, unknown> | null; "max_credits"?: string | null; "quote"?: string | null; "cache"?: boolean };

export type SearchPage = { "data": (Card)[]; "next_cursor": string | null; "total": number; "total_is_exact": boolean; "facets": Record<string, Record<string, number>>; "corrected": string | null };

export type SessionBody = { "agent_id": string; "title"?: string };

export type ShownCredential = { "id": string; "rawId": string; "type"?: "public-key"; "response": Assertion };

export type SignIn = { "challenge": string; "credential": ShownCredential; "organization_id"?: string | null };

export type SignUp = { "email": string; "password": string; "name"?: string | null; "organization_name"?: string | null };

export type SignedIn = { "user": UserView; "organization": OrganizationView; "role": "admin" | "staff" | "member"; "token": string; "expires_at": string };

export type Suggestion = { "kind": "listing" | "category" | "tag"; "text": string; "id": string };

export type TotpSecretView = { "secret": string; "uri": string };

export type TotpStatus = { "enabled": boolean; "confirmed_at": string | null; "recovery_codes_left": number };

export type UserView = { "id": string; "email": string; "name": string; "platform_role": string | null; "created_at": string; "email_verified_at": string | null };

export type VoteBody = { "helpful": boolean | null };

export type VoteView = { "review_id": string; "helpful": number; "your_vote": boolean | null };

export type agents_PriceView = { "id": string; "agent_id": string; "model": string; "credits": string; "model_cost": string; "metered": boolean; "created_at": string; "archived_at": string | null };

export type agents_VersionView = { "id": string; "agent_id": string; "version": string; "digest": string; "note": string; "current": boolean; "created_at": string };

export type credits_GrantView = { "id": string; "kind": "promotional" | "paid" | "metered"; "credits": string; "remaining": string; "reason": string; "created_at": string; "expires_at": string | null };

export type identity__oauth_GrantView = { "id": string; "client_id": string; "client_name": string; "user_id": string; "resource": string; "scopes": (string)[]; "agent_ids": (string)[] | null; "created_at": string; "expires_at": string; "last_used_at": string | null };

export type identity__passkeys_endpoints__Begun = { "challenge": string; "expires_at": string; "public_key": Record<string, unknown> };

export type kit__http__Page_VersionView___2 = { "data": (agents_VersionView)[]; "next_cursor": string | null };

export interface Operations {
  "DELETE /v1/api-keys/{key_id}": { path: { "key_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/auth/passkeys/{passkey_id}": { path: { "passkey_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/auth/sessions": { path: undefined; query: undefined; body: undefined; answer: Ended };
  "DELETE /v1/auth/sessions/{auth_session_id}": { path: { "auth_session_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/listings/{listing_id}/review": { path: { "listing_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/oauth/grants/{grant_id}": { path: { "grant_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/sessions/{session_id}": { path: { "session_id": string }; query: undefined; body: undefined; answer: undefined };
  "GET /v1/agents": { path: undefined; query: { "q"?: string; "category"?: string | null; "kind"?: "prompt" | "graph" | "mcp" | "http" | null; "slug"?: string | null; "enabled"?: boolean | null; "own"?: boolean | null; "archived"?: boolean; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_AgentCard };
  "GET /v1/agents/{agent_id}": { path: { "agent_id": string }; query: undefined; body: undefined; answer: AgentView };
  "GET /v1/agents/{agent_id}/versions": { path: { "agent_id": string }; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: kit__http__Page_VersionView___2 };
  "GET /v1/api-keys": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_KeyView };
  "GET /v1/approvals": { path: undefined; query: { "run_id"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: AnyPage };
  "GET /v1/auth/passkeys": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_PasskeyView };
  "GET /v1/auth/sessions": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_AuthSessionView };
  "GET /v1/auth/totp": { path: undefined; query: undefined; body: undefined; answer: TotpStatus };
  "GET /v1/categories": { path: undefined; query: undefined; body: undefined; answer: Page_CategoryView };
  "GET /v1/collections": { path: undefined; query: undefined; body: undefined; answer: Page_CollectionView };
  "GET /v1/collections/{collection}": { path: { "collection": string }; query: undefined; body: undefined; answer: CollectionView };
  "GET /v1/credits": { path: undefined; query: undefined; body: undefined; answer: BalanceView };
  "GET /v1/credits/entries": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_EntryView };
  "GET /v1/listings": { path: undefined; query: { "cursor"?: string | null; "limit"?: number; "q"?: string; "category"?: string | null; "tag"?: string | null; "model"?: string | null; "language"?: string | null; "kind"?: "prompt" | "graph" | "mcp" | "http" | null; "price"?: "free" | "per_call" | "per_token" | "per_second" | "per_event" | null; "publisher"?: string | null; "verified"?: boolean | null; "min_rating"?: number | null; "min_happy"?: number | null; "sort"?: "relevance" | "outcomes" | "rating" | "newest" | "price" }; body: undefined; answer: SearchPage };
  "GET /v1/listings/suggestions": { path: undefined; query: { "q"?: string }; body: undefined; answer: Page_Suggestion };
  "GET /v1/listings/{listing_id}": { path: { "listing_id": string }; query: undefined; body: undefined; answer: ListingView };
  "GET /v1/listings/{listing_id}/outcomes": { path: { "listing_id": string }; query: undefined; body: undefined; answer: Outcomes };
  "GET /v1/listings/{listing_id}/review": { path: { "listing_id": string }; query: undefined; body: undefined; answer: OwnReview };
  "GET /v1/listings/{listing_id}/reviews": { path: { "listing_id": string }; query: { "sort"?: "helpful" | "newest" | "highest" | "lowest"; "stars"?: number | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_ReviewView };
  "GET /v1/listings/{listing_id}/similar": { path: { "listing_id": string }; query: undefined; body: undefined; answer: Page_Card };
  "GET /v1/me": { path: undefined; query: undefined; body: undefined; answer: Me };
  "GET /v1/notifications": { path: undefined; query: { "unread"?: boolean; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_NotificationView };
  "GET /v1/notifications/preferences": { path: undefined; query: undefined; body: undefined; answer: ChoicesView };
  "GET /v1/oauth/grants": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_GrantView };
  "GET /v1/outcomes": { path: undefined; query: { "group_by"?: "hour" | "day" | "week" | "agent" | "model" | "agent_model" | "user" | "face" | "reason"; "format"?: "json" | "csv" | null; "from"?: string | null; "to"?: string | null; "agent_id"?: string | null; "model"?: string | null; "user_id"?: string | null; "face"?: string | null }; body: undefined; answer: unknown };
  "GET /v1/publishers/{publisher_id}": { path: { "publisher_id": string }; query: undefined; body: undefined; answer: PublisherView };
  "GET /v1/runs": { path: undefined; query: { "cursor"?: string | null; "limit"?: number; "agent_id"?: string | null; "status"?: "queued" | "running" | "input_required" | "succeeded" | "failed" | "cancelled" | "lost" | null; "session_id"?: string | null }; body: undefined; answer: RunPage };
  "GET /v1/runs/{run_id}": { path: { "run_id": string }; query: undefined; body: undefined; answer: Run };
  "GET /v1/sessions": { path: undefined; query: { "agent_id"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: AnyPage };
  "GET /v1/sessions/{session_id}": { path: { "session_id": string }; query: undefined; body: undefined; answer: unknown };
  "GET /v1/usage": { path: undefined; query: { "group_by"?: "day" | "agent" | "model" | "key" | "user" | "face" | "status" | "end_user" | null; "format"?: "json" | "csv" | null; "from"?: string | null; "to"?: string | null; "agent_id"?: string | null; "key_id"?: string | null; "user_id"?: string | null; "face"?: string | null; "model"?: string | null; "status"?: string | null; "end_user"?: string | null; "tag"?: string | null; "nested"?: boolean; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Record<string, unknown> };
  "POST /v1/agents/{agent_id}/disable": { path: { "agent_id": string }; query: undefined; body: DisableBody | null; answer: undefined };
  "POST /v1/agents/{agent_id}/enable": { path: { "agent_id": string }; query: undefined; body: EnableBody | null; answer: EntitlementView };
  "POST /v1/agents/{agent_id}/invoke": { path: { "agent_id": string }; query: undefined; body: RunRequest; answer: Run };
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
  "POST /v1/auth/totp": { path: undefined; query: undefined; body: Password; answer: TotpSecretView };
  "POST /v1/auth/totp/confirm": { path: undefined; query: undefined; body: AppCode; answer: RecoveryCodes };
  "POST /v1/auth/totp/disable": { path: undefined; query: undefined; body: PasswordAndCode; answer: undefined };
  "POST /v1/notifications/read": { path: undefined; query: undefined; body: undefined; answer: undefined };
  "POST /v1/notifications/{notification_id}/read": { path: { "notification_id": string }; query: undefined; body: undefined; answer: NotificationView };
  "POST /v1/reports": { path: undefined; query: undefined; body: ReportBody; answer: ReportView };
  "POST /v1/runs/{run_id}/cancel": { path: { "run_id": string }; query: undefined; body: undefined; answer: Run };
  "POST /v1/runs/{run_id}/input": { path: { "run_id": string }; query: undefined; body: InputBody; answer: unknown };
  "POST /v1/runs/{run_id}/outcome": { path: { "run_id": string }; query: undefined; body: OutcomeBody; answer: Run };
  "POST /v1/sessions": { path: undefined; query: undefined; body: SessionBody; answer: unknown };
  "PUT /v1/listings/{listing_id}/review": { path: { "listing_id": string }; query: undefined; body: ReviewBody; answer: ReviewView };
  "PUT /v1/notifications/preferences": { path: undefined; query: undefined; body: Choices; answer: ChoicesView };
  "PUT /v1/reviews/{review_id}/vote": { path: { "review_id": string }; query: undefined; body: VoteBody; answer: VoteView };
}
