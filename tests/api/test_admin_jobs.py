"""The admin API beside its specified cases: pages, filters, what is refused, and for whom."""

from typing import Any

import httpx2
import pytest

from educe.client import EduceApiError
from educe.client.admin_jobs import ProjectJobs
from educe.ids import new_id
from tests.api.conftest import Api, Tenant, problem
from tests.support.world import until

pytestmark = pytest.mark.slow

PATH = "/api/admin/extraction-jobs"


class Admin:
    """A tenant's project, over the client and by hand."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.http = tenant.http
        self.project_id = tenant.project()
        self.scope = {"project_id": self.project_id, "org_id": str(tenant.organization_id)}
        self.jobs: ProjectJobs = tenant.client.admin_jobs.project(**self.scope)

    def create(self, **more: Any) -> str:
        return self.jobs.create("document", {}, **more)["id"]

    def post(self, **body: Any) -> httpx2.Response:
        usual = {**self.scope, "source_type": "document", "extraction_config": {}}
        return self.http.post(PATH, json=usual | body)

    def listing(self, **query: Any) -> httpx2.Response:
        where = {"org_id": self.scope["org_id"], **query}
        return self.http.get(f"{PATH}/projects/{self.project_id}", params=where)

    def found(self, **query: Any) -> list[str]:
        """The ids; and the total is their number."""
        page = self.listing(**query).json()
        assert page["total"] == len(page["jobs"])
        return [job["id"] for job in page["jobs"]]


@pytest.fixture
def admin(anna: Tenant) -> Admin:
    return Admin(anna)


# lists


def test_pages_have_defaults_and_a_largest_size(admin: Admin) -> None:
    for _ in range(21):
        admin.create()
    page = admin.listing().json()
    assert {name: page[name] for name in ("total", "page", "limit", "total_pages")} == {
        "total": 21,
        "page": 1,
        "limit": 20,
        "total_pages": 2,
    }
    assert len(page["jobs"]) == 20
    assert len(admin.listing(page=2).json()["jobs"]) == 1
    beyond = admin.listing(page=3).json()
    assert (beyond["jobs"], beyond["total"], beyond["next_cursor"]) == ([], 21, None)
    capped = admin.listing(limit=5000).json()
    assert (capped["limit"], len(capped["jobs"]), capped["total_pages"]) == (100, 21, 1)


def test_pages_follow_each_other_by_number_and_by_cursor(admin: Admin) -> None:
    jobs = [admin.create() for _ in range(5)][::-1]
    numbered = [admin.listing(page=n, limit=2).json() for n in (1, 2, 3)]
    assert [job["id"] for page in numbered for job in page["jobs"]] == jobs
    cursor = numbered[1]["next_cursor"]
    assert [job["id"] for job in admin.listing(cursor=cursor, limit=2).json()["jobs"]] == jobs[4:]
    assert numbered[2]["next_cursor"] is None
    assert [job["id"] for job in admin.jobs.all()] == jobs


def test_numbered_pages_of_jobs_that_were_made_in_one_moment_skip_none(
    api: Api, admin: Admin
) -> None:
    jobs = [admin.create() for _ in range(7)][::-1]
    api.world.execute(
        "UPDATE kb.extraction_jobs SET created_at = '2026-01-01' WHERE id = ANY (%s)", jobs[1:5]
    )
    expected = [jobs[0], *jobs[5:], *jobs[1:5]]
    for limit in (1, 2, 3, 4):
        pages = [admin.listing(page=n, limit=limit).json() for n in range(1, 8)]
        assert [job["id"] for page in pages for job in page["jobs"]] == expected


def test_filters_are_taken_together_and_the_total_follows_them(admin: Admin) -> None:
    plain = admin.create()
    by_hand = admin.jobs.create("manual", {}, source_id="scan-7")["id"]
    done = admin.create(source_id="scan-8", extractor="scripted", file_ids=[])
    admin.jobs.cancel(done)
    assert admin.found() == [done, by_hand, plain]
    assert admin.found(source_type="manual") == [by_hand]
    assert admin.found(source_id="scan-8") == [done]
    assert admin.found(source_id="scan-8", source_type="manual") == []
    assert admin.found(extractor="external") == [by_hand, plain]
    assert admin.found(status=["cancelled", "running"]) == [done]
    assert admin.found(status="cancelled", extractor="external") == []
    assert admin.found(search="SCAN-") == [done, by_hand]
    assert admin.found(search=plain) == [plain]
    assert admin.found(search="%") == []
    assert admin.found(search="scan", status="pending") == [by_hand]


def test_a_search_looks_at_the_newest_jobs_only(
    admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("educe.jobs.paging.SEARCHED", 2)
    jobs = [admin.create(source_id="scan") for _ in range(4)]
    assert admin.found(search="scan") == jobs[:1:-1]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "queued"},
        {"source_type": "rumour"},
        {"page": 0},
        {"limit": 0},
        {"limit": "many"},
        {"cursor": "nonsense"},
        {"org_id": ""},
        {"statsu": "failed"},
    ],
)
def test_a_list_that_can_not_be_given_says_which_parameter(
    admin: Admin, query: dict[str, str]
) -> None:
    problem(admin.listing(**query), 400, "invalid-input")


# making


def test_a_job_is_external_unless_an_extractor_is_named(admin: Admin) -> None:
    file = admin.tenant.upload(admin.project_id, "a.txt", b"Words.")["id"]
    plain: dict[str, Any] = dict(admin.jobs.create("api", {"any": ["thing", 1]}))
    assert (plain["extractor"], plain["extraction_config"]) == ("external", {"any": ["thing", 1]})
    assert (plain["file_count"], plain["created_by"]) == (0, str(admin.tenant.id))
    over: dict[str, Any] = dict(admin.jobs.create("api", {}, file_ids=[file]))
    assert [each["file_id"] for each in over["files"]] == [file]
    scripted: dict[str, Any] = dict(admin.jobs.create("document", {}, extractor="scripted"))
    assert scripted["file_count"] == 1


def test_what_a_job_needs_and_what_it_does_not_know_is_named(admin: Admin) -> None:
    told = problem(admin.http.post(PATH, json={}), 400, "invalid-input")
    assert {field["field"] for field in told["fields"]} == {
        "org_id",
        "project_id",
        "source_type",
        "extraction_config",
    }
    told = problem(admin.post(sauce_id="doc-1"), 400, "invalid-input")
    assert [field["field"] for field in told["fields"]] == ["sauce_id"]
    problem(admin.post(extraction_config=[]), 400, "invalid-input")
    problem(admin.post(extractor="scripted", extraction_config={"x": 1}), 400, "invalid-config")
    problem(admin.post(file_ids=[str(new_id())]), 400, "invalid-input")


def test_a_job_is_made_in_ones_own_name_or_by_an_owner_in_a_members(
    api: Api, admin: Admin, ben: Tenant
) -> None:
    organization = admin.tenant.organization_id
    body = {"created_by": str(ben.id)}
    assert "isn't a member" in problem(admin.post(**body), 400, "invalid-input")["detail"]
    api.world.execute("INSERT INTO kb.members VALUES (%s, %s, 'member')", organization, ben.id)
    assert "may not see" in problem(admin.post(**body), 400, "invalid-input")["detail"]
    listed = "INSERT INTO kb.project_members (project_id, user_id) VALUES (%s, %s)"
    api.world.execute(listed, admin.project_id, ben.id)
    made = admin.post(**body)
    assert (made.status_code, made.json()["created_by"]) == (201, str(ben.id))

    bens = {**admin.scope, "source_type": "api", "extraction_config": {}}
    assert ben.http.post(PATH, json=bens).json()["created_by"] == str(ben.id)
    for_anna = bens | {"created_by": str(admin.tenant.id)}
    told = problem(ben.http.post(PATH, json=for_anna), 400, "invalid-input")
    assert "created_by must be yourself" in told["detail"]


def test_a_creation_that_is_sent_twice_with_its_key_makes_one_job(admin: Admin) -> None:
    body = {**admin.scope, "source_type": "api", "extraction_config": {}}
    headers = {"Idempotency-Key": str(new_id())}
    first, second = (admin.http.post(PATH, json=body, headers=headers) for _ in range(2))
    assert (second.status_code, second.json()) == (201, first.json())
    assert len(admin.found()) == 1


# scope


def test_project_and_organization_must_be_the_jobs(admin: Admin) -> None:
    job, other = admin.create(), admin.tenant.project()
    path = f"{PATH}/{job}"
    wrong: tuple[dict[str, str], ...] = (
        {**admin.scope, "project_id": other},
        {**admin.scope, "org_id": str(new_id())},
    )
    for scope in wrong:
        asked = (
            admin.http.get(path, params=scope),
            admin.http.patch(path, params=scope, json={"status": "running"}),
            admin.http.post(f"{path}/cancel", params=scope),
            admin.http.delete(path, params=scope),
        )
        for answer in asked:
            problem(answer, 404, "not-found")
    problem(admin.listing(org_id=str(new_id())), 404, "not-found")
    problem(admin.post(org_id=str(new_id())), 404, "not-found")
    statistics = f"{PATH}/projects/{admin.project_id}/statistics"
    problem(admin.http.get(statistics, params={"org_id": str(new_id())}), 404, "not-found")
    told = problem(admin.http.get(path, params={"project_id": other}), 400, "invalid-input")
    assert told["fields"] == [{"field": "org_id", "problem": "Field required"}]
    assert admin.jobs.get(job)["status"] == "pending"


def test_without_a_token_it_is_401(api: Api, admin: Admin) -> None:
    nobody = api.http()
    problem(nobody.get(f"{PATH}/{admin.create()}", params=admin.scope), 401, "unauthenticated")
    problem(nobody.post(PATH, json={}), 401, "unauthenticated")


# changing


def test_an_unknown_or_unfit_field_is_refused_with_its_name(admin: Admin) -> None:
    job = admin.create()
    for change, field in (
        ({"statsu": "running"}, "statsu"),
        ({"status": "queued"}, "status"),
        ({"total_items": -1}, "total_items"),
        ({"total_items": 2**31}, "total_items"),
        ({"created_objects": ["obj-1"]}, "created_objects.0"),
        ({"discovered_types": [""]}, "discovered_types.0"),
    ):
        answer = admin.http.patch(f"{PATH}/{job}", params=admin.scope, json=change)
        told = problem(answer, 400, "invalid-input")
        assert [each["field"] for each in told["fields"]] == [field]
    problem(
        admin.http.patch(f"{PATH}/{job}", params=admin.scope, json={"status": None}),
        400,
        "invalid-input",
    )


def test_a_conflict_is_400_here_with_the_problem_that_it_is_elsewhere(admin: Admin) -> None:
    job = admin.create()
    elsewhere = problem(admin.http.delete(f"/api/extractions/{job}"), 409, "conflict")
    here = problem(admin.http.delete(f"{PATH}/{job}", params=admin.scope), 400, "conflict")
    assert (here["title"], here["detail"]) == (elsewhere["title"], elsewhere["detail"])
    assert here["jobs"] == elsewhere["jobs"] == [job]


def test_priority_and_metadata_of_a_job_that_workers_do_can_be_changed(
    api: Api, admin: Admin
) -> None:
    first = admin.create(extractor="scripted", priority="low")
    changed: dict[str, Any] = dict(
        admin.jobs.update(first, priority="urgent", source_metadata={"week": 7})
    )
    assert (changed["priority"], changed["source_metadata"]) == ("urgent", {"week": 7})
    assert admin.jobs.get(first)["updated_at"] == changed["updated_at"]
    with pytest.raises(EduceApiError, match="keep status themselves") as refused:
        admin.jobs.update(first, status="completed")
    assert (refused.value.status, refused.value.slug) == (400, "conflict")
    admin.jobs.cancel(first)
    with pytest.raises(EduceApiError, match="This job is cancelled"):
        admin.jobs.update(first, source_metadata={})


# cancelling


@pytest.mark.slow
def test_a_claimed_job_shows_that_it_is_cancelling_until_its_program_stops(
    admin: Admin,
) -> None:
    job = admin.create()
    claim = admin.tenant.client.external.claim(job, "ocr")
    asked = admin.jobs.cancel(job)
    assert (asked["status"], asked["cancelling"]) == ("running", True)
    claim.renew()
    assert claim.cancelling
    assert admin.jobs.update(job, claim_token=claim.token, status="cancelled")["status"] == (
        "cancelled"
    )


@pytest.mark.slow
async def test_work_that_ends_while_a_cancel_is_waited_for_is_shown_as_it_ended(
    admin: Admin, worker: None
) -> None:
    config = {"steps": [{"do": "hang"}] * 3}
    job = admin.create(extractor="scripted", file_ids=[])
    admin.jobs.cancel(job)
    job = admin.jobs.create("document", config, extractor="scripted", file_ids=[])["id"]
    await until(lambda: admin.jobs.get(job)["total_items"] == 3)
    shown = admin.jobs.cancel(job)
    assert (shown["status"], shown["cancelling"]) == ("cancelled", False)
    assert admin.jobs.get(job) == shown


# statistics


def test_statistics_of_days_and_history_are_there_for_projects(admin: Admin, ben: Tenant) -> None:
    job = admin.create()
    admin.jobs.update(job, status="running")
    project = f"/api/projects/{admin.project_id}"
    assert admin.http.get(f"{project}/statistics").json() == admin.jobs.statistics()
    before = admin.http.get(f"{project}/statistics", params={"until": "2020-01-01"}).json()
    assert before["total"] == 0
    for path in (f"{project}/history", "/api/history"):
        hours = admin.http.get(path).json()["hours"]
        assert (sum(h["submitted"] for h in hours), sum(h["started"] for h in hours)) == (1, 1)
        assert admin.http.get(path, params={"extractor": "concepts"}).json()["hours"] == []
        [day] = admin.http.get(path, params={"step": "day"}).json()["hours"]
        assert (day["submitted"], day["hour"][11:19]) == (1, "00:00:00")
    assert ben.http.get("/api/history").json() == {"step": "hour", "hours": []}
    problem(admin.http.get("/api/admin/history"), 403, "forbidden")
    problem(ben.http.get(f"{project}/statistics"), 404, "not-found")
    problem(ben.http.get(f"{project}/history"), 404, "not-found")
    extreme = {"since": "0001-01-01T00:00:00+14:00", "until": "9999-12-31T23:59:59-14:00"}
    for asked in (extreme, {"until": extreme["since"]}, {"since": extreme["until"]}):
        assert admin.http.get("/api/history", params=asked).status_code in (200, 400)
    problem(admin.http.get("/api/history", params={"since": "2026-01-01T00:00:00"}), 400,
            "invalid-input")  # fmt: skip
