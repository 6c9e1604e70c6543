"""Members of organizations, and who sees a project."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel

from educe.accounts.organizations import MemberView, list_members
from educe.accounts.project_members import (
    ProjectMembers,
    add_project_member,
    project_members,
    remove_project_member,
)
from educe.api.deps import SignedIn
from educe.api.problems import RESPONSES

router = APIRouter(prefix="/api", tags=["members"], responses=RESPONSES)


class Members(BaseModel):
    members: list[MemberView]


Who = Annotated[str, Path(max_length=320, description="A user's id or e-mail address.")]


@router.get("/organizations/{organization_id}/members", summary="List an organization's members")
async def of_organization(organization_id: UUID, caller: SignedIn) -> Members:
    """For its owners and admins, by name."""
    async with caller.session() as session:
        return Members(members=await list_members(session, organization_id, caller.user_id))


@router.get("/projects/{project_id}/members", summary="Who sees a project?")
async def of_project(project_id: UUID, caller: SignedIn) -> ProjectMembers:
    """Those it lists, and the organization's owners and admins; by name."""
    async with caller.session() as session:
        return await project_members(session, project_id)


@router.put("/projects/{project_id}/members/{who}", summary="Let a member see a project")
async def add(project_id: UUID, who: Who, caller: SignedIn) -> ProjectMembers:
    """For who made the project and the organization's owners and admins. `who` must be a member of
    the organization."""
    async with caller.session() as session:
        return await add_project_member(session, project_id, who)


@router.delete(
    "/projects/{project_id}/members/{who}", status_code=204, summary="Take a project from a member"
)
async def remove(project_id: UUID, who: Who, caller: SignedIn) -> None:
    """Owners and admins of the organization see it all the same."""
    async with caller.session() as session:
        await remove_project_member(session, project_id, who)
