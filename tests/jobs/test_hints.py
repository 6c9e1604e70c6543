"""Hints of what changes: only of what a user may see, together, and none missed for good."""

import asyncio

import pytest

from educe.ids import new_id
from educe.jobs.watching.hints import HintReader, HintRounds, JobHint
from tests.support.watching import Watching, heard
from tests.support.world import World, until

pytestmark = pytest.mark.slow


async def test_hints_name_only_what_the_user_may_see(world: World, watching: Watching) -> None:
    anna, ben = world.person(), world.person()
    hers, his = await world.submit(anna), await world.submit(ben)
    streams = [watching.listener.hints(person.id) for person in (anna, ben)]
    for stream in streams:
        await heard(stream, "hello")
    watching.hear(f"{hers}@{anna.project_id}", f"{his}@{ben.project_id}", new_id())
    for stream, job, person in zip(streams, (hers, his), (anna, ben), strict=True):
        [hint] = await heard(stream, "jobs")
        [told] = hint.jobs
        assert (told.id, told.project_id) == (job, person.project_id)
    world.execute("DELETE FROM kb.extraction_jobs WHERE id = ANY (%s)", [hers, his])
    # who may name a project in a word can't show a job to others by it
    watching.hear(f"{hers}@{anna.project_id}", f"{his}@{anna.project_id}", "x@y", "x")
    [hint] = await heard(streams[0], "deleted")
    assert {told.id for told in hint.jobs} == {hers, his}
    watching.hear(f"{his}@{ben.project_id}")
    [hint] = await heard(streams[1], "deleted")
    assert [told.id for told in hint.jobs] == [his]


async def test_a_hint_says_how_the_job_is(world: World, watching: Watching) -> None:
    anna = world.person()
    job = await world.submit(anna)
    hints = watching.listener.hints(anna.id)
    await heard(hints, "hello")
    for status, progress, cancelling in (("running", 0, False), ("running", 40, True)):
        world.execute(
            "UPDATE kb.extraction_jobs SET status = %s, progress = %s,"
            " admitted_at = now(), cancel_requested_at = CASE WHEN %s THEN now() END WHERE id = %s",
            status,
            progress,
            cancelling,
            job,
        )
        watching.hear(job)
        [hint] = await heard(hints, "jobs")
        assert hint.jobs == [
            JobHint(
                id=job,
                project_id=anna.project_id,
                status=status,  # type: ignore[arg-type]
                progress=progress,
                cancelling=cancelling,
            )
        ]


@pytest.mark.usefixtures("without_looks")
async def test_a_users_tabs_share_a_query_and_hear_together(
    world: World, watching: Watching
) -> None:
    anna, ben = world.person(), world.person()
    jobs = [await world.submit(anna) for _ in range(4)]
    tabs = [watching.listener.hints(anna.id) for _ in range(10)]
    other = watching.listener.hints(ben.id)
    for stream in (*tabs, other):
        await heard(stream, "hello")
    watching.opened.clear()
    watching.hear(*jobs)
    for tab in tabs:
        [hint] = await heard(tab, "jobs")
        assert {job.id for job in hint.jobs} == set(jobs)
    await until(lambda: len(watching.opened) == 2)
    assert set(watching.opened) == {anna.id, ben.id}
    # what a user may not see isn't asked about again and again
    for _ in range(3):
        watching.hear(*jobs)
        await heard(tabs[0], "jobs")
    assert watching.opened.count(ben.id) <= 2  # once more while the first was under way


@pytest.mark.slow
async def test_a_stream_speaks_at_most_four_times_a_second(
    world: World, watching: Watching
) -> None:
    anna = world.person()
    job = await world.submit(anna)
    hints = watching.listener.hints(anna.id)
    await heard(hints, "hello")
    clock = asyncio.get_running_loop().time
    began, told = clock(), 0
    while clock() - began < 2.0:
        watching.happen(job)
        await heard(hints, "jobs")
        told += 1
    assert 4 <= told <= 9


async def test_the_lost_hint_of_an_end_is_made_up_for(
    world: World, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HintRounds, "look_seconds", 0.5)
    anna = world.person()
    cancelled, deleted = await world.submit(anna), await world.submit(anna)
    hints = watching.listener.hints(anna.id)
    watching.hear(cancelled, deleted)
    await heard(hints, "jobs")
    await world.cancel(anna, cancelled)
    [hint] = await heard(hints, "jobs")  # of the other, which is as it was, nothing is said
    assert [(job.id, job.status) for job in hint.jobs] == [(cancelled, "cancelled")]  # type: ignore[union-attr]
    world.execute("DELETE FROM kb.extraction_jobs WHERE id = %s", deleted)
    [hint] = await heard(hints, "deleted")
    assert [job.id for job in hint.jobs] == [deleted]


async def test_a_browser_that_does_not_read_is_told_to_fetch_afresh() -> None:
    browser = HintReader()
    assert [hint.kind for hint in browser.take() or ()] == ["hello"]
    for _ in range(3):
        for _ in range(500):
            browser.tell({(job := _hint()).id: job}, {})
    told = browser.take() or []
    assert [hint.kind for hint in told] == ["hello", "jobs"]
    assert len(told[1].jobs) <= 1000
    assert browser.take() == []


def _hint() -> JobHint:
    made = {"status": "running", "progress": 1, "cancelling": False}
    return JobHint.model_validate({"id": new_id(), "project_id": new_id(), **made})
