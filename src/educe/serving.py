"""Educe in one process: database, API and a worker, started and stopped together."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from educe.accounts.bootstrap import ensure_owner, sign_in_link
from educe.api.app import create_app
from educe.db.addresses import Addresses
from educe.errors import Conflict
from educe.jobs.work.worker import Worker
from educe.settings import Settings

_log = logging.getLogger(__name__)


class Serving:
    """What is being served, and where."""

    def __init__(self, base_url: str, sign_in: str, server: uvicorn.Server) -> None:
        self.base_url = base_url
        self.sign_in = sign_in
        self._server = server

    async def until_stopped(self) -> None:
        """Until SIGINT or SIGTERM arrives."""
        while not self._server.should_exit:
            await asyncio.sleep(0.1)


def listen(host: str, port: int) -> socket.socket:
    """The socket to serve on. Port 0 takes any free one.

    Raises Conflict when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Conflict(
            f"Port {port} on {host} can't be used: {error.strerror}. If Educe is running already, "
            "use that one; else choose another port with --port or EDUCE_PORT."
        ) from error
    listener.listen(2048)
    listener.setblocking(False)
    return listener


@asynccontextmanager
async def serving(
    settings: Settings, addresses: Addresses, listener: socket.socket, *, own_signals: bool = False
) -> AsyncIterator[Serving]:
    """API and worker, ready when the context opens, drained when it closes."""
    host, port = listener.getsockname()[:2]
    base_url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    owner = await asyncio.to_thread(ensure_owner, addresses.owner, settings.home)
    link = await asyncio.to_thread(sign_in_link, addresses.owner, owner, base_url)
    app = create_app(settings, api_database_url=addresses.api)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=3,  # streams of events don't end by themselves
        lifespan="on",
    )
    server = uvicorn.Server(config)
    run = server.serve if own_signals else server._serve  # noqa: SLF001
    task = asyncio.create_task(run(sockets=[listener]))
    try:
        async with Worker(settings, addresses.worker).running():
            while not server.started:
                if task.done():
                    task.result()
                    raise RuntimeError("the API didn't start; its log says why")
                await asyncio.sleep(0.01)
            yield Serving(base_url, link, server)
            server.should_exit = True
    finally:
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await task
