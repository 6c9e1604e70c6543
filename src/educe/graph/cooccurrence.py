"""`RELATED_TO`: objects that share more sentences than chance would have them share."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from educe.graph.canonicalise import Pair
from educe.graph.derived import DerivedEvidence, DerivedRelationship
from educe.graph.occurrences import Occurrences, Together

RELATED = "RELATED_TO"
MIN_TOGETHER = 2  # sentences
MIN_NPMI = 0.2
PER_OBJECT = 6
MAX_CONFIDENCE = 0.5  # that two words are near each other is no statement


def npmi(pair: Pair, near: Together) -> float:
    """Normalised pointwise mutual information, −1 to 1 (Bouma 2009)."""
    both = near.pairs[pair] / near.sentences
    if both >= 1:
        return 1.0
    apart = (near.single[pair[0]] / near.sentences) * (near.single[pair[1]] / near.sentences)
    return math.log(both / apart) / -math.log(both)


def related(
    near: Together,
    kept: Collection[str],
    taken: Collection[Pair],
    occurrences: Occurrences,
    max_evidence: int,
) -> list[DerivedRelationship]:
    """The notable pairs of kept objects that no better relation joins, a few for each object."""
    chosen = _chosen(_notable(near, kept, taken))
    quotes = _quotes({key for pair in chosen for key in pair}, occurrences)
    return [
        DerivedRelationship(
            *pair,
            RELATED,
            round(min(MAX_CONFIDENCE, 0.2 + 0.4 * strength), 4),
            near.pairs[pair],
            _evidence(pair, quotes, max_evidence),
        )
        for pair, strength in chosen.items()
    ]


def _notable(near: Together, kept: Collection[str], taken: Collection[Pair]) -> dict[Pair, float]:
    found: dict[Pair, float] = {}
    for pair, count in near.pairs.items():
        if count < MIN_TOGETHER or pair[0] not in kept or pair[1] not in kept or pair in taken:
            continue
        # Two sentences of two rare words are chance; discounted as by Pantel and Lin (2002).
        fewer = min(near.single[pair[0]], near.single[pair[1]])
        discount = count / (count + 1) * fewer / (fewer + 1)
        strength = npmi(pair, near) * discount
        if strength >= MIN_NPMI:
            found[pair] = strength
    return found


def _chosen(notable: Mapping[Pair, float]) -> dict[Pair, float]:
    """Strongest first, while either end has room."""
    degree: Counter[str] = Counter()
    chosen: dict[Pair, float] = {}
    for pair in sorted(notable, key=lambda each: (-notable[each], each)):
        if degree[pair[0]] < PER_OBJECT and degree[pair[1]] < PER_OBJECT:
            chosen[pair] = notable[pair]
            degree.update(pair)
    return chosen


def _quotes(
    keys: Collection[str], occurrences: Occurrences
) -> dict[str, dict[tuple[str, int, int], DerivedEvidence]]:
    quotes: dict[str, dict[tuple[str, int, int], DerivedEvidence]] = defaultdict(dict)
    for key in sorted(keys):
        for file_id, mention in occurrences.mentions[key]:
            evidence = DerivedEvidence(
                file_id, mention.sentence, None, mention.page, mention.match, "same sentence"
            )
            quotes[key].setdefault((file_id, *mention.sentence), evidence)
    return quotes


def _evidence(
    pair: Pair,
    quotes: Mapping[str, Mapping[tuple[str, int, int], DerivedEvidence]],
    limit: int,
) -> tuple[DerivedEvidence, ...]:
    shared = sorted(quotes[pair[0]].keys() & quotes[pair[1]].keys())
    return tuple(quotes[pair[0]][place] for place in shared[:limit])
