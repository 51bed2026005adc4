"""A worker beside the hub, for runs that go on after they have waited."""

from tests.worker.conftest import working

__all__ = ["working"]
