"""A worker beside the hub, for tasks that wait in the queue."""

from tests.worker.conftest import working

__all__ = ["working"]
