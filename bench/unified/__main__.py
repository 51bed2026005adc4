"""`python -m bench.unified`: how often the unified agent chooses right, as a table; then the
requests for two agents end to end.

`--misses` lists what went wrong, `--set calibration.yaml` measures where the numbers were set,
`--choice-only` starts no hub.
"""

import argparse
import asyncio
import time
from collections.abc import Callable, Sequence

from bench.unified import end_to_end
from bench.unified.measure import Answer, Request, answers, enabled, requests
from hub.agents.embedding import LocalEmbedder
from hub.agents.planner import Plan
from hub.runs.unified_catalog import Chooser

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
    parser.add_argument("--choice-only", action="store_true", help="run nothing end to end")
    options = parser.parse_args()
    asked = requests(options.set)
    chooser = Chooser(LocalEmbedder())
    timed = [_choose(chooser, asked, with_distractors=more) for more in (False, True)]
    results = [result for result, _ in timed]
    _print_table(results)
    for title, (_, spent) in zip(("shipped agents", "with 200 others"), timed, strict=True):
        print(f"{title}: {_spread(spent)}")
    if options.misses:
        _list_misses(results)
    hits = [a.first_right for a in results[1] if len(a.request.expect) == 1]
    enough = sum(hits) >= TARGET * len(hits)
    return 0 if enough and (options.choice_only or _end_to_end(asked)) else 1


def _choose(
    chooser: Chooser, asked: Sequence[Request], *, with_distractors: bool
) -> tuple[list[Answer], list[float]]:
    """As the product does for each request: what is enabled, and the request, to a plan."""
    permitted = enabled(with_distractors=with_distractors)
    spent: list[float] = []

    def plan(text: str) -> Plan:
        started = time.thread_time()
        made = chooser.choose(permitted, {}, text).plan
        spent.append(1000 * (time.thread_time() - started))
        return made

    plan("warm up")
    spent.clear()
    return answers(plan, asked), spent


def _spread(spent: list[float]) -> str:
    ordered = sorted(spent)
    at = [ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95, 1)]
    return "CPU per choice p50 {:.1f} ms, p95 {:.1f} ms, most {:.1f} ms".format(*at)


def _print_table(results: list[list[Answer]]) -> None:
    print(f"{'':34}{'shipped agents':>18}{'and 200 others':>18}")
    for title, belongs, right in _ROWS:
        cells = [[right(answer) for answer in result if belongs(answer)] for result in results]
        shown = [f"{sum(c)}/{len(c)} = {sum(c) / len(c):.0%}" if c else "-" for c in cells]
        print(f"{title:34}{shown[0]:>18}{shown[1]:>18}")


def _end_to_end(asked: Sequence[Request]) -> bool:
    """Whether every request for two agents ran, and the money is right to the last unit."""
    report = asyncio.run(end_to_end.run([one for one in asked if len(one.expect) == 2]))
    print("\nend to end, two agents")
    for run in report.runs:
        chain = " > ".join(run.agents) or run.failure
        print(f"  {run.request.id}  {chain:44} {run.cost:>10} credits  sum {run.sums}")
    ran = all(run.sums for run in report.runs)
    print(f"spent {report.spent}, held {report.held}, balanced {report.balanced}")
    return ran and report.balanced


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
