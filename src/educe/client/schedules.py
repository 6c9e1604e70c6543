"""`client.schedules`: extractions that start by themselves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict, cast

from educe.client.transport import Transport
from educe.client.views import Job, Status


class ScheduledJob(TypedDict):
    """A job that a schedule started. `fire_at`: for which time; none: it was run between them."""

    id: str
    status: Status
    fire_at: str | None
    created_at: str


class Schedule(TypedDict):
    """Jobs that start by themselves."""

    id: str
    project_id: str
    name: str
    cron: str | None
    at: str | None
    timezone: str
    in_words: str
    state: str
    next: list[str]
    extractor: str
    extraction_config: dict[str, Any]
    file_ids: list[str] | None
    priority: str
    catch_up: str
    last_fired_at: str | None
    last_error: str | None
    paused_at: str | None
    paused_reason: str | None
    last_jobs: list[ScheduledJob]


class Schedules:
    """The schedules of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, project_id: str | None = None) -> Iterator[Schedule]:
        """Newest first, fetched page by page as they are asked for."""
        path = f"/api/projects/{project_id}/schedules" if project_id else "/api/schedules"
        found = self._transport.pages(path, "schedules", "cursor")
        return (cast("Schedule", schedule) for schedule in found)

    def get(self, schedule_id: str) -> Schedule:
        return self._ask("GET", schedule_id)

    def create(
        self,
        project_id: str,
        name: str,
        *,
        cron: str | None = None,
        at: str | None = None,
        timezone: str = "UTC",
        extractor: str = "concepts",
        config: Mapping[str, Any] | None = None,
        file_ids: Sequence[str] | None = None,
        priority: str = "normal",
        catch_up: str = "once",
    ) -> Schedule:
        """Starts extractions by a `cron`, or once `at` a time with its offset from UTC: over these
        files, or over the latest version of all."""
        body = {
            "name": name,
            "cron": cron,
            "at": at,
            "timezone": timezone,
            "extractor": extractor,
            "config": dict(config or {}),
            "file_ids": None if file_ids is None else [*file_ids],
            "priority": priority,
            "catch_up": catch_up,
        }
        path = f"/api/projects/{project_id}/schedules"
        return cast("Schedule", self._transport.ask("POST", path, json=body))

    def change(self, schedule_id: str, **changes: Any) -> Schedule:
        """Changes what is named: any of `create`'s arguments. `cron` takes the place of `at`, and
        the other way round."""
        return self._ask("PATCH", schedule_id, json=changes)

    def pause(self, schedule_id: str) -> Schedule:
        return self._ask("POST", f"{schedule_id}/pause")

    def resume(self, schedule_id: str) -> Schedule:
        return self._ask("POST", f"{schedule_id}/resume")

    def run(self, schedule_id: str) -> Job:
        """Starts its job now; its times stay as they are."""
        return cast("Job", self._transport.ask("POST", f"/api/schedules/{schedule_id}/run"))

    def remove(self, schedule_id: str) -> None:
        """Its jobs stay."""
        self._transport.ask("DELETE", f"/api/schedules/{schedule_id}")

    def preview(self, cron: str, timezone: str = "UTC") -> dict[str, Any]:
        """The next five times of a cron, and the cron in words."""
        body = {"cron": cron, "timezone": timezone}
        answer = self._transport.ask("POST", "/api/schedules/preview", json=body)
        return cast("dict[str, Any]", answer)

    def _ask(self, method: str, path: str, **request: Any) -> Schedule:
        answer = self._transport.ask(method, f"/api/schedules/{path}", **request)
        return cast("Schedule", answer)
