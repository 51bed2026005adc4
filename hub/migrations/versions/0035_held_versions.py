"""Buyers stay at the version they have while the current one asks for more.

A publisher's act concerns the rights of organizations that its transaction does not see: two
functions do what it takes, for the owner of the agent alone, and tell nothing of whose they are.
"""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import ORGS, let_owner_look_up

revision = "0035_held_versions"
down_revision = "0027_console"
branch_labels = None
depends_on = None

_COLUMNS = ("held_version_id", "offered_version_id", "told_version_id")
_OWN = f"exists (select from agents a where a.id = agent and a.org_id = any({ORGS}))"
_SIGNATURES = ("held_versions(text)", "hold_versions(text, text, text, boolean, text[])")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("entitlements", sa.Column(name, sa.Text(), nullable=True))
    op.create_index(
        "ix_entitlements_held",
        "entitlements",
        ["agent_id"],
        postgresql_where="held_version_id is not null and ended_at is null",
    )
    let_owner_look_up("entitlements")
    op.execute("create policy touch on entitlements for update to current_user using (true)")
    op.execute(
        "create policy worker on entitlements to laelia_worker"
        " using (held_version_id is not null) with check (held_version_id is not null)"
    )
    op.execute("grant select on entitlements to laelia_worker")
    op.execute("grant update (told_version_id) on entitlements to laelia_worker")
    _functions()


def _functions() -> None:
    op.execute(
        f"""
        create function held_versions(agent text) returns setof text
        language sql stable security definer set search_path = public, pg_temp as $$
          select distinct e.held_version_id from entitlements e
          where e.agent_id = agent and e.held_version_id is not null and e.ended_at is null
            and {_OWN}
        $$
        """
    )
    op.execute(
        f"""
        create function hold_versions(
          agent text, before text, after text, more boolean, released text[]
        ) returns void
        language sql volatile security definer set search_path = public, pg_temp as $$
          update entitlements e set
            held_version_id = case when e.held_version_id is null then before
                                   when e.held_version_id = any(released) then null
                                   else e.held_version_id end,
            offered_version_id = case when e.held_version_id = any(released) then null
                                      else after end
          where e.agent_id = agent and e.ended_at is null and e.version_id is null
            and (more or e.held_version_id is not null) and {_OWN}
            and not exists (select from agents a where a.id = agent and a.org_id = e.org_id)
        $$
        """
    )
    for signature in _SIGNATURES:
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")


def downgrade() -> None:
    for signature in _SIGNATURES:
        op.execute(f"drop function {signature}")
    op.execute("revoke select, update on entitlements from laelia_worker")
    for policy in ("lookup", "touch", "worker"):
        op.execute(f"drop policy {policy} on entitlements")
    op.drop_index("ix_entitlements_held", "entitlements")
    for name in _COLUMNS:
        op.drop_column("entitlements", name)
