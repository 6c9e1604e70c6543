"""What a job needs: checked when it is submitted, and kept by the database."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import psycopg
import pytest
from psycopg.errors import CheckViolation

from educe.errors import Conflict, InvalidInput
from educe.ids import new_id
from educe.jobs.dependencies import Condition, Need, is_met, needs_of
from educe.jobs.states import Status
from educe.jobs.submit import NewJob, submit
from tests.support.world import Person, World, until

pytestmark = pytest.mark.slow


async def submit_needing(
    world: World, person: Person, *needed: UUID, condition: Condition = "success"
) -> UUID:
    needs = [Need(job_id=job_id, condition=condition) for job_id in needed]
    async with world.api.session(person.id) as session:
        new = NewJob(person.project_id, "scripted", {"succeed": 1}, needs=needs)
        return await submit(session, world.rules, new, user_id=person.id)


async def ended(world: World, person: Person, status: Status) -> UUID:
    """A job that ended so."""
    job = await world.submit(person, succeed=1)
    if status is not Status.CANCELLED:
        world.execute("UPDATE kb.extraction_jobs SET status = 'running' WHERE id = %s", job)
    world.execute("UPDATE kb.extraction_jobs SET status = %s WHERE id = %s", status, job)
    return job


CONDITIONS: Sequence[tuple[Condition, set[Status]]] = (
    ("success", {Status.COMPLETED}),
    ("failure", {Status.FAILED}),
    ("any", {Status.COMPLETED, Status.FAILED, Status.CANCELLED}),
)


@pytest.mark.parametrize(("condition", "meeting"), CONDITIONS)
def test_a_condition_is_open_until_the_end_and_then_met_or_not(
    condition: str, meeting: set[Status]
) -> None:
    for status in Status:
        expected = status in meeting if status.ended else None
        assert is_met(condition, status) is expected


async def test_the_database_says_the_same_of_conditions(world: World) -> None:
    for condition, _ in CONDITIONS:
        for status in Status:
            [row] = world.rows("SELECT kb.condition_met(%s, %s) AS met", condition, status)
            assert row["met"] is is_met(condition, status)


@pytest.mark.parametrize(("condition", "meeting"), CONDITIONS)
async def test_what_ended_otherwise_can_not_be_needed_any_more(
    world: World, condition: Condition, meeting: set[Status]
) -> None:
    person = world.person()
    for status in (Status.COMPLETED, Status.FAILED, Status.CANCELLED):
        needed = await ended(world, person, status)
        if status in meeting:
            job = await submit_needing(world, person, needed, condition=condition)
            async with world.api.session(person.id) as session:
                [view] = await needs_of(session, job)
            assert (view.job_id, view.status, view.met) == (needed, status, True)
        else:
            with pytest.raises(Conflict, match=f"never run.*{status}"):
                await submit_needing(world, person, needed, condition=condition)


async def test_what_is_missing_elsewhere_or_named_twice_is_refused(world: World) -> None:
    anna, ben = world.person(), world.person()
    theirs, mine, never = await world.submit(ben), await world.submit(anna), new_id()
    for needed in (theirs, never):
        with pytest.raises(InvalidInput, match=f"{needed}.*isn't in its project"):
            await submit_needing(world, anna, mine, needed)
    with pytest.raises(InvalidInput, match="twice"):
        await submit_needing(world, anna, mine, mine)
    assert world.rows("SELECT FROM kb.job_dependencies") == []


async def test_a_job_that_waits_for_another_is_not_admitted(world: World) -> None:
    person = world.person()
    first = await world.submit(person, succeed=1)
    second = await submit_needing(world, person, first)
    free = await world.submit(person, succeed=1)
    admitted = {job for job in (first, second, free) if world.row(job)["admitted_at"]}
    assert admitted == {first, free}


async def test_a_job_can_not_end_between_the_check_and_the_commit(world: World) -> None:
    """Else the one that needs it would wait for ever."""
    person = world.person()
    first = await world.submit(person, succeed=1)
    async with world.api.session(person.id) as session:
        new = NewJob(person.project_id, "scripted", needs=[Need(job_id=first)])
        second = await submit(session, world.rules, new, user_id=person.id)
        cancelling = asyncio.create_task(world.cancel(person, first))
        await until(
            lambda: world.rows(
                "SELECT FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock'"
            )
        )
        assert not cancelling.done()
    await cancelling
    assert world.row(second)["status"] == "cancelled"


async def test_what_can_never_run_is_cancelled_with_the_reason_down_the_line(
    world: World,
) -> None:
    person = world.person()
    first = await world.submit(person, succeed=1)
    second = await submit_needing(world, person, first)
    third = await submit_needing(world, person, second)
    whatever = await submit_needing(world, person, third, condition="any")
    in_case = await submit_needing(world, person, first, condition="failure")
    await world.cancel(person, first)
    for job, needed, what in (
        (second, first, "the success"),
        (third, second, "the success"),
        (in_case, first, "a failure"),
    ):
        row = world.row(job)
        assert row["status"] == "cancelled"
        assert row["progress_message"] == (
            f"Cancelled: it can never run. It needs {what} of job {needed}, which has been "
            "cancelled."
        )
        last = world.events(job)[-1]
        assert (last["kind"], last["data"]["needs"]) == ("cancelled", str(needed))
        [attempt] = world.rows("SELECT status FROM kb.job_attempts WHERE job_id = %s", job)
        assert attempt["status"] == "cancelled"
    assert world.row(whatever)["status"] == "pending"


@pytest.mark.slow
async def test_a_chain_of_any_length_is_cancelled_in_one_go(world: World) -> None:
    person = world.person()
    first = await world.submit(person, succeed=1)
    # each needs the one before
    world.execute(
        """
        WITH made AS (
            INSERT INTO kb.extraction_jobs
                (id, organization_id, project_id, extractor, created_by, source_id)
            SELECT gen_random_uuid(), %s, %s, 'scripted', %s, n FROM generate_series(1, 2000) n
            RETURNING id, project_id, source_id::int AS n
        )
        INSERT INTO kb.job_dependencies (job_id, needs_id, project_id)
        SELECT m.id, coalesce(b.id, %s), m.project_id
        FROM made m LEFT JOIN made b ON b.n = m.n - 1 ORDER BY m.n
        """,
        person.organization_id,
        person.project_id,
        person.id,
        first,
    )
    await world.cancel(person, first)
    left = world.rows("SELECT count(*) AS jobs FROM kb.extraction_jobs WHERE status = 'pending'")
    assert left == [{"jobs": 0}]


async def test_the_database_refuses_circles_whatever_their_length(world: World) -> None:
    person = world.person()
    jobs = [await world.submit(person, succeed=1) for _ in range(4)]

    def need(job: UUID, needed: UUID) -> None:
        world.execute(
            "INSERT INTO kb.job_dependencies (job_id, needs_id, project_id) VALUES (%s, %s, %s)",
            job,
            needed,
            person.project_id,
        )

    for job, needed in zip(jobs[1:], jobs, strict=False):
        need(job, needed)
    for first, last in ((0, 1), (0, 2), (0, 3), (1, 3)):
        with pytest.raises(CheckViolation, match="need itself"):
            need(jobs[first], jobs[last])
    with pytest.raises(CheckViolation):
        need(jobs[0], jobs[0])
    need(jobs[3], jobs[0])  # a short cut is no circle


async def test_two_who_close_a_circle_together_do_not_both_succeed(world: World) -> None:
    person = world.person()
    a, b = await world.submit(person, succeed=1), await world.submit(person, succeed=1)
    statement = "INSERT INTO kb.job_dependencies (job_id, needs_id, project_id) VALUES (%s, %s, %s)"
    with psycopg.connect(world.database.owner_url) as one:
        one.execute(statement, [a, b, person.project_id])
        other = asyncio.create_task(
            asyncio.to_thread(world.execute, statement, b, a, person.project_id)
        )
        await until(
            lambda: world.rows("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        )
    with pytest.raises(CheckViolation):
        await other


async def test_a_need_is_gone_with_the_job_that_was_needed(world: World) -> None:
    person = world.person()
    first = await ended(world, person, Status.COMPLETED)
    second = await submit_needing(world, person, first)
    world.execute("DELETE FROM kb.extraction_jobs WHERE id = %s", first)
    assert world.rows("SELECT FROM kb.job_dependencies WHERE job_id = %s", second) == []
    assert world.row(second)["status"] == "pending"
