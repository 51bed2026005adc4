"""What sellers of an economy earned, by agent, against what their statements say."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from hub.kit.amounts import to_micro
from tests.billing.economy import Economy
from tests.billing.wares import right


async def earned_by_agent(town: Economy) -> set[str | None]:
    """Each seller's months by agent are those of their statements; the agents that earned."""
    earned: set[str | None] = set()
    for seller in town.sellers:
        told = right(await seller.get("/v1/earnings/agents?months=24"))
        sums: dict[tuple[str, ...], int] = defaultdict(int)
        for row in told["data"]:
            earned.add(row["agent_id"])
            sums[row["month"], row["type"], row["currency"]] += _smallest(row)
        for month in {row["month"] for row in told["data"]}:
            statement = right(await seller.get(f"/v1/earnings/statements/{month}"))
            lines = {
                (month, line["type"], line["currency"]): _smallest(line)
                for line in statement["lines"]
                if line["type"] in ("sales", "usage", "refunds", "disputes")
            }
            assert lines == {key: n for key, n in sums.items() if key[0] == month and n}
    return earned


def _smallest(row: Mapping[str, str]) -> int:
    """Of a currency, or micro-credits."""
    return to_micro(Decimal(row["amount"])) if row["currency"] == "credit" else int(row["amount"])
