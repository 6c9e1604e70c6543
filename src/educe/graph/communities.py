"""Communities: concepts that relate to each other more than to others.

Found by the Leiden algorithm (Traag, Waltman and van Eck, 2019, doi:10.1038/s41598-019-41695-z),
which, unlike Louvain's, leaves no community in pieces. The same graph always gives the same ones.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from graspologic_native import leiden

_SEED = 1
_ROUNDS = 5  # each betters what the one before found

#: two concepts, by their places in some order, and how surely they relate
Link = tuple[int, int, float]


def find_communities(links: Iterable[Link]) -> list[list[int]]:
    """The communities, the biggest first, each sorted. Who has no link is in none."""
    weights: defaultdict[tuple[int, int], float] = defaultdict(float)
    for one, other, weight in links:
        weights[min(one, other), max(one, other)] += weight
    edges = [(str(one), str(other), weight) for (one, other), weight in sorted(weights.items())]
    if not edges:
        return []
    _, numbers = leiden(edges, None, 1.0, 0.001, _ROUNDS, True, _SEED, 1)
    members: dict[int, list[int]] = {}
    for name, number in numbers.items():
        members.setdefault(number, []).append(int(name))
    found = [sorted(each) for each in members.values()]
    return sorted(found, key=lambda each: (-len(each), each))


def keep_numbers(communities: Sequence[Sequence[int]], before: Mapping[int, int]) -> dict[int, int]:
    """Each member's number. A community takes over that of the old one which it is most like, if
    no other is more like that; else the lowest that is free. `before`: who had which number."""
    numbers: dict[int, int] = {}
    taken: set[int] = set()
    for new, old in _alike(communities, before):
        if new not in numbers and old not in taken:
            numbers[new] = old
            taken.add(old)
    free = (number for number in count() if number not in taken)
    for new in range(len(communities)):
        if new not in numbers:
            numbers[new] = next(free)
    return {member: numbers[new] for new, members in enumerate(communities) for member in members}


def _alike(
    communities: Sequence[Sequence[int]], before: Mapping[int, int]
) -> list[tuple[int, int]]:
    """New communities and old ones that share members, the likest first (by Jaccard's index)."""
    sizes = Counter(before.values())
    found = []
    for new, members in enumerate(communities):
        shared = Counter(before[member] for member in members if member in before)
        found += [
            (-both / (len(members) + sizes[old] - both), new, old) for old, both in shared.items()
        ]
    return [(new, old) for _, new, old in sorted(found)]
