"""Finds passages in the Markdown and text files of a folder, by words and, if told how, meaning."""

import argparse
from pathlib import Path

KEY_SETTING = "LAELIA_KNOWLEDGE_EMBEDDINGS_KEY"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the folder; it is only read")
    parser.add_argument(
        "--index", type=Path, help="keep the index in this file (otherwise in memory)"
    )
    parser.add_argument(
        "--refresh-seconds",
        type=float,
        default=30.0,
        help="how old the index may be when it is asked (%(default)s)",
    )
    parser.add_argument(
        "--embeddings-url",
        help=(
            "search by meaning too: any OpenAI-compatible address, such as a hub's "
            f"http://127.0.0.1:8080/v1; its key is read from {KEY_SETTING}"
        ),
    )
    parser.add_argument("--embeddings-model", default="default", help="(%(default)s)")
