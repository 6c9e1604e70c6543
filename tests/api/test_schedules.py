"""Schedules over HTTP, through the client and the command line."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from educe.cli.app import app
from educe.client import EduceApiError
from educe.ids import new_id
from tests.api.conftest import Api, Tenant, problem
from tests.support.world import until

pytestmark = pytest.mark.slow

BERLIN = ZoneInfo("Europe/Berlin")


def body(**more: Any) -> dict[str, Any]:
    return {"name": "Nightly", "extractor": "scripted", **more}


def made(tenant: Tenant, project: str | None = None, **more: Any) -> dict[str, Any]:
    given = body(**({} if "at" in more else {"cron": "30 2 * * *"}), **more)
    answer = tenant.http.post(f"/api/projects/{project or tenant.project()}/schedules", json=given)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_schedule_is_made_and_says_when_it_will_fire(anna: Tenant) -> None:
    project = anna.project()
    answer = anna.http.post(
        f"/api/projects/{project}/schedules",
        json=body(cron=" 30 7 * *  MON-FRI", timezone="Europe/Berlin", config={"succeed": 1}),
    )
    assert answer.status_code == 201
    schedule = answer.json()
    assert answer.headers["location"] == f"/api/schedules/{schedule['id']}"
    assert anna.http.get(answer.headers["location"]).json() == schedule
    assert (schedule["cron"], schedule["state"]) == ("30 7 * * MON-FRI", "active")
    assert schedule["in_words"] == "At 07:30 on Monday through Friday"
    assert (schedule["project_id"], schedule["created_by"]) == (project, str(anna.id))
    assert (schedule["catch_up"], schedule["priority"], schedule["file_ids"]) == (
        "once",
        "normal",
        None,
    )
    assert len(schedule["next"]) == 5
    for told in schedule["next"]:
        moment = datetime.fromisoformat(told)
        assert moment > datetime.now(UTC)
        assert (moment.hour, moment.minute) == (7, 30)
        assert moment.weekday() < 5
        assert moment.utcoffset() == moment.astimezone(BERLIN).utcoffset()


def test_one_that_fires_once_shows_its_only_time_where_it_is(anna: Tenant) -> None:
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    schedule = made(anna, at=at.isoformat(), timezone="Asia/Tokyo")
    assert schedule["next"] == [schedule["at"]]
    assert schedule["at"].endswith("+09:00")
    assert datetime.fromisoformat(schedule["at"]) == at


def test_lists_come_in_pages_newest_first(anna: Tenant) -> None:
    project, other = anna.project(), anna.project()
    ids = [made(anna, project)["id"] for _ in range(5)]
    elsewhere = made(anna, other)["id"]
    seen, cursor = [], None
    while True:
        given = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = anna.http.get(f"/api/projects/{project}/schedules", params=given).json()
        seen += [schedule["id"] for schedule in page["schedules"]]
        if (cursor := page["next"]) is None:
            break
    assert seen == ids[::-1]
    assert [s["id"] for s in anna.client.schedules.list()] == [elsewhere, *seen]
    assert [s["id"] for s in anna.client.schedules.list(other)] == [elsewhere]


async def test_its_time_comes_and_the_job_is_there(api: Api, anna: Tenant) -> None:
    at = datetime.now(UTC) + timedelta(seconds=0.8)
    schedule = made(anna, at=at.isoformat())
    job = await until(lambda: anna.client.schedules.get(schedule["id"])["last_jobs"], within=60)
    assert datetime.fromisoformat(str(job[0]["fire_at"])) == at
    started = datetime.fromisoformat(job[0]["created_at"])
    assert timedelta(0) <= started - at < timedelta(seconds=5)
    assert anna.client.schedules.get(schedule["id"])["state"] == "finished"
    listed = anna.client.jobs(schedule_id=schedule["id"])
    assert [each["id"] for each in listed] == [job[0]["id"]]
    assert list(anna.client.jobs(schedule_id=str(new_id()))) == []


def test_it_is_paused_resumed_run_changed_and_removed(anna: Tenant) -> None:
    schedule = made(anna)["id"]
    paused = anna.client.schedules.pause(schedule)
    assert (paused["state"], paused["next"], paused["paused_reason"]) == ("paused", [], None)
    answer = anna.http.post(f"/api/schedules/{schedule}/run")
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/api/extractions/{answer.json()['id']}"
    assert answer.json()["status"] == "pending"
    resumed = anna.client.schedules.resume(schedule)
    assert (resumed["state"], len(resumed["next"])) == ("active", 5)
    assert [job["fire_at"] for job in resumed["last_jobs"]] == [None]
    changed = anna.client.schedules.change(schedule, cron="0 4 * * *", name="Early")
    assert (changed["name"], changed["in_words"]) == ("Early", "At 04:00 every day")
    assert changed["extractor"] == "scripted"
    anna.client.schedules.remove(schedule)
    problem(anna.http.get(f"/api/schedules/{schedule}"), 404, "not-found")
    assert anna.client.job(answer.json()["id"])["status"] == "pending"


def test_a_request_that_is_sent_twice_with_a_key_makes_one(anna: Tenant) -> None:
    project, key = anna.project(), {"Idempotency-Key": str(new_id())}
    path = f"/api/projects/{project}/schedules"
    first, again = [
        anna.http.post(path, json=body(cron="0 4 * * *"), headers=key) for _ in range(2)
    ]
    assert first.json() == again.json()
    assert again.headers["location"] == first.headers["location"]
    assert len(list(anna.client.schedules.list(project))) == 1


def test_a_cron_can_be_tried(anna: Tenant) -> None:
    answer = anna.http.post(
        "/api/schedules/preview", json={"cron": "0 0 1 1 *", "timezone": "America/New_York"}
    )
    assert answer.status_code == 200
    tried = answer.json()
    assert tried["in_words"] == "At 00:00 on January 1"
    year = datetime.now(ZoneInfo("America/New_York")).year
    assert tried["next"] == [f"{year + n}-01-01T00:00:00-05:00" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("wrong", "slug", "field", "said"),
    [
        ({"cron": "0 0 30 2 *"}, "invalid-input", "cron", "never fires"),
        ({"cron": "61 * * * *"}, "invalid-input", "cron", "minute, “61”"),
        ({"cron": "* * * * * *"}, "invalid-input", "cron", "five fields"),
        ({"cron": ""}, "invalid-input", "cron", "five fields"),
        ({"timezone": "Europe/Berln"}, "invalid-input", "timezone", "Europe/Berlin"),
        ({"timezone": "a\0b"}, "invalid-input", "timezone", "no timezone"),
        ({"cron": None, "at": "2001-01-01T00:00:00Z"}, "invalid-input", "at", "in the past"),
        ({"cron": None, "at": "2999-01-01T00:00:00Z"}, "invalid-input", "at", "too far"),
        ({"cron": None, "at": "2050-01-01T00:00:00"}, "invalid-input", "at", "no timezone"),
        ({"cron": None, "at": "tomorrow"}, "invalid-input", "at", "Correct it"),
        ({"cron": None}, "invalid-input", "cron", "either `cron`"),
        ({"at": "2050-01-01T00:00:00Z"}, "invalid-input", "cron", "either `cron`"),
        ({"config": {"succeed": "many"}}, "invalid-config", "succeed", "doesn't fit"),
        ({"extractor": "nope"}, "invalid-input", None, "Installed are"),
        ({"file_ids": [str(new_id())]}, "invalid-input", None, "aren't in this project"),
        ({"name": "  "}, "invalid-input", None, "name is empty"),
        ({"priority": "high"}, "invalid-input", "priority", "Correct it"),
        ({"catch_up": "never"}, "invalid-input", "catch_up", "Correct it"),
        ({"time_zone": "UTC"}, "invalid-input", "time_zone", "Extra inputs"),
    ],
)
def test_what_can_not_be_is_one_clear_problem(
    anna: Tenant, wrong: dict[str, Any], slug: str, field: str | None, said: str
) -> None:
    project = anna.project()
    given = {**body(cron="0 4 * * *"), **wrong}
    told = problem(anna.http.post(f"/api/projects/{project}/schedules", json=given), 400, slug)
    assert said in told["detail"]
    if field is not None:
        assert [each["field"] for each in told["fields"]] == [field]
    assert list(anna.client.schedules.list(project)) == []
    schedule = made(anna, project)["id"]
    if wrong != {"cron": None} and "at" not in wrong:
        problem(anna.http.patch(f"/api/schedules/{schedule}", json=wrong), 400, slug)
        assert anna.client.schedules.get(schedule)["name"] == "Nightly"


def test_a_preview_that_can_not_be_is_refused(anna: Tenant) -> None:
    for wrong in ({"cron": "0 0 30 2 *"}, {"cron": "0 4 * * *", "timezone": "Nowhere"}, {}):
        problem(anna.http.post("/api/schedules/preview", json=wrong), 400, "invalid-input")


def test_one_whose_only_time_passed_while_it_was_paused_is_a_conflict(
    api: Api, anna: Tenant
) -> None:
    at = datetime.now(UTC) + timedelta(days=1)
    schedule = made(anna, at=at.isoformat())["id"]
    anna.client.schedules.pause(schedule)
    api.world.execute(
        "UPDATE kb.schedules SET at = at - interval '2 d', next_at = at - interval '2 d'"
        " WHERE id = %s",
        schedule,
    )
    told = problem(anna.http.post(f"/api/schedules/{schedule}/resume"), 409, "conflict")
    assert "Give it a later `at`" in told["detail"]


def test_nothing_of_others_is_seen_or_touched(anna: Tenant, ben: Tenant) -> None:
    project = anna.project()
    schedule = made(anna, project)["id"]
    path = f"/api/schedules/{schedule}"
    for method, where in (
        ("get", path),
        ("delete", path),
        ("post", f"{path}/pause"),
        ("post", f"{path}/resume"),
        ("post", f"{path}/run"),
        ("get", f"/api/projects/{project}/schedules"),
    ):
        problem(ben.http.request(method, where), 404, "not-found")
    problem(ben.http.patch(path, json={"name": "Mine"}), 404, "not-found")
    given = body(cron="0 4 * * *")
    problem(ben.http.post(f"/api/projects/{project}/schedules", json=given), 404, "not-found")
    assert list(ben.client.schedules.list()) == []
    assert anna.client.schedules.get(schedule)["name"] == "Nightly"
    with pytest.raises(EduceApiError, match="no such schedule"):
        ben.client.schedules.get(schedule)


@pytest.mark.slow
def test_the_command_line_does_it_all(
    api: Api, anna: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDUCE_URL", api.url)
    monkeypatch.setenv("EDUCE_TOKEN", anna.token)
    project = anna.project()

    def educe(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["schedules", *arguments], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    options = ["--cron", "30 7 * * 1-5", "--timezone", "Europe/Berlin", "--extractor", "scripted"]
    added = json.loads(educe("add", project, "--name", "Work", *options, "--json"))
    schedule = added["id"]
    assert json.loads(educe("list", "--project", project, "--json"))[0] == added
    assert "At 07:30 on Monday through Friday" in educe("show", schedule)
    assert json.loads(educe("pause", schedule, "--json"))["state"] == "paused"
    assert json.loads(educe("resume", schedule, "--json"))["state"] == "active"
    job = json.loads(educe("run", schedule, "--json"))
    assert job["id"] in educe("show", schedule)
    assert educe("next", schedule).count("T07:30:00") == 5
    assert "every day" in educe("next", "--cron", "0 4 * * *")
    assert "Work" in educe("list")
    educe("remove", schedule)
    assert json.loads(educe("list", "--json")) == []
    assert "no schedules" in educe("list")
