"""`client.admin_jobs`: extraction jobs of a project, as the admin API has them."""

from collections.abc import Iterator
from typing import Any, cast

from educe.client.transport import Transport
from educe.client.views import Job

_PATH = "/api/admin/extraction-jobs"


class AdminJobs:
    """The seven operations. Every one names the project and its organization."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def project(self, project_id: str, org_id: str) -> "ProjectJobs":
        return ProjectJobs(self._transport, project_id, org_id)


class ProjectJobs:
    """One project's jobs."""

    def __init__(self, transport: Transport, project_id: str, org_id: str) -> None:
        self._transport = transport
        self._project_id = project_id
        self._scope = {"project_id": project_id, "org_id": org_id}

    def create(self, source_type: str, extraction_config: dict[str, Any], **more: Any) -> Job:
        """Makes a job, for a program of one's own unless `extractor` is given. `more`: source_id,
        source_metadata, created_by, extractor, file_ids, priority."""
        given = {"source_type": source_type, "extraction_config": extraction_config, **more}
        return cast("Job", self._transport.create(_PATH, self._scope | given))

    def page(self, page: int = 1, limit: int = 20, **wanted: Any) -> dict[str, Any]:
        """A numbered page of jobs, newest first, with how many there are. `wanted`: status,
        source_type, source_id, extractor, search."""
        query = {"org_id": self._scope["org_id"], "page": page, "limit": limit, **wanted}
        path = f"{_PATH}/projects/{self._project_id}"
        return cast("dict[str, Any]", self._transport.ask("GET", path, params=query))

    def all(self, **wanted: Any) -> Iterator[Job]:
        """All jobs, newest first, fetched page by page as they are asked for."""
        at: dict[str, Any] = {}
        while True:
            found = self.page(limit=100, **wanted, **at)
            yield from found["jobs"]
            if found["next_cursor"] is None:
                return
            at = {"cursor": found["next_cursor"]}

    def statistics(self) -> dict[str, Any]:
        path = f"{_PATH}/projects/{self._project_id}/statistics"
        query = {"org_id": self._scope["org_id"]}
        return cast("dict[str, Any]", self._transport.ask("GET", path, params=query))

    def get(self, job_id: str) -> Job:
        return cast("Job", self._ask("GET", job_id))

    def update(self, job_id: str, *, claim_token: str | None = None, **change: Any) -> Job:
        """Reports status, counters, results or errors. `claim_token`: of the program's claim."""
        return cast("Job", self._ask("PATCH", job_id, {"claim_token": claim_token, **change}))

    def cancel(self, job_id: str) -> Job:
        return cast("Job", self._ask("POST", f"{job_id}/cancel"))

    def delete(self, job_id: str) -> None:
        self._ask("DELETE", job_id)

    def _ask(self, method: str, what: str, body: dict[str, Any] | None = None) -> Any:
        return self._transport.ask(method, f"{_PATH}/{what}", params=self._scope, json=body)
