"""A child's main: runs extractor code, one slice at a time, until its parent is gone.

Started as `python -m educe.jobs.work.child <socket fd> <pulse fd> <parent pid>`. Its first message
brings the settings; secrets are on no command line.
"""

import asyncio
import logging
import os
import signal
import socket
import sys
from uuid import UUID

import uvloop

from educe.documents.blobs import BlobStore
from educe.errors import Unavailable
from educe.extractors.registry import Registry
from educe.jobs.admission import Limits
from educe.jobs.engine.procrastinate import ProcrastinateSender
from educe.jobs.work.awake import Pulse
from educe.jobs.work.protocol import Channel
from educe.jobs.work.reach import Reach
from educe.jobs.work.slices import Slice
from educe.jobs.work.store import WorkStore
from educe.jobs.work.tools import Tools
from educe.processes import die_with_parent

_log = logging.getLogger(__name__)


class Child:
    def __init__(self, channel: Channel, tools: Tools) -> None:
        self._channel = channel
        self._tools = tools
        self._slice: Slice | None = None
        self._running: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Until the parent hangs up."""
        self._channel.send(ready=True)
        while (message := await self._channel.receive()) is not None:
            if "work" in message:
                self._running = asyncio.create_task(
                    self._work(UUID(message["work"]), UUID(message["token"]))
                )
            elif "stop" in message and self._slice is not None:
                self._slice.stop = True
        # nobody would take the rest of the slice; its claims run out and go elsewhere
        os._exit(0)

    async def _work(self, job_id: UUID, token: UUID) -> None:
        self._tools.store.begin(job_id, token)
        self._tools.reach.begin(job_id)
        self._slice = Slice(self._tools)
        clean = False
        try:
            await self._slice.run()
            clean = True
        except Unavailable as error:
            _log.warning("work on job %s broke off: %s", job_id, error)
        except Exception:
            _log.exception("work on job %s broke off", job_id)
        self._slice = None
        self._tools.reach.rest()
        self._channel.send(done=clean, changed=str(job_id))


async def main(descriptor: int, pulse: Pulse) -> None:
    reader, writer = await asyncio.open_connection(
        sock=socket.socket(fileno=descriptor), limit=1 << 20
    )
    channel = Channel(reader, writer)
    hello = await channel.receive()
    if hello is None:
        return
    store = WorkStore(
        hello["database_url"],
        ProcrastinateSender(),
        worker_id=UUID(hello["worker_id"]),
        limits=Limits(**hello["limits"]),
        alive=pulse.beat,
    )
    blobs = BlobStore.open(hello["blobs_url"])
    tools = Tools(
        store,
        Registry(hello["extractors"]),
        blobs,
        hello["slice_seconds"],
        channel.send,
        pulse,
        Reach(store.aside, blobs, hello["fetching"], hello["mail"]),
    )
    await Child(channel, tools).serve()


if __name__ == "__main__":
    die_with_parent(parent=int(sys.argv[3]))
    # Ctrl-C in a terminal goes to the whole group; only the parent decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s child %(message)s")
    uvloop.run(main(int(sys.argv[1]), Pulse(int(sys.argv[2]))))
