"""Pairs of objects that look alike but weren't merged, for people to look at."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from educe.graph.canonicalise import Canonical, Cluster
from educe.graph.contrast import contrast
from educe.graph.naming import is_acronym

MAX_COMPARED = 3_000  # the commonest clusters
MAX_BLOCK = 60  # a word that more names share tells nothing
ALIKE = 88.0  # of 100: about one letter in eight

_FUNCTION_WORDS = frozenset({"of", "in", "for", "with", "to", "on", "by", "the", "a", "an", "and"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two clusters' keys, how alike they look (0 to 1), and why they stand apart."""

    left: str
    right: str
    similarity: float
    reason: str


def propose(
    canonical: Canonical, *, among: Collection[str] | None = None, limit: int = 200
) -> tuple[Proposal, ...]:
    """The most alike pairs first. Pairs that contrast come last: they are hardly ever one.

    `among` are the keys of the clusters that matter; all by default.
    """
    matter = [each for each in canonical.clusters if among is None or each.key in among]
    clusters = matter[:MAX_COMPARED]
    found = [proposal for pair in _nearby(clusters) if (proposal := _compared(*pair)) is not None]
    found.sort(key=lambda p: (p.reason in _CONTRASTS, -p.similarity, p.left, p.right))
    return tuple(found[:limit])


_CONTRASTS = frozenset(
    {
        "different numbers",
        "different letters",
        "opposites",
        "one denies the other",
        "different prefixes",
    }
)


def _nearby(clusters: Sequence[Cluster]) -> Iterator[tuple[Cluster, Cluster]]:
    """Pairs that share a word, or how a word begins: all that can be alike enough."""
    by_key = {cluster.key: cluster for cluster in clusters}
    blocks: dict[str, set[str]] = defaultdict(set)
    for cluster in clusters:
        for word in cluster.key.split():
            if word not in _FUNCTION_WORDS:
                blocks[word].add(cluster.key)
                blocks[f"{word[:4]}…{len(cluster.key.split())}"].add(cluster.key)
        blocks[f"={_initials(cluster.key)}"].add(cluster.key)
    pairs: set[tuple[str, str]] = set()
    for keys in blocks.values():
        if 2 <= len(keys) <= MAX_BLOCK:
            pairs.update(combinations(sorted(keys), 2))
    for left, right in sorted(pairs):
        yield by_key[left], by_key[right]


def _initials(key: str) -> str:
    """An acronym meets the words that it may stand for."""
    if is_acronym(key):
        return key.casefold()
    return "".join(word[0] for word in key.split() if word not in _FUNCTION_WORDS).casefold()


def _compared(left: Cluster, right: Cluster) -> Proposal | None:
    if is_acronym(left.key) != is_acronym(right.key):
        if _initials(left.key) == _initials(right.key) and len(_initials(left.key)) > 1:
            return Proposal(left.key, right.key, 0.8, "may be an abbreviation of it")
        return None
    similarity = fuzz.ratio(left.key, right.key)
    if _same_words(left.key, right.key):
        return Proposal(left.key, right.key, 0.95, "the same words in another order")
    if similarity < ALIKE:
        return None
    reason = contrast(left.key.split(), right.key.split()) or "spelled nearly alike"
    return Proposal(left.key, right.key, round(similarity / 100, 3), reason)


def _same_words(left: str, right: str) -> bool:
    words = [set(key.split()) - _FUNCTION_WORDS for key in (left, right)]
    return words[0] == words[1] and len(words[0]) > 1


def stated(
    pairs: Iterable[tuple[str | None, str | None]], known: Collection[str]
) -> tuple[Proposal, ...]:
    """Proposals from sentences that say so: "a hash table, also called a hash map"."""
    found: set[tuple[str, str]] = set()
    for left, right in pairs:
        if left is not None and right is not None and left != right and {left, right} <= {*known}:
            found.add((min(left, right), max(left, right)))
    return tuple(
        Proposal(left, right, 1.0, "a sentence says that they are the same")
        for left, right in sorted(found)
    )
