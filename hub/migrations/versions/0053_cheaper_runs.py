"""What each run writes, written cheaper: the same rows, for the same eyes.

Which organizations a transaction sees is asked once for a statement, not once for every row of it.
A finished run, of two to eight kilobytes, stays in one piece: moving its input out of line cost
more than all its indexes. Its content is sealed, so nobody tries to compress it.
"""

from alembic import op

from hub.migrations.policies import ORGS, TENANT

revision = "0053_cheaper_runs"
down_revision = "0052_regions"
branch_labels = None
depends_on = None

_WRITTEN = ("runs", "usage_events", "holds", "ledger_transactions", "ledger_entries")
_SEALED = ("input", "output")


def upgrade() -> None:
    _see(f"org_id = any((select {ORGS})::text[])")
    _store("external")
    op.execute("alter table runs set (toast_tuple_target = 8160)")


def downgrade() -> None:
    op.execute("alter table runs reset (toast_tuple_target)")
    _store("extended")
    _see(TENANT)


def _see(rows: str) -> None:
    for table in _WRITTEN:
        op.execute(f"alter policy tenant on {table} using ({rows}) with check ({rows})")


def _store(how: str) -> None:
    for column in _SEALED:
        op.execute(f"alter table runs alter {column} set storage {how}")
