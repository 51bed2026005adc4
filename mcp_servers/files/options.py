"""One folder to list, read and search, and to write to where its owner allows it."""

import argparse
from pathlib import Path

from mcp_servers.files.limits import Limits


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the folder; nothing outside can be reached")
    parser.add_argument("--writable", action="store_true", help="offer the tool write_file")
    parser.add_argument("--hidden", action="store_true", help="names that begin with a dot too")
    parser.add_argument(
        "--max-file-bytes",
        type=int,
        default=Limits().file_bytes,
        help="the largest file that is read, searched or written (%(default)s)",
    )
