"""Sessions: every transaction of the API runs in some user's name, and sees what they may see."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from psycopg import AsyncConnection
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from educe.db.base import sqlalchemy_url


class Database:
    """The database as one role sees it. Close it when done."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self._engine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            hide_parameters=True,  # people's data and secrets are not for logs
            connect_args={
                "application_name": "educe api",
                # a plan that fits any filter fits none: seconds in place of milliseconds
                # and nothing that one user asks may keep a connection from all others for long
                "options": "-c plan_cache_mode=force_custom_plan"
                " -c statement_timeout=30s -c lock_timeout=10s",
            },
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @asynccontextmanager
    async def session(self, user_id: UUID | None = None) -> AsyncIterator[AsyncSession]:
        """One transaction in the user's name: committed at the end, rolled back on an error."""
        async with self._sessions() as session, session.begin():
            if user_id is not None:
                await session.execute(
                    text("SELECT set_config('educe.user_id', :user, true)"), {"user": str(user_id)}
                )
            yield session

    async def close(self) -> None:
        await self._engine.dispose()


async def driver_connection(session: AsyncSession) -> AsyncConnection:
    """The psycopg connection that the session's transaction is on."""
    raw = await (await session.connection()).get_raw_connection()
    connection = raw.driver_connection
    assert isinstance(connection, AsyncConnection)
    return connection
