"""Projects."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from educe.accounts.projects import (
    Kind,
    ProjectView,
    create_project,
    get_project,
    list_projects,
    rename_project,
)
from educe.api.deps import Given, SignedIn
from educe.api.idempotency import Once
from educe.api.problems import RESPONSES
from educe.documents.blobs import forget_blobs
from educe.jobs.delete import delete_project

router = APIRouter(prefix="/api/projects", tags=["projects"], responses=RESPONSES)


class NewProject(BaseModel):
    name: str
    organization_id: UUID | None = None
    kind: Kind = "project"


class NewName(BaseModel):
    name: str


class Projects(BaseModel):
    projects: list[ProjectView]


@router.post("", status_code=201, summary="Make a project")
async def create(body: NewProject, given: Given, caller: SignedIn, once: Once) -> ProjectView:
    """In the given organization, or in the first of yours."""
    async with once.transaction() as session:
        made = await create_project(
            session,
            body.name,
            kind=body.kind,
            organization_id=body.organization_id,
            user_id=caller.user_id,
        )
        await once.made(made, location=f"/api/projects/{made.id}")
    given.hints.project_changed(made.id, "project")
    return made


@router.get("", summary="List projects")
async def list_mine(caller: SignedIn, kind: Kind | None = None) -> Projects:
    """Newest first; courses too, unless one kind is asked for."""
    async with caller.session() as session:
        return Projects(projects=await list_projects(session, kind))


@router.get("/{project_id}", summary="Get a project")
async def get(project_id: UUID, caller: SignedIn) -> ProjectView:
    async with caller.session() as session:
        return await get_project(session, project_id)


@router.patch("/{project_id}", summary="Rename a project")
async def rename(project_id: UUID, body: NewName, given: Given, caller: SignedIn) -> ProjectView:
    async with caller.session() as session:
        renamed = await rename_project(session, project_id, body.name)
    given.hints.project_changed(project_id, "project")
    return renamed


@router.delete("/{project_id}", status_code=204, summary="Delete a project and all that is in it")
async def delete(project_id: UUID, given: Given, caller: SignedIn) -> None:
    """By who made it or manages its organization: 403 for others who see it. Refused with 409 while
    extractions are active in it."""
    async with caller.session() as session:
        blobs = await delete_project(session, project_id)
    await forget_blobs(given.blobs, blobs)
