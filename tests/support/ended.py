"""Jobs that ended some time ago, as they would have been left."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection, sql

from educe.documents.blobs import BlobStore
from educe.ids import new_id
from tests.support.world import Person, World


def ended_job(
    world: World,
    person: Person,
    status: str = "completed",
    *,
    days_ago: float = 0,
    items: int = 1,
    **values: Any,
) -> UUID:
    """A job with its events, items and an attempt, that ended so, so many days ago. `values`: of
    columns that differ from the usual."""
    job_id = new_id()
    row = {
        "id": job_id,
        "organization_id": person.organization_id,
        "project_id": person.project_id,
        "extractor": "scripted",
        "created_by": person.id,
        **values,
    }
    with psycopg.connect(world.database.owner_url) as owner:
        owner.execute(
            sql.SQL(
                "INSERT INTO kb.extraction_jobs ({}, created_at, queued_at, run_at)"
                " SELECT {}, at, at, at FROM (SELECT now() - make_interval(secs => %s) AS at) a"
            ).format(
                sql.SQL(", ").join(map(sql.Identifier, row)),
                sql.SQL(", ").join(sql.Placeholder() * len(row)),
            ),
            [*row.values(), (days_ago + 0.01) * 86_400],
        )
        _end(owner, job_id, person, status, items)
        _backdate(owner, job_id, days_ago)
    return job_id


@asynccontextmanager
async def worker_of(world: World) -> AsyncIterator[AsyncConnection]:
    """A connection as a worker has one."""
    async with await AsyncConnection.connect(
        world.database.worker_url, autocommit=True
    ) as connection:
        yield connection


async def add_file(world: World, person: Person, store: BlobStore) -> tuple[UUID, str]:
    """A file of its own name. Returns its id, and its blob's name."""
    document, file = new_id(), new_id()
    blob = await store.put(b"words", prefix="files", limit=100)
    world.execute(
        "INSERT INTO kb.documents (id, project_id, name) VALUES (%s, %s, %s)",
        document,
        person.project_id,
        str(document),
    )
    world.execute(
        "INSERT INTO kb.files (id, project_id, document_id, version, name, size, sha256,"
        " media_type, blob_name) VALUES (%s, %s, %s, 1, 'a.txt', %s, %s, 'text/plain', %s)",
        file,
        person.project_id,
        document,
        blob.size,
        blob.sha256,
        blob.name,
    )
    return file, blob.name


async def add_artifact(world: World, person: Person, job_id: UUID, store: BlobStore) -> str:
    """An artifact that the job wrote. Returns its blob's name."""
    blob = await store.put(b"numbers", prefix="artifacts", limit=100)
    world.execute(
        "INSERT INTO kb.job_artifacts (id, job_id, project_id, name, media_type, size, sha256,"
        " blob_name) VALUES (%s, %s, %s, 'n.txt', 'text/plain', %s, %s, %s)",
        new_id(),
        job_id,
        person.project_id,
        blob.size,
        blob.sha256,
        blob.name,
    )
    return blob.name


def jobs(world: World) -> set[UUID]:
    return {row["id"] for row in world.rows("SELECT id FROM kb.extraction_jobs")}


def archived(world: World) -> set[UUID]:
    return {row["id"] for row in world.rows("SELECT id FROM kb.archived_jobs")}


def _end(owner: psycopg.Connection, job_id: UUID, person: Person, status: str, items: int) -> None:
    owner.execute("SELECT kb.add_event(%s, 'submitted', 'Submitted')", [job_id])
    owner.execute(
        "UPDATE kb.extraction_jobs SET status = 'running', total_items = %s WHERE id = %s",
        [items, job_id],
    )
    owner.execute(
        "INSERT INTO kb.job_items (job_id, seq, project_id, label, payload, status)"
        " SELECT %s, n, %s, 'item', '{}', 'succeeded' FROM generate_series(1, %s) n",
        [job_id, person.project_id, items],
    )
    owner.execute(
        "UPDATE kb.extraction_jobs SET status = %s, processed_items = %s, successful_items = %s,"
        " progress_message = 'It is over' WHERE id = %s",
        [status, items, items, job_id],
    )
    owner.execute("SELECT kb.add_event(%s, %s, 'It is over')", [job_id, status])


def _backdate(owner: psycopg.Connection, job_id: UUID, days: float) -> None:
    owner.execute("SET LOCAL session_replication_role = replica")  # its times are the guard's
    owner.execute(
        "UPDATE kb.extraction_jobs SET started_at = started_at - d.ago,"
        " completed_at = completed_at - d.ago"
        " FROM (SELECT make_interval(secs => %s) AS ago) d WHERE id = %s",
        [days * 86_400, job_id],
    )
