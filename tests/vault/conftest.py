"""What is stored, seen with the eyes of whoever has the disks."""

from tests.audit.conftest import ledger
from tests.telemetry.conftest import watched
from tests.worker.conftest import working

__all__ = ["ledger", "watched", "working"]
