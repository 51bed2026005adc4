"""What shows that a publisher's domain or repository is its own.

Domains that a moderator's word made verified have to be shown: the platform's own stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036_publisher_proofs"
down_revision = "0043_reconciling"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("repository", "verified_repository"):
        op.add_column("publishers", sa.Column(name, sa.Text(), nullable=True))
    op.add_column(
        "publishers",
        sa.Column(
            "proof_token",
            sa.Text(),
            nullable=False,
            server_default=sa.text("replace(gen_random_uuid()::text, '-', '')"),
        ),
    )
    op.alter_column("publishers", "proof_token", server_default=None)
    op.execute("create policy proven on publishers for update to current_user using (true)")
    op.execute(
        "update publishers set verified_domain = null"
        " where org_id <> 'org_6QQ9P1M7XSSX0SSQNNMG7B5V2G'"
    )
    op.execute("drop policy proven on publishers")


def downgrade() -> None:
    for name in ("proof_token", "verified_repository", "repository"):
        op.drop_column("publishers", name)
