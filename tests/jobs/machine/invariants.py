"""What must hold after every step, whatever the step was."""

from collections.abc import Iterator
from uuid import UUID

from educe.jobs.states import Priority
from tests.jobs.machine.ground import Ground
from tests.jobs.machine.snapshot import Row, Snapshot, ended

_ENDS = {"completed", "failed", "cancelled"}
#: of an ended job: its history goes on, and whom it names may go
_FREE = {
    "updated_at",
    "event_seq",
    "progress_event_at",
    "created_by",
    "cancel_requested_by",
    "stage_worker",
    "retried_from",
}
_ARROWS = {
    "pending": {"pending", "running", "cancelled"},
    "running": {"running", "completed", "failed", "cancelled"},
}
_CLASSES = [Priority.LOW, Priority.NORMAL, Priority.URGENT]


def check_state(now: Snapshot) -> None:
    """What can be seen in one moment."""
    for job in now.jobs.values():
        _check_counters(job, now.items[job["id"]])
        _check_history(job, now.events[job["id"]], now.attempts[job["id"]])
        if ended(job):
            assert job["stage_token"] is None
            assert job["admitted_at"] is None
        if job["status"] == "running":
            assert job["admitted_at"] is not None
        if job["status"] == "pending":
            assert False not in now.met(job), "it waits for what can't come true"
    _check_claims(now)


def _check_counters(job: Row, items: list[Row]) -> None:
    states = [item["status"] for item in items]
    assert job["successful_items"] == states.count("succeeded")
    assert job["failed_items"] == states.count("failed")
    assert job["processed_items"] == job["successful_items"] + job["failed_items"]
    assert job["total_items"] == len(items)
    counted = [i["seq"] for i in items if i["status"] == "succeeded" and i["seq"] % 3]
    told = {"items": len(counted), "numbers": sum(counted)} if counted else {}
    assert job["counts"] == told, "what succeeded is counted, once"
    assert (job["planned_at"] is None) <= (not items)
    if ended(job):
        assert "running" not in states
    if job["status"] == "completed" and job["attempt"] == 1 and items:
        assert job["extracted_at"] is not None


def _check_history(job: Row, events: list[Row], attempts: list[Row]) -> None:
    assert [event["seq"] for event in events] == list(range(1, job["event_seq"] + 1))
    told: list[list[str]] = [[]]  # by attempt, how it ended
    for event in events:
        if event["kind"] == "retried":
            told.append([])
        elif event["kind"] in _ENDS:
            told[-1].append(event["kind"])
    assert len(told) == job["attempt"]
    over = told if ended(job) else told[:-1]
    assert all(len(ends) == 1 for ends in over), "each attempt ends once"
    assert ended(job) or not told[-1]
    recorded = [(row["attempt"], row["status"]) for row in attempts]
    assert recorded == [(n, ends[0]) for n, ends in enumerate(over, 1)]
    if ended(job):
        assert attempts[-1]["status"] == job["status"]


def _check_claims(now: Snapshot) -> None:
    in_hand: dict[UUID, list[Row]] = {}
    for item in (item for items in now.items.values() for item in items):
        assert (item["status"] == "running") == (item["token"] is not None)
        if item["token"] is not None:
            in_hand.setdefault(item["token"], []).append(item)
            assert now.workers[item["worker_id"]]["ended_at"] is None, "held by the dead"
    for items in in_hand.values():
        assert len({item["job_id"] for item in items}) == 1
        assert len(items) == 1 or not any(item["suspect"] for item in items)
    for job in now.active():
        if job["stage_token"] is not None:
            assert now.workers[job["stage_worker"]]["ended_at"] is None


def check_step(before: Snapshot, after: Snapshot, sent: set[UUID], *, deleted: set[UUID]) -> None:
    """What one transaction may do. `sent`: jobs with a new delivery; `deleted`: what was to go."""
    assert before.jobs.keys() - after.jobs.keys() == deleted
    for job_id in before.jobs.keys() & after.jobs.keys():
        _check_change(before.jobs[job_id], after.jobs[job_id])
        _check_results(before, after, job_id)
        _check_new_claims(before, after, job_id)
    _check_admissions(before, after, sent)


def _check_change(old: Row, new: Row) -> None:
    if ended(old) and old["attempt"] == new["attempt"]:
        changed = {key for key in old if old[key] != new[key]}
        assert changed <= _FREE, "an ended job changes only by a retry"
    elif ended(old):
        assert (new["attempt"], new["status"]) == (old["attempt"] + 1, "pending")
    else:
        assert new["attempt"] == old["attempt"]
        assert new["status"] in _ARROWS[old["status"]]


def _check_results(before: Snapshot, after: Snapshot, job_id: UUID) -> None:
    kept = {item["seq"]: item for item in after.items[job_id]}
    if before.items[job_id] and not kept:
        assert after.jobs[job_id]["attempt"] == before.jobs[job_id]["attempt"] + 1
        return
    for item in before.items[job_id]:
        if item["status"] == "succeeded":
            assert kept[item["seq"]] == item, "what succeeded stays as it is"


def _check_new_claims(before: Snapshot, after: Snapshot, job_id: UUID) -> None:
    old, new = before.jobs[job_id], after.jobs[job_id]
    had = {item["seq"]: item["token"] for item in before.items[job_id]}
    fresh = [i for i in after.items[job_id] if i["token"] and i["token"] != had.get(i["seq"])]
    assert not any(had.get(item["seq"]) for item in fresh), "taken from its holder"
    if old["stage_token"] is not None:
        assert new["stage_token"] in (None, old["stage_token"]), "taken from its holder"
    taken = old["status"] == "pending" and new["status"] == "running"
    if before.is_paused(old):
        assert not fresh, "nothing is claimed while paused"
        assert not taken, "nothing is taken while paused"
    if old["cancel_requested_at"] is not None:
        assert not fresh, "nothing more is claimed of a job that is to be cancelled"
    if taken:
        assert old["admitted_at"] is not None


def _check_admissions(before: Snapshot, after: Snapshot, sent: set[UUID]) -> None:
    fresh = list(_newly_admitted(before, after))
    for job in fresh:
        assert not before.is_paused(job), "admitted while paused"
        assert all(after.met(job)), "admitted before what it needs"
        assert job["run_at"] <= job["admitted_at"], "admitted before its time"
        assert job["id"] in sent, "admitted, and nobody was told"
        owner, organization = job["created_by"], job["organization_id"]
        assert len(after.admitted(created_by=owner)) <= after.limits[owner]
        limit = after.organization_limits[organization]
        assert limit is None or len(after.admitted(organization_id=organization)) <= limit
        for other in after.jobs.values():
            if other["created_by"] == owner and after.could_run(other, job["admitted_at"]):
                assert _rank(job) > _rank(other), "it has overtaken another of its owner's"


def _newly_admitted(before: Snapshot, after: Snapshot) -> Iterator[Row]:
    for job in after.admitted():
        was = before.jobs.get(job["id"])
        if was is None or was["admitted_at"] != job["admitted_at"]:
            yield job


def _rank(job: Row) -> tuple[int, float, int]:
    """Larger goes first. Examples are too short for a class to be overtaken by age."""
    return (
        _CLASSES.index(Priority(job["priority"])),
        -job["ranked_at"].timestamp(),
        -job["id"].int,
    )


def check_nobody_waits_in_vain(now: Snapshot, at: object) -> None:
    """After a sweep: who has a place free has no job that only waits for one."""
    for owner, limit in now.limits.items():
        if len(now.admitted(created_by=owner)) < limit:
            waiting = [j["id"] for j in now.active() if j["created_by"] == owner]
            assert not [j for j in waiting if now.could_run(now.jobs[j], at)]


def check_statistics(ground: Ground) -> None:
    """The counters say what counting says."""
    for counted, scanned in (_JOBS, _NUMBERS, _TYPES):
        differing = ground.rows(
            f"(({counted}) EXCEPT ({scanned})) UNION ALL (({scanned}) EXCEPT ({counted}))"
        )
        assert not differing, differing


_JOBS = (
    "SELECT project_id, day, extractor, source_type, status, sum(jobs) AS jobs"
    " FROM kb.counted_jobs() GROUP BY 1, 2, 3, 4, 5 HAVING sum(jobs) <> 0",
    "SELECT project_id, (created_at AT TIME ZONE 'UTC')::date, extractor, source_type, status,"
    " count(*) FROM kb.extraction_jobs GROUP BY 1, 2, 3, 4, 5",
)
#: these are kept for all states together
_NUMBERS = (
    "SELECT project_id, sum(timed_jobs) AS timed, sum(duration_ms) AS ms, sum(objects) AS objects"
    " FROM kb.counted_jobs() GROUP BY 1 HAVING sum(jobs) <> 0",
    "SELECT project_id, count(*) FILTER (WHERE completed_at - started_at IS NOT NULL),"
    " coalesce(sum(round(1000 * extract(epoch FROM completed_at - started_at))), 0),"
    " sum(cardinality(created_objects)) FROM kb.extraction_jobs GROUP BY 1",
)
_TYPES = (
    "SELECT project_id, type, sum(jobs) AS jobs FROM kb.counted_types() GROUP BY 1, 2"
    " HAVING sum(jobs) <> 0",
    "SELECT project_id, unnest(discovered_types), count(*) FROM kb.extraction_jobs GROUP BY 1, 2",
)
