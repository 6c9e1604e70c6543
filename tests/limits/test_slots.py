import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege

from educe.limits.slots import LeasedSlots
from tests.support.databases import TestDatabase
from tests.support.world import until

pytestmark = pytest.mark.slow

Process = Callable[..., AbstractAsyncContextManager[LeasedSlots]]


@pytest.fixture
def process(database: TestDatabase) -> Process:
    """The slots as one more process has them."""

    @asynccontextmanager
    async def made(**times: float) -> AsyncIterator[LeasedSlots]:
        async with await AsyncConnection.connect(
            database.worker_url, autocommit=True
        ) as connection:

            async def query(statement: str, *values: Any) -> list[tuple[Any, ...]]:
                return await (await connection.execute(statement.encode(), values)).fetchall()

            async with LeasedSlots(query, **{"renew_seconds": 0.1, **times}) as slots:
                yield slots

    return made


class Work:
    """Pieces of work that go on until they are let go."""

    def __init__(self, slots: LeasedSlots, count: int, *, capacity: int = 3) -> None:
        self.at_work = 0
        self.done = 0
        self._end = asyncio.Event()
        self.tasks = [asyncio.create_task(self._one(slots, capacity)) for _ in range(count)]

    async def _one(self, slots: LeasedSlots, capacity: int) -> None:
        async with slots.slot("x", capacity):
            self.at_work += 1
            try:
                await self._end.wait()
            finally:
                self.at_work -= 1
            self.done += 1

    async def end(self) -> None:
        self._end.set()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def cancel(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def test_no_more_go_on_than_there_are_slots(process: Process) -> None:
    async with process() as slots:
        work = Work(slots, 8)
        await until(lambda: work.at_work == 3)
        await asyncio.sleep(0.3)
        assert work.at_work == 3
        await work.end()
        assert work.done == 8


async def test_all_processes_together_have_no_more_than_there_are(process: Process) -> None:
    async with process() as one, process() as other:
        first = Work(one, 2)
        await until(lambda: first.at_work == 2)
        second = Work(other, 5)
        await until(lambda: second.at_work == 1)
        await asyncio.sleep(0.3)
        assert (first.at_work, second.at_work) == (2, 1)
        await first.end()
        await until(lambda: second.at_work == 3)
        await second.end()


async def test_who_comes_later_gets_a_share(process: Process) -> None:
    async def busy(slots: LeasedSlots, seen: list[int], stop: asyncio.Event) -> None:
        while not stop.is_set():
            async with slots.slot("x", 4):
                seen[0] += 1
                await asyncio.sleep(0.01)

    async with process() as one, process() as other:
        stop, counts = asyncio.Event(), [[0], [0]]
        tasks = [asyncio.create_task(busy(one, counts[0], stop)) for _ in range(8)]
        await until(lambda: counts[0][0] > 20)
        tasks += [asyncio.create_task(busy(other, counts[1], stop)) for _ in range(8)]
        await until(lambda: counts[1][0] > 50)
        stop.set()
        await asyncio.gather(*tasks)


async def test_more_processes_than_slots_take_turns(process: Process) -> None:
    async def busy(slots: LeasedSlots, seen: list[int], stop: asyncio.Event) -> None:
        while not stop.is_set():
            async with slots.slot("x", 1):
                seen[0] += 1
                await asyncio.sleep(0.02)

    async with process() as one, process() as two, process() as three:
        stop, counts = asyncio.Event(), [[0], [0], [0]]
        tasks = [
            asyncio.create_task(busy(slots, count, stop))
            for slots, count in zip((one, two, three), counts, strict=True)
            for _ in range(3)
        ]
        await until(lambda: all(count[0] for count in counts))
        stop.set()
        await asyncio.gather(*tasks)


async def test_what_is_given_up_is_given_back_at_once(process: Process) -> None:
    async with process() as one, process() as other:
        first = Work(one, 3)
        await until(lambda: first.at_work == 3)
        second = Work(other, 3)
        await first.cancel()
        await until(lambda: second.at_work == 3, within=8)
        await second.end()


async def test_who_stops_waiting_takes_no_slot(process: Process) -> None:
    async with process() as slots:
        work = Work(slots, 6)
        await until(lambda: work.at_work == 3)
        for task in work.tasks[3:]:
            task.cancel()
        await work.end()
        again = Work(slots, 3)
        await until(lambda: again.at_work == 3)
        await again.end()


async def test_a_process_that_ends_leaves_its_slots_to_others(process: Process) -> None:
    async with process(hold_seconds=60) as one:
        first = Work(one, 3)
        await until(lambda: first.at_work == 3)
        await first.cancel()
    async with process() as other:
        second = Work(other, 3)
        await until(lambda: second.at_work == 3)
        await second.end()


async def test_the_slots_of_a_killed_process_come_back(
    process: Process, database: TestDatabase
) -> None:
    with psycopg.connect(database.worker_url, autocommit=True) as killed:
        killed.execute(
            "SELECT kb.lease_slots(%s, '{x}', '{3}', '{3}', '{3}', interval '1.5 seconds')",
            [uuid4()],
        )
    async with process() as slots:
        work = Work(slots, 3)
        await asyncio.sleep(0.5)
        assert work.at_work == 0
        await until(lambda: work.at_work == 3)
        await work.end()


async def test_a_closed_name_gives_no_slots_for_a_while(process: Process) -> None:
    async with process() as one, process() as other:
        going_on = Work(one, 1)
        await until(lambda: going_on.at_work == 1)
        await one.close("x", 0.6)
        later = [Work(one, 1), Work(other, 1)]
        await asyncio.sleep(0.3)
        assert [going_on.at_work, later[0].at_work, later[1].at_work] == [1, 0, 0]
        await until(lambda: later[0].at_work == later[1].at_work == 1)
        for work in (going_on, *later):
            await work.end()


async def test_slots_of_one_name_are_no_others(process: Process) -> None:
    async with process() as slots, slots.slot("a", 1), slots.slot("b", 1):
        pass


async def test_a_slot_rests_after_its_use(process: Process) -> None:
    async with process() as slots:
        async with slots.slot("x", 1, rest_seconds=0.3):
            began = asyncio.get_running_loop().time()
        async with slots.slot("x", 1):
            assert asyncio.get_running_loop().time() - began >= 0.3


@pytest.mark.parametrize("login", ["api_url", "worker_url"])
def test_no_login_reads_or_writes_leases_by_itself(database: TestDatabase, login: str) -> None:
    with psycopg.connect(getattr(database, login)) as connection:
        for statement in ("SELECT * FROM kb.limit_leases", "DELETE FROM kb.limit_leases"):
            with pytest.raises(InsufficientPrivilege), connection.transaction():
                connection.execute(statement.encode())


async def test_old_leases_are_forgotten(process: Process, database: TestDatabase) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO kb.limit_leases (name, holder, slots, since, expires_at)"
            " VALUES ('old', gen_random_uuid(), 1, now(), now() - interval '1 hour')"
        )
        with psycopg.connect(database.worker_url, autocommit=True) as worker:
            worker.execute("SELECT kb.forget_fetching()")
        left = owner.execute("SELECT FROM kb.limit_leases WHERE name = 'old'").fetchall()
    assert left == []
