"""The fleet of a soak: worker processes that are killed, frozen and deployed anew."""

import asyncio
import contextlib
import os
import random
import signal
import time
from pathlib import Path

import psutil
import psycopg

from tests.support.world import WorkerProcess, World, until

#: what the workers of a soak are set to
BEAT_SECONDS = 0.3
LEASE_SECONDS = 2.0
SWEEP_SECONDS = 0.3
SLOTS = 2


class Fleet:
    def __init__(self, world: World, size: int) -> None:
        self._world = world
        self._size = size
        self.workers: list[WorkerProcess] = []
        self.frozen: set[int] = set()  # process ids
        self.absent: dict[int, float] = {}  # of what was killed or frozen, and when

    async def fill(self) -> None:
        """Starts workers until there are as many as there should be, as an orchestrator would."""
        self.workers = [worker for worker in self.workers if worker.process.poll() is None]
        while len(self.workers) < self._size:
            worker = WorkerProcess(self._world, {"slots": SLOTS, "drain_seconds": 1.0})
            self.workers.append(worker)
            self.absent.pop(worker.pid, None)  # the process id was used again
            await until(lambda worker=worker: self._registered(worker), within=60, every=0.1)

    def _registered(self, worker: WorkerProcess) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            alive = "SELECT FROM kb.workers WHERE pid = %s AND ended_at IS NULL"
            return bool(self._world.rows(alive, worker.pid))
        return False

    def awake(self) -> list[WorkerProcess]:
        return [worker for worker in self.workers if worker.pid not in self.frozen]

    def ready_slots(self, pids: set[int], seconds: float) -> int:
        """How many extractor processes these workers have that started so long ago: a slot whose
        process is starting is neither idle nor at work."""
        young = time.time() - seconds
        ready = 0
        for pid in pids:
            with contextlib.suppress(psutil.NoSuchProcess):
                children = psutil.Process(pid).children()
                ready += sum(child.create_time() < young for child in children)
        return ready

    def kill(self, worker: WorkerProcess) -> None:
        """Its parent alone: the children must follow by themselves."""
        self.workers.remove(worker)
        self.absent[worker.pid] = time.monotonic()
        worker.kill()

    def kill_child(self, worker: WorkerProcess, chance: random.Random) -> bool:
        with contextlib.suppress(psutil.NoSuchProcess):
            children = psutil.Process(worker.pid).children()
            if children:
                chance.choice(children).kill()
                return True
        return False

    async def freeze(self, worker: WorkerProcess, seconds: float) -> None:
        self.frozen.add(worker.pid)
        self.absent[worker.pid] = time.monotonic()
        worker.signal_group(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        worker.signal_group(signal.SIGCONT)
        self.frozen.discard(worker.pid)
        self.absent.pop(worker.pid, None)

    async def deploy(self, worker: WorkerProcess) -> None:
        self.workers.remove(worker)
        await asyncio.to_thread(worker.stop)

    def end(self) -> None:
        for worker in self.workers:
            worker.end()


def restart_database(world: World, how: signal.Signals) -> None:
    """SIGINT: as an administrator would; SIGKILL: as the machine might."""
    folder = world.rows("SELECT current_setting('data_directory') AS folder")[0]["folder"]
    os.kill(int(Path(folder, "postmaster.pid").read_text().split()[0]), how)
