"""A job's three stages, told from its times and counters."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from educe.jobs.states import Status

StageState = Literal["waiting", "running", "done", "stopped"]


class StageView(BaseModel):
    """A stage of this attempt: plan, extract or finish. `done` and `total` count items."""

    name: Literal["plan", "extract", "finish"]
    state: StageState
    started_at: datetime | None = None
    ended_at: datetime | None = None
    done: int | None = None
    total: int | None = None


class Times(BaseModel):
    """What stages are told from."""

    model_config = ConfigDict(from_attributes=True)

    status: Status
    total_items: int
    processed_items: int
    started_at: datetime | None
    planned_at: datetime | None
    extracted_at: datetime | None
    completed_at: datetime | None


def stages_of(job: Times) -> list[StageView]:
    """Plan, extract, finish. A plan of an earlier attempt is done before this one starts."""
    started, planned, extracted = job.started_at, job.planned_at, job.extracted_at
    extracting = max(started, planned) if started and planned else None
    finishing = extracted or (extracting if planned and not job.total_items else None)
    items = {"done": job.processed_items, "total": job.total_items}
    return [
        _stage("plan", job, started, planned),
        _stage("extract", job, extracting, finishing, **items),
        _stage("finish", job, finishing, job.completed_at if finishing else None),
    ]


def _stage(
    name: Literal["plan", "extract", "finish"],
    job: Times,
    began: datetime | None,
    ended: datetime | None,
    **items: int,
) -> StageView:
    state: StageState = "waiting"
    if ended is not None and not (name == "finish" and job.status != Status.COMPLETED):
        state = "done"
    elif began is not None:
        state = "running" if not job.status.ended else "stopped"
    return StageView(name=name, state=state, started_at=began, ended_at=ended, **items)
