"""Files of an organization that its agents may read."""

from hub.identity.public import Principal
from hub.kit.errors import NotFound
from providers.contract import ImagePart, TextPart


class FileNotFound(NotFound):
    code = "file_not_found"
    title = "There is no such file that you can see"


class Files:
    async def part(self, _who: Principal, _file_id: str) -> TextPart | ImagePart:
        raise FileNotFound("There is no file with this ID.")
