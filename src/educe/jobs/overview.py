"""One's projects at a glance: what is in each, what goes on in it, and what came last."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ScalarSelect, Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import Project
from educe.accounts.projects import Kind, ProjectView
from educe.cursors import cursor_of, opened
from educe.documents.models import Document
from educe.graph.models import Graph, Object
from educe.jobs.models import Job
from educe.jobs.states import Status
from educe.jobs.status import LINES, JobLine, lined, name_authors


class ProjectOverview(ProjectView):
    """A project, what is in it and what goes on in it."""

    files: int = Field(description="Documents, each counted once.")
    objects: int = Field(description="Concepts and other things of its graph.")
    graph_version: int = Field(description="0: there is no graph yet.")
    waiting: int
    running: int
    last_job: JobLine | None = Field(description="The one that was submitted last.")


class Overview(BaseModel):
    """A page of projects, newest first. `next`: give it as `cursor`; none: this is the last."""

    projects: list[ProjectOverview]
    next: str | None = None


class ProjectFilter(BaseModel):
    """Which projects."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind | None = None
    search: str | None = Field(None, max_length=200, description="In the name.")


async def overview(
    session: AsyncSession, wanted: ProjectFilter, *, cursor: str | None = None, limit: int = 50
) -> Overview:
    """Of the projects that the user may see. Raises InvalidInput for a cursor not of ours."""
    page = _page(wanted, cursor).limit(limit + 1).subquery()
    shown = (
        select(Project, *_COUNTS)
        .join(page, page.c.id == Project.id)
        .order_by(Project.created_at.desc(), Project.id.desc())
    )
    rows = (await session.execute(shown)).all()
    last = await _last_jobs(session, [row.Project.id for row in rows[:limit]])
    projects = [_viewed(row, last.get(row.Project.id)) for row in rows[:limit]]
    more = len(rows) > limit
    end = projects[-1] if more else None
    return Overview(
        projects=projects, next=cursor_of(end.created_at.isoformat(), end.id) if end else None
    )


def _page(wanted: ProjectFilter, cursor: str | None) -> Select[Any]:
    page: Select[Any] = select(Project.id)
    page = page.order_by(Project.created_at.desc(), Project.id.desc())
    if wanted.kind is not None:
        page = page.where(Project.kind == wanted.kind)
    if wanted.search:
        page = page.where(Project.name.icontains(wanted.search, autoescape=True))
    if cursor is not None:
        place = opened(cursor, datetime.fromisoformat, UUID)
        page = page.where(tuple_(Project.created_at, Project.id) < place)
    return page


def _number(model: Any, *fits: Any) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(model)
    return counted.where(model.project_id == Project.id, *fits).scalar_subquery()


_COUNTS = (
    _number(Document).label("files"),
    _number(Object).label("objects"),
    select(Graph.version).where(Graph.project_id == Project.id).scalar_subquery().label("version"),
    _number(Job, Job.status == Status.PENDING).label("waiting"),
    _number(Job, Job.status == Status.RUNNING).label("running"),
)


async def _last_jobs(session: AsyncSession, project_ids: list[UUID]) -> dict[UUID, JobLine]:
    newest = (
        select(Job.id)
        .where(Job.project_id == Project.id)
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    wanted = select(newest).select_from(Project).where(Project.id.in_(project_ids))
    # a statement of its own: together with the next, all jobs would be looked through
    ids = [job_id for job_id in await session.scalars(wanted) if job_id is not None]
    rows = await session.execute(LINES.where(Job.id.in_(ids)))
    lines = [lined(row) for row in rows]
    await name_authors(session, lines)
    return {line.project_id: line for line in lines}


def _viewed(row: Any, last_job: JobLine | None) -> ProjectOverview:
    return ProjectOverview(
        **ProjectView.model_validate(row.Project).model_dump(),
        files=row.files,
        objects=row.objects,
        graph_version=row.version or 0,
        waiting=row.waiting,
        running=row.running,
        last_job=last_job,
    )
