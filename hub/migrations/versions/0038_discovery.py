"""First-party events of discovery, what people wish of them, and what they viewed.

Events are written by functions and triggers of the database alone. What the hub does anyway
(a try, an entitlement, an order, a review, a choice) tells of itself, without a person.
"""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import ORGS, TENANT, USER, isolate, let_worker

revision = "0038_discovery"
down_revision = "0038_proofs"
branch_labels = None
depends_on = None

_PLATFORM = f"'org_6QQ9P1M7XSSX0SSQNNMG7B5V2G' = any({ORGS})"
_CALLED = (
    "tell_discovery(jsonb, timestamptz)",
    "forget_discovery(text)",
    "agent_funnel(text, text, date, date)",
    "enabled_by_alike(text, integer)",
)
_TOLD_BY = {
    "tries": ("told_try", "after update of status"),
    "comparison_entrants": ("told_entrant", "after insert"),
    "comparisons": ("told_choice", "after update of status"),
    "checkouts": ("told_checkout", "after insert or update of status"),
    "orders": ("told_order", "after update of paid_at"),
    "reviews": ("told_first_review", "after insert"),
}
_READ = ("entitlements", "orders", "order_items", "products", "comparison_entrants", "comparisons")


def upgrade() -> None:
    _tables()
    op.execute("alter table discovery_events enable row level security")
    op.execute("alter table discovery_events force row level security")
    op.execute(
        f"create policy platform on discovery_events for select to laelia_app using ({_PLATFORM})"
    )
    op.execute("grant select on discovery_events to laelia_app")
    op.execute(
        "create policy owner on discovery_events to current_user using (true) with check (true)"
    )
    let_worker("discovery_events", commands="select, delete")
    for table in ("discovery_wishes", "viewed_listings"):
        isolate(table, using=f"{TENANT} and user_id = {USER}")
    let_worker("viewed_listings", commands="select, delete")
    for table in _READ:
        op.execute(f"create policy told on {table} for select to current_user using (true)")
    _functions()
    _alike()
    for signature in _CALLED:
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")
    _triggers()
    _enabling()


def _tables() -> None:
    op.create_table(
        "discovery_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("results", sa.BigInteger(), nullable=True),
        sa.Column("shown", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discovery_events")),
    )
    op.create_index("ix_discovery_events_agent", "discovery_events", ["agent_id", "day", "kind"])
    op.create_index("ix_discovery_events_day", "discovery_events", ["day", "kind"])
    op.create_table(
        "discovery_wishes",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("analytics", sa.Boolean(), nullable=False),
        sa.Column("recently_viewed", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "user_id", name=op.f("pk_discovery_wishes")),
    )
    op.create_table(
        "viewed_listings",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "user_id", "listing_id", name=op.f("pk_viewed_listings")),
    )


def _functions() -> None:
    op.execute(
        """
        create function tell_discovery(events jsonb, moment timestamptz) returns void
        language sql volatile security definer set search_path = public, pg_temp as $$
          insert into discovery_events (
            at, day, kind, person, agent_id, place, position, query, results, shown)
          select moment, (moment at time zone 'UTC')::date, e.kind, e.person, l.agent_id, e.place,
                 e.position, e.query, e.results, coalesce(e.shown, '{}')
          from jsonb_to_recordset(events) as e(
            kind text, person text, listing_id text, place text, position bigint, query text,
            results bigint, shown text[])
          left join listings l on l.id = e.listing_id and l.published_at is not null
          where e.kind in ('search', 'impression', 'view')
            and (e.kind = 'search' or l.id is not null)
        $$
        """
    )
    op.execute(
        """
        create function forget_discovery(whose text) returns void
        language sql volatile security definer set search_path = public, pg_temp as $$
          update discovery_events set person = null where person = whose
        $$
        """
    )
    op.execute(
        f"""
        create function agent_funnel(owner text, agent text, since date, until date)
        returns table (day date, kind text, times bigint)
        language sql stable security definer set search_path = public, pg_temp as $$
          select e.day, e.kind, count(*) from discovery_events e
          where e.agent_id = agent and owner = any({ORGS})
            and exists (select from agents a where a.id = agent and a.org_id = owner)
            and e.day >= since and e.day < until
          group by e.day, e.kind
        $$
        """
    )


def _alike() -> None:
    """From six organizations up, none of them one's own; how many there are is not told."""
    op.execute(
        f"""
        create function enabled_by_alike(mine text, most integer)
        returns table (listing_id text)
        language sql stable security definer set search_path = public, pg_temp as $$
          with here as (
            select distinct e.agent_id from entitlements e
            where e.org_id = mine and mine = any({ORGS}) and e.ended_at is null
          ), near as (
            select distinct e.org_id from entitlements e join here h on h.agent_id = e.agent_id
            where e.org_id <> mine and e.ended_at is null limit 5000
          )
          select l.id from entitlements e
          join near n on n.org_id = e.org_id
          join listings l on l.agent_id = e.agent_id
           and l.status in ('published', 'under_maintenance')
          where e.ended_at is null and e.agent_id not in (select agent_id from here)
            and l.org_id <> e.org_id and l.org_id <> mine
          group by l.id having count(distinct e.org_id) > 5
          order by count(distinct e.org_id) desc, l.id limit most
        $$
        """
    )


def _trigger(name: str, body: str) -> None:
    op.execute(
        f"""
        create function {name}() returns trigger
        language plpgsql security definer set search_path = public, pg_temp as $$
        begin
          {body}
          return null;
        end $$
        """
    )


_INSERT = (
    "insert into discovery_events (at, day, kind, agent_id, shown, about)"
    " select now(), (now() at time zone 'UTC')::date,"
)


def _triggers() -> None:
    _trigger(
        "told_try",
        f"if new.status = 'settled' then {_INSERT} 'try', new.agent_id, '{{}}', null; end if;",
    )
    _trigger("told_entrant", f"{_INSERT} 'compare', new.agent_id, '{{}}', null;")
    _trigger(
        "told_choice",
        f"""
        if new.status = 'decided' and old.status <> 'decided' and new.choice is not null then
          {_INSERT} case when e.label = new.choice then 'choice' else 'chosen_against' end,
                 e.agent_id, '{{}}',
                 (select c.agent_id from comparison_entrants c where c.org_id = new.org_id
                   and c.comparison_id = new.id and c.label = new.choice)
          from comparison_entrants e
          where e.org_id = new.org_id and e.comparison_id = new.id and e.run_id is not null;
        end if;
        """,
    )
    of_order = """
          from (select distinct unnest(p.agent_ids) as agent_id
                from order_items i join products p on p.id = i.product_id
                where i.order_id = {}) sold;
    """
    _trigger(
        "told_checkout",
        f"if tg_op = 'INSERT' or new.status <> old.status then"
        f" {_INSERT} 'checkout', sold.agent_id, '{{}}', new.status"
        f" {of_order.format('new.order_id')} end if;",
    )
    _trigger(
        "told_order",
        f"if old.paid_at is null and new.paid_at is not null then"
        f" {_INSERT} 'purchase', sold.agent_id, '{{}}', null {of_order.format('new.id')} end if;",
    )
    _trigger(
        "told_first_review",
        f"{_INSERT} 'review', l.agent_id, '{{}}', null from listings l"
        " where l.id = new.listing_id;",
    )
    for table, (name, when) in _TOLD_BY.items():
        op.execute(
            f"create trigger discovered {when} on {table} for each row execute function {name}()"
        )


def _enabling() -> None:
    """What is superseded is neither disabled nor enabled anew: that shows at the commit."""
    _trigger(
        "told_entitlement",
        f"""
        if tg_op = 'INSERT' then
          if not exists (select from entitlements b where b.org_id = new.org_id
               and b.agent_id = new.agent_id and b.user_id is not distinct from new.user_id
               and b.id <> new.id and b.ended_at = new.active_from)
          then
            {_INSERT} 'enable', new.agent_id, '{{}}', null
            from agents a where a.id = new.agent_id and a.org_id <> new.org_id;
          end if;
        elsif old.ended_at is null and new.ended_at is not null then
          if not exists (select from entitlements b where b.org_id = new.org_id
               and b.agent_id = new.agent_id and b.user_id is not distinct from new.user_id
               and b.id <> new.id and b.active_from = new.ended_at)
          then
            {_INSERT} 'disable', new.agent_id, '{{}}', null
            from agents a where a.id = new.agent_id and a.org_id <> new.org_id;
          end if;
        end if;
        """,
    )
    op.execute(
        "create constraint trigger discovered after insert or update of ended_at on entitlements"
        " deferrable initially deferred for each row execute function told_entitlement()"
    )


def downgrade() -> None:
    for table in (*_TOLD_BY, "entitlements"):
        op.execute(f"drop trigger discovered on {table}")
    for name in (*(name for name, _ in _TOLD_BY.values()), "told_entitlement"):
        op.execute(f"drop function {name}()")
    for signature in _CALLED:
        op.execute(f"drop function {signature}")
    for table in _READ:
        op.execute(f"drop policy told on {table}")
    for table in ("viewed_listings", "discovery_wishes", "discovery_events"):
        op.drop_table(table)
