"""What can go wrong with media, with stable codes."""

from hub.kit.errors import Conflict, InvalidInput, NotFound


class MediaNotFound(NotFound):
    code = "media_not_found"
    title = "There is no such picture or video that you can see"


class MediaRefused(InvalidInput):
    code = "media_refused"
    title = "The file cannot be shown"


class TooMuchMedia(Conflict):
    code = "too_much_media"
    title = "There is no room for more pictures and videos"
