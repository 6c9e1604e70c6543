"""The sample course that comes with Educe: its files, and how a user gets it as a course."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

import educe
from educe.accounts.models import Project
from educe.accounts.projects import ProjectView, create_project, get_project
from educe.documents.blobs import BlobStore
from educe.documents.files import latest_ids
from educe.documents.models import Document
from educe.documents.uploads import OpenSession, Upload, store_upload
from educe.errors import Conflict, NotFound
from educe.jobs.models import Job
from educe.jobs.rules import Rules
from educe.jobs.status import JobView, job_view
from educe.jobs.submit import NewJob, submit

COURSE = "Sample course: Algorithms and Data Structures"
_EXTRACTOR = "concepts"


@dataclass(frozen=True, slots=True)
class SampleCourse:
    """The course and its extraction. `is_new`: the extraction was submitted by this call."""

    project: ProjectView
    job: JobView
    is_new: bool


def sample_files() -> list[Path]:
    """The files of the sample course: in the package, or in the source tree. Raises NotFound."""
    package = Path(educe.__file__).parent
    for folder in (package / "sample_course", package.parents[1] / "examples" / "course"):
        if folder.is_dir():
            return sorted(folder.iterdir())
    raise NotFound("The sample course isn't installed. Install Educe anew, or run from its source.")


async def make_sample_course(
    open_session: OpenSession, blobs: BlobStore, rules: Rules, *, limit: int, user_id: UUID
) -> SampleCourse:
    """The user's sample course: made if it isn't there, its missing files uploaded, its concepts
    extracted unless they were. Whatever an earlier call didn't get done, this one does.

    Raises as `create_project`, `store_upload` and `submit` do."""
    async with open_session() as session:
        project = await _course(session, user_id)
    for path in await _missing(open_session, project.id):
        try:
            upload = Upload(path.name, _content(path))
            await store_upload(
                open_session, blobs, project.id, upload, limit=limit, user_id=user_id
            )
        except Conflict:
            continue  # another call of this user's has uploaded it, and extracts it already
    async with open_session() as session:
        await _one_at_a_time(session, user_id)
        job_id = await _job_of(session, project.id)
        is_new = job_id is None
        if job_id is None:
            files = await latest_ids(session, project.id, rules.max_files_per_job)
            new = NewJob(project.id, _EXTRACTOR, file_ids=files)
            job_id = await submit(session, rules, new, user_id=user_id)
        return SampleCourse(project, await job_view(session, job_id), is_new)


async def _course(session: AsyncSession, user_id: UUID) -> ProjectView:
    await _one_at_a_time(session, user_id)
    found = await session.scalar(
        select(Project.id)
        .where(Project.name == COURSE, Project.kind == "course", Project.created_by == user_id)
        .order_by(Project.created_at)
        .limit(1)
    )
    if found is not None:
        return await get_project(session, found)
    return await create_project(session, COURSE, kind="course", user_id=user_id)


async def _one_at_a_time(session: AsyncSession, user_id: UUID) -> None:
    """Until the transaction ends no other call of this user's goes on from here."""
    lock = func.pg_advisory_xact_lock(
        func.hashtext("educe.sample_course"), func.hashtext(str(user_id))
    )
    await session.execute(select(lock))


async def _missing(open_session: OpenSession, project_id: UUID) -> list[Path]:
    async with open_session() as session:
        names = await session.scalars(
            select(Document.name).where(Document.project_id == project_id)
        )
        there = set(names)
    return [path for path in sample_files() if path.name not in there]


async def _job_of(session: AsyncSession, project_id: UUID) -> UUID | None:
    """The course's last extraction."""
    return await session.scalar(
        select(Job.id)
        .where(Job.project_id == project_id, Job.extractor == _EXTRACTOR)
        .order_by(Job.created_at.desc())
        .limit(1)
    )


async def _content(path: Path) -> AsyncIterator[bytes]:
    yield await asyncio.to_thread(path.read_bytes)
