"""Tries of agents that are not enabled, who pays for them, and consent to where data goes.

What creators paid in and what a day has cost is written by functions of the database alone: a
visitor's transaction sees neither.
"""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import ORGS, append_only, isolate, let_owner_look_up, let_worker

revision = "0036_tries"
down_revision = "0034_listing_media"
branch_labels = None
depends_on = None

_VISITORS = "org_5DQEYAPBKA4QX25R1YJK3TPW3M"
_TABLES = ("consents", "tries", "try_fundings", "try_offers", "try_days")
_NAMED = (
    "agent_hosts(text, text[], text[])",
    "reserve_try(text, text, text, text, text, bigint, bigint, timestamptz, jsonb)",
    "settle_try(text, text, bigint, bigint, boolean)",
    "try_terms(text, date)",
    "try_counts(text, text, date)",
    "fund_try_offer(text, text, bigint, timestamptz)",
)


def upgrade() -> None:
    _consents()
    _tries()
    _offers()
    for table in ("consents", "tries", "try_fundings"):
        isolate(table)
        let_worker(table)
    for table in ("consents", "try_fundings"):
        append_only(table)
    op.execute("revoke insert, update, delete on tries from laelia_app")
    isolate("try_offers")
    op.execute("revoke insert, update, delete on try_offers from laelia_app")
    op.execute(
        "grant insert (agent_id, org_id, offered, anonymous, per_person, per_organization,"
        " updated_at), update (offered, anonymous, per_person, per_organization, updated_at)"
        " on try_offers to laelia_app"
    )
    let_worker("try_offers")
    op.execute("alter table try_days enable row level security")
    op.execute("alter table try_days force row level security")
    let_worker("try_days")
    for table in ("tries", "try_offers", "try_days"):
        op.execute(f"create policy owner on {table} to current_user using (true) with check (true)")
    let_owner_look_up("mcp_servers")
    _hosts()
    _reserve()
    _settle()
    _look_ups()
    for signature in _NAMED:
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")
    _forget_visitors()


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("publisher_id", sa.Text(), nullable=False),
        sa.Column("hosts", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("for_all", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_agent", "consents", ["org_id", "agent_id", "id"])


def _tries() -> None:
    op.create_table(
        "tries",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("paid_by", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "run_id", name=op.f("pk_tries")),
    )
    op.create_index("ix_tries_person", "tries", ["org_id", "user_id", "agent_id"])
    op.create_index("ix_tries_agent", "tries", ["agent_id", "created_at"])
    op.create_table(
        "try_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_try_days")),
    )


def _offers() -> None:
    op.create_table(
        "try_offers",
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("per_person", sa.BigInteger(), nullable=True),
        sa.Column("per_organization", sa.BigInteger(), nullable=True),
        sa.Column("funded", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("held", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("spent", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "held >= 0 and spent >= 0 and held + spent <= funded",
            name=op.f("ck_try_offers_in_funds"),
        ),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_try_offers")),
    )
    op.create_table(
        "try_fundings",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "key", name=op.f("pk_try_fundings")),
    )


def _hosts() -> None:
    """Of the servers that a publisher registered others learn the host, by name, and no more."""
    op.execute(
        """
        create function agent_hosts(owner text, hosts text[], servers text[])
        returns table (host text)
        language sql stable security definer set search_path = public, pg_temp as $$
          select unnest(hosts)
          union
          select lower(substring(s.url from '^[a-zA-Z]+://(?:[^/@]*@)?(\\[[^]]*\\]|[^:/?#]+)'))
          from mcp_servers s where s.org_id = owner and s.name = any(servers)
        $$
        """
    )


def _reserve() -> None:
    """One lock a day orders all tries: they are few, and what they count must hold."""
    op.execute(
        f"""
        create function reserve_try(
          asked_org text, asked_run text, person text, agent text, owner text,
          models bigint, fee bigint, moment timestamptz, limits jsonb
        ) returns text
        language plpgsql volatile security definer set search_path = public, pg_temp as $$
        declare
          today date := (moment at time zone 'UTC')::date;
          since timestamptz := moment - make_interval(days => (limits->>'days')::int);
          visitors constant text := '{_VISITORS}';
          offer try_offers%rowtype;
          spending try_days%rowtype;
          mine bigint; ours bigint; mine_today bigint; ours_today bigint; under_way bigint;
          source text := 'platform';
          amount bigint := models + fee;
        begin
          if not (asked_org = any({ORGS})) then
            raise exception 'not this organization''s try';
          end if;
          insert into try_days (day, held, spent) values (today, 0, 0) on conflict do nothing;
          select * into spending from try_days where day = today for update;
          select * into offer from try_offers where agent_id = agent for update;
          if found and not offer.offered then return 'not_offered'; end if;
          select count(*) filter (where t.agent_id = agent and t.user_id = person
                                    and t.status <> 'void' and t.created_at > since),
                 count(*) filter (where t.agent_id = agent and t.status <> 'void'
                                    and t.created_at > since),
                 count(*) filter (where t.user_id = person and t.day = today),
                 count(*) filter (where t.day = today),
                 count(*) filter (where t.user_id = person and t.status = 'open'
                                    and t.created_at > moment - interval '1 hour')
            into mine, ours, mine_today, ours_today, under_way
            from tries t where t.org_id = asked_org
             and (t.created_at > since or t.day = today);
          if under_way >= (limits->>'at_once')::bigint then return 'at_once'; end if;
          if asked_org = visitors then
            if not coalesce(offer.anonymous, false) then return 'sign_in'; end if;
            if mine_today >= (limits->>'per_visitor')::bigint then return 'visitor'; end if;
            if ours_today >= (limits->>'visitors_per_day')::bigint then
              return 'visitors_day';
            end if;
          else
            if mine >= coalesce(offer.per_person, (limits->>'per_person')::bigint) then
              return 'person';
            end if;
            if ours >= coalesce(offer.per_organization, (limits->>'per_organization')::bigint) then
              return 'organization';
            end if;
            if mine_today >= (limits->>'person_per_day')::bigint then return 'person_day'; end if;
            if ours_today >= (limits->>'organization_per_day')::bigint then
              return 'organization_day';
            end if;
          end if;
          if offer.funded > offer.spent + offer.held
             and offer.funded - offer.spent - offer.held >= models then
            source := 'creator';
            amount := models;
            update try_offers set held = held + amount where agent_id = agent;
          elsif spending.held + spending.spent + amount > (limits->>'daily')::bigint then
            return 'budget';
          else
            update try_days set held = held + amount where day = today;
          end if;
          insert into tries (org_id, run_id, user_id, agent_id, owner_id, day, paid_by, status,
                             reserved, cost, created_at)
          values (asked_org, asked_run, person, agent, owner, today, source, 'open', amount, 0,
                  moment);
          return source;
        end $$
        """
    )


def _settle() -> None:
    op.execute(
        f"""
        create function settle_try(
          asked_org text, asked_run text, models bigint, fee bigint, good boolean
        ) returns table (org_id text, run_id text, owner_id text, paid_by text, amount bigint)
        language plpgsql volatile security definer set search_path = public, pg_temp as $$
        declare
          known tries%rowtype;
          cost_of_it bigint;
        begin
          if not (asked_org = any({ORGS})) then
            raise exception 'not this organization''s try';
          end if;
          select * into known from tries t where t.org_id = asked_org and t.run_id = asked_run;
          if not found then return; end if;
          perform 1 from try_days d where d.day = known.day for update;
          select * into known from tries t where t.org_id = asked_org and t.run_id = asked_run
             and t.status = 'open' for update;
          if not found then return; end if;
          cost_of_it := least(
            known.reserved, case known.paid_by when 'creator' then models else models + fee end);
          if known.paid_by = 'creator' then
            update try_offers o set held = o.held - known.reserved, spent = o.spent + cost_of_it
             where o.agent_id = known.agent_id;
          else
            update try_days d set held = d.held - known.reserved, spent = d.spent + cost_of_it
             where d.day = known.day;
          end if;
          update tries t set status = case when good then 'settled' else 'void' end,
                 cost = cost_of_it
           where t.org_id = asked_org and t.run_id = asked_run;
          return query select known.org_id, known.run_id, known.owner_id, known.paid_by, cost_of_it;
        end $$
        """
    )


def _look_ups() -> None:
    op.execute(
        """
        create function try_terms(agent text, today date) returns table (
          offered boolean, anonymous boolean, per_person bigint, per_organization bigint,
          creator_left bigint, day_used bigint
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select coalesce(o.offered, true), coalesce(o.anonymous, false), o.per_person,
                 o.per_organization, coalesce(o.funded - o.spent - o.held, 0)::bigint,
                 coalesce(d.held + d.spent, 0)::bigint
          from (select 1) one
          left join try_offers o on o.agent_id = agent
          left join try_days d on d.day = today
        $$
        """
    )
    op.execute(
        f"""
        create function try_counts(owner text, agent text, since date) returns table (
          day date, tries bigint, completed bigint, credits bigint
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select t.day, count(*), count(*) filter (where t.status = 'settled'),
                 coalesce(sum(t.cost) filter (where t.paid_by = 'creator'), 0)::bigint
          from tries t
          where t.owner_id = owner and owner = any({ORGS}) and t.agent_id = agent
            and t.created_at >= since and t.day >= since
          group by t.day order by t.day desc
        $$
        """
    )
    op.execute(
        f"""
        create function fund_try_offer(owner text, agent text, amount bigint, moment timestamptz)
        returns void
        language plpgsql volatile security definer set search_path = public, pg_temp as $$
        begin
          if not (owner = any({ORGS})) or amount <= 0 then
            raise exception 'not this organization''s agent';
          end if;
          insert into try_offers (agent_id, org_id, offered, anonymous, funded, updated_at)
          values (agent, owner, true, false, amount, moment)
          on conflict (agent_id) do update set funded = try_offers.funded + excluded.funded
           where try_offers.org_id = owner;
        end $$
        """
    )


def _forget_visitors() -> None:
    """What people without an account tried is removed after a day."""
    _seed(
        "insert into retention_policies (org_id, content_days, updated_at, updated_by)"
        f" values ('{_VISITORS}', 1, now(), 'platform') on conflict do nothing"
    )


def _seed(statement: str) -> None:
    """Forced means forced: for the owner too."""
    op.execute("create policy seed on retention_policies to current_user using (true)")
    op.execute(statement)
    op.execute("drop policy seed on retention_policies")


def downgrade() -> None:
    for signature in _NAMED:
        op.execute(f"drop function {signature}")
    op.execute("drop policy lookup on mcp_servers")
    for table in _TABLES:
        op.drop_table(table)
    _seed(f"delete from retention_policies where org_id = '{_VISITORS}'")
