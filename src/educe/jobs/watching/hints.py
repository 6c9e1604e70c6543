"""Hints of what has changed for a user, for one stream a browser.

Who may see a job is asked of the database, in the user's name, for all of the user's streams
together. A stream begins with `hello`, and has another wherever hints may have been missed: the
reader then fetches afresh.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from itertools import islice
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import Project
from educe.jobs.events import AnyChange, ProjectChange, ProjectPart
from educe.jobs.models import Job
from educe.jobs.states import Status
from educe.jobs.watching.rounds import AWAY, OpenSession, Reader, Rounds

_ASKED_AT_ONCE = 500
_KEPT = 1000

# what needs an ended job, and, where that was cancelled for it, what needs this in turn
_DEPENDANTS = text(f"""
    WITH RECURSIVE dependant AS (
        SELECT d.job_id FROM kb.job_dependencies d WHERE d.needs_id = ANY (:ended)
        UNION
        SELECT d.job_id FROM dependant n JOIN kb.extraction_jobs j ON j.id = n.job_id
        JOIN kb.job_dependencies d ON d.needs_id = n.job_id WHERE j.status = 'cancelled'
    )
    SELECT job_id FROM dependant LIMIT {_ASKED_AT_ONCE}
""")  # noqa: S608


class JobHint(BaseModel):
    """How a job is now."""

    id: UUID
    project_id: UUID
    status: Status
    progress: int
    cancelling: bool


class DeletedJob(BaseModel):
    """A job that isn't there any more."""

    id: UUID
    project_id: UUID


class ProjectHint(BaseModel):
    """What of a project has changed."""

    id: UUID
    changed: list[ProjectPart]


class Hint(BaseModel):
    """`hello`: fetch afresh. `jobs`: these have changed. `deleted`: these are gone. `projects`: so
    have these."""

    kind: Literal["hello", "jobs", "deleted", "projects"]
    jobs: list[JobHint] | list[DeletedJob] = []
    projects: list[ProjectHint] = []


class HintReader(Reader):
    """One browser. What it hasn't fetched yet is merged, job by job; when that is too much, it is
    told to fetch afresh instead."""

    def __init__(self) -> None:
        super().__init__()
        self.started = True  # its `hello` needs no database
        self._jobs: dict[UUID, JobHint] = {}
        self._deleted: dict[UUID, DeletedJob] = {}
        self._projects: dict[UUID, set[ProjectPart]] = {}
        self.missed()

    def missed(self) -> None:
        """It has to fetch afresh."""
        self._afresh = True
        self._jobs.clear()
        self._deleted.clear()
        self._projects.clear()
        self.something.set()

    def tell(self, jobs: Mapping[UUID, JobHint], deleted: Mapping[UUID, DeletedJob]) -> None:
        self._jobs |= jobs
        self._deleted |= deleted
        self.something.set()
        if len(self._jobs) + len(self._deleted) > _KEPT:
            self.missed()

    def tell_of_projects(self, projects: Mapping[UUID, Set[ProjectPart]]) -> None:
        for project_id, parts in projects.items():
            self._projects.setdefault(project_id, set()).update(parts)
        self.something.set()
        if len(self._projects) > _KEPT:
            self.missed()

    def take(self) -> list[Hint] | None:
        """What there is to tell, together; None at the end."""
        if self.ended:
            return None
        told = [Hint(kind="hello")] if self._afresh else []
        if self._jobs:
            told.append(Hint(kind="jobs", jobs=list(self._jobs.values())))
        if self._deleted:
            told.append(Hint(kind="deleted", jobs=list(self._deleted.values())))
        if self._projects:
            hints = [ProjectHint(id=i, changed=sorted(p)) for i, p in self._projects.items()]
            told.append(Hint(kind="projects", projects=hints))
        self._afresh, self._jobs, self._deleted, self._projects = False, {}, {}, {}
        self.something.clear()
        return told


class HintRounds(Rounds[HintReader]):
    """Serves the browsers of one user."""

    pause_seconds = 0.25  # so a stream speaks at most four times a second
    look_seconds = 10.0  # so often active jobs are asked about: the hint of an end may get lost

    def __init__(self, user_id: UUID, open_session: OpenSession, turns: asyncio.Semaphore) -> None:
        super().__init__(user_id, open_session, turns)
        self._changed: dict[UUID, UUID | None] = {}  # to be asked about; the project, if known
        self._active: dict[UUID, JobHint] = {}  # as told; who was told last stands last
        self._hidden: set[UUID] = set()  # not for this user: not asked about until the next look
        self._projects: dict[UUID, set[ProjectPart]] = {}  # to be asked about

    def changed(self, changes: Iterable[AnyChange]) -> None:
        for change in changes:
            if isinstance(change, ProjectChange):
                if change.project_id not in self._hidden:
                    self._projects.setdefault(change.project_id, set()).add(change.part)
                    self.ask()
            elif change.project_id is not None or change.job_id not in self._hidden:
                known = self._changed.get(change.job_id)
                self._changed[change.job_id] = change.project_id or known
                self.ask()

    def missed(self) -> None:
        """Some changes weren't heard of."""
        for reader in self.readers:
            reader.missed()

    async def serve(self, *, look: bool) -> None:
        looked_at: Set[UUID] = self._look() if look else frozenset()
        asked = self._next()
        projects, self._projects = self._projects, {}
        if not asked and not projects:
            return
        try:
            async with self.session() as session:
                jobs, deleted = await look_up(session, asked)
                visible = await visible_projects(session, projects)
        except AWAY:
            self._changed = asked | self._changed
            for project_id, parts in projects.items():
                self._projects.setdefault(project_id, set()).update(parts)
            raise
        self._hidden |= asked.keys() - jobs.keys() - deleted.keys()
        self._hidden |= projects.keys() - visible
        self._tell_of_projects({i: parts for i, parts in projects.items() if i in visible})
        self._tell({i: job for i, job in jobs.items() if not self._told(job, looked_at)}, deleted)
        self._remember({*asked, *jobs}, jobs)
        if self._changed:
            self.ask()

    def _look(self) -> Set[UUID]:
        """Has the active jobs asked about. Returns those that nobody said have changed."""
        self._hidden.clear()
        known = {
            job_id: hint.project_id
            for job_id, hint in islice(self._active.items(), _ASKED_AT_ONCE)
            if job_id not in self._changed
        }
        self._changed |= known
        return known.keys()

    def _next(self) -> dict[UUID, UUID | None]:
        asked = dict(islice(self._changed.items(), _ASKED_AT_ONCE))
        for job_id, project_id in asked.items():
            del self._changed[job_id]
            if project_id is None and job_id in self._active:
                asked[job_id] = self._active[job_id].project_id
        return asked

    def _told(self, job: JobHint, looked_at: Set[UUID]) -> bool:
        return job.id in looked_at and job == self._active.get(job.id)

    def _tell(self, jobs: Mapping[UUID, JobHint], deleted: Mapping[UUID, DeletedJob]) -> None:
        if jobs or deleted:
            for reader in self.readers:
                reader.tell(jobs, deleted)

    def _tell_of_projects(self, projects: Mapping[UUID, Set[ProjectPart]]) -> None:
        if projects:
            for reader in self.readers:
                reader.tell_of_projects(projects)

    def _remember(self, asked: Iterable[UUID], jobs: Mapping[UUID, JobHint]) -> None:
        for job_id in asked:
            self._active.pop(job_id, None)
            if job_id in jobs and not jobs[job_id].status.ended:
                self._active[job_id] = jobs[job_id]
        for job_id in list(islice(self._active, max(0, len(self._active) - _KEPT))):
            del self._active[job_id]


async def look_up(
    session: AsyncSession, asked: Mapping[UUID, UUID | None]
) -> tuple[dict[UUID, JobHint], dict[UUID, DeletedJob]]:
    """Those of the jobs that the session's user may see, with those whose needs have so come true
    or false; and those that are gone from projects that the user may see. `asked`: each job's
    project, where it is known."""
    if not asked:
        return {}, {}
    jobs = await _hints(session, list(asked))
    ended = [job.id for job in jobs.values() if job.status.ended]
    if ended and (waiting := list(await session.scalars(_DEPENDANTS, {"ended": ended}))):
        jobs |= await _hints(session, waiting)
    gone = {i: project for i, project in asked.items() if i not in jobs and project is not None}
    visible = await visible_projects(session, set(gone.values()))
    return jobs, {
        i: DeletedJob(id=i, project_id=project) for i, project in gone.items() if project in visible
    }


async def visible_projects(session: AsyncSession, asked: Collection[UUID]) -> set[UUID]:
    """Those of the projects that the session's user may see."""
    if not asked:
        return set()
    return set(await session.scalars(select(Project.id).where(Project.id.in_(asked))))


async def _hints(session: AsyncSession, job_ids: Sequence[UUID]) -> dict[UUID, JobHint]:
    rows = await session.execute(
        select(Job.id, Job.project_id, Job.status, Job.progress, Job.cancel_requested_at).where(
            Job.id.in_(job_ids)
        )
    )
    return {row.id: _hint(row) for row in rows}


def _hint(row: Any) -> JobHint:
    status = Status(row.status)
    return JobHint(
        id=row.id,
        project_id=row.project_id,
        status=status,
        progress=row.progress,
        cancelling=status == Status.RUNNING and row.cancel_requested_at is not None,
    )
