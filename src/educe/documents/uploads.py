"""Storing an upload: its bytes first, then its row; never one without the other."""

from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.projects import hold_project
from educe.documents.blobs import BlobStore, StoredBlob, forget_blobs
from educe.documents.file_names import clean_file_name, clean_file_path
from educe.documents.file_views import FileView, get_file
from educe.documents.files import refuse_while_in_use
from educe.documents.media import WORKING, check_label, detect
from educe.documents.models import Document, File
from educe.errors import Conflict
from educe.ids import new_id

OpenSession = Callable[[], AbstractAsyncContextManager[AsyncSession]]
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in: the name it was given, and its bytes in order."""

    name: str
    content: AsyncIterable[bytes]


async def store_upload(
    open_session: OpenSession,
    blobs: BlobStore,
    project_id: UUID,
    upload: Upload,
    *,
    limit: int,
    user_id: UUID,
    folders: bool = False,
) -> FileView:
    """Stores the file as the next version of the document of its name, made if there is none. With
    `folders`, the folders in the name it was given are part of it.

    Raises InvalidInput for no name, UnreadableFile for what can't be read (empty, of no supported
    kind, not what its name says), TooLarge above `limit` bytes, NotFound when the project isn't
    there for this user, Conflict with the jobs' ids while jobs use the present version.
    """
    name = clean_file_path(upload.name) if folders else clean_file_name(upload.name)
    content = aiter(upload.content)
    head = await _head(content)
    media_type = detect(head, name)
    check_label(name, media_type)
    blob = await blobs.put(_rejoined(head, content), prefix="files", limit=limit)
    try:
        async with open_session() as session:
            file_id = await _add(session, project_id, name, media_type, blob, user_id)
            stored = await get_file(session, file_id)
    except BaseException:
        await forget_blobs(blobs, [blob.name])
        raise
    return stored


async def _add(
    session: AsyncSession,
    project_id: UUID,
    name: str,
    media_type: str,
    blob: StoredBlob,
    user_id: UUID,
) -> UUID:
    await hold_project(session, project_id)
    document_id = await _lock_document(session, project_id, name)
    version = await _next_version(session, document_id, name)
    file = File(
        id=new_id(),
        project_id=project_id,
        document_id=document_id,
        version=version,
        name=name,
        size=blob.size,
        sha256=blob.sha256,
        media_type=media_type,
        blob_name=blob.name,
        uploaded_by=user_id,
        created_at=func.now(),
    )
    session.add(file)
    await session.flush()
    return file.id


async def _lock_document(session: AsyncSession, project_id: UUID, name: str) -> UUID:
    """The document of this name, found or made, locked: its versions come one after the other."""
    for _ in range(_TRIES):
        await session.execute(
            insert(Document)
            .values(id=new_id(), project_id=project_id, name=name)
            .on_conflict_do_nothing(constraint="documents_project_id_name_key")
        )
        found = await session.scalar(
            select(Document.id)
            .where(Document.project_id == project_id, Document.name == name)
            .with_for_update()
        )
        if found is not None:  # else it was deleted in between
            return found
    raise Conflict(f"{name} is being deleted just now. Upload it again.")


async def _next_version(session: AsyncSession, document_id: UUID, name: str) -> int:
    current = await session.scalar(
        select(File)
        .where(File.document_id == document_id)
        .order_by(File.version.desc())
        .limit(1)
        .with_for_update()
    )
    if current is None:
        return 1
    await refuse_while_in_use(session, current.id, f"{name} can't be replaced now")
    return current.version + 1


async def _head(content: AsyncIterator[bytes]) -> bytes:
    head = bytearray()
    async for chunk in content:
        head += chunk
        if len(head) >= WORKING:
            break
    return bytes(head)


async def _rejoined(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for chunk in rest:
        yield chunk
