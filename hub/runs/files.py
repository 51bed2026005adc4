"""Files that people send, for agents to read.

What a file is, its bytes say, never its name or a header. It lies under a name that the hub made,
in its organization's folder, sealed under the organization's keys; a request only ever names a
row, so no request can reach a path.
"""

import asyncio
import base64
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlmodel import col, delete, select, update

from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.clock import Clock, rfc3339
from hub.kit.db import Connection, Database
from hub.kit.errors import LaeliaError, NotFound
from hub.kit.ids import new_id
from hub.kit.uploads import BINARY, Upload, write_whole
from hub.kit.vault import ContentErased, Envelope, Place, Vault
from hub.kit.vault.blobs import PIECE, head_of, open_pieces, seal_pieces
from hub.runs.document_program import EXCEL, PDF, WORD
from hub.runs.documents import DOCUMENTS, DocumentTexts
from hub.runs.errors import CapabilityNotSupported
from hub.runs.models import StoredFile
from providers.contract import ImagePart, TextPart

TEXT: Final = "text/plain"
IMAGES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_ZIP: Final = "application/zip"
_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", PDF),
    (b"PK\x03\x04", _ZIP),
)
# What such an archive holds: names in it are never compressed.
_ARCHIVES: Final = ((b"word/document.xml", WORD), (b"xl/workbook.xml", EXCEL))
_CONTROLS: Final = frozenset(range(32)) - {9, 10, 12, 13}
_NAME_CHARS: Final = 200
_RESEALED_AT_ONCE: Final = 20
_OLDER: Final = """
    delete from files where org_id = %s and id in (
      select id from files where org_id = %s and created_at < %s limit %s
    ) returning id, key_version
"""


class FileNotFound(NotFound):
    code = "file_not_found"
    title = "There is no such file that you can see"


class FileEmpty(LaeliaError):
    status = 422
    code = "file_empty"
    title = "The file is empty"


def sniff(content: bytes) -> str:
    """The media type by content. What is neither a known image nor text is just bytes."""
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return _archive(content) if media_type == _ZIP else media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    try:
        content.decode()
    except UnicodeDecodeError:
        return BINARY
    return BINARY if _CONTROLS.intersection(content) else TEXT


def _archive(content: bytes) -> str:
    return next((held for name, held in _ARCHIVES if name in content), _ZIP)


class Files:
    """An organization's files; members see their own."""

    def __init__(self, database: Database, vault: Vault, folder: Path, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._folder = folder
        self._clock = clock
        self._texts = DocumentTexts()

    async def add(self, who: Principal, upload: Upload) -> StoredFile:
        """Raises:
        FileEmpty: there is nothing in it.
        ContentErased: the organization can store nothing any more.
        """
        if not upload.content:
            raise FileEmpty("The file has no content.")
        envelope = await self._vault.ready(who.org_id)
        stored = StoredFile(
            org_id=who.org_id,
            id=new_id("file"),
            user_id=who.user_id,
            name=_shown(upload.name),
            media_type=sniff(upload.content),
            size=len(upload.content),
            sha256=hashlib.sha256(upload.content).digest(),
            key_version=envelope.version,
            created_at=self._clock(),
        )
        pieces = seal_pieces(envelope, _place(stored), [upload.content])
        await asyncio.to_thread(write_whole, self._path(stored), pieces)
        async with self._database.transaction(who.org_id) as session:
            session.add(stored)
            entry = audit.Entry("file.added", stored.org_id, stored.id, after=stored.model_dump())
            await audit.record(session, entry)
        return stored

    async def page(self, who: Principal, *, after: str | None, limit: int) -> list[StoredFile]:
        """The newest first."""
        query = self._visible(who).order_by(col(StoredFile.id).desc()).limit(limit)
        if after:
            query = query.where(StoredFile.id < after)
        async with self._database.transaction(who.org_id) as session:
            return list((await session.exec(query)).all())

    async def get(self, who: Principal, file_id: str) -> StoredFile:
        """Raises:
        FileNotFound: there is none, or it is not the caller's to see.
        """
        async with self._database.transaction(who.org_id) as session:
            found = await session.exec(self._visible(who).where(StoredFile.id == file_id))
            stored: StoredFile | None = found.one_or_none()
        if stored is None:
            raise FileNotFound("There is no file with this ID.")
        return stored

    async def content(self, stored: StoredFile) -> bytes:
        """Raises what `pieces` does."""
        pieces = await self.pieces(stored)
        return await asyncio.to_thread(b"".join, pieces)

    async def pieces(self, stored: StoredFile) -> Iterator[bytes]:
        """The content, read as it is taken. Raises ContentUnreadable where it was changed.

        Raises:
            FileNotFound: it is gone, or the key that it was sealed with is.
        """
        try:
            file = await asyncio.to_thread(self._path(stored).open, "rb")
        except FileNotFoundError as error:
            raise FileNotFound("The content of this file is gone.") from error
        if stored.key_version is None:
            return _plain(file)
        with ExitStack() as stack:
            stack.enter_context(file)
            version, salt = head_of(file)
            envelope = await self._vault.envelope(stored.org_id, version)
            if envelope is None:
                raise FileNotFound("The content of this file was erased.")
            stack.pop_all()  # from here on whoever takes the pieces has the file
            return open_pieces(envelope, _place(stored), salt, file)

    async def remove(self, who: Principal, file_id: str) -> None:
        """Raises:
        FileNotFound: there is none, or it is not the caller's to see.
        """
        stored = await self.get(who, file_id)
        async with self._database.transaction(who.org_id) as session:
            await session.exec(
                delete(StoredFile).where(
                    col(StoredFile.org_id) == stored.org_id, col(StoredFile.id) == stored.id
                )
            )
            entry = audit.Entry(
                "file.removed", stored.org_id, stored.id, before=stored.model_dump()
            )
            await audit.record(session, entry)
        await asyncio.to_thread(self._path(stored).unlink, missing_ok=True)

    async def take_older(
        self, connection: Connection, org_id: str, before: datetime, most: int
    ) -> list[str]:
        """Removes rows of files that are older, in this transaction. Returns their paths' names,
        for `unlink` after it."""
        cursor = await connection.execute(_OLDER, [org_id, org_id, before, most])
        return [_name(row[0], row[1]) for row in await cursor.fetchall()]

    async def unlink(self, org_id: str, names: Iterable[str]) -> None:
        for name in names:
            await asyncio.to_thread((self._folder / org_id / name).unlink, missing_ok=True)

    async def step(self, org_id: str, marker: str, /) -> str | None:
        """Seals files anew that an earlier key sealed, or none; says how far it came."""
        try:
            envelope = await self._vault.ready(org_id)
        except ContentErased:
            return None
        query = (
            select(StoredFile)
            .where(StoredFile.org_id == org_id, StoredFile.id > marker)
            .order_by(col(StoredFile.id))
            .limit(_RESEALED_AT_ONCE)
        )
        async with self._database.transaction(org_id) as session:
            found = list((await session.exec(query)).all())
        for stored in found:
            if stored.key_version != envelope.version:
                await self._reseal(stored, envelope)
        return found[-1].id if len(found) == _RESEALED_AT_ONCE else None

    async def _reseal(self, stored: StoredFile, envelope: Envelope) -> None:
        try:
            pieces = seal_pieces(envelope, _place(stored), await self.pieces(stored))
            sealed = stored.model_copy(update={"key_version": envelope.version})
            await asyncio.to_thread(write_whole, self._path(sealed), pieces)
        except FileNotFound:
            return  # removed meanwhile
        async with self._database.transaction(stored.org_id) as session:
            await session.exec(
                update(StoredFile)
                .where(col(StoredFile.org_id) == stored.org_id, col(StoredFile.id) == stored.id)
                .values(key_version=envelope.version)
            )
        if stored.key_version is None:
            await asyncio.to_thread(self._path(stored).unlink, missing_ok=True)

    async def part(self, who: Principal, file_id: str) -> TextPart | ImagePart:
        """What a model is shown of a file.

        Raises:
            FileNotFound: there is none, or it is not the caller's to see.
            CapabilityNotSupported: it is neither text, nor an image, nor a document.
            FileUnreadable: it is a document without text to be had.
        """
        return await self.read(await self.content(await self.get(who, file_id)))

    async def read(self, content: bytes) -> TextPart | ImagePart:
        """What a model is shown of a file with this content. Raises what `part` does but for the
        first."""
        media_type = sniff(content)
        if media_type == TEXT:
            return TextPart(text=content.decode())
        if media_type in DOCUMENTS:
            return TextPart(text=await self._texts.of(content, media_type))
        if media_type in IMAGES:
            return ImagePart(media_type=media_type, data=base64.b64encode(content).decode())
        raise CapabilityNotSupported(
            f"Agents read text, images, PDF, Word and Excel; the file is {media_type}."
        )

    def _path(self, stored: StoredFile) -> Path:
        return self._folder / stored.org_id / _name(stored.id, stored.key_version)

    def _visible(self, who: Principal) -> Any:
        query = select(StoredFile).where(StoredFile.org_id == who.org_id)
        return query if who.reads_everyone else query.where(StoredFile.user_id == who.user_id)


def file_body(stored: StoredFile) -> dict[str, Any]:
    """With the names that OpenAI's clients look for beside ours."""
    return {
        "id": stored.id,
        "object": "file",
        "filename": stored.name,
        "media_type": stored.media_type,
        "bytes": stored.size,
        "sha256": stored.sha256.hex(),
        "user_id": stored.user_id,
        "created_at": rfc3339(stored.created_at),
    }


def _shown(name: str) -> str:
    """The last part of what the client called it, without what a screen would not show."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[:_NAME_CHARS] or "file"


def _name(file_id: str, key_version: int | None) -> str:
    """What was sent before there were keys lies under the bare ID."""
    return file_id if key_version is None else f"{file_id}.sealed"


def _place(stored: StoredFile) -> Place:
    return Place("files.content", stored.id)


def _plain(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
