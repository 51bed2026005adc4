"""Reviews, what is said below them, and the stars that follow from them.

Who wrote something is apart from what was written: the words are everybody's, their author is the
author's organization's to see. Nobody writes stars: the database counts them.
"""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import ORGS, TENANT, isolate, let_owner_look_up

revision = "0031_reviews"
down_revision = "0030_marketplace"
branch_labels = None
depends_on = None

_PLATFORM = f"'org_6QQ9P1M7XSSX0SSQNNMG7B5V2G' = any({ORGS})"
_MINE = f"({TENANT} or {_PLATFORM})"
_TABLES = (
    *("review_votes", "review_comments", "review_replies", "review_revisions", "reviews"),
    "review_authors",
)
_FUNCTIONS = (
    *("tell_review()", "tell_vote()", "tell_comment()", "recount_listing(text)"),
    "listing_standing(real, real)",
)


def upgrade() -> None:
    _authors()
    _reviews()
    _below()
    authored = "exists (select from review_authors a where a.id = {}.{})"
    isolate("review_authors", using=_MINE)
    own = authored.format("reviews", "id")
    isolate("reviews", using=f"status = 'published' or {own}", write=own)
    isolate("review_revisions", using=authored.format("review_revisions", "review_id"))
    isolate(
        "review_replies",
        using="exists (select from reviews r where r.id = review_replies.review_id)",
        write=f"{TENANT} and exists (select from listings l where l.id = review_replies.listing_id"
        " and l.org_id = review_replies.org_id)",
    )
    own = authored.format("review_comments", "id")
    isolate("review_comments", using=f"status = 'published' or {own}", write=own)
    isolate("review_votes", using=TENANT)
    for table in ("reviews", "review_votes", "review_comments"):
        let_owner_look_up(table)
    op.execute("create policy touch on reviews for update to current_user using (true)")
    _counting()
    _triggers()


def _authors() -> None:
    op.create_table(
        "review_authors",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_authors")),
    )
    op.create_index(
        "uq_review_authors_review",
        "review_authors",
        ["user_id", "listing_id"],
        unique=True,
        postgresql_where="kind = 'review'",
    )
    op.create_index("ix_review_authors_org_id_id", "review_authors", ["org_id", "id"])


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("stars", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("voice", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("agent_version", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("runs", sa.BigInteger(), nullable=False),
        sa.Column("happy_share", sa.REAL(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("helpful", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("comments", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stars between 1 and 5", name=op.f("ck_reviews_stars_one_to_five")),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_reviews_listing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_listing_id_id", "reviews", ["listing_id", "id"])
    op.execute("create index ix_reviews_body on reviews using gin (body gin_trgm_ops)")
    op.create_table(
        "review_revisions",
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("stars", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("review_id", "revision", name=op.f("pk_review_revisions")),
    )


def _below() -> None:
    op.create_table(
        "review_replies",
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_review_replies")),
    )
    op.create_index(op.f("ix_review_replies_listing_id"), "review_replies", ["listing_id"])
    op.create_table(
        "review_comments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("by_publisher", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comments")),
    )
    op.create_index("ix_review_comments_review_id_id", "review_comments", ["review_id", "id"])
    op.create_table(
        "review_votes",
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("review_id", "user_id", name=op.f("pk_review_votes")),
    )


def _counting() -> None:
    """The published formula: five reviews of 3.5 stars come before the first one, and all that one
    organization says weighs at most as much as one review."""
    op.execute(
        """
        create function listing_standing(score real, low real) returns real
        language sql immutable as $$
          select (0.6 * score + 0.4 * coalesce(1 + 4 * low, score))::real
        $$
        """
    )
    op.execute(
        """
        create function recount_listing(listing text) returns void
        language sql volatile security definer set search_path = public, pg_temp as $$
          with counted as (
            select r.*, case r.level when 'verified_purchase' then 1.0 when 'verified_use' then 0.8
                        else 0.5 end as weight
            from reviews r where r.listing_id = listing and r.status = 'published'
          ), weighed as (
            select stars, weight / greatest(1, sum(weight) over (partition by voice)) as weight
            from counted
          ), sums as (
            select count(*) as reviews, avg(stars) as mean,
                   (5 * 3.5 + coalesce(sum(weight * stars), 0)) / (5 + coalesce(sum(weight), 0))
                     as score,
                   array[count(*) filter (where stars = 1), count(*) filter (where stars = 2),
                         count(*) filter (where stars = 3), count(*) filter (where stars = 4),
                         count(*) filter (where stars = 5)] as histogram
            from weighed
          ), said as (
            select left(coalesce(string_agg(title || ' ' || body, ' ' order by helpful desc, id),
                                 ''), 20000) as words
            from counted
          )
          update listing_documents d set
            reviews = s.reviews, rating_mean = s.mean, rating_score = s.score,
            histogram = s.histogram, standing = listing_standing(s.score::real, d.happy_low),
            words = d.content_words || setweight(to_tsvector('english', said.words), 'D')
          from sums s, said where d.listing_id = listing
        $$
        """
    )
    op.execute("revoke all on function recount_listing(text) from public")
    op.execute("grant execute on function recount_listing(text) to laelia_app, laelia_worker")


def _triggers() -> None:
    op.execute(
        """
        create function tell_review() returns trigger
        language plpgsql security definer set search_path = public, pg_temp as $$
        begin
          perform recount_listing(new.listing_id);
          return null;
        end $$
        """
    )
    op.execute(
        "create trigger told after insert or update of status, stars, level, title, body"
        " on reviews for each row execute function tell_review()"
    )
    op.execute(
        """
        create function tell_vote() returns trigger
        language plpgsql security definer set search_path = public, pg_temp as $$
        declare
          voted text := coalesce(new.review_id, old.review_id);
        begin
          update reviews set helpful = (
            select count(*) from review_votes v where v.review_id = voted and v.helpful
          ) where id = voted;
          return null;
        end $$
        """
    )
    op.execute(
        "create trigger told after insert or update or delete on review_votes"
        " for each row execute function tell_vote()"
    )
    op.execute(
        """
        create function tell_comment() returns trigger
        language plpgsql security definer set search_path = public, pg_temp as $$
        begin
          update reviews set comments = (
            select count(*) from review_comments c
            where c.review_id = new.review_id and c.status = 'published'
          ) where id = new.review_id;
          return null;
        end $$
        """
    )
    op.execute(
        "create trigger told after insert or update of status on review_comments"
        " for each row execute function tell_comment()"
    )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    for function in _FUNCTIONS:
        op.execute(f"drop function {function}")
