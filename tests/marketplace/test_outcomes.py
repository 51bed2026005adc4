"""How runs went for others: shown from five organizations up, and never about one of them."""

import itertools
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.kit.db import Reader
from hub.marketplace.counting import ORGANIZATIONS, Cell, Tally, all_of, cell_of, may_change
from hub.marketplace.public import Counting
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.marketplace.conftest import Market, open_market
from tests.marketplace.people import MODEL, made, try_agent


class Days:
    """A worker's counting, a day at a time."""

    def __init__(self, finder: Reader) -> None:
        self._numbers = itertools.count(1)
        self._finder = finder

    async def next(self) -> None:
        now = datetime.now(UTC) + timedelta(days=next(self._numbers))
        await Counting(self._finder, lambda: now).step()


@pytest.fixture
async def days(hub: RunningHub) -> AsyncIterator[Days]:
    finder = Reader(str(hub.engines.database_worker))
    await finder.open()
    yield Days(finder)
    await finder.close()


async def rate(person: Client, *, happy: bool) -> None:
    run = (await made(await person.get("/v1/runs?limit=1")))["data"][0]
    await made(await person.post(f"/v1/runs/{run['id']}/outcome", {"happy": happy}))


async def everything_public(market: Market) -> str:
    """All that an anonymous reader can learn of an agent's outcomes."""
    anonymous = market.hub.anonymous
    name = market.listing["name"]
    paths = [
        market.path,
        f"{market.path}/outcomes",
        f"{market.path}/outcomes?version=1.0.0",
        f"/v1/listings?q={name.replace(' ', '%20')}",
        f"/v1/listings?publisher={market.publisher['slug']}&sort=outcomes",
        *(
            f"/v1/listings?publisher={market.publisher['slug']}&min_happy={share}"
            for share in ("0", "0.5", "0.85", "1")
        ),
    ]
    return json.dumps([(await made(await anonymous.get(path))).body for path in paths])


@pytest.mark.req("S18", "S13")
async def test_no_sequence_of_queries_singles_out_an_organization(
    hub: RunningHub, days: Days
) -> None:
    market = await open_market(hub)
    people = [await try_agent(hub, market.agent_id) for _ in range(ORGANIZATIONS + 5)]
    unseen = await everything_public(market)
    for person in people[: ORGANIZATIONS - 1]:
        await rate(person, happy=True)
    await days.next()
    assert await everything_public(market) == unseen, "four are too few to speak of"
    await rate(people[ORGANIZATIONS - 1], happy=False)
    assert await everything_public(market) == unseen, "nothing is shown between two counts"
    await days.next()
    seen = await everything_public(market)
    told = await made(await hub.anonymous.get(f"{market.path}/outcomes"))
    assert told["all"]["happy_share"] == 0.8
    assert told["models"][0]["model"] == "openai/gpt-test"
    assert told["models"][0]["runs"] == 5
    assert told["all"]["low"] < 0.8 < told["all"]["high"]
    card = (await made(await hub.anonymous.get(market.path)))["outcomes"]
    assert (card["happy_share"], card["runs"]) == (0.8, 5)
    for at, person in enumerate(people[ORGANIZATIONS:-1]):
        await rate(person, happy=at % 2 == 0)
        await days.next()
        assert await everything_public(market) == seen, "what one more said changes nothing"
    await rate(people[0], happy=False)
    await rate(people[0], happy=True)
    await days.next()
    assert await everything_public(market) == seen, "nor does one who thinks again"
    await rate(people[-1], happy=False)
    await days.next()
    assert await everything_public(market) != seen, "five more do, together"


async def say(person: Client, run: Answer, **verdict: object) -> Answer:
    return await made(await person.post(f"/v1/runs/{run['id']}/outcome", verdict))


async def try_versions(
    hub: RunningHub, market: Market, *versions: str
) -> tuple[Client, list[Answer]]:
    """Somebody new, with a run of each."""
    person, runs = await hub.sign_up(), []
    for version in versions:
        await made(await person.post(f"/v1/agents/{market.agent_id}/enable", {"version": version}))
        runs.append(await made(await person.invoke(market.agent_id, "x", model=MODEL)))
    assert [run["agent_version"] for run in runs] == list(versions)
    return person, runs


@pytest.mark.req("S18", "S13")
async def test_versions_and_sources_are_counted_apart_and_single_nobody_out(
    hub: RunningHub, days: Days
) -> None:
    market = await open_market(hub)
    agent, path = f"/v1/agents/{market.agent_id}", f"{market.path}/outcomes"
    await made(await market.owner.call("PATCH", agent, {"instructions": "Say it well."}))
    await made(await market.owner.post(f"{agent}/publish", {}))
    people = [await try_versions(hub, market, "1.0.0", "1.1.0") for _ in range(ORGANIZATIONS)]
    for at, (person, (old, new)) in enumerate(people):
        await say(person, old, happy=True)
        await say(person, old, happy=None, source="rule", name="fits the schema")
        await say(person, new, happy=False, source="judge", name="openai/gpt-test")
        if at > 0:
            await say(person, new, happy=False)
    await days.next()
    shown = await made(await hub.anonymous.get(path))
    person, rule, judge = shown["sources"]
    assert [one["source"] for one in shown["sources"]] == ["person", "rule", "judge"]
    assert (shown["source"], shown["all"]) == ("person", person["all"])
    assert (person["all"]["happy_share"], person["all"]["runs"]) == (1, 5), "four say nothing yet"
    assert rule["all"] is None, "nobody could tell, which is not happy"
    assert (judge["all"]["happy_share"], judge["models"][0]["model"]) == (0, MODEL)
    assert shown["versions"] == ["1.1.0", "1.0.0"]
    old = await made(await hub.anonymous.get(f"{path}?version=1.0.0"))
    new = await made(await hub.anonymous.get(f"{path}?version=1.1.0"))
    assert (old["all"], old["sources"][2]["all"]) == (person["all"], None)
    assert (new["source"], new["all"]) == ("judge", judge["all"])
    card = (await made(await hub.anonymous.get(market.path)))["outcomes"]
    assert (card["happy_share"], card["runs"]) == (1, 5), "a judge's word is no person's"

    first, (_, latest) = people[0]
    told = await say(first, latest, happy=False, reason="Too long")
    assert [one["source"] for one in told["outcomes"]] == ["person", "judge"]
    await days.next()
    both = await made(await hub.anonymous.get(path))
    assert (both["all"]["happy_share"], both["all"]["runs"]) == (0.5, 10)
    seen = await everything_public(market)
    await say(first, latest, happy=None)
    await say(first, latest, happy=True, source="judge", name="openai/gpt-test")
    await say(first, latest, happy=True, source="rule", name="fits the schema")
    await days.next()
    assert await everything_public(market) == seen, "one who thinks again changes no number"
    for nameless in ({"happy": True, "source": "rule"}, {"happy": True, "name": "me"}):
        refused = await first.post(f"/v1/runs/{latest['id']}/outcome", nameless)
        assert (refused.status, refused["code"]) == (422, "invalid_input"), refused.body
    own = await made(await first.get("/v1/outcomes?group_by=agent&source=judge"))
    assert (own["totals"]["happy"], own["totals"]["unhappy"]) == (1, 0)


@pytest.mark.req("S18")
async def test_a_publishers_own_word_is_no_outcome(hub: RunningHub, days: Days) -> None:
    market = await open_market(hub)
    await market.owner.enable(market.agent_id)
    for _ in range(ORGANIZATIONS):
        await made(await market.owner.invoke(market.agent_id, "x", model="openai/gpt-test"))
        await rate(market.owner, happy=True)
    await days.next()
    told = await made(await hub.anonymous.get(f"{market.path}/outcomes"))
    assert (told["all"], told["models"]) == (None, [])


_TALLIES = st.builds(
    Tally,
    happy=st.integers(0, 300),
    unhappy=st.integers(1, 300),
    milliseconds=st.none() | st.floats(1, 1e6),
    cost=st.integers(0, 10**9),
)
_SAID = st.dictionaries(st.integers(0, 40).map(str), _TALLIES, min_size=ORGANIZATIONS, max_size=40)


@pytest.mark.req("S18")
@given(_SAID, st.lists(st.tuples(st.integers(0, 40).map(str), st.none() | _TALLIES), max_size=60))
def test_two_answers_differ_by_five_organizations_or_not_at_all(
    said: dict[str, Tally], later: list[tuple[str, Tally | None]]
) -> None:
    """Whatever organizations say, leave and take back, in whatever order, with a reader between."""
    now = dict(said)
    before: dict[str, tuple[int, int]] = {}
    shown: Cell | None = None
    for org_id, tally in [("0", None), *later]:
        now.pop(org_id, None)
        if tally is not None:
            now[org_id] = tally
        if not may_change(before, now):
            continue
        latest = {o: (t.happy, t.unhappy) for o, t in now.items()}
        moved = {o for o in {*before, *latest} if before.get(o) != latest.get(o)}
        assert len(moved) >= ORGANIZATIONS
        assert len(now) >= ORGANIZATIONS
        shown, before = cell_of(now), latest
        assert all_of([shown]) is not None


_WORDS = st.tuples(
    st.integers(0, 12).map(str),
    st.sampled_from(["1.0.0", "1.1.0"]),
    st.sampled_from(["person", "judge"]),
    st.none() | _TALLIES,
)
_Key = tuple[str, str]


@pytest.mark.req("S18")
@given(st.lists(_WORDS, max_size=80))
def test_no_version_or_source_tells_of_another(
    words: list[tuple[str, str, str, Tally | None]],
) -> None:
    """A reader asks for everything after every word. What a word changes is its own version's and
    its own source's, and only with those of four more organizations."""
    now: dict[_Key, dict[str, Tally]] = {}
    before: dict[_Key, dict[str, tuple[int, int]]] = {}
    cells: dict[_Key, Cell] = {}
    for org_id, version, source, tally in words:
        key = (version, source)
        said = now.setdefault(key, {})
        said.pop(org_id, None)
        if tally is not None:
            said[org_id] = tally
        seen = _everything(cells)
        if may_change(before.get(key, {}), said):
            latest = {o: (t.happy, t.unhappy) for o, t in said.items()}
            old = before.get(key, {})
            assert len([o for o in {*old, *latest} if old.get(o) != latest.get(o)]) >= 5
            cells[key], before[key] = cell_of(said), latest
            touched = {key, (None, source)}
            after = _everything(cells)
            assert {k for k in after if after[k] != seen[k]} <= touched
        else:
            assert _everything(cells) == seen


def _everything(cells: dict[_Key, Cell]) -> dict[tuple[str | None, str], Cell | None]:
    """All that is shown: by version and source, and over all versions by source."""
    shown: dict[tuple[str | None, str], Cell | None] = {}
    for source in ("person", "judge"):
        shown[None, source] = all_of([c for (_, by), c in cells.items() if by == source])
        for version in ("1.0.0", "1.1.0"):
            found = cells.get((version, source))
            shown[version, source] = all_of([found]) if found else None
    return shown


@pytest.mark.req("S18")
@given(_SAID)
def test_no_organization_is_more_than_half_of_a_number(said: dict[str, Tally]) -> None:
    """One that says a thousand times as much moves the share no more than half of the way."""
    [loud, *others] = said
    quiet = {o: Tally(0, t.said) for o, t in said.items()}
    shouting = quiet | {loud: Tally(10**6, 0)}
    assert cell_of(quiet).happy_share == 0
    assert cell_of(shouting).happy_share <= 0.5
    assert len(others) >= ORGANIZATIONS - 1
    shown = cell_of(said)
    assert round(shown.happy_share * 20) == pytest.approx(shown.happy_share * 20)
    assert shown.low <= shown.happy_share <= shown.high
