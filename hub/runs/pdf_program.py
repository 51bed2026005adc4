"""Child program: the text of the PDF on its standard input, on its standard output.

Run by path and isolated (`python -I`), so it may import nothing of the hub. Files come from
strangers and the format is large: what reads it has a process of its own, without a secret in it,
and so much memory and time as one file may cost.
"""

import io
import resource
import sys

MOST_CHARS = 2_000_000
LOCKED, DAMAGED, TOO_LONG = 3, 4, 5
_MEMORY = 1024**3
_CPU_S = 20


def _pages(content: bytes) -> list[str]:
    """Until there is too much of them. Raises whatever their reader does."""
    from pypdf import PdfReader  # noqa: PLC0415 - loaded within the limits

    pages: list[str] = []
    left = MOST_CHARS
    for page in PdfReader(io.BytesIO(content)).pages:
        pages.append(page.extract_text().strip())
        left -= len(pages[-1])
        if left < 0:
            break
    return pages


def _read(content: bytes) -> list[str]:
    from pypdf.errors import FileNotDecryptedError  # noqa: PLC0415

    try:
        pages = _pages(content)
    except FileNotDecryptedError as error:
        raise SystemExit(LOCKED) from error
    except MemoryError:
        raise
    except Exception as error:  # an edge: a broken file breaks its reader in any way
        raise SystemExit(DAMAGED) from error
    if sum(map(len, pages)) > MOST_CHARS:
        raise SystemExit(TOO_LONG)
    return pages


def _joined(pages: list[str]) -> str:
    """Several are numbered, so that an agent can say where something stands."""
    if len(pages) == 1:
        return pages[0]
    return "\n\n".join(f"[page {number}]\n{text}" for number, text in enumerate(pages, 1) if text)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    text = _joined(_read(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(text.replace("\0", "").encode(errors="replace"))


if __name__ == "__main__":
    main()
