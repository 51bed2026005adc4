"""Row-level security, in the words that revisions use.

Revisions are history: change what a function here emits only by adding a function.
"""

from alembic import op

ORGS = "string_to_array(nullif(current_setting('app.org_ids', true), ''), ',')"
USER = "nullif(current_setting('app.user_id', true), '')"
TENANT = f"org_id = any({ORGS})"


def isolate(table: str, *, using: str = TENANT, write: str | None = None) -> None:
    """Force row-level security: rows under `using` are seen, rows under `write` may be written."""
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(
        f"create policy tenant on {table} to laelia_app using ({write or using})"
        f" with check ({write or using})"
    )
    if write is not None:
        op.execute(f"create policy visible on {table} for select to laelia_app using ({using})")
    op.execute(f"grant select, insert, update, delete on {table} to laelia_app")


def let_worker(table: str, *, commands: str = "select") -> None:
    """The worker's role works across organizations, on the tables that name it and no others."""
    op.execute(f"create policy worker on {table} to laelia_worker using (true) with check (true)")
    op.execute(f"grant {commands} on {table} to laelia_worker")


def let_owner_look_up(table: str) -> None:
    """For the SECURITY DEFINER look-ups before the organization is known: forced means forced."""
    op.execute(f"create policy lookup on {table} for select to current_user using (true)")


def append_only(table: str) -> None:
    op.execute(f"revoke update, delete on {table} from laelia_app")
    op.execute(
        f"create trigger append_only before update or delete on {table}"
        " for each row execute function refuse_change()"
    )
