"""`python -m bench.unified`: how often the unified agent chooses right, as a table.

`--misses` lists what went wrong, `--set calibration.yaml` measures where the numbers were set.
"""

import argparse
import time
from collections.abc import Callable

from bench.unified.measure import Answer, answers, catalog, requests
from hub.agents.embedding import LocalEmbedder

TARGET = 0.85

_ROWS: tuple[tuple[str, Callable[[Answer], bool], Callable[[Answer], bool]], ...] = (
    ("top-1, one agent", lambda a: len(a.request.expect) == 1, lambda a: a.first_right),
    (
        "  no shared content word",
        lambda a: len(a.request.expect) == 1 and not a.request.shares_words,
        lambda a: a.first_right,
    ),
    ("top-1, all that an agent fits", lambda a: bool(a.request.expect), lambda a: a.first_right),
    ("one agent, and only that", lambda a: len(a.request.expect) == 1, lambda a: a.all_right),
    ("two agents, in order", lambda a: len(a.request.expect) == 2, lambda a: a.all_right),
    ("none fits", lambda a: not a.request.expect, lambda a: a.all_right),
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Accuracy of the unified agent's choice.")
    parser.add_argument("--misses", action="store_true", help="list every wrong choice")
    parser.add_argument("--set", default="requests.yaml", help="a file beside this module")
    options = parser.parse_args()
    asked, embed = requests(options.set), LocalEmbedder()
    catalogs = [catalog(embed, with_distractors=more) for more in (False, True)]
    started = time.perf_counter()
    results = [answers(one, asked) for one in catalogs]
    spent = (time.perf_counter() - started) / (2 * len(asked))
    print(f"{'':34}{'shipped agents':>18}{'and 200 others':>18}")
    for title, belongs, right in _ROWS:
        cells = [[right(answer) for answer in result if belongs(answer)] for result in results]
        shown = [f"{sum(c)}/{len(c)} = {sum(c) / len(c):.0%}" if c else "-" for c in cells]
        print(f"{title:34}{shown[0]:>18}{shown[1]:>18}")
    print(f"{1000 * spent:.1f} ms per request, on one thread")
    if options.misses:
        _list_misses(results)
    hits = [a.first_right for a in results[1] if len(a.request.expect) == 1]
    return 0 if sum(hits) >= TARGET * len(hits) else 1


def _list_misses(results: list[list[Answer]]) -> None:
    for title, result in zip(("shipped agents", "and 200 others"), results, strict=True):
        print(f"\n{title}")
        for answer in result:
            if not answer.all_right:
                request = answer.request
                print(f"  {request.id} {request.text}")
                print(f"     wanted {request.expect}, got {answer.got} ({answer.nearest})")


if __name__ == "__main__":
    raise SystemExit(main())
