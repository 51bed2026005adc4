"""Files over HTTP: sent as a form, and given back as downloads that no browser runs."""

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from hub.kit.http import Paging, at_hand, json_response, page, paging
from hub.kit.uploads import BINARY, form_body, read_form
from hub.runs.endpoints import Invokes, Reads
from hub.runs.files import Files, file_body

router = APIRouter(prefix="/v1", tags=["files"])


def files_of(request: Request) -> Files:
    found: Files = request.app.state.files
    return found


Shelf = Annotated[Files, at_hand(files_of)]


@router.post(
    "/files",
    status_code=201,
    openapi_extra=form_body({"file": "file"}),
)
async def add_file(request: Request, who: Invokes, files: Shelf) -> Response:
    """Send one file as the field `file` of a form. Use it in an input as `{"file_id": …}`."""
    limit: int = request.app.state.limits.file_bytes
    form = await read_form(request, {"file": limit})
    stored = await files.add(who, form.file("file"))
    return json_response(file_body(stored), status=201)


@router.get("/files")
async def list_files(
    who: Reads, files: Shelf, asked: Annotated[Paging, at_hand(paging)]
) -> Response:
    rows = await files.page(who, after=asked.after, limit=asked.limit + 1)
    listed = page(rows, asked)
    return json_response(listed | {"data": [file_body(row) for row in listed["data"]]})


@router.get("/files/{file_id}")
async def get_file(file_id: str, who: Reads, files: Shelf) -> Response:
    return json_response(file_body(await files.get(who, file_id)))


@router.get("/files/{file_id}/content")
async def get_content(file_id: str, who: Reads, files: Shelf) -> Response:
    stored = await files.get(who, file_id)
    pieces = await files.pieces(stored)
    headers = {
        "content-length": str(stored.size),
        "content-disposition": f'attachment; filename="{stored.id}"',
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return StreamingResponse(pieces, media_type=BINARY, headers=headers)


@router.delete("/files/{file_id}", status_code=204)
async def remove_file(file_id: str, who: Invokes, files: Shelf) -> Response:
    await files.remove(who, file_id)
    return Response(status_code=204)
