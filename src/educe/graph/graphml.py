"""A graph as GraphML (http://graphml.graphdrawing.org/), for Gephi, yEd, Cytoscape and others."""

import io
import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from educe.graph.snapshot import EvidenceView, GraphSnapshot, ObjectView, RelationshipView

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_Value = str | int | float | None

_EVIDENCE = {"quote": "string", "file": "string", "page": "int"}
_KEYS = {
    "node": {
        "name": "string",
        "type": "string",
        "aliases": "string",
        "definition": "string",
        "centrality": "double",
        "mentions": "int",
        "files": "int",
        **_EVIDENCE,
    },
    "edge": {"type": "string", "confidence": "double", **_EVIDENCE},
}


def to_graphml(snapshot: GraphSnapshot) -> bytes:
    """The graph as a UTF-8 XML file: a node for each object, a directed edge for each relationship,
    each with its first evidence. Characters that XML can't hold are left out."""
    root = Xml.Element("graphml", xmlns=_NAMESPACE)
    for kind, keys in _KEYS.items():
        for name, type_ in keys.items():
            key = {"id": f"{kind}_{name}", "for": kind, "attr.name": name, "attr.type": type_}
            Xml.SubElement(root, "key", key)
    graph = Xml.SubElement(root, "graph", id=str(snapshot.project_id), edgedefault="directed")
    for thing in snapshot.objects:
        _add_data(Xml.SubElement(graph, "node", id=str(thing.id)), "node", _of_object(thing))
    for edge in snapshot.relationships:
        ends = {"id": str(edge.id), "source": str(edge.source_id), "target": str(edge.target_id)}
        _add_data(Xml.SubElement(graph, "edge", ends), "edge", _of_relationship(edge))
    Xml.indent(root)
    written = io.BytesIO()
    Xml.ElementTree(root).write(written, encoding="utf-8", xml_declaration=True)
    return written.getvalue() + b"\n"


def _of_object(thing: ObjectView) -> dict[str, _Value]:
    return {
        "name": thing.name,
        "type": thing.type,
        "aliases": "; ".join(thing.aliases) or None,
        "definition": thing.definition,
        "centrality": thing.centrality,
        "mentions": thing.mention_count,
        "files": thing.file_count,
        **_of_evidence(thing.evidence),
    }


def _of_relationship(edge: RelationshipView) -> dict[str, _Value]:
    return {"type": edge.type, "confidence": edge.confidence, **_of_evidence(edge.evidence)}


def _of_evidence(evidence: Sequence[EvidenceView]) -> dict[str, _Value]:
    if not evidence:
        return {}
    first = evidence[0]
    return {"quote": first.quote, "file": first.file_name, "page": first.page}


def _add_data(element: Xml.Element, kind: str, values: dict[str, _Value]) -> None:
    for name, value in values.items():
        if value is not None:
            Xml.SubElement(element, "data", key=f"{kind}_{name}").text = _NOT_XML.sub(
                "", str(value)
            )
