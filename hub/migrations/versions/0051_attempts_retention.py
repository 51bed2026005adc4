"""Nothing is kept with usage that somebody said: models, tools, times and stable codes alone.

The books of usage are never changed by the hub. This one time what may quote somebody is taken out
of them: errors that are no code. Amounts, times and names of models stay as they are.
"""

from alembic import op

revision = "0051_attempts_retention"
down_revision = "0050_sealed_people"
branch_labels = None
depends_on = None

_QUOTES = """attempts @? '$[*].error ? (!(@ like_regex "^[a-z][a-z0-9_.-]{0,63}$"))'"""


def upgrade() -> None:
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
