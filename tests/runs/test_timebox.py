"""The limits of a run's steps: as `asyncio.timeout` has them, on one timer for all."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from hub.kit.timebox import TimeBox, TimeBoxes

LONG_S = 60.0
SHORT_S = 0.01


@pytest.fixture
def boxes() -> TimeBoxes:
    return TimeBoxes()


async def never() -> None:
    await asyncio.Event().wait()


async def soon() -> None:
    await asyncio.sleep(0)


async def within(box: TimeBox, work: Callable[[], Awaitable[None]] = never) -> None:
    async with box:
        await work()


async def test_what_takes_longer_ends_with_timeout_error(boxes: TimeBoxes) -> None:
    with pytest.raises(TimeoutError):
        await within(boxes.within(SHORT_S))
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_what_has_ended_before_is_left_alone(boxes: TimeBoxes) -> None:
    await within(boxes.within(SHORT_S), soon)
    with pytest.raises(TimeoutError):  # by when the limit of the first is over too
        await within(boxes.within(2 * SHORT_S))


async def test_a_limit_that_is_over_ends_it_where_it_first_waits(boxes: TimeBoxes) -> None:
    reached: list[str] = []

    async def work() -> None:
        reached.append("before it waits")
        await never()

    with pytest.raises(TimeoutError):
        await within(boxes.within(0), work)
    assert reached == ["before it waits"]


async def test_who_entered_first_keeps_nobody_from_a_nearer_limit(boxes: TimeBoxes) -> None:
    far = boxes.within(LONG_S)
    waiting = asyncio.create_task(within(far))
    await soon()
    with pytest.raises(TimeoutError):
        await within(boxes.within(SHORT_S))
    assert not waiting.done()
    far.end()
    with pytest.raises(TimeoutError):
        await waiting


async def test_a_limit_within_a_limit_ends_what_is_inside(boxes: TimeBoxes) -> None:
    async with boxes.within(LONG_S):
        with pytest.raises(TimeoutError):
            await within(boxes.within(SHORT_S))
        await soon()
    with pytest.raises(TimeoutError):
        await within(boxes.within(SHORT_S), lambda: within(boxes.within(LONG_S)))


async def test_who_is_cancelled_by_others_is_cancelled(boxes: TimeBoxes) -> None:
    entered = asyncio.Event()

    async def work() -> None:
        async with boxes.within(LONG_S):
            entered.set()
            await never()

    task = asyncio.create_task(work())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_who_is_cancelled_as_the_limit_ends_is_cancelled(boxes: TimeBoxes) -> None:
    box, entered = boxes.within(LONG_S), asyncio.Event()

    async def work() -> None:
        async with box:
            entered.set()
            await never()

    task = asyncio.create_task(work())
    await entered.wait()
    box.expire()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_limit_can_be_ended_by_hand(boxes: TimeBoxes) -> None:
    box = boxes.within(LONG_S)
    asyncio.get_running_loop().call_soon(box.end)
    with pytest.raises(TimeoutError):
        await within(box)
    over = boxes.within(LONG_S)
    await within(over, soon)
    over.end()  # too late: nobody is ended by it, however long they go on
    with pytest.raises(TimeoutError):
        await within(boxes.within(SHORT_S))


async def test_one_that_ends_before_it_is_entered_ends_at_once(boxes: TimeBoxes) -> None:
    box = boxes.within(LONG_S)
    box.end()
    with pytest.raises(TimeoutError):
        await within(box)


async def test_a_box_is_entered_once(boxes: TimeBoxes) -> None:
    box = boxes.within(LONG_S)
    await within(box, soon)
    with pytest.raises(RuntimeError, match="once"):
        await within(box, soon)
