"""Projects, and courses: projects of that kind."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.managing import MANAGING
from educe.accounts.models import Member, Project
from educe.errors import InvalidInput, NotFound
from educe.ids import new_id

Kind = Literal["project", "course"]


class ProjectView(BaseModel):
    """A project or a course."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    organization_id: UUID
    kind: Kind
    name: str
    created_by: UUID | None
    created_at: datetime


async def create_project(
    session: AsyncSession,
    name: str,
    *,
    kind: Kind = "project",
    organization_id: UUID | None = None,
    user_id: UUID,
) -> ProjectView:
    """Adds a project to the organization, by default to the first that the user manages, or else to
    the first that they are a member of. The project lists the user.

    Raises InvalidInput for an unusable name, NotFound when the user isn't in that organization."""
    name = clean_name(name)
    organization_id = await _organization(session, organization_id, user_id)
    project_id = new_id()
    # read back by a statement of its own: what this one adds, its own policy can't see yet
    await session.execute(
        insert(Project).values(
            id=project_id,
            organization_id=organization_id,
            kind=kind,
            name=name,
            created_by=user_id,
        )
    )
    return await get_project(session, project_id)


async def list_projects(session: AsyncSession, kind: Kind | None = None) -> list[ProjectView]:
    """The user's projects, newest first; of one kind or of all."""
    wanted = select(Project).order_by(Project.created_at.desc(), Project.id.desc())
    if kind is not None:
        wanted = wanted.where(Project.kind == kind)
    return [ProjectView.model_validate(found) for found in await session.scalars(wanted)]


async def get_project(
    session: AsyncSession, project_id: UUID, kind: Kind | None = None
) -> ProjectView:
    """Raises NotFound when the user has no such project (of this kind)."""
    return ProjectView.model_validate(await _find(session, _wanted(project_id, kind), kind))


async def rename_project(
    session: AsyncSession, project_id: UUID, name: str, kind: Kind | None = None
) -> ProjectView:
    """Raises NotFound, and InvalidInput for an unusable name."""
    name = clean_name(name)
    project = await _find(session, _wanted(project_id, kind), kind)
    await session.execute(update(Project).where(Project.id == project_id).values(name=name))
    await session.refresh(project)
    return ProjectView.model_validate(project)


async def hold_project(session: AsyncSession, project_id: UUID) -> None:
    """Until the transaction ends the project can't be deleted. Raises NotFound."""
    wanted = _wanted(project_id, None).with_for_update(read=True, key_share=True)
    await _find(session, wanted, None)


async def lock_for_delete(
    session: AsyncSession, project_id: UUID, kind: Kind | None = None
) -> Project:
    """Until the transaction ends nothing can be added to the project. Raises NotFound."""
    return await _find(session, _wanted(project_id, kind).with_for_update(), kind)


def clean_name(name: str) -> str:
    """The name in one line. Raises InvalidInput when nothing, or too much, is left of it."""
    cleaned = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not cleaned:
        raise InvalidInput("The name is empty. Give it a name of one character or more.")
    if len(cleaned) > _LONGEST_NAME:
        raise InvalidInput(f"The name is longer than {_LONGEST_NAME} characters. Shorten it.")
    return cleaned


_LONGEST_NAME = 200


def _wanted(project_id: UUID, kind: Kind | None) -> Select[Any]:
    wanted = select(Project).where(Project.id == project_id)
    return wanted if kind is None else wanted.where(Project.kind == kind)


async def _find(session: AsyncSession, wanted: Select[Any], kind: Kind | None) -> Project:
    found: Project | None = await session.scalar(wanted)
    if found is None:
        what = kind or "project"
        raise NotFound(f"There is no such {what}. List yours with GET /api/{what}s.")
    return found


async def _organization(session: AsyncSession, wanted: UUID | None, user_id: UUID) -> UUID:
    mine = select(Member.organization_id, Member.role).where(Member.user_id == user_id)
    if wanted is not None:
        mine = mine.where(Member.organization_id == wanted)
    rows = (await session.execute(mine.order_by(Member.created_at))).all()
    if not rows:
        raise NotFound("There is no such organization. GET /api/auth/me lists yours.")
    managed = [row.organization_id for row in rows if row.role in MANAGING]
    first: UUID = managed[0] if managed else rows[0].organization_id
    return first
