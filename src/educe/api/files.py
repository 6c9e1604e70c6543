"""Files of a project: upload, list, read, delete."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from educe.accounts.projects import get_project
from educe.api.deps import Given, SignedIn
from educe.api.downloads import download
from educe.api.forms import REQUEST_BODY, uploads_in
from educe.api.problems import RESPONSES, Problem, as_problem
from educe.documents.blobs import forget_blobs
from educe.documents.files import (
    FilesView,
    FileView,
    delete_file,
    file_text,
    find_file,
    get_file,
    list_files,
)
from educe.documents.model import Text
from educe.documents.uploads import store_upload
from educe.errors import EduceError

router = APIRouter(prefix="/api", tags=["files"], responses=RESPONSES)


class Refused(BaseModel):
    """An upload that wasn't stored, and why."""

    name: str
    problem: Problem


class Uploaded(BaseModel):
    """What became of each file of the request."""

    files: list[FileView]
    refused: list[Refused]


After = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]
Most = Annotated[int, Query(ge=1, le=1000)]


@router.post(
    "/projects/{project_id}/files",
    status_code=201,
    summary="Upload files",
    openapi_extra=REQUEST_BODY,
)
async def upload(project_id: UUID, request: Request, given: Given, caller: SignedIn) -> Uploaded:
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
                )
                done.files.append(stored)
            except EduceError as error:
                first = first or error
                done.refused.append(Refused(name=each.name[:200], problem=as_problem(error)))
    if first is not None and not done.files:
        first.details["refused"] = [each.model_dump(mode="json") for each in done.refused]
        raise first
    return done


@router.get("/projects/{project_id}/files", summary="List files")
async def list_mine(
    project_id: UUID, caller: SignedIn, after: After = None, limit: Most = 1000
) -> FilesView:
    """The latest version of each document, by name."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await list_files(session, project_id, after=after, limit=limit)


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
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
    )


@router.get("/files/{file_id}/text", summary="Get a file's text and blocks")
async def text(file_id: UUID, caller: SignedIn) -> Text:
    """What reading the file gave; 404 until a job has read it."""
    async with caller.session() as session:
        return await file_text(session, file_id)


@router.delete("/files/{file_id}", status_code=204, summary="Delete a file")
async def delete(file_id: UUID, given: Given, caller: SignedIn) -> None:
    """Its evidence goes with it, and what the graph knew from it alone. Refused with 409 and the
    jobs' ids while extractions use it."""
    async with caller.session() as session:
        blob = await delete_file(session, file_id)
    await forget_blobs(given.blobs, [blob])
