"""`client.queue`: where jobs stand, how urgent they are, limits, plans and pauses."""

from typing import Any, TypedDict, cast
from urllib.parse import quote

from educe.client.transport import Transport
from educe.client.views import Job


class QueuePosition(TypedDict):
    """Where a job stands in the queue, and what it waits for. None: unknown, or not in line."""

    position: int | None
    ahead: int | None
    waiting_total: int
    wait_seconds_low: float | None
    wait_seconds_high: float | None
    message: str
    blocked_by: str | None


class Queue:
    """The queue of one server. What says so is for administrators alone."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def position(self, job_id: str) -> QueuePosition:
        answer = self._transport.ask("GET", f"/api/extractions/{job_id}/queue")
        return cast("QueuePosition", answer)

    def prioritise(self, job_id: str, priority: str) -> Job:
        """`priority`: urgent, normal or low."""
        path = f"/api/extractions/{job_id}/priority"
        return cast("Job", self._transport.ask("PUT", path, json={"priority": priority}))

    def mine(self) -> dict[str, Any]:
        """One's own jobs by extractor and priority, the fleet, and what is paused."""
        return self._ask("GET", "queue")

    def everybodys(self) -> dict[str, Any]:
        """The same of all organizations. For administrators."""
        return self._ask("GET", "admin/queue")

    # limits and plans

    def limits(self) -> dict[str, Any]:
        """How many jobs of one's own run at a time."""
        return self._ask("GET", "queue/limits")

    def user(self, who: str) -> dict[str, Any]:
        """A user's limit and plan, by id or e-mail address. For administrators."""
        return self._ask("GET", f"admin/limits/users/{_part(who)}")

    def limit_user(self, who: str, max_running_jobs: int | None) -> dict[str, Any]:
        """None: as the plan or the setting says. For administrators."""
        body = {"max_running_jobs": max_running_jobs}
        return self._ask("PUT", f"admin/limits/users/{_part(who)}", json=body)

    def subscribe(self, who: str, plan: str | None) -> dict[str, Any]:
        """Gives a user a plan; None takes it away. For administrators."""
        return self._ask("PUT", f"admin/limits/users/{_part(who)}/plan", json={"plan": plan})

    def organization(self, organization_id: str) -> dict[str, Any]:
        """An organization's limit. For administrators."""
        return self._ask("GET", f"admin/limits/organizations/{organization_id}")

    def limit_organization(
        self, organization_id: str, max_running_jobs: int | None
    ) -> dict[str, Any]:
        """None: as the setting says. For administrators."""
        body = {"max_running_jobs": max_running_jobs}
        return self._ask("PUT", f"admin/limits/organizations/{organization_id}", json=body)

    def plans(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self._ask("GET", "plans")["plans"])

    def put_plan(
        self,
        name: str,
        title: str,
        *,
        head_start_minutes: int = 0,
        max_running_jobs: int | None = None,
    ) -> dict[str, Any]:
        """Makes a plan or changes it. For administrators."""
        body = {
            "title": title,
            "head_start_minutes": head_start_minutes,
            "max_running_jobs": max_running_jobs,
        }
        return self._ask("PUT", f"admin/plans/{_part(name)}", json=body)

    def delete_plan(self, name: str) -> None:
        """For administrators."""
        self._transport.ask("DELETE", f"/api/admin/plans/{_part(name)}")

    # pauses

    def pauses(self) -> list[dict[str, Any]]:
        """For administrators; `mine` shows them to everyone."""
        return self._pauses("GET", "")

    def pause(self, extractor: str | None = None, *, reason: str = "") -> list[dict[str, Any]]:
        """Pauses an extractor, or the whole queue. Returns all pauses. For administrators."""
        return self._pauses("PUT", _paused(extractor), json={"reason": reason})

    def resume(self, extractor: str | None = None) -> list[dict[str, Any]]:
        """For administrators."""
        return self._pauses("DELETE", _paused(extractor))

    def _pauses(self, method: str, path: str, **request: Any) -> list[dict[str, Any]]:
        answer = self._ask(method, f"admin/pauses{path}", **request)
        return cast("list[dict[str, Any]]", answer["pauses"])

    def _ask(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        return cast("dict[str, Any]", self._transport.ask(method, f"/api/{path}", **request))


def _paused(extractor: str | None) -> str:
    return "/queue" if extractor is None else f"/extractors/{_part(extractor)}"


def _part(name: str) -> str:
    return quote(name, safe="")
