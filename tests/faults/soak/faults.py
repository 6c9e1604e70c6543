"""What goes wrong in a soak, and what people do meanwhile, at random."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy.exc

from educe.errors import Conflict, InvalidInput, NotFound
from educe.jobs.cancel import cancel
from educe.jobs.delete import delete_job
from educe.jobs.retry import RetryFrom, retry
from tests.faults.soak.fleet import LEASE_SECONDS, Fleet, restart_database
from tests.faults.soak.watcher import Watcher
from tests.support.world import World

_AWAY = (psycopg.OperationalError, sqlalchemy.exc.DBAPIError)


class Faults:
    """Each injection is counted under its name."""

    def __init__(self, world: World, fleet: Fleet, watcher: Watcher, chance: random.Random) -> None:
        self._world = world
        self._fleet = fleet
        self._watcher = watcher
        self._chance = chance
        self._freezes: set[asyncio.Task[None]] = set()
        self.injected: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.deleted: set[UUID] = set()

    async def inject_one(self) -> None:
        name, inject = self._chance.choices(
            [(name, inject) for name, _, inject in self._all()],
            [weight for _, weight, _ in self._all()],
        )[0]
        try:
            await self._fleet.fill()
            if await inject():
                self.injected[name] += 1
        except _AWAY:
            self.refused["the database was away"] += 1
        except (Conflict, NotFound, InvalidInput) as error:
            self.refused[type(error).__name__] += 1

    def _all(self) -> list[tuple[str, int, Callable[[], Awaitable[bool]]]]:
        return [
            ("worker killed", 3, self._kill_worker),
            ("child killed", 4, self._kill_child),
            ("worker frozen past its lease", 2, self._freeze),
            ("deploy", 2, self._deploy),
            ("database restarted", 1, self._restart_database),
            ("database killed", 1, self._kill_database),
            ("cancel", 8, self._cancel),
            ("force stop", 3, self._force_stop),
            ("retry", 10, self._retry),
            ("delete", 4, self._delete),
            ("queue paused", 1, self._pause_queue),
            ("worker paused", 1, self._pause_worker),
        ]

    # machines

    async def _kill_worker(self) -> bool:
        worker = self._chance.choice(self._fleet.workers)
        if worker.pid in self._fleet.frozen:
            return False
        self._watcher.went("worker killed", worker.pid)
        self._fleet.kill(worker)
        await asyncio.sleep(self._chance.uniform(0, 2))
        await self._fleet.fill()
        return True

    async def _kill_child(self) -> bool:
        return self._fleet.kill_child(self._chance.choice(self._fleet.workers), self._chance)

    async def _freeze(self) -> bool:
        if self._fleet.frozen:
            return False
        worker = self._chance.choice(self._fleet.workers)
        self._watcher.went("worker frozen past its lease", worker.pid)
        seconds = LEASE_SECONDS + self._chance.uniform(0.5, 3)
        task = asyncio.create_task(self._fleet.freeze(worker, seconds))
        self._freezes.add(task)
        task.add_done_callback(self._freezes.discard)
        return True

    async def _deploy(self) -> bool:
        worker = self._chance.choice(self._fleet.workers)
        if worker.pid in self._fleet.frozen:
            return False
        await self._fleet.deploy(worker)
        await self._fleet.fill()
        return True

    async def _restart_database(self) -> bool:
        restart_database(self._world, signal.SIGINT)
        return True

    async def _kill_database(self) -> bool:
        restart_database(self._world, signal.SIGKILL)
        return True

    # people

    async def _cancel(self) -> bool:
        return await self._on_a_job(
            "completed_at IS NULL",
            lambda session, job: cancel(
                session, self._world.rules, job["id"], user_id=job["created_by"]
            ),
        )

    async def _force_stop(self) -> bool:
        return await self._on_a_job(
            "status = 'running'",
            lambda session, job: cancel(
                session, self._world.rules, job["id"], user_id=job["created_by"], force=True
            ),
        )

    async def _retry(self) -> bool:
        begin = self._chance.choice(list(RetryFrom))
        return await self._on_a_job(
            "completed_at IS NOT NULL AND (status <> 'completed' OR failed_items > 0)",
            lambda session, job: retry(session, self._world.rules, job["id"], begin=begin),
        )

    async def _delete(self) -> bool:
        async def delete(session: Any, job: dict[str, Any]) -> None:
            self.deleted.add(job["id"])
            await delete_job(session, job["id"])

        return await self._on_a_job("completed_at < now() - interval '5 seconds'", delete)

    async def _on_a_job(
        self, which: str, act: Callable[[Any, dict[str, Any]], Awaitable[object]]
    ) -> bool:
        jobs = self._world.rows(
            f"SELECT id, created_by FROM kb.extraction_jobs WHERE {which} ORDER BY id DESC LIMIT 40"
        )
        if not jobs:
            return False
        job = self._chance.choice(jobs)
        async with self._world.api.session(job["created_by"]) as session:
            await act(session, job)
        return True

    # operators

    async def _pause_queue(self) -> bool:
        self._world.execute("INSERT INTO kb.pauses (kind) VALUES ('queue') ON CONFLICT DO NOTHING")
        await asyncio.sleep(self._chance.uniform(0.5, 2))
        await self.resume()
        return True

    async def _pause_worker(self) -> bool:
        self._world.execute(
            "UPDATE kb.workers SET paused_at = now() WHERE id = ("
            "  SELECT id FROM kb.workers WHERE ended_at IS NULL ORDER BY random() LIMIT 1)"
        )
        await asyncio.sleep(self._chance.uniform(0.5, 2))
        await self.resume()
        return True

    async def resume(self) -> None:
        """Nothing stays paused or frozen, however long it takes to tell the database."""
        while True:
            try:
                self._world.execute("DELETE FROM kb.pauses")
                self._world.execute("UPDATE kb.workers SET paused_at = NULL")
            except _AWAY:
                await asyncio.sleep(0.2)
            else:
                return

    async def end(self) -> None:
        await asyncio.gather(*self._freezes)
        await self.resume()
        await self._fleet.fill()
