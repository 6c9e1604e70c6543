"""A worker's parent process: it takes deliveries and beats; its children run extractors.

Nothing here computes, so nothing can keep the beat from being heard. What happens when something
breaks: a child that ends has its claims released at once, by the reason; the engine is run again on
any exit; a worker that was given up for dead (a laptop asleep) drops everything and begins anew.
"""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

import educe
from educe.cancelling import cancel_and_wait
from educe.fetching.limits import FetchLimits
from educe.ids import new_id
from educe.jobs.admission import Limits
from educe.jobs.engine.port import Delivery, Engine
from educe.jobs.engine.procrastinate import ProcrastinateEngine
from educe.jobs.events import Announcer
from educe.jobs.retention.housekeeper import Housekeeper
from educe.jobs.statistics.folding import fold_forever
from educe.jobs.work.awake import TICK_SECONDS
from educe.jobs.work.children import ChildEnded, ChildProcess, Children
from educe.jobs.work.rescue import Sweeper
from educe.mailboxes.access import MailOptions
from educe.settings import Settings

_log = logging.getLogger(__name__)

DATABASE_GONE = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout)
_SPREAD_AFTER_SECONDS = 0.05  # jobs that end sooner need no second hand


class Worker:
    """One worker of the fleet."""

    def __init__(self, settings: Settings, database_url: str) -> None:
        self.id = new_id()
        self._settings = settings
        self._url = database_url
        self._draining = False
        self._fetching = asyncio.Event()  # unset while this worker is paused
        self._fetching.set()
        self._paused = asyncio.Event()  # its opposite
        self._condemned: set[UUID] = set()  # tokens of jobs that somebody else has ended
        self._tasks: set[asyncio.Task[Any]] = set()
        self._pool: AsyncConnectionPool[AsyncConnection] = AsyncConnectionPool(
            database_url,
            min_size=1,
            max_size=4,
            open=False,
            timeout=5,
            kwargs={"autocommit": True, "application_name": "educe worker"},
            check=AsyncConnectionPool.check_connection,
        )
        self._announcer = Announcer(self._pool)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Worker"]:
        """Works in the background while the context is open; drains when it closes."""
        settings = self._settings
        async with (
            self._pool,
            ProcrastinateEngine(self._url, concurrency=settings.slots + 1) as engine,
        ):
            self._engine: Engine = engine
            self._children = Children(settings.slots, self._hello(), self._told)
            self._sweeper = Sweeper(self._pool, engine, settings)
            await asyncio.gather(self._register(), self._children.start())
            loops = [
                asyncio.create_task(_supervised(duty))
                for duty in (
                    self._beat_forever,
                    self._sweeper.run,
                    self._deliver_forever,
                    self._announcer.run,
                    self._watch_forever,
                    Housekeeper(self._url, settings).run,
                    partial(fold_forever, self._pool, settings.fold_seconds),
                )
            ]
            try:
                yield self
            finally:
                await self._drain(loops)

    async def _drain(self, loops: list[asyncio.Task[None]]) -> None:
        """Hands work back without a charge: items in hand may end, within a limit."""
        self._draining = True
        _beat, sweep, deliveries, *_others = loops
        for child in self._children.busy():
            child.ask_to_stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._settings.drain_seconds):
                await cancel_and_wait((sweep, deliveries))
                while self._tasks:
                    await asyncio.wait(self._tasks)
        self._children.kill_all()
        while self._tasks:
            await asyncio.wait(self._tasks)
        await cancel_and_wait(loops)
        with contextlib.suppress(*DATABASE_GONE):
            async with asyncio.timeout(5), self._pool.connection() as connection:
                await self._sweeper.bury(connection, self.id, "stopped")
        await self._children.close()

    # deliveries

    async def _deliver_forever(self) -> None:
        while True:
            await self._fetching.wait()
            await self._deliver_until_paused()
            await asyncio.sleep(0.1 if self._paused.is_set() else 0.5)

    async def _deliver_until_paused(self) -> None:
        """What has been fetched and not begun when a pause comes finds nothing to do, and the
        sweeper sends it anew, to others."""
        # one delivery is fetched ahead, so that a slot that falls free goes on at once
        deliveries = asyncio.create_task(
            self._engine.run(self._handle, concurrency=self._settings.slots + 1)
        )
        pause = asyncio.create_task(self._paused.wait())
        try:
            await asyncio.wait((deliveries, pause), return_when=asyncio.FIRST_COMPLETED)
            if deliveries.done():
                deliveries.result()
        finally:
            await cancel_and_wait((deliveries, pause))

    async def _handle(self, job_id: UUID) -> None:
        # the engine may be restarted while a slice goes on: the slice isn't its child
        task = asyncio.create_task(self._slice(job_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.shield(task)

    async def _slice(self, job_id: UUID) -> None:
        try:
            child = await self._children.acquire()
        except ChildEnded as error:
            _log.error("%s", error.detail)
            await asyncio.sleep(1)  # the sweeper delivers again; don't spin
            return
        token = new_id()
        try:
            if not self._draining and not await child.work(job_id, token):
                await self._released(token, job_id, "handed_back", "")
        except ChildEnded as ended:
            if ended.reason == "crashed":
                _log.warning("an extractor process ended in job %s: %s", job_id, ended.detail)
            await self._released(token, job_id, ended.reason, ended.detail, child.retries)
        finally:
            self._condemned.discard(token)
            self._children.release(child)

    async def _released(
        self, token: UUID, job_id: UUID, reason: str, detail: str, retries: int = 3
    ) -> None:
        """Frees what the token held. Until the database is back, if it is away: claims that nobody
        releases would wait for their deadline."""
        while True:
            try:
                async with self._pool.connection() as connection:
                    await self._sweeper.release(connection, token, reason, retries, detail)
                    await self._sweeper.confirm_cancel(connection, job_id)
            except DATABASE_GONE as error:
                if self._draining:
                    return  # whoever comes next finds that this worker is gone
                _log.info("waiting for the database: %s", error)
                await asyncio.sleep(0.5)
            else:
                self._announcer.changed(job_id)
                return

    # the beat

    async def _beat_forever(self) -> None:
        while True:
            try:
                await self._beat(self._memory())
            except DATABASE_GONE as error:
                _log.info("no beat, the database is away: %s", error)
            await asyncio.sleep(self._settings.beat_seconds)

    async def _beat(self, memory: int) -> None:
        busy = {child.job_id for child in self._children.busy() if child.job_id}
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT alive, paused, cancel, ended FROM kb.beat(%s, %s, %s)",
                [self.id, memory, list(busy)],
            )
            row = await cursor.fetchone()
        assert row is not None
        alive, paused, cancel, ended = row
        if not alive and not self._draining:
            await self._begin_anew()
            return
        self._heed_pause(paused)
        for child in self._children.busy():
            if child.job_id in cancel:
                child.kill()
            elif child.job_id in ended and child.token is not None:
                # one beat's grace: it may be about to say that it is done
                if child.token in self._condemned:
                    child.kill()
                self._condemned.add(child.token)

    def _heed_pause(self, paused: bool) -> None:
        """Stops or begins to fetch deliveries. What is under way is given no more items."""
        if paused == self._paused.is_set():
            return
        _log.info("this worker is %s", "paused" if paused else "resumed")
        if paused:
            self._fetching.clear()
            self._paused.set()
        else:
            self._paused.clear()
            self._fetching.set()

    def _memory(self) -> int:
        """Bytes in use, with the children's."""
        used = 0
        for pid in (os.getpid(), *self._children.pids()):
            with contextlib.suppress(psutil.Error):
                used += int(psutil.Process(pid).memory_info().rss)
        return used

    async def _watch_forever(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            for child in self._children.busy():
                child.kill_if_stalled()

    async def _begin_anew(self) -> None:
        _log.warning("this worker was given up while it slept; beginning anew")
        self._children.kill_all()
        self.id = new_id()
        self._children.introduce(self._hello())
        await self._register()

    async def _register(self) -> None:
        process = psutil.Process()
        machine = Machine.here()
        async with self._pool.connection() as connection:
            await self._sweeper.bury_dead_neighbours(connection, machine.id)
            await connection.execute(
                "INSERT INTO kb.workers"
                " (id, name, host, machine, pid, pid_started_at, version, slots)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    self.id,
                    f"{machine.host}:{process.pid}",
                    machine.host,
                    machine.id,
                    process.pid,
                    process.create_time(),
                    educe.__version__,
                    self._settings.slots,
                ],
            )

    # children

    def _hello(self) -> dict[str, Any]:
        settings = self._settings
        return {
            "database_url": self._url,
            "worker_id": str(self.id),
            "blobs_url": settings.blob_store_url,
            "limits": asdict(Limits.from_settings(settings)),
            "slice_seconds": settings.slice_seconds,
            "extractors": settings.extractors,
            "fetching": FetchLimits.from_settings(settings).model_dump(mode="json"),
            "mail": MailOptions.from_settings(settings).model_dump(mode="json"),
        }

    def _told(self, child: ChildProcess, message: dict[str, Any]) -> None:
        if "changed" in message:
            self._announcer.changed(UUID(message["changed"]))
        if message.get("spread", 0) > 0 and child.job_id and child.token:
            task = asyncio.create_task(self._spread(child, child.token, message["spread"]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _spread(self, child: ChildProcess, token: UUID, items: int) -> None:
        """Sends a job that takes longer to the rest of the fleet too."""
        await asyncio.sleep(_SPREAD_AFTER_SECONDS)
        job_id = child.job_id
        if child.token != token or job_id is None or self._draining:
            return
        with contextlib.suppress(*DATABASE_GONE):
            async with self._pool.connection() as connection, connection.transaction():
                cursor = await connection.execute(
                    "SELECT kb.send_round(%s),"
                    " (SELECT coalesce(sum(slots), 1) FROM kb.workers WHERE ended_at IS NULL)",
                    [job_id],
                )
                row = await cursor.fetchone()
                if row is not None and row[0] is not None:
                    others = min(int(row[1]) - 1, items)
                    await self._engine.defer(connection, [Delivery(job_id, row[0])] * others)


async def _supervised(duty: Callable[[], Awaitable[None]]) -> None:
    """Runs one of the worker's duties for ever, whatever breaks it."""
    while True:
        try:
            await duty()
        except DATABASE_GONE as error:
            _log.info("the database is away: %s", error)
        except Exception as error:
            _log.warning("a duty of the worker broke off and is started again: %r", error)
        await asyncio.sleep(0.5)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where process ids mean something: one boot of one kernel, one process namespace."""

    host: str
    id: str | None

    @classmethod
    def here(cls) -> "Machine":
        try:
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
            namespace = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - no file, a label
        except OSError:
            return cls(socket.gethostname(), None)
        return cls(socket.gethostname(), f"{boot} {namespace}")
