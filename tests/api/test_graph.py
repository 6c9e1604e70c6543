"""The graph: what is answered, exported, and taken away with a file."""

import csv
import io
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from educe.graph.concepts_csv import to_csv
from educe.graph.graphml import to_graphml
from educe.graph.snapshot import GraphSnapshot
from educe.ids import new_id
from tests.api.conftest import Api, Tenant

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


class Drawn:
    """Graph — Tree — Node: the first is known from both files, the others from one each."""

    def __init__(self, api: Api, anna: Tenant) -> None:
        self.api, self.project = api, anna.project()
        self.one = anna.upload(self.project, "one.txt", b"Words.")["id"]
        self.two = anna.upload(self.project, "two.txt", b"Words.")["id"]
        self.graph = self.object("Graph", 0.9, files=2, definition="nodes and edges")
        self.tree = self.object("=Tree\x0b & <co>", 0.5, files=1)
        self.node = self.object("Node", 0.1, files=1)
        self.is_a = self.relationship(self.tree, "IS_A", self.graph, 0.8)
        self.has = self.relationship(self.graph, "HAS", self.node, 0.6)
        for n in range(6):
            self.evidence(self.one, n, object_id=self.graph, is_definition=n == 4)
        self.evidence(self.two, 0, object_id=self.graph)
        self.evidence(self.one, 0, object_id=self.tree)
        self.evidence(self.two, 1, object_id=self.node)
        self.evidence(self.one, 0, relationship_id=self.is_a)
        self.evidence(self.two, 1, relationship_id=self.has)
        api.world.execute("INSERT INTO kb.graphs VALUES (%s, 7)", self.project)

    def object(self, name: str, centrality: float, **more: Any) -> Any:
        id_ = new_id()
        self.api.world.execute(
            "INSERT INTO kb.objects (id, project_id, extractor, type, key, name, aliases,"
            " definition, centrality, mention_count, file_count)"
            " VALUES (%s, %s, 'concepts', 'Concept', %s, %s, %s, %s, %s, 3, %s)",
            id_,
            self.project,
            name,
            name,
            ["-" + name.lower()],
            more.get("definition"),
            centrality,
            more["files"],
        )
        return id_

    def relationship(self, source: Any, kind: str, target: Any, confidence: float) -> Any:
        id_ = new_id()
        self.api.world.execute(
            "INSERT INTO kb.relationships (id, project_id, type, source_id, target_id, confidence)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            id_,
            self.project,
            kind,
            source,
            target,
            confidence,
        )
        return id_

    def evidence(self, file: str, at: int, *, is_definition: bool = False, **of: Any) -> None:
        [(column, thing)] = of.items()
        self.api.world.execute(
            f"INSERT INTO kb.evidence (id, project_id, {column}, file_id, page, quote_start,"
            " quote_end, quote, name_start, name_end, is_definition, match, score)"
            " VALUES (%s, %s, %s, %s, 2, %s, %s, %s, NULL, NULL, %s, 'verbatim', 1)",
            new_id(),
            self.project,
            thing,
            file,
            at * 10,
            at * 10 + 5,
            f"quote {at}",
            is_definition,
        )


@pytest.fixture
def drawn(api: Api, anna: Tenant) -> Drawn:
    return Drawn(api, anna)


async def test_things_come_by_weight_with_their_best_evidence(anna: Tenant, drawn: Drawn) -> None:
    graph = anna.client.graph(drawn.project)
    assert (graph["version"], graph["total_objects"], graph["total_relationships"]) == (7, 3, 2)
    assert [o["centrality"] for o in graph["objects"]] == pytest.approx([0.9, 0.5, 0.1])
    assert [r["type"] for r in graph["relationships"]] == ["IS_A", "HAS"]
    assert graph["relationships"][1]["source"] == "Graph"
    quotes = [(e["quote"], e["is_definition"]) for e in graph["objects"][0]["evidence"]]
    assert quotes == [("quote 4", True), ("quote 0", False), ("quote 1", False)]
    first = graph["objects"][0]["evidence"][0]
    assert (first["file_name"], first["page"], first["start"], first["end"]) == (
        "one.txt",
        2,
        40,
        45,
    )


async def test_a_part_of_the_graph_says_how_much_there_is(anna: Tenant, drawn: Drawn) -> None:
    part = anna.client.graph(drawn.project, limit=2, evidence=1)
    assert [len(part["objects"]), len(part["relationships"])] == [2, 1]
    assert (part["total_objects"], part["total_relationships"]) == (3, 2)
    assert [len(o["evidence"]) for o in part["objects"]] == [1, 1]


async def test_an_empty_graph_is_empty(anna: Tenant) -> None:
    graph = anna.client.graph(anna.project())
    assert (graph["version"], graph["objects"], graph["relationships"]) == (0, [], [])


async def test_deleting_a_file_takes_away_what_was_known_from_it_alone(
    anna: Tenant, drawn: Drawn
) -> None:
    anna.client.delete_file(drawn.one)
    graph = anna.client.graph(drawn.project)
    assert graph["version"] == 8
    assert [o["name"] for o in graph["objects"]] == ["Graph", "Node"]
    assert [r["type"] for r in graph["relationships"]] == ["HAS"]
    assert (graph["objects"][0]["file_count"], graph["objects"][0]["definition"]) == (1, None)
    anna.client.delete_file(drawn.two)
    graph = anna.client.graph(drawn.project)
    assert (graph["objects"], graph["relationships"]) == ([], [])


async def test_graphml_is_xml_whatever_the_names_hold(anna: Tenant, drawn: Drawn) -> None:
    answer = anna.http.get(f"/api/projects/{drawn.project}/graph.graphml")
    assert answer.headers["content-type"] == "application/graphml+xml"
    root = Xml.fromstring(answer.content)
    names = [data.text for data in root.iter(f"{GRAPHML}data") if data.get("key") == "node_name"]
    assert names == ["Graph", "=Tree & <co>", "Node"]
    keys = {key.get("id") for key in root.iter(f"{GRAPHML}key")}
    assert {data.get("key") for data in root.iter(f"{GRAPHML}data")} <= keys
    nodes = {node.get("id") for node in root.iter(f"{GRAPHML}node")}
    ends = {edge.get(end) for edge in root.iter(f"{GRAPHML}edge") for end in ("source", "target")}
    assert ends <= nodes


async def test_a_table_holds_no_formula(anna: Tenant, drawn: Drawn) -> None:
    snapshot = GraphSnapshot.model_validate(anna.client.graph(drawn.project))
    rows = list(csv.DictReader(io.StringIO(to_csv(snapshot).decode())))
    assert [row["name"] for row in rows] == ["Graph", "'=Tree\x0b & <co>", "Node"]
    assert rows[0]["aliases"] == "'-graph"
    assert (rows[0]["definition"], rows[0]["page"], rows[0]["file"]) == (
        "nodes and edges",
        "2",
        "one.txt",
    )
    assert to_graphml(snapshot).startswith(b"<?xml")


async def test_courses_have_the_same_graph(anna: Tenant) -> None:
    course = anna.client.create_course("Logic")["id"]
    assert anna.http.get(f"/api/courses/{course}/graph").json()["objects"] == []
    assert anna.http.get(f"/api/courses/{course}/graph.graphml").status_code == 200
