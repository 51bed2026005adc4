"""Child program: the text of the document on its standard input, on its standard output; its first
argument says of which type it is.

Run by path and isolated (`python -I`), so it may import nothing of the hub. Files come from
strangers and their formats are large: what reads them has a process of its own, without a secret in
it, and so much memory and time as one file may cost.
"""

import io
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Final

PDF: Final = "application/pdf"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHARS: Final = 2_000_000
LOCKED, DAMAGED, TOO_LONG = 3, 4, 5
_MEMORY: Final = 1024**3
_CPU_S: Final = 20


class _LockedError(Exception):
    pass


def _of_pdf(content: bytes) -> Iterator[str]:
    """Several pages are numbered, so that an agent can say where something stands."""
    from pypdf import PdfReader  # noqa: PLC0415 - loaded within the limits
    from pypdf.errors import FileNotDecryptedError  # noqa: PLC0415

    reader = PdfReader(io.BytesIO(content))
    try:
        numbered = len(reader.pages) > 1
        for number, page in enumerate(reader.pages, 1):
            text = page.extract_text().strip()
            if text:
                yield f"[page {number}]\n{text}\n" if numbered else text
    except FileNotDecryptedError as error:
        raise _LockedError from error


def _of_word(content: bytes) -> Iterator[str]:
    """Paragraphs and tables as they follow each other; a line a row."""
    from docx import Document  # noqa: PLC0415
    from docx.table import Table  # noqa: PLC0415

    for block in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(cell.text for cell in row.cells)
        else:
            yield block.text


def _of_excel(content: bytes) -> Iterator[str]:
    """Sheet by sheet, a line a row: what cells show, not the formulas behind it."""
    from openpyxl import load_workbook  # noqa: PLC0415

    for sheet in load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets:
        sheet.reset_dimensions()  # what it says of its own size may be anything
        yield f"\n[sheet {sheet.title}]"
        for row in sheet.values:
            line = "\t".join("" if value is None else str(value) for value in row).rstrip()
            if line:
                yield line


_READERS: Final[Mapping[str, Callable[[bytes], Iterator[str]]]] = {
    PDF: _of_pdf,
    WORD: _of_word,
    EXCEL: _of_excel,
}


def _read(content: bytes, media_type: str) -> str:
    """Until there is too much of it."""
    pieces: list[str] = []
    left = MOST_CHARS
    for piece in _READERS[media_type](content):
        pieces.append(piece)
        left -= len(piece)
        if left < 0:
            sys.exit(TOO_LONG)
    return "\n".join(pieces).strip()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        text = _read(sys.stdin.buffer.read(), sys.argv[1])
    except _LockedError as error:
        raise SystemExit(LOCKED) from error
    except MemoryError:
        raise
    except Exception as error:  # an edge: a broken file breaks its reader in any way
        raise SystemExit(DAMAGED) from error
    sys.stdout.buffer.write(text.replace("\0", "").encode(errors="replace"))


if __name__ == "__main__":
    main()
