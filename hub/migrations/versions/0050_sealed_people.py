"""Names and addresses of persons, sealed under a key of each person's own.

The plain columns stay, and may be empty: the worker seals what they hold and empties them, while
the hub runs. A later revision drops them.
"""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import isolate

revision = "0050_sealed_people"
down_revision = "0049_rollout"
branch_labels = None
depends_on = None

_SEALED = {
    "users": ("email", "name"),
    "organizations": ("name",),
    "sessions": (),
    "invitations": ("email",),
    "email_links": ("email",),
    "external_identities": (),
    "join_requests": ("email", "name"),
    "notifications": ("subject", "text"),
    "notification_messages": ("recipient", "subject"),
    "directory_users": ("user_name", "document", "search"),
}
"""By table, the plain columns that had to have a value."""
_OTHERS = {
    "users": ("wrapped_key", "email_index", "domain_index"),
    "sessions": ("device_index",),
    "email_links": ("email_index",),
    "notification_messages": ("recipient_index",),
    "directory_users": ("user_name_index", "email_index", "external_index"),
}
_WORKED_ON = {
    "users": ("email", "name"),
    "organizations": ("name",),
    "sessions": ("network", "user_agent"),
    "invitations": ("email",),
    "email_links": ("email",),
    "external_identities": ("email",),
    "join_requests": ("email", "name"),
    "notifications": ("subject", "text"),
    "directory_users": ("user_name", "subject", "email", "document", "search"),
}
_READ = {
    "users": "id, email, name, sealed, wrapped_key, erased_at",
    "organizations": "id, type, name, sealed, owner_id",
    "sessions": "id, org_id, user_id, network, user_agent, sealed",
    "invitations": "id, org_id, email, sealed",
    "email_links": "token_hash, user_id, email, sealed",
    "external_identities": "id, user_id, email, sealed",
    "join_requests": "org_id, user_id, email, name, sealed",
    "notifications": "id, org_id, user_id, subject, text, sealed",
    "directory_users": "id, org_id, user_name, subject, email, document, search, sealed",
}
_FUNCTIONS = (
    "find_person_key(text)",
    "keep_person_key(text, bytea)",
    "find_person(bytea, citext)",
    "address_kept_plain(citext)",
    "find_seat(bytea)",
    "find_mailed_link(bytea)",
    "find_known_device(text, bytea, text, text, timestamptz)",
    "find_publisher_names(text[])",
)
_SEATS = """
    array(select m.org_id from memberships m join organizations o on o.id = m.org_id
          where m.user_id = u.id and m.status = 'active' and o.status = 'active'
          order by (o.type = 'personal'), m.created_at)
"""


def upgrade() -> None:
    for table, needed in _SEALED.items():
        for name in ("sealed", *_OTHERS.get(table, ())):
            op.add_column(table, sa.Column(name, sa.LargeBinary(), nullable=True))
        for name in needed:
            op.alter_column(table, name, nullable=True)
    op.add_column("users", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_unique_constraint(op.f("uq_users_email_index"), "users", ["email_index"])
    op.create_index(op.f("ix_users_domain_index"), "users", ["domain_index"])
    op.create_index(
        "ix_email_links_kept_index",
        "email_links",
        ["email_index"],
        postgresql_where="purpose = 'undo'",
    )
    op.create_unique_constraint(
        op.f("uq_notification_messages_org_id_recipient_index_event_key"),
        "notification_messages",
        ["org_id", "recipient_index", "event_key"],
    )
    op.create_unique_constraint(
        op.f("uq_directory_users_org_id_source_user_name_index"),
        "directory_users",
        ["org_id", "source", "user_name_index"],
    )
    for name in ("email_index", "external_index"):
        op.create_index(f"ix_directory_users_{name}", "directory_users", ["org_id", name])
    _installation_keys()
    _worker()
    _keys()
    _look_ups()
    _keep_addresses("new.email_index")
    for signature in _FUNCTIONS:
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")


def _installation_keys() -> None:
    """Keys of the installation itself, sealed as what the platform stores: no organization's."""
    op.create_table(
        "installation_keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation_keys")),
    )
    isolate("installation_keys", using="true")
    op.execute("revoke update, delete on installation_keys from laelia_app")


def _worker() -> None:
    """The worker seals what is plain. It reads those columns, and writes no others."""
    for table, plain in _WORKED_ON.items():
        if table != "organizations":
            op.execute(
                f"create policy worker_reads on {table} for select to laelia_worker using (true)"
            )
        op.execute(
            f"create policy worker_seals on {table} for update to laelia_worker"
            " using (true) with check (true)"
        )
        written = ", ".join((*plain, "sealed", *_OTHERS.get(table, ())))
        op.execute(f"grant select ({_READ[table]}) on {table} to laelia_worker")
        op.execute(f"grant update ({written}) on {table} to laelia_worker")


def _keys() -> None:
    """The key of a person by ID, whoever asks: without the platform's key it opens nothing."""
    op.execute("create policy begin_key on users for update to current_user using (true)")
    op.execute(
        """
        create function find_person_key(person text)
        returns table (wrapped bytea, erased boolean)
        language sql stable security definer set search_path = public, pg_temp as $$
          select u.wrapped_key, u.erased_at is not null from users u where u.id = person
        $$
        """
    )
    op.execute(
        """
        create function keep_person_key(person text, made bytea) returns bytea
        language plpgsql volatile security definer
        set search_path = public, pg_temp set lock_timeout = '2s' as $$
        begin
          update users set wrapped_key = made
          where id = person and wrapped_key is null and erased_at is null;
          return (select u.wrapped_key from users u where u.id = person);
        end $$
        """
    )


def _look_ups() -> None:
    op.execute(
        f"""
        create function find_person(idx bytea, address citext) returns table (
          user_id text, password_hash text, org_ids text[]
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select u.id, u.password_hash, {_SEATS}
          from users u where (u.email_index = idx or u.email = address) and u.status = 'active'
        $$
        """
    )
    op.execute(
        """
        create function address_kept_plain(address citext) returns boolean
        language sql stable security definer set search_path = public, pg_temp as $$
          select exists (select from users u where u.email = address)
              or exists (select from email_links l where l.purpose = 'undo' and l.email = address
                         and l.expires_at > now())
        $$
        """
    )
    op.execute(
        """
        create function find_seat(hash bytea) returns table (
          id text, org_id text, email citext, sealed bytea, role text, expires_at timestamptz
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select i.id, i.org_id, i.email, i.sealed, i.role, i.expires_at
          from invitations i
          join organizations o on o.id = i.org_id and o.status = 'active'
          join memberships m on m.org_id = i.org_id and m.user_id = i.invited_by
                            and m.status = 'active' and m.role = 'admin'
          where i.token_hash = hash and i.accepted_at is null and i.revoked_at is null
        $$
        """
    )
    op.execute(
        f"""
        create function find_mailed_link(hash bytea) returns table (
          purpose text, user_id text, email text, sealed bytea, attempts bigint,
          created_at timestamptz, expires_at timestamptz, org_ids text[]
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select l.purpose, l.user_id, l.email::text, l.sealed, l.attempts, l.created_at,
                 l.expires_at, {_SEATS}
          from email_links l join users u on u.id = l.user_id and u.status = 'active'
          where l.token_hash = hash
        $$
        """
    )
    op.execute(
        """
        create function find_known_device(
          person text, idx bytea, net text, program text, since timestamptz)
        returns table (any_before boolean, this_before boolean)
        language sql stable security definer set search_path = public, pg_temp as $$
          select count(*) > 0,
                 coalesce(bool_or(
                   s.device_index = idx
                   or (s.sealed is null and s.network is not distinct from net
                       and s.user_agent is not distinct from program)), false)
          from sessions s where s.user_id = person and s.created_at >= since
        $$
        """
    )
    op.execute(
        """
        create function find_publisher_names(ids text[])
        returns table (id text, name text, type text, owner_id text, sealed bytea)
        language sql stable security definer set search_path = public, pg_temp as $$
          select o.id, o.name, o.type, o.owner_id, o.sealed from organizations o
          where o.id = any(ids)
        $$
        """
    )


def _keep_addresses(index: str | None) -> None:
    """As before, by the index too."""
    same = "l.email = new.email" + ("" if index is None else f" or l.email_index = {index}")
    op.execute(
        f"""
        create or replace function keep_address() returns trigger
        language plpgsql security definer set search_path = public, pg_temp as $$
        begin
          if exists (select from email_links l where l.purpose = 'undo' and ({same})
                     and l.user_id <> new.id and l.expires_at > now()) then
            raise unique_violation using message = 'the address can still be taken back';
          end if;
          return new;
        end $$
        """
    )
    columns = "email" if index is None else "email, email_index"
    op.execute("drop trigger keep_address on users")
    op.execute(
        f"create trigger keep_address before insert or update of {columns} on users"
        " for each row execute function keep_address()"
    )


def downgrade() -> None:
    """Only where nothing is sealed: the plain columns must have a value again."""
    _keep_addresses(None)
    for signature in _FUNCTIONS:
        op.execute(f"drop function {signature}")
    op.execute("drop policy begin_key on users")
    for table, plain in _WORKED_ON.items():
        written = ", ".join((*plain, "sealed", *_OTHERS.get(table, ())))
        op.execute(f"revoke update ({written}) on {table} from laelia_worker")
        op.execute(f"revoke select ({_READ[table]}) on {table} from laelia_worker")
        op.execute(f"drop policy worker_seals on {table}")
        if table != "organizations":
            op.execute(f"drop policy worker_reads on {table}")
    op.drop_table("installation_keys")
    op.drop_index("ix_email_links_kept_index", table_name="email_links")
    op.drop_column("users", "erased_at")
    for table, needed in _SEALED.items():
        for name in ("sealed", *_OTHERS.get(table, ())):
            op.drop_column(table, name)
        for name in needed:
            op.alter_column(table, name, nullable=False)
