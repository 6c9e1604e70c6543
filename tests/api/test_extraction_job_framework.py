"""The cases that the job framework was first specified by, one by one, through HTTP."""

from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from educe.ids import new_id
from tests.api.conftest import Tenant, problem
from tests.support.world import until

pytestmark = pytest.mark.slow

PATH = "/api/admin/extraction-jobs"


@dataclass(frozen=True)
class Framework:
    """The seven operations, for one project of one organization."""

    http: httpx2.Client
    org_id: str
    project_id: str

    @property
    def scope(self) -> dict[str, str]:
        return {"project_id": self.project_id, "org_id": self.org_id}

    def create(self, **more: Any) -> httpx2.Response:
        usual = {
            **self.scope,
            "source_type": "document",
            "source_id": "doc-123",
            "source_metadata": {"filename": "requirements.pdf", "filesize": 1024000},
            "extraction_config": {
                "target_types": ["Requirement", "Feature"],
                "auto_create_types": True,
                "confidence_threshold": 0.7,
            },
        }
        return self.http.post(PATH, json=usual | more)

    def created(self, *statuses: str, **more: Any) -> str:
        """A job that has gone through these statuses. Returns its id."""
        answer = self.create(**more)
        assert answer.status_code == 201, answer.text
        job = str(answer.json()["id"])
        for status in statuses:
            self.updated(job, status=status)
        return job

    def get(self, job: object) -> httpx2.Response:
        return self.http.get(f"{PATH}/{job}", params=self.scope)

    def list(self, **query: Any) -> Any:
        answer = self.http.get(
            f"{PATH}/projects/{self.project_id}", params={"org_id": self.org_id, **query}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def update(self, job: object, **change: Any) -> httpx2.Response:
        return self.http.patch(f"{PATH}/{job}", params=self.scope, json=change)

    def updated(self, job: object, **change: Any) -> Any:
        answer = self.update(job, **change)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def cancel(self, job: object) -> httpx2.Response:
        return self.http.post(f"{PATH}/{job}/cancel", params=self.scope)

    def delete(self, job: object) -> httpx2.Response:
        return self.http.delete(f"{PATH}/{job}", params=self.scope)


@pytest.fixture
def framework(anna: Tenant) -> Framework:
    return Framework(anna.http, str(anna.organization_id), anna.project())


class TestCreateJob:
    def test_create_job_with_pending_status(self, framework: Framework, anna: Tenant) -> None:
        answer = framework.create(created_by=str(anna.id))
        assert answer.status_code == 201
        job = answer.json()
        expected = {
            **framework.scope,
            "source_type": "document",
            "source_id": "doc-123",
            "source_metadata": {"filename": "requirements.pdf", "filesize": 1024000},
            "extraction_config": {
                "target_types": ["Requirement", "Feature"],
                "auto_create_types": True,
                "confidence_threshold": 0.7,
            },
            "status": "pending",
            "total_items": 0,
            "processed_items": 0,
            "successful_items": 0,
            "failed_items": 0,
            "discovered_types": [],
            "created_objects": [],
            "created_by": str(anna.id),
        }
        assert {name: job[name] for name in expected} == expected
        assert job["created_at"] <= job["updated_at"]
        assert anna.http.get(answer.headers["location"]).json() == job

    def test_throw_bad_request_exception_if_creation_fails(self, framework: Framework) -> None:
        problem(framework.create(source_type="rumour"), 400, "invalid-input")
        problem(framework.create(source_metadata={"x": "\x00"}), 400, "invalid-input")
        problem(framework.create(extractor="nope"), 400, "invalid-input")
        assert framework.list()["total"] == 0


class TestGetJobById:
    def test_retrieve_job_by_id(self, framework: Framework) -> None:
        made = framework.create().json()
        assert framework.get(made["id"]).json() == made

    def test_throw_not_found_exception_if_not_found(self, framework: Framework) -> None:
        problem(framework.get(new_id()), 404, "not-found")


class TestListJobs:
    def test_list_jobs_with_pagination(self, framework: Framework) -> None:
        jobs = [framework.created() for _ in range(5)]
        page = framework.list(page=2, limit=2)
        assert [job["id"] for job in page["jobs"]] == [jobs[2], jobs[1]]
        assert (page["total"], page["page"], page["limit"], page["total_pages"]) == (5, 2, 2, 3)

    def test_filter_by_status(self, framework: Framework) -> None:
        framework.created()
        done = framework.created("running", "completed")
        page = framework.list(status="completed", page=1, limit=10)
        assert ([job["id"] for job in page["jobs"]], page["total"]) == ([done], 1)

    def test_filter_by_source_type(self, framework: Framework) -> None:
        framework.created()
        by_hand = framework.created(source_type="manual")
        page = framework.list(source_type="manual")
        assert ([job["id"] for job in page["jobs"]], page["total"]) == ([by_hand], 1)


class TestUpdateJob:
    def test_update_job_status(self, framework: Framework) -> None:
        job = framework.created()
        running = framework.updated(job, status="running")
        assert running["status"] == "running"
        assert running["started_at"] is not None
        completed = framework.updated(job, status="completed")
        assert (completed["status"], completed["progress"]) == ("completed", 100)
        assert completed["started_at"] <= completed["completed_at"]

    def test_update_job_progress(self, framework: Framework) -> None:
        job = framework.created()
        counters = {
            "total_items": 100,
            "processed_items": 50,
            "successful_items": 45,
            "failed_items": 5,
        }
        view = framework.updated(job, status="running", **counters)
        assert {name: view[name] for name in counters} == counters
        assert (view["status"], view["progress"]) == ("running", 50)

    def test_update_discovered_types_and_created_objects(self, framework: Framework) -> None:
        job = framework.created("running")
        found = {
            "discovered_types": ["Requirement", "Feature", "Task"],
            "created_objects": [str(new_id()) for _ in range(3)],
        }
        framework.updated(job, **found)
        view = framework.get(job).json()
        assert {name: view[name] for name in found} == found

    def test_update_error_information_when_job_fails(self, framework: Framework) -> None:
        job = framework.created("running")
        error = {"error_message": "The model timed out.", "error_details": {"code": "TIMEOUT"}}
        view = framework.updated(job, status="failed", **error)
        assert {name: view[name] for name in error} == error
        assert (view["status"], view["completed_at"] is not None) == ("failed", True)

    def test_throw_bad_request_exception_if_no_fields_to_update(self, framework: Framework) -> None:
        told = problem(framework.update(framework.created()), 400, "invalid-input")
        assert "nothing to change" in told["detail"]

    def test_throw_not_found_exception_if_job_not_found(self, framework: Framework) -> None:
        problem(framework.update(new_id(), status="running"), 404, "not-found")


class TestCancelJob:
    def test_cancel_pending_job(self, framework: Framework) -> None:
        answer = framework.cancel(framework.created())
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")

    @pytest.mark.slow
    async def test_cancel_running_job(self, framework: Framework, worker: None) -> None:
        job = framework.created(
            extractor="scripted", extraction_config={"steps": [{"do": "hang"}]}, file_ids=[]
        )
        await until(lambda: framework.get(job).json()["total_items"] == 1)
        answer = framework.cancel(job)
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")

    def test_throw_bad_request_exception_if_already_completed(self, framework: Framework) -> None:
        told = problem(framework.cancel(framework.created("running", "completed")), 400, "conflict")
        assert "completed already" in told["detail"]

    def test_throw_bad_request_exception_if_already_failed(self, framework: Framework) -> None:
        told = problem(framework.cancel(framework.created("running", "failed")), 400, "conflict")
        assert "failed already" in told["detail"]


class TestDeleteJob:
    def test_delete_completed_job(self, framework: Framework) -> None:
        job = framework.created("running", "completed")
        answer = framework.delete(job)
        assert (answer.status_code, answer.content) == (204, b"")
        problem(framework.get(job), 404, "not-found")

    def test_throw_bad_request_exception_when_deleting_running_job(
        self, framework: Framework
    ) -> None:
        job = framework.created("running")
        problem(framework.delete(job), 400, "conflict")
        assert framework.get(job).json()["status"] == "running"

    def test_throw_bad_request_exception_when_deleting_pending_job(
        self, framework: Framework
    ) -> None:
        job = framework.created()
        problem(framework.delete(job), 400, "conflict")
        assert framework.get(job).json()["status"] == "pending"

    def test_throw_not_found_exception_if_job_not_found(self, framework: Framework) -> None:
        problem(framework.delete(new_id()), 404, "not-found")


class TestGetJobStatistics:
    def test_return_aggregated_statistics_for_project(self, framework: Framework) -> None:
        framework.created()
        for number, source_type in enumerate(["document", "api", "api"], 1):
            job = framework.created("running", source_type=source_type)
            framework.updated(
                job,
                status="completed",
                discovered_types=["Requirement", f"Type {number}"],
                created_objects=[str(new_id()) for _ in range(number)],
            )
        framework.created("running", "failed", source_type="manual")
        path = f"{PATH}/projects/{framework.project_id}/statistics"
        told = framework.http.get(path, params={"org_id": framework.org_id}).json()
        assert told.pop("avg_duration_ms") >= 0
        assert told == {
            "total": 5,
            "by_status": {
                "pending": 1,
                "running": 0,
                "completed": 3,
                "failed": 1,
                "cancelled": 0,
            },
            "by_source_type": {"api": 2, "document": 2, "manual": 1},
            "total_objects_created": 6,
            "total_types_discovered": 4,
        }
