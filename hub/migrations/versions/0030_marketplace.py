"""The storefront: categories, publishers, listings, what is found of them, and moderation's cases.

Whoever acts in the platform's own organization moderates: that one sees every listing, publisher
and case.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import ORGS, TENANT, isolate, let_owner_look_up, let_worker

revision = "0030_marketplace"
down_revision = "0025_assertions"
branch_labels = None
depends_on = None

_PLATFORM = f"'org_6QQ9P1M7XSSX0SSQNNMG7B5V2G' = any({ORGS})"
_SHOWN = "status in ('published', 'under_maintenance', 'suspended', 'deprecated')"
_KNOWN = "status not in ('created', 'review', 'denied')"
_TABLES = (
    *("moderation_reports", "moderation_decisions", "moderation_cases", "listing_documents"),
    *("listings", "publishers", "collections", "categories"),
)


def upgrade() -> None:
    op.add_column("agents", sa.Column("suspended_reason", sa.Text(), nullable=True))
    _curated()
    _publishers()
    _listings()
    _documents()
    _moderation()
    for table in ("categories", "collections"):
        isolate(table, using="true", write=_PLATFORM)
    mine = f"({TENANT} or {_PLATFORM})"
    isolate("publishers", using=f"{mine} or {_KNOWN}", write=mine)
    isolate("listings", using=f"{mine} or {_SHOWN}", write=mine)
    isolate("listing_documents", using="true", write=mine)
    for table in ("moderation_cases", "moderation_decisions", "moderation_reports"):
        isolate(table, using=mine, write=mine)
        op.execute(f"revoke delete on {table} from laelia_app")
    for table in ("listings", "publishers"):
        let_owner_look_up(table)
    let_worker("listing_documents", commands="select, update")
    let_worker("listings")
    _prices()


def _curated() -> None:
    op.create_table(
        "categories",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["categories.slug"], name="fk_categories_parent"),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_categories")),
    )
    op.create_table(
        "collections",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("rule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_collections")),
    )


def _publishers() -> None:
    op.create_table(
        "publishers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("owner_type", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tagline", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("support_email", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("verified_domain", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("terms_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishers")),
        sa.UniqueConstraint("org_id", name=op.f("uq_publishers_org_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_publishers_slug")),
    )


def _listings() -> None:
    json, texts = postgresql.JSONB(astext_type=sa.Text()), postgresql.ARRAY(sa.Text())
    op.create_table(
        "listings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("publisher_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tagline", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("features", texts, nullable=False),
        sa.Column("categories", texts, nullable=False),
        sa.Column("tags", texts, nullable=False),
        sa.Column("use_cases", texts, nullable=False),
        sa.Column("languages", texts, nullable=False),
        sa.Column("models", texts, nullable=False),
        sa.Column("permissions", json, nullable=False),
        sa.Column("data_handling", json, nullable=False),
        sa.Column("support", json, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["publisher_id"], ["publishers.id"], name=op.f("fk_listings_publisher_id")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_listings_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listings")),
        sa.UniqueConstraint("agent_id", name=op.f("uq_listings_agent_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_listings_slug")),
    )
    op.create_index("ix_listings_org_id_id", "listings", ["org_id", "id"])
    op.create_index("ix_listings_publisher_id", "listings", ["publisher_id"])


def _documents() -> None:
    """One row for each listing that is shown, with all that a search looks at."""
    op.execute(
        """
        create table listing_documents (
          listing_id text constraint pk_listing_documents primary key
            constraint fk_listing_documents_listing_id references listings (id),
          org_id text not null,
          agent_id text not null constraint uq_listing_documents_agent_id unique,
          publisher_id text not null,
          name text not null,
          content text not null,
          content_words tsvector not null,
          words tsvector not null,
          embedding halfvec(384),
          embedding_of text,
          categories text[] not null,
          tags text[] not null,
          kind text not null,
          models text[] not null,
          languages text[] not null,
          verified boolean not null,
          price_model text,
          price_amount bigint,
          published_at timestamptz not null,
          reviews bigint not null default 0,
          rating_mean real,
          rating_score real not null default 3.5,
          histogram bigint[] not null default '{0,0,0,0,0}',
          happy_share real,
          happy_low real,
          happy_high real,
          happy_runs bigint,
          standing real not null default 3.5
        )
        """
    )
    for name, using in (
        ("words", "gin (words) with (fastupdate = off)"),
        ("name", "gin (name gin_trgm_ops)"),
        ("categories", "gin (categories)"),
        ("tags", "gin (tags)"),
        ("models", "gin (models)"),
        ("publisher_id", "btree (publisher_id)"),
        ("standing", "btree (standing, listing_id)"),
        ("published_at", "btree (published_at, listing_id)"),
        ("embedding", "hnsw (embedding halfvec_cosine_ops)"),
    ):
        op.execute(f"create index ix_listing_documents_{name} on listing_documents using {using}")


def _moderation() -> None:
    json = postgresql.JSONB(astext_type=sa.Text())
    op.create_table(
        "moderation_cases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("findings", json, nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("appeal_of", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_cases")),
        sa.UniqueConstraint("appeal_of", name=op.f("uq_moderation_cases_appeal_of")),
    )
    op.create_index(
        "uq_moderation_cases_open",
        "moderation_cases",
        ["subject_id"],
        unique=True,
        postgresql_where="closed_at is null",
    )
    op.create_index(
        "ix_moderation_cases_queue",
        "moderation_cases",
        ["queue", "id"],
        postgresql_where="closed_at is null",
    )
    op.create_table(
        "moderation_decisions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("automated", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("override_of", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_cases.id"], name=op.f("fk_moderation_decisions_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decisions")),
    )
    op.create_index("ix_moderation_decisions_case_id", "moderation_decisions", ["case_id"])
    op.create_table(
        "moderation_reports",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_reports")),
        sa.UniqueConstraint(
            "user_id", "subject_id", name=op.f("uq_moderation_reports_user_id_subject_id")
        ),
    )


def _prices() -> None:
    """A search filters and sorts by price: what an agent costs from now on is there at once."""
    op.execute("create policy touch on listing_documents for update to current_user using (true)")
    let_owner_look_up("listing_documents")
    op.execute(
        """
        create function tell_price() returns trigger
        language plpgsql security definer set search_path = public, pg_temp as $$
        begin
          update listing_documents set price_model = new.model, price_amount = new.unit_amount
          where agent_id = new.agent_id;
          return null;
        end $$
        """
    )
    op.execute(
        "create trigger told after insert on prices for each row"
        " when (new.archived_at is null) execute function tell_price()"
    )


def downgrade() -> None:
    op.execute("drop trigger told on prices")
    op.execute("drop function tell_price()")
    for table in _TABLES:
        op.drop_table(table)
    op.drop_column("agents", "suspended_reason")
