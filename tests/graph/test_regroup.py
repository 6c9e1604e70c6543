"""Communities and folded names, as they are stored when a graph is derived."""

from uuid import UUID

import psycopg
import pytest
from tests.support.world import Person, World

from educe.documents.model import Span
from educe.graph.derived import (
    DerivedEvidence,
    DerivedGraph,
    DerivedObject,
    DerivedRelationship,
)
from educe.graph.store import GraphStore
from educe.ids import new_id

pytestmark = pytest.mark.slow

TEXT = "A Poincaré tree is a graph."


def thing(key: str, file_id: UUID, **more: str) -> DerivedObject:
    definition = DerivedEvidence(str(file_id), Span(0, 27), Span(19, 26)) if more else None
    name = more.get("name", key)
    return DerivedObject(
        f"concept:{key}", name, "Concept", ("A-tree",), definition, 1, 0.5, 1, 1, ()
    )


def graph(file_id: UUID, *groups: str) -> DerivedGraph:
    """Objects named by letters; those of one group are all related to each other."""
    objects = [thing(letter, file_id) for letter in sorted(set("".join(groups)))]
    edges = [
        DerivedRelationship(f"concept:{a}", f"concept:{b}", "IS_A", 0.5, 1, ())
        for group in groups
        for a in group
        for b in group
        if a < b
    ]
    return DerivedGraph(tuple(objects), tuple(edges), ())


@pytest.fixture
def person(world: World) -> Person:
    return world.person()


@pytest.fixture
def file_id(world: World, person: Person) -> UUID:
    document, file = new_id(), new_id()
    world.execute(
        "INSERT INTO kb.documents (id, project_id, name) VALUES (%s, %s, 'a.txt')",
        document,
        person.project_id,
    )
    world.execute(
        "INSERT INTO kb.files (id, project_id, document_id, version, name, size, sha256,"
        " media_type, blob_name) VALUES (%s, %s, %s, 1, 'a.txt', 1, repeat('0', 64), 'text/plain',"
        " %s)",
        file,
        person.project_id,
        document,
        str(file),
    )
    world.execute(
        "INSERT INTO kb.file_texts (file_id, project_id, text, body) VALUES (%s, %s, %s, '{}')",
        file,
        person.project_id,
        TEXT,
    )
    return file


async def store(
    world: World, person: Person, derived: DerivedGraph, extractor: str = "concepts"
) -> dict[str, int | None]:
    """Stores it as a worker does; returns each name's community."""
    connection = await psycopg.AsyncConnection.connect(world.database.worker_url)
    async with connection:
        await connection.execute(
            "SELECT set_config('educe.project_id', %s, false)", [str(person.project_id)]
        )
        kept = GraphStore(connection, person.project_id, extractor, new_id())
        await kept.lock()
        await kept.replace(derived)
    rows = world.rows(
        "SELECT name, community FROM kb.objects WHERE project_id = %s", person.project_id
    )
    return {row["name"]: row["community"] for row in rows}


async def test_who_relate_have_a_community_and_who_do_not_have_none(
    world: World, person: Person, file_id: UUID
) -> None:
    found = await store(world, person, graph(file_id, "abcde", "xyz", "q"))
    assert {found[name] for name in "abcde"} == {0}
    assert {found[name] for name in "xyz"} == {1}
    assert found["q"] is None


async def test_a_community_keeps_its_number_when_another_outgrows_it(
    world: World, person: Person, file_id: UUID
) -> None:
    await store(world, person, graph(file_id, "abcde", "xyz"))
    found = await store(world, person, graph(file_id, "abcde", "xyzwuvtsr", "kl"))
    assert {found[name] for name in "abcde"} == {0}
    assert {found[name] for name in "xyzwuvtsr"} == {1}
    assert {found[name] for name in "kl"} == {2}
    found = await store(world, person, graph(file_id, "xyzwuvtsr", "a"))
    assert (found["x"], found["a"]) == (1, None)


async def test_extractors_share_a_projects_communities(
    world: World, person: Person, file_id: UUID
) -> None:
    await store(world, person, graph(file_id, "abc"))
    found = await store(world, person, graph(file_id, "xyz"), "others")
    assert (found["a"], found["x"]) == (0, 1)


async def test_what_a_search_compares_is_stored(
    world: World, person: Person, file_id: UUID
) -> None:
    tree = thing("poincare tree", file_id, name="Poincaré Tree")
    for derived in (DerivedGraph((tree,), (), ()), DerivedGraph((tree,), (), ())):
        await store(world, person, derived)
        [row] = world.rows("SELECT * FROM kb.objects WHERE project_id = %s", person.project_id)
        assert row["folded_name"] == "poincare tree"
        assert row["folded_text"] == "|poincare tree|a tree|\na graph"
