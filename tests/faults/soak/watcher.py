"""Who looks at the database all along, and complains of what must not be seen, or not for so long.

Time counts only while a fleet could be expected to work: not while the database is away (nor in the
moments in which everybody finds back to it), not while no worker is awake, not while all is paused.
A job that nobody is at may wait for others while all slots are busy; while one is idle, it counts.
"""

import time
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from tests.faults.soak.fleet import LEASE_SECONDS, SWEEP_SECONDS, Fleet
from tests.support.world import World

DEFAULT_LIMIT = 2
_FINDING_BACK_SECONDS = 4.0
_STARTING_SECONDS = 5.0
_LEFT = "nobody is at it though a slot is idle"

_ACTIVE = """
    SELECT j.id, j.created_by, j.organization_id, j.status, j.admitted_at IS NOT NULL AS admitted,
           j.cancel_requested_at IS NOT NULL AS cancelling, j.run_at <= now() AS in_time,
           j.stage_worker, kb.is_ready(j.id) AS ready,
           kb.is_paused(j.extractor) AS paused,
           ARRAY(SELECT DISTINCT i.worker_id FROM kb.job_items i
                 WHERE i.job_id = j.id AND i.status = 'running') AS holders,
           j.planned_at IS NULL OR j.processed_items = j.total_items OR EXISTS (
               SELECT FROM kb.job_items i
               WHERE i.job_id = j.id AND i.status = 'pending' AND i.due_at <= now()) AS could_go_on
    FROM kb.extraction_jobs j WHERE j.status IN ('pending', 'running')
"""
_ENDED = """
    SELECT id, attempt, status, completed_at, total_items, successful_items, failed_items
    FROM kb.extraction_jobs WHERE completed_at > now() - interval '5 seconds'
"""


class Watcher:
    """`patience`: how many times longer than on a machine of its own everything may take."""

    def __init__(self, world: World, fleet: Fleet, patience: float) -> None:
        self._world = world
        self._fleet = fleet
        self._patience = patience
        self._connection: psycopg.Connection[dict[str, Any]] | None = None
        self._last = time.monotonic()
        self._away_since: float | None = None
        self._back_at = -_FINDING_BACK_SECONDS
        self._idle_since: datetime | None = None  # the database was back, and nobody has worked yet
        self._said: set[tuple[str, UUID]] = set()
        self._ages: defaultdict[tuple[str, UUID], float] = defaultdict(float)
        self._held: list[tuple[str, float, set[UUID]]] = []  # tokens of workers that went
        self.complaints: list[str] = []
        self.oldest: Counter[str] = Counter()  # seconds, of each kind of state
        self.recoveries: defaultdict[str, list[float]] = defaultdict(list)  # seconds
        self.ends: dict[
            tuple[UUID, int], dict[str, Any]
        ] = {}  # of jobs and attempts, as first seen
        self.most_running = 0

    def look(self) -> None:
        """One look. To be called a few times a second."""
        now = time.monotonic()
        passed, self._last = now - self._last, now
        try:
            self._look(now, passed)
        except psycopg.OperationalError:
            self._away_since = self._away_since or now
            self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def went(self, kind: str, pid: int) -> None:
        """To be called just before a worker is killed or frozen: what it holds must be freed."""
        tokens = {row["token"] for row in self._world.rows(_HELD, pid, pid)}
        if tokens:
            self._held.append((kind, time.monotonic(), tokens))

    def _look(self, now: float, passed: float) -> None:
        jobs = self._query(_ACTIVE)
        workers = {row["id"]: row for row in self._query("SELECT * FROM kb.workers")}
        self._note_ends()
        self._note_recoveries(now)
        if self._away_since is not None:
            self.recoveries["database away"].append(now - self._away_since)
            self._away_since, self._back_at = None, now
            self._idle_since = self._query("SELECT now() AS at")[0]["at"]
        self._note_work(now)
        self._check_places(jobs)
        at_work = {
            w["pid"] for w in workers.values() if not self._is_gone(w) and w["paused_at"] is None
        }
        ready = self._fleet.ready_slots(at_work, _STARTING_SECONDS * self._patience)
        idle = len(self._query(_TOKENS)) < ready
        counts = bool(at_work) and now - self._back_at > _FINDING_BACK_SECONDS
        seen = {
            (kind, job["id"]): bound
            for job in jobs
            for kind, bound in self._states(job, jobs, workers, ready)
        }
        self._said &= seen.keys()
        for key in [key for key in self._ages if key not in seen]:
            del self._ages[key]
        for (kind, job_id), bound in seen.items():
            self._ages[kind, job_id] += passed if counts and (idle or kind != _LEFT) else 0.0
            self._judge(kind, job_id, bound)

    def _query(self, statement: str) -> list[dict[str, Any]]:
        if self._connection is None:
            self._connection = psycopg.connect(
                self._world.database.owner_url, autocommit=True, row_factory=dict_row
            )
        return self._connection.execute(statement.encode()).fetchall()

    # at no moment

    def _check_places(self, jobs: list[dict[str, Any]]) -> None:
        self.most_running = max(self.most_running, sum(j["status"] == "running" for j in jobs))
        for whose, table in (("created_by", "users"), ("organization_id", "organizations")):
            taken = Counter(job[whose] for job in jobs if job["admitted"])
            for row in self._query(f"SELECT id, max_running_jobs FROM kb.{table}"):
                limit = self._limit(table, row["max_running_jobs"])
                if taken[row["id"]] > limit:
                    self.complain(f"{taken[row['id']]} jobs of one of the {table}, limit {limit}")
        for job in jobs:
            if job["status"] == "running" and not job["admitted"]:
                self.complain(f"job {job['id']} runs and was never admitted")

    def _limit(self, table: str, own: int | None) -> float:
        return own or (DEFAULT_LIMIT if table == "users" else float("inf"))

    # not for long

    def _states(
        self,
        job: dict[str, Any],
        jobs: list[dict[str, Any]],
        workers: dict[UUID, dict[str, Any]],
        slots: int,
    ) -> list[tuple[str, float]]:
        """Kinds of states that the job is in and that must pass, with their bounds in seconds."""
        holders = {*job["holders"], job["stage_worker"]} - {None}
        gone = {h for h in holders if h not in workers or self._is_gone(workers[h])}
        found: list[tuple[str, float]] = []
        if gone:
            found.append(("held by a worker that is gone", LEASE_SECONDS + SWEEP_SECONDS + 2))
        elif job["cancelling"]:
            found.append(("cancelling", 2.0))
        elif job["paused"] or not job["in_time"]:
            return []
        elif job["admitted"] and not holders and job["could_go_on"]:
            # the sweeper, too, gives others their turns for so long
            turns = 2.0 * sum(other["admitted"] for other in jobs) / max(slots, 1)
            found.append((_LEFT, LEASE_SECONDS + SWEEP_SECONDS + 3 + turns))
        elif not job["admitted"] and job["ready"] and self._has_place(job, jobs):
            found.append(("not admitted though there is a place", SWEEP_SECONDS + 3))
        return found

    def _is_gone(self, worker: dict[str, Any]) -> bool:
        return worker["ended_at"] is not None or worker["pid"] in self._fleet.absent

    def _has_place(self, job: dict[str, Any], jobs: list[dict[str, Any]]) -> bool:
        for whose, table in (("created_by", "users"), ("organization_id", "organizations")):
            own = next(
                row["max_running_jobs"]
                for row in self._query(f"SELECT id, max_running_jobs FROM kb.{table}")
                if row["id"] == job[whose]
            )
            taken = sum(other["admitted"] and other[whose] == job[whose] for other in jobs)
            if taken >= self._limit(table, own):
                return False
        return True

    def _judge(self, kind: str, job_id: UUID, bound: float) -> None:
        age = self._ages[kind, job_id]
        self.oldest[kind] = max(self.oldest[kind], age)  # type: ignore[assignment]
        if age > bound * self._patience and (kind, job_id) not in self._said:
            self._said.add((kind, job_id))
            self.complain(f"job {job_id} is “{kind}” for {age:.1f} s; the bound is {bound:.1f} s")

    def complain(self, what: str) -> None:
        self.complaints.append(f"{time.strftime('%H:%M:%S')} {what}")

    # for the end

    def _note_ends(self) -> None:
        for row in self._query(_ENDED):
            first = self.ends.setdefault((row["id"], row["attempt"]), row)
            if first != row:
                self.complain(f"job {row['id']} ended as {first}, and now it is {row}")

    def _note_work(self, now: float) -> None:
        if self._idle_since is None:
            return
        worked = max((row["at"] for row in self._query(_WORKED)), default=None)
        if worked is not None and worked > self._idle_since:
            self.recoveries["no work after that"].append(now - self._back_at)
            self._idle_since = None

    def _note_recoveries(self, now: float) -> None:
        for kind, since, tokens in list(self._held):
            still = {row["token"] for row in self._query(_TOKENS)}
            if not tokens & still:
                self.recoveries[kind].append(now - since)
                self._held.remove((kind, since, tokens))


_HELD = (
    "SELECT i.token FROM kb.job_items i JOIN kb.workers w ON w.id = i.worker_id"
    " WHERE i.status = 'running' AND w.pid = %s UNION "
    "SELECT j.stage_token FROM kb.extraction_jobs j JOIN kb.workers w ON w.id = j.stage_worker"
    " WHERE j.status = 'running' AND j.stage_token IS NOT NULL AND w.pid = %s"
)
_WORKED = "SELECT max(started_at) AS at FROM kb.job_items HAVING max(started_at) IS NOT NULL"
_TOKENS = (
    "SELECT token FROM kb.job_items WHERE status = 'running' UNION "
    "SELECT stage_token FROM kb.extraction_jobs WHERE stage_token IS NOT NULL"
)
