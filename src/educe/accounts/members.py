"""Members of organizations: in whose name something may be done."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.managing import MANAGING
from educe.accounts.models import Member, ProjectMember
from educe.errors import InvalidInput


async def check_author(
    session: AsyncSession,
    organization_id: UUID,
    project_id: UUID,
    author_id: UUID,
    user_id: UUID,
) -> None:
    """Something may be made in the author's name: the user is the author, or, as the organization's
    owner or admin, makes it for a member who may see the project. Raises InvalidInput."""
    if author_id == user_id:
        return
    wanted = select(Member.user_id, Member.role).where(
        Member.organization_id == organization_id, Member.user_id.in_([author_id, user_id])
    )
    roles = {row.user_id: row.role for row in await session.execute(wanted)}
    if roles.get(user_id) not in MANAGING:
        raise InvalidInput(
            "created_by must be yourself: only the organization's owners and admins make jobs for"
            " others. Leave it out, or ask one of them."
        )
    if author_id not in roles:
        raise InvalidInput("created_by isn't a member of this organization. Name one who is.")
    listed = select(ProjectMember.user_id).where(
        ProjectMember.project_id == project_id, ProjectMember.user_id == author_id
    )
    if roles[author_id] not in MANAGING and await session.scalar(listed) is None:
        raise InvalidInput("created_by may not see this project. Name somebody who may.")
