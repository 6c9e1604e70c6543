"""A worker in a process of its own: python -m tests.support.run_worker <worker database url>."""

import asyncio
import logging
import signal
import sys

import uvloop

from educe.jobs.work.worker import Worker
from educe.settings import Settings


async def main() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with Worker(Settings(), sys.argv[1]).running():
        await stop.wait()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    uvloop.run(main())
