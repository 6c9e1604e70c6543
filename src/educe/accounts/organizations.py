"""Organizations and who is in them: administrators decide, and those who manage one see its
members."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.managing import require_administrator, require_manager
from educe.accounts.people import PersonView, Role, get_person
from educe.accounts.projects import clean_name
from educe.errors import Conflict, NotFound
from educe.ids import new_id


class LastOwner(Conflict):
    """The organization would have no owner."""

    slug: ClassVar[str] = "last-owner"


class OrganizationSummary(BaseModel):
    """An organization, and how many members and projects it has."""

    id: UUID
    name: str
    created_at: datetime
    members: int
    projects: int


class MemberView(BaseModel):
    """A member of an organization."""

    id: UUID
    email: str
    name: str
    role: Role
    disabled: bool


async def list_organizations(session: AsyncSession) -> list[OrganizationSummary]:
    """All of the installation's, by name. Raises Forbidden."""
    await require_administrator(session)
    rows = await session.execute(text("SELECT * FROM kb.list_organizations()"))
    return [OrganizationSummary.model_validate(dict(row)) for row in rows.mappings()]


async def add_organization(session: AsyncSession, name: str) -> OrganizationSummary:
    """Without members. Raises Forbidden, and InvalidInput for an unusable name."""
    await require_administrator(session)
    organization_id = new_id()
    await session.scalar(select(func.kb.add_organization(organization_id, clean_name(name))))
    made = await list_organizations(session)
    return next(each for each in made if each.id == organization_id)


async def put_member(
    session: AsyncSession, who: str, organization_id: UUID, role: Role
) -> PersonView:
    """The user becomes a member in this role, or changes to it. Raises Forbidden, NotFound,
    LastOwner."""
    user_id = (await get_person(session, who)).id
    put = await session.scalar(select(func.kb.put_member(organization_id, user_id, role)))
    if put is None:
        raise NotFound("There is no such organization. GET /api/admin/organizations lists them.")
    if not put:
        raise _last_owner()
    return await get_person(session, str(user_id))


async def remove_member(session: AsyncSession, who: str, organization_id: UUID) -> PersonView:
    """The user is no member any more, nor listed in a project of the organization. Their jobs and
    files stay. Raises Forbidden, NotFound, LastOwner."""
    user_id = (await get_person(session, who)).id
    removed = await session.scalar(select(func.kb.remove_member(organization_id, user_id)))
    if removed is None:
        raise NotFound("The user isn't a member of this organization.")
    if not removed:
        raise _last_owner()
    return await get_person(session, str(user_id))


async def list_members(
    session: AsyncSession, organization_id: UUID, user_id: UUID
) -> list[MemberView]:
    """By name. Raises NotFound when the user isn't in the organization, Forbidden when they don't
    manage it."""
    await require_manager(session, organization_id, user_id)
    rows = await session.execute(
        text("SELECT * FROM kb.members_of(:organization)"), {"organization": organization_id}
    )
    return [MemberView.model_validate(dict(row)) for row in rows.mappings()]


def _last_owner() -> LastOwner:
    return LastOwner("This is the organization's last owner. Make another member its owner first.")
