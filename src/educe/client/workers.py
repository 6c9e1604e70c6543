"""`client.workers`: the fleet, for administrators."""

from typing import TypedDict, cast

from educe.client.transport import Transport


class JobInHandInfo(TypedDict):
    """A job that a worker is at, with so many items."""

    job_id: str
    project_id: str
    project_name: str
    extractor: str
    progress: int
    items: int


class WorkerInfo(TypedDict):
    """A worker. `state`: running, draining, paused, silent, stopped or lost."""

    id: str
    name: str
    host: str
    pid: int
    version: str
    slots: int
    state: str
    started_at: str
    beat_at: str
    seconds_since_beat: float
    ended_at: str | None
    paused_at: str | None
    running_items: int
    running_jobs: int
    memory_bytes: int | None
    in_hand: list[JobInHandInfo]


class Workers:
    """The workers of one server's fleet."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, *, ended_hours: int = 24) -> list[WorkerInfo]:
        """Alive ones, and those that ended in the last hours."""
        path = "/api/admin/workers"
        answer = self._transport.ask("GET", path, params={"ended_hours": ended_hours})
        return cast("list[WorkerInfo]", answer["workers"])

    def pause(self, worker_id: str) -> None:
        """It ends the items in hand and takes no more."""
        self._transport.ask("POST", f"/api/admin/workers/{worker_id}/pause")

    def resume(self, worker_id: str) -> None:
        self._transport.ask("POST", f"/api/admin/workers/{worker_id}/resume")
