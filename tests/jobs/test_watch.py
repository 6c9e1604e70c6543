"""Watching: few queries for many readers, each in its user's name, and nothing lost or twice."""

import asyncio
from contextlib import aclosing

import pytest
from sqlalchemy.exc import OperationalError

from educe.errors import NotFound
from educe.jobs.watching.hints import HintRounds
from educe.jobs.watching.pages import AT_ONCE, Page
from educe.jobs.watching.watchers import WatcherRounds
from tests.support.watching import Watching, heard, numbers
from tests.support.world import World, until

pytestmark = pytest.mark.slow


def served() -> list[str]:
    """The users who are being served."""
    tasks = [task.get_name() for task in asyncio.all_tasks()]
    return [name for name in tasks if name == "rounds of a user's streams"]


@pytest.mark.usefixtures("without_looks")
async def test_watchers_of_one_user_share_a_query(world: World, watching: Watching) -> None:
    anna = world.person()
    jobs = [await world.submit(anna) for _ in range(3)]
    streams = [watching.watch(anna, jobs[n % 3]) for n in range(60)]
    assert await asyncio.gather(*(numbers(s, 1) for s in streams)) == [[1]] * 60
    assert len(watching.opened) <= 2
    watching.opened.clear()
    waiting = [asyncio.create_task(numbers(stream, 2)) for stream in streams]
    for job in jobs:
        watching.happen(job, told=False)
    watching.hear(*jobs)
    assert await asyncio.gather(*waiting) == [[2]] * 60
    assert len(watching.opened) == 1


async def test_watchers_who_have_come_to_different_places_are_served_from_one_fetch(
    world: World, watching: Watching
) -> None:
    anna = world.person()
    job = await world.submit(anna)
    watching.happen(job, 29)
    places = (0, 10, 28, 29)
    streams = [watching.watch(anna, job, after) for after in places]
    seen = await asyncio.gather(*(numbers(stream, 30) for stream in streams))
    assert seen == [list(range(after + 1, 31)) for after in places]
    assert len(watching.opened) == 1


@pytest.mark.usefixtures("without_looks")
async def test_who_begins_gets_a_long_history_and_holds_up_nobody(
    world: World, watching: Watching
) -> None:
    anna = world.person()
    job = await world.submit(anna)
    long = 5 * AT_ONCE + 3
    watching.happen(job, long - 1)
    beginning, ahead = watching.watch(anna, job), watching.watch(anna, job, long - 1)
    first, last = await asyncio.gather(anext(beginning), anext(ahead))
    assert [line.seq for line in last.lines] == [long]
    assert len(first.lines) == AT_ONCE
    assert await numbers(beginning, long) == list(range(AT_ONCE + 1, long + 1))


@pytest.mark.usefixtures("without_looks")
async def test_a_slow_reader_holds_one_page_and_reads_on_by_number(
    world: World, watching: Watching
) -> None:
    anna = world.person()
    job = await world.submit(anna)
    slow, quick = watching.watch(anna, job), watching.watch(anna, job)
    assert await numbers(slow, 1) == await numbers(quick, 1) == [1]
    for n in range(3):
        watching.happen(job, AT_ONCE)
        await numbers(quick, 1 + (n + 1) * AT_ONCE)
    page = await anext(slow)
    assert len(page.lines) <= AT_ONCE
    seen = [line.seq for line in page.lines] + await numbers(slow, 1 + 3 * AT_ONCE)
    assert seen == list(range(2, 2 + 3 * AT_ONCE))


async def test_nobody_is_served_from_anothers_query(world: World, watching: Watching) -> None:
    anna, ben = world.person(), world.person()
    job, his = await world.submit(anna), await world.submit(ben)
    hers = watching.watch(anna, job)
    theirs = watching.watch(ben, job)
    own = watching.watch(ben, his)
    [seen, refused, other] = await asyncio.gather(
        numbers(hers, 1), anext(theirs), anext(own), return_exceptions=True
    )
    assert seen == [1]
    assert isinstance(refused, NotFound)
    assert isinstance(other, Page)
    assert set(watching.opened) == {anna.id, ben.id}


async def test_a_stream_ends_with_its_job_and_with_the_access_to_it(
    world: World, watching: Watching
) -> None:
    anna = world.person()
    ended, other = await world.submit(anna), await world.submit(anna)
    streams = watching.watch(anna, ended), watching.watch(anna, other)
    for stream in streams:
        await numbers(stream, 1)
    await world.cancel(anna, ended)
    watching.hear(ended)
    assert [[line.kind for line in page.lines] async for page in streams[0]] == [["cancelled"]]
    world.execute("DELETE FROM kb.members WHERE user_id = %s", anna.id)
    watching.hear(other)
    assert [page async for page in streams[1]] == []


@pytest.mark.usefixtures("without_looks")
async def test_a_lost_connection_of_the_listener_loses_nothing(
    world: World, watching: Watching
) -> None:
    anna = world.person()
    job = await world.submit(anna)
    events, hints = watching.watch(anna, job), watching.listener.hints(anna.id)
    assert await numbers(events, 1) == [1]
    assert [hint.kind for hint in await heard(hints, "hello")] == ["hello"]
    watching.cut_its_connection()
    watching.happen(job)
    assert await numbers(events, 2) == [2]
    assert (await heard(hints, "hello"))[-1].kind == "hello"
    watching.happen(job)
    assert await numbers(events, 3) == [3]


async def test_a_lost_notification_only_delays(
    world: World, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WatcherRounds, "look_seconds", 0.2)
    anna = world.person()
    job = await world.submit(anna)
    events = watching.watch(anna, job)
    await numbers(events, 1)
    watching.happen(job, told=False)
    assert await numbers(events, 2) == [2]


async def test_a_database_that_is_away_for_a_while_is_survived(
    world: World, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WatcherRounds, "look_seconds", 0.2)
    monkeypatch.setattr(HintRounds, "look_seconds", 0.2)
    anna = world.person()
    job = await world.submit(anna)
    events, hints = watching.watch(anna, job), watching.listener.hints(anna.id)
    await numbers(events, 1)
    await heard(hints, "hello")
    watching.away = True
    watching.opened.clear()
    watching.happen(job)
    with pytest.raises(OperationalError):  # who comes now is told so at once
        await anext(watching.watch(anna, job))
    await until(lambda: len(watching.opened) > 3)
    watching.away = False
    assert await numbers(events, 2) == [2]
    assert (await heard(hints, "jobs"))[-1].jobs[0].id == job


@pytest.mark.usefixtures("without_looks")
async def test_a_reader_who_leaves_costs_nothing(
    world: World, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WatcherRounds, "pause_seconds", 0.0)
    monkeypatch.setattr(HintRounds, "pause_seconds", 0.0)
    anna = world.person()
    job = await world.submit(anna)
    async with (
        aclosing(watching.watch(anna, job)) as events,
        aclosing(watching.listener.hints(anna.id)) as hints,
    ):
        await numbers(events, 1)
        await heard(hints, "hello")
        waiting = asyncio.create_task(anext(events))
        await asyncio.sleep(0)
        assert len(served()) == 2
        waiting.cancel()
        await asyncio.wait([waiting])
    await until(lambda: not served())


async def test_a_listener_that_closes_ends_all_streams(world: World, watching: Watching) -> None:
    anna = world.person()
    job = await world.submit(anna)
    events, hints = watching.watch(anna, job), watching.listener.hints(anna.id)
    await numbers(events, 1)
    await heard(hints, "hello")
    watching.listener.close()
    assert [page async for page in events] == []
    assert [told async for told in hints] == []
    assert [page async for page in watching.watch(anna, job)] == []
