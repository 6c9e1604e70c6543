"""One's projects at a glance."""

import pytest

from educe.ids import new_id
from tests.api.conftest import Api, Tenant
from tests.support.ended import ended_job
from tests.support.world import Person

pytestmark = pytest.mark.slow

WORDS = b"A graph is a set of nodes and edges.\n"


def made(tenant: Tenant, api: Api) -> str:
    """A project with something of everything in it."""
    project = tenant.project("Algorithms and more")
    for name in ("a.txt", "b.txt", "a.txt"):
        tenant.upload(project, name, WORDS)
    api.world.execute("INSERT INTO kb.graphs (project_id, version) VALUES (%s, 7)", project)
    api.world.execute(
        "INSERT INTO kb.objects (id, project_id, type, key, name, extractor, mention_count,"
        " file_count) VALUES (%s, %s, 'concept', 'graph', 'Graph', 'concepts', 1, 1)",
        new_id(),
        project,
    )
    person = Person(tenant.id, tenant.organization_id, project)  # type: ignore[arg-type]
    ended_job(api.world, person, days_ago=1)
    tenant.submit(project, succeed=1)
    return project


async def test_it_shows_what_is_in_each_project_and_what_goes_on(api: Api, anna: Tenant) -> None:
    empty, full = anna.project("Empty"), made(anna, api)
    told, none = anna.http.get("/api/overview").json()["projects"]
    assert (told["id"], none["id"]) == (full, empty)
    assert (told["files"], told["objects"], told["graph_version"]) == (2, 1, 7)
    assert (told["waiting"], told["running"]) == (1, 0)
    assert told["last_job"]["status"] == "pending"
    assert told["last_job"]["project_name"] == "Algorithms and more"
    assert (none["files"], none["objects"], none["graph_version"]) == (0, 0, 0)
    assert (none["waiting"], none["last_job"]) == (0, None)


async def test_it_is_searched_and_paged(anna: Tenant, ben: Tenant) -> None:
    first, second = anna.project("Logic"), anna.project("More logic")
    course = anna.client.create_course("Logic for all")["id"]
    ben.project("Logic")

    def found(**asked: str | int) -> list[str]:
        answer = anna.http.get("/api/overview", params=asked).json()
        return [project["id"] for project in answer["projects"]]

    assert found(search="LOGIC") == [course, second, first]
    assert found(search="100%") == []
    assert found(kind="course") == [course]
    page = anna.http.get("/api/overview?limit=2").json()
    assert found(limit=2, cursor=page["next"]) == [first]
    assert anna.http.get("/api/overview?limit=3").json()["next"] is None
