"""What is stored, for how long jobs are kept, and what remains of them."""

from collections.abc import Iterator
from typing import Any, cast

from educe.client.transport import Transport


class Storage:
    """Storage, retention and the archive of one server. Sizes are in bytes."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._ask = transport.ask

    def of_project(self, project_id: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self._ask("GET", f"/api/projects/{project_id}/storage"))

    def of_organization(self, organization_id: str) -> dict[str, Any]:
        """For its owners and admins."""
        path = f"/api/organizations/{organization_id}/storage"
        return cast("dict[str, Any]", self._ask("GET", path))

    def of_installation(self) -> dict[str, Any]:
        """For administrators."""
        return cast("dict[str, Any]", self._ask("GET", "/api/admin/storage"))

    def retention(self, organization_id: str) -> dict[str, Any]:
        """For how many days jobs are kept: `decided` by the organization, and `in_force`."""
        path = f"/api/organizations/{organization_id}/retention"
        return cast("dict[str, Any]", self._ask("GET", path))

    def set_retention(
        self,
        organization_id: str,
        *,
        completed_days: int | None = None,
        failed_days: int | None = None,
        cancelled_days: int | None = None,
    ) -> dict[str, Any]:
        """Decides all three: days, 0 for ever, None for the installation's default. For the
        organization's owners and admins."""
        path = f"/api/organizations/{organization_id}/retention"
        days = {
            "completed_days": completed_days,
            "failed_days": failed_days,
            "cancelled_days": cancelled_days,
        }
        return cast("dict[str, Any]", self._ask("PUT", path, json=days))

    def archive(self, project_id: str, **wanted: Any) -> Iterator[dict[str, Any]]:
        """Archived jobs, newest first, fetched page by page as they are asked for. `wanted`:
        `status`, `extractor`, `created_after`, `created_before`."""
        path = f"/api/projects/{project_id}/archive"
        return self._transport.pages(path, "jobs", "cursor", **wanted)

    def archived_job(self, job_id: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self._ask("GET", f"/api/archive/{job_id}"))
