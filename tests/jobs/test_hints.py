"""Hints of what changes: only of what a user may see, together, and none missed for good."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from educe.ids import new_id
from educe.jobs.dependencies import Need
from educe.jobs.events import ProjectChange
from educe.jobs.submit import NewJob, submit_all
from educe.jobs.watching import hints as hints_module
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


@pytest.mark.usefixtures("without_looks")
async def test_what_changes_in_a_project_is_told_to_those_who_see_it(
    world: World, watching: Watching
) -> None:
    anna, ben = world.person(), world.person()
    hers, his = [watching.listener.hints(person.id) for person in (anna, ben)]
    for stream in (hers, his):
        await heard(stream, "hello")
    watching.hear(f"files@{anna.project_id}", f"graph@{anna.project_id}", "files@x", "other@x")
    [hint] = await heard(hers, "projects")
    assert [(p.id, p.changed) for p in hint.projects] == [(anna.project_id, ["files", "graph"])]
    watching.hear(f"project@{ben.project_id}")
    [hint] = await heard(his, "projects")
    assert [(p.id, p.changed) for p in hint.projects] == [(ben.project_id, ["project"])]


async def test_what_changes_while_the_database_is_away_is_told_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user, project = new_id(), new_id()
    rounds: HintRounds

    @asynccontextmanager
    async def away(_: UUID) -> AsyncIterator[AsyncSession]:
        rounds.changed([ProjectChange(project, "graph")])
        raise OSError("the database is away")
        yield

    rounds = HintRounds(user, away, asyncio.Semaphore(1))
    rounds.changed([ProjectChange(project, "files")])
    with pytest.raises(OSError, match="away"):
        await rounds.serve(look=False)
    asked: dict[UUID, set[str]] = {}

    @asynccontextmanager
    async def back(_: UUID) -> AsyncIterator[None]:
        yield None

    async def all_visible(_: object, projects: dict[UUID, set[str]]) -> set[UUID]:
        asked.update(projects)
        return set(projects)

    monkeypatch.setattr(rounds, "_open_session", back)
    monkeypatch.setattr(hints_module, "visible_projects", all_visible)
    await rounds.serve(look=False)
    assert asked == {project: {"files", "graph"}}


@pytest.mark.usefixtures("without_looks")
async def test_jobs_that_are_cancelled_because_of_another_are_told_with_it(
    world: World, watching: Watching
) -> None:
    anna = world.person()
    first, *rest = [new_id() for _ in range(4)]
    jobs = [NewJob(anna.project_id, "scripted", {"succeed": 1}, id=first)]
    for needed, job in zip([first, *rest], rest, strict=False):
        jobs.append(NewJob(anna.project_id, "scripted", {}, needs=[Need(job_id=needed)], id=job))
    async with world.api.session(anna.id) as session:
        await submit_all(session, world.rules, jobs, user_id=anna.id)
    hints = watching.listener.hints(anna.id)
    await heard(hints, "hello")
    await world.cancel(anna, first)
    watching.hear(first)
    [hint] = await heard(hints, "jobs")
    assert {(job.id, job.status) for job in hint.jobs} == {  # type: ignore[union-attr]
        (job, "cancelled") for job in (first, *rest)
    }
