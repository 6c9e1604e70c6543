"""Derives a project's graph from its mentions: pure, so that it can be done again at any time.

Names are canonicalised, objects are ranked and the best are kept, relations between kept objects
are combined. The result depends on the mentions and not on their order.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from educe.graph.canonicalise import Pair
from educe.graph.cooccurrence import RELATED, related
from educe.graph.derived import (
    DerivedEvidence,
    DerivedGraph,
    DerivedObject,
    DerivedRelationship,
)
from educe.graph.evidence_order import best_definition, best_mentions
from educe.graph.mentions import FileMentions, RelationMention
from educe.graph.occurrences import (
    ObjectCounts,
    Occurrences,
    Ranking,
    Standing,
    Together,
    collect,
    count,
    object_key,
    together,
)
from educe.graph.proposals import Proposal, propose, stated

SAME_AS = "SAME_AS"  # never an edge: a proposal
SYMMETRIC = frozenset({RELATED, "CONTRASTS_WITH"})

MAX_EVIDENCE = 20
MAX_CONFIDENCE = 0.99  # no number of sentences makes a rule's finding certain

Found = list[tuple[str, RelationMention]]
Edge = tuple[str, str, str]  # source, target, type


def by_frequency(
    counted: Sequence[ObjectCounts], _: Together, limit: int | None
) -> Sequence[Standing]:
    """The ranking for extractors without one: every object, most mentioned first."""
    most = max((each.mentions for each in counted), default=1)
    order = sorted(counted, key=lambda each: (-each.mentions, -each.files, each.key))
    return [Standing(each.key, each.mentions, each.mentions / most) for each in order[:limit]]


def derive(
    mentions: Iterable[FileMentions],
    *,
    limit: int | None = None,
    ranking: Ranking = by_frequency,
    same: Iterable[Pair] = (),
    distinct: Iterable[Pair] = (),
    max_evidence: int = MAX_EVIDENCE,
) -> DerivedGraph:
    """The graph of a project, with at most `limit` objects.

    `same` and `distinct` are pairs of names that people merged or told apart.
    """
    files = sorted(mentions, key=lambda file: file.file_id)
    occurrences = collect(files, same=same, distinct=distinct)
    counted = count(occurrences, files)
    near = together(occurrences, counted)
    standings = ranking(counted, near, limit)
    objects = _objects(counted, standings, occurrences, max_evidence)
    chosen = {each.key for each in objects}
    kept = {each.key: each for each in counted if each.key in chosen}
    claims = _claims(files, occurrences, kept)
    edges = _edges(claims, max_evidence)
    joined = {(min(e.source, e.target), max(e.source, e.target)) for e in edges}
    edges += related(near, kept, joined, occurrences, max_evidence)
    edges.sort(key=lambda e: (-e.confidence, -e.mention_count, e.source, e.target, e.type))
    return DerivedGraph(objects, tuple(edges), _proposals(files, occurrences, kept))


def _objects(
    counted: Sequence[ObjectCounts],
    standings: Sequence[Standing],
    occurrences: Occurrences,
    max_evidence: int,
) -> tuple[DerivedObject, ...]:
    counts = {each.key: each for each in counted}
    aliases = _aliases(occurrences)
    objects: list[DerivedObject] = []
    for standing in standings:
        each, found = counts[standing.key], occurrences.mentions[standing.key]
        objects.append(
            DerivedObject(
                key=each.key,
                name=each.name,
                type=each.type,
                aliases=aliases[each.key],
                definition=best_definition(found),
                score=round(standing.score, 6),
                centrality=round(standing.centrality, 6),
                mention_count=each.mentions,
                file_count=each.files,
                evidence=best_mentions(found, max_evidence),
            )
        )
    return tuple(objects)


def _aliases(occurrences: Occurrences) -> dict[str, tuple[str, ...]]:
    return {
        object_key(kind, cluster.key): cluster.aliases
        for kind, canonical in occurrences.clusters.items()
        for cluster in canonical.clusters
    }


def _claims(
    files: Iterable[FileMentions], occurrences: Occurrences, kept: Mapping[str, ObjectCounts]
) -> dict[Edge, Found]:
    """Relation mentions between kept objects, by edge; no loops."""
    claims: dict[Edge, Found] = defaultdict(list)
    heads = {each.words: each.key for each in kept.values()}
    for file in files:
        for mention in file.relations:
            if mention.type == SAME_AS:
                continue
            source = occurrences.find(file.file_id, mention.source)
            target = occurrences.find(file.file_id, mention.target)
            if target not in kept and mention.type == "IS_A":
                target = _broader(target, heads)
            if source not in kept or target not in kept or source == target:
                continue
            if source is None or target is None:
                continue
            if mention.type in SYMMETRIC:
                source, target = sorted((source, target))
            claims[source, target, mention.type].append((file.file_id, mention))
    return claims


def _broader(key: str | None, heads: Mapping[tuple[str, ...], str]) -> str | None:
    """What is a "complete binary tree" is a "binary tree", if only that is kept."""
    words = tuple(key.partition(":")[2].split()) if key else ()
    if "of" in words:
        return None
    return next((heads[words[i:]] for i in range(1, len(words)) if words[i:] in heads), None)


def _edges(claims: Mapping[Edge, Found], max_evidence: int) -> list[DerivedRelationship]:
    """One relationship a claim; of IS_A and PART_OF in both directions only the surer."""
    edges = {edge: _edge(edge, found, max_evidence) for edge, found in claims.items()}
    return [edge for edge in edges.values() if not _is_contradicted(edge, edges)]


def _is_contradicted(edge: DerivedRelationship, edges: Mapping[Edge, DerivedRelationship]) -> bool:
    if edge.type in SYMMETRIC:
        return False
    other = edges.get((edge.target, edge.source, edge.type))
    if other is None:
        return False
    return (other.confidence, other.mention_count, edge.source) > (
        edge.confidence,
        edge.mention_count,
        edge.target,
    )


def _edge(edge: Edge, found: Found, max_evidence: int) -> DerivedRelationship:
    """Confidence by noisy-or: 1 − Π(1 − cᵢ), the claims of one sentence counted once."""
    best: dict[tuple[str, int, int], tuple[str, RelationMention]] = {}
    for file_id, mention in sorted(found, key=_surest):
        best.setdefault((file_id, *mention.sentence), (file_id, mention))
    doubt = math.prod(1 - mention.confidence for _, mention in best.values())
    evidence = tuple(
        DerivedEvidence(
            file_id=file_id,
            sentence=mention.sentence,
            page=mention.page,
            match=mention.match,
            cue=mention.cue,
            score=mention.confidence,
        )
        for file_id, mention in list(best.values())[:max_evidence]
    )
    confidence = round(min(MAX_CONFIDENCE, 1 - doubt), 4)
    return DerivedRelationship(*edge, confidence, len(best), evidence)


def _surest(each: tuple[str, RelationMention]) -> tuple[float, str, int, int, str]:
    file_id, mention = each
    return (-mention.confidence, file_id, *mention.sentence, mention.cue)


def _proposals(
    files: Iterable[FileMentions], occurrences: Occurrences, kept: Mapping[str, ObjectCounts]
) -> tuple[Proposal, ...]:
    """What the texts themselves call the same, then what looks alike; between kept objects."""
    said = [
        (file.file_id, mention)
        for file in files
        for mention in file.relations
        if mention.type == SAME_AS
    ]
    pairs = [
        (occurrences.find(file_id, mention.source), occurrences.find(file_id, mention.target))
        for file_id, mention in said
    ]
    found = {(p.left, p.right): p for p in stated(pairs, kept)}
    for kind, canonical in occurrences.clusters.items():
        prefix = object_key(kind, "")
        chosen = {key.removeprefix(prefix) for key in kept if key.startswith(prefix)}
        for p in propose(canonical, among=chosen):
            left, right = prefix + p.left, prefix + p.right
            found.setdefault((left, right), replace(p, left=left, right=right))
    return tuple(found.values())
