"""A fair driver: with everything resumed it must bring every job to its end."""

from collections.abc import Callable, Sequence

from tests.jobs.machine.ground import Ground
from tests.jobs.machine.played import PlayedSlice
from tests.jobs.machine.snapshot import Snapshot

_AT_ONCE = 4
_WORKER = (
    "INSERT INTO kb.workers (id, name, host, pid, pid_started_at, version, slots)"
    " VALUES (gen_random_uuid(), 'fair', 'here', 1, 1, '0', 2) RETURNING id"
)


def let_time_pass(ground: Ground) -> None:
    """So long that whatever waits for its time has waited enough."""
    ground.execute(
        "UPDATE kb.extraction_jobs SET run_at = least(run_at, now()),"
        " delivered_at = delivered_at - interval '1 minute' WHERE completed_at IS NULL"
    )
    ground.execute("UPDATE kb.job_items SET due_at = 'epoch' WHERE status = 'pending'")


def work_through(
    work: PlayedSlice, outcomes: Sequence[str] = (), look: Callable[[], None] = lambda: None
) -> None:
    """All that a slice can do, to the end of the job if nothing is left over. `outcomes` of the
    first items; the others succeed. `look` is called after each transaction."""
    ahead = list(outcomes)
    look()
    if work.stage == "plan":
        work.plan(2)
        look()
    while work.stage == "extract" and (work.hand or work.claim(_AT_ONCE)):
        look()
        told = {seq: ahead.pop(0) if ahead else "succeeded" for seq in sorted(work.hand)}
        work.checkpoint(told)
        look()
    if work.stage == "finish":
        work.end("completed")


def bring_to_an_end(ground: Ground) -> None:
    """Every job, within a bounded number of rounds; fails otherwise."""
    ground.execute("DELETE FROM kb.pauses")
    ground.execute("UPDATE kb.workers SET beat_at = 'epoch' WHERE ended_at IS NULL")
    ground.do(ground.sweeper.sweep())  # nobody holds anything from here on
    worker_id = ground.rows(_WORKER)[0]["id"]
    # in each round at least one job is taken and ended: it was admitted, and is delivered
    for _ in range(len(list(Snapshot.take(ground).active())) + 2):
        let_time_pass(ground)
        ground.do(ground.sweeper.sweep())
        deliveries, ground.engine.lying = ground.engine.lying, []
        for job_id in dict.fromkeys(delivery.job_id for delivery in deliveries):
            work = PlayedSlice.begin(ground, worker_id, job_id)
            work_through(work)
            ground.give_back(work.store)
    left = list(Snapshot.take(ground).active())
    assert not left, "some jobs never end"
