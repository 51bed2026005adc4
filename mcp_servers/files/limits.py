"""How much one call may read, write or answer, so that no folder is too large to be served."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """`search_bytes` is what one search reads at most before it says that it is not complete."""

    file_bytes: int = 4 * 1024 * 1024
    text_characters: int = 50_000
    entries: int = 500
    matches: int = 100
    search_bytes: int = 64 * 1024 * 1024
    line_characters: int = 300
