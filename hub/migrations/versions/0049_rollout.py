"""Gradual roll-outs, and a creator's figures: who has an agent, and what it earned.

Whoever sees an agent reads which version is theirs; what the roll-out is doing is its owner's. What
figures were made of is the worker's alone. The two functions count over what their caller does not
see, for the owner of the agent, or the publisher, alone.
"""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import ORGS, TENANT, isolate, let_worker

revision = "0049_rollout"
down_revision = "0048_outcome_sources"
branch_labels = None
depends_on = None

_LOOKED_UP = ("rollouts", "runs", "order_items", "products", "refunds", "disputes")
_OWN = f"exists (select from agents a where a.id = agent and a.org_id = any({ORGS}))"
_SIGNATURES = (
    "agent_installs(text, timestamptz)",
    "agent_earnings(text, timestamptz, timestamptz)",
)
_OF_FIGURE = ("rollout_id", "version_id", "measure")


def upgrade() -> None:
    op.create_table(
        "rollouts",
        sa.Column("id", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("agent_id", "org_id", "before_id", "version_id")
        ),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_rollouts_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollouts")),
    )
    op.create_index(
        "uq_rollouts_live",
        "rollouts",
        ["agent_id"],
        unique=True,
        postgresql_where="ended_at is null",
    )
    seen = "exists (select from agents a where a.id = rollouts.agent_id)"
    isolate("rollouts", using=seen, write=TENANT)
    let_worker("rollouts")
    op.create_table(
        "rollout_figures",
        *(sa.Column(name, sa.Text(), nullable=False) for name in (*_OF_FIGURE, "org_id")),
        *(sa.Column(name, sa.REAL(), nullable=False) for name in ("share", "low", "high")),
        sa.Column("runs", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*_OF_FIGURE, name=op.f("pk_rollout_figures")),
    )
    op.create_table(
        "rollout_tallies",
        *(sa.Column(name, sa.Text(), nullable=False) for name in (*_OF_FIGURE, "org_id")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("good", "bad")),
        sa.PrimaryKeyConstraint(*_OF_FIGURE, "org_id", name=op.f("pk_rollout_tallies")),
    )
    for table in ("rollout_figures", "rollout_tallies"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        let_worker(table, commands="select, insert, update, delete")
    op.execute(
        f"create policy visible on rollout_figures for select to laelia_app using ({TENANT})"
    )
    op.execute("grant select on rollout_figures to laelia_app")
    _placing()
    for table in _LOOKED_UP:
        op.execute(f"create policy figures on {table} for select to current_user using (true)")
    _installs()
    _earnings()
    for signature in _SIGNATURES:
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")


def _placing() -> None:
    """What of the listings an index apart has as it is: each change takes the mark away."""
    op.add_column("listing_documents", sa.Column("placed_in", sa.Text(), nullable=True))
    op.execute(
        """
        create function take_place_away() returns trigger language plpgsql as $$
        begin
          if row(new.embedding::text, new.categories, new.tags, new.models, new.languages,
                 new.kind, new.price_model, new.publisher_id, new.verified)
             is distinct from
             row(old.embedding::text, old.categories, old.tags, old.models, old.languages,
                 old.kind, old.price_model, old.publisher_id, old.verified) then
            new.placed_in := null;
          end if;
          return new;
        end $$
        """
    )
    op.execute(
        "create trigger take_place_away before update on listing_documents for each row"
        " when (old.placed_in is not null) execute function take_place_away()"
    )
    op.create_index(
        "ix_listing_documents_unplaced",
        "listing_documents",
        ["listing_id"],
        postgresql_where="placed_in is null and embedding is not null",
    )


def _installs() -> None:
    """Organizations with a right at a moment, by the version that they run; null: all of them."""
    op.execute(
        f"""
        create function agent_installs(agent text, until timestamptz)
        returns table (version_id text, organizations bigint)
        language sql stable security definer set search_path = public, pg_temp as $$
          select h.version_id, count(distinct h.org_id)
          from (
            select e.org_id, coalesce(e.version_id, e.held_version_id,
              case when r.id is not null and (
                'x' || encode(substring(sha256(convert_to(r.id || ':' || e.org_id, 'UTF8'))
                                        from 1 for 4), 'hex')
              )::bit(32)::bigint % 100 < r.percent then r.version_id end,
              a.current_version_id) as version_id
            from entitlements e
            join agents a on a.id = e.agent_id
            left join rollouts r on r.agent_id = a.id and r.status = 'running'
              and r.ended_at is null
            where e.agent_id = agent and e.org_id <> a.org_id and {_OWN}
              and e.created_at < until and e.active_from < until
              and (e.ended_at is null or e.ended_at >= until)
              and (e.active_to is null or e.active_to >= until)
          ) h
          group by grouping sets ((h.version_id), ())
        $$
        """
    )


def _earnings() -> None:
    """What the ledger booked for a publisher in each month, by agent.

    A run's booking is shared out among the agents of its family as their fees were; an order's
    belongs to the agent that it is about, and to null where that is not one.
    """
    op.execute(
        rf"""
        create function agent_earnings(publisher text, since timestamptz, until timestamptz)
        returns table (month date, agent_id text, code text, asset text, amount bigint)
        language sql stable security definer set search_path = public, pg_temp as $$
          with recursive moved as (
            select t.org_id, t.id, t.code, t.cause_id, e.asset, sum(e.amount)::bigint as amount,
                   date_trunc('month', t.booked_at at time zone 'UTC')::date as month
            from ledger_entries e
            join ledger_transactions t on t.org_id = e.org_id and t.id = e.transaction_id
            where e.owner_id = publisher and e.owner_id = any({ORGS})
              and e.account like 'publisher\_%' and t.booked_at >= since and t.booked_at < until
              and (t.code in ('settled', 'sold', 'refunded', 'refunded_balance')
                or t.code like 'dispute%')
            group by t.org_id, t.id, t.code, t.cause_id, e.asset, t.booked_at
            having sum(e.amount) <> 0
          ), family as (
            select m.org_id, m.id as booking, r.id, r.agent_id, r.agent_owner_id,
                   r.publisher_fee, r.status
            from moved m join runs r on r.org_id = m.org_id and r.id = m.cause_id
            where m.code = 'settled'
            union all
            select f.org_id, f.booking, c.id, c.agent_id, c.agent_owner_id, c.publisher_fee,
                   c.status
            from family f join runs c on c.org_id = f.org_id and c.parent_run_id = f.id
            where f.status <> 'lost'
          ), fees as (
            select f.org_id, f.booking, f.agent_id, sum(f.publisher_fee) as fee
            from family f where f.agent_owner_id = publisher and f.publisher_fee > 0
            group by f.org_id, f.booking, f.agent_id
          ), shares as (
            select f.*, sum(f.fee) over (partition by f.org_id, f.booking) as whole,
                   sum(f.fee) over (partition by f.org_id, f.booking order by f.agent_id) as up_to
            from fees f
          ), parted as (
            select m.month, s.agent_id, m.code, m.asset,
                   (floor(m.amount * s.up_to / s.whole)
                     - floor(m.amount * (s.up_to - s.fee) / s.whole))::bigint as amount
            from moved m join shares s on s.org_id = m.org_id and s.booking = m.id
            union all
            select m.month, (
                     select case when count(distinct one) = 1 then min(one) end
                     from order_items i join products p on p.id = i.product_id,
                       unnest(p.agent_ids) one
                     where i.order_id = coalesce(
                       (select x.order_id from refunds x where x.id = m.cause_id),
                       (select x.order_id from disputes x where x.id = m.cause_id), m.cause_id)
                   ), m.code, m.asset, m.amount
            from moved m
            where not exists (
              select from shares s where s.org_id = m.org_id and s.booking = m.id
            )
          )
          select p.month, p.agent_id, p.code, p.asset, sum(p.amount)::bigint
          from parted p group by 1, 2, 3, 4
        $$
        """
    )


def downgrade() -> None:
    for signature in _SIGNATURES:
        op.execute(f"drop function {signature}")
    for table in _LOOKED_UP:
        op.execute(f"drop policy figures on {table}")
    op.execute("drop trigger take_place_away on listing_documents")
    op.execute("drop function take_place_away()")
    op.drop_index("ix_listing_documents_unplaced", "listing_documents")
    op.drop_column("listing_documents", "placed_in")
    for table in ("rollout_tallies", "rollout_figures", "rollouts"):
        op.drop_table(table)
