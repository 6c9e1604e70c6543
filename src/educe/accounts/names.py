"""Users' names, for those who share an organization with them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_NAMES = text("SELECT user_id, name FROM kb.names_of_users(:users)")


async def names_of(session: AsyncSession, users: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names by the users' ids. Left out is who is in no organization of the session's user."""
    wanted = {user for user in users if user is not None}
    if not wanted:
        return {}
    rows = await session.execute(_NAMES, {"users": list(wanted)})
    return {row.user_id: row.name for row in rows}
