"""Reading a file because somebody wants to look at it, before any job has."""

from uuid import UUID

from psycopg.errors import ForeignKeyViolation

from educe.documents.blobs import BlobStore
from educe.documents.file_views import NOT_THERE, FileView, get_file
from educe.documents.files import find_file, query_in
from educe.documents.model import Text
from educe.documents.reading.apart import ApartReader, NotReadNow
from educe.documents.texts import store_refusal, store_text
from educe.documents.uploads import OpenSession
from educe.errors import NotFound, TooLarge, UnreadableFile


async def read_now(
    open_session: OpenSession,
    blobs: BlobStore,
    reader: ApartReader,
    file_id: UUID,
    *,
    user_id: UUID,
) -> FileView:
    """The file, read: by this call, if nobody has read it. What comes out is kept as a job keeps
    it, and so is why it can't be read.

    Raises NotFound, UnreadableFile or TooLarge as a job would, NotReadNow for a file that takes
    more than a preview may, Unavailable when many files wait to be read, or two for this user."""
    async with open_session() as session:
        view = await get_file(session, file_id)
    if view.reading.state == "read":
        return view
    async with reader.turn(user_id, file_id):
        async with open_session() as session:
            view, blob = await get_file(session, file_id), await find_file(session, file_id)
        if view.reading.state == "read":  # while this one waited
            return view
        try:
            content = blobs.stream(blob.blob_name)
            text = await reader.read(content, view.media_type, name=view.name)
        except NotReadNow:
            raise  # a job may read it
        except (UnreadableFile, TooLarge) as error:
            await _keep(open_session, view, error)
            raise
        await _keep(open_session, view, text)
    async with open_session() as session:
        return await get_file(session, file_id)


async def _keep(
    open_session: OpenSession, file: FileView, found: Text | UnreadableFile | TooLarge
) -> None:
    try:
        async with open_session() as session:
            query = await query_in(session)
            if isinstance(found, Text):
                await store_text(query, file.project_id, file.id, found)
            else:
                await store_refusal(query, file.project_id, file.id, found)
    except ForeignKeyViolation:
        raise NotFound(NOT_THERE) from None
