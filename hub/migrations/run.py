"""Apply and undo revisions, as the owner of the schema."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config

_HERE: Final = Path(__file__).parent


def config(admin_url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(_HERE))
    made.attributes["url"] = admin_url
    return made


def upgrade(admin_url: str, revision: str = "head") -> None:
    command.upgrade(config(admin_url), revision)


def downgrade(admin_url: str, revision: str) -> None:
    command.downgrade(config(admin_url), revision)


def check(admin_url: str) -> None:
    """Raises when the tables in code and in the database differ."""
    command.check(config(admin_url))
