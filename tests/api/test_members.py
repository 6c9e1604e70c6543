"""Plain members: they make projects, see those that list them, and let others see their own."""

from uuid import UUID

import pytest
from sqlalchemy import text

from educe.ids import new_id
from tests.api.conftest import Api, Tenant, problem

pytestmark = pytest.mark.slow


def member(api: Api, of: Tenant, name: str = "Mia", role: str = "member") -> Tenant:
    """Somebody who is in this tenant's organization, and in no other."""
    return api.member(of.organization_id, name, role=role)


@pytest.fixture
def mia(api: Api, anna: Tenant) -> Tenant:
    return member(api, anna)


@pytest.fixture
def max_(api: Api, anna: Tenant) -> Tenant:
    return member(api, anna, "Max")


def seen(tenant: Tenant) -> set[str]:
    return {project["id"] for project in tenant.client.projects()}


def names(tenant: Tenant, project_id: str) -> dict[str, tuple[str | None, bool, bool]]:
    """Who sees the project: role, listed, creator."""
    found = tenant.client.users.of_project(project_id)["members"]
    return {each["name"]: (each["role"], each["listed"], each["creator"]) for each in found}


async def test_a_plain_member_makes_a_project_and_works_in_it(
    api: Api, anna: Tenant, mia: Tenant, max_: Tenant
) -> None:
    project = mia.project("Mia's")
    file = mia.upload(project, "a.txt", b"A cell is the smallest unit of life.")["id"]
    job = mia.submit(project, succeed=1)
    assert mia.client.job(job)["status"] == "pending"
    course = mia.client.create_course("Logic")["id"]
    assert seen(mia) == {project, course}
    assert seen(anna) == {project, course}  # owns the organization
    assert seen(member(api, anna, "Amy", role="admin")) == {project, course}
    assert seen(max_) == set()
    problem(max_.http.get(f"/api/files/{file}"), 404, "not-found")
    problem(max_.http.get(f"/api/extractions/{job}"), 404, "not-found")
    assert mia.http.delete(f"/api/courses/{course}").status_code == 204


async def test_a_project_sent_twice_is_made_once_for_a_plain_member_too(mia: Tenant) -> None:
    key = {"Idempotency-Key": str(new_id())}
    made = {
        mia.http.post("/api/projects", json={"name": "N"}, headers=key).json()["id"]
        for _ in range(2)
    }
    assert seen(mia) == made


async def test_a_plain_member_sees_only_projects_that_list_them(anna: Tenant, mia: Tenant) -> None:
    hidden, shown = anna.project("Hidden"), anna.project("Shown")
    anna.client.users.share_project(shown, f"{mia.id}@EXAMPLE.org")
    assert seen(mia) == {shown}
    assert seen(anna) == {hidden, shown}
    assert names(mia, shown) == {"Anna": ("owner", True, True), "Mia": ("member", True, False)}
    assert mia.client.users.of_project(shown)["may_change"] is False


async def test_who_made_a_project_lets_others_of_the_organization_see_it(
    anna: Tenant, mia: Tenant, max_: Tenant
) -> None:
    project = mia.project()
    assert mia.client.users.of_project(project)["may_change"] is True
    shared = mia.client.users.share_project(project, str(max_.id))
    assert [each["name"] for each in shared["members"]] == ["Anna", "Max", "Mia"]
    assert names(max_, project)["Anna"] == ("owner", False, False)
    assert seen(max_) == {project}
    mia.client.users.share_project(project, str(max_.id))  # twice is once
    mia.client.users.unshare_project(project, str(max_.id))
    assert seen(max_) == set()
    path = f"/api/projects/{project}/members/{max_.id}"
    problem(mia.http.delete(path), 404, "not-found")


async def test_a_listed_member_decides_about_nobody(
    anna: Tenant, mia: Tenant, max_: Tenant
) -> None:
    project = anna.project()
    anna.client.users.share_project(project, str(mia.id))
    path = f"/api/projects/{project}/members"
    problem(mia.http.put(f"{path}/{max_.id}"), 403, "forbidden")
    problem(mia.http.delete(f"{path}/{mia.id}"), 403, "forbidden")
    problem(max_.http.get(path), 404, "not-found")
    problem(max_.http.put(f"{path}/{max_.id}"), 404, "not-found")


async def test_who_was_let_into_a_project_renames_it_but_does_not_delete_it(
    api: Api, anna: Tenant, ben: Tenant, mia: Tenant, max_: Tenant
) -> None:
    project = mia.project()
    mia.client.users.share_project(project, str(max_.id))
    address = f"/api/projects/{project}"
    assert max_.http.patch(address, json={"name": "N"}).json()["name"] == "N"
    told = problem(max_.http.delete(address), 403, "forbidden")["detail"]
    assert told.endswith("Ask one of them: Anna, Mia.")
    problem(ben.http.delete(address), 404, "not-found")
    assert seen(mia) == {project}
    assert mia.http.delete(address).status_code == 204


async def test_who_was_let_into_a_course_does_not_delete_it_and_an_admin_does(
    api: Api, anna: Tenant, mia: Tenant
) -> None:
    course = anna.client.create_course("Logic")["id"]
    anna.client.users.share_project(course, str(mia.id))
    problem(mia.http.delete(f"/api/courses/{course}"), 403, "forbidden")
    amy = member(api, anna, "Amy", role="admin")
    assert amy.http.delete(f"/api/courses/{course}").status_code == 204
    assert seen(mia) == set()


async def test_the_database_itself_keeps_a_project_from_who_was_let_in(
    api: Api, anna: Tenant, mia: Tenant
) -> None:
    project = anna.project()
    anna.client.users.share_project(project, str(mia.id))
    for who, left in ((mia, 1), (anna, 0)):
        async with api.world.api.session(who.id) as session:
            await session.execute(text("DELETE FROM kb.projects"))
        found = api.world.rows("SELECT FROM kb.projects WHERE id = %s", project)
        assert len(found) == left


async def test_who_made_a_project_and_was_taken_off_it_does_not_come_back_alone(
    anna: Tenant, mia: Tenant
) -> None:
    project = mia.project()
    anna.client.users.unshare_project(project, str(mia.id))
    assert seen(mia) == set()
    problem(mia.http.put(f"/api/projects/{project}/members/{mia.id}"), 404, "not-found")


async def test_nobody_outside_the_organization_is_let_in_or_found(
    anna: Tenant, ben: Tenant
) -> None:
    path = f"/api/projects/{anna.project()}/members"
    for who in (str(ben.id), f"{ben.id}@example.org", "nobody@example.org", "%", str(new_id())):
        told = problem(anna.http.put(f"{path}/{who.replace('%', '%25')}"), 404, "not-found")
        assert "Ben" not in told["detail"]


async def test_an_organizations_members_are_listed_to_those_who_manage_it(
    api: Api, anna: Tenant, ben: Tenant, mia: Tenant
) -> None:
    listed = anna.client.users.members(str(anna.organization_id))
    assert [(each["name"], each["role"]) for each in listed] == [
        ("Anna", "owner"),
        ("Mia", "member"),
    ]
    path = f"/api/organizations/{anna.organization_id}/members"
    problem(mia.http.get(path), 403, "forbidden")
    problem(ben.http.get(path), 404, "not-found")
    api.world.execute("UPDATE kb.users SET disabled_at = now() WHERE id = %s", mia.id)
    assert anna.http.get(path).json()["members"][1]["disabled"] is True


async def test_a_project_goes_to_the_organization_that_one_manages_first(
    api: Api, anna: Tenant, ben: Tenant
) -> None:
    api.world.execute(
        "INSERT INTO kb.members (organization_id, user_id, role, created_at)"
        " VALUES (%s, %s, 'member', '2001-01-01')",
        anna.organization_id,
        ben.id,
    )
    by_default = ben.http.post("/api/projects", json={"name": "N"}).json()
    assert UUID(by_default["organization_id"]) == ben.organization_id
    body = {"name": "N", "organization_id": str(anna.organization_id)}
    named = ben.http.post("/api/projects", json=body).json()
    assert UUID(named["organization_id"]) == anna.organization_id


async def test_a_guest_sees_who_else_sees_the_project(api: Api, anna: Tenant, ben: Tenant) -> None:
    project = anna.project()
    api.world.execute("INSERT INTO kb.project_members VALUES (%s, %s)", project, ben.id)
    assert names(ben, project) == {"Anna": ("owner", True, True), "Ben": (None, True, False)}
