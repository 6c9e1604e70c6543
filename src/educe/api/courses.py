"""Courses: projects of that kind, under paths of their own."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from educe.accounts.projects import ProjectView, create_project, get_project
from educe.api import extractions, files, graph, projects
from educe.api.deps import CourseId, Given, SignedIn
from educe.api.forms import REQUEST_BODY
from educe.api.idempotency import Once
from educe.api.problems import RESPONSES
from educe.documents.listing import FilesView
from educe.graph.snapshot import GraphSnapshot
from educe.jobs.lists import JobsView
from educe.jobs.status import JobView

router = APIRouter(prefix="/api/courses", tags=["courses"], responses=RESPONSES)


class NewCourse(BaseModel):
    name: str


class Courses(BaseModel):
    courses: list[ProjectView]


@router.post("", status_code=201, summary="Make a course")
async def create(body: NewCourse, given: Given, caller: SignedIn, once: Once) -> ProjectView:
    """In the first of your organizations."""
    async with once.transaction() as session:
        made = await create_project(session, body.name, kind="course", user_id=caller.user_id)
        await once.made(made, location=f"/api/courses/{made.id}")
    given.hints.project_changed(made.id, "project")
    return made


@router.get("", summary="List courses")
async def list_mine(caller: SignedIn) -> Courses:
    found = await projects.list_mine(caller, "course")
    return Courses(courses=found.projects)


@router.get("/{course_id}", summary="Get a course")
async def get(course_id: CourseId, caller: SignedIn) -> ProjectView:
    async with caller.session() as session:
        return await get_project(session, course_id)


@router.patch("/{course_id}", summary="Rename a course")
async def rename(
    course_id: CourseId, body: projects.NewName, given: Given, caller: SignedIn
) -> ProjectView:
    return await projects.rename(course_id, body, given, caller)


@router.delete("/{course_id}", status_code=204, summary="Delete a course and all that is in it")
async def delete(course_id: CourseId, given: Given, caller: SignedIn) -> None:
    await projects.delete(course_id, given, caller)


@router.post(
    "/{course_id}/files",
    status_code=201,
    summary="Upload files to a course",
    openapi_extra=REQUEST_BODY,
)
async def upload(
    course_id: CourseId,
    request: Request,
    given: Given,
    caller: SignedIn,
    folders: files.Folders = False,
) -> files.Uploaded:
    return await files.upload(course_id, request, given, caller, folders)


@router.get("/{course_id}/files", summary="List a course's files")
async def list_files(course_id: CourseId, caller: SignedIn, listing: files.Listed) -> FilesView:
    return await files.list_mine(course_id, caller, listing)


@router.post("/{course_id}/extractions", status_code=202, summary="Start a course's extraction")
async def extract(
    course_id: CourseId,
    body: extractions.NewExtraction,
    given: Given,
    caller: SignedIn,
    once: Once,
) -> JobView:
    return await extractions.create(course_id, body, given, caller, once)


@router.get("/{course_id}/extractions", summary="List a course's extractions")
async def list_extractions(
    course_id: CourseId, caller: SignedIn, listing: extractions.Listed
) -> JobsView:
    return await extractions.list_of_project(course_id, caller, listing)


@router.get("/{course_id}/graph", summary="Get a course's graph")
async def get_graph(
    course_id: CourseId, caller: SignedIn, limit: graph.Limit = None, evidence: graph.Evidence = 3
) -> GraphSnapshot:
    return await graph.get(course_id, caller, limit, evidence)


@router.get(
    "/{course_id}/graph.graphml",
    summary="Get a course's graph as GraphML",
    response_class=Response,
    responses=graph.GRAPHML,
)
async def get_graphml(course_id: CourseId, caller: SignedIn, limit: graph.Limit = None) -> Response:
    return await graph.get_graphml(course_id, caller, limit)
