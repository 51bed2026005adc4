"""The text of documents, which a program of its own reads (`document_program.py`)."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import Final

from hub.kit.errors import LaeliaError
from hub.runs import document_program as program
from hub.runs.document_program import EXCEL, PDF, WORD

DOCUMENTS: Final = frozenset({PDF, WORD, EXCEL})
_PROGRAM: Final = Path(program.__file__)
_AT_ONCE: Final = 2  # they take a processor each
_WITHIN_S: Final = 30.0
_WHY: Final = {
    program.LOCKED: "It is locked with a password: send it without one.",
    program.DAMAGED: "It is damaged: save it anew, or send its text.",
    program.TOO_LONG: f"It holds more than {program.MOST_CHARS:,} characters: send a part.",
}
_TOO_HARD: Final = "It takes too long or too much memory to read: send a part, or its text."
_NO_TEXT: Final = "There is no text in it. Of a scan, send the pages as PNG or JPEG."


class FileUnreadable(LaeliaError):
    status = 422
    code = "file_unreadable"
    title = "No text can be had from the file"


class DocumentTexts:
    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def of(self, content: bytes, media_type: str) -> str:
        """Raises FileUnreadable, which says why."""
        async with self._turns:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                str(_PROGRAM),
                media_type,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env={},
                cwd="/",
            )
            try:
                async with asyncio.timeout(_WITHIN_S):
                    text, _ = await process.communicate(content)
            except TimeoutError as error:
                raise FileUnreadable(_TOO_HARD) from error
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode != 0:
            raise FileUnreadable(_WHY.get(process.returncode or 0, _TOO_HARD))
        if not text:
            raise FileUnreadable(_NO_TEXT)
        return text.decode()
