"""The counters that a program reports: they add up, or they are refused with what is wrong."""

from typing import Any

from educe.errors import Conflict, InvalidInput
from educe.jobs.models import Job
from educe.jobs.states import Status

COUNTERS = ("total_items", "processed_items", "successful_items", "failed_items")


def counted(job: Job, given: dict[str, Any], after: Status) -> dict[str, int]:
    """The job's counters and progress with those that are given put in. What isn't given stays, but
    processed_items follow the other two.

    Raises InvalidInput when they don't add up, Conflict when they follow from the job's items."""
    changed = [name for name in COUNTERS if name in given]
    if changed and job.planned_at is not None:
        raise Conflict(
            f"This job has items, and {', '.join(changed)} follow from them. Send the items'"
            f" results to POST /api/extractions/{job.id}/items/results."
        )
    if after == Status.COMPLETED and job.planned_at is not None:
        _refuse_unprocessed(job)
    if not changed and after != Status.COMPLETED:
        return {}
    merged: dict[str, int] = {name: given.get(name, getattr(job, name)) for name in COUNTERS}
    together = merged["successful_items"] + merged["failed_items"]
    if "processed_items" not in given:
        merged["processed_items"] = together
    _check(merged, together)
    return merged | {"progress": _progress(job, merged, after)}


def _check(merged: dict[str, int], together: int) -> None:
    total, processed, successful, failed = (merged[name] for name in COUNTERS)
    if processed != together:
        raise InvalidInput(
            f"The counters don't add up: processed_items would be {processed}, and successful_items"
            f" ({successful}) and failed_items ({failed}) are {together} together. Send all three."
        )
    if processed > total:
        raise InvalidInput(
            f"The counters don't add up: processed_items would be {processed} of total_items"
            f" {total}. Send total_items too."
        )


def _refuse_unprocessed(job: Job) -> None:
    left = job.total_items - job.processed_items
    if left:
        raise Conflict(
            f"{left} of this job's {job.total_items} items aren't done. Send their results first,"
            " or end it as failed or cancelled."
        )


def _progress(job: Job, merged: dict[str, int], after: Status) -> int:
    """Percent; 100 is for completed jobs."""
    if after == Status.COMPLETED:
        return 100
    if not merged["total_items"]:
        return job.progress
    return min(99, 100 * merged["processed_items"] // merged["total_items"])
