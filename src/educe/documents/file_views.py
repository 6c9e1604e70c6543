"""What a file looks like to people and programs: who reads it, what reading it gave."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, computed_field
from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.names import names_of
from educe.errors import NotFound

NOT_THERE = "There is no such file. It may have been deleted, or its address is mistyped."


class ReadingProblem(BaseModel):
    """Why a file can't be read. `type` is that of the problem."""

    type: str
    detail: str


class ReadingView(BaseModel):
    """Whether the file was read, and what that gave."""

    state: Literal["unread", "read", "failed"]
    at: datetime | None = None
    pages: int | None = Field(None, description="None: its format has no pages.")
    characters: int | None = None
    warnings: int = Field(0, description="How many; the text says which.")
    problem: ReadingProblem | None = None


class FileLock(BaseModel):
    """An active job that reads the file."""

    job_id: UUID
    extractor: str
    status: Literal["pending", "running"]
    progress: int
    cancelling: bool


class LastExtraction(BaseModel):
    """The newest of the completed jobs that read the file: of the one that was submitted last."""

    job_id: UUID
    extractor: str
    completed_at: datetime


class FileView(BaseModel):
    """One version of a document. While active jobs read it, it can't be deleted or replaced."""

    id: UUID
    project_id: UUID
    document_id: UUID
    version: int
    name: str
    size: int
    sha256: str
    media_type: str
    uploaded_by: UUID | None
    uploaded_by_name: str | None = Field(
        description="None: whoever it was isn't in an organization of yours any more."
    )
    created_at: datetime
    reading: ReadingView
    locks: list[FileLock]
    last_extraction: LastExtraction | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def locked_by(self) -> list[UUID]:
        """The jobs of `locks`."""
        return [lock.job_id for lock in self.locks]


_FILES = """
    SELECT f.id, f.project_id, f.document_id, f.version, f.name, f.size, f.sha256, f.media_type,
           f.uploaded_by, f.created_at,
           t.created_at AS read_at, t.pages, t.characters, t.warnings,
           r.created_at AS refused_at, r.slug, r.message,
           ARRAY(
               SELECT jsonb_build_object('job_id', j.id, 'extractor', j.extractor,
                   'status', j.status, 'progress', j.progress,
                   'cancelling', j.status = 'running' AND j.cancel_requested_at IS NOT NULL)
               FROM kb.extraction_jobs j JOIN kb.job_files jf ON jf.job_id = j.id
               WHERE j.project_id = f.project_id AND j.status IN ('pending', 'running')
                   AND jf.file_id = f.id ORDER BY j.id
           ) AS locks, (
               SELECT jsonb_build_object('job_id', j.id, 'extractor', j.extractor,
                   'completed_at', j.completed_at)
               FROM kb.job_files jf, LATERAL (
                   SELECT * FROM kb.extraction_jobs c
                   WHERE c.id = jf.job_id AND c.status = 'completed'
                   OFFSET 0 -- one by one: a join would walk through all newer jobs of all files
               ) j
               WHERE jf.file_id = f.id ORDER BY jf.job_id DESC LIMIT 1
           ) AS last_extraction
    FROM kb.files f LEFT JOIN kb.file_texts t ON t.file_id = f.id
        LEFT JOIN kb.file_refusals r ON r.file_id = f.id
"""


async def file_views(session: AsyncSession, condition: str, **values: Any) -> list[FileView]:
    """The files that fit. `condition`: of the row `f`, in SQL, with the values' names."""
    found = await session.execute(text(f"{_FILES} WHERE {condition}"), values)
    rows = found.mappings().all()
    names = await names_of(session, (row["uploaded_by"] for row in rows))
    return [
        FileView.model_validate(
            {
                **row,
                "reading": _reading(row),
                "uploaded_by_name": names.get(row["uploaded_by"]),
            }
        )
        for row in rows
    ]


def _reading(row: RowMapping) -> ReadingView:
    if row["read_at"] is not None:
        return ReadingView(
            state="read",
            at=row["read_at"],
            pages=row["pages"],
            characters=row["characters"],
            warnings=row["warnings"] or 0,
        )
    if row["refused_at"] is not None:
        problem = ReadingProblem(type=f"/problems/{row['slug']}", detail=row["message"])
        return ReadingView(state="failed", at=row["refused_at"], problem=problem)
    return ReadingView(state="unread")


async def get_file(session: AsyncSession, file_id: UUID) -> FileView:
    """Raises NotFound."""
    found = await file_views(session, "f.id = :file", file=file_id)
    if not found:
        raise NotFound(NOT_THERE)
    return found[0]
