"""The words that listings are found by, for typing errors; and what nobody found."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import let_owner_look_up, let_worker

revision = "0033_search"
down_revision = "0032_outcomes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("documents", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_listing_words")),
    )
    op.create_index("ix_listing_words_stem", "listing_words", ["stem"])
    op.execute("create index ix_listing_words_near on listing_words using gin (word gin_trgm_ops)")
    op.create_table(
        "search_misses",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "query", name=op.f("pk_search_misses")),
    )
    for table in ("listing_words", "search_misses"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        let_owner_look_up(table)
        op.execute(f"create policy learn on {table} for insert to current_user with check (true)")
        op.execute(f"create policy touch on {table} for update to current_user using (true)")
    op.execute("create policy visible on listing_words for select to laelia_app using (true)")
    op.execute("grant select on listing_words to laelia_app")
    op.execute(
        "create policy visible on search_misses for select to laelia_app using"
        " ('org_6QQ9P1M7XSSX0SSQNNMG7B5V2G' = any(string_to_array("
        "nullif(current_setting('app.org_ids', true), ''), ',')))"
    )
    op.execute("grant select on search_misses to laelia_app")
    op.create_index(
        "ix_listing_documents_unread",
        "listing_documents",
        ["listing_id"],
        postgresql_where="embedding_of is null",
    )
    let_worker("search_misses", commands="select, delete")
    _functions()


def _functions() -> None:
    op.execute(
        """
        create function learn_words(said text) returns void
        language sql volatile security definer set search_path = public, pg_temp as $$
          insert into listing_words (word, stem, documents)
          select word, coalesce((ts_lexize('english_stem', word))[1], ''), 1
          from unnest(tsvector_to_array(to_tsvector('simple', said))) word
          where length(word) between 2 and 40 order by word
          on conflict (word) do update set documents = listing_words.documents + 1
        $$
        """
    )
    op.execute(
        """
        create function tell_miss(asked text, today date) returns void
        language sql volatile security definer set search_path = public, pg_temp as $$
          insert into search_misses (day, query, times) values (today, left(lower(asked), 200), 1)
          on conflict (day, query) do update set times = search_misses.times + 1
        $$
        """
    )
    for signature in ("learn_words(text)", "tell_miss(text, date)"):
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")


def downgrade() -> None:
    for function in ("learn_words(text)", "tell_miss(text, date)"):
        op.execute(f"drop function {function}")
    op.drop_index("ix_listing_documents_unread", "listing_documents")
    op.drop_table("search_misses")
    op.drop_table("listing_words")
