"""Keeping how full the queue was, a line a minute. API processes do: without a worker the queue
grows, and that is what has to show."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import exc, text

from educe.cancelling import cancel_and_wait
from educe.db.session import Database

_EVERY_SECONDS = 20.0  # however many processes sample, a minute has one line
_SAMPLE = text("SELECT kb.sample_queue(:lease)")
_AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, OSError)
_log = logging.getLogger(__name__)


@asynccontextmanager
async def sampling(database: Database, *, lease_seconds: float) -> AsyncIterator[None]:
    """Samples the queue while the context is open."""
    task = asyncio.create_task(_sample_forever(database, lease_seconds), name="queue samples")
    try:
        yield
    finally:
        await cancel_and_wait([task])


async def _sample_forever(database: Database, lease_seconds: float) -> None:
    while True:
        try:
            async with database.session() as session:
                await session.execute(_SAMPLE, {"lease": timedelta(seconds=lease_seconds)})
        except _AWAY as error:
            _log.info("the queue isn't sampled: %s", str(error).splitlines()[:1])
        except exc.SQLAlchemyError:
            _log.exception("the queue can't be sampled")
        await asyncio.sleep(_EVERY_SECONDS)
