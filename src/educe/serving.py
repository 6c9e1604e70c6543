"""Educe in one process: database, API and a worker, started and stopped together."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn

from educe.accounts.bootstrap import ensure_owner, sign_in_link
from educe.api.app import create_app
from educe.db.addresses import Addresses
from educe.jobs.work.worker import Worker
from educe.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Serving:
    """What is being served, and where."""

    base_url: str
    sign_in: str  # a one-time link


@asynccontextmanager
async def serving(
    settings: Settings, addresses: Addresses, listener: socket.socket
) -> AsyncIterator[Serving]:
    """API and worker, ready when the context opens, drained when it closes."""
    host, port = listener.getsockname()[:2]
    base_url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    owner = await asyncio.to_thread(ensure_owner, addresses.owner, settings.owner_token_path)
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
    # not server.serve(): who runs this decides what signals mean
    task = asyncio.create_task(server._serve(sockets=[listener]))
    try:
        async with Worker(settings, addresses.worker).running():
            while not server.started:
                if task.done():
                    task.result()
                    raise RuntimeError("the API didn't start; its log says why")
                await asyncio.sleep(0.01)
            yield Serving(base_url, link)
            app.state.services.listener.close()  # ends the streams that are open
            server.should_exit = True
    finally:
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await task
