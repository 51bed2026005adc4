"""Who asks to join an organization whose domain their address is of."""

from datetime import datetime

from hub.kit.db import Table
from hub.kit.tables import citext_field, id_field, text_field, time_field


class JoinRequest(Table, table=True):
    """It waits until an admin decides, or the person gets a seat otherwise. `email` and `name` are
    as the person had them: admins do not see accounts without a seat.
    """

    __tablename__ = "join_requests"

    org_id: str = id_field(foreign_key="organizations.id")
    user_id: str = id_field(foreign_key="users.id", index=True)
    email: str = citext_field()
    name: str = text_field()
    created_at: datetime = time_field()
