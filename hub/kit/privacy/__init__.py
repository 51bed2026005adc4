"""Personal data and secrets in text: recognized here, without a network or a database."""

from hub.kit.privacy.finding import find
from hub.kit.privacy.guard import Guard, Mode, redact, strictest
from hub.kit.privacy.logs import for_logs
from hub.kit.privacy.names import Names, NamesUnavailable, local_names
from hub.kit.privacy.spans import Span, counts
from hub.kit.privacy.tokens import Restorer, Vault

__all__ = [
    "Guard",
    "Mode",
    "Names",
    "NamesUnavailable",
    "Restorer",
    "Span",
    "Vault",
    "counts",
    "find",
    "for_logs",
    "local_names",
    "redact",
    "strictest",
]
