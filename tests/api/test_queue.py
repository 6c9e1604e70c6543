"""The queue over HTTP, through the client and the command line."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from educe.cli.app import app
from educe.client import EduceApiError
from educe.ids import new_id
from tests.api.conftest import Api, Tenant, problem
from tests.support.world import until

pytestmark = pytest.mark.slow


@pytest.fixture
def admin(api: Api) -> Tenant:
    made = api.tenant("Ada")
    api.world.execute("UPDATE kb.users SET is_admin = true WHERE id = %s", made.id)
    return made


@pytest.fixture(autouse=True)
def _alone(api: Api) -> None:
    """What earlier tests left in the queue is gone."""
    for table in ("extraction_jobs", "pauses", "plans", "workers"):
        api.world.execute(f"DELETE FROM kb.{table}")
    api.world.execute("DELETE FROM procrastinate_jobs")


def command(api: Api, tenant: Tenant, *arguments: str) -> Any:
    """What the command prints as JSON, in the tenant's name."""
    done = CliRunner().invoke(
        app, [*arguments, "--json"], env={"EDUCE_URL": api.url, "EDUCE_TOKEN": tenant.token}
    )
    assert done.exit_code == 0, f"{done.output} {done.exception!r}"
    return json.loads(done.stdout)


def printed(api: Api, tenant: Tenant, *arguments: str) -> str:
    done = CliRunner().invoke(
        app, arguments, env={"EDUCE_URL": api.url, "EDUCE_TOKEN": tenant.token, "COLUMNS": "200"}
    )
    assert done.exit_code == 0, f"{done.output} {done.exception!r}"
    return done.stdout


def test_a_job_says_where_it_stands(anna: Tenant) -> None:
    project = anna.project()
    jobs = [anna.submit(project, succeed=1) for _ in range(3)]
    told = anna.http.get(f"/api/extractions/{jobs[2]}/queue").json()
    assert told == {
        "position": 3,
        "ahead": 2,
        "waiting_total": 3,
        "wait_seconds_low": None,
        "wait_seconds_high": None,
        "message": "no worker is running",
        "blocked_by": "no_worker",
    }


def test_a_waiting_job_is_made_urgent_and_goes_first(api: Api, anna: Tenant) -> None:
    project = anna.project()
    jobs = [anna.submit(project, succeed=1) for _ in range(3)]
    answer = anna.http.put(f"/api/extractions/{jobs[2]}/priority", json={"priority": "urgent"})
    assert (answer.status_code, answer.json()["priority"]) == (200, "urgent")
    found = command(api, anna, "queue", "priority", jobs[1], "low")
    assert found["priority"] == "low"
    rows = api.world.rows("SELECT job_id FROM kb.queue_positions() ORDER BY queue_position")
    assert [str(row["job_id"]) for row in rows] == [jobs[2], jobs[0], jobs[1]]


def test_a_priority_that_there_is_not_and_a_job_that_has_ended_are_refused(anna: Tenant) -> None:
    job = anna.submit(anna.project(), succeed=1)
    path = f"/api/extractions/{job}/priority"
    problem(anna.http.put(path, json={"priority": "highest"}), 400, "invalid-input")
    anna.client.cancel(job)
    problem(anna.http.put(path, json={"priority": "low"}), 409, "conflict")


def test_ones_own_queue_shows_no_jobs_of_others(anna: Tenant, ben: Tenant) -> None:
    project = anna.project()
    for _ in range(3):
        anna.submit(project, succeed=1)
    ben.submit(ben.project(), succeed=1)
    mine = ben.client.queue.mine()
    assert (mine["waiting"], mine["running"]) == (1, 0)
    assert mine["depth"] == [
        {"extractor": "scripted", "priority": "normal", "waiting": 1, "running": 0}
    ]
    assert mine["fleet"]["workers"] == 0


def test_everyone_sees_their_limit_and_where_it_comes_from(anna: Tenant, admin: Tenant) -> None:
    project = anna.project()
    for _ in range(3):
        anna.submit(project, succeed=1)
    assert anna.client.queue.limits() == {"limit": 2, "running": 2, "waiting": 1, "plan": None}
    admin.client.queue.put_plan("pro", "Pro", max_running_jobs=7)
    admin.client.queue.subscribe(str(anna.id), "pro")
    limits = anna.client.queue.limits()
    assert (limits["limit"], limits["plan"]["title"]) == (7, "Pro")
    assert [plan["name"] for plan in anna.client.queue.plans()] == ["pro"]


def test_a_plan_is_made_with_201_changed_with_200_and_deleted(admin: Tenant) -> None:
    path = "/api/admin/plans/pro"
    assert admin.http.put(path, json={"title": "Pro"}).status_code == 201
    changed = admin.http.put(path, json={"title": "Professional", "head_start_minutes": 20})
    assert (changed.status_code, changed.json()["head_start_minutes"]) == (200, 20)
    problem(
        admin.http.put(path, json={"title": "", "head_start_minutes": 301}), 400, "invalid-input"
    )
    assert admin.http.delete(path).status_code == 204
    problem(admin.http.delete(path), 404, "not-found")


def test_administrators_limit_users_and_organizations(admin: Tenant, anna: Tenant) -> None:
    found = admin.client.queue.limit_user(f"{anna.id}@example.org", 5)
    assert (found["id"], found["limit"]) == (str(anna.id), 5)
    assert admin.client.queue.user(str(anna.id))["max_running_jobs"] == 5
    organization = str(anna.organization_id)
    assert admin.client.queue.limit_organization(organization, 3)["limit"] == 3
    assert admin.client.queue.organization(organization)["max_running_jobs"] == 3
    path = f"/api/admin/limits/users/{anna.id}"
    problem(admin.http.put(path, json={"max_running_jobs": 0}), 400, "invalid-input")


async def test_a_pause_is_shown_to_everyone_with_its_reason(admin: Tenant, anna: Tenant) -> None:
    job = anna.submit(anna.project(), succeed=1)
    [pause] = admin.client.queue.pause("scripted", reason="a bug")
    assert (pause["kind"], pause["name"], pause["reason"]) == ("extractor", "scripted", "a bug")
    assert pause["paused_by"] == str(admin.id)
    problem(admin.http.put("/api/admin/pauses/extractors/scripted", json={}), 409, "conflict")
    # the board is at most a second old
    await until(lambda: anna.client.queue.position(job)["blocked_by"] == "extractor_paused")
    told = anna.client.queue.position(job)
    assert told["message"].startswith("the extractor “scripted” is paused since ")
    assert told["message"].endswith(": a bug")
    assert admin.client.queue.resume("scripted") == []
    assert admin.client.queue.pauses() == []


def test_the_whole_queue_is_for_administrators(admin: Tenant, anna: Tenant, ben: Tenant) -> None:
    for tenant in (anna, ben):
        tenant.submit(tenant.project(), succeed=1)
    whole = admin.client.queue.everybodys()
    assert whole["waiting"] == 2
    assert whole["oldest_seconds"] >= 0
    assert {part["organization"] for part in whole["depth"]} == {"Anna", "Ben"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "/queue", None),
        ("get", "/workers", None),
        ("post", "/workers/{id}/pause", None),
        ("post", "/workers/{id}/resume", None),
        ("get", "/limits/users/{id}", None),
        ("put", "/limits/users/{id}", {"max_running_jobs": 9}),
        ("put", "/limits/users/{id}/plan", {"plan": None}),
        ("get", "/limits/organizations/{id}", None),
        ("put", "/limits/organizations/{id}", {"max_running_jobs": 9}),
        ("put", "/plans/pro", {"title": "Pro"}),
        ("delete", "/plans/pro", None),
        ("get", "/pauses", None),
        ("put", "/pauses/queue", {}),
        ("delete", "/pauses/queue", None),
        ("put", "/pauses/extractors/scripted", {}),
        ("delete", "/pauses/extractors/scripted", None),
    ],
)
def test_administration_is_refused_to_others(
    anna: Tenant, method: str, path: str, body: dict[str, Any] | None
) -> None:
    address = f"/api/admin{path.format(id=anna.id)}"
    told = problem(anna.http.request(method, address, json=body), 403, "forbidden")
    assert "administrator" in told["detail"]


@pytest.mark.slow
async def test_workers_are_listed_paused_and_resumed(api: Api, admin: Tenant, worker: None) -> None:
    job = admin.submit(admin.project(), succeed=1)
    await until(lambda: admin.client.job(job)["status"] == "completed")
    [found] = admin.client.workers.list()
    assert (found["state"], found["slots"], found["running_jobs"]) == ("running", 1, 0)
    assert found["seconds_since_beat"] < 5
    command(api, admin, "workers", "pause", found["id"])
    assert command(api, admin, "workers", "list")[0]["state"] == "paused"
    with pytest.raises(EduceApiError, match="paused already"):
        admin.client.workers.pause(found["id"])
    await until(lambda: admin.client.queue.mine()["fleet"]["paused_workers"] == 1)
    waiting = admin.submit(admin.project(), succeed=1)
    assert admin.client.queue.position(waiting)["message"] == "all workers are paused"
    command(api, admin, "workers", "resume", found["id"])
    await until(lambda: admin.client.job(waiting)["status"] == "completed")
    with pytest.raises(EduceApiError, match="no such worker"):
        admin.client.workers.pause(str(new_id()))


def test_the_command_line_shows_and_decides(api: Api, admin: Tenant, anna: Tenant) -> None:
    job = anna.submit(anna.project(), succeed=1)
    assert command(api, anna, "queue", "show")["waiting"] == 1
    assert command(api, admin, "queue", "show", "--all")["waiting"] == 1
    assert command(api, anna, "queue", "position", job)["position"] == 1
    assert command(api, anna, "queue", "limits")["limit"] == 2
    made = command(api, admin, "queue", "plan", "set", "pro", "--title", "Pro", "--head-start", "5")
    assert (made["name"], made["head_start_minutes"]) == ("pro", 5)
    assert [plan["name"] for plan in command(api, anna, "queue", "plans")] == ["pro"]
    who = str(anna.id)
    assert command(api, admin, "queue", "plan", "give", who, "pro")["plan"] == "pro"
    assert command(api, admin, "queue", "plan", "give", who)["plan"] is None
    assert command(api, admin, "queue", "limit", "--user", who, "--most", "4")["limit"] == 4
    assert command(api, admin, "queue", "limit", "--user", who, "--most", "default")["limit"] == 2
    organization = ("--organization", str(anna.organization_id))
    assert command(api, admin, "queue", "limit", *organization)["limit"] is None
    [pause] = command(api, admin, "queue", "pause", "--reason", "an upgrade")
    assert pause["reason"] == "an upgrade"
    assert command(api, admin, "queue", "resume") == []
    assert command(api, admin, "workers", "list") == []


def test_the_command_line_prints_for_people(api: Api, admin: Tenant, anna: Tenant) -> None:
    job = anna.submit(anna.project(), succeed=1)
    assert "no worker is running" in printed(api, anna, "queue", "position", job)
    assert "0 workers" in printed(api, anna, "queue", "show")
    assert "Anna" in printed(api, admin, "queue", "show", "--all")
    assert "at most 2" in printed(api, anna, "queue", "limits")
    assert "There are no plans" in printed(api, anna, "queue", "plans")
    told = printed(api, admin, "queue", "pause", "--extractor", "scripted", "--reason", "a bug")
    assert "extractor scripted since" in told
    assert "Nothing is paused" in printed(api, admin, "queue", "resume", "--extractor", "scripted")
    assert "2 at a time" in printed(api, admin, "queue", "limit", "--user", str(anna.id))
    assert "There are no workers" in printed(api, admin, "workers", "list")
