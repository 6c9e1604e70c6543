"""What befalls workers, deliveries and time, and what a worker's parent and the sweeper do then."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import strategies as st
from psycopg import AsyncConnection

from educe.ids import new_id
from tests.jobs.machine.driver import let_time_pass
from tests.jobs.machine.invariants import check_nobody_waits_in_vain
from tests.jobs.machine.played import PlayedSlice
from tests.jobs.machine.snapshot import ended
from tests.jobs.machine.state import State, action, pick, some


class FleetActs(State):
    @action(weight=4, when=lambda s: len(s.workers) < 2)
    def start_worker(self) -> None:
        worker_id = new_id()
        self.ground.execute(
            "INSERT INTO kb.workers (id, name, host, pid, pid_started_at, version, slots)"
            " VALUES (%s, 'played', 'here', 1, 1, '0', 2)",
            worker_id,
        )
        self.workers.append(worker_id)

    @action(
        when=lambda s: s.workers,
        which=some,
        why=st.sampled_from(["stopped", "lost", "silent"]),
    )
    def worker_goes(self, which: int, why: str) -> None:
        worker_id = pick(self.workers, which)
        self.workers.remove(worker_id)
        if why == "silent":  # a sweeper will notice
            self.ground.execute("UPDATE kb.workers SET beat_at = 'epoch' WHERE id = %s", worker_id)
        else:
            sweeper = self.ground.sweeper
            self.ground.as_worker(lambda c: sweeper.bury(c, worker_id, why))
            self._gone(worker_id)

    @action(weight=3, when=lambda s: s.workers, which=some)
    def beat(self, which: int) -> None:
        """The worker ends the children of jobs that are to be cancelled."""
        worker_id = pick(self.workers, which)
        mine = [w for w in self.slices if w.worker_id == worker_id and not w.zombie]
        at = [work.job_id for work in mine]
        row = self.ground.rows("SELECT * FROM kb.beat(%s, 1, %s)", worker_id, at)[0]
        jobs = [self.seen.jobs[job_id] for job_id in at if job_id in self.seen.jobs]
        asked = {j["id"] for j in jobs if j["cancel_requested_at"] and j["status"] == "running"}
        assert row["alive"] == (self.seen.workers[worker_id]["ended_at"] is None)
        assert row["paused"] == (self.seen.workers[worker_id]["paused_at"] is not None)
        assert set(row["cancel"]) == asked
        assert set(row["ended"]) == {job["id"] for job in jobs if ended(job)}
        for work in mine:
            if work.job_id in asked:
                self.release(work, "handed_back")

    @action(
        weight=3,
        when=lambda s: any(not work.zombie for work in s.slices),
        which=some,
        reason=st.sampled_from(["handed_back", "lost", "crashed", "timed_out"]),
    )
    def child_goes(self, which: int, reason: str) -> None:
        self.release(pick([work for work in self.slices if not work.zombie], which), reason)

    @action(
        weight=3,
        when=lambda s: s.ground.engine.lying and s.workers,
        which=some,
        where=some,
        reason=st.sampled_from(["crashed", "timed_out", "lost"]),
        times=st.integers(1, 4),
    )
    def poison(self, which: int, where: int, reason: str, times: int) -> None:
        """A job whose children end again and again, in whatever they are at."""
        job_id = pick(self.ground.engine.lying, which).job_id
        for _ in range(times):
            work = PlayedSlice.begin(self.ground, pick(self.workers, where), job_id)
            self.look()
            if work.stage == "plan":
                work.plan(2)
            elif work.stage == "extract":
                work.claim(1)
            self.look()
            self.release(work, reason)
            self.look()
            self.ground.give_back(work.store)

    def release(self, work: PlayedSlice, reason: str) -> None:
        """As a worker's parent does it. The child doesn't know."""
        sweeper = self.ground.sweeper

        async def release(connection: AsyncConnection) -> None:
            await sweeper.release(connection, work.token, reason, 3, "it ended")
            await sweeper.confirm_cancel(connection, work.job_id)

        self.ground.as_worker(release)
        work.zombie = True
        assert not work.holds(self.now())

    @action(weight=2, when=lambda s: s.slices, which=some)
    def pass_a_deadline(self, which: int) -> None:
        token = pick(self.slices, which).token
        self.ground.execute("UPDATE kb.job_items SET deadline = 'epoch' WHERE token = %s", token)
        self.ground.execute(
            "UPDATE kb.extraction_jobs SET stage_deadline = 'epoch' WHERE stage_token = %s", token
        )

    @action(when=lambda s: s.ground.engine.lying, many=st.integers(1, 5))
    def lose_deliveries(self, many: int) -> None:
        del self.ground.engine.lying[:many]

    @action(weight=3)
    def pass_time(self) -> None:
        let_time_pass(self.ground)

    @action(weight=5)
    def sweep(self) -> None:
        self.ground.do(self.ground.sweeper.sweep())
        now = self.now()
        check_nobody_waits_in_vain(now, datetime.now(UTC))
        for worker_id, worker in now.workers.items():
            if worker["ended_at"] is not None:
                self._gone(worker_id)

    def _gone(self, worker_id: UUID) -> None:
        for work in self.slices:
            work.zombie |= work.worker_id == worker_id

    @action(most=st.integers(1, 30))
    def fold_statistics(self, most: int) -> None:
        self.ground.execute("SELECT kb.fold_job_changes(%s)", most)
