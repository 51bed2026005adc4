"""Personal data and secrets in text: recognized here, without a network or a database."""

from hub.kit.privacy.finding import find
from hub.kit.privacy.spans import Span, counts

__all__ = ["Span", "counts", "find"]
