"""Retrying, stopping and finding failed extractions over HTTP."""

import pytest

from tests.api.conftest import Tenant, problem
from tests.support.world import until

pytestmark = pytest.mark.slow
BROKEN = {"do": "permanent"}


async def test_a_retry_says_where_to_begin(anna: Tenant, worker: None) -> None:
    job = anna.submit(anna.project(), steps=[BROKEN, BROKEN], succeed=1)
    anna.client.wait(job)
    again = anna.client.retry(job, "failed_items", items=[1])
    assert (again["id"], again["status"], again["attempt"]) == (job, "pending", 2)
    assert anna.client.wait(job)["failed_items"] == 2
    assert anna.client.retry(job, "start")["attempt"] == 3
    assert anna.client.wait(job)["outcome"] == "1 of 3 items, 2 failed"
    shown = anna.http.get(f"/api/extractions/{job}").json()
    assert [attempt["attempt"] for attempt in shown["attempts"]] == [1, 2, 3]


async def test_a_retry_as_new_answers_with_the_new_one(anna: Tenant, worker: None) -> None:
    job = anna.submit(anna.project(), steps=[{"do": "fatal"}])
    anna.client.wait(job)
    answer = anna.http.post(
        f"/api/extractions/{job}/retry", json={"from": "new", "config": {"succeed": 1}}
    )
    new = answer.json()
    assert answer.headers["location"] == f"/api/extractions/{new['id']}"
    assert (new["retried_from"], new["attempt"]) == (job, 1)
    assert anna.client.wait(new["id"])["status"] == "completed"
    old = anna.http.get(f"/api/extractions/{job}").json()
    assert (old["status"], old["retried_as"]) == ("failed", [new["id"]])


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"from": "yesterday"}, "from"),
        ({"from": "start", "items": [1]}, "failed_items"),
        ({"from": "start", "config": {}}, "new"),
        ({"from": "failed_items", "items": []}, "items"),
        ({"form": "start"}, "form"),
    ],
)
async def test_a_retry_that_makes_no_sense_is_refused(
    anna: Tenant, body: dict[str, object], told: str
) -> None:
    job = anna.submit(anna.project(), succeed=1)
    answer = anna.http.post(f"/api/extractions/{job}/retry", json=body)
    assert told in problem(answer, 400, "invalid-input")["detail"]


async def test_dead_letters_tell_the_error_the_attempts_and_the_worker(
    anna: Tenant, ben: Tenant, worker: None
) -> None:
    project = anna.project()
    dead = anna.submit(project, steps=[{"do": "fatal"}])
    fine = anna.submit(project, succeed=1)
    for job in (dead, fine):
        anna.client.wait(job)
    [letter] = anna.client.dead_letters(project)
    assert letter["job"]["id"] == dead
    assert "password is wrong" in letter["job"]["error_message"]
    [attempt] = letter["attempts"]
    assert attempt["worker"] == letter["job"]["last_worker"]
    assert attempt["worker"]
    assert list(anna.client.dead_letters(project, extractor="concepts")) == []
    assert list(ben.client.dead_letters()) == []


async def test_a_running_job_is_stopped_by_force_at_once(anna: Tenant, worker: None) -> None:
    job = anna.submit(anna.project(), steps=[{"do": "hang"}])
    await until(lambda: anna.client.status(job)["status"] == "running")
    assert anna.client.cancel(job, force=True)["status"] == "cancelled"


async def test_lists_are_filtered_by_what_jobs_are(anna: Tenant) -> None:
    project = anna.project()
    path = f"/api/projects/{project}/extractions"
    bodies = [
        {"extractor": "scripted", "priority": "urgent", "source_id": "100%"},
        {"extractor": "scripted", "source_id": "1000"},
    ]
    first, second = [anna.http.post(path, json=body).json()["id"] for body in bodies]

    def found(**wanted: str) -> list[str]:
        return [job["id"] for job in anna.http.get(path, params=wanted).json()["jobs"]]

    assert found(priority="urgent") == [first]
    assert found(search="0%") == [first]  # the sign stands for itself
    assert found(search=second) == [second]
    assert found(source_id="1000") == [second]
    assert found(extractor="concepts") == []
    assert found(created_before="2020-01-01T00:00:00Z") == []
    assert found(failed_items="false") == [second, first]
    problem(anna.http.get(path, params={"colour": "red"}), 400, "invalid-input")


async def test_a_job_that_is_to_run_later_says_when_and_waits(anna: Tenant, worker: None) -> None:
    path = f"/api/projects/{anna.project()}/extractions"
    late = "2999-01-01T00:00:00Z"
    job = anna.http.post(path, json={"extractor": "scripted", "run_at": late}).json()
    assert (job["status"], job["run_at"]) == ("pending", late)
    told = anna.http.get(f"/api/extractions/{job['id']}/status").json()
    assert told["queue"]["blocked_by"] == "run_at"
    naive = {"extractor": "scripted", "run_at": "2999-01-01T00:00:00"}
    assert "run_at" in problem(anna.http.post(path, json=naive), 400, "invalid-input")["detail"]


async def test_stages_and_the_rest_of_the_time_are_told(anna: Tenant, worker: None) -> None:
    slow = [{"do": "sleep", "seconds": 0.15}] * 12
    job = anna.submit(anna.project(), steps=slow)
    seen = await until(lambda: (s := anna.client.status(job))["eta"] and s)
    assert 0 < seen["eta"]["low_seconds"] <= seen["eta"]["high_seconds"] < 60
    assert [stage["state"] for stage in seen["stages"]] == ["done", "running", "waiting"]
    ended = anna.client.wait(job)
    assert (ended["eta"], anna.client.status(job)["queue"]) == (None, None)
    assert {stage["state"] for stage in ended["stages"]} == {"done"}  # type: ignore[typeddict-item]
