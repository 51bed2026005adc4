"""What agents mean, as vectors: computed once per version, for every process of the hub.

They are of a version, so whoever may see that may read them, and only its owner's name writes them.
"""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import TENANT, isolate, let_worker

revision = "0008_agent_vectors"
down_revision = "0005"
branch_labels = None
depends_on = None

_VERSION = "select from agent_versions v where v.id = agent_vectors.version_id"


def upgrade() -> None:
    op.create_table(
        "agent_vectors",
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["agent_versions.id"], name=op.f("fk_agent_vectors_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "model", name=op.f("pk_agent_vectors")),
    )
    isolate(
        "agent_vectors",
        using=f"exists ({_VERSION})",
        write=f"{TENANT} and exists ({_VERSION} and v.org_id = agent_vectors.org_id)",
    )
    for table in ("agent_vectors", "agent_versions"):
        let_worker(table)


def downgrade() -> None:
    op.execute("drop policy worker on agent_versions")
    op.execute("revoke select on agent_versions from laelia_worker")
    op.drop_table("agent_vectors")
