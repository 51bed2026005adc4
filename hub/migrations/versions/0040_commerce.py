"""Commerce: what is offered, ordered, paid, owed and earned; money in the ledger."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import (
    ORGS,
    TENANT,
    append_only,
    isolate,
    let_owner_look_up,
    let_worker,
)

revision = "0040_commerce"
down_revision = "0022_sso"
branch_labels = None
depends_on = None

_TABLES = (
    "billing_profiles",
    "billing_requests",
    "checkouts",
    "credit_notes",
    "discounts",
    "disputes",
    "dues",
    "invoices",
    "number_series",
    "order_items",
    "orders",
    "payment_methods",
    "payments",
    "payout_accounts",
    "payouts",
    "processor_events",
    "processor_refs",
    "product_prices",
    "products",
    "refunds",
    "revenue_shares",
    "subscriptions",
    "test_clocks",
    "top_ups",
    "trial_redemptions",
)
_OFFERED = ("products", "product_prices")
_SHARED = ("number_series", "processor_events")  # of no organization
_NAMED = (
    "find_processor_ref(text, text)",
    "find_order_parties(text)",
    "find_payout_owner(text)",
    "publisher_balance(text)",
    "publisher_earned(text, timestamptz)",
    "publisher_moves(text, timestamptz, timestamptz)",
)


def upgrade() -> None:
    _first()
    _second()
    _third()
    _fourth()
    _apart()
    _unchanging()
    _money()
    _look_ups()
    op.add_column("entitlements", sa.Column("source_id", sa.Text(), nullable=True))
    op.add_column("entitlements", sa.Column("overage_price_id", sa.Text(), nullable=True))
    op.create_index(
        "ix_entitlements_source_id",
        "entitlements",
        ["org_id", "source_id"],
        postgresql_where="source_id is not null and ended_at is null",
    )


def _first() -> None:
    op.create_table(
        "billing_profiles",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_billing_profiles")),
    )
    op.create_table(
        "billing_requests",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "octet_length(body_hash) = 32", name=op.f("ck_billing_requests_hash_whole")
        ),
        sa.PrimaryKeyConstraint("org_id", "key", name=op.f("pk_billing_requests")),
    )
    op.create_table(
        "checkouts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=True),
        sa.Column("subscription_id", sa.Text(), nullable=True),
        sa.Column("processor", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("qr", sa.Text(), nullable=True),
        sa.Column("instructions", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("save_method", sa.Boolean(), nullable=False),
        sa.Column("success_url", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkouts")),
    )
    op.create_index("ix_checkouts_order_id", "checkouts", ["org_id", "order_id"], unique=False)
    op.create_table(
        "credit_notes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.Text(), nullable=False),
        sa.Column("refund_id", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_notes")),
        sa.UniqueConstraint("number", name=op.f("uq_credit_notes_number")),
        sa.UniqueConstraint("refund_id", name=op.f("uq_credit_notes_refund_id")),
    )
    op.create_index(
        op.f("ix_credit_notes_invoice_id"), "credit_notes", ["invoice_id"], unique=False
    )
    op.create_table(
        "discounts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("percent_off", sa.BigInteger(), nullable=True),
        sa.Column("amount_off", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("duration", sa.Text(), nullable=False),
        sa.Column("months", sa.BigInteger(), nullable=True),
        sa.Column("product_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("max_redemptions", sa.BigInteger(), nullable=True),
        sa.Column("redeemed", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "max_redemptions is null or redeemed <= max_redemptions",
            name=op.f("ck_discounts_redeemed_in_limit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discounts")),
    )
    op.create_index(
        "uq_discounts_code",
        "discounts",
        ["org_id", "code"],
        unique=True,
        postgresql_where="status = 'active'",
    )
    op.create_table(
        "disputes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("ref", name=op.f("uq_disputes_ref")),
    )
    op.create_table(
        "dues",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "object_id", name=op.f("pk_dues")),
    )
    op.create_index("ix_dues_due_at", "dues", ["due_at"], unique=False)
    op.create_index("ix_dues_org_id", "dues", ["org_id", "due_at"], unique=False)


def _second() -> None:
    op.create_table(
        "invoices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("buyer", sa.LargeBinary(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("number", name=op.f("uq_invoices_number")),
    )
    op.create_index("ix_invoices_org_id", "invoices", ["org_id", "id"], unique=False)
    op.create_table(
        "number_series",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_series")),
    )
    op.create_table(
        "order_items",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("price_id", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("tax_bps", sa.BigInteger(), nullable=False),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.Column("share_bps", sa.BigInteger(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=True),
        sa.Column("period_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("period_end", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("order_id", "line", name=op.f("pk_order_items")),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("seller_org_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("subscription_id", sa.Text(), nullable=True),
        sa.Column("discount_id", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("balance_applied", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.Text(), nullable=True),
        sa.Column("purchase_order", sa.Text(), nullable=True),
        sa.Column("change", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("due >= 0", name=op.f("ck_orders_due_not_negative")),
        sa.CheckConstraint(
            "refunded >= 0 and refunded <= due", name=op.f("ck_orders_refunded_in_due")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
    )
    op.create_index("ix_orders_org_id", "orders", ["org_id", "id"], unique=False)
    op.create_index(
        "ix_orders_subscription_id", "orders", ["org_id", "subscription_id"], unique=False
    )
    op.create_table(
        "payment_methods",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("processor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("customer_ref", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("max_amount", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_methods")),
        sa.UniqueConstraint(
            "org_id", "processor", "ref", name=op.f("uq_payment_methods_org_id_processor_ref")
        ),
    )
    op.create_index(
        "uq_payment_methods_default",
        "payment_methods",
        ["org_id"],
        unique=True,
        postgresql_where="is_default and status = 'active'",
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("processor", sa.Text(), nullable=False),
        sa.Column("method_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("capture_ref", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("hard", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index("ix_payments_order_id", "payments", ["org_id", "order_id"], unique=False)
    op.create_index(
        "uq_payments_open",
        "payments",
        ["order_id"],
        unique=True,
        postgresql_where="status in ('init', 'pending', 'requires_action', 'unknown')",
    )


def _third() -> None:
    op.create_table(
        "payout_accounts",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_payout_accounts")),
    )
    op.create_table(
        "payouts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payouts_amount_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payouts")),
    )
    op.create_index("ix_payouts_org_id", "payouts", ["org_id", "id"], unique=False)
    op.create_table(
        "processor_events",
        sa.Column("processor", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("processor", "event_id", name=op.f("pk_processor_events")),
    )
    op.create_table(
        "processor_refs",
        sa.Column("processor", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("seller_org_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("processor", "ref", name=op.f("pk_processor_refs")),
    )
    op.create_table(
        "product_prices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("buyer_org_id", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("unit_amount", sa.BigInteger(), nullable=False),
        sa.Column("interval", sa.Text(), nullable=True),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("tiers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("per_seat", sa.Boolean(), nullable=False),
        sa.Column("tax_behavior", sa.Text(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=True),
        sa.Column("allowance_runs", sa.BigInteger(), nullable=True),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("successor_id", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "unit_amount >= 0", name=op.f("ck_product_prices_unit_amount_not_negative")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_prices")),
    )
    op.create_index("ix_product_prices_product_id", "product_prices", ["product_id"], unique=False)
    op.create_table(
        "products",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("agent_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("buyer_org_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("trial_days", sa.BigInteger(), nullable=False),
        sa.Column("trial_credits", sa.BigInteger(), nullable=False),
        sa.Column("trial_needs_method", sa.Boolean(), nullable=False),
        sa.Column("grace_days", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )
    op.create_index(
        "ix_products_agent_ids",
        "products",
        ["agent_ids"],
        unique=False,
        postgresql_using="gin",
        postgresql_where="status = 'active'",
    )
    op.create_index("ix_products_org_id", "products", ["org_id", "id"], unique=False)


def _fourth() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("processor", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refunds_amount_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
    )
    op.create_index("ix_refunds_order_id", "refunds", ["org_id", "order_id"], unique=False)
    op.create_table(
        "revenue_shares",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=True),
        sa.Column("share_bps", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "share_bps between 0 and 10000", name=op.f("ck_revenue_shares_share_in_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revenue_shares")),
    )
    op.create_index(
        "ix_revenue_shares_org_id", "revenue_shares", ["org_id", "effective_from"], unique=False
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("seller_org_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("price_id", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("seats", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("anchor_day", sa.BigInteger(), nullable=False),
        sa.Column("current_period_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("current_period_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trial_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("converts", sa.Boolean(), nullable=False),
        sa.Column("cancel_at_period_end", sa.Boolean(), nullable=False),
        sa.Column("pending_change", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("discount_id", sa.Text(), nullable=True),
        sa.Column("discount_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("processor", sa.Text(), nullable=False),
        sa.Column("method_id", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("dunning_step", sa.BigInteger(), nullable=False),
        sa.Column("past_due_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("access_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("canceled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "current_period_end > current_period_start",
            name=op.f("ck_subscriptions_period_forwards"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_subscriptions_quantity_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    op.create_index("ix_subscriptions_org_id", "subscriptions", ["org_id", "id"], unique=False)
    op.create_table(
        "test_clocks",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("now", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_test_clocks")),
    )
    op.create_table(
        "top_ups",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("below", sa.BigInteger(), nullable=False),
        sa.Column("price_id", sa.Text(), nullable=False),
        sa.Column("method_id", sa.Text(), nullable=False),
        sa.Column("monthly_cap", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("stopped", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_top_ups")),
    )
    op.create_table(
        "trial_redemptions",
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("subscription_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("product_id", "subject", name=op.f("pk_trial_redemptions")),
    )


def _apart() -> None:
    for table in _TABLES:
        if table not in (*_OFFERED, *_SHARED):
            isolate(table)
    buyer = f"buyer_org_id = any({ORGS})"
    open_to_all = "buyer_org_id is null"
    isolate(
        "products",
        using=f"{TENANT} or {buyer} or ({open_to_all} and status = 'active')",
        write=TENANT,
    )
    isolate(
        "product_prices",
        using=f"{TENANT} or {buyer} or ({open_to_all} and archived_at is null)",
        write=TENANT,
    )
    op.execute("grant select, insert, update on number_series to laelia_app")
    op.execute("grant select, insert on processor_events to laelia_app")
    for table in ("dues", "test_clocks", "top_ups", "ledger_entries", "ledger_transactions"):
        let_worker(table)
    for table in ("wallets", "holds", "orders"):
        let_worker(table)


def _unchanging() -> None:
    """Prices are archived once; shares, lines and credit notes stay; an invoice's words too."""
    for table in ("revenue_shares", "order_items", "credit_notes"):
        append_only(table)
    op.execute("revoke delete on product_prices from laelia_app")
    op.execute("revoke delete on invoices from laelia_app")
    op.execute(
        """
        create function refuse_rewriting() returns trigger language plpgsql as $$
        begin
          if to_jsonb(new) - tg_argv <> to_jsonb(old) - tg_argv then
            raise exception 'a row of % never changes so', tg_table_name
              using errcode = 'restrict_violation';
          end if;
          return new;
        end $$
        """
    )
    for table, free in (
        ("product_prices", "'archived_at', 'successor_id'"),
        ("invoices", "'status', 'paid_at'"),
    ):
        op.execute(
            f"create trigger unchanged before update on {table}"
            f" for each row execute function refuse_rewriting({free})"
        )


def _money() -> None:
    """The ledger keeps money beside credits; each sums to zero by itself."""
    op.add_column(
        "ledger_entries",
        sa.Column("asset", sa.Text(), nullable=False, server_default="credit"),
    )
    op.execute(
        """
        create or replace function refuse_unbalanced() returns trigger language plpgsql as $$
        begin
          if exists (
            select from booked group by org_id, transaction_id, asset having sum(amount) <> 0
          ) then
            raise exception 'a ledger transaction does not sum to zero'
              using errcode = 'check_violation';
          end if;
          return null;
        end $$
        """
    )
    op.execute(
        "create index ix_ledger_entries_publisher on ledger_entries (owner_id, asset, account)"
        " include (amount) where account like 'publisher\\_%'"
    )


def _look_ups() -> None:
    """What a webhook speaks of, and what a publisher earned in the books of its buyers."""
    for table in (
        *("processor_refs", "ledger_entries", "ledger_transactions", "orders", "payouts"),
    ):
        let_owner_look_up(table)
    op.execute(
        """
        create function find_order_parties(wanted text) returns table (
          org_id text, seller_org_id text
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select o.org_id, o.seller_org_id from orders o where o.id = wanted
        $$
        """
    )
    op.execute(
        """
        create function find_payout_owner(wanted text) returns text
        language sql stable security definer set search_path = public, pg_temp as $$
          select p.org_id from payouts p where p.id = wanted
        $$
        """
    )
    op.execute(
        """
        create function find_processor_ref(name text, reference text) returns table (
          org_id text, kind text, object_id text, order_id text, seller_org_id text
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select r.org_id, r.kind, r.object_id, r.order_id, r.seller_org_id
          from processor_refs r where r.processor = name and r.ref = reference
        $$
        """
    )
    op.execute(
        f"""
        create function publisher_balance(publisher text) returns table (
          asset text, account text, amount bigint
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select e.asset, e.account, sum(e.amount)::bigint from ledger_entries e
          where e.owner_id = publisher and e.owner_id = any({ORGS})
            and e.account like 'publisher\\_%'
          group by e.asset, e.account
        $$
        """
    )
    op.execute(
        f"""
        create function publisher_earned(publisher text, until timestamptz) returns table (
          asset text, earned bigint, taken bigint
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select e.asset,
                 coalesce(sum(e.amount) filter (where e.amount > 0 and t.booked_at <= until), 0)
                   ::bigint,
                 coalesce(-sum(e.amount) filter (where e.amount < 0), 0)::bigint
          from ledger_entries e
          join ledger_transactions t on t.org_id = e.org_id and t.id = e.transaction_id
          where e.owner_id = publisher and e.owner_id = any({ORGS})
            and e.account = 'publisher_pending'
          group by e.asset
        $$
        """
    )
    op.execute(
        f"""
        create function publisher_moves(publisher text, since timestamptz, until timestamptz)
        returns table (code text, asset text, account text, amount bigint)
        language sql stable security definer set search_path = public, pg_temp as $$
          select t.code, e.asset, e.account, sum(e.amount)::bigint
          from ledger_entries e
          join ledger_transactions t on t.org_id = e.org_id and t.id = e.transaction_id
          where e.owner_id = publisher and e.owner_id = any({ORGS})
            and e.account like 'publisher\\_%' and t.booked_at >= since and t.booked_at < until
          group by t.code, e.asset, e.account
        $$
        """
    )
    for signature in _NAMED:
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")


def downgrade() -> None:
    op.drop_index("ix_entitlements_source_id", "entitlements")
    op.drop_column("entitlements", "overage_price_id")
    op.drop_column("entitlements", "source_id")
    for signature in _NAMED:
        op.execute(f"drop function {signature}")
    for table in ("ledger_entries", "ledger_transactions"):
        op.execute(f"drop policy lookup on {table}")
    for table in ("ledger_entries", "ledger_transactions", "wallets", "holds"):
        op.execute(f"drop policy worker on {table}")
        op.execute(f"revoke select on {table} from laelia_worker")
    op.drop_index("ix_ledger_entries_publisher", "ledger_entries")
    op.execute(
        """
        create or replace function refuse_unbalanced() returns trigger language plpgsql as $$
        begin
          if exists (
            select from booked group by org_id, transaction_id having sum(amount) <> 0
          ) then
            raise exception 'a ledger transaction does not sum to zero'
              using errcode = 'check_violation';
          end if;
          return null;
        end $$
        """
    )
    op.drop_column("ledger_entries", "asset")
    for table in _TABLES:
        op.drop_table(table)
    op.execute("drop function refuse_rewriting()")
