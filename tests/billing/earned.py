"""What sellers of an economy earned: by agent, by month, and today, which is all the same."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

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


async def statements_add_up(town: Economy) -> set[str]:
    """Each seller's, month after month up to what there is today; which types of lines they had."""
    types: set[str] = set()
    for seller in town.sellers:
        told = right(await seller.get("/v1/earnings/agents?months=24"))
        months = sorted({row["month"] for row in told["data"]} | {told["until"]})
        statements = [right(await seller.get(f"/v1/earnings/statements/{m}")) for m in months]
        before = ends(statements[0], "opening")
        for statement in statements:
            types |= {line["type"] for line in statement["lines"]}
            assert ends(statement, "opening") == before, "what the month before ended with"
            before = added_up(statement)
            assert ends(statement, "closing") == before, statement
        assert before == _today(right(await seller.get("/v1/earnings"))["data"])
    return types


def added_up(statement: Mapping[str, Any]) -> dict[str, int]:
    """What a month began with, and all of its lines, by currency."""
    sums = defaultdict(int, ends(statement, "opening"))
    for line in statement["lines"]:
        sums[line["currency"]] += _smallest(line)
    return {currency: amount for currency, amount in sums.items() if amount}


def ends(statement: Mapping[str, Any], end: str) -> dict[str, int]:
    amounts = ({"currency": c, "amount": amount} for c, amount in statement[end].items())
    return {one["currency"]: _smallest(one) for one in amounts if _smallest(one)}


def _today(balances: list[dict[str, str]]) -> dict[str, int]:
    found = {}
    for one in balances:
        currency = one["currency"]
        parts = {
            name: _smallest({"currency": currency, "amount": one[name]})
            for name in ("pending", "available", "reserve", "owed")
        }
        found[currency] = sum(parts.values()) - 2 * parts["owed"]
    return {currency: amount for currency, amount in found.items() if amount}


def _smallest(row: Mapping[str, str]) -> int:
    """Of a currency, or micro-credits."""
    return to_micro(Decimal(row["amount"])) if row["currency"] == "credit" else int(row["amount"])
