"""A worker's child processes: warm, one for each slot, replaced when they end."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from educe.jobs.work.awake import Pulse, StallWatch
from educe.jobs.work.protocol import Channel

_log = logging.getLogger(__name__)

#: a child that imports extractors may take its time, but not for ever
_READY_SECONDS = 60.0
_LENIENCE = 1.0  # seconds that a child gets to end an overdue item by itself


# each core has a child; libraries that start a thread for each core would fight over the cores
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class ChildEnded(Exception):
    """The child ended in the middle of a slice."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason  # as kb.release understands it
        self.detail = detail


@dataclass(eq=False)
class ChildProcess:
    """One child, and the slice that it is at."""

    process: asyncio.subprocess.Process
    channel: Channel
    pulse: Pulse
    told: Callable[["ChildProcess", dict[str, Any]], None]
    job_id: UUID | None = None
    token: UUID | None = None
    retries: int = 3  # how many attempts the job's items have
    limit: float | None = None  # seconds that one item may take; none: no item is under way
    ended_because: str | None = None
    _done: asyncio.Future[bool] | None = None
    _reader: asyncio.Task[None] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self._watch = StallWatch(self.pulse)

    async def ready(self, hello: dict[str, Any]) -> None:
        """Raises ChildEnded when it doesn't start."""
        self.channel.send(**hello)
        try:
            message = await asyncio.wait_for(self.channel.receive(), _READY_SECONDS)
        except TimeoutError:
            message = None
        if message is None:
            self.kill()
            code = await self.process.wait()
            raise ChildEnded("crashed", f"An extractor process didn't start ({_how(code)}).")
        self._reader = asyncio.create_task(self._listen())

    async def work(self, job_id: UUID, token: UUID) -> bool:
        """One slice. Returns whether it ended holding nothing.

        Raises ChildEnded when the process ended on the way."""
        self.job_id, self.token, self.retries, self.limit = job_id, token, 3, None
        self._done = asyncio.get_running_loop().create_future()
        try:
            self.channel.send(work=str(job_id), token=str(token))
            return await self._done
        finally:
            self.job_id = self.token = self._done = None

    def ask_to_stop(self) -> None:
        """End the slice after the items in hand."""
        self.channel.send(stop=True)

    def kill(self, because: str = "handed_back") -> None:
        """End the process now, in the middle of whatever it does."""
        if self.ended_because is not None:
            return  # it is ending; signalling it again would take its exit code from asyncio
        self.ended_because = because
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    def kill_if_stalled(self) -> None:
        """To be called every TICK_SECONDS: ends a child whose item is long past its limit and which
        doesn't even notice."""
        if not self.alive:
            return
        stalled = self._watch.stalled_for()
        if self.limit is not None and self.token is not None and stalled > self.limit + _LENIENCE:
            self.kill("timed_out")

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def _listen(self) -> None:
        try:
            while (message := await self.channel.receive()) is not None:
                self._hear(message)
        finally:
            code = await self.process.wait()
            if self._done is not None and not self._done.done():
                self._done.set_exception(self._ended(code))
            self.channel.close()
            self.pulse.close()

    def _hear(self, message: dict[str, Any]) -> None:
        self.retries = message.get("retries", self.retries)
        self.limit = message.get("limit", self.limit)
        self.told(self, message)
        if "done" in message and self._done is not None and not self._done.done():
            self._done.set_result(message["done"])

    def _ended(self, code: int) -> ChildEnded:
        if self.ended_because == "timed_out":
            return ChildEnded("timed_out", "It took too long and was stopped.")
        if self.ended_because is not None:
            return ChildEnded(self.ended_because, "stopped")
        return ChildEnded("crashed", f"its process ended with {_how(code)}")


class Children:
    """The pool. A child is started when it is first needed, and kept."""

    def __init__(
        self,
        slots: int,
        hello: dict[str, Any],
        told: Callable[[ChildProcess, dict[str, Any]], None],
    ) -> None:
        self.slots = slots
        self._hello = hello
        self._told = told
        self._idle: list[ChildProcess] = []
        self._busy: set[ChildProcess] = set()
        self._free = asyncio.Semaphore(slots)

    async def start(self) -> None:
        """Has one child ready, so that the first job starts at once."""
        self._idle.append(await self._spawn())

    async def acquire(self) -> ChildProcess:
        """Waits for a free slot. Raises ChildEnded when no child can be started."""
        await self._free.acquire()
        try:
            while self._idle:
                child = self._idle.pop()
                if child.alive:
                    break
            else:
                child = await self._spawn()
        except BaseException:
            self._free.release()
            raise
        self._busy.add(child)
        return child

    def release(self, child: ChildProcess) -> None:
        self._busy.discard(child)
        if child.alive and child.ended_because is None:
            self._idle.append(child)
        self._free.release()

    def introduce(self, hello: dict[str, Any]) -> None:
        """What children that start from now on are told first."""
        self._hello = hello

    def busy(self) -> list[ChildProcess]:
        return list(self._busy)

    def pids(self) -> list[int]:
        """The process ids of those that are alive."""
        return [child.process.pid for child in [*self._busy, *self._idle] if child.alive]

    def kill_all(self) -> None:
        for child in [*self._busy, *self._idle]:
            child.kill()

    async def close(self) -> None:
        self.kill_all()
        for child in [*self._busy, *self._idle]:
            await child.process.wait()
        self._idle.clear()

    async def _spawn(self) -> ChildProcess:
        while True:
            hello = self._hello
            child = await self._start(hello)
            if hello is self._hello:
                return child
            child.kill()  # it would work in the name of a worker that was given up meanwhile

    async def _start(self, hello: dict[str, Any]) -> ChildProcess:
        ours, theirs = socket.socketpair()
        pulse = Pulse.create()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "educe.jobs.work.child",
                str(theirs.fileno()),
                str(pulse.descriptor),
                str(os.getpid()),
                pass_fds=[theirs.fileno(), pulse.descriptor],
                stdin=asyncio.subprocess.DEVNULL,
                stdout=sys.stderr.fileno(),
                env={**ONE_THREAD, **os.environ},
            )
        finally:
            theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours, limit=1 << 20)
        child = ChildProcess(process, Channel(reader, writer), pulse, self._told)
        await child.ready(hello)
        return child


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
