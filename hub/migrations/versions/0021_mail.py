"""Verified addresses, the links that are mailed to people, and devices seen before."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import CITEXT

from hub.migrations.policies import USER, isolate, let_owner_look_up

revision = "0021_mail"
down_revision = "0020_encryption"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_FUNCTIONS = (
    "find_email_link(bytea)",
    "find_device(text, text, text, timestamptz)",
    "find_leaked_token(bytea)",
)


def upgrade() -> None:
    op.add_column("users", sa.Column("email_verified_at", _TIME, nullable=True))
    # Whoever administers the platform was named by its operator, or by somebody who was.
    op.execute("alter table users no force row level security")
    op.execute("update users set email_verified_at = created_at where platform_role is not null")
    op.execute("alter table users force row level security")
    op.create_table(
        "email_links",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("email", CITEXT(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_email_links_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_email_links")),
    )
    op.create_index(op.f("ix_email_links_user_id"), "email_links", ["user_id"])
    op.create_index(
        "ix_email_links_kept", "email_links", ["email"], postgresql_where="purpose = 'undo'"
    )
    isolate("email_links", using=f"user_id = {USER}")
    let_owner_look_up("email_links")
    _look_ups()
    _keep_addresses()


def _look_ups() -> None:
    op.execute(
        """
        create function find_email_link(hash bytea) returns table (
          purpose text, user_id text, email text, attempts bigint, created_at timestamptz,
          expires_at timestamptz, org_ids text[]
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select l.purpose, l.user_id, l.email::text, l.attempts, l.created_at, l.expires_at,
                 array(select m.org_id from memberships m join organizations o on o.id = m.org_id
                       where m.user_id = u.id and m.status = 'active' and o.status = 'active'
                       order by (o.type = 'personal'), m.created_at)
          from email_links l join users u on u.id = l.user_id and u.status = 'active'
          where l.token_hash = hash
        $$
        """
    )
    op.execute(
        """
        create function find_device(person text, net text, program text, since timestamptz)
        returns table (any_before boolean, this_before boolean)
        language sql stable security definer set search_path = public, pg_temp as $$
          select count(*) > 0,
                 coalesce(bool_or(s.network is not distinct from net
                                  and s.user_agent is not distinct from program), false)
          from sessions s where s.user_id = person and s.created_at >= since
        $$
        """
    )
    op.execute(
        """
        create function find_leaked_token(hash bytea) returns table (
          grant_id text, org_id text, user_id text
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select g.id, g.org_id, g.user_id
          from oauth_tokens t join oauth_grants g on g.id = t.grant_id
          where t.token_hash = hash and g.revoked_at is null
        $$
        """
    )
    for signature in _FUNCTIONS:
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")


def _keep_addresses() -> None:
    """An address that its owner may still take back is nobody else's, whoever writes accounts."""
    op.execute(
        """
        create function keep_address() returns trigger
        language plpgsql security definer set search_path = public, pg_temp as $$
        begin
          if exists (select from email_links l where l.purpose = 'undo' and l.email = new.email
                     and l.user_id <> new.id and l.expires_at > now()) then
            raise unique_violation using message = 'the address can still be taken back';
          end if;
          return new;
        end $$
        """
    )
    op.execute("revoke all on function keep_address() from public")
    op.execute(
        "create trigger keep_address before insert or update of email on users"
        " for each row execute function keep_address()"
    )


def downgrade() -> None:
    op.execute("drop trigger keep_address on users")
    op.execute("drop function keep_address()")
    for signature in _FUNCTIONS:
        op.execute(f"drop function {signature}")
    op.drop_table("email_links")
    op.drop_column("users", "email_verified_at")
