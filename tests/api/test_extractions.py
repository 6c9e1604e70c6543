"""Extractions over HTTP, with a real worker where one is needed."""

from pathlib import Path

import pytest

from educe.client import EduceApiError
from tests.api.conftest import Api, Tenant, problem
from tests.support.world import until


async def test_a_job_is_accepted_at_once_and_says_where_it_is(anna: Tenant) -> None:
    project = anna.project()
    files = [anna.upload(project, name, b"Words.")["id"] for name in ("b.txt", "a.txt")]
    answer = anna.http.post(
        f"/api/projects/{project}/extractions",
        json={"extractor": "scripted", "config": {"succeed": 2}, "file_ids": files},
    )
    assert answer.status_code == 202
    job = answer.json()
    assert answer.headers["location"] == f"/api/extractions/{job['id']}"
    shown = anna.http.get(answer.headers["location"]).json()
    assert {name: shown[name] for name in job} == job
    assert (shown["attempts"], shown["needs"], shown["needed_by"]) == ([], [], [])
    assert (job["status"], job["progress"], job["attempt"]) == ("pending", 0, 1)
    assert (job["project_id"], job["org_id"]) == (project, str(anna.organization_id))
    assert job["created_by"] == str(anna.id)
    assert job["extraction_config"]["succeed"] == 2
    assert [file["file_name"] for file in job["files"]] == ["b.txt", "a.txt"]
    assert (job["cancelling"], job["elapsed_seconds"]) == (False, None)


async def test_without_a_choice_the_latest_version_of_every_file_is_read(anna: Tenant) -> None:
    project = anna.project()
    for name in ("b.txt", "a.txt", "a.txt"):
        anna.upload(project, name, b"Words.")
    job = anna.client.submit(project, "scripted")
    assert [file["file_name"] for file in job["files"]] == ["a.txt", "b.txt"]  # type: ignore[typeddict-item]
    assert job["file_count"] == 2  # type: ignore[typeddict-item]


async def test_lists_come_in_pages_newest_first_and_by_status(anna: Tenant) -> None:
    project, other = anna.project(), anna.project()
    jobs = [anna.submit(project, succeed=1) for _ in range(5)]
    elsewhere = anna.submit(other)
    anna.client.cancel(jobs[1])
    path, seen, cursor = f"/api/projects/{project}/extractions", [], None
    while True:
        page = anna.http.get(path, params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        seen += [job["id"] for job in page.json()["jobs"]]
        if (cursor := page.json()["next"]) is None:
            break
    assert seen == jobs[::-1]
    assert [job["id"] for job in anna.client.jobs(project, status=["cancelled"])] == [jobs[1]]
    assert {job["id"] for job in anna.client.jobs()} == {*jobs, elsewhere}
    both = anna.http.get(path, params={"status": ["pending", "cancelled"]}).json()["jobs"]
    assert len(both) == 5


async def test_a_pending_job_is_cancelled_at_once_and_then_retried_or_deleted(
    anna: Tenant,
) -> None:
    job = anna.submit(anna.project(), succeed=1)
    problem(anna.http.delete(f"/api/extractions/{job}"), 409, "conflict")
    problem(anna.http.post(f"/api/extractions/{job}/retry"), 409, "conflict")
    assert anna.client.cancel(job)["status"] == "cancelled"
    problem(anna.http.post(f"/api/extractions/{job}/cancel"), 409, "conflict")
    retried = anna.http.post(f"/api/extractions/{job}/retry")
    assert (retried.status_code, retried.json()["status"]) == (202, "pending")
    assert retried.json()["attempt"] == 2
    anna.client.cancel(job)
    anna.client.delete_job(job)
    problem(anna.http.get(f"/api/extractions/{job}"), 404, "not-found")


@pytest.mark.slow
async def test_a_whole_life_items_artifacts_retry_and_deletion(
    api: Api, anna: Tenant, worker: None, tmp_path: Path
) -> None:
    project = anna.project()
    job = anna.submit(project, steps=[{}, {"do": "permanent", "times": 1}, {}], runs=str(tmp_path))
    done = anna.client.wait(job)
    assert (done["status"], done["progress"], done["failed_items"]) == ("completed", 100, 1)
    assert done["outcome"] == "2 of 3 items, 1 failed"
    assert done["elapsed_seconds"] is not None
    assert done["elapsed_seconds"] > 0
    short = anna.client.status(job)
    assert short["outcome"] == done["outcome"]
    assert "extraction_config" not in short

    assert [item["seq"] for item in anna.client.items(job)] == [1, 2, 3]
    first, *_ = anna.client.items(job, failed_first=True)
    assert (first["seq"], first["status"]) == (2, "failed")
    assert first["error"]["message"] == "This can't be done."
    path = f"/api/extractions/{job}/items"
    pages = anna.http.get(path, params={"limit": 1, "failed_first": True}).json()
    rest = anna.http.get(path, params={"failed_first": True, "cursor": pages["next"]}).json()
    assert [item["seq"] for item in pages["items"] + rest["items"]] == [2, 1, 3]
    assert [item["seq"] for item in anna.client.items(job, status="failed")] == [2]

    assert anna.client.retry(job)["attempt"] == 2
    again = anna.client.wait(job)
    assert (again["status"], again["failed_items"]) == ("completed", 0)
    kinds = [event["kind"] for event in anna.client.watch(job)]
    assert kinds.count("completed") == 2
    assert kinds[-1] == "completed"
    with pytest.raises(EduceApiError) as refused:
        anna.client.retry(job)
    assert (refused.value.status, refused.value.slug) == (409, "conflict")

    [artifact] = anna.client.artifacts(job)
    assert (artifact["name"], artifact["media_type"]) == ("numbers.txt", "text/plain")
    file = anna.client.download_artifact(job, "numbers.txt", tmp_path / "mine.txt")
    assert file.read_text().split() == ["0", "1", "2"]
    answer = anna.http.get(f"/api/extractions/{job}/artifacts/numbers.txt")
    assert answer.headers["content-disposition"].startswith('attachment; filename="numbers.txt"')
    missing = anna.http.get(f"/api/extractions/{job}/artifacts/nope.txt")
    problem(missing, 404, "not-found")

    [row] = api.world.rows("SELECT blob_name FROM kb.job_artifacts WHERE job_id = %s", job)
    blob = api.world.settings.home / "blobs" / row["blob_name"]
    assert blob.exists()
    anna.client.delete_job(job)
    assert not blob.exists()


@pytest.mark.slow
async def test_a_running_job_is_shown_as_cancelling_until_its_work_has_stopped(
    anna: Tenant, worker: None
) -> None:
    job = anna.submit(anna.project(), steps=[{"do": "hang"}])
    await until(lambda: anna.client.status(job)["status"] == "running")
    asked = anna.client.cancel(job)
    assert (asked["status"], asked["cancelling"]) == ("running", True)
    ended = anna.client.wait(job)
    assert (ended["status"], ended["cancelling"]) == ("cancelled", False)


async def test_the_extractors_are_described_with_their_configs(anna: Tenant) -> None:
    found = {extractor["name"]: extractor for extractor in anna.client.extractors()}
    assert found["scripted"]["title"] == "Scripted"
    assert "succeed" in found["scripted"]["config_schema"]["properties"]
    assert "concepts" in found


async def test_courses_have_the_same_extractions(anna: Tenant) -> None:
    path = f"/api/courses/{anna.client.create_course('Logic')['id']}/extractions"
    made = anna.http.post(path, json={"extractor": "scripted"})
    assert made.status_code == 202
    assert [job["id"] for job in anna.http.get(path).json()["jobs"]] == [made.json()["id"]]
