"""What must be true of every job when the dust has settled."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.faults.soak.watcher import Watcher
from tests.support.world import World

_ENDS = ("completed", "failed", "cancelled")
Row = dict[str, Any]


def verdict(world: World, watcher: Watcher, deleted: set[UUID]) -> list[str]:
    """What is wrong with the jobs, in words."""
    jobs = world.rows("SELECT * FROM kb.extraction_jobs ORDER BY id")
    items = _by_job(world.rows("SELECT * FROM kb.job_items ORDER BY job_id, seq"))
    events = _by_job(world.rows("SELECT job_id, seq, kind FROM kb.job_events ORDER BY job_id, seq"))
    attempts = _by_job(world.rows("SELECT job_id, status FROM kb.job_attempts ORDER BY attempt"))
    artifacts = Counter(row["job_id"] for row in world.rows("SELECT job_id FROM kb.job_artifacts"))
    wrong = []
    for job in jobs:
        said = [
            *_state(job, items[job["id"]]),
            *_history(job, events[job["id"]], attempts[job["id"]]),
            *_effects(job, items[job["id"]], artifacts[job["id"]]),
        ]
        wrong += [f"job {job['id']}: {what}" for what in said]
    there = {job["id"]: job["attempt"] for job in jobs}
    for job_id, attempt in watcher.ends:
        if job_id not in there and job_id not in deleted:
            wrong.append(f"job {job_id} is gone and nobody deleted it")
        if there.get(job_id, attempt) < attempt:
            wrong.append(f"job {job_id} has fewer attempts than it had")
    return wrong + _statistics(world)


def _state(job: Row, items: list[Row]) -> Iterator[str]:
    states = Counter(item["status"] for item in items)
    if job["completed_at"] is None:
        yield f"it is {job['status']} and doesn't end"
    if job["stage_token"] or job["admitted_at"] or states["running"]:
        yield "it has ended and something of it is still held"
    counted = (job["total_items"], job["successful_items"], job["failed_items"])
    if counted != (len(items), states["succeeded"], states["failed"]):
        yield f"it counts {counted}, and its items are {dict(states)}"
    if job["status"] == "completed" and job["processed_items"] != job["total_items"]:
        yield "it is completed and not all items are done"


def _history(job: Row, events: list[Row], attempts: list[Row]) -> Iterator[str]:
    if [event["seq"] for event in events] != list(range(1, len(events) + 1)):
        yield "its events have gaps"
    ends: list[list[str]] = [[]]
    for event in events:
        if event["kind"] == "retried":
            ends.append([])
        elif event["kind"] in _ENDS:
            ends[-1].append(event["kind"])
    if [len(told) for told in ends] != [1] * job["attempt"]:
        yield f"its {job['attempt']} attempts ended as {ends}"
    elif [told[0] for told in ends] != [row["status"] for row in attempts]:
        yield f"its attempts ended as {ends}, and on record are {attempts}"


def _effects(job: Row, items: list[Row], artifacts: int) -> Iterator[str]:
    done = [item for item in items if item["status"] == "succeeded"]
    folder = Path(job["extraction_config"]["runs"])
    for item in done:
        if not (folder / f"{item['payload']['number']}.1").exists():
            yield f"item {item['seq']} succeeded and never ran"
        if item["result"] is None or item["result"]["number"] != item["payload"]["number"]:
            yield f"item {item['seq']} has the result {item['result']}"
    if job["status"] == "completed" and done:
        if job["summary"]["counts"] != {"items": len(done)}:
            yield f"it put {job['summary']['counts']} together, and has {len(done)} results"
        if artifacts != 1:
            yield f"it has {artifacts} artifacts"


def _statistics(world: World) -> list[str]:
    counted = world.rows(
        "SELECT status, sum(jobs)::int AS jobs FROM kb.counted_jobs() GROUP BY 1"
        " HAVING sum(jobs) <> 0 ORDER BY 1"
    )
    scanned = world.rows(
        "SELECT status, count(*)::int AS jobs FROM kb.extraction_jobs GROUP BY 1 ORDER BY 1"
    )
    return [] if counted == scanned else [f"statistics say {counted}, and there are {scanned}"]


def _by_job(rows: list[Row]) -> defaultdict[UUID, list[Row]]:
    grouped: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["job_id"]].append(row)
    return grouped
