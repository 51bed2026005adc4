"""Score a server: `python -m tests.conformance.run URL REVISION [--header "Name: value"]`."""

import argparse
import asyncio
import sys

from tests.conformance.suite import ServerDownError, run


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise argparse.ArgumentTypeError("a header is written Name: value")
    return name.strip(), value.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("revision", choices=["2026-07-28", "2025-11-25"])
    parser.add_argument("--header", type=_header, action="append", default=[])
    options = parser.parse_args()
    try:
        outcome = asyncio.run(run(options.url, options.revision, dict(options.header)))
    except ServerDownError as error:
        sys.stderr.write(f"not scored: {error}\n")
        return 2
    for name, scenario in outcome.scored.items():
        lines = [f"{'pass' if scenario.passed else 'FAIL'}  {name}", *scenario.failures]
        sys.stdout.write("\n        ".join(lines) + "\n")
    passed = len(outcome.scored) - len(outcome.failed)
    sys.stdout.write(f"{passed}/{len(outcome.scored)} scored scenarios of {options.revision}\n")
    return outcome.exit_code or int(bool(outcome.failed))


if __name__ == "__main__":
    sys.exit(main())
