"""The door to notifications."""

from hub.notifications.service import Notice, Notifier

__all__ = ["Notice", "Notifier"]
