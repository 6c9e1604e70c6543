"""Two who act at the same time: one of them is held in the middle of a transaction."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from educe.documents.files import delete_file
from educe.errors import Conflict
from educe.ids import new_id
from educe.jobs.admission import Limits, admit
from educe.jobs.dependencies import Need
from educe.jobs.engine.procrastinate import ProcrastinateSender
from educe.jobs.preview import preview
from educe.jobs.queue.ranking import QueueBoard
from educe.jobs.retry import retry, retry_as_new
from educe.jobs.submit import NewJob, submit
from tests.support.world import Person, World, until

_WAITING = (
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def test_a_file_is_not_deleted_under_a_job_that_is_being_retried(world: World) -> None:
    person = world.person()
    file_id, job = await cancelled_job_with_a_file(world, person)
    async with world.api.session(person.id) as session:
        await retry(session, world.rules, job)
        deleting = begin(deleted(world, person, file_id))
        await until(lambda: deleting.done() or world.rows(_WAITING))
    with pytest.raises(Conflict, match="is using it"):
        await deleting
    assert world.rows("SELECT FROM kb.files WHERE id = %s", file_id)


async def test_nobody_waits_for_a_preview(world: World) -> None:
    person = world.person()
    file_id, _ = await cancelled_job_with_a_file(world, person)
    needed = await world.submit(person)
    board = QueueBoard(world.api, world.rules, world.settings)
    asked = NewJob(person.project_id, "scripted", file_ids=[file_id], needs=[Need(job_id=needed)])
    async with world.api.session(person.id) as session:
        assert (await preview(session, world.rules, board, asked)).problems == []
        async with asyncio.timeout(20):
            await deleted(world, person, file_id)
            await world.cancel(person, needed)
        problems = (await preview(session, world.rules, board, asked)).problems
    await board.close()
    assert [found.field for found in problems] == ["file_ids", "needs"]


@pytest.mark.slow
@pytest.mark.parametrize("as_new", [False, True])
async def test_a_job_is_not_retried_over_a_file_that_is_being_deleted(
    world: World, as_new: bool
) -> None:
    person = world.person()
    file_id, job = await cancelled_job_with_a_file(world, person)
    async with world.api.session(person.id) as session:
        await delete_file(session, file_id)
        again = begin(retried(world, person, job, as_new))
        await until(lambda: again.done() or world.rows(_WAITING))
    with pytest.raises(Conflict, match="deleted since"):
        await again
    assert not world.rows("SELECT FROM kb.extraction_jobs WHERE completed_at IS NULL")


async def test_an_organizations_last_place_is_not_taken_by_two_who_look_at_the_same_time(
    world: World,
) -> None:
    anna, bert = world.person(), world.person()
    world.execute("UPDATE kb.organizations SET max_running_jobs = 1")
    async with await AsyncConnection.connect(world.database.owner_url) as holding:
        await holding.execute("SELECT FROM kb.users WHERE id = %s FOR NO KEY UPDATE", [bert.id])
        # this admission has seen that Bert has no job in Anna's organization, and locked no place
        late = begin(admitted_for(world, bert))
        await until(lambda: world.rows(_WAITING))
        world.execute(
            "INSERT INTO kb.extraction_jobs"
            " (id, organization_id, project_id, extractor, created_by, run_at)"
            " VALUES (%s, %s, %s, 'scripted', %s, 'epoch')",
            new_id(), anna.organization_id, anna.project_id, bert.id,
        )  # fmt: skip
        async with world.api.session(anna.id) as session:
            hers = NewJob(anna.project_id, "scripted")
            await submit(session, world.rules, hers, user_id=anna.id)
            await holding.rollback()
            await late
    places = world.rows(
        "SELECT created_by FROM kb.extraction_jobs"
        " WHERE organization_id = %s AND admitted_at IS NOT NULL",
        anna.organization_id,
    )
    assert [place["created_by"] for place in places] == [anna.id]


async def cancelled_job_with_a_file(world: World, person: Person) -> tuple[UUID, UUID]:
    document, file_id = new_id(), new_id()
    world.execute(
        "INSERT INTO kb.documents (id, project_id, name) VALUES (%s, %s, 'a.md')",
        document, person.project_id,
    )  # fmt: skip
    world.execute(
        "INSERT INTO kb.files (id, project_id, document_id, version, name, size, sha256,"
        " media_type, blob_name) VALUES (%s, %s, %s, 1, 'a.md', 1, %s, 'text/markdown', 'a')",
        file_id, person.project_id, document, "0" * 64,
    )  # fmt: skip
    new = NewJob(person.project_id, "scripted", file_ids=[file_id])
    async with world.api.session(person.id) as session:
        job = await submit(session, world.rules, new, user_id=person.id)
    await world.cancel(person, job)
    return file_id, job


async def deleted(world: World, person: Person, file_id: UUID) -> None:
    async with world.api.session(person.id) as session:
        await delete_file(session, file_id)


async def retried(world: World, person: Person, job: UUID, as_new: bool) -> None:
    async with world.api.session(person.id) as session:
        if as_new:
            await retry_as_new(session, world.rules, job, user_id=person.id)
        else:
            await retry(session, world.rules, job)


async def admitted_for(world: World, person: Person) -> None:
    async with await AsyncConnection.connect(world.database.worker_url) as connection:
        await admit(connection, ProcrastinateSender(), person.id, Limits())


def begin(what: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.create_task(what)
