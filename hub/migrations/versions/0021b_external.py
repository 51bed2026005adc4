"""Accounts elsewhere that sign people in here."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import CITEXT

from hub.migrations.policies import USER, isolate, let_owner_look_up

revision = "0021b_external"
down_revision = "0021_mail"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_LOOK_UP = "find_external_identity(text, text)"


def upgrade() -> None:
    op.create_table(
        "external_identities",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("email", CITEXT(), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("last_used_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_external_identities_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identities")),
        sa.UniqueConstraint(
            "issuer", "subject", name=op.f("uq_external_identities_issuer_subject")
        ),
    )
    op.create_index(op.f("ix_external_identities_user_id"), "external_identities", ["user_id"])
    isolate("external_identities", using=f"user_id = {USER}")
    let_owner_look_up("external_identities")
    op.execute(
        """
        create function find_external_identity(house text, person text) returns table (
          id text, user_id text, org_ids text[]
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select e.id, e.user_id,
                 array(select m.org_id from memberships m join organizations o on o.id = m.org_id
                       where m.user_id = u.id and m.status = 'active' and o.status = 'active'
                       order by (o.type = 'personal'), m.created_at)
          from external_identities e join users u on u.id = e.user_id and u.status = 'active'
          where e.issuer = house and e.subject = person
        $$
        """
    )
    op.execute(f"revoke all on function {_LOOK_UP} from public")
    op.execute(f"grant execute on function {_LOOK_UP} to laelia_app")


def downgrade() -> None:
    op.execute(f"drop function {_LOOK_UP}")
    op.drop_table("external_identities")
