"""Sessions that can be told apart, second factors, passkeys, and what organizations ask of both."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import ORGS, USER, isolate, let_owner_look_up

revision = "0018_people"
down_revision = "0016_oauth"
branch_labels = None
depends_on = None

# The platform's own organization: who acts in it sees the platform's administrators.
_PLATFORM = "org_6QQ9P1M7XSSX0SSQNNMG7B5V2G"
_TABLES = (
    *("totp_secrets", "recovery_codes", "passkeys", "auth_challenges"),
    *("organization_policies", "domain_rules"),
)
_HAS_FACTOR = """
  (exists (select from totp_secrets t where t.user_id = u.id and t.confirmed_at is not null)
   or exists (select from passkeys p where p.user_id = u.id))
"""


def upgrade() -> None:
    _sessions()
    _factors()
    _rules()
    for table in ("totp_secrets", "recovery_codes", "passkeys"):
        isolate(table, using=f"user_id = {USER}")
    isolate("auth_challenges", using=f"user_id is null or user_id = {USER}")
    isolate("organization_policies")
    isolate("domain_rules", using="true", write=f"'{_PLATFORM}' = any({ORGS})")
    op.execute(
        "create policy administrators on users for select to laelia_app"
        f" using (platform_role is not null and '{_PLATFORM}' = any({ORGS}))"
    )
    for table in ("totp_secrets", "passkeys", "auth_challenges", "organization_policies"):
        let_owner_look_up(table)
    op.execute("create policy touch on sessions for update to current_user using (true)")
    op.execute("drop function find_api_key(bytea)")
    op.execute("drop function find_session(bytea)")
    _look_ups()
    _tokens()


def _sessions() -> None:
    """With defaults, so that processes of the revision before can go on signing people in."""
    now, password, no = sa.text("now()"), sa.text("'password'"), sa.false()
    for column in (
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False, server_default=now),
        sa.Column("method", sa.Text(), nullable=False, server_default=password),
        sa.Column("second_factor", sa.Boolean(), nullable=False, server_default=no),
        sa.Column("network", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
    ):
        op.add_column("sessions", column)
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"])


def _factors() -> None:
    op.create_table(
        "totp_secrets",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_totp_secrets_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_totp_secrets")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id")),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_passkeys_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_user_id"), "passkeys", ["user_id"])
    op.create_table(
        "auth_challenges",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("entering", sa.Text(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_auth_challenges_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_auth_challenges")),
    )
    op.create_index(op.f("ix_auth_challenges_expires_at"), "auth_challenges", ["expires_at"])


def _rules() -> None:
    op.create_table(
        "organization_policies",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        sa.Column("session_hours", sa.BigInteger(), nullable=True),
        sa.Column("networks", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_organization_policies_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_organization_policies")),
    )
    op.create_table(
        "domain_rules",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain_rules")),
        sa.UniqueConstraint("domain", name=op.f("uq_domain_rules_domain")),
    )


def _look_ups() -> None:
    """As before, and beside it what the organization asks of whoever acts in it."""
    op.execute(
        f"""
        create function find_api_key(hash bytea) returns table (
          id text, org_id text, user_id text, mode text, scopes text[], agent_ids text[],
          requests_per_minute bigint, expires_at timestamptz, role text, platform_role text,
          factor_missing boolean, networks text[]
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select k.id, k.org_id, k.user_id, k.mode, k.scopes, k.agent_ids, k.requests_per_minute,
                 k.expires_at, m.role, u.platform_role,
                 coalesce(r.second_factor, false) and not {_HAS_FACTOR}, r.networks
          from api_keys k
          join organizations o on o.id = k.org_id and o.status = 'active'
          join users u on u.id = k.user_id and u.status = 'active'
          join memberships m on m.org_id = k.org_id and m.user_id = k.user_id
                            and m.status = 'active'
          left join organization_policies r on r.org_id = k.org_id
          where k.key_hash = hash and k.revoked_at is null
        $$
        """
    )
    op.execute(
        """
        create function find_session(hash bytea) returns table (
          id text, org_id text, user_id text, expires_at timestamptz, role text,
          platform_role text, second_factor boolean, last_used_at timestamptz,
          factor_missing boolean, networks text[]
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select s.id, s.org_id, s.user_id,
                 least(s.expires_at, s.created_at + make_interval(hours => r.session_hours::int)),
                 m.role, u.platform_role, s.second_factor, s.last_used_at,
                 coalesce(r.second_factor, false) and not s.second_factor, r.networks
          from sessions s
          join organizations o on o.id = s.org_id and o.status = 'active'
          join users u on u.id = s.user_id and u.status = 'active'
          join memberships m on m.org_id = s.org_id and m.user_id = s.user_id
                            and m.status = 'active'
          left join organization_policies r on r.org_id = s.org_id
          where s.token_hash = hash and s.revoked_at is null
        $$
        """
    )
    op.execute(
        """
        create function touch_session(hash bytea, moment timestamptz) returns void
        language sql volatile security definer set search_path = public, pg_temp as $$
          update sessions set last_used_at = moment
          where token_hash = hash and last_used_at < moment
        $$
        """
    )
    op.execute(
        """
        create function find_challenge(hash bytea) returns table (
          purpose text, user_id text, entering text, attempts bigint, expires_at timestamptz
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select c.purpose, c.user_id, c.entering, c.attempts, c.expires_at
          from auth_challenges c where c.token_hash = hash
        $$
        """
    )
    op.execute(
        """
        create function find_passkey(credential bytea) returns table (
          id text, user_id text, public_key bytea, sign_count bigint, org_ids text[]
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select p.id, p.user_id, p.public_key, p.sign_count,
                 array(select m.org_id from memberships m join organizations o on o.id = m.org_id
                       where m.user_id = u.id and m.status = 'active' and o.status = 'active'
                       order by (o.type = 'personal'), m.created_at)
          from passkeys p join users u on u.id = p.user_id and u.status = 'active'
          where p.credential_id = credential
        $$
        """
    )
    for signature in (
        *("find_api_key(bytea)", "find_session(bytea)", "find_challenge(bytea)"),
        *("find_passkey(bytea)", "touch_session(bytea, timestamptz)"),
    ):
        _for_the_hub_alone(signature)


def _tokens() -> None:
    """The policies of organizations hold for what acts with an OAuth token too."""
    op.execute("alter function find_access_token(bytea) rename to find_access_token_alone")
    op.execute(
        f"""
        create function find_access_token(hash bytea) returns table (
          id text, org_id text, user_id text, role text, expires_at timestamptz, mode text,
          scopes text[], agent_ids text[], requests_per_minute bigint, resource text,
          factor_missing boolean, networks text[]
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select f.*, coalesce(r.second_factor, false) and not {_HAS_FACTOR}, r.networks
          from find_access_token_alone(hash) f
          join users u on u.id = f.user_id
          left join organization_policies r on r.org_id = f.org_id
        $$
        """
    )
    op.execute("revoke all on function find_access_token_alone(bytea) from laelia_app")
    _for_the_hub_alone("find_access_token(bytea)")


def _for_the_hub_alone(signature: str) -> None:
    op.execute(f"revoke all on function {signature} from public")
    op.execute(f"grant execute on function {signature} to laelia_app")


def downgrade() -> None:
    op.execute("drop function find_access_token(bytea)")
    op.execute("alter function find_access_token_alone(bytea) rename to find_access_token")
    _for_the_hub_alone("find_access_token(bytea)")
    for signature in (
        *("find_api_key(bytea)", "find_session(bytea)", "find_challenge(bytea)"),
        *("find_passkey(bytea)", "touch_session(bytea, timestamptz)"),
    ):
        op.execute(f"drop function {signature}")
    op.execute("drop policy administrators on users")
    op.execute("drop policy touch on sessions")
    for table in _TABLES:
        op.drop_table(table)
    op.drop_index(op.f("ix_sessions_user_id"), "sessions")
    for column in ("last_used_at", "method", "second_factor", "network", "user_agent"):
        op.drop_column("sessions", column)
    _look_ups_before()


def _look_ups_before() -> None:
    op.execute(
        """
        create function find_api_key(hash bytea) returns table (
          id text, org_id text, user_id text, mode text, scopes text[], agent_ids text[],
          requests_per_minute bigint, expires_at timestamptz, role text, platform_role text
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select k.id, k.org_id, k.user_id, k.mode, k.scopes, k.agent_ids, k.requests_per_minute,
                 k.expires_at, m.role, u.platform_role
          from api_keys k
          join organizations o on o.id = k.org_id and o.status = 'active'
          join users u on u.id = k.user_id and u.status = 'active'
          join memberships m on m.org_id = k.org_id and m.user_id = k.user_id
                            and m.status = 'active'
          where k.key_hash = hash and k.revoked_at is null
        $$
        """
    )
    op.execute(
        """
        create function find_session(hash bytea) returns table (
          id text, org_id text, user_id text, expires_at timestamptz, role text,
          platform_role text
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select s.id, s.org_id, s.user_id, s.expires_at, m.role, u.platform_role
          from sessions s
          join organizations o on o.id = s.org_id and o.status = 'active'
          join users u on u.id = s.user_id and u.status = 'active'
          join memberships m on m.org_id = s.org_id and m.user_id = s.user_id
                            and m.status = 'active'
          where s.token_hash = hash and s.revoked_at is null
        $$
        """
    )
    for signature in ("find_api_key(bytea)", "find_session(bytea)"):
        _for_the_hub_alone(signature)
