"""The door of the record. Acts are told with `record`, in the transaction that does them."""

from hub.audit.context import ANONYMOUS, SYSTEM, Actor, acts, came_in, current_origin
from hub.audit.exporting import MEDIA_TYPES, Format, export
from hub.audit.heads import HeadSigner
from hub.audit.reading import list_events, list_heads
from hub.audit.repository import Wanted
from hub.audit.schemas import EventView, HeadView
from hub.audit.service import Entry, changes, record, record_on

__all__ = [
    "ANONYMOUS",
    "MEDIA_TYPES",
    "SYSTEM",
    "Actor",
    "Entry",
    "EventView",
    "Format",
    "HeadSigner",
    "HeadView",
    "Wanted",
    "acts",
    "came_in",
    "changes",
    "current_origin",
    "export",
    "list_events",
    "list_heads",
    "record",
    "record_on",
]
