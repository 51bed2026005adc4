"""Whose an email domain is, for who signs in and whose organization is not known yet."""

from alembic import op

revision = "0055_domain_owner"
down_revision = "0054_wanted_agents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        create function find_domain_owner(wanted text) returns text
        language sql stable security definer set search_path = public, pg_temp as $$
          select d.org_id
          from organization_domains d
          join organizations o on o.id = d.org_id and o.status = 'active'
          where d.domain = wanted and d.verified_at is not null
        $$
        """
    )
    op.execute("revoke all on function find_domain_owner(text) from public")
    op.execute("grant execute on function find_domain_owner(text) to laelia_app")


def downgrade() -> None:
    op.execute("drop function find_domain_owner(text)")
