"""Lists in short, counts by status, and what an extraction would be before it is started."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Api, Tenant, problem
from tests.support.ended import ended_job
from tests.support.world import Person, until

pytestmark = pytest.mark.slow

WORDS = b"A graph is a set of nodes and edges.\n"


def person_of(tenant: Tenant, project: str) -> Person:
    return Person(tenant.id, tenant.organization_id, project)  # type: ignore[arg-type]


def lines(tenant: Tenant, path: str = "/api/extractions/lines", **asked: Any) -> Any:
    answer = tenant.http.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def counted(tenant: Tenant, **asked: Any) -> dict[str, tuple[int, bool]]:
    told = tenant.http.get("/api/extractions/counts", params=asked).json()
    every = {"total": told["total"], **told["by_status"]}
    return {name: (count["jobs"], count["more"]) for name, count in every.items()}


async def test_a_line_names_the_project_and_who_started_it(anna: Tenant) -> None:
    project = anna.project("Algorithms")
    file = anna.upload(project, "a.txt", WORDS)["id"]
    job = anna.submit(project, files=[file], succeed=1)
    [line] = lines(anna)["jobs"]
    assert (line["id"], line["project_name"], line["created_by_name"]) == (
        job,
        "Algorithms",
        "Anna",
    )
    assert (line["file_count"], line["first_file"]) == (1, "a.txt")
    assert "extraction_config" not in line
    whole = anna.http.get(f"/api/extractions/{job}").json()
    assert line.keys() <= whole.keys()
    assert whole["project_name"] == "Algorithms"
    assert lines(anna, f"/api/projects/{project}/extractions/lines")["jobs"] == [line]


async def test_who_has_left_is_not_named(api: Api, anna: Tenant, ben: Tenant) -> None:
    project = anna.project()
    job = anna.submit(project, succeed=1)
    api.world.execute("UPDATE kb.extraction_jobs SET created_by = %s WHERE id = %s", ben.id, job)
    assert lines(anna)["jobs"][0]["created_by_name"] is None


@pytest.mark.parametrize(
    "sort",
    [
        "newest",
        pytest.param("oldest", marks=pytest.mark.slow),
        pytest.param("priority", marks=pytest.mark.slow),
        pytest.param("longest", marks=pytest.mark.slow),
    ],
)
async def test_pages_follow_each_other_in_every_order(anna: Tenant, sort: str) -> None:
    project = anna.project()
    jobs = [anna.submit(project, succeed=1) for _ in range(5)]
    for job, priority in ((jobs[3], "urgent"), (jobs[0], "low")):
        anna.http.put(f"/api/extractions/{job}/priority", json={"priority": priority})
    wanted = {
        "newest": jobs[::-1],
        "oldest": jobs,
        "priority": [jobs[3], jobs[1], jobs[2], jobs[4], jobs[0]],
        "longest": jobs,
    }[sort]
    for path in ("/api/extractions/lines", f"/api/projects/{project}/extractions/lines"):
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = lines(anna, path, sort=sort, status="pending", limit=2, **cursor)
            found += [line["id"] for line in page["jobs"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert found == wanted
        jump = lines(anna, path, sort=sort, status="pending", limit=2, offset=3)
        assert [line["id"] for line in jump["jobs"]] == wanted[3:]
    full = anna.http.get("/api/extractions", params={"sort": sort, "status": "pending"}).json()
    assert [job["id"] for job in full["jobs"]] == wanted


async def test_orders_that_only_active_jobs_have_and_foreign_cursors_are_refused(
    anna: Tenant,
) -> None:
    project = anna.project()
    for _ in range(2):
        anna.submit(project, succeed=1)
    for asked in ({"sort": "longest"}, {"sort": "priority", "status": ["pending", "failed"]}):
        refused = anna.http.get("/api/extractions/lines", params=asked)
        assert "active jobs" in problem(refused, 400, "invalid-input")["detail"]
    cursor = lines(anna, sort="oldest", limit=1)["next"]
    for asked in ({"cursor": cursor}, {"cursor": cursor, "sort": "oldest", "offset": 1}):
        problem(anna.http.get("/api/extractions/lines", params=asked), 400, "invalid-input")


async def test_counts_follow_the_filter_but_not_its_status(api: Api, anna: Tenant) -> None:
    project, other = anna.project(), anna.project("Other")
    for status in ("completed", "failed", "failed"):
        ended_job(api.world, person_of(anna, project), status)
    ended_job(api.world, person_of(anna, other), "cancelled", priority="urgent")
    zero = dict.fromkeys(("pending", "running", "completed", "failed", "cancelled"), (0, False))
    everything = {"completed": (1, False), "failed": (2, False), "cancelled": (1, False)}
    assert counted(anna) == {**zero, **everything, "total": (4, False)}
    assert counted(anna, status="failed") == counted(anna)
    assert counted(anna, project_id=other)["total"] == (1, False)
    assert counted(anna, priority="urgent") == {
        **zero, "cancelled": (1, False), "total": (1, False)}  # fmt: skip
    assert counted(anna, priority="urgent", project_id=project)["total"] == (0, False)
    long_ago = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    assert counted(anna, created_after=long_ago)["failed"] == (2, False)
    assert counted(anna, created_before=long_ago)["total"] == (0, False)
    of_project = anna.http.get(f"/api/projects/{project}/extractions/counts").json()
    assert of_project["total"] == {"jobs": 3, "more": False}


async def test_what_is_too_much_to_count_is_a_number_at_least(
    anna: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("educe.jobs.counts.MOST", 3)
    project, other = anna.project(), anna.project("Other")
    for _ in range(4):
        anna.submit(project, succeed=1)
    anna.submit(other, succeed=1)
    assert counted(anna)["pending"] == (5, False)  # the counters know
    told = counted(anna, search="-")
    assert (told["pending"], told["failed"]) == ((3, True), (0, False))
    monkeypatch.setattr("educe.jobs.counts._LOOKED_AT", 2)
    monkeypatch.setattr("educe.jobs.counts._LEAST_OF_EACH", 2)
    assert counted(anna, priority="low")["failed"] == (0, True)
    assert counted(anna, priority="normal", project_id=project)["pending"] == (2, True)
    assert counted(anna, priority="normal", project_id=other)["pending"] == (1, False)


def previewed(tenant: Tenant, project: str, **body: Any) -> Any:
    answer = tenant.http.post(f"/api/projects/{project}/extractions/preview", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_preview_starts_nothing_and_says_what_would_be_read(api: Api, anna: Tenant) -> None:
    project = anna.project()
    files = [anna.upload(project, f"{n}.txt", WORDS)["id"] for n in range(3)]
    there = api.world.rows("SELECT id FROM procrastinate_jobs")
    told = previewed(anna, project)
    assert (told["problems"], told["warnings"]) == ([], [])
    assert (told["files"], told["bytes"]) == (3, 3 * len(WORDS))
    assert (told["items"], told["duration"], told["based_on"]) == (None, None, 0)
    assert (told["tokens"], told["cost"], told["pause"]) == (None, None, None)
    assert told["queue"]["position"] == told["queue"]["ahead"] + 1 > 0
    assert told["queue"]["blocked_by"] == "no_worker"
    assert told["fleet"]["workers"] == 0
    assert previewed(anna, project, file_ids=files[:1])["files"] == 1
    assert lines(anna)["jobs"] == []
    assert anna.http.get(f"/api/files/{files[0]}").json()["locked_by"] == []
    assert api.world.rows("SELECT id FROM procrastinate_jobs") == there


async def test_a_preview_says_field_by_field_what_would_be_refused(
    anna: Tenant, ben: Tenant
) -> None:
    project = anna.project()
    theirs = ben.upload(ben.project(), "a.txt", WORDS)["id"]
    told = previewed(anna, project, config={"max_concepts": 0, "x": 1}, file_ids=[theirs])
    assert {p["field"] for p in told["problems"]} == {"max_concepts", "x", "file_ids"}
    [wrong] = previewed(anna, project, extractor="none")["problems"]
    assert wrong["field"] == "extractor"
    assert "Installed are" in wrong["problem"]
    needs = [{"job_id": theirs}]
    [wrong] = previewed(anna, project, needs=needs)["problems"]
    assert wrong["field"] == "needs"


async def test_a_preview_tells_how_long_it_takes_from_earlier_jobs(alone: Api) -> None:
    anna = alone.tenant("Anna")
    project = anna.project()
    for n in range(4):
        anna.upload(project, f"{n}.txt", WORDS)
    async with alone.world.worker_process():
        for n in range(1, 5):
            ids = [f["id"] for f in anna.client.files(project)][:n]
            script = {"steps": [{"do": "sleep", "seconds": 0.1}] * n}
            job = anna.submit(project, files=ids, **script)
            await alone.world.until_ended(job)
        told = previewed(anna, project, extractor="scripted")
    assert told["based_on"] == 4
    assert told["items"] == {"low": 4, "high": 4}
    assert 0.1 < told["duration"]["low_seconds"] <= told["duration"]["high_seconds"]


async def test_the_place_of_a_preview_is_the_one_that_the_job_then_has(
    anna: Tenant, ben: Tenant
) -> None:
    project = anna.project()
    his = ben.project()
    for _ in range(4):
        ben.submit(his, succeed=1)
    for n in range(5):
        priority = "urgent" if n == 3 else "normal"
        body = {"extractor": "scripted", "file_ids": [], "priority": priority}
        told = previewed(anna, project, **body)["queue"]
        job = anna.http.post(f"/api/projects/{project}/extractions", json=body).json()["id"]
        assert told["position"] == await position_of(anna, job), n


async def position_of(tenant: Tenant, job: str) -> int:
    """As soon as the queue was looked at anew."""

    def look() -> int:
        return int(tenant.http.get(f"/api/extractions/{job}/queue").json()["position"] or 0)

    return await until(look)


async def test_a_preview_says_what_is_paused(api: Api, anna: Tenant) -> None:
    project = anna.project()
    api.world.execute("INSERT INTO kb.pauses (kind, name, reason) VALUES ('extractor',"
                      " 'scripted', 'Cleaning')")  # fmt: skip
    try:
        # the queue is looked at once a second
        await until(lambda: previewed(anna, project, extractor="scripted")["pause"])
        told = previewed(anna, project, extractor="scripted")
        assert told["pause"]["reason"] == "Cleaning"
        assert told["queue"]["blocked_by"] == "extractor_paused"
        assert previewed(anna, project)["pause"] is None
        assert previewed(anna, project, extractor="external")["queue"]["blocked_by"] == "external"
    finally:
        api.world.execute("DELETE FROM kb.pauses")
