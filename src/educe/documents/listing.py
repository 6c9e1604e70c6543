"""Lists of a project's files, and of a document's versions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    column,
    exists,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from educe.cursors import cursor_of, opened
from educe.documents.file_views import FileView, file_views
from educe.documents.models import File, FileRefusal, FileText
from educe.errors import NotFound

Sort = Literal["name", "newest", "oldest", "largest", "smallest"]


class FilesView(BaseModel):
    """A page of files. `next`: give it as `after` to get the next page; none: this is the last."""

    files: list[FileView]
    next: str | None = None


class FileFilter(BaseModel):
    """Files that fit all that is given."""

    model_config = ConfigDict(extra="forbid")

    search: str | None = Field(None, max_length=200, description="In the name.")
    state: Literal["unread", "read", "failed"] | None = None
    locked: bool | None = Field(None, description="Only files that active jobs read, or don't.")


class FileCounts(BaseModel):
    """How many files there are of each kind, and how large they are together."""

    model_config = ConfigDict(from_attributes=True)

    files: int
    bytes: int
    unread: int
    read: int
    failed: int
    locked: int


_EVERY = FileFilter()
_NEWER = aliased(File)
_LATEST = ~exists().where(_NEWER.document_id == File.document_id, _NEWER.version > File.version)
_READ = FileText.file_id.is_not(None)
_FAILED = FileRefusal.file_id.is_not(None) & ~_READ
_STATES: dict[str, ColumnElement[bool]] = {
    "read": _READ,
    "failed": _FAILED,
    "unread": ~_READ & ~_FAILED,
}
_ACTIVE_FILES = text("""
    SELECT jf.file_id FROM kb.extraction_jobs j JOIN kb.job_files jf ON jf.job_id = j.id
    WHERE j.project_id = :project AND j.status IN ('pending', 'running')
      AND jf.file_id IS NOT NULL
""").columns(column("file_id", Uuid()))
#: column, reader of a cursor's part, whether the order goes down
_SORTS: dict[Sort, tuple[Any, Any, bool]] = {
    "newest": (File.created_at, datetime.fromisoformat, True),
    "oldest": (File.created_at, datetime.fromisoformat, False),
    "largest": (File.size, int, True),
    "smallest": (File.size, int, False),
}


async def list_files(
    session: AsyncSession,
    project_id: UUID,
    wanted: FileFilter = _EVERY,
    *,
    sort: Sort = "name",
    after: str | None = None,
    limit: int = 1000,
) -> FilesView:
    """The latest version of each document, in order, from the one after `after` on.

    Raises InvalidInput for an `after` that isn't this order's `next`."""
    page = _latest(select(File.id), project_id, wanted).limit(limit + 1)
    page = _by_name(page, after) if sort == "name" else _by(sort, page, after)
    ids = list(await session.scalars(page))
    files = await _viewed(session, ids[:limit])
    more = len(ids) > limit
    return FilesView(files=files, next=_next(files[-1], sort) if more else None)


async def count_files(
    session: AsyncSession, project_id: UUID, wanted: FileFilter = _EVERY
) -> FileCounts:
    """Of the latest versions."""
    latest = _latest(select(File.id), project_id, wanted)
    counted = latest.with_only_columns(
        func.count().label("files"),
        func.coalesce(func.sum(File.size), 0).label("bytes"),
        *(func.count().filter(fits).label(state) for state, fits in _STATES.items()),
        func.count().filter(_locked(project_id)).label("locked"),
    )
    row = (await session.execute(counted)).one()
    return FileCounts.model_validate(row)


async def list_versions(session: AsyncSession, document_id: UUID) -> list[FileView]:
    """All versions of a document, newest first. Raises NotFound."""
    wanted = "f.document_id = :document ORDER BY f.version DESC"
    files = await file_views(session, wanted, document=document_id)
    if not files:
        raise NotFound("There is no such document. It may have been deleted.")
    return files


def _latest(wanted: Select[Any], project_id: UUID, fits: FileFilter) -> Select[Any]:
    found = (
        wanted.select_from(File)
        .outerjoin(FileText, FileText.file_id == File.id)
        .outerjoin(FileRefusal, FileRefusal.file_id == File.id)
        .where(File.project_id == project_id, _LATEST)
    )
    if fits.search:
        found = found.where(File.name.icontains(fits.search, autoescape=True))
    if fits.state is not None:
        found = found.where(_STATES[fits.state])
    if fits.locked is not None:
        locked = _locked(project_id)
        found = found.where(locked if fits.locked else ~locked)
    return found


def _locked(project_id: UUID) -> ColumnElement[bool]:
    return File.id.in_(_ACTIVE_FILES.bindparams(project=project_id))


def _by_name(page: Select[Any], after: str | None) -> Select[Any]:
    return page.where(File.name > (after or "")).order_by(File.name)


def _by(sort: Sort, page: Select[Any], after: str | None) -> Select[Any]:
    key, kind, descending = _SORTS[sort]
    keys = [key, File.id]
    if after is not None:
        _, *place = opened(after, _named(sort), kind, UUID)
        page = page.where(tuple_(*keys) < place if descending else tuple_(*keys) > place)
    return page.order_by(*(key.desc() if descending else key for key in keys))


def _named(sort: Sort) -> Any:
    def read(told: str) -> str:
        if told != sort:
            raise ValueError(told)
        return told

    return read


def _next(last: FileView, sort: Sort) -> str:
    if sort == "name":
        return last.name
    at = last.created_at.isoformat() if sort in ("newest", "oldest") else last.size
    return cursor_of(sort, at, last.id)


async def _viewed(session: AsyncSession, ids: Sequence[UUID]) -> list[FileView]:
    """The views, in the order of the ids."""
    views = {view.id: view for view in await file_views(session, "f.id = ANY (:ids)", ids=ids)}
    return [views[file_id] for file_id in ids if file_id in views]
