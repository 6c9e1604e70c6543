"""The graph as derived from mentions: what `derive` returns and the graph's tables store."""

from dataclasses import dataclass

from educe.documents.model import Span
from educe.graph.mentions import Match
from educe.graph.proposals import Proposal


@dataclass(frozen=True, slots=True)
class DerivedEvidence:
    """Where a file says it. `span` is the part of `sentence` that matters: a name, a clause."""

    file_id: str
    sentence: Span
    span: Span | None = None
    page: int | None = None
    match: Match = "verbatim"
    cue: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class DerivedObject:
    """One object of the graph. `key` is unique in the graph and stays when files are added."""

    key: str
    name: str
    type: str
    aliases: tuple[str, ...]
    definition: DerivedEvidence | None  # its span is the defining clause
    score: float
    centrality: float  # 0 to 1
    mention_count: int
    file_count: int
    evidence: tuple[DerivedEvidence, ...]  # best first


@dataclass(frozen=True, slots=True)
class DerivedRelationship:
    """One edge between two keys of the graph; unique in source, target and type."""

    source: str
    target: str
    type: str
    confidence: float
    mention_count: int
    evidence: tuple[DerivedEvidence, ...]  # surest first


@dataclass(frozen=True, slots=True)
class DerivedGraph:
    """Objects best first, relationships surest first, and pairs for people to look at."""

    objects: tuple[DerivedObject, ...]
    relationships: tuple[DerivedRelationship, ...]
    proposals: tuple[Proposal, ...] = ()
