from hub.kit.errors import NotFound


class NotificationNotFound(NotFound):
    code = "notification_not_found"


class MessageNotFound(NotFound):
    code = "message_not_found"
