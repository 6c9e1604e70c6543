"""Submitting jobs: one transaction, from the check of their configs to their deliveries."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import Project
from educe.db.session import driver_connection
from educe.documents.models import File
from educe.errors import EduceError, InvalidConfig, InvalidInput, NotFound
from educe.extractors.registry import unknown_keys
from educe.ids import new_id
from educe.jobs.admission import admit
from educe.jobs.configs import MailboxIds, valid_config
from educe.jobs.dependencies import Need, find_needed, refuse_unmeetable
from educe.jobs.rules import Rules
from educe.jobs.states import WAITING_FOR, Priority, Status

_NO_PROJECT = "There is no such project. List yours with GET /api/projects."

#: jobs with their files, needs and first events, in one statement; left out is what names a project
#: that isn't visible
_INSERT = text("""
    WITH given AS (
        SELECT * FROM jsonb_to_recordset(:jobs) AS g (
            id uuid, project_id uuid, extractor text, runner text, config jsonb, priority text,
            source_type text, source_id text, source_metadata jsonb, run_at timestamptz,
            retried_from uuid, schedule_id uuid, fire_at timestamptz, files jsonb, needs jsonb,
            message text, warnings jsonb, steps jsonb)
    ), job AS (
        INSERT INTO kb.extraction_jobs (
            id, organization_id, project_id, extractor, runner, extraction_config, priority,
            source_type, source_id, source_metadata, created_by, run_at, ranked_at, retried_from,
            schedule_id, fire_at, progress_message, event_seq, declared_steps)
        SELECT g.id, p.organization_id, p.id, g.extractor, g.runner, g.config, g.priority,
               g.source_type, g.source_id, g.source_metadata, :created_by,
               greatest(g.run_at, now()), now() - kb.head_start(:created_by), g.retried_from,
               g.schedule_id, g.fire_at, g.message, 1 + jsonb_array_length(g.warnings), g.steps
        FROM given g JOIN kb.projects p ON p.id = g.project_id
        RETURNING id, project_id
    ), files AS (
        INSERT INTO kb.job_files (job_id, position, project_id, file_id, file_name)
        SELECT job.id, f.n - 1, job.project_id, CAST(f.file ->> 'id' AS uuid), f.file ->> 'name'
        FROM job JOIN given g USING (id),
             jsonb_array_elements(g.files) WITH ORDINALITY AS f (file, n)
    ), needs AS (
        INSERT INTO kb.job_dependencies (job_id, needs_id, project_id, condition)
        SELECT job.id, CAST(n.need ->> 'job_id' AS uuid), job.project_id, n.need ->> 'condition'
        FROM job JOIN given g USING (id), jsonb_array_elements(g.needs) AS n (need)
        ORDER BY job.id -- the search for circles is quickest where needs come before dependants
    ), submitted AS (
        INSERT INTO kb.job_events (job_id, seq, project_id, kind, message)
        SELECT job.id, 1, job.project_id, 'submitted', 'Submitted' FROM job
        UNION ALL
        SELECT job.id, 1 + w.n, job.project_id, 'warning', w.message
        FROM job JOIN given g USING (id),
             jsonb_array_elements_text(g.warnings) WITH ORDINALITY AS w (message, n)
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
    needs: Sequence[Need] = ()
    run_at: datetime | None = None  # not before
    retried_from: UUID | None = None
    schedule_id: UUID | None = None  # one of the same project
    fire_at: datetime | None = None  # the moment for which the schedule starts it
    id: UUID = field(default_factory=new_id)


#: what to raise for an error that is about this job
Naming = Callable[[NewJob, EduceError], EduceError]
About = Callable[[NewJob], AbstractContextManager[None]]


def _unnamed(job: NewJob, error: EduceError) -> EduceError:
    return error


async def submit(session: AsyncSession, rules: Rules, new: NewJob, *, user_id: UUID) -> UUID:
    """Adds a job in the session's transaction, and admits it if its owner's turn has come.

    Its files can't be deleted from here on until it has ended: their rows are locked FOR SHARE, in
    the order of their ids, and a delete looks for active jobs after its own lock.

    Returns the job's id. Raises InvalidInput and InvalidConfig for what can't be run, NotFound when
    the project isn't there for this user, Conflict when what it needs has ended otherwise.
    """
    return (await submit_all(session, rules, [new], user_id=user_id))[0]


async def submit_all(
    session: AsyncSession,
    rules: Rules,
    jobs: Sequence[NewJob],
    *,
    user_id: UUID,
    naming: Naming = _unnamed,
) -> list[UUID]:
    """The same for several jobs, all or none. They may need each other, whatever their order.

    Returns their ids in the order given. Raises as `submit` does; for what is wrong with one of the
    jobs it raises what `naming` makes of it."""
    about = partial(_about, naming)
    configs = [_checked(rules, job, about, len(set(job.file_ids))) for job in jobs]
    await _check_mailboxes(session, rules, list(zip(jobs, configs, strict=True)), about)
    names = await _files(session, jobs, rules.max_files_per_job, about, lock=True)
    await _check_needs(session, jobs, about)
    rows = [_row(rules, job, config, names) for job, config in zip(jobs, configs, strict=True)]
    inserted = await session.execute(_INSERT, {"jobs": Jsonb(rows), "created_by": user_id})
    there = set(inserted.scalars())
    for job in jobs:
        if job.id not in there:
            with about(job):
                raise NotFound(_NO_PROJECT)
    await admit(await driver_connection(session), rules.sender, user_id, rules.limits)
    return [job.id for job in jobs]


@contextmanager
def _about(naming: Naming, job: NewJob) -> Iterator[None]:
    """What is raised in here is about this job."""
    try:
        yield
    except EduceError as error:
        raise naming(job, error) from None


async def check(
    session: AsyncSession, rules: Rules, job: NewJob, *, knows_files: bool = True
) -> None:
    """Raises what `submit` would raise for the job's config and files as they are now.
    `knows_files`: these are all the files that it will read."""
    await check_config(session, rules, job, knows_files=knows_files)
    await check_files(session, rules, job, lock=True)


async def check_config(
    session: AsyncSession, rules: Rules, job: NewJob, *, knows_files: bool = True
) -> None:
    """Raises what `submit` would raise for the job's extractor and config."""
    about = partial(_about, _unnamed)
    config = _checked(rules, job, about, len(set(job.file_ids)) if knows_files else None)
    await _check_mailboxes(session, rules, [(job, config)], about)


async def check_files(session: AsyncSession, rules: Rules, job: NewJob, *, lock: bool) -> None:
    """Raises what `submit` would raise for the job's files as they are now. `lock`: and as they
    stay until the transaction ends."""
    most = rules.max_files_per_job
    await _files(session, [job], most, partial(_about, _unnamed), lock=lock)


def _checked(rules: Rules, job: NewJob, about: About, sources: int | None) -> dict[str, Any]:
    with about(job):
        if job.run_at is not None and job.run_at.tzinfo is None:
            raise InvalidInput("`run_at` has no timezone. Write it as 2026-03-01T07:00:00+01:00.")
        return valid_config(rules.registry, job.extractor, job.config, sources)


async def _check_mailboxes(
    session: AsyncSession, rules: Rules, jobs: Sequence[tuple[NewJob, dict[str, Any]]], about: About
) -> None:
    mailboxes = MailboxIds(rules.registry)
    there = await mailboxes.found(session, ((job.extractor, config) for job, config in jobs))
    for job, config in jobs:
        with about(job):
            try:
                mailboxes.refuse_missing(there, job.project_id, job.extractor, config)
            except InvalidConfig:
                await _expect_project(session, job.project_id)
                raise


def _row(
    rules: Rules, job: NewJob, config: dict[str, Any], names: dict[UUID, str]
) -> dict[str, Any]:
    extractor = rules.registry.get(job.extractor)
    return {
        "id": str(job.id),
        "project_id": str(job.project_id),
        "extractor": job.extractor,
        "runner": extractor.runner,
        "message": WAITING_FOR[extractor.runner],
        "config": config,
        "priority": job.priority,
        "source_type": job.source_type,
        "source_id": job.source_id,
        "source_metadata": job.source_metadata,
        "run_at": job.run_at and job.run_at.isoformat(),
        "retried_from": job.retried_from and str(job.retried_from),
        "schedule_id": job.schedule_id and str(job.schedule_id),
        "fire_at": job.fire_at and job.fire_at.isoformat(),
        "files": [
            {"id": str(file_id), "name": names[file_id]} for file_id in dict.fromkeys(job.file_ids)
        ],
        "steps": rules.registry.steps(job.extractor),
        "needs": [need.model_dump(mode="json") for need in job.needs],
        "warnings": [
            f"The config key “{key[:100]}” isn't known to “{job.extractor}” and was left out."
            for key in unknown_keys(extractor.config, job.config)
        ],
    }


async def _check_needs(session: AsyncSession, jobs: Sequence[NewJob], about: About) -> None:
    # those that are about to be added can't have ended
    among = {job.id: (job.project_id, Status.PENDING) for job in jobs}
    wanted = {need.job_id for job in jobs for need in job.needs}
    there = await find_needed(session, wanted - among.keys(), lock=True)
    needed = {**there, **among}
    for job in jobs:
        with about(job):
            refuse_unmeetable(needed, job.project_id, job.needs)


async def _files(
    session: AsyncSession, jobs: Sequence[NewJob], most: int, about: About, *, lock: bool
) -> dict[UUID, str]:
    """The files' names by their ids, of all jobs."""
    for job in jobs:
        if (count := len(set(job.file_ids))) > most:
            with about(job):
                raise InvalidInput(
                    f"{count:,} files are too many for one job. Choose at most {most:,}, and start "
                    "several jobs for more."
                )
    every = {file_id for job in jobs for file_id in job.file_ids}
    if not every:
        return {}
    wanted = select(File.id, File.name, File.project_id).where(File.id.in_(every)).order_by(File.id)
    rows = await session.execute(wanted.with_for_update(read=True) if lock else wanted)
    found = {row.id: row for row in rows}
    for job in jobs:
        there = {i for i in job.file_ids if i in found and found[i].project_id == job.project_id}
        if missing := set(job.file_ids) - there:
            with about(job):
                await _refuse_missing(session, job.project_id, missing)
    return {file_id: row.name for file_id, row in found.items()}


async def _expect_project(session: AsyncSession, project_id: UUID) -> None:
    if await session.scalar(select(Project.id).where(Project.id == project_id)) is None:
        raise NotFound(_NO_PROJECT)


async def _refuse_missing(session: AsyncSession, project_id: UUID, missing: set[UUID]) -> None:
    await _expect_project(session, project_id)
    told = ", ".join(sorted(map(str, missing))[:5])
    raise InvalidInput(
        f"{len(missing)} of the files aren't in this project: {told}. They may have been "
        "deleted; list what is there with GET /api/projects/{id}/files.",
        files=sorted(map(str, missing)),
    )
