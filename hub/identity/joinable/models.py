"""Who asks to join an organization whose domain their address is of."""

from datetime import datetime

from hub.kit.db import Table
from hub.kit.people import Personal, personal
from hub.kit.tables import bytes_field, citext_field, id_field, text_field, time_field


@personal(Personal(("email", "name"), row=("org_id", "user_id")))
class JoinRequest(Table, table=True):
    """It waits until an admin decides, or the person gets a seat otherwise. `email` and `name` are
    as the person had them: admins do not see accounts without a seat.
    """

    __tablename__ = "join_requests"

    org_id: str = id_field(foreign_key="organizations.id")
    user_id: str = id_field(foreign_key="users.id", index=True)
    email: str = citext_field(nullable=True)
    name: str = text_field(nullable=True)
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    created_at: datetime = time_field()
