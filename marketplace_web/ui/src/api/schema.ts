// Made by `make web-types` from the hub's OpenAPI document; never by hand.

export type Accept = { "token": string };

export type Accepted = { "organization": OrganizationView; "role": "admin" | "staff" | "member" };

export type ActorView = { "type": string; "id": string | null; "credential_id": string | null };

export type Address = { "email": string };

export type AdminOrganizationDetail = { "id": string; "type": string; "name": string; "status": "active" | "suspended" | "deleting" | "deleted"; "status_reason": string | null; "status_at": string | null; "delete_at": string | null; "owner_id": string | null; "created_at": string; "members": (SeatHolderView)[] };

export type AdminOrganizationView = { "id": string; "type": string; "name": string; "status": "active" | "suspended" | "deleting" | "deleted"; "status_reason": string | null; "status_at": string | null; "delete_at": string | null; "owner_id": string | null; "created_at": string };

export type AdminUserDetail = { "id": string; "email": string; "name": string; "platform_role": "superadmin" | "operator" | "moderator" | "finance" | "support" | null; "status": "active" | "suspended" | "erased"; "status_reason": string | null; "status_at": string | null; "created_at": string; "organizations": (SeatView)[] };

export type AdminUserView = { "id": string; "email": string; "name": string; "platform_role": "superadmin" | "operator" | "moderator" | "finance" | "support" | null; "status": "active" | "suspended" | "erased"; "status_reason": string | null; "status_at": string | null; "created_at": string };

export type AdministratorBody = { "email": string; "role": "superadmin" | "operator" | "moderator" | "finance" | "support" };

export type AdministratorView = { "user_id": string; "email": string; "name": string; "role": "superadmin" | "operator" | "moderator" | "finance" | "support" };

export type AgentCard = { "id": string; "slug": string; "kind": string; "name": string; "tagline": string; "description": string; "category": string; "features": (string)[]; "tags": (string)[]; "channels": (string)[]; "price": agents_PriceView | null; "publisher": agents_Publisher; "version": string | null; "version_id": string | null; "enabled": boolean; "own": boolean; "listed": boolean; "status": string; "created_at": string; "updated_at": string };

export type AgentEarning = { "month": string; "agent_id": string | null; "type": "sales" | "usage" | "refunds" | "disputes"; "currency": "USD" | "EUR" | "INR" | "credit"; "amount": string };

export type AgentEarningsView = { "since": string; "until": string; "data": (AgentEarning)[] };

export type AgentUseView = { "agent_id": string | null; "name": string | null; "runs": number; "credits": string };

export type AgentView = { "id": string; "slug": string; "kind": string; "name": string; "tagline": string; "description": string; "category": string; "features": (string)[]; "tags": (string)[]; "channels": (string)[]; "price": agents_PriceView | null; "publisher": agents_Publisher; "version": string | null; "version_id": string | null; "enabled": boolean; "own": boolean; "listed": boolean; "status": string; "created_at": string; "updated_at": string; "use_cases": (string)[]; "examples": (Record<string, unknown>)[]; "input_schema": Record<string, unknown>; "output_schema": Record<string, unknown>; "proven_models": (string)[]; "proof": string | null; "entitlement": EntitlementView | null; "manifest": Record<string, unknown> | null; "draft": Record<string, unknown> | null; "unpublished_changes": boolean | null };

export type AlertsBody = { "low_balance"?: string | null; "monthly_spend"?: string | null; "percents"?: (number)[] };

export type AlertsView = { "low_balance": string | null; "monthly_spend": string | null; "percents": (number)[]; "spent_this_month": string };

export type AnyOrderDetail = { "organization_id": string; "organization_name": string; "id": string; "status": "draft" | "pending" | "paid" | "partially_refunded" | "refunded" | "void"; "reason": "purchase" | "renewal" | "change" | "top_up" | "usage"; "subscription_id": string | null; "invoice_id": string | null; "totals": TotalsView; "refunded": Money; "payments": (PaymentView)[]; "checkout_id": string | null; "refund_until"?: string | null; "created_at": string; "paid_at": string | null; "seller_id": string; "purchase_order": string | null; "refunds": (RefundView)[]; "disputes": (DisputeView)[] };

export type AnyOrderView = { "organization_id": string; "organization_name": string; "id": string; "seller_id": string; "status": "draft" | "pending" | "paid" | "partially_refunded" | "refunded" | "void"; "reason": string; "total": Money; "due": Money; "refunded": Money; "processor": "stripe" | "paypal" | "razorpay" | "manual" | null; "payment_status": string | null; "purchase_order": string | null; "created_at": string; "paid_at": string | null };

export type AnyPage = { "data": (Record<string, unknown>)[]; "next_cursor": string | null };

export type AnyPayoutView = { "organization_id": string; "organization_name": string; "id": string; "status": "pending" | "in_transit" | "succeeded" | "failed" | "held" | "canceled"; "amount": Money; "method": "manual" | "stripe" | "paypal"; "reason": string | null; "created_at": string; "finished_at": string | null };

export type AnyRefundRequestView = { "organization_id": string; "organization_name": string; "id": string; "status": "open" | "approved" | "refused" | "withdrawn"; "order_id": string; "line": number | null; "description": string; "amount": Money; "granted": Money | null; "reason": string; "answer": string | null; "refund_id": string | null; "refund_status": "pending" | "succeeded" | "failed" | "canceled" | null; "created_at": string; "decided_at": string | null };

export type AnyRefundView = { "organization_id": string; "organization_name": string; "id": string; "order_id": string; "amount": Money; "reason": string; "status": "pending" | "succeeded" | "failed" | "canceled"; "created_at": string; "processor": "stripe" | "paypal" | "razorpay" | "manual" };

export type AppCode = { "code": string };

export type AppealBody = { "text": string };

export type AskedMoney = { "amount": number; "currency": "USD" | "EUR" | "INR" };

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

export type CartBody = { "items": (ItemBody)[]; "discount_code"?: string | null };

export type CaseDetail = { "id": string; "queue": string; "subject_id": string; "subject_name": string | null; "listing_id": string | null; "organization_id": string; "status": string; "opened_by": string; "appeal_of": string | null; "findings": (Record<string, unknown>)[]; "created_at": string; "closed_at": string | null; "subject": Record<string, unknown> | null; "changes": ComparedView; "decisions": (DecisionView)[]; "actions": (string)[] };

export type CaseView = { "id": string; "queue": string; "subject_id": string; "subject_name": string | null; "listing_id": string | null; "organization_id": string; "status": string; "opened_by": string; "appeal_of": string | null; "findings": (Record<string, unknown>)[]; "created_at": string; "closed_at": string | null };

export type CategoryBody = { "name": string; "description"?: string; "parent"?: string | null; "position"?: number; "archived"?: boolean; "reason"?: string | null };

export type CategoryRef = { "slug": string; "name": string };

export type CategoryStand = { "slug": string; "name": string; "description": string; "parent": string | null; "position": number; "archived": boolean; "listings": number };

export type CategoryView = { "slug": string; "name": string; "description": string; "parent": string | null; "listings": number };

export type ChangeAsked = { "price_id"?: string | null; "quantity"?: number | null };

export type ChangeConnection = { "name"?: string | null; "status"?: "active" | "disabled" | null; "domains"?: (string)[] | null; "oidc"?: ChangeOidc | null; "saml"?: Saml | null; "provisioning"?: boolean | null; "default_role"?: "admin" | "staff" | "member" | null; "attributes"?: Attributes | null; "group_roles"?: (identity__sso_GroupRole)[] | null; "session_hours"?: number | null; "mfa"?: "never" | "claimed" | "always" | null; "enforced"?: boolean | null; "break_glass_user_ids"?: (string)[] | null };

export type ChangeDomain = { "joining": "off" | "ask" | "join" };

export type ChangeOidc = { "issuer"?: string | null; "client_id"?: string | null; "client_secret"?: string | null; "scopes"?: (string)[] | null };

export type ChangePassword = { "current_password"?: string | null; "new_password": string };

export type ChangePreview = { "effective_at": string; "due_now": Money; "next_amount": Money };

export type ChangeRole = { "role": "admin" | "staff" | "member" };

export type ChangeView = { "name": string; "before": unknown; "after": unknown };

export type ChangelogEntry = { "version": string; "note": string; "created_at": string; "level": string; "asks_for_more": (string)[] };

export type CheckoutBody = { "items": (ItemBody)[]; "discount_code"?: string | null; "processor": "stripe" | "paypal" | "razorpay" | "manual"; "payment_method_id"?: string | null; "trial"?: boolean; "convert_trial"?: boolean; "save_method"?: boolean; "success_url"?: string | null; "purchase_order"?: string | null; "purchase_request_id"?: string | null };

export type CheckoutView = { "id": string; "status": "open" | "confirmed" | "succeeded" | "failed" | "expired"; "order_id": string; "subscription_id": string | null; "processor": "stripe" | "paypal" | "razorpay" | "manual"; "url": string | null; "qr": string | null; "instructions": Record<string, string> | null; "totals": TotalsView; "expires_at": string; "created_at": string };

export type Choice = { "category": "invitations" | "billing" | "organization"; "email": boolean; "inbox": boolean };

export type ChoiceBody = { "label": "A" | "B" | "C" | "D" | null };

export type ChoiceView = { "category": "invitations" | "billing" | "organization"; "email": boolean; "inbox": boolean; "description": string };

export type Choices = { "preferences": (Choice)[] };

export type ChoicesView = { "preferences": (ChoiceView)[] };

export type CloneBody = { "slug"?: string | null; "name"?: string | null };

export type CloseBody = { "reason": string };

export type CollectionBody = { "title": string; "description"?: string; "rule": Rule; "position"?: number; "archived"?: boolean; "reason"?: string | null };

export type CollectionStand = { "slug": string; "title": string; "description": string; "rule": Rule; "position": number; "archived": boolean };

export type CollectionView = { "slug": string; "title": string; "description": string; "listings": number; "data": (Card)[] };

export type CommentAuthor = { "name": string; "you": boolean; "publisher": boolean };

export type CommentBody = { "text": string };

export type CommentView = { "id": string; "review_id": string; "text": string; "author": CommentAuthor; "status": string; "created_at": string };

export type ComparedView = { "against": "decision" | "version" | "nothing"; "differences": (marketplace__moderation_schemas__DifferenceView)[] };

export type ComparisonRequest = { "entrants": (EntrantBody)[]; "input"?: unknown; "blind"?: boolean };

export type ComparisonView = { "id": string; "blind": boolean; "status": "running" | "finished" | "decided"; "choice": string | null; "entrants": (EntrantView)[]; "created_at": string; "decided_at": string | null };

export type ConfigurationView = { "version": number; "settings": (SettingView)[]; "secrets": (SecretView)[] };

export type ConfirmBody = { "approve": boolean };

export type ConsentBody = { "version": string; "hosts": (string)[] };

export type ConsentGiven = { "version": string; "hosts": (string)[] };

export type ConsentView = { "agent_id": string; "version": string; "publisher": agents_Publisher; "hosts": (string)[]; "missing": (string)[]; "required": boolean; "text": string };

export type ConsentingBody = { "version": string; "hosts": (string)[]; "for_all"?: boolean };

export type CountedOrganizationView = { "id": string; "type": string; "name": string; "status": "active" | "suspended" | "deleting" | "deleted"; "status_reason": string | null; "status_at": string | null; "delete_at": string | null; "owner_id": string | null; "created_at": string; "members": number };

export type CountedTeamView = { "id": string; "name": string; "created_at": string; "members": number };

export type CreatedInvitation = { "id": string; "email": string; "role": "admin" | "staff" | "member"; "invited_by": string; "created_at": string; "expires_at": string; "accepted_at": string | null; "revoked_at": string | null; "token": string };

export type CreatedKey = { "id": string; "name": string; "mode": "live" | "test"; "display": string; "user_id": string; "scopes": (string)[]; "agent_ids": (string)[] | null; "requests_per_minute": number | null; "created_at": string; "expires_at": string | null; "revoked_at": string | null; "budgets": (Budget)[]; "key": string; "budget": Budget | null };

export type CreatedScimToken = { "id": string; "name": string; "created_by": string; "created_at": string; "expires_at": string | null; "revoked_at": string | null; "token": string; "base_url": string };

export type CredentialView = { "id": string; "name": string; "origin": string; "header": string; "created_at": string; "updated_at": string };

export type CreditNoteView = { "id": string; "number": string; "amount": Money; "tax": Money; "reason": string; "issued_at": string };

export type DataHandling = { "stores_input"?: boolean; "retention_days"?: number | null; "trains_on_input"?: boolean; "regions"?: (string)[]; "statement"?: string };

export type DayBody = { "processor": "stripe" | "paypal" | "razorpay" | "manual"; "day": string };

export type DayView = { "processor": string; "day": string; "listed": number; "mended": number; "found": number; "done_at": string };

export type Decision = { "decision": "grant" | "refuse" };

export type DecisionView = { "id": string; "case_id": string; "queue": string; "subject_id": string; "action": string; "reason": string; "statement": string; "policy": string; "automated": boolean; "status": string; "override_of": string | null; "note": string | null; "decided_by": string | null; "confirmed_by": string | null; "created_at": string; "effective_at": string | null };

export type Deletion = { "confirm": string; "reason": string };

export type Diff = { "before": string; "after": string; "level": string; "differences": (agents_DifferenceView)[]; "text": string };

export type Differs = { "field": string; "before": unknown; "after": unknown };

export type DisableBody = { "for_me"?: boolean };

export type DiscountBody = { "code": string; "percent_off"?: number | string | null; "amount_off"?: AskedMoney | null; "duration"?: "once" | "repeating" | "forever"; "months"?: number | null; "product_ids"?: (string)[]; "max_redemptions"?: number | null; "max_per_buyer"?: number | null; "expires_at"?: string | null };

export type DiscountView = { "id": string; "code": string; "percent_off": string | null; "amount_off": Money | null; "duration": "once" | "repeating" | "forever"; "months": number | null; "product_ids": (string)[]; "max_redemptions": number | null; "max_per_buyer": number | null; "redeemed": number; "status": "active" | "archived"; "expires_at": string | null; "created_at": string };

export type Discover = { "email": string };

export type Discovered = { "method": "password" | "sso" | "ldap"; "required": boolean; "organization"?: HomeView | null; "connection"?: RealmView | null; "ways": ("password" | "passkey" | "link")[]; "providers": (identity__external__endpoints__ProviderView)[] };

export type DiscoveryReport = { "minimum": number; "totals": Record<string, number>; "days": (FunnelDay)[]; "queries": (QueryCount)[] };

export type DisputeView = { "organization_id": string; "organization_name": string; "id": string; "order_id": string; "amount": Money; "held": Money; "reason": string; "status": "early_warning" | "prevented" | "needs_response" | "under_review" | "won" | "lost"; "opened_at": string; "closed_at": string | null };

export type DomainRuleBody = { "domain": string; "effect"?: "block" | "allow"; "reason": string };

export type DomainRuleView = { "id": string; "domain": string; "effect": "block" | "allow"; "reason": string; "created_by": string; "created_at": string };

export type DomainRules = { "rules": (DomainRuleBody)[] };

export type DomainView = { "id": string; "domain": string; "created_at": string; "verified_at": string | null; "joining": "off" | "ask" | "join"; "record_name": string; "record_text": string };

export type DraftBody = { "changes": Record<string, boolean | number | string | null>; "note": string };

export type DraftView = { "id": string; "base_version": number; "note": string; "created_by": string; "created_at": string; "changes": (ChangeView)[] };

export type EarningsList = { "data": (EarningsView)[]; "settlement_days": number; "reserve_reason": string | null };

export type EarningsView = { "currency": "USD" | "EUR" | "INR" | "credit"; "pending": string; "available": string; "reserve": string; "owed": string };

export type EnableBody = { "for_me"?: boolean; "version"?: string | null; "channels"?: ("web" | "http" | "mcp" | "openai" | "anthropic" | "a2a")[] | null; "payment_mode"?: "prepaid" | "metered" | null; "consent"?: ConsentBody | null };

export type EnablingPolicyBody = { "members_may_enable": boolean };

export type Ended = { "ended": number };

export type EngineView = { "name": string; "state": string; "required": boolean; "latency_ms": number; "version": string | null };

export type EntitlementView = { "id": string; "agent_id": string; "user_id": string | null; "version_id": string | null; "held_version_id": string | null; "price_id": string | null; "source": string; "reason": string; "channels": (string)[]; "payment_mode": string; "run_limit": number | null; "runs_used": number; "status": string; "active_from": string; "active_to": string | null; "ended_at": string | null; "created_at": string };

export type EntrantBody = { "agent_id": string; "model"?: string | null; "input"?: unknown; "consent"?: ConsentGiven | null };

export type EntrantView = { "label": string; "agent_id": string | null; "model": string | null; "run_id": string | null; "tried": boolean | null; "status": string; "output": unknown; "credits": string | null; "duration_ms": number | null; "error": Record<string, string> | null };

export type EntryView = { "id": string; "type": "granted" | "held" | "settled" | "expired" | "voided" | "try_funded" | "tries_returned" | "line_paid"; "description": string; "run_id": string | null; "change": string; "held_change": string; "charged": string; "balance": string; "created_at": string };

export type Erase = { "password"?: string | null };

export type EraseBody = { "confirm": string; "reason": string };

export type ErasedView = { "organization_id": string; "keys_destroyed": number; "unreadable_within_s": number };

export type EventView = { "id": string; "organization_id": string; "seq": number; "occurred_at": string; "actor": ActorView; "as_platform": boolean; "action": string; "target": TargetView; "before": Record<string, unknown> | null; "after": Record<string, unknown> | null; "outcome": string; "address": string | null; "user_agent": string | null; "request_id": string | null; "previous": string; "hash": string };

export type EventsView = { "messages": number; "bytes": number };

export type FailureView = { "code": string; "step": string | null; "detail": string };

export type FigureView = { "version": string; "measure": "succeeded" | "happy"; "share": number; "low": number; "high": number; "runs": number };

export type FundingBody = { "credits": string; "source"?: "credits" | "earnings" };

export type FunnelDay = { "day": string; "counts": Record<string, number | null> };

export type FunnelView = { "agent_id": string; "minimum": number; "totals": Record<string, number>; "days": (FunnelDay)[] };

export type Granted = { "id": string; "agent_id": string; "user_id": string | null; "version_id": string | null; "held_version_id": string | null; "price_id": string | null; "source": string; "reason": string; "channels": (string)[]; "payment_mode": string; "run_limit": number | null; "runs_used": number; "status": string; "active_from": string; "active_to": string | null; "ended_at": string | null; "created_at": string; "organization_id": string };

export type GrantedView = { "id": string; "organization_id": string; "kind": "promotional" | "paid" | "metered"; "credits": string; "reason": string; "created_at": string; "expires_at": string | null };

export type GroupRoles = { "roles": (identity__directory_GroupRole)[] };

export type Happy = { "happy_share": number; "low": number; "high": number; "runs": number };

export type HeadView = { "number": number; "seq": number; "hash": string; "signed_at": string; "token": string };

export type HomeView = { "id": string; "name": string };

export type HttpProbeView = { "state": "answers" | "unauthorized" | "missing" | "other_methods" | "failing"; "status": number; "methods": (string)[] | null; "milliseconds": number };

export type IdentityView = { "id": string; "provider": string; "email": string | null; "created_at": string; "last_used_at": string | null };

export type Imported = { "imported": number };

export type InputBody = { "request_id": string; "decision": "approve" | "reject"; "value"?: unknown };

export type InstallsView = { "agent_id": string; "as_of": string; "minimum_organizations": number; "organizations": number | null; "versions": (OnVersion)[] };

export type InvitationView = { "id": string; "email": string; "role": "admin" | "staff" | "member"; "invited_by": string; "created_at": string; "expires_at": string; "accepted_at": string | null; "revoked_at": string | null };

export type InvoiceView = { "id": string; "number": string; "status": "issued" | "paid" | "voided"; "order_id": string; "totals": TotalsView; "seller": Record<string, string>; "buyer": Record<string, unknown>; "purchase_order": string | null; "credit_notes": (CreditNoteView)[]; "issued_at": string; "due_at": string | null; "paid_at": string | null };

export type ItemBody = { "price_id": string; "quantity"?: number };

export type JobView = { "name": string; "about": string; "every_s": number; "state": "idle" | "at_work" | "failing" | "silent"; "workers": number; "runs": number; "failed": number; "failures": number; "started_at": string | null; "finished_at": string | null; "duration_ms": number | null; "error": string | null; "next_at": string | null; "seen_at": string; "asked_at": string | null; "on_request": boolean };

export type Join = { "organization_id": string };

export type JoinDecision = { "decision": "accept" | "refuse"; "role"?: "admin" | "staff" | "member" };

export type JoinRequestView = { "user_id": string; "email": string; "name": string; "created_at": string };

export type JoinableView = { "organization_id": string; "name": string; "joining": "ask" | "join"; "asked": boolean };

export type Joined = { "status": "joined" | "asked" };

export type JudgmentView = { "allowed": boolean; "by": "rule" | "disposable" | "allow_list" | "nothing"; "rule": DomainRuleView | null };

export type KeyView = { "id": string; "name": string; "mode": "live" | "test"; "display": string; "user_id": string; "scopes": (string)[]; "agent_ids": (string)[] | null; "requests_per_minute": number | null; "created_at": string; "expires_at": string | null; "revoked_at": string | null; "budgets": (Budget)[] };

export type LdapSignIn = { "username": string; "password": string; "organization_id"?: string | null };

export type LedgerDifference = { "check": string; "what": string; "kept": string; "booked": string };

export type LedgerView = { "checked_at": string | null; "differences": number | null; "found": (LedgerDifference)[]; "trial": (TrialLine)[] };

export type LineView = { "price_id": string; "product_id"?: string | null; "description": string; "quantity": number; "amount": number; "discount": number; "tax": number; "tax_rate": string };

export type LinkSent = { "status"?: "link_sent" };

export type ListingBody = { "slug"?: string | null; "name"?: string | null; "tagline"?: string | null; "description"?: string | null; "features"?: (string)[] | null; "categories"?: (string)[] | null; "tags"?: (string)[] | null; "use_cases"?: (string)[] | null; "languages"?: (string)[] | null; "models"?: (string)[] | null; "data_handling"?: DataHandling | null; "support"?: Support | null; "agent_id": string };

export type ListingContent = { "slug"?: string | null; "name"?: string | null; "tagline"?: string | null; "description"?: string | null; "features"?: (string)[] | null; "categories"?: (string)[] | null; "tags"?: (string)[] | null; "use_cases"?: (string)[] | null; "languages"?: (string)[] | null; "models"?: (string)[] | null; "data_handling"?: DataHandling | null; "support"?: Support | null };

export type ListingView = { "id": string; "agent_id": string; "slug": string; "status": string; "name": string; "tagline": string; "features": (string)[]; "categories": (CategoryRef)[]; "tags": (string)[]; "kind": string; "version": string; "publisher": PublisherRef; "price": agents_PriceView | null; "rating": Rating; "outcomes": Happy | null; "poster": Poster | null; "enabled": boolean | null; "published_at": string | null; "description": string; "description_html": string; "use_cases": (string)[]; "languages": (string)[]; "models": (string)[]; "permissions": (Record<string, string>)[]; "data_handling": Record<string, unknown>; "support": Record<string, unknown>; "examples": (Record<string, unknown>)[]; "input_schema": Record<string, unknown>; "output_schema": Record<string, unknown>; "channels": (string)[]; "media": (Media)[]; "changelog": (ChangelogEntry)[]; "histogram": Record<string, number>; "proof": string | null; "notice": string | null; "created_at": string; "updated_at": string; "own": boolean; "status_reason": string | null; "review_case": string | null };

export type LogIn = { "email": string; "password": string; "organization_id"?: string | null };

export type LogInCode = { "challenge": string; "code": string };

export type Logo = { "url": string; "width": number; "height": number; "sources": (MediaSource)[]; "status": "pending" | "published" | "removed" };

export type MaintenanceState = { "maintenance": MaintenanceView | null };

export type MaintenanceView = { "message": string; "until": string | null };

export type Me = { "user": UserView; "has_password": boolean; "organization": OrganizationView; "role": "admin" | "staff" | "member" | "support"; "scopes": (string)[]; "platform_permissions": (string)[]; "key_id": string | null; "session_id": string | null; "mode": "live" | "test"; "maintenance": MaintenanceView | null };

export type Media = { "id": string; "kind": "image" | "video"; "status": "pending" | "published" | "removed"; "alt": string; "width": number; "height": number; "url": string; "media_type": string; "thumbnail_url": string; "sources": (MediaSource)[]; "poster_url": string | null; "captions_url": string | null; "captions_language": string | null; "seconds": number | null };

export type MediaBody = { "alt"?: string | null; "position"?: number | null };

export type MediaSource = { "url": string; "width": number; "height": number };

export type MemberView = { "user_id": string; "email": string; "name": string; "role": "admin" | "staff" | "member"; "created_at": string; "last_signed_in_at"?: string | null };

export type MessageView = { "id": string; "organization_id": string; "recipient": string; "template": string; "subject": string; "status": "waiting" | "sending" | "sent" | "muted" | "expired" | "failed"; "attempts": number; "error": string | null; "created_at": string; "next_at": string; "expires_at": string | null; "sent_at": string | null };

export type MeteredBody = { "payment_method_id"?: string | null; "on_invoice"?: boolean };

export type MeteredView = { "status": "active" | "past_due" | "unpaid" | "disputed"; "stopped": boolean; "limit": string; "available": string; "used": string; "amount": Money; "invoiced": Money | null; "order_id": string | null; "currency": "USD" | "EUR" | "INR"; "period_start": string; "period_end": string; "payment_method_id": string | null; "on_invoice": boolean; "agents": (AgentUseView)[] };

export type MethodView = { "id": string; "processor": "stripe" | "paypal" | "razorpay" | "manual"; "kind": "card" | "paypal" | "upi"; "label": string; "default": boolean; "status": "active" | "pending" | "paused" | "revoked" | "expired"; "max_amount": Money | null; "created_at": string };

export type MinuteView = { "minute": string; "runs": number; "failed": number };

export type Mode = "off" | "flag" | "tokens" | "redact";

export type ModelOutcomes = { "happy_share": number; "low": number; "high": number; "runs": number; "organizations": string; "median_seconds": number | null; "credits_per_happy": string | null; "model": string | null };

export type Money = { "amount": number; "currency": "USD" | "EUR" | "INR" };

export type NewAddress = { "email": string; "password"?: string | null };

export type NewCredential = { "id": string; "rawId": string; "type"?: "public-key"; "response": Attestation };

export type NewCredentialBody = { "name": string; "url": string; "header"?: string; "secret": string };

export type NewDomain = { "domain": string };

export type NewInvitation = { "email": string; "role"?: "admin" | "staff" | "member"; "expires_in_days"?: number };

export type NewKey = { "name": string; "mode"?: "live" | "test"; "scopes"?: ("agents:read" | "agents:write" | "agents:invoke" | "runs:read" | "keys:write" | "usage:read" | "billing:write" | "admin")[] | null; "agent_ids"?: (string)[] | null; "requests_per_minute"?: number | null; "expires_at"?: string | null; "budget"?: Budget | null };

export type NewLink = { "provider": string; "password"?: string | null; "next"?: string };

export type NewOidc = { "issuer": string; "client_id": string; "client_secret"?: string | null; "scopes"?: (string)[] };

export type NewOrganization = { "name": string };

export type NewSaml = { "metadata"?: string | null; "entity_id"?: string | null; "sso_url"?: string | null; "certificates"?: (string)[] | null };

export type NewScimToken = { "name": string; "expires_at"?: string | null };

export type NewServerBody = { "name": string; "url": string; "header"?: string; "token"?: string | null; "credential"?: string | null };

export type NotificationView = { "id": string; "category": string; "organization_id": string; "subject": string; "text": string; "link": string | null; "created_at": string; "read_at": string | null };

export type Offer = { "user_id": string };

export type OfferBody = { "offered"?: boolean; "anonymous"?: boolean; "per_person"?: number | null; "per_organization"?: number | null };

export type OidcView = { "issuer": string; "client_id": string; "scopes": (string)[]; "redirect_uri": string };

export type OnVersion = { "version": string; "organizations": number | null };

export type OpenedMessage = { "id": string; "organization_id": string; "recipient": string; "template": string; "subject": string; "status": "waiting" | "sending" | "sent" | "muted" | "expired" | "failed"; "attempts": number; "error": string | null; "created_at": string; "next_at": string; "expires_at": string | null; "sent_at": string | null; "body": string | null };

export type OrderView = { "id": string; "status": "draft" | "pending" | "paid" | "partially_refunded" | "refunded" | "void"; "reason": "purchase" | "renewal" | "change" | "top_up" | "usage"; "subscription_id": string | null; "invoice_id": string | null; "totals": TotalsView; "refunded": Money; "payments": (PaymentView)[]; "checkout_id": string | null; "refund_until"?: string | null; "created_at": string; "paid_at": string | null };

export type OrganizationView = { "id": string; "type": "team" | "personal"; "name": string; "created_at": string; "owner_id"?: string | null; "status"?: "active" | "suspended" | "deleting"; "status_reason"?: string | null; "delete_at"?: string | null };

export type OutcomeBody = { "happy": boolean | null; "reason"?: string | null; "source"?: "person" | "rule" | "judge"; "name"?: string | null };

export type OutcomeView = { "happy_share": number; "low": number; "high": number; "runs": number; "organizations": string; "median_seconds": number | null; "credits_per_happy": string | null };

export type Outcomes = { "listing_id": string; "as_of": string | null; "minimum_organizations": number; "version": string | null; "versions": (string)[]; "source": "person" | "rule" | "judge" | null; "all": OutcomeView | null; "models": (ModelOutcomes)[]; "sources": (SourceOutcomes)[] };

export type OwnOrganization = { "id": string; "type": "team" | "personal"; "name": string; "created_at": string; "owner_id"?: string | null; "status"?: "active" | "suspended" | "deleting"; "status_reason"?: string | null; "delete_at"?: string | null; "role": "admin" | "staff" | "member" };

export type OwnReview = { "eligible": boolean; "reason": string | null; "level": "tried" | "verified_use" | "verified_purchase" | null; "runs": number; "review": ReviewView | null; "history": (Revision)[]; "held_because": (string)[] };

export type OwnerBody = { "user_id": string; "reason": string };

export type Page_AdminUserView = { "data": (AdminUserView)[]; "next_cursor": string | null };

export type Page_AdministratorView = { "data": (AdministratorView)[]; "next_cursor": string | null };

export type Page_AgentCard = { "data": (AgentCard)[]; "next_cursor": string | null };

export type Page_AnyOrderView = { "data": (AnyOrderView)[]; "next_cursor": string | null };

export type Page_AnyPayoutView = { "data": (AnyPayoutView)[]; "next_cursor": string | null };

export type Page_AnyRefundRequestView = { "data": (AnyRefundRequestView)[]; "next_cursor": string | null };

export type Page_AnyRefundView = { "data": (AnyRefundView)[]; "next_cursor": string | null };

export type Page_AuthSessionView = { "data": (AuthSessionView)[]; "next_cursor": string | null };

export type Page_BudgetView = { "data": (BudgetView)[]; "next_cursor": string | null };

export type Page_Card = { "data": (Card)[]; "next_cursor": string | null };

export type Page_CaseView = { "data": (CaseView)[]; "next_cursor": string | null };

export type Page_CategoryStand = { "data": (CategoryStand)[]; "next_cursor": string | null };

export type Page_CategoryView = { "data": (CategoryView)[]; "next_cursor": string | null };

export type Page_CollectionStand = { "data": (CollectionStand)[]; "next_cursor": string | null };

export type Page_CollectionView = { "data": (CollectionView)[]; "next_cursor": string | null };

export type Page_CommentView = { "data": (CommentView)[]; "next_cursor": string | null };

export type Page_ComparisonView = { "data": (ComparisonView)[]; "next_cursor": string | null };

export type Page_ConnectionView = { "data": (identity__sso_ConnectionView)[]; "next_cursor": string | null };

export type Page_CountedOrganizationView = { "data": (CountedOrganizationView)[]; "next_cursor": string | null };

export type Page_CountedTeamView = { "data": (CountedTeamView)[]; "next_cursor": string | null };

export type Page_DayView = { "data": (DayView)[]; "next_cursor": string | null };

export type Page_DecisionView = { "data": (DecisionView)[]; "next_cursor": string | null };

export type Page_DiscountView = { "data": (DiscountView)[]; "next_cursor": string | null };

export type Page_DisputeView = { "data": (DisputeView)[]; "next_cursor": string | null };

export type Page_DomainRuleView = { "data": (DomainRuleView)[]; "next_cursor": string | null };

export type Page_DomainView = { "data": (DomainView)[]; "next_cursor": string | null };

export type Page_DraftView = { "data": (DraftView)[]; "next_cursor": string | null };

export type Page_EntitlementView = { "data": (EntitlementView)[]; "next_cursor": string | null };

export type Page_EntryView = { "data": (EntryView)[]; "next_cursor": string | null };

export type Page_EventView = { "data": (EventView)[]; "next_cursor": string | null };

export type Page_GrantView = { "data": (identity__oauth_GrantView)[]; "next_cursor": string | null };

export type Page_HeadView = { "data": (HeadView)[]; "next_cursor": string | null };

export type Page_IdentityView = { "data": (IdentityView)[]; "next_cursor": string | null };

export type Page_InvitationView = { "data": (InvitationView)[]; "next_cursor": string | null };

export type Page_InvoiceView = { "data": (InvoiceView)[]; "next_cursor": string | null };

export type Page_JobView = { "data": (JobView)[]; "next_cursor": string | null };

export type Page_JoinRequestView = { "data": (JoinRequestView)[]; "next_cursor": string | null };

export type Page_JoinableView = { "data": (JoinableView)[]; "next_cursor": string | null };

export type Page_KeyView = { "data": (KeyView)[]; "next_cursor": string | null };

export type Page_MemberView = { "data": (MemberView)[]; "next_cursor": string | null };

export type Page_MessageView = { "data": (MessageView)[]; "next_cursor": string | null };

export type Page_MethodView = { "data": (MethodView)[]; "next_cursor": string | null };

export type Page_NotificationView = { "data": (NotificationView)[]; "next_cursor": string | null };

export type Page_OrderView = { "data": (OrderView)[]; "next_cursor": string | null };

export type Page_OwnOrganization = { "data": (OwnOrganization)[]; "next_cursor": string | null };

export type Page_PasskeyView = { "data": (PasskeyView)[]; "next_cursor": string | null };

export type Page_PayoutView = { "data": (PayoutView)[]; "next_cursor": string | null };

export type Page_PriceView = { "data": (agents_PriceView)[]; "next_cursor": string | null };

export type Page_ProcessorView = { "data": (ProcessorView)[]; "next_cursor": string | null };

export type Page_ProductView = { "data": (ProductView)[]; "next_cursor": string | null };

export type Page_ReasonView = { "data": (ReasonView)[]; "next_cursor": string | null };

export type Page_RefundRequestView = { "data": (RefundRequestView)[]; "next_cursor": string | null };

export type Page_RequestView = { "data": (RequestView)[]; "next_cursor": string | null };

export type Page_ReviewView = { "data": (ReviewView)[]; "next_cursor": string | null };

export type Page_RoleView = { "data": (RoleView)[]; "next_cursor": string | null };

export type Page_RolloutView = { "data": (RolloutView)[]; "next_cursor": string | null };

export type Page_ScimTokenView = { "data": (ScimTokenView)[]; "next_cursor": string | null };

export type Page_ServerView = { "data": (ServerView)[]; "next_cursor": string | null };

export type Page_SubscriptionView = { "data": (SubscriptionView)[]; "next_cursor": string | null };

export type Page_Suggestion = { "data": (Suggestion)[]; "next_cursor": string | null };

export type Page_SupportAccessView = { "data": (SupportAccessView)[]; "next_cursor": string | null };

export type Page_TeamMemberView = { "data": (TeamMemberView)[]; "next_cursor": string | null };

export type Page_ToolView = { "data": (ToolView)[]; "next_cursor": string | null };

export type Page_WantedCount = { "data": (WantedCount)[]; "next_cursor": string | null };

export type Page_WantedView = { "data": (WantedView)[]; "next_cursor": string | null };

export type PaidBody = { "reference": string; "reason": string };

export type PasskeyView = { "id": string; "name": string; "transports": (string)[]; "backed_up": boolean; "created_at": string; "last_used_at": string | null };

export type Password = { "password"?: string | null };

export type PasswordAndCode = { "password"?: string | null; "code": string };

export type PayBody = { "processor"?: "stripe" | "paypal" | "razorpay" | "manual" | null; "payment_method_id"?: string | null };

export type PaymentView = { "id": string; "processor": "stripe" | "paypal" | "razorpay" | "manual"; "status": "init" | "pending" | "requires_action" | "unknown" | "succeeded" | "failed"; "amount": Money; "error": string | null; "created_at": string };

export type PayoutAccountBody = { "method": "manual" | "stripe" | "paypal"; "destination": string; "currency": "USD" | "EUR" | "INR" };

export type PayoutAccountView = { "method": "manual" | "stripe" | "paypal"; "destination": string; "currency": "USD" | "EUR" | "INR" };

export type PayoutBody = { "amount"?: AskedMoney | null };

export type PayoutView = { "id": string; "status": "pending" | "in_transit" | "succeeded" | "failed" | "held" | "canceled"; "amount": Money; "method": "manual" | "stripe" | "paypal"; "reason": string | null; "created_at": string; "finished_at": string | null };

export type PendingChangeView = { "price_id": string; "quantity": number; "effective_at": string };

export type PersonalData = { "account": Record<string, unknown>; "organizations": (Record<string, unknown>)[]; "elsewhere": Record<string, string>; "exported_at": string };

export type PlatformHealth = { "status": string; "at": string; "engines": (EngineView)[]; "providers": (gateway__platform_health__ProviderView)[]; "queues": (QueueView)[]; "events": EventsView | null; "minutes": (MinuteView)[] };

export type Policies = { "mfa_required"?: boolean; "session_hours"?: number | null; "networks"?: (string)[] | null; "allowed_agents"?: (string)[] | null; "blocked_agents"?: (string)[] | null; "data_region"?: (string)[] | null };

export type PoliciesView = { "mfa_required"?: boolean; "session_hours"?: number | null; "networks"?: (string)[] | null; "allowed_agents"?: (string)[] | null; "blocked_agents"?: (string)[] | null; "data_region"?: (string)[] | null; "organization_id": string };

export type Poster = { "url": string; "alt": string; "width": number; "height": number; "sources": (MediaSource)[] };

export type PrivacyBody = { "own_agents": Mode; "other_agents": Mode };

export type ProbeBody = { "url": string; "method"?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"; "credential"?: string | null };

export type ProcessorView = { "name": "stripe" | "paypal" | "razorpay" | "manual"; "currencies": ("USD" | "EUR" | "INR")[]; "saves_methods": boolean };

export type ProductBody = { "kind"?: "agents" | "credits"; "name": string; "description"?: string; "agent_ids"?: (string)[]; "prices": (billing_PriceBody)[]; "trial"?: TrialBody | null; "grace_days"?: 0 | 2 | 7 | 14 | 21; "buyer_organization_id"?: string | null; "expires_at"?: string | null };

export type ProductChange = { "name"?: string | null; "description"?: string | null; "status"?: "archived" | null; "trial"?: TrialBody | null; "grace_days"?: 0 | 2 | 7 | 14 | 21 | null; "expires_at"?: string | null };

export type ProductView = { "id": string; "organization_id": string; "kind": "agents" | "credits"; "name": string; "description": string; "agent_ids": (string)[]; "status": "active" | "archived"; "trial": billing_TrialView | null; "grace_days": number; "private": boolean; "expires_at": string | null; "prices": (billing_PriceView)[]; "created_at": string };

export type ProfileBody = { "name"?: string | null; "email"?: string | null; "country"?: string | null; "region"?: string | null; "address"?: string | null; "tax_id"?: string | null };

export type ProfileView = { "name": string | null; "email": string | null; "country": string | null; "region": string | null; "address": string | null; "tax_id": string | null };

export type Proof = { "domain": string | null; "record_name": string | null; "record_text": string | null; "domain_file_url": string | null; "repository": string | null; "repository_file_url": string | null; "file_text": string };

export type ProofBody = { "what": "domain" | "repository" };

export type Providers = { "providers": (identity__external__endpoints__ProviderView)[] };

export type PublishBody = { "version"?: string | null; "note"?: string; "percent"?: number | null };

export type PublisherBody = { "name": string; "tagline"?: string | null; "description"?: string | null; "website"?: string | null; "support_email"?: string | null; "domain"?: string | null; "repository"?: string | null; "slug": string; "accept_terms": true };

export type PublisherContent = { "name"?: string | null; "tagline"?: string | null; "description"?: string | null; "website"?: string | null; "support_email"?: string | null; "domain"?: string | null; "repository"?: string | null };

export type PublisherRef = { "id": string; "slug": string; "name": string; "verified": boolean; "logo_url": string | null };

export type PublisherView = { "id": string; "slug": string; "name": string; "tagline": string; "description": string; "description_html": string; "website": string | null; "support_email": string | null; "logo": Logo | null; "owner_type": "person" | "organization"; "verified": boolean; "verified_domain": string | null; "verified_repository": string | null; "status": string; "listings": number; "rating": Rating; "reply_share": number | null; "since": string; "own": boolean; "status_reason": string | null; "proof": Proof | null };

export type QueryCount = { "query": string; "times": number; "without_results": number };

export type QueueView = { "name": string; "waiting": number; "oldest": string | null };

export type QuoteBody = { "input": unknown; "model"?: string | null; "session_id"?: string | null; "max_credits"?: string | null };

export type QuoteView = { "max_credits": string; "expected_credits": string; "expires_at": string; "quote": string };

export type Rating = { "score": number | null; "mean": number | null; "reviews": number };

export type RealmView = { "id": string; "name": string; "kind": "oidc" | "saml"; "url": string };

export type ReasonBody = { "reason": string };

export type ReasonView = { "code": string; "title": string; "statement": string; "actions": (string)[]; "policy": string };

export type RecoveryCodes = { "recovery_codes": (string)[] };

export type RefundBody = { "order_id": string; "amount"?: number | null; "reason": string };

export type RefundDecisionBody = { "decision": "approve" | "refuse"; "amount"?: number | null; "reason"?: string | null };

export type RefundRequestBody = { "order_id"?: string | null; "invoice_id"?: string | null; "line"?: number | null; "amount"?: number | null; "reason": string };

export type RefundRequestView = { "id": string; "status": "open" | "approved" | "refused" | "withdrawn"; "order_id": string; "line": number | null; "description": string; "amount": Money; "granted": Money | null; "reason": string; "answer": string | null; "refund_id": string | null; "refund_status": "pending" | "succeeded" | "failed" | "canceled" | null; "created_at": string; "decided_at": string | null };

export type RefundView = { "id": string; "order_id": string; "amount": Money; "reason": string; "status": "pending" | "succeeded" | "failed" | "canceled"; "created_at": string };

export type Register = { "challenge": string; "name": string; "credential": NewCredential };

export type Rename = { "name": string };

export type ReplacingPriceBody = { "type": "one_time" | "recurring"; "currency": "USD" | "EUR" | "INR"; "unit_amount"?: number; "interval"?: "month" | "year" | null; "scheme"?: "flat" | "graduated" | "volume"; "tiers"?: (Tier)[]; "per_seat"?: boolean; "tax_behavior"?: "exclusive" | "inclusive"; "credits"?: string | null; "allowance_runs"?: number | null; "replaces"?: string | null };

export type ReplyBody = { "text": string };

export type ReplyView = { "text": string; "created_at": string; "updated_at": string };

export type ReportBody = { "subject_type": "listing" | "publisher" | "review" | "comment" | "media"; "subject_id": string; "reason": "misleading" | "spam" | "hate" | "harassment" | "conflict_of_interest" | "leaked_data" | "security" | "other"; "text"?: string };

export type ReportView = { "id": string; "subject_type": string; "subject_id": string; "reason": string; "created_at": string };

export type RequestBody = { "price_id": string; "quantity"?: number; "note"?: string };

export type RequestView = { "id": string; "status": "open" | "approved" | "declined" | "withdrawn"; "user_id": string; "user_name": string; "price_id": string; "product_id": string | null; "product_name": string | null; "agent_ids": (string)[]; "quantity": number; "amount": Money | null; "interval": "month" | "year" | null; "note": string; "reason": string | null; "order_id": string | null; "created_at": string; "decided_at": string | null };

export type Resend = { "expires_in_days"?: number };

export type RetentionBody = { "content_days": number | null };

export type ReviewBody = { "stars": number; "title": string; "text"?: string };

export type ReviewView = { "id": string; "listing_id": string; "stars": number; "title": string; "text": string; "author": Author; "level": "tried" | "verified_use" | "verified_purchase"; "agent_version": string; "model": string | null; "runs": string; "happy_share": number | null; "status": string; "edited": boolean; "revision": number; "outdated": boolean; "helpful": number; "comments": number; "your_vote": boolean | null; "reply": ReplyView | null; "created_at": string; "updated_at": string };

export type Revision = { "revision": number; "stars": number; "title": string; "text": string; "created_at": string };

export type RevokeBody = { "organization_id": string; "reason": string };

export type RoleView = { "role": "admin" | "staff" | "member"; "scopes": ("agents:read" | "agents:write" | "agents:invoke" | "runs:read" | "keys:write" | "usage:read" | "billing:write" | "admin")[] };

export type RollBackBody = { "version": string };

export type RollbackBody = { "version": number; "note": string };

export type RolloutBody = { "version": string; "percent": number };

export type RolloutView = { "id": string; "agent_id": string; "version": string; "before": string; "percent": number; "status": "running" | "paused" | "completed" | "rolled_back" | "stopped" | "superseded"; "reason": string; "created_at": string; "ended_at": string | null; "figures": (FigureView)[] };

export type Rule = { "listings"?: (string)[]; "categories"?: (string)[]; "tags"?: (string)[]; "sort"?: "outcomes" | "rating" | "newest" };

export type Run = { "id": string; "agent_id": string; "agent_version": string; "agent_version_id": string; "model": string | null; "model_tier"?: "demo" | "standard" | "frontier" | null; "regions"?: (string)[]; "status": "queued" | "running" | "input_required" | "succeeded" | "failed" | "cancelled" | "lost"; "output": unknown; "usage": { "input_tokens"?: number; "output_tokens"?: number; "events"?: number }; "cost": { "credits"?: string }; "receipt": string | null; "session_id"?: string | null; "attempts": (Attempt)[]; "error"?: { "code"?: string; "detail"?: string | null }; "outcome"?: { "happy"?: boolean; "reason"?: string | null }; "created_at"?: string; "finished_at"?: string | null };

export type RunBody = { "reason": string };

export type RunPage = { "data": (Run)[]; "next_cursor": string | null };

export type RunRequest = { "input": unknown; "model"?: string | null; "session_id"?: string | null; "metadata"?: Record<string, unknown> | null; "max_credits"?: string | null; "quote"?: string | null; "cache"?: boolean };

export type SalesOfCurrency = { "orders": number; "total": number; "currency": string; "tax": number; "refunded": number; "days": (SoldDay)[]; "products": (SoldProduct)[]; "sellers": (SoldBy)[] };

export type SalesReport = { "from": string; "to": string; "currencies": (SalesOfCurrency)[] };

export type Saml = { "metadata"?: string | null; "entity_id"?: string | null; "sso_url"?: string | null; "certificates"?: (string)[] | null };

export type SamlView = { "entity_id": string; "sso_url": string; "certificates": (string)[]; "sp_entity_id": string; "acs_url": string; "metadata_url": string };

export type ScimTokenView = { "id": string; "name": string; "created_by": string; "created_at": string; "expires_at": string | null; "revoked_at": string | null };

export type SearchPage = { "data": (Card)[]; "next_cursor": string | null; "total": number; "total_is_exact": boolean; "facets": Record<string, Record<string, number>>; "corrected": string | null };

export type SeatHolderView = { "user_id": string; "email": string; "name": string; "role": "admin" | "staff" | "member" };

export type SeatView = { "organization_id": string; "organization_name": string; "type": string; "status": "active" | "suspended" | "deleting" | "deleted"; "role": "admin" | "staff" | "member" };

export type SecretView = { "variable": string; "set": boolean };

export type SeenBatch = { "events": (SeenBody)[] };

export type SeenBody = { "kind": "impression" | "view"; "listing_id": string; "place"?: "search" | "category" | "collection" | "publisher" | "similar" | "home" | "page" | null; "position"?: number | null };

export type ServerView = { "id": string; "name": string; "url": string; "status": string; "has_secret": boolean; "credential": string | null; "tools": Record<string, string>; "changes": (string)[] | null; "checked_at": string; "created_at": string };

export type SessionBody = { "agent_id": string; "title"?: string };

export type SettingView = { "name": string; "variable": string; "help": string; "value_schema": Record<string, unknown>; "default": unknown; "value": unknown; "source": "default" | "environment" | "applied"; "locked": boolean };

export type ShareBody = { "organization_id": string; "product_id"?: string | null; "percent": number | string; "effective_from"?: string | null; "reason": string };

export type ShareView = { "id": string; "organization_id": string; "product_id": string | null; "percent": string; "effective_from": string; "reason": string; "created_by": string | null; "created_at": string };

export type SharesView = { "organization_id": string; "standard": string; "percent": string; "shares": (ShareView)[] };

export type ShownCredential = { "id": string; "rawId": string; "type"?: "public-key"; "response": Assertion };

export type SignIn = { "challenge": string; "credential": ShownCredential; "organization_id"?: string | null };

export type SignUp = { "email": string; "password": string; "name"?: string | null; "organization_name"?: string | null };

export type SignedIn = { "user": UserView; "organization": OrganizationView; "role": "admin" | "staff" | "member"; "token": string; "expires_at": string };

export type SoldBy = { "orders": number; "total": number; "organization_id": string; "organization_name": string; "refunded": number };

export type SoldDay = { "orders": number; "total": number; "day": string; "tax": number; "refunded": number };

export type SoldProduct = { "orders": number; "total": number; "product_id": string; "name": string; "seller_id": string; "seller_name": string; "quantity": number };

export type SourceOutcomes = { "source": "person" | "rule" | "judge"; "all": OutcomeView | null; "models": (ModelOutcomes)[] };

export type StatementLine = { "type": "sales" | "usage" | "tries" | "refunds" | "disputes" | "converted" | "payouts"; "currency": "USD" | "EUR" | "INR" | "credit"; "amount": string };

export type StatementView = { "month": string; "publisher": billing__publisher_schemas__Publisher | null; "lines": (StatementLine)[]; "opening": Record<string, string>; "closing": Record<string, string>; "released": Record<string, string> };

export type StatusBody = { "to": "submitted" | "draft" | "published" | "under_maintenance" | "deprecated" | "delisted"; "reason"?: string };

export type Step = { "version": string; "note": string; "level": string; "created_at": string };

export type SubscriptionChange = { "price_id"?: string | null; "quantity"?: number | null; "cancel_at_period_end"?: boolean | null; "paused"?: boolean | null; "payment_method_id"?: string | null; "convert_trial"?: boolean | null; "seats"?: (string)[] | null };

export type SubscriptionView = { "id": string; "status": "incomplete" | "incomplete_expired" | "trialing" | "active" | "past_due" | "unpaid" | "paused" | "canceled"; "product_id": string; "price_id": string; "quantity": number; "seats": (string)[]; "current_period_start": string; "current_period_end": string; "trial_end": string | null; "converts": boolean; "cancel_at_period_end": boolean; "pending_change": PendingChangeView | null; "processor": "stripe" | "paypal" | "razorpay" | "manual"; "payment_method_id": string | null; "order_id": string | null; "past_due_since": string | null; "created_at": string; "canceled_at": string | null; "product_name": string; "agent_ids": (string)[]; "per_seat": boolean; "interval": "month" | "year"; "amount": Money };

export type Suggestion = { "kind": "listing" | "category" | "tag"; "text": string; "id": string };

export type Support = { "url"?: string | null; "email"?: string | null; "documentation_url"?: string | null };

export type SupportAccessView = { "id": string; "organization_id": string; "requested_by": string; "reason": string; "hours": number; "scopes": (string)[]; "status": "requested" | "granted" | "refused" | "ended"; "requested_at": string; "decided_by": string | null; "decided_at": string | null; "ends_at": string | null; "ended_by": string | null; "ended_at": string | null };

export type SupportRequest = { "organization_id": string; "reason": string; "hours": number; "scopes": ("agents:read" | "runs:read" | "usage:read")[] };

export type SupportSession = { "token": string; "expires_at": string; "organization": OrganizationView };

export type Switch = { "organization_id": string };

export type Taken = { "taken": number };

export type TakingBackBody = { "credits"?: string | null };

export type TargetView = { "type": string; "id": string | null };

export type TaxDetailsBody = { "legal_name": string; "address": string; "country": string; "tax_id": string };

export type TaxDetailsView = { "legal_name": string; "address": string; "country": string; "tax_id": string; "updated_at": string };

export type TeamBody = { "name": string };

export type TeamMemberView = { "id": string; "name": string };

export type TeamView = { "id": string; "name": string; "created_at": string };

export type TestView = { "id": string | null; "status": "begun" | "passed" | "failed"; "url"?: string | null; "failure"?: FailureView | null; "claims"?: Record<string, unknown> | null; "person"?: Record<string, unknown> | null };

export type Tier = { "up_to": number | null; "unit_amount"?: number; "flat_amount"?: number };

export type ToolView = { "name": string; "status": string; "digest": string | null; "definition": Record<string, unknown> | null; "proposed": Record<string, unknown> | null; "proposed_digest": string | null; "hidden": (string)[] };

export type TopUpBody = { "enabled": boolean; "below": string; "price_id": string; "payment_method_id": string; "monthly_cap": AskedMoney };

export type TopUpView = { "enabled": boolean; "below": string; "price_id": string; "payment_method_id": string; "monthly_cap": Money; "spent_this_month": Money; "stopped": "cap" | "declined" | null };

export type TotalsView = { "currency": "USD" | "EUR" | "INR"; "lines": (LineView)[]; "subtotal": number; "discount": number; "tax": number; "balance_applied": number; "total": number; "due": Money };

export type TotpSecretView = { "secret": string; "uri": string };

export type TotpStatus = { "enabled": boolean; "confirmed_at": string | null; "recovery_codes_left": number };

export type TransferView = { "organization_id": string; "from_user_id": string; "to_user_id": string; "created_at": string; "expires_at": string };

export type Trial = { "username"?: string | null; "password"?: string | null };

export type TrialBody = { "days": number; "credits"?: string | null; "needs_payment_method"?: boolean };

export type TrialLine = { "asset": string; "account": string; "amount": number };

export type TriesView = { "agent_id": string; "available": boolean; "reason": string | null; "detail": string | null; "anonymous": boolean; "limit": number; "left": number; "resets_at": string | null; "consent": ConsentView };

export type TryDayView = { "day": string; "tries": number; "completed": number; "credits": string };

export type TryRequest = { "input": unknown; "model"?: string | null; "consent"?: ConsentGiven | null };

export type UpdateView = { "agent_id": string; "entitlement_id": string; "user_id": string | null; "version": string; "offered": string | null; "asks_for_more": (string)[]; "steps": (Step)[]; "differences": (Differs)[] };

export type UserView = { "id": string; "email": string; "name": string; "platform_role": string | null; "created_at": string; "email_verified_at": string | null };

export type VerdictBody = { "action": "approve" | "request_changes" | "keep" | "under_maintenance" | "suspend" | "reinstate" | "delist" | "deny" | "block" | "remove" | "restore" | "uphold"; "reason": string; "statement"?: string; "note"?: string };

export type VisitView = { "token": string; "expires_at": string };

export type VisitorTryRequest = { "input": unknown; "model"?: string | null; "consent"?: ConsentGiven | null; "agent_id": string };

export type VoteBody = { "helpful": boolean | null };

export type VoteView = { "review_id": string; "helpful": number; "your_vote": boolean | null };

export type WantedBody = { "text": string };

export type WantedCount = { "text": string; "people": number; "organizations": number; "first_at": string; "last_at": string };

export type WantedView = { "id": string; "text": string; "created_at": string };

export type WishBody = { "analytics": boolean; "recently_viewed": boolean };

export type agents_DifferenceView = { "pointer": string; "before": unknown; "after": unknown; "level": string; "reason": string };

export type agents_GrantBody = { "organization_id": string; "agent_id": string; "user_id"?: string | null; "run_limit"?: number | null; "active_to"?: string | null; "channels"?: ("web" | "http" | "mcp" | "openai" | "anthropic" | "a2a")[] | null; "reason": string };

export type agents_PriceBody = { "model": "free" | "per_call" | "per_token" | "per_second" | "per_event"; "credits"?: string; "model_cost"?: "included" | "passed_through"; "metered"?: boolean };

export type agents_PriceView = { "id": string; "agent_id": string; "model": string; "credits": string; "model_cost": string; "metered": boolean; "created_at": string; "archived_at": string | null };

export type agents_Publisher = { "organization_id": string; "name": string };

export type agents_TemplateView = { "id": string; "slug": string; "kind": string; "name": string; "tagline": string; "description": string; "category": string; "manifest": Record<string, unknown> };

export type agents_VersionView = { "id": string; "agent_id": string; "version": string; "digest": string; "note": string; "current": boolean; "created_at": string };

export type billing__asking_schemas__DecisionBody = { "decision": "approve" | "decline"; "reason"?: string | null };

export type billing__publisher_schemas__DecisionBody = { "decision": "hold" | "release" | "cancel" | "paid" | "failed"; "reason": string };

export type billing__publisher_schemas__Publisher = { "legal_name": string; "address": string; "country": string; "tax_id": string };

export type billing__reconciling_endpoints__FindingView = { "id": string; "processor": string; "day": string; "kind": "payment" | "refund" | "dispute"; "difference": string; "advice": string; "ref": string; "object_id": string | null; "organization_id": string | null; "ours": string | null; "theirs": string | null; "status": "mended" | "open" | "closed"; "reason": string | null; "found_at": string; "closed_at": string | null };

export type billing_PriceBody = { "type": "one_time" | "recurring"; "currency": "USD" | "EUR" | "INR"; "unit_amount"?: number; "interval"?: "month" | "year" | null; "scheme"?: "flat" | "graduated" | "volume"; "tiers"?: (Tier)[]; "per_seat"?: boolean; "tax_behavior"?: "exclusive" | "inclusive"; "credits"?: string | null; "allowance_runs"?: number | null };

export type billing_PriceView = { "id": string; "product_id": string; "type": "one_time" | "recurring"; "currency": "USD" | "EUR" | "INR"; "unit_amount": number; "interval": "month" | "year" | null; "scheme": "flat" | "graduated" | "volume"; "tiers": (Tier)[]; "per_seat": boolean; "tax_behavior": "exclusive" | "inclusive"; "credits": string | null; "allowance_runs": number | null; "effective_from": string; "created_at": string; "archived_at": string | null; "successor_id": string | null };

export type billing_TrialView = { "days": number; "credits": string | null; "needs_payment_method": boolean };

export type configuration_VersionView = { "version": number; "note": string; "applied_by": string; "applied_at": string; "draft_id": string | null; "restored_version": number | null; "changes": (ChangeView)[] };

export type credits_GrantBody = { "organization_id": string; "credits": string; "kind"?: "promotional" | "paid" | "metered"; "reason": string; "expires_at"?: string | null };

export type credits_GrantView = { "id": string; "kind": "promotional" | "paid" | "metered"; "credits": string; "remaining": string; "reason": string; "created_at": string; "expires_at": string | null };

export type gateway__platform_health__ProviderView = { "name": string; "answers": boolean; "own_key_only": boolean; "models": number; "latency_ms": number | null };

export type identity__directory_ConnectionView = { "kind"?: "ldap" | "active_directory"; "url": string; "start_tls"?: boolean; "ca_certificate"?: string | null; "bind_dn"?: string | null; "user_base": string; "user_filter"?: string | null; "group_base"?: string | null; "group_filter"?: string | null; "nested"?: "in_chain" | "search" | "none" | null; "email_attribute"?: string; "name_attribute"?: string | null; "subject_attribute"?: string | null; "group_name_attribute"?: string; "has_bind_password": boolean; "updated_at": string; "updated_by": string };

export type identity__directory_GroupRole = { "group": string; "role": "admin" | "staff" | "member" };

export type identity__directory_NewConnection = { "kind"?: "ldap" | "active_directory"; "url": string; "start_tls"?: boolean; "ca_certificate"?: string | null; "bind_dn"?: string | null; "user_base": string; "user_filter"?: string | null; "group_base"?: string | null; "group_filter"?: string | null; "nested"?: "in_chain" | "search" | "none" | null; "email_attribute"?: string; "name_attribute"?: string | null; "subject_attribute"?: string | null; "group_name_attribute"?: string; "bind_password"?: string | null };

export type identity__directory_TrialView = { "steps": ("address" | "connect" | "tls" | "bind" | "find" | "groups" | "password" | "account")[]; "failed": "address" | "connect" | "tls" | "bind" | "find" | "groups" | "password" | "account" | null; "detail": string | null; "groups": (string)[] | null; "role": "admin" | "staff" | "member" | null };

export type identity__external__endpoints__Begun = { "address": string };

export type identity__external__endpoints__ProviderView = { "name": string; "label": string; "address": string };

export type identity__oauth_GrantView = { "id": string; "client_id": string; "client_name": string; "user_id": string; "resource": string; "scopes": (string)[]; "agent_ids": (string)[] | null; "created_at": string; "expires_at": string; "last_used_at": string | null };

export type identity__passkeys_endpoints__Begun = { "challenge": string; "expires_at": string; "public_key": Record<string, unknown> };

export type identity_OfferView = { "organization": string; "inviter": string; "email": string; "role": "admin" | "staff" | "member"; "expires_at": string };

export type identity__sso_ConnectionView = { "id": string; "name": string; "kind": "oidc" | "saml"; "status": "active" | "disabled"; "domains": (string)[]; "oidc": OidcView | null; "saml": SamlView | null; "provisioning": boolean; "default_role": "admin" | "staff" | "member" | null; "attributes": Attributes; "group_roles": (identity__sso_GroupRole)[]; "session_hours": number | null; "mfa": "never" | "claimed" | "always"; "enforced": boolean; "break_glass_user_ids": (string)[]; "start_url": string; "created_at": string; "updated_at": string; "proven_at": string | null };

export type identity__sso_GroupRole = { "group": string; "role": "admin" | "staff" | "member" };

export type identity__sso_NewConnection = { "name": string; "kind": "oidc" | "saml"; "domains"?: (string)[]; "oidc"?: NewOidc | null; "saml"?: NewSaml | null; "provisioning"?: boolean; "default_role"?: "admin" | "staff" | "member" | null; "attributes"?: Attributes; "group_roles"?: (identity__sso_GroupRole)[]; "session_hours"?: number | null; "mfa"?: "never" | "claimed" | "always" };

export type kit__http__Page_FindingView___1 = { "data": (marketplace_FindingView)[]; "next_cursor": string | null };

export type kit__http__Page_FindingView___2 = { "data": (billing__reconciling_endpoints__FindingView)[]; "next_cursor": string | null };

export type kit__http__Page_TemplateView___1 = { "data": (agents_TemplateView)[]; "next_cursor": string | null };

export type kit__http__Page_VersionView___1 = { "data": (agents_VersionView)[]; "next_cursor": string | null };

export type kit__http__Page_VersionView___2 = { "data": (configuration_VersionView)[]; "next_cursor": string | null };

export type marketplace__moderation_schemas__DifferenceView = { "place": string; "before": unknown; "after": unknown };

export type marketplace_FindingView = { "check": string; "severity": "info" | "warning" | "grave"; "detail": string };

export type marketplace__updating_endpoints__AcceptBody = { "version": string };

export type runs__trying_OfferView = { "offered"?: boolean; "anonymous"?: boolean; "per_person"?: number | null; "per_organization"?: number | null; "agent_id": string; "funded": string; "spent": string; "left": string; "days": (TryDayView)[] };

export type tools_AcceptBody = { "tools"?: Record<string, string> | null };

export interface Operations {
  "DELETE /v1/admin/administrators/{user_id}": { path: { "user_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/admin/blocked-domains/{rule_id}": { path: { "rule_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/admin/settings/drafts/{draft_id}": { path: { "draft_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/api-keys/{key_id}": { path: { "key_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/auth/identities/{identity_id}": { path: { "identity_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/auth/passkeys/{passkey_id}": { path: { "passkey_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/auth/sessions": { path: undefined; query: undefined; body: undefined; answer: Ended };
  "DELETE /v1/auth/sessions/{auth_session_id}": { path: { "auth_session_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/budgets/{budget_id}": { path: { "budget_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/directory/ldap": { path: undefined; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/directory/scim-tokens/{scim_token_id}": { path: { "scim_token_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/discounts/{discount_id}": { path: { "discount_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/discovery/recent": { path: undefined; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/files/{file_id}": { path: { "file_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/invitations/{invitation_id}": { path: { "invitation_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/listings/{listing_id}/media/{media_id}": { path: { "listing_id": string; "media_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/listings/{listing_id}/review": { path: { "listing_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/members/{user_id}": { path: { "user_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/oauth/grants/{grant_id}": { path: { "grant_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/organizations/current/domains/{domain_id}": { path: { "domain_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/organizations/current/transfer": { path: undefined; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/organizations/{organization_id}/deletion": { path: { "organization_id": string }; query: undefined; body: undefined; answer: OrganizationView };
  "DELETE /v1/payment-methods/{payment_method_id}": { path: { "payment_method_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/publishers/{publisher_id}/logo": { path: { "publisher_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/purchase-requests/{purchase_request_id}": { path: { "purchase_request_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/refund-requests/{refund_request_id}": { path: { "refund_request_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/sessions/{session_id}": { path: { "session_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/sso/connections/{connection_id}": { path: { "connection_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/subscriptions/{subscription_id}": { path: { "subscription_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/teams/{team_id}": { path: { "team_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/teams/{team_id}/members/{user_id}": { path: { "team_id": string; "user_id": string }; query: undefined; body: undefined; answer: undefined };
  "DELETE /v1/wanted-agents/{wanted_agent_id}": { path: { "wanted_agent_id": string }; query: undefined; body: undefined; answer: undefined };
  "GET /v1/admin/administrators": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_AdministratorView };
  "GET /v1/admin/blocked-domains": { path: undefined; query: { "q"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_DomainRuleView };
  "GET /v1/admin/blocked-domains/test": { path: undefined; query: { "address": string }; body: undefined; answer: JudgmentView };
  "GET /v1/admin/categories": { path: undefined; query: undefined; body: undefined; answer: Page_CategoryStand };
  "GET /v1/admin/collections": { path: undefined; query: undefined; body: undefined; answer: Page_CollectionStand };
  "GET /v1/admin/discovery": { path: undefined; query: { "from"?: string | null; "to"?: string | null }; body: undefined; answer: DiscoveryReport };
  "GET /v1/admin/disputes": { path: undefined; query: { "status"?: "early_warning" | "prevented" | "needs_response" | "under_review" | "won" | "lost" | null; "organization_id"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_DisputeView };
  "GET /v1/admin/health": { path: undefined; query: undefined; body: undefined; answer: PlatformHealth };
  "GET /v1/admin/jobs": { path: undefined; query: undefined; body: undefined; answer: Page_JobView };
  "GET /v1/admin/ledger": { path: undefined; query: undefined; body: undefined; answer: LedgerView };
  "GET /v1/admin/orders": { path: undefined; query: { "status"?: "draft" | "pending" | "paid" | "partially_refunded" | "refunded" | "void" | null; "organization_id"?: string | null; "waiting"?: boolean; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_AnyOrderView };
  "GET /v1/admin/orders/{order_id}": { path: { "order_id": string }; query: undefined; body: undefined; answer: AnyOrderDetail };
  "GET /v1/admin/organizations": { path: undefined; query: { "q"?: string | null; "type"?: "team" | "personal" | null; "status"?: "active" | "suspended" | "deleting" | "deleted" | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_CountedOrganizationView };
  "GET /v1/admin/organizations/{organization_id}": { path: { "organization_id": string }; query: undefined; body: undefined; answer: AdminOrganizationDetail };
  "GET /v1/admin/organizations/{organization_id}/credits": { path: { "organization_id": string }; query: undefined; body: undefined; answer: BalanceView };
  "GET /v1/admin/organizations/{organization_id}/entitlements": { path: { "organization_id": string }; query: { "agent_id"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_EntitlementView };
  "GET /v1/admin/outbox": { path: undefined; query: { "status"?: "waiting" | "sending" | "sent" | "muted" | "expired" | "failed" | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_MessageView };
  "GET /v1/admin/outbox/{message_id}": { path: { "message_id": string }; query: undefined; body: undefined; answer: OpenedMessage };
  "GET /v1/admin/payouts": { path: undefined; query: { "status"?: "pending" | "in_transit" | "succeeded" | "failed" | "held" | "canceled" | null; "organization_id"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_AnyPayoutView };
  "GET /v1/admin/reconciliations": { path: undefined; query: { "status"?: "mended" | "open" | "closed" | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: kit__http__Page_FindingView___2 };
  "GET /v1/admin/reconciliations/days": { path: undefined; query: undefined; body: undefined; answer: Page_DayView };
  "GET /v1/admin/refund-requests": { path: undefined; query: { "status"?: "open" | "approved" | "refused" | "withdrawn" | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_AnyRefundRequestView };
  "GET /v1/admin/refunds": { path: undefined; query: { "organization_id"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_AnyRefundView };
  "GET /v1/admin/revenue-shares/{organization_id}": { path: { "organization_id": string }; query: undefined; body: undefined; answer: SharesView };
  "GET /v1/admin/sales": { path: undefined; query: { "from"?: string | null; "to"?: string | null }; body: undefined; answer: SalesReport };
  "GET /v1/admin/settings": { path: undefined; query: undefined; body: undefined; answer: ConfigurationView };
  "GET /v1/admin/settings/drafts": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_DraftView };
  "GET /v1/admin/settings/history": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: kit__http__Page_VersionView___2 };
  "GET /v1/admin/support-accesses": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_SupportAccessView };
  "GET /v1/admin/users": { path: undefined; query: { "q"?: string | null; "status"?: "active" | "suspended" | "erased" | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_AdminUserView };
  "GET /v1/admin/users/{user_id}": { path: { "user_id": string }; query: undefined; body: undefined; answer: AdminUserDetail };
  "GET /v1/admin/wanted-agents": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_WantedCount };
  "GET /v1/agent-templates": { path: undefined; query: undefined; body: undefined; answer: kit__http__Page_TemplateView___1 };
  "GET /v1/agents": { path: undefined; query: { "q"?: string; "category"?: string | null; "kind"?: "prompt" | "graph" | "mcp" | "http" | null; "slug"?: string | null; "enabled"?: boolean | null; "own"?: boolean | null; "archived"?: boolean; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_AgentCard };
  "GET /v1/agents/{agent_id}": { path: { "agent_id": string }; query: undefined; body: undefined; answer: AgentView };
  "GET /v1/agents/{agent_id}/consent": { path: { "agent_id": string }; query: { "for_all"?: boolean }; body: undefined; answer: ConsentView };
  "GET /v1/agents/{agent_id}/diff": { path: { "agent_id": string }; query: { "before"?: string; "after"?: string }; body: undefined; answer: Diff };
  "GET /v1/agents/{agent_id}/funnel": { path: { "agent_id": string }; query: { "from"?: string | null; "to"?: string | null }; body: undefined; answer: FunnelView };
  "GET /v1/agents/{agent_id}/installs": { path: { "agent_id": string }; query: undefined; body: undefined; answer: InstallsView };
  "GET /v1/agents/{agent_id}/prices": { path: { "agent_id": string }; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_PriceView };
  "GET /v1/agents/{agent_id}/rollouts": { path: { "agent_id": string }; query: undefined; body: undefined; answer: Page_RolloutView };
  "GET /v1/agents/{agent_id}/tries": { path: { "agent_id": string }; query: undefined; body: undefined; answer: TriesView };
  "GET /v1/agents/{agent_id}/tries/offer": { path: { "agent_id": string }; query: undefined; body: undefined; answer: runs__trying_OfferView };
  "GET /v1/agents/{agent_id}/update": { path: { "agent_id": string }; query: undefined; body: undefined; answer: UpdateView };
  "GET /v1/agents/{agent_id}/versions": { path: { "agent_id": string }; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: kit__http__Page_VersionView___1 };
  "GET /v1/api-keys": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_KeyView };
  "GET /v1/approvals": { path: undefined; query: { "run_id"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: AnyPage };
  "GET /v1/audit": { path: undefined; query: { "view"?: "organization" | "platform"; "actor"?: string | null; "action"?: string | null; "target_type"?: string | null; "target"?: string | null; "since"?: string | null; "until"?: string | null; "q"?: string | null; "organization_id"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_EventView };
  "GET /v1/audit/heads": { path: undefined; query: { "view"?: "organization" | "platform"; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_HeadView };
  "GET /v1/auth/identities": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_IdentityView };
  "GET /v1/auth/passkeys": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_PasskeyView };
  "GET /v1/auth/providers": { path: undefined; query: undefined; body: undefined; answer: Providers };
  "GET /v1/auth/sessions": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_AuthSessionView };
  "GET /v1/auth/totp": { path: undefined; query: undefined; body: undefined; answer: TotpStatus };
  "GET /v1/billing/metered": { path: undefined; query: undefined; body: undefined; answer: MeteredView };
  "GET /v1/billing/processors": { path: undefined; query: undefined; body: undefined; answer: Page_ProcessorView };
  "GET /v1/billing/profile": { path: undefined; query: undefined; body: undefined; answer: ProfileView };
  "GET /v1/budgets": { path: undefined; query: undefined; body: undefined; answer: Page_BudgetView };
  "GET /v1/categories": { path: undefined; query: undefined; body: undefined; answer: Page_CategoryView };
  "GET /v1/checkouts/{checkout_id}": { path: { "checkout_id": string }; query: undefined; body: undefined; answer: CheckoutView };
  "GET /v1/collections": { path: undefined; query: undefined; body: undefined; answer: Page_CollectionView };
  "GET /v1/collections/{collection}": { path: { "collection": string }; query: undefined; body: undefined; answer: CollectionView };
  "GET /v1/comparisons": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_ComparisonView };
  "GET /v1/comparisons/{comparison_id}": { path: { "comparison_id": string }; query: undefined; body: undefined; answer: ComparisonView };
  "GET /v1/credits": { path: undefined; query: undefined; body: undefined; answer: BalanceView };
  "GET /v1/credits/alerts": { path: undefined; query: undefined; body: undefined; answer: AlertsView };
  "GET /v1/credits/entries": { path: undefined; query: { "format"?: "json" | "csv" | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_EntryView };
  "GET /v1/credits/top-up": { path: undefined; query: undefined; body: undefined; answer: TopUpView };
  "GET /v1/directory/ldap": { path: undefined; query: undefined; body: undefined; answer: identity__directory_ConnectionView };
  "GET /v1/directory/roles": { path: undefined; query: undefined; body: undefined; answer: GroupRoles };
  "GET /v1/directory/scim-tokens": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_ScimTokenView };
  "GET /v1/discounts": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_DiscountView };
  "GET /v1/discovery/alike": { path: undefined; query: undefined; body: undefined; answer: Page_Card };
  "GET /v1/discovery/preferences": { path: undefined; query: undefined; body: undefined; answer: WishBody };
  "GET /v1/discovery/recent": { path: undefined; query: undefined; body: undefined; answer: Page_Card };
  "GET /v1/earnings": { path: undefined; query: undefined; body: undefined; answer: EarningsList };
  "GET /v1/earnings/agents": { path: undefined; query: { "months"?: number }; body: undefined; answer: AgentEarningsView };
  "GET /v1/earnings/statements/{month}": { path: { "month": string }; query: undefined; body: undefined; answer: StatementView };
  "GET /v1/entitlements/policy": { path: undefined; query: undefined; body: undefined; answer: EnablingPolicyBody };
  "GET /v1/files/{file_id}": { path: { "file_id": string }; query: undefined; body: undefined; answer: unknown };
  "GET /v1/invitations": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_InvitationView };
  "GET /v1/invoices": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_InvoiceView };
  "GET /v1/invoices/{invoice_id}": { path: { "invoice_id": string }; query: undefined; body: undefined; answer: InvoiceView };
  "GET /v1/join-requests": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_JoinRequestView };
  "GET /v1/listings": { path: undefined; query: { "cursor"?: string | null; "limit"?: number; "q"?: string; "category"?: string | null; "tag"?: string | null; "model"?: string | null; "language"?: string | null; "kind"?: "prompt" | "graph" | "mcp" | "http" | null; "channel"?: "web" | "http" | "mcp" | "openai" | "anthropic" | "a2a" | null; "price"?: "free" | "per_call" | "per_token" | "per_second" | "per_event" | null; "publisher"?: string | null; "verified"?: boolean | null; "min_rating"?: number | null; "min_happy"?: number | null; "sort"?: "relevance" | "outcomes" | "rating" | "newest" | "price" }; body: undefined; answer: SearchPage };
  "GET /v1/listings/mine": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_Card };
  "GET /v1/listings/suggestions": { path: undefined; query: { "q"?: string }; body: undefined; answer: Page_Suggestion };
  "GET /v1/listings/{listing_id}": { path: { "listing_id": string }; query: undefined; body: undefined; answer: ListingView };
  "GET /v1/listings/{listing_id}/checks": { path: { "listing_id": string }; query: undefined; body: undefined; answer: kit__http__Page_FindingView___1 };
  "GET /v1/listings/{listing_id}/outcomes": { path: { "listing_id": string }; query: { "version"?: string | null }; body: undefined; answer: Outcomes };
  "GET /v1/listings/{listing_id}/products": { path: { "listing_id": string }; query: undefined; body: undefined; answer: Page_ProductView };
  "GET /v1/listings/{listing_id}/review": { path: { "listing_id": string }; query: undefined; body: undefined; answer: OwnReview };
  "GET /v1/listings/{listing_id}/reviews": { path: { "listing_id": string }; query: { "sort"?: "helpful" | "newest" | "highest" | "lowest"; "stars"?: number | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_ReviewView };
  "GET /v1/listings/{listing_id}/similar": { path: { "listing_id": string }; query: undefined; body: undefined; answer: Page_Card };
  "GET /v1/maintenance": { path: undefined; query: undefined; body: undefined; answer: MaintenanceState };
  "GET /v1/mcp-servers": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_ServerView };
  "GET /v1/mcp-servers/{server_id}/tools": { path: { "server_id": string }; query: undefined; body: undefined; answer: Page_ToolView };
  "GET /v1/me": { path: undefined; query: undefined; body: undefined; answer: Me };
  "GET /v1/me/export": { path: undefined; query: undefined; body: undefined; answer: PersonalData };
  "GET /v1/members": { path: undefined; query: { "q"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_MemberView };
  "GET /v1/moderation/cases": { path: undefined; query: { "queue"?: "listings" | "reviews" | "comments" | "publishers" | "media" | null; "status"?: "open" | "closed"; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_CaseView };
  "GET /v1/moderation/cases/{case_id}": { path: { "case_id": string }; query: undefined; body: undefined; answer: CaseDetail };
  "GET /v1/moderation/reasons": { path: undefined; query: undefined; body: undefined; answer: Page_ReasonView };
  "GET /v1/moderation/statements": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_DecisionView };
  "GET /v1/notifications": { path: undefined; query: { "unread"?: boolean; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_NotificationView };
  "GET /v1/notifications/preferences": { path: undefined; query: undefined; body: undefined; answer: ChoicesView };
  "GET /v1/oauth/grants": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_GrantView };
  "GET /v1/orders": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_OrderView };
  "GET /v1/orders/{order_id}": { path: { "order_id": string }; query: undefined; body: undefined; answer: OrderView };
  "GET /v1/organizations": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_OwnOrganization };
  "GET /v1/organizations/current/domains": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_DomainView };
  "GET /v1/organizations/current/policies": { path: undefined; query: undefined; body: undefined; answer: PoliciesView };
  "GET /v1/organizations/current/privacy": { path: undefined; query: undefined; body: undefined; answer: PrivacyBody };
  "GET /v1/organizations/current/retention": { path: undefined; query: undefined; body: undefined; answer: RetentionBody };
  "GET /v1/organizations/current/transfer": { path: undefined; query: undefined; body: undefined; answer: TransferView };
  "GET /v1/organizations/joinable": { path: undefined; query: undefined; body: undefined; answer: Page_JoinableView };
  "GET /v1/outcomes": { path: undefined; query: { "group_by"?: "hour" | "day" | "week" | "agent" | "model" | "agent_model" | "user" | "face" | "reason"; "format"?: "json" | "csv" | null; "from"?: string | null; "to"?: string | null; "agent_id"?: string | null; "model"?: string | null; "user_id"?: string | null; "face"?: string | null; "source"?: "person" | "rule" | "judge" }; body: undefined; answer: unknown };
  "GET /v1/payment-methods": { path: undefined; query: undefined; body: undefined; answer: Page_MethodView };
  "GET /v1/payout-account": { path: undefined; query: undefined; body: undefined; answer: PayoutAccountView };
  "GET /v1/payouts": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_PayoutView };
  "GET /v1/products": { path: undefined; query: { "agent_id"?: string | null; "kind"?: "agents" | "credits" | null; "mine"?: boolean; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_ProductView };
  "GET /v1/products/{product_id}": { path: { "product_id": string }; query: undefined; body: undefined; answer: ProductView };
  "GET /v1/publishers/mine": { path: undefined; query: undefined; body: undefined; answer: PublisherView };
  "GET /v1/publishers/{publisher_id}": { path: { "publisher_id": string }; query: undefined; body: undefined; answer: PublisherView };
  "GET /v1/purchase-requests": { path: undefined; query: { "status"?: "open" | "approved" | "declined" | "withdrawn" | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_RequestView };
  "GET /v1/purchase-requests/{purchase_request_id}": { path: { "purchase_request_id": string }; query: undefined; body: undefined; answer: RequestView };
  "GET /v1/refund-requests": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_RefundRequestView };
  "GET /v1/reviews/{review_id}/comments": { path: { "review_id": string }; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_CommentView };
  "GET /v1/roles": { path: undefined; query: undefined; body: undefined; answer: Page_RoleView };
  "GET /v1/runs": { path: undefined; query: { "cursor"?: string | null; "limit"?: number; "agent_id"?: string | null; "status"?: "queued" | "running" | "input_required" | "succeeded" | "failed" | "cancelled" | "lost" | null; "session_id"?: string | null }; body: undefined; answer: RunPage };
  "GET /v1/runs/live": { path: undefined; query: undefined; body: undefined; answer: unknown };
  "GET /v1/runs/{run_id}": { path: { "run_id": string }; query: undefined; body: undefined; answer: Run };
  "GET /v1/runs/{run_id}/events": { path: { "run_id": string }; query: undefined; body: undefined; answer: unknown };
  "GET /v1/sessions": { path: undefined; query: { "agent_id"?: string | null; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: AnyPage };
  "GET /v1/sessions/{session_id}": { path: { "session_id": string }; query: undefined; body: undefined; answer: unknown };
  "GET /v1/sso/connections": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_ConnectionView };
  "GET /v1/sso/connections/{connection_id}": { path: { "connection_id": string }; query: undefined; body: undefined; answer: identity__sso_ConnectionView };
  "GET /v1/sso/connections/{connection_id}/tests/{test_id}": { path: { "connection_id": string; "test_id": string }; query: undefined; body: undefined; answer: TestView };
  "GET /v1/subscriptions": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_SubscriptionView };
  "GET /v1/subscriptions/{subscription_id}": { path: { "subscription_id": string }; query: undefined; body: undefined; answer: SubscriptionView };
  "GET /v1/support-accesses": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_SupportAccessView };
  "GET /v1/tax-details": { path: undefined; query: undefined; body: undefined; answer: TaxDetailsView };
  "GET /v1/teams": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_CountedTeamView };
  "GET /v1/teams/{team_id}/members": { path: { "team_id": string }; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_TeamMemberView };
  "GET /v1/usage": { path: undefined; query: { "group_by"?: "day" | "agent" | "model" | "key" | "user" | "face" | "status" | "end_user" | null; "format"?: "json" | "csv" | null; "from"?: string | null; "to"?: string | null; "agent_id"?: string | null; "key_id"?: string | null; "user_id"?: string | null; "face"?: string | null; "model"?: string | null; "status"?: string | null; "end_user"?: string | null; "tag"?: string | null; "nested"?: boolean; "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Record<string, unknown> };
  "GET /v1/wanted-agents": { path: undefined; query: { "cursor"?: string | null; "limit"?: number }; body: undefined; answer: Page_WantedView };
  "PATCH /v1/agents/{agent_id}": { path: { "agent_id": string }; query: undefined; body: Record<string, unknown>; answer: AgentView };
  "PATCH /v1/auth/passkeys/{passkey_id}": { path: { "passkey_id": string }; query: undefined; body: Rename; answer: PasskeyView };
  "PATCH /v1/listings/{listing_id}": { path: { "listing_id": string }; query: undefined; body: ListingContent; answer: ListingView };
  "PATCH /v1/listings/{listing_id}/media/{media_id}": { path: { "listing_id": string; "media_id": string }; query: undefined; body: MediaBody; answer: Media };
  "PATCH /v1/members/{user_id}": { path: { "user_id": string }; query: undefined; body: ChangeRole; answer: MemberView };
  "PATCH /v1/organizations/current": { path: undefined; query: undefined; body: NewOrganization; answer: OrganizationView };
  "PATCH /v1/organizations/current/domains/{domain_id}": { path: { "domain_id": string }; query: undefined; body: ChangeDomain; answer: DomainView };
  "PATCH /v1/products/{product_id}": { path: { "product_id": string }; query: undefined; body: ProductChange; answer: ProductView };
  "PATCH /v1/publishers/{publisher_id}": { path: { "publisher_id": string }; query: undefined; body: PublisherContent; answer: PublisherView };
  "PATCH /v1/sso/connections/{connection_id}": { path: { "connection_id": string }; query: undefined; body: ChangeConnection; answer: identity__sso_ConnectionView };
  "PATCH /v1/subscriptions/{subscription_id}": { path: { "subscription_id": string }; query: undefined; body: SubscriptionChange; answer: SubscriptionView };
  "PATCH /v1/teams/{team_id}": { path: { "team_id": string }; query: undefined; body: TeamBody; answer: TeamView };
  "POST /v1/admin/blocked-domains": { path: undefined; query: undefined; body: DomainRuleBody; answer: DomainRuleView };
  "POST /v1/admin/blocked-domains/import": { path: undefined; query: undefined; body: DomainRules; answer: Imported };
  "POST /v1/admin/entitlements": { path: undefined; query: undefined; body: agents_GrantBody; answer: Granted };
  "POST /v1/admin/entitlements/{entitlement_id}/revoke": { path: { "entitlement_id": string }; query: undefined; body: RevokeBody; answer: EntitlementView };
  "POST /v1/admin/grants": { path: undefined; query: undefined; body: credits_GrantBody; answer: GrantedView };
  "POST /v1/admin/jobs/{job}/run": { path: { "job": string }; query: undefined; body: RunBody; answer: JobView };
  "POST /v1/admin/orders/{order_id}/paid": { path: { "order_id": string }; query: undefined; body: PaidBody; answer: OrderView };
  "POST /v1/admin/organizations/{organization_id}/erase": { path: { "organization_id": string }; query: undefined; body: EraseBody; answer: ErasedView };
  "POST /v1/admin/organizations/{organization_id}/reactivate": { path: { "organization_id": string }; query: undefined; body: ReasonBody; answer: AdminOrganizationView };
  "POST /v1/admin/organizations/{organization_id}/suspend": { path: { "organization_id": string }; query: undefined; body: ReasonBody; answer: AdminOrganizationView };
  "POST /v1/admin/payouts/{payout_id}/decide": { path: { "payout_id": string }; query: undefined; body: billing__publisher_schemas__DecisionBody; answer: PayoutView };
  "POST /v1/admin/reconciliations": { path: undefined; query: undefined; body: DayBody; answer: DayView };
  "POST /v1/admin/reconciliations/{finding_id}/close": { path: { "finding_id": string }; query: undefined; body: CloseBody; answer: billing__reconciling_endpoints__FindingView };
  "POST /v1/admin/refund-requests/{refund_request_id}/decide": { path: { "refund_request_id": string }; query: undefined; body: RefundDecisionBody; answer: AnyRefundRequestView };
  "POST /v1/admin/refunds": { path: undefined; query: undefined; body: RefundBody; answer: RefundView };
  "POST /v1/admin/revenue-shares": { path: undefined; query: undefined; body: ShareBody; answer: ShareView };
  "POST /v1/admin/settings/drafts": { path: undefined; query: undefined; body: DraftBody; answer: DraftView };
  "POST /v1/admin/settings/drafts/{draft_id}/apply": { path: { "draft_id": string }; query: undefined; body: undefined; answer: configuration_VersionView };
  "POST /v1/admin/settings/rollback": { path: undefined; query: undefined; body: RollbackBody; answer: configuration_VersionView };
  "POST /v1/admin/support-accesses": { path: undefined; query: undefined; body: SupportRequest; answer: SupportAccessView };
  "POST /v1/admin/support-accesses/{support_access_id}/end": { path: { "support_access_id": string }; query: undefined; body: undefined; answer: SupportAccessView };
  "POST /v1/admin/support-accesses/{support_access_id}/enter": { path: { "support_access_id": string }; query: undefined; body: undefined; answer: SupportSession };
  "POST /v1/admin/users/{user_id}/end-sessions": { path: { "user_id": string }; query: undefined; body: ReasonBody; answer: Ended };
  "POST /v1/admin/users/{user_id}/erase": { path: { "user_id": string }; query: undefined; body: ReasonBody; answer: undefined };
  "POST /v1/admin/users/{user_id}/reactivate": { path: { "user_id": string }; query: undefined; body: ReasonBody; answer: AdminUserDetail };
  "POST /v1/admin/users/{user_id}/suspend": { path: { "user_id": string }; query: undefined; body: ReasonBody; answer: AdminUserDetail };
  "POST /v1/agents": { path: undefined; query: undefined; body: Record<string, unknown>; answer: AgentView };
  "POST /v1/agents/{agent_id}/accept": { path: { "agent_id": string }; query: undefined; body: marketplace__updating_endpoints__AcceptBody; answer: UpdateView };
  "POST /v1/agents/{agent_id}/archive": { path: { "agent_id": string }; query: undefined; body: undefined; answer: AgentView };
  "POST /v1/agents/{agent_id}/clone": { path: { "agent_id": string }; query: undefined; body: CloneBody | null; answer: AgentView };
  "POST /v1/agents/{agent_id}/consent": { path: { "agent_id": string }; query: undefined; body: ConsentingBody; answer: ConsentView };
  "POST /v1/agents/{agent_id}/disable": { path: { "agent_id": string }; query: undefined; body: DisableBody | null; answer: undefined };
  "POST /v1/agents/{agent_id}/enable": { path: { "agent_id": string }; query: undefined; body: EnableBody | null; answer: EntitlementView };
  "POST /v1/agents/{agent_id}/invoke": { path: { "agent_id": string }; query: undefined; body: RunRequest; answer: Run };
  "POST /v1/agents/{agent_id}/publish": { path: { "agent_id": string }; query: undefined; body: PublishBody | null; answer: agents_VersionView };
  "POST /v1/agents/{agent_id}/quote": { path: { "agent_id": string }; query: undefined; body: QuoteBody; answer: QuoteView };
  "POST /v1/agents/{agent_id}/rollback": { path: { "agent_id": string }; query: undefined; body: RollBackBody; answer: agents_VersionView };
  "POST /v1/agents/{agent_id}/rollout/pause": { path: { "agent_id": string }; query: undefined; body: undefined; answer: RolloutView };
  "POST /v1/agents/{agent_id}/rollout/resume": { path: { "agent_id": string }; query: undefined; body: undefined; answer: RolloutView };
  "POST /v1/agents/{agent_id}/rollout/rollback": { path: { "agent_id": string }; query: undefined; body: undefined; answer: RolloutView };
  "POST /v1/agents/{agent_id}/tries/budget": { path: { "agent_id": string }; query: undefined; body: FundingBody; answer: runs__trying_OfferView };
  "POST /v1/agents/{agent_id}/tries/budget/return": { path: { "agent_id": string }; query: undefined; body: TakingBackBody; answer: runs__trying_OfferView };
  "POST /v1/agents/{agent_id}/try": { path: { "agent_id": string }; query: undefined; body: TryRequest; answer: Run };
  "POST /v1/agents/{agent_id}/unarchive": { path: { "agent_id": string }; query: undefined; body: undefined; answer: AgentView };
  "POST /v1/api-keys": { path: undefined; query: undefined; body: NewKey; answer: CreatedKey };
  "POST /v1/auth/discover": { path: undefined; query: undefined; body: Discover; answer: Discovered };
  "POST /v1/auth/email": { path: undefined; query: undefined; body: NewAddress; answer: LinkSent };
  "POST /v1/auth/email/verification": { path: undefined; query: undefined; body: undefined; answer: LinkSent };
  "POST /v1/auth/identities": { path: undefined; query: undefined; body: NewLink; answer: identity__external__endpoints__Begun };
  "POST /v1/auth/ldap": { path: undefined; query: undefined; body: LdapSignIn; answer: SignedIn };
  "POST /v1/auth/link": { path: undefined; query: undefined; body: Address; answer: LinkSent };
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
  "POST /v1/auth/totp/recovery-codes": { path: undefined; query: undefined; body: PasswordAndCode; answer: RecoveryCodes };
  "POST /v1/checkouts": { path: undefined; query: undefined; body: CheckoutBody; answer: CheckoutView };
  "POST /v1/checkouts/preview": { path: undefined; query: undefined; body: CartBody; answer: TotalsView };
  "POST /v1/comparisons": { path: undefined; query: undefined; body: ComparisonRequest; answer: unknown };
  "POST /v1/comparisons/{comparison_id}/choice": { path: { "comparison_id": string }; query: undefined; body: ChoiceBody; answer: ComparisonView };
  "POST /v1/credentials": { path: undefined; query: undefined; body: NewCredentialBody; answer: CredentialView };
  "POST /v1/directory/ldap/test": { path: undefined; query: undefined; body: Trial; answer: identity__directory_TrialView };
  "POST /v1/directory/scim-tokens": { path: undefined; query: undefined; body: NewScimToken; answer: CreatedScimToken };
  "POST /v1/discounts": { path: undefined; query: undefined; body: DiscountBody; answer: DiscountView };
  "POST /v1/discovery/events": { path: undefined; query: undefined; body: SeenBatch; answer: Taken };
  "POST /v1/http-probes": { path: undefined; query: undefined; body: ProbeBody; answer: HttpProbeView };
  "POST /v1/invitations": { path: undefined; query: undefined; body: NewInvitation; answer: CreatedInvitation };
  "POST /v1/invitations/accept": { path: undefined; query: undefined; body: Accept; answer: Accepted };
  "POST /v1/invitations/preview": { path: undefined; query: undefined; body: Accept; answer: identity_OfferView };
  "POST /v1/invitations/{invitation_id}/resend": { path: { "invitation_id": string }; query: undefined; body: Resend; answer: CreatedInvitation };
  "POST /v1/join-requests/{user_id}/decision": { path: { "user_id": string }; query: undefined; body: JoinDecision; answer: undefined };
  "POST /v1/listings": { path: undefined; query: undefined; body: ListingBody; answer: ListingView };
  "POST /v1/listings/{listing_id}/media": { path: { "listing_id": string }; query: undefined; body: unknown; answer: Media };
  "POST /v1/listings/{listing_id}/status": { path: { "listing_id": string }; query: undefined; body: StatusBody; answer: ListingView };
  "POST /v1/mcp-servers": { path: undefined; query: undefined; body: NewServerBody; answer: ServerView };
  "POST /v1/mcp-servers/{server_id}/accept": { path: { "server_id": string }; query: undefined; body: tools_AcceptBody | null; answer: ServerView };
  "POST /v1/mcp-servers/{server_id}/refresh": { path: { "server_id": string }; query: undefined; body: undefined; answer: ServerView };
  "POST /v1/me/erase": { path: undefined; query: undefined; body: Erase; answer: undefined };
  "POST /v1/moderation/cases/{case_id}/decision": { path: { "case_id": string }; query: undefined; body: VerdictBody; answer: DecisionView };
  "POST /v1/moderation/decisions/{decision_id}/confirm": { path: { "decision_id": string }; query: undefined; body: ConfirmBody; answer: DecisionView };
  "POST /v1/moderation/statements/{decision_id}/appeal": { path: { "decision_id": string }; query: undefined; body: AppealBody; answer: CaseView };
  "POST /v1/notifications/read": { path: undefined; query: undefined; body: undefined; answer: undefined };
  "POST /v1/notifications/{notification_id}/read": { path: { "notification_id": string }; query: undefined; body: undefined; answer: NotificationView };
  "POST /v1/orders/{order_id}/pay": { path: { "order_id": string }; query: undefined; body: PayBody; answer: CheckoutView };
  "POST /v1/organizations": { path: undefined; query: undefined; body: NewOrganization; answer: OwnOrganization };
  "POST /v1/organizations/current/deletion": { path: undefined; query: undefined; body: Deletion; answer: OrganizationView };
  "POST /v1/organizations/current/domains": { path: undefined; query: undefined; body: NewDomain; answer: DomainView };
  "POST /v1/organizations/current/domains/{domain_id}/verify": { path: { "domain_id": string }; query: undefined; body: undefined; answer: DomainView };
  "POST /v1/organizations/current/grow": { path: undefined; query: undefined; body: NewOrganization; answer: OrganizationView };
  "POST /v1/organizations/current/transfer": { path: undefined; query: undefined; body: Offer; answer: TransferView };
  "POST /v1/organizations/current/transfer/accept": { path: undefined; query: undefined; body: undefined; answer: OrganizationView };
  "POST /v1/organizations/joinable": { path: undefined; query: undefined; body: Join; answer: Joined };
  "POST /v1/payouts": { path: undefined; query: undefined; body: PayoutBody; answer: PayoutView };
  "POST /v1/products": { path: undefined; query: undefined; body: ProductBody; answer: ProductView };
  "POST /v1/products/{product_id}/prices": { path: { "product_id": string }; query: undefined; body: ReplacingPriceBody; answer: billing_PriceView };
  "POST /v1/publishers": { path: undefined; query: undefined; body: PublisherBody; answer: PublisherView };
  "POST /v1/publishers/{publisher_id}/verify": { path: { "publisher_id": string }; query: undefined; body: ProofBody; answer: PublisherView };
  "POST /v1/purchase-requests": { path: undefined; query: undefined; body: RequestBody; answer: RequestView };
  "POST /v1/purchase-requests/{purchase_request_id}/decide": { path: { "purchase_request_id": string }; query: undefined; body: billing__asking_schemas__DecisionBody; answer: RequestView };
  "POST /v1/refund-requests": { path: undefined; query: undefined; body: RefundRequestBody; answer: RefundRequestView };
  "POST /v1/reports": { path: undefined; query: undefined; body: ReportBody; answer: ReportView };
  "POST /v1/reviews/{review_id}/comments": { path: { "review_id": string }; query: undefined; body: CommentBody; answer: CommentView };
  "POST /v1/runs/{run_id}/cancel": { path: { "run_id": string }; query: undefined; body: undefined; answer: Run };
  "POST /v1/runs/{run_id}/input": { path: { "run_id": string }; query: undefined; body: InputBody; answer: unknown };
  "POST /v1/runs/{run_id}/outcome": { path: { "run_id": string }; query: undefined; body: OutcomeBody; answer: Run };
  "POST /v1/sessions": { path: undefined; query: undefined; body: SessionBody; answer: unknown };
  "POST /v1/sso/connections": { path: undefined; query: undefined; body: identity__sso_NewConnection; answer: identity__sso_ConnectionView };
  "POST /v1/sso/connections/{connection_id}/test": { path: { "connection_id": string }; query: undefined; body: undefined; answer: TestView };
  "POST /v1/subscriptions/{subscription_id}/preview": { path: { "subscription_id": string }; query: undefined; body: ChangeAsked; answer: ChangePreview };
  "POST /v1/support-accesses/{support_access_id}/decision": { path: { "support_access_id": string }; query: undefined; body: Decision; answer: SupportAccessView };
  "POST /v1/support-accesses/{support_access_id}/end": { path: { "support_access_id": string }; query: undefined; body: undefined; answer: SupportAccessView };
  "POST /v1/teams": { path: undefined; query: undefined; body: TeamBody; answer: TeamView };
  "POST /v1/visitors": { path: undefined; query: undefined; body: undefined; answer: VisitView };
  "POST /v1/visitors/tries": { path: undefined; query: undefined; body: VisitorTryRequest; answer: Run };
  "POST /v1/wanted-agents": { path: undefined; query: undefined; body: WantedBody; answer: WantedView };
  "PUT /v1/admin/administrators": { path: undefined; query: undefined; body: AdministratorBody; answer: AdministratorView };
  "PUT /v1/admin/categories/{category}": { path: { "category": string }; query: undefined; body: CategoryBody; answer: CategoryView };
  "PUT /v1/admin/collections/{collection}": { path: { "collection": string }; query: undefined; body: CollectionBody; answer: CollectionStand };
  "PUT /v1/admin/organizations/{organization_id}/owner": { path: { "organization_id": string }; query: undefined; body: OwnerBody; answer: AdminOrganizationView };
  "PUT /v1/agents/{agent_id}/price": { path: { "agent_id": string }; query: undefined; body: agents_PriceBody; answer: agents_PriceView };
  "PUT /v1/agents/{agent_id}/rollout": { path: { "agent_id": string }; query: undefined; body: RolloutBody; answer: RolloutView };
  "PUT /v1/agents/{agent_id}/tries/offer": { path: { "agent_id": string }; query: undefined; body: OfferBody; answer: runs__trying_OfferView };
  "PUT /v1/billing/metered": { path: undefined; query: undefined; body: MeteredBody; answer: MeteredView };
  "PUT /v1/billing/profile": { path: undefined; query: undefined; body: ProfileBody; answer: ProfileView };
  "PUT /v1/budgets": { path: undefined; query: undefined; body: BudgetBody; answer: BudgetView };
  "PUT /v1/credits/alerts": { path: undefined; query: undefined; body: AlertsBody; answer: AlertsView };
  "PUT /v1/credits/top-up": { path: undefined; query: undefined; body: TopUpBody; answer: TopUpView };
  "PUT /v1/directory/ldap": { path: undefined; query: undefined; body: identity__directory_NewConnection; answer: identity__directory_ConnectionView };
  "PUT /v1/directory/roles": { path: undefined; query: undefined; body: GroupRoles; answer: GroupRoles };
  "PUT /v1/discovery/preferences": { path: undefined; query: undefined; body: WishBody; answer: WishBody };
  "PUT /v1/entitlements/policy": { path: undefined; query: undefined; body: EnablingPolicyBody; answer: EnablingPolicyBody };
  "PUT /v1/listings/{listing_id}/media/{media_id}/captions": { path: { "listing_id": string; "media_id": string }; query: undefined; body: unknown; answer: Media };
  "PUT /v1/listings/{listing_id}/review": { path: { "listing_id": string }; query: undefined; body: ReviewBody; answer: ReviewView };
  "PUT /v1/notifications/preferences": { path: undefined; query: undefined; body: Choices; answer: ChoicesView };
  "PUT /v1/organizations/current/policies": { path: undefined; query: undefined; body: Policies; answer: PoliciesView };
  "PUT /v1/organizations/current/privacy": { path: undefined; query: undefined; body: PrivacyBody; answer: PrivacyBody };
  "PUT /v1/organizations/current/retention": { path: undefined; query: undefined; body: RetentionBody; answer: RetentionBody };
  "PUT /v1/payout-account": { path: undefined; query: undefined; body: PayoutAccountBody; answer: PayoutAccountView };
  "PUT /v1/publishers/{publisher_id}/logo": { path: { "publisher_id": string }; query: undefined; body: unknown; answer: PublisherView };
  "PUT /v1/reviews/{review_id}/reply": { path: { "review_id": string }; query: undefined; body: ReplyBody; answer: ReviewView };
  "PUT /v1/reviews/{review_id}/vote": { path: { "review_id": string }; query: undefined; body: VoteBody; answer: VoteView };
  "PUT /v1/tax-details": { path: undefined; query: undefined; body: TaxDetailsBody; answer: TaxDetailsView };
  "PUT /v1/teams/{team_id}/members/{user_id}": { path: { "team_id": string; "user_id": string }; query: undefined; body: undefined; answer: undefined };
}
