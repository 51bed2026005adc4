"""What somebody wished for, in a sentence."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint

from hub.kit.db import Table
from hub.kit.tables import id_field, text_field, time_field


class WantedAgent(Table, table=True):
    """Seen by whoever asked, and by the platform without a name. `words` is the text without what
    makes no difference: who asks for the same again has asked once."""

    __tablename__ = "wanted_agents"
    __table_args__: Any = (
        UniqueConstraint("org_id", "user_id", "words"),
        Index("ix_wanted_agents_words", "words"),
    )

    id: str = id_field()
    org_id: str = text_field()
    user_id: str = text_field()
    text: str = text_field()
    words: str = text_field()
    created_at: datetime = time_field()
