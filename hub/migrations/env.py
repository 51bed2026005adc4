"""Alembic's entry: one connection, as the owner, that never waits long for a lock."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from hub.migrations.models import TABLES

LOCK_TIMEOUT = "set lock_timeout = '5s'"


def run() -> None:
    url = context.config.attributes["url"]
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text(LOCK_TIMEOUT))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=TABLES,
            transaction_per_migration=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
