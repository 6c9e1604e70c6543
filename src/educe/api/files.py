"""Files of a project: upload, list, read, delete."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from educe.accounts.projects import get_project
from educe.api.deps import Given, SignedIn
from educe.api.downloads import download
from educe.api.forms import REQUEST_BODY, uploads_in
from educe.api.problems import RESPONSES, Problem, as_problem
from educe.documents.blobs import forget_blobs
from educe.documents.file_views import FileView, get_file
from educe.documents.files import delete_file, find_file
from educe.documents.listing import (
    FileCounts,
    FileFilter,
    FilesView,
    Sort,
    count_files,
    list_files,
    list_versions,
)
from educe.documents.previewing import read_now
from educe.documents.uploads import store_upload
from educe.documents.windows import MOST, USUAL, TextWindow, text_window
from educe.errors import EduceError

router = APIRouter(prefix="/api", tags=["files"], responses=RESPONSES)


Start = Annotated[
    int | None,
    Query(ge=0, le=2**31 - 1, description="A part from this character (code point) on."),
]
End = Annotated[
    int | None,
    Query(
        ge=0,
        le=2**31 - 1,
        description=f"Up to this one, exclusive: {USUAL:,} after `start` by default, {MOST:,} at"
        " most.",
    ),
]


class Refused(BaseModel):
    """An upload that wasn't stored, and why."""

    name: str
    problem: Problem


class Uploaded(BaseModel):
    """What became of each file of the request."""

    files: list[FileView]
    refused: list[Refused]


class Listing(FileFilter):
    """Which files, and which page of them."""

    sort: Sort = "name"
    after: str | None = Field(None, max_length=200, description="`next` of the page before.")
    limit: int = Field(1000, ge=1, le=1000)

    def wanted(self) -> FileFilter:
        return FileFilter(**{name: getattr(self, name) for name in FileFilter.model_fields})


class Versions(BaseModel):
    files: list[FileView]


Listed = Annotated[Listing, Query()]
Folders = Annotated[
    bool,
    Query(
        description="Keep the folders of names that are paths. Without it only the last part of a"
        " name is kept, and files of the same last part are versions of one document."
    ),
]


@router.post(
    "/projects/{project_id}/files",
    status_code=201,
    summary="Upload files",
    openapi_extra=REQUEST_BODY,
)
async def upload(
    project_id: UUID, request: Request, given: Given, caller: SignedIn, folders: Folders = False
) -> Uploaded:
    """One or several files. Each is stored or refused for itself; a name that is there already gets
    a next version. When all are refused, the answer is the first one's problem, and `refused` lists
    them."""
    async with caller.session() as session:
        await get_project(session, project_id)
    limit = given.settings.max_upload_bytes
    done = Uploaded(files=[], refused=[])
    first: EduceError | None = None
    async with uploads_in(request, limit) as uploads:
        for each in uploads:
            try:
                stored = await store_upload(
                    caller.session,
                    given.blobs,
                    project_id,
                    each,
                    limit=limit,
                    user_id=caller.user_id,
                    folders=folders,
                )
                done.files.append(stored)
            except EduceError as error:
                first = first or error
                done.refused.append(Refused(name=each.name[:200], problem=as_problem(error)))
    if done.files:
        given.hints.project_changed(project_id, "files")
    if first is not None and not done.files:
        first.details["refused"] = [each.model_dump(mode="json") for each in done.refused]
        raise first
    return done


@router.get("/projects/{project_id}/files", summary="List files")
async def list_mine(project_id: UUID, caller: SignedIn, listing: Listed) -> FilesView:
    """The latest version of each document, by name unless `sort` says otherwise."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await list_files(
            session,
            project_id,
            listing.wanted(),
            sort=listing.sort,
            after=listing.after,
            limit=listing.limit,
        )


@router.get("/projects/{project_id}/files/counts", summary="Count files")
async def counts(
    project_id: UUID, caller: SignedIn, wanted: Annotated[FileFilter, Query()]
) -> FileCounts:
    """The latest versions that fit, by what reading them gave."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await count_files(session, project_id, wanted)


@router.get("/documents/{document_id}/versions", summary="List a document's versions")
async def versions(document_id: UUID, caller: SignedIn) -> Versions:
    """Newest first."""
    async with caller.session() as session:
        return Versions(files=await list_versions(session, document_id))


@router.get("/files/{file_id}", summary="Get a file's description")
async def get(file_id: UUID, caller: SignedIn) -> FileView:
    async with caller.session() as session:
        return await get_file(session, file_id)


@router.get(
    "/files/{file_id}/content",
    summary="Download a file",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "Its bytes"}},
)
async def content(file_id: UUID, given: Given, caller: SignedIn) -> Response:
    async with caller.session() as session:
        file = await find_file(session, file_id)
    return await download(
        given.blobs,
        file.blob_name,
        name=file.name.rsplit("/", 1)[-1],
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
    )


@router.get("/files/{file_id}/text", summary="Get a file's text and blocks")
async def text(file_id: UUID, caller: SignedIn, start: Start = None, end: End = None) -> TextWindow:
    """What reading the file gave; 404 until it was read. With `start` or `end`, a part of it, with
    the whole of the blocks at its ends."""
    async with caller.session() as session:
        return await text_window(session, file_id, start, end)


@router.post("/files/{file_id}/read", summary="Read a file")
async def read(file_id: UUID, given: Given, caller: SignedIn) -> FileView:
    """For looking at a file that no extraction has read yet: then its text is there. It is read
    apart from the server, one file at a time, for some seconds at most. 503 when many wait."""
    view = await read_now(
        caller.session, given.blobs, given.reader, file_id, user_id=caller.user_id
    )
    given.hints.project_changed(view.project_id, "files")
    return view


@router.delete("/files/{file_id}", status_code=204, summary="Delete a file")
async def delete(file_id: UUID, given: Given, caller: SignedIn) -> None:
    """Its evidence goes with it, and what the graph knew from it alone. Refused with 409 and the
    jobs' ids while extractions use it."""
    async with caller.session() as session:
        project_id = (await find_file(session, file_id)).project_id
        blob = await delete_file(session, file_id)
    await forget_blobs(given.blobs, [blob])
    given.hints.project_changed(project_id, "files", "graph")
