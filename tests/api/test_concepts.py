"""Concepts: found by words, listed as a table, told one by one."""

from typing import Any

import pytest

from tests.api.conftest import problem
from tests.support.api import Api, Tenant
from tests.support.drawing import Drawing

pytestmark = pytest.mark.slow


@pytest.fixture
def drawing(api: Api, anna: Tenant) -> Drawing:
    return Drawing(api.world, anna.project())


def found(anna: Tenant, drawing: Drawing, **wanted: Any) -> list[str]:
    return [concept["name"] for concept in page(anna, drawing, **wanted)["concepts"]]


def page(anna: Tenant, drawing: Drawing, **wanted: Any) -> dict[str, Any]:
    address = f"/api/projects/{drawing.project_id}/concepts"
    answer = anna.http.get(address, params=wanted)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def all_pages(anna: Tenant, drawing: Drawing, **wanted: Any) -> list[str]:
    names: list[str] = []
    cursor = None
    while True:
        part = page(anna, drawing, **wanted, **({"cursor": cursor} if cursor else {}))
        names += [concept["name"] for concept in part["concepts"]]
        cursor = part["next"]
        if cursor is None:
            return names


async def test_the_best_fit_comes_first_then_the_more_central(
    anna: Tenant, drawing: Drawing
) -> None:
    drawing.concept("forest", 0.9, definition="a set of trees")
    drawing.concept("arborescence", 0.8, aliases=["directed tree"])
    drawing.concept("quadtrees", 0.95)
    drawing.concept("binary tree", 0.7)
    drawing.concept("red treehouse", 0.6)
    drawing.concept("Treap", 1.0)
    drawing.concept("tree rotation", 0.3)
    drawing.concept("treebank", 0.2)
    drawing.concept("tree", 0.1)
    drawing.concept("graph", 1.0)
    ways = [(c["name"], c["match"]) for c in page(anna, drawing, search="Trees")["concepts"]]
    assert ways == [
        ("tree", "exact"),
        ("tree rotation", "prefix"),
        ("treebank", "prefix"),
        ("binary tree", "word"),
        ("red treehouse", "word"),
        ("quadtrees", "inside"),
        ("arborescence", "alias"),
        ("forest", "definition"),
    ]


@pytest.mark.parametrize(
    ("search", "name"),
    [
        ("hash-tables", "hash table"),
        ("HASH  TABLE", "hash table"),
        ("vertices", "vertex"),
        ("poincaré", "Poincare map"),
        ("poincare", "Poincaré map"),
        ("dijkstra’s algorithm", "Dijkstra algorithm"),
        ("straße", "Strasse"),
        ("ﬁnite", "finite automaton"),
        ("table hash", "hash table"),
        ("ψυχή", "ΨΥΧΉ"),
        ("🌳", "🌳"),
        ("100%", "100% rule"),
        ("c++", "C++ template"),
    ],
)
async def test_ways_to_write_a_name_find_it(
    anna: Tenant, drawing: Drawing, search: str, name: str
) -> None:
    drawing.concepts([(name, 0.5, {}), ("anything else", 0.9, {})])
    assert found(anna, drawing, search=search) == [name]


@pytest.mark.parametrize("search", ["%", "_", "a%", "\\", "'; --", "(", "%%%%", "\u202e"])
async def test_signs_of_patterns_stand_for_themselves(
    anna: Tenant, drawing: Drawing, search: str
) -> None:
    drawing.concept("hash table", aliases=["map"], definition="a table")
    assert page(anna, drawing, search=search) == {"concepts": [], "total": 0, "next": None}


async def test_one_letter_finds_beginnings_of_words(anna: Tenant, drawing: Drawing) -> None:
    drawing.concepts([("tree", 0.5, {}), ("binary tree", 0.6, {}), ("set", 0.9, {})])
    drawing.concept("digraph", 0.1, aliases=["T-graph"])
    assert found(anna, drawing, search="t") == ["tree", "binary tree", "digraph"]


@pytest.mark.parametrize("search", ["a\x00b", "x" * 10_000])
async def test_what_is_no_search_is_refused(anna: Tenant, drawing: Drawing, search: str) -> None:
    address = f"/api/projects/{drawing.project_id}/concepts"
    problem(anna.http.get(address, params={"search": search}), 400, "invalid-input")


async def test_a_type_that_can_not_be_stored_is_refused(anna: Tenant, drawing: Drawing) -> None:
    address = f"/api/projects/{drawing.project_id}/concepts"
    problem(anna.http.get(address, params={"type": "a\x00b"}), 400, "invalid-input")


@pytest.mark.parametrize(
    ("sort", "descending"),
    [(s, d) for s in ("centrality", "name", "mentions", "files") for d in (None, True, False)],
)
async def test_a_table_is_paged_in_its_order_and_nothing_comes_twice(
    anna: Tenant, drawing: Drawing, sort: str, descending: bool | None
) -> None:
    rows = [
        (f"{name}", n % 3 / 10, {"mentions": n % 2, "files": n % 4})
        for n, name in enumerate(["b", "Á", "ab~c", "z\tz", "é", "aa", "Ω", "B 2", "x" * 400])
    ]
    drawing.concepts(rows)
    wanted = {"sort": sort} | ({} if descending is None else {"descending": descending})
    whole = page(anna, drawing, **wanted)
    assert whole["total"] == len(rows)
    names = [concept["name"] for concept in whole["concepts"]]
    assert all_pages(anna, drawing, limit=2, **wanted) == names
    field = {"mentions": "mention_count", "files": "file_count"}.get(sort, sort)
    if field != "name":
        values = [concept[field] for concept in whole["concepts"]]
        assert values == sorted(values, reverse=descending is not False)
    elif not descending:
        assert names == ["Á", "aa", "ab~c", "b", "B 2", "é", "x" * 400, "z\tz", "Ω"]


async def test_a_search_is_paged_as_it_is_ranked(anna: Tenant, drawing: Drawing) -> None:
    drawing.concepts([(f"tree {n}", n % 4 / 10, {}) for n in range(9)])
    drawing.concepts([(f"red tree {n}", n % 4 / 10, {}) for n in range(9)])
    whole = page(anna, drawing, search="tree")
    names = [concept["name"] for concept in whole["concepts"]]
    assert whole["total"] == 18
    assert all(name.startswith("tree") for name in names[:9])
    assert all_pages(anna, drawing, search="tree", limit=4) == names
    by_name = all_pages(anna, drawing, search="tree", sort="name", descending=True, limit=4)
    assert by_name == sorted(names, reverse=True)


async def test_a_table_is_filtered(api: Api, anna: Tenant, drawing: Drawing) -> None:
    file = anna.upload(str(drawing.project_id), "a.txt", b"Words.")["id"]
    one = drawing.concept("one", community=1)
    drawing.concept("two", community=2, type="Person")
    drawing.concept("three", community=2)
    drawing.evidence(file, 0, object_id=one)
    assert found(anna, drawing, file_id=file) == ["one"]
    assert sorted(found(anna, drawing, community=[1, 2])) == ["one", "three", "two"]
    assert found(anna, drawing, community=2, type="Person") == ["two"]
    assert sorted(found(anna, drawing, search="t", community=2)) == ["three", "two"]
    assert found(anna, drawing, search="t", type=["Person", "Place"]) == ["two"]
    assert page(anna, drawing, type="Nothing")["total"] == 0


async def test_a_cursor_of_elsewhere_is_refused(anna: Tenant, drawing: Drawing) -> None:
    drawing.concepts([(f"c{n}", 0.5, {}) for n in range(3)])
    cursor = page(anna, drawing, limit=1)["next"]
    address = f"/api/projects/{drawing.project_id}/concepts"
    for wrong in ({"cursor": "abc"}, {"cursor": cursor, "sort": "name"}, {"cursor": "~" * 50}):
        problem(anna.http.get(address, params=wrong), 400, "invalid-input")


async def test_a_concept_is_told_with_its_relations(anna: Tenant, drawing: Drawing) -> None:
    tree = drawing.concept("tree", 0.9, community=4, aliases=["trees"], definition="a graph")
    others = drawing.concepts([(f"kind {n}", n / 100, {}) for n in range(60)])
    drawing.relations([(other, tree, 0.5, "IS_A") for other in others])
    root = drawing.concept("root", 0.2)
    has = drawing.relation(tree, root, 0.9, "HAS_PART")
    file = anna.upload(str(drawing.project_id), "a.txt", b"Words.")["id"]
    drawing.evidence(file, 0, relationship_id=has)
    drawing.evidence(file, 0, object_id=tree)
    drawing.evidence(file, 0, object_id=tree, definition=True)

    told = anna.http.get(f"/api/concepts/{tree}").json()
    assert (told["name"], told["community"], told["degree"]) == ("tree", 4, 61)
    assert (told["aliases"], told["definition"]) == (["trees"], "a graph")
    assert told["project_id"] == drawing.project_id
    assert told["evidence_count"] == 1  # a sentence once
    assert told["relation_counts"] == [
        {"type": "IS_A", "direction": "in", "count": 60},
        {"type": "HAS_PART", "direction": "out", "count": 1},
    ]
    first = told["relations"][0]
    assert (first["id"], first["direction"], first["evidence_count"]) == (str(has), "out", 1)
    assert (first["other"]["name"], first["other"]["degree"]) == ("root", 1)
    assert told["relations"][1]["other"]["name"] == "kind 59"

    rest = anna.http.get(
        f"/api/concepts/{tree}/relations", params={"cursor": told["relations_next"], "limit": 200}
    ).json()
    assert (rest["total"], rest["next"]) == (61, None)
    ids = [relation["id"] for relation in told["relations"] + rest["relations"]]
    assert len(set(ids)) == 61
    only = anna.http.get(f"/api/concepts/{tree}/relations?direction=in&type=IS_A&limit=7").json()
    assert (only["total"], len(only["relations"])) == (60, 7)
    assert anna.http.get(f"/api/concepts/{tree}/relations?type=NO").json()["total"] == 0


async def test_a_relationship_is_told_with_its_ends(anna: Tenant, drawing: Drawing) -> None:
    tree, graph = drawing.concept("tree"), drawing.concept("graph")
    edge = drawing.relation(tree, graph, 0.75)
    told = anna.http.get(f"/api/relationships/{edge}").json()
    assert (told["source"]["name"], told["type"], told["target"]["name"]) == (
        "tree",
        "IS_A",
        "graph",
    )
    assert (told["confidence"], told["evidence_count"]) == (0.75, 0)


async def test_a_table_can_be_taken_away(anna: Tenant, drawing: Drawing) -> None:
    drawing.concepts([("=1+1", 0.9, {}), ("tree", 0.5, {})])
    answer = anna.http.get(f"/api/projects/{drawing.project_id}/concepts.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    lines = answer.text.splitlines()
    assert [line.split(",")[0] for line in lines] == ["name", "'=1+1", "tree"]
