"""Hints of what changes: one stream a browser, through HTTP and the client."""

from collections.abc import Iterator

import pytest

from educe.client import EduceClient, Hint
from tests.api.conftest import Api, Tenant, serving

pytestmark = pytest.mark.slow


def until_told(hints: Iterator[Hint], kind: str, job: str, status: str | None = None) -> Hint:
    """The first hint that says this of the job."""
    for hint in hints:
        for told in hint["jobs"]:
            if hint["kind"] == kind and told["id"] == job and told.get("status") == status:
                return hint
    raise AssertionError("the hints ended")


async def test_a_jobs_life_is_hinted_at_from_its_submit_to_its_deletion(anna: Tenant) -> None:
    hints = anna.client.hints()
    assert next(hints) == {"kind": "hello", "jobs": []}
    project = anna.project()
    job = anna.submit(project)
    of_job = {"id": job, "project_id": project}
    how = {"progress": 0, "cancelling": False}
    assert until_told(hints, "jobs", job, "pending")["jobs"] == [
        {**of_job, "status": "pending", **how}
    ]
    anna.http.post(f"/api/extractions/{job}/cancel")
    assert until_told(hints, "jobs", job, "cancelled")["jobs"] == [
        {**of_job, "status": "cancelled", **how}
    ]
    assert anna.http.delete(f"/api/extractions/{job}").status_code == 204
    assert until_told(hints, "deleted", job)["jobs"] == [of_job]


async def test_nothing_of_others_is_hinted_at(anna: Tenant, ben: Tenant) -> None:
    hints = ben.client.hints()
    assert next(hints)["kind"] == "hello"
    hers = anna.submit(anna.project())
    anna.client.cancel(hers)
    anna.client.delete_job(hers)
    project = ben.project()
    his = ben.submit(project)
    ben.http.post(f"/api/extractions/{his}/cancel")
    ben.http.delete(f"/api/extractions/{his}")
    seen = []
    for hint in hints:
        seen += hint["jobs"]
        if hint["kind"] == "deleted":
            break
    assert {job["id"] for job in seen} == {his}
    assert {job["project_id"] for job in seen} == {project}


@pytest.mark.slow
async def test_after_a_restart_of_the_server_hints_begin_with_hello(api: Api, anna: Tenant) -> None:
    with serving(api.world.settings, api.world.database.api_url) as url:
        port = int(url.rsplit(":", 1)[1])
        client = EduceClient(url, anna.token)
        hints = client.hints()
        assert next(hints)["kind"] == "hello"
    with serving(api.world.settings, api.world.database.api_url, port=port):
        assert next(hints)["kind"] == "hello"
        job = anna.submit(anna.project())
        until_told(hints, "jobs", job, "pending")
        hints.close()  # type: ignore[attr-defined]
    client.close()


async def test_what_another_tab_uploads_deletes_or_renames_is_hinted_at(
    anna: Tenant, ben: Tenant
) -> None:
    hints, others = anna.client.hints(), ben.client.hints()
    assert next(hints)["kind"] == next(others)["kind"] == "hello"
    project = anna.project()
    seen: set[str] = set()

    def until_all(*wanted: str) -> None:
        while not seen >= set(wanted):
            for told in next(hints).get("projects", []):
                assert told["id"] == project
                seen.update(told["changed"])
        seen.clear()

    until_all("project")
    file = anna.upload(project, "a.txt", b"A graph is a set of nodes.")
    until_all("files")
    anna.http.delete(f"/api/files/{file['id']}")
    until_all("files", "graph")
    anna.http.patch(f"/api/projects/{project}", json={"name": "Renamed"})
    until_all("project")
    his = ben.project()
    assert next(others).get("projects") == [{"id": his, "changed": ["project"]}]
