"""The one connection on which an API process hears what changes."""

import asyncio
import logging
from collections.abc import Callable, Sequence

import psycopg
from psycopg import AsyncConnection, sql

from educe.jobs.events import CHANNEL, AnyChange, changes_told

_RECONNECT_SECONDS = 1.0
_log = logging.getLogger(__name__)


async def hear(
    url: str, heard: Callable[[Sequence[AnyChange]], None], missed: Callable[[], None]
) -> None:
    """Calls `heard` with what is said, and `missed` whenever something may have been said unheard:
    at first, and after each loss of the connection. Runs for ever."""
    while True:
        try:
            await _hear_once(url, heard, missed)
        except (psycopg.Error, OSError) as error:
            _log.info("the listener lost its connection and connects again: %s", error)
        await asyncio.sleep(_RECONNECT_SECONDS)


async def _hear_once(
    url: str, heard: Callable[[Sequence[AnyChange]], None], missed: Callable[[], None]
) -> None:
    connection = await AsyncConnection.connect(
        url, autocommit=True, application_name="educe api listener", keepalives_idle=30
    )
    async with connection:
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        missed()
        async for notification in connection.notifies():
            heard(list(changes_told(notification.payload)))
