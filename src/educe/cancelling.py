"""Ending tasks for sure.

One `cancel()` is not enough: before Python 3.12 `asyncio.wait_for` can swallow it when what it
waits for is ready at the same moment, and a task that loops then goes on for ever.
"""

import asyncio
from collections.abc import Iterable
from typing import Any


async def cancel_and_wait(tasks: Iterable[asyncio.Task[Any]], *, patience: float = 2.0) -> None:
    """Cancels the tasks, again every `patience` seconds, until all have ended. Their errors are
    dropped."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        ended, pending = await asyncio.wait(pending, timeout=patience)
        for task in ended:
            if not task.cancelled():
                task.exception()
