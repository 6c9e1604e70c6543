"""Things that are dear to open: opened once, lent to one after the other."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from educe.jobs.work.lending import Lender


class Things:
    def __init__(self) -> None:
        self.opened = 0
        self.open = 0

    @asynccontextmanager
    async def opening(self) -> AsyncIterator[int]:
        self.opened += 1
        self.open += 1
        try:
            yield self.opened
        finally:
            self.open -= 1


async def test_one_after_the_other_has_the_same_thing() -> None:
    lender, things, at_it = Lender(), Things(), 0

    async def use() -> int:
        nonlocal at_it
        async with lender.lent("a", things.opening) as thing:
            at_it += 1
            assert at_it == 1
            await asyncio.sleep(0)
            at_it -= 1
            return thing

    assert await asyncio.gather(*(use() for _ in range(5))) == [1] * 5
    async with lender.lent("b", things.opening) as other:
        assert other == 2
    await lender.close()
    assert things.open == 0


async def test_a_failure_of_its_user_leaves_it_open() -> None:
    lender, things = Lender(), Things()
    for _ in range(2):
        with pytest.raises(KeyError):
            await used(lender, things, failing)
    assert (things.opened, things.open) == (1, 1)


async def test_after_a_user_that_was_cancelled_the_next_gets_another() -> None:
    lender, things, begun = Lender(), Things(), asyncio.Event()

    async def wait(_: int) -> None:
        begun.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(used(lender, things, wait))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert things.open == 0
    async with lender.lent("a", things.opening) as thing:
        assert thing == 2


async def test_what_can_not_be_opened_is_tried_again_by_the_next() -> None:
    lender, things = Lender(), Things()

    @asynccontextmanager
    async def refusing() -> AsyncIterator[int]:
        raise ConnectionError
        yield 0

    with pytest.raises(ConnectionError):
        async with lender.lent("a", refusing):
            raise AssertionError
    async with lender.lent("a", things.opening) as thing:
        assert thing == 1


async def test_closing_waits_for_who_has_it() -> None:
    lender, things = Lender(), Things()
    async with lender.lent("a", things.opening):
        closing = asyncio.create_task(lender.close())
        await asyncio.sleep(0)
        assert things.open == 1
    await closing
    assert things.open == 0


async def used(lender: Lender, things: Things, use: Callable[[int], Awaitable[None]]) -> None:
    async with lender.lent("a", things.opening) as thing:
        await use(thing)


async def failing(_: int) -> None:
    raise KeyError
