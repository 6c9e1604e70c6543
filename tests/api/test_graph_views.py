"""What the graph's screen draws: what is around concepts, ways between them, the whole, light."""

import json
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from educe.graph import overview
from educe.ids import new_id
from tests.api.conftest import problem
from tests.support.api import Api, Tenant
from tests.support.drawing import Drawing

pytestmark = pytest.mark.slow


@pytest.fixture
def drawing(api: Api, anna: Tenant) -> Drawing:
    return Drawing(api.world, anna.project())


def names(told: dict[str, Any]) -> list[str]:
    return [node["name"] for node in told["nodes"]]


def chain(drawing: Drawing, *given: str) -> list[UUID]:
    """Each concept related to the next, the later ones less central."""
    ids = drawing.concepts([(name, 1 - n / 100, {}) for n, name in enumerate(given)])
    drawing.relations([(a, b, 0.5, "IS_A") for a, b in pairwise(ids)])
    return ids


# what is around


async def test_what_is_around_a_concept_is_bounded_and_says_what_is_hidden(
    anna: Tenant, drawing: Drawing
) -> None:
    hub = drawing.concept("hub", 0.5)
    rim = drawing.concepts([(f"rim {n}", n / 100, {"community": n % 3}) for n in range(20)])
    drawing.relations([(hub, each, 0.5, "IS_A") for each in rim])
    drawing.relation(rim[19], rim[18], kind="PART_OF")
    far = drawing.concept("far", 1.0)
    drawing.relation(far, rim[0])

    told = anna.http.get(f"/api/concepts/{hub}/neighbourhood?limit=5").json()
    assert names(told) == ["hub", "rim 19", "rim 18", "rim 17", "rim 16", "rim 15"]
    assert (told["version"], told["hidden_nodes"], told["hidden_is_a_floor"]) == (7, 15, False)
    assert len(told["edges"]) == 6
    center, first = told["nodes"][:2]
    assert (center["hop"], center["degree"], center["hidden"]) == (0, 20, 15)
    assert (first["hop"], first["degree"], first["hidden"], first["community"]) == (1, 2, 0, 1)

    two = anna.http.get(f"/api/concepts/{hub}/neighbourhood?hops=2&limit=100").json()
    assert (names(two)[-1], two["nodes"][-1]["hop"], two["hidden_nodes"]) == ("far", 2, 0)
    part = anna.http.get(f"/api/concepts/{hub}/neighbourhood?relation_type=PART_OF").json()
    assert (names(part), part["edges"], part["nodes"][0]["hidden"]) == (["hub"], [], 20)


async def test_nearer_concepts_come_before_more_central_ones(
    anna: Tenant, drawing: Drawing
) -> None:
    a, b, c = drawing.concepts([("a", 0.1, {}), ("b", 0.2, {}), ("c", 0.9, {})])
    drawing.relations([(a, b, 0.5, "IS_A"), (b, c, 0.5, "IS_A")])
    told = anna.http.get(f"/api/concepts/{a}/neighbourhood?hops=3&limit=1").json()
    assert (names(told), told["hidden_nodes"]) == (["a", "b"], 1)


async def test_as_central_ones_come_in_the_order_of_how_surely_they_relate(
    anna: Tenant, drawing: Drawing
) -> None:
    a, b, c = drawing.concepts([("a", 0.5, {}), ("b", 0.5, {}), ("c", 0.5, {})])
    drawing.relations([(a, b, 0.5, "IS_A"), (c, a, 0.9, "IS_A")])
    told = anna.http.get(f"/api/concepts/{a}/neighbourhood?limit=1").json()
    assert names(told) == ["a", "c"]


async def test_what_is_shown_already_stays_and_is_related_to_what_comes(
    anna: Tenant, drawing: Drawing
) -> None:
    a, b, c, d = chain(drawing, "a", "b", "c", "d")
    drawing.relation(a, d)
    address = f"/api/projects/{drawing.project_id}/graph/neighbourhood"
    body = {"centers": [str(c)], "keep": [str(a), str(new_id())], "limit": 5}
    told = anna.http.post(address, json=body).json()
    hops = {node["name"]: node["hop"] for node in told["nodes"]}
    assert hops == {"c": 0, "b": 1, "d": 1, "a": None}
    assert len(told["edges"]) == 4
    assert all(node["hidden"] == 0 for node in told["nodes"])
    still = anna.http.post(address, json={"centers": [str(b), str(c)], "hops": 0}).json()
    assert (names(still), len(still["edges"])) == (["b", "c"], 1)


async def test_concepts_of_elsewhere_are_around_nothing(
    api: Api, anna: Tenant, drawing: Drawing
) -> None:
    other = Drawing(api.world, anna.project()).concept("other")
    mine = drawing.concept("mine")
    address = f"/api/projects/{drawing.project_id}/graph/neighbourhood"
    problem(anna.http.post(address, json={"centers": [str(other)]}), 404, "not-found")
    body = {"centers": [str(mine)], "keep": [str(other)]}
    assert names(anna.http.post(address, json=body).json()) == ["mine"]
    for wrong in ({"centers": []}, {"centers": [str(mine)], "hops": 4}, {"centers": ["x"]}):
        problem(anna.http.post(address, json=wrong), 400, "invalid-input")


# ways


def ways(anna: Tenant, drawing: Drawing, one: UUID, other: UUID, **more: Any) -> dict[str, Any]:
    answer = anna.http.get(
        f"/api/projects/{drawing.project_id}/graph/paths",
        params={"from": str(one), "to": str(other), **more},
    )
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    known = {node["id"]: node["name"] for node in told["nodes"]}
    told["ways"] = ["".join(known[id_] for id_ in path["nodes"]) for path in told["paths"]]
    return told


async def test_the_shortest_ways_come_the_surest_first(anna: Tenant, drawing: Drawing) -> None:
    a, b, c, d, z = drawing.concepts([(name, 0.5, {}) for name in "abcdz"])
    drawing.relations([(a, b, 0.5, "IS_A"), (z, b, 0.5, "IS_A")])
    drawing.relations([(a, c, 0.9, "IS_A"), (c, z, 0.9, "IS_A"), (a, c, 0.2, "PART_OF")])
    drawing.relations([(d, a, 0.7, "IS_A"), (d, z, 0.8, "IS_A")])
    drawing.relations([(b, c, 1.0, "IS_A")])
    told = ways(anna, drawing, a, z)
    assert (told["hops"], told["ways"]) == (2, ["acz", "adz", "abz"])
    assert [path["confidence"] for path in told["paths"]] == pytest.approx([0.81, 0.56, 0.25])
    assert all(len(path["edges"]) == 2 for path in told["paths"])
    ends = {edge["id"]: {edge["source"], edge["target"]} for edge in told["edges"]}
    for path in told["paths"]:
        for n, edge in enumerate(path["edges"]):
            assert ends[edge] == set(path["nodes"][n : n + 2])
    assert ways(anna, drawing, a, z, most=1)["ways"] == ["acz"]
    assert ways(anna, drawing, z, a)["ways"] == ["zca", "zda", "zba"]


async def test_six_hops_are_found_and_seven_are_no_path(anna: Tenant, drawing: Drawing) -> None:
    ids = chain(drawing, *"abcdefgh")
    assert ways(anna, drawing, ids[0], ids[6])["ways"] == ["abcdefg"]
    told = ways(anna, drawing, ids[0], ids[7])
    assert (told["hops"], told["paths"], told["gave_up"], told["max_hops"]) == (None, [], False, 6)


async def test_what_is_not_related_has_no_path_and_the_same_is_at_hand(
    anna: Tenant, drawing: Drawing
) -> None:
    a, b = drawing.concepts([("a", 0.5, {}), ("b", 0.5, {})])
    assert ways(anna, drawing, a, b)["hops"] is None
    told = ways(anna, drawing, a, a)
    assert (told["hops"], told["ways"], told["paths"][0]["confidence"]) == (0, ["a"], 1)
    address = f"/api/projects/{drawing.project_id}/graph/paths?from={a}&to={new_id()}"
    problem(anna.http.get(address), 404, "not-found")
    problem(anna.http.get(address.partition("&")[0]), 400, "invalid-input")


async def test_ways_through_a_wide_middle_are_all_considered(
    anna: Tenant, drawing: Drawing
) -> None:
    start, end = drawing.concepts([("s", 0.5, {}), ("e", 0.5, {})])
    rings = [drawing.concepts([(f"{ring}{n}", 0.5, {}) for n in range(12)]) for ring in "xyz"]
    drawing.relations([(start, each, 0.5, "IS_A") for each in rings[0]])
    drawing.relations([(each, end, 0.5, "IS_A") for each in rings[2]])
    for one, other in pairwise(rings):
        drawing.relations([(a, b, 0.5, "IS_A") for a in one for b in other])
    drawing.relations([(rings[0][7], rings[1][8], 0.9, "A"), (rings[1][8], rings[2][9], 0.9, "A")])
    told = ways(anna, drawing, start, end, most=10)
    assert (told["hops"], told["ways"][0], len(set(told["ways"]))) == (4, "sx7y8z9e", 10)


# the whole


async def test_the_whole_graph_comes_in_columns(anna: Tenant, drawing: Drawing) -> None:
    a, b = drawing.concepts([("a", 0.9, {"community": 1}), ("b", 0.5, {"type": "Person"})])
    c = drawing.concept("c", 0.1, community=1)
    drawing.relations([(b, a, 0.4, "IS_A"), (a, c, 0.9, "HAS"), (a, b, 0.8, "HAS")])
    address = f"/api/projects/{drawing.project_id}/graph/overview"
    told = anna.http.get(address).json()
    assert told["nodes"] == {
        "id": [str(a), str(b), str(c)],
        "name": ["a", "b", "c"],
        "type": [0, 1, 0],
        "centrality": pytest.approx([0.9, 0.5, 0.1]),
        "community": [1, None, 1],
        "degree": [3, 2, 1],
    }
    assert (told["concept_types"], told["relation_types"]) == (
        ["Concept", "Person"],
        ["HAS", "IS_A"],
    )
    assert (told["edges"]["source"], told["edges"]["target"]) == ([0, 0, 1], [2, 1, 0])
    assert (told["edges"]["type"], told["version"]) == ([0, 0, 1], 7)
    assert told["communities"] == [{"number": 1, "size": 2, "label": "a", "concept_id": str(a)}]
    part = anna.http.get(address, params={"limit": 2}).json()
    assert (part["total_concepts"], part["hidden_concepts"]) == (3, 1)
    assert (part["total_relationships"], part["hidden_relationships"]) == (3, 1)
    assert (part["edges"]["source"], part["nodes"]["degree"]) == ([0, 1], [3, 2])


async def test_the_surest_relationships_of_the_chosen_concepts_come_up_to_a_limit(
    anna: Tenant, drawing: Drawing, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, c = chain(drawing, "a", "b", "c")  # two relationships, one of them with c
    sure = drawing.relation(b, a, 0.9, "HAS")
    drawing.relation(c, a, 1.0, "HAS")
    drawing.relation(a, b, 0.1, "HAS")
    monkeypatch.setattr(overview, "MOST_EDGES", 2)
    address = f"/api/projects/{drawing.project_id}/graph/overview?limit=2"
    told = anna.http.get(address).json()
    assert told["edges"]["id"][0] == str(sure)
    assert told["edges"]["confidence"] == pytest.approx([0.9, 0.5])
    assert (told["total_relationships"], told["hidden_relationships"]) == (5, 3)


async def test_an_overview_is_sent_once_a_version(
    api: Api, anna: Tenant, ben: Tenant, drawing: Drawing
) -> None:
    drawing.concept("a")
    address = f"/api/projects/{drawing.project_id}/graph/overview"
    first = anna.http.get(address, headers={"Accept-Encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["cache-control"] == "private, no-cache"
    again = {"If-None-Match": first.headers["etag"]}
    assert anna.http.get(address, headers=again).status_code == 304
    assert ben.http.get(address, headers=again).status_code == 404
    plain = anna.http.get(address, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert json.loads(plain.content) == first.json()
    api.world.execute(
        "UPDATE kb.graphs SET version = version + 1 WHERE project_id = %s", drawing.project_id
    )
    assert anna.http.get(address, headers=again).status_code == 200


async def test_a_summary_counts_what_there_is(anna: Tenant, drawing: Drawing) -> None:
    rows = [(f"c{n}", n / 10, {"community": 5 if n < 4 else n}) for n in range(6)]
    ids = drawing.concepts([*rows, ("p", 0.5, {"type": "Person"})])
    drawing.relations([(ids[0], ids[1], 0.5, "IS_A"), (ids[0], ids[2], 0.5, "HAS")])
    drawing.relation(ids[3], ids[2], kind="HAS")
    told = anna.http.get(f"/api/projects/{drawing.project_id}/graph/summary").json()
    assert (told["version"], told["concepts"], told["relationships"]) == (7, 7, 3)
    assert told["concept_types"] == [
        {"type": "Concept", "count": 6},
        {"type": "Person", "count": 1},
    ]
    assert told["relation_types"] == [{"type": "HAS", "count": 2}, {"type": "IS_A", "count": 1}]
    sizes = [(c["number"], c["size"], c["label"]) for c in told["communities"]]
    assert sizes == [(5, 5, "c5"), (4, 1, "c4")]
    assert told["communities_total"] == 2


async def test_nothing_is_an_answer(anna: Tenant) -> None:
    base = f"/api/projects/{anna.project()}"
    told = anna.http.get(f"{base}/graph/summary").json()
    assert (told["version"], told["concepts"], told["communities"]) == (0, 0, [])
    assert anna.http.get(f"{base}/graph/overview").json()["nodes"]["id"] == []
    assert anna.http.get(f"{base}/concepts").json()["total"] == 0
    raw = anna.http.get(f"{base}/graph/overview", headers={"Accept-Encoding": "gzip"})
    assert raw.json()["total_concepts"] == 0
