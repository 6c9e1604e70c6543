"""Who may decide for an organization, and who for the whole installation."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import Member
from educe.errors import Forbidden, NotFound

#: the roles that decide for an organization
MANAGING = ("owner", "admin")


async def require_member(session: AsyncSession, organization_id: UUID, user_id: UUID) -> str:
    """The user's role in the organization. Raises NotFound when they are not in it."""
    role = await session.scalar(
        select(Member.role).where(
            Member.organization_id == organization_id, Member.user_id == user_id
        )
    )
    if role is None:
        raise NotFound("There is no such organization. GET /api/auth/me lists yours.")
    return role


async def require_manager(session: AsyncSession, organization_id: UUID, user_id: UUID) -> None:
    """Raises NotFound when the user is not in the organization, Forbidden when they are neither an
    owner nor an admin of it."""
    if await require_member(session, organization_id, user_id) not in MANAGING:
        raise Forbidden("Only an owner or admin of the organization may do this. Ask one of them.")


async def require_administrator(session: AsyncSession) -> None:
    """Raises Forbidden when the session's user doesn't administer the installation."""
    if not await session.scalar(select(func.kb.is_admin())):
        raise Forbidden("Only an administrator of this Educe may do this. Ask whoever runs it.")
