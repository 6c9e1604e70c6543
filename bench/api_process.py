"""The API alone, in a process of its own: python -m bench.api_process <address of its database>

Prints its port when it is ready, and ends with its standard input.
"""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import uvicorn

from educe.api.app import create_app
from educe.api.listening import listen
from educe.settings import Settings


class ApiProcess:
    """A running API."""

    def __init__(self, process: psutil.Popen, port: int) -> None:
        self.process = process
        self.port = port

    def cpu_seconds(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def megabytes(self) -> float:
        return float(self.process.memory_full_info().pss) / 1e6


@contextmanager
def api_process(database_url: str, home: Path) -> Iterator[ApiProcess]:
    process = psutil.Popen(
        [sys.executable, "-m", "bench.api_process", database_url],
        env={**os.environ, "EDUCE_HOME": str(home)},
        stdin=-1,
        stdout=-1,
        text=True,
    )
    try:
        yield ApiProcess(process, int(process.stdout.readline()))
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


async def _main(database_url: str) -> None:
    app = create_app(Settings(), api_database_url=database_url)
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no signal for it
        await asyncio.sleep(0.01)
    print(listener.getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    app.state.services.listener.close()
    server.should_exit = True
    await task


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
