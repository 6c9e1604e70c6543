"""Many readers of event streams, in a process of their own: python -m bench.readers <port>

Takes a line of JSON, `[[token, job id], …]`, says `ready` when each of them has its first event,
and measures from the next line on. At the third it answers with what was seen meanwhile.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psutil

_EVENT = re.compile(rb'id: (\d+)\n.*?"at":"([^"]+)"', re.DOTALL)


class Reader(asyncio.Protocol):
    """One stream. Reads no more of it than each event's number and time."""

    def __init__(self, token: str, job: str, delays: list[float]) -> None:
        self.first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.wrong = 0  # numbers that didn't follow the one before
        self._delays = delays
        self._seen = 0
        self._rest = b""
        self._request = (
            f"GET /api/extractions/{job}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {token}\r\nAccept: text/event-stream\r\n\r\n"
        ).encode()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.time()
        *whole, self._rest = (self._rest + data).split(b"\n\n")
        for text in whole:
            if event := _EVENT.search(text):
                self._take(
                    int(event[1]), now - datetime.fromisoformat(event[2].decode()).timestamp()
                )

    def _take(self, number: int, delay: float) -> None:
        self.wrong += number != self._seen + 1
        self._seen = number
        self._delays.append(delay)
        if not self.first.done():
            self.first.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        self.wrong += 1
        if not self.first.done():
            self.first.set_exception(ConnectionError("the stream ended before its first event"))


class ReadersProcess:
    """The process, as who measures sees it."""

    def __init__(self, process: psutil.Popen) -> None:
        self._process = process

    def connect(self, wanted: list[tuple[str, str]]) -> None:
        assert self._told(json.dumps(wanted)) == "ready"

    def begin(self) -> None:
        assert self._told("begin") == "begun"

    def end(self) -> dict[str, Any]:
        """`delays` in seconds; `wrong`: events lost or repeated, and streams that ended."""
        seen: dict[str, Any] = json.loads(self._told("end"))
        return seen

    def _told(self, line: str) -> str:
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return str(self._process.stdout.readline()).strip()


@contextmanager
def readers_process(port: int) -> Iterator[ReadersProcess]:
    process = psutil.Popen(
        [sys.executable, "-m", "bench.readers", str(port)], stdin=-1, stdout=-1, text=True
    )
    try:
        yield ReadersProcess(process)
    finally:
        process.kill()
        process.wait(20)
        process.stdin.close()
        process.stdout.close()


async def _main(port: int) -> None:
    loop = asyncio.get_running_loop()
    delays: list[float] = []
    readers = []
    connecting = asyncio.Semaphore(50)

    async def connect(token: str, job: str) -> None:
        async with connecting:
            _, reader = await loop.create_connection(
                lambda: Reader(token, job, delays), "127.0.0.1", port
            )
            readers.append(reader)
            await reader.first

    wanted = json.loads(sys.stdin.readline())
    await asyncio.gather(*(connect(token, job) for token, job in wanted))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    delays.clear()
    print("begun", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    seen = {"delays": list(delays), "wrong": sum(reader.wrong for reader in readers)}
    print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
