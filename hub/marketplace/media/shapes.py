"""What is known of a video once its container has been read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Video:
    """The content as it is to be served; `seconds` is how long it plays."""

    content: bytes
    media_type: str
    width: int
    height: int
    seconds: float
