"""`python -m bench.search`: relevance on the held-out half, and times among 100,000 listings.

`--tuning` measures the half that numbers may be set on and lists what it got wrong, `--listings`
says among how many the times are taken (0: none). Exits with 1 where words and meaning together are
no better than either alone, or where 5 of 100 searches take 100 ms or longer.
"""

import argparse
import asyncio

from bench.search import relevance, speed, store
from bench.search.catalog import listings

LIMIT_S = 0.1


def main() -> int:
    parser = argparse.ArgumentParser(description="Relevance and speed of the marketplace's search.")
    parser.add_argument("--tuning", action="store_true", help="the half that may be looked at")
    parser.add_argument("--listings", type=int, default=100_000, help="for the times; 0 for none")
    parser.add_argument("--rounds", type=int, default=3, help="how often each query is asked")
    options = parser.parse_args()
    good = asyncio.run(_relevant(tuning=options.tuning))
    fast = asyncio.run(_fast(options.listings, options.rounds)) if options.listings else True
    return 0 if good and fast else 1


async def _relevant(*, tuning: bool) -> bool:
    async with store.database() as urls:
        base = listings()
        await store.fill(urls, base, store.embedded([one.text for one in base]))
        asked = relevance.halves_of(tuning)
        found = await relevance.measure(urls, asked)
    print(f"{len(base)} listings; {'tuning' if tuning else 'held-out'} half\n")
    print(relevance.table(found))
    if tuning:
        for one in found:
            if one.halves == "both" and one.ndcg < 0.7:
                print(f"  {one.ndcg:.2f}  {one.query.text!r} -> {one.first}")
    words, meaning, both = (relevance.mean(found, halves) for halves in relevance.HALVES)
    return both > max(words, meaning)


async def _fast(count: int, rounds: int) -> bool:
    async with store.database() as urls:
        await store.fill(urls, speed.many(count), speed.clustered(count))
        spent = await speed.times(urls, rounds=rounds)
    print(f"\n{count} listings, one request at a time\n")
    print("| requests | n | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|")
    for name, values in spent.items():
        shown = [f"{1000 * speed.percentile(values, share):.0f}" for share in (0.5, 0.95, 0.99)]
        print(f"| {name} | {len(values)} | {' | '.join(shown)} |")
    return speed.percentile(spent["search"], 0.95) < LIMIT_S


if __name__ == "__main__":
    raise SystemExit(main())
