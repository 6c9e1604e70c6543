"""Who sees a project: those it lists, and its organization's owners and admins."""

from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.emails import folded_email
from educe.accounts.managing import MANAGING
from educe.accounts.people import Role
from educe.accounts.projects import get_project
from educe.errors import Forbidden, NotFound


class ProjectMemberView(BaseModel):
    """Somebody who sees a project."""

    id: UUID
    email: str
    name: str
    role: Role | None = Field(description="In the project's organization; none: a guest.")
    listed: bool = Field(
        description="False: an owner or admin of the organization, who sees it all the same."
    )
    creator: bool


class ProjectMembers(BaseModel):
    """Who sees a project. `may_change`: whether the caller decides that."""

    members: list[ProjectMemberView]
    may_change: bool


async def project_members(session: AsyncSession, project_id: UUID) -> ProjectMembers:
    """By name. Raises NotFound."""
    await get_project(session, project_id)
    rows = await session.execute(
        text("SELECT * FROM kb.sharers(:project)"), {"project": project_id}
    )
    return ProjectMembers(
        members=[ProjectMemberView.model_validate(dict(row)) for row in rows.mappings()],
        may_change=await _may_share(session, project_id),
    )


async def add_project_member(session: AsyncSession, project_id: UUID, who: str) -> ProjectMembers:
    """Lists a member of the organization, by id or e-mail address. Raises NotFound, and Forbidden
    for who neither manages the organization nor made the project."""
    await _require_sharing(session, project_id)
    if not await session.scalar(select(func.kb.share_project(project_id, folded_email(who)))):
        raise NotFound(
            f"The project's organization has no member with the id or e-mail address “{who}”. An"
            " administrator adds members to organizations."
        )
    return await project_members(session, project_id)


async def remove_project_member(session: AsyncSession, project_id: UUID, who: str) -> None:
    """Owners and admins of the organization see the project all the same. Raises NotFound, and
    Forbidden as `add_project_member` does."""
    await _require_sharing(session, project_id)
    if not await session.scalar(select(func.kb.unshare_project(project_id, folded_email(who)))):
        raise NotFound(f"The project doesn't list “{who}”.")


async def require_deleting(session: AsyncSession, project_id: UUID) -> None:
    """Raises NotFound, and Forbidden, with whom to ask, for who neither manages the organization
    nor made the project."""
    told = await project_members(session, project_id)
    if told.may_change:
        return
    deciding = [each.name or each.email for each in told.members if _decides(each)]
    asked = ", ".join(deciding[:_TOLD]) + (" or others" if len(deciding) > _TOLD else "")
    raise Forbidden(
        "Only who made the project and the organization's owners and admins delete it."
        f" Ask one of them: {asked or 'an administrator tells you who they are'}."
    )


_TOLD = 5


def _decides(member: ProjectMemberView) -> bool:
    return member.creator or member.role in MANAGING


async def _require_sharing(session: AsyncSession, project_id: UUID) -> None:
    await get_project(session, project_id)
    if not await _may_share(session, project_id):
        raise Forbidden(
            "Only who made the project and the organization's owners and admins decide who sees it."
        )


async def _may_share(session: AsyncSession, project_id: UUID) -> bool:
    return bool(await session.scalar(select(func.kb.may_share(project_id))))
