"""PageRank of concepts over the sentences that they share."""

import math
from collections.abc import Sequence

import rustworkx as rx

from educe.graph.occurrences import Together


def pagerank(keys: Sequence[str], near: Together) -> dict[str, float]:
    """Centrality of each key, 0 to 1, the most central having 1; lonely ones have 0.

    Edges weigh as many sentences as two concepts share, times their positive pointwise mutual
    information, so that what is everywhere doesn't pull everything towards it.
    """
    graph: rx.PyGraph[str, float] = rx.PyGraph()
    nodes = {key: graph.add_node(key) for key in sorted(keys)}
    for pair in sorted(near.pairs):
        weight = _weight(pair, near) if pair[0] in nodes and pair[1] in nodes else 0.0
        if weight > 0:
            graph.add_edge(nodes[pair[0]], nodes[pair[1]], weight)
    if not graph.num_edges():
        return dict.fromkeys(nodes, 0.0)
    ranks = rx.pagerank(graph.to_directed(), weight_fn=float)
    joined = [node for node in graph.node_indices() if graph.degree(node)]
    top = max(ranks[node] for node in joined)
    return {key: round(ranks[n] / top, 6) if graph.degree(n) else 0.0 for key, n in nodes.items()}


def _weight(pair: tuple[str, str], near: Together) -> float:
    count = near.pairs[pair]
    expected = near.single[pair[0]] * near.single[pair[1]] / near.sentences
    return count * max(0.0, math.log2(1 + count / expected) - 1) if expected else 0.0
