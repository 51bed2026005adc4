"""What is over is forgotten in time, and usage keeps no word of anybody's.

The books of usage are never changed by the hub. This one time what may quote somebody is taken out
of them: errors that are no code. Amounts, times and names of models stay as they are.
"""

from alembic import op

revision = "0051_attempts_retention"
down_revision = "0050_sealed_people"
branch_labels = None
depends_on = None

_QUOTES = """attempts @? '$[*].error ? (!(@ like_regex "^[a-z][a-z0-9_.-]{0,63}$"))'"""


_FORGOTTEN = {
    "sessions": "id, revoked_at, expires_at",
    "sso_sessions": "session_id",
    "invitations": "id, accepted_at, revoked_at, expires_at",
    "email_links": "token_hash, expires_at",
    "notifications": "id, created_at",
    "notification_messages": None,
}
"""What the worker deletes when its time has come, and the columns that say so."""


def upgrade() -> None:
    for table, read in _FORGOTTEN.items():
        op.execute(
            f"create policy worker_forgets on {table} for delete to laelia_worker using (true)"
        )
        op.execute(f"grant delete on {table} to laelia_worker")
        if read is not None:
            op.execute(f"grant select ({read}) on {table} to laelia_worker")
    op.execute(
        "create policy worker_reads on sso_sessions for select to laelia_worker using (true)"
    )
    op.execute("alter table usage_events disable trigger append_only")
    op.execute(
        f"""
        update usage_events u set attempts = (
          select jsonb_agg(
            case when entry ->> 'error' !~ '^[a-z][a-z0-9_.-]{{0,63}}$'
                 then jsonb_set(entry, '{{error}}', '"failed"') else entry end order by place)
          from jsonb_array_elements(u.attempts) with ordinality as e(entry, place)
        ) where {_QUOTES}
        """
    )
    op.execute("alter table usage_events enable trigger append_only")


def downgrade() -> None:
    """What was taken out does not come back."""
    op.execute("drop policy worker_reads on sso_sessions")
    for table, read in _FORGOTTEN.items():
        if read is not None:
            op.execute(f"revoke select ({read}) on {table} from laelia_worker")
        op.execute(f"revoke delete on {table} from laelia_worker")
        op.execute(f"drop policy worker_forgets on {table}")
