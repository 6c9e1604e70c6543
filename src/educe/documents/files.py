"""Files: finding and deleting them, and the text of those that were read.

A file is locked while an active job names it. Locks are taken in one order: the project's graph,
the document, the file.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.db.session import driver_connection
from educe.documents.file_views import NOT_THERE
from educe.documents.model import Text
from educe.documents.models import Document, File
from educe.documents.texts import Query, stored_text
from educe.errors import Conflict, NotFound

_TOLD = 5


_ACTIVE_JOBS = """
    SELECT jf.job_id FROM kb.job_files jf JOIN kb.extraction_jobs j ON j.id = jf.job_id
    WHERE jf.file_id = :file AND j.status IN ('pending', 'running') ORDER BY jf.job_id
"""
_LATEST = """NOT EXISTS (
    SELECT FROM kb.files n WHERE n.document_id = f.document_id AND n.version > f.version
)"""


async def latest_ids(session: AsyncSession, project_id: UUID, most: int) -> list[UUID]:
    """The ids of the latest versions, by name: at most `most` of them."""
    rows = await session.scalars(
        text(
            f"SELECT f.id FROM kb.files f WHERE f.project_id = :project AND {_LATEST}"  # noqa: S608
            " ORDER BY f.name LIMIT :most"
        ),
        {"project": project_id, "most": most},
    )
    return list(rows)


async def find_file(session: AsyncSession, file_id: UUID) -> File:
    """The row, with the name of its blob. Raises NotFound."""
    found = await session.get(File, file_id)
    if found is None:
        raise NotFound(NOT_THERE)
    return found


async def file_text(session: AsyncSession, file_id: UUID) -> Text:
    """The file's text and blocks. Raises NotFound, also when no job has read the file yet."""
    await find_file(session, file_id)
    known = await stored_text(await query_in(session), file_id)
    if known is None:
        raise not_read()
    return known


def not_read() -> NotFound:
    return NotFound(
        "This file hasn't been read yet. Read it with POST /api/files/{id}/read; the first job"
        " that uses it reads it, too."
    )


async def query_in(session: AsyncSession) -> Query:
    """Runs plain statements in the session's transaction."""
    connection = await driver_connection(session)

    async def query(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        cursor = await connection.execute(statement, values)
        return await cursor.fetchall() if cursor.description else []

    return query


async def refuse_while_in_use(session: AsyncSession, file_id: UUID, what: str) -> None:
    """Raises Conflict, with the jobs' ids, while active jobs name the file. Lock the file first."""
    rows = await session.scalars(text(_ACTIVE_JOBS), {"file": file_id})
    if jobs := [str(job) for job in rows]:
        told = ", ".join(jobs[:_TOLD]) + (" and others" if len(jobs) > _TOLD else "")
        raise Conflict(
            f"{what}: extraction {told} is using it. Wait for its end, or cancel it.", jobs=jobs
        )


async def delete_file(session: AsyncSession, file_id: UUID) -> str:
    """Deletes this version of a document, and with it what the graph knew from it alone.

    Returns the name of its blob, to be deleted after the commit. Raises NotFound, and Conflict with
    the jobs' ids while jobs use the file.
    """
    file = await find_file(session, file_id)
    refusal = f"{file.name} can't be deleted now"
    await refuse_while_in_use(session, file_id, refusal)  # at once, without waiting for locks
    await _lock(session, file)
    # a statement of its own, after the lock: it sees every job submitted before it
    await refuse_while_in_use(session, file_id, refusal)
    known = await _objects_known_from(session, file_id)
    await session.execute(delete(File).where(File.id == file_id))
    await session.execute(
        delete(Document).where(
            Document.id == file.document_id, ~exists().where(File.document_id == Document.id)
        )
    )
    await _forget_what_has_no_evidence(session, file.project_id, known)
    return file.blob_name


async def _lock(session: AsyncSession, file: File) -> None:
    await session.execute(text("SET LOCAL lock_timeout = '20s'"))  # a big graph takes its time
    await session.execute(
        text(
            "INSERT INTO kb.graphs (project_id, version) VALUES (:project, 1)"
            " ON CONFLICT (project_id)"
            " DO UPDATE SET version = kb.graphs.version + 1, updated_at = now()"
        ),
        {"project": file.project_id},
    )
    await session.execute(
        select(Document.id).where(Document.id == file.document_id).with_for_update()
    )
    locked = await session.scalar(select(File.id).where(File.id == file.id).with_for_update())
    if locked is None:
        raise NotFound(NOT_THERE)


async def _objects_known_from(session: AsyncSession, file_id: UUID) -> list[UUID]:
    rows = await session.scalars(
        text(
            "SELECT DISTINCT object_id FROM kb.evidence"
            " WHERE file_id = :file AND object_id IS NOT NULL"
        ),
        {"file": file_id},
    )
    return list(rows)


async def _forget_what_has_no_evidence(
    session: AsyncSession, project_id: UUID, touched: list[UUID]
) -> None:
    for statement in _FORGETTING:
        await session.execute(text(statement), {"project": project_id, "touched": touched})


_FORGETTING = (
    """DELETE FROM kb.relationships r WHERE r.project_id = :project
       AND NOT EXISTS (SELECT FROM kb.evidence e WHERE e.relationship_id = r.id)""",
    """DELETE FROM kb.objects o WHERE o.id = ANY (:touched)
       AND NOT EXISTS (SELECT FROM kb.evidence e WHERE e.object_id = o.id)""",
    """UPDATE kb.objects o SET file_count = greatest(file_count - 1, 1), updated_at = now(),
           definition = CASE WHEN EXISTS (
               SELECT FROM kb.evidence e WHERE e.object_id = o.id AND e.is_definition
           ) THEN definition END,
           folded_text = CASE WHEN EXISTS (
               SELECT FROM kb.evidence e WHERE e.object_id = o.id AND e.is_definition
           ) THEN folded_text ELSE split_part(folded_text, chr(10), 1) || chr(10) END
       WHERE o.id = ANY (:touched)""",
)
