"""Submitting a job: one transaction, from the check of its config to its delivery."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import Project
from educe.db.session import driver_connection
from educe.documents.models import File
from educe.errors import InvalidInput, NotFound
from educe.ids import new_id
from educe.jobs.admission import admit
from educe.jobs.rules import Rules
from educe.jobs.states import Priority

_NO_PROJECT = "There is no such project. List yours with GET /api/projects."

#: the job, its files and its first event, in one statement; no row where the project isn't visible
_INSERT = text("""
    WITH job AS (
        INSERT INTO kb.extraction_jobs (
            id, organization_id, project_id, extractor, extraction_config, priority, source_type,
            source_id, source_metadata, created_by, progress_message, event_seq)
        SELECT :id, p.organization_id, p.id, :extractor, :config, :priority, :source_type,
               :source_id, :source_metadata, :created_by, 'Waiting for its turn', 1
        FROM kb.projects p WHERE p.id = :project_id
        RETURNING id, project_id
    ), files AS (
        INSERT INTO kb.job_files (job_id, position, project_id, file_id, file_name)
        SELECT job.id, f.n - 1, job.project_id, f.id, f.name
        FROM job, unnest(CAST(:file_ids AS uuid[]), CAST(:file_names AS text[]))
            WITH ORDINALITY AS f (id, name, n)
    ), submitted AS (
        INSERT INTO kb.job_events (job_id, seq, project_id, kind, message)
        SELECT job.id, 1, job.project_id, 'submitted', 'Submitted' FROM job
    )
    SELECT id FROM job
""")


@dataclass(frozen=True, slots=True)
class NewJob:
    """What someone asks for."""

    project_id: UUID
    extractor: str
    config: dict[str, Any] = field(default_factory=dict)
    file_ids: Sequence[UUID] = ()
    priority: Priority = Priority.NORMAL
    source_type: str = "document"
    source_id: str | None = None
    source_metadata: dict[str, Any] = field(default_factory=dict)


async def submit(session: AsyncSession, rules: Rules, new: NewJob, *, user_id: UUID) -> UUID:
    """Adds a job in the session's transaction, and admits it if its owner's turn has come.

    Its files can't be deleted from here on until it has ended: their rows are locked FOR SHARE, in
    the order of their ids, and a delete looks for active jobs after its own lock.

    Returns the job's id. Raises InvalidInput and InvalidConfig for what can't be run, NotFound when
    the project isn't there for this user.
    """
    config = rules.registry.validate(new.extractor, new.config)
    names = await _lock_files(session, new, rules.max_files_per_job)
    files = list(dict.fromkeys(new.file_ids))
    job_id = new_id()
    inserted = await session.execute(
        _INSERT,
        {
            "id": job_id,
            "project_id": new.project_id,
            "extractor": new.extractor,
            "config": Jsonb(config.model_dump(mode="json")),
            "priority": new.priority,
            "source_type": new.source_type,
            "source_id": new.source_id,
            "source_metadata": Jsonb(new.source_metadata),
            "created_by": user_id,
            "file_ids": files,
            "file_names": [names[file_id] for file_id in files],
        },
    )
    if inserted.first() is None:
        raise NotFound(_NO_PROJECT)
    connection = await driver_connection(session)
    await admit(connection, rules.sender, user_id, rules.max_running_jobs)
    return job_id


async def _lock_files(session: AsyncSession, new: NewJob, most: int) -> dict[UUID, str]:
    wanted = set(new.file_ids)
    if len(wanted) > most:
        raise InvalidInput(
            f"{len(wanted):,} files are too many for one job. Choose at most {most:,}, and start "
            "several jobs for more."
        )
    if not wanted:
        return {}
    rows = await session.execute(
        select(File.id, File.name)
        .where(File.id.in_(wanted), File.project_id == new.project_id)
        .order_by(File.id)
        .with_for_update(read=True)
    )
    names = {row.id: row.name for row in rows}
    if missing := wanted - names.keys():
        if await session.scalar(select(Project.id).where(Project.id == new.project_id)) is None:
            raise NotFound(_NO_PROJECT)
        told = ", ".join(sorted(map(str, missing))[:5])
        raise InvalidInput(
            f"{len(missing)} of the files aren't in this project: {told}. They may have been "
            "deleted; list what is there with GET /api/projects/{id}/files.",
            files=sorted(map(str, missing)),
        )
    return names
