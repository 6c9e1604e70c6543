"""What is stored, for how long jobs are kept, and the archive, as users ask for them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from educe.cli.app import app
from educe.documents.blobs import BlobStore
from educe.ids import new_id
from educe.jobs.retention.blobs import collect_blobs
from educe.jobs.retention.keeping import Keep, archive_expired
from tests.api.conftest import Api, Tenant, problem
from tests.support.ended import add_artifact, ended_job, worker_of
from tests.support.world import Person

pytestmark = pytest.mark.slow

TEXT = b"A graph is a set of nodes and edges.\n"


# storage


async def test_a_project_is_told_what_it_stores(api: Api, anna: Tenant) -> None:
    project = anna.project()
    assert anna.client.storage.of_project(project)["blobs"] == amount(0, 0)
    anna.upload(project, "a.txt", TEXT)
    anna.upload(project, "a.txt", TEXT * 2)  # versions count, each
    await with_artifact(api, anna, project)
    assert anna.client.storage.of_project(project) == {
        "project_id": project,
        "name": "Algorithms",
        "files": amount(2, 3 * len(TEXT)),
        "artifacts": amount(1, 7),
        "blobs": amount(3, 3 * len(TEXT) + 7),
    }


async def test_an_organization_is_told_which_of_its_projects_store_most(
    api: Api, anna: Tenant, ben: Tenant
) -> None:
    small, large = anna.project("Small"), anna.project("Large")
    anna.project("Empty")
    anna.upload(small, "a.txt", TEXT)
    anna.upload(large, "a.txt", TEXT * 9)
    await with_artifact(api, anna, small)
    ben.upload(ben.project(), "a.txt", TEXT)
    told = anna.client.storage.of_organization(str(anna.organization_id))
    assert (told["name"], told["files"], told["artifacts"]) == (
        "Anna",
        amount(2, 10 * len(TEXT)),
        amount(1, 7),
    )
    assert [project["name"] for project in told["projects"]] == ["Large", "Small", "Empty"]


async def test_what_an_organization_stores_is_for_those_who_run_it(
    api: Api, anna: Tenant, ben: Tenant
) -> None:
    path = f"/api/organizations/{anna.organization_id}/storage"
    problem(ben.http.get(path), 404, "not-found")
    join(api, ben, anna, "member")
    problem(ben.http.get(path), 403, "forbidden")
    promote(api, ben, anna)
    assert ben.http.get(path).status_code == 200


async def test_administrators_are_told_what_is_stored_in_all(
    api: Api, anna: Tenant, ben: Tenant
) -> None:
    ben.upload(ben.project(), "a.txt", TEXT * 1000)
    await with_artifact(api, ben, ben.project())
    problem(anna.http.get("/api/admin/storage"), 403, "forbidden")
    async with api.world.api.session(anna.id) as session:
        assert (await session.execute(text("SELECT kb.storage_of_organizations()"))).all() == []
    api.world.execute("UPDATE kb.users SET is_admin = true WHERE id = %s", anna.id)
    told = anna.client.storage.of_installation()
    [theirs] = [
        o for o in told["organizations"] if o["organization_id"] == str(ben.organization_id)
    ]
    assert (theirs["files"], theirs["artifacts"]) == (amount(1, 1000 * len(TEXT)), amount(1, 7))
    assert told["blobs"]["bytes"] >= theirs["blobs"]["bytes"]
    assert told["organizations"] == sorted(
        told["organizations"], key=lambda o: o["blobs"]["bytes"], reverse=True
    )
    assert told["database_bytes"] > 1_000_000
    api.world.execute("UPDATE kb.users SET disabled_at = now() WHERE id = %s", anna.id)
    assert anna.http.get("/api/admin/storage").status_code == 401


async def test_administrators_are_told_what_was_collected(api: Api, anna: Tenant) -> None:
    api.world.execute("UPDATE kb.users SET is_admin = true WHERE id = %s", anna.id)
    before = anna.client.storage.of_installation()["collected"]
    store = BlobStore.open(api.world.settings.blob_store_url)
    await store.put(b"words", prefix="readiness", limit=9)
    async with worker_of(api.world) as worker:
        hour = timedelta(hours=-1)  # all is old enough
        await collect_blobs(worker, store, grace=hour, every=timedelta(0))
    told = anna.client.storage.of_installation()
    assert told["collected"] == amount(before["count"] + 1, before["bytes"] + 5)
    assert datetime.now(UTC) - datetime.fromisoformat(told["collected_at"]) < timedelta(minutes=1)


# retention


async def test_an_organization_decides_how_long_its_jobs_are_kept(anna: Tenant) -> None:
    organization = str(anna.organization_id)
    default = {"completed_days": 90, "failed_days": 180, "cancelled_days": 30}
    told = anna.client.storage.retention(organization)
    assert (told["decided"], told["in_force"]) == (dict.fromkeys(default), default)
    told = anna.client.storage.set_retention(organization, completed_days=0, failed_days=365)
    assert told["in_force"] == {"completed_days": 0, "failed_days": 365, "cancelled_days": 30}
    assert anna.client.storage.retention(organization) == told
    told = anna.client.storage.set_retention(organization, cancelled_days=1)
    assert told["in_force"] == {**default, "cancelled_days": 1}


@pytest.mark.parametrize(
    "body", [{"failed_days": -1}, {"failed_days": 36_501}, {"failed": 7}, {"failed_days": "long"}]
)
async def test_days_that_can_not_be_are_refused(anna: Tenant, body: dict[str, Any]) -> None:
    path = f"/api/organizations/{anna.organization_id}/retention"
    problem(anna.http.put(path, json=body), 400, "invalid-input")


async def test_members_may_know_the_rule_and_only_owners_and_admins_set_it(
    api: Api, anna: Tenant, ben: Tenant
) -> None:
    path = f"/api/organizations/{anna.organization_id}/retention"
    for method in ("get", "put"):
        problem(ben.http.request(method, path, json={"failed_days": 1}), 404, "not-found")
    join(api, ben, anna, "member")
    assert ben.http.get(path).status_code == 200
    problem(ben.http.put(path, json={"failed_days": 1}), 403, "forbidden")
    promote(api, ben, anna)
    assert ben.http.put(path, json={"failed_days": 1}).status_code == 200
    assert anna.http.get(path).json()["in_force"]["failed_days"] == 1


# the archive


async def test_the_archive_is_listed_newest_first_page_by_page(api: Api, anna: Tenant) -> None:
    project = anna.project()
    made = [archivable(api, anna, project, days_ago=n) for n in (400, 300, 200)]
    archivable(api, anna, anna.project("Other"))
    await archive(api)
    first = anna.http.get(f"/api/projects/{project}/archive", params={"limit": 2}).json()
    assert [job["id"] for job in first["jobs"]] == [str(made[2]), str(made[1])]
    found = list(anna.client.storage.archive(project, limit=1))
    assert [job["id"] for job in found] == [str(job) for job in reversed(made)]


async def test_the_archive_is_filtered(api: Api, anna: Tenant) -> None:
    project = anna.project()
    failed = archivable(api, anna, project, "failed", days_ago=300)
    other = archivable(api, anna, project, days_ago=200, extractor="concepts")
    await archive(api)

    def found(**wanted: Any) -> list[str]:
        return [job["id"] for job in anna.client.storage.archive(project, **wanted)]

    between = (datetime.now(UTC) - timedelta(days=250)).isoformat()
    assert found(status=["failed"]) == found(created_before=between) == [str(failed)]
    assert found(extractor="concepts") == found(created_after=between) == [str(other)]
    assert found(status=["failed", "completed"]) == [str(other), str(failed)]
    problem(anna.http.get(f"/api/projects/{project}/archive?state=x"), 400, "invalid-input")
    problem(anna.http.get(f"/api/projects/{project}/archive?cursor=x"), 400, "invalid-input")


async def test_an_archived_extraction_is_told_whole(api: Api, anna: Tenant) -> None:
    project = anna.project()
    job = archivable(api, anna, project, items=3, summary='{"message": "3 items"}')
    await archive(api)
    told = anna.client.storage.archived_job(str(job))
    assert (told["status"], told["outcome"]) == ("completed", "3 of 3 items")
    assert (told["summary"], told["project_id"]) == ({"message": "3 items"}, project)


async def test_somebody_elses_archive_is_not_there(api: Api, anna: Tenant, ben: Tenant) -> None:
    project = anna.project()
    job = archivable(api, anna, project)
    await archive(api)
    problem(ben.http.get(f"/api/projects/{project}/archive"), 404, "not-found")
    told = {}
    for one in (job, new_id()):
        detail = problem(ben.http.get(f"/api/archive/{one}"), 404, "not-found")["detail"]
        told[one] = detail.replace(str(one), "")
    assert len(set(told.values())) == 1
    detail = problem(ben.http.get(f"/api/extractions/{job}/status"), 404, "not-found")["detail"]
    assert "archive" not in detail


@pytest.mark.parametrize("what", ["/status", "/items", "/artifacts"])
async def test_an_archived_extraction_says_where_it_is(api: Api, anna: Tenant, what: str) -> None:
    job = archivable(api, anna, anna.project())
    await archive(api)
    told = problem(anna.http.get(f"/api/extractions/{job}{what}"), 404, "not-found")["detail"]
    assert f"/api/archive/{job}" in told
    assert anna.http.get(f"/api/archive/{job}").status_code == 200


# the command line


def test_storage_and_retention_are_shown_and_decided_on_the_command_line(
    api: Api, anna: Tenant
) -> None:
    project = anna.project("Graphs")
    anna.upload(project, "a.txt", TEXT)
    shown = command(api, anna, "show")
    assert "Graphs" in shown
    assert "37 bytes" in shown
    assert json.loads(command(api, anna, "show", "--project", project, "--json"))[
        "files"
    ] == amount(1, len(TEXT))
    assert "180 days  the default" in command(api, anna, "retention")
    told = command(api, anna, "retention", "--failed", "365", "--completed", "0")
    assert "365 days  the organization" in told
    assert "for ever  the organization" in told
    told = command(api, anna, "retention", "--failed", "default", "--json")
    assert json.loads(told)["decided"] == {
        "completed_days": 0,
        "failed_days": None,
        "cancelled_days": None,
    }


async def test_the_archive_is_listed_on_the_command_line(api: Api, anna: Tenant) -> None:
    project = anna.project()
    assert "Nothing is archived." in command(api, anna, "archive", project)
    job = archivable(api, anna, project, items=2)
    await archive(api)
    assert str(job) in command(api, anna, "archive", project)
    [listed] = json.loads(command(api, anna, "archive", project, "--status", "completed", "--json"))
    assert listed["outcome"] == "2 of 2 items"
    assert json.loads(command(api, anna, "archive", project, "--status", "failed", "--json")) == []


def command(api: Api, tenant: Tenant, *arguments: str) -> str:
    """What `educe storage …` prints."""
    env = {"EDUCE_URL": api.url, "EDUCE_TOKEN": tenant.token, "COLUMNS": "200"}
    done = CliRunner().invoke(app, ["storage", *arguments], env=env)
    assert done.exit_code == 0, done.output
    return done.output


def amount(count: int, size: int) -> dict[str, int]:
    return {"count": count, "bytes": size}


def archivable(
    api: Api,
    tenant: Tenant,
    project: str,
    status: str = "completed",
    *,
    days_ago: int = 200,
    **values: Any,
) -> UUID:
    person = Person(tenant.id, tenant.organization_id, UUID(project))
    return ended_job(api.world, person, status, days_ago=days_ago, **values)


async def archive(api: Api) -> None:
    store = BlobStore.open(api.world.settings.blob_store_url)
    async with worker_of(api.world) as worker:
        await archive_expired(worker, store, Keep(), pause=0)


async def with_artifact(api: Api, tenant: Tenant, project: str) -> None:
    person = Person(tenant.id, tenant.organization_id, UUID(project))
    store = BlobStore.open(api.world.settings.blob_store_url)
    await add_artifact(api.world, person, ended_job(api.world, person), store)


def join(api: Api, who: Tenant, whose: Tenant, role: str) -> None:
    api.world.execute(
        "INSERT INTO kb.members VALUES (%s, %s, %s)", whose.organization_id, who.id, role
    )


def promote(api: Api, who: Tenant, whose: Tenant) -> None:
    api.world.execute(
        "UPDATE kb.members SET role = 'admin' WHERE organization_id = %s AND user_id = %s",
        whose.organization_id,
        who.id,
    )
