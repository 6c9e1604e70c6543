"""Decides which names are one object: safe rules only; what merely looks alike is proposed.

Rules that merge: the same key (`naming.key_of`), the same letters without spaces, an acronym and
the only words that the files give for it, and what people have decided. A cluster never contains
two names that contrast (`contrast.contrast`) or that people told apart, however long the chain of
merges between them. The result doesn't depend on the order of the input.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from educe.graph.contrast import contrast
from educe.graph.naming import best_name, compact, is_acronym, key_of, singular

MAX_ALIASES = 20
KNOWN_BY_ACRONYM = 8  # times as often as its words
MIN_COMPACT = 6  # shorter words without spaces meet by chance

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as files write it, how often, and the words given for it if it is short."""

    name: str
    count: int = 1
    long_form: str | None = None
    heading: bool = False  # where Every Word may be capital


@dataclass(frozen=True, slots=True)
class Cluster:
    """Names that are one object."""

    key: str
    name: str
    aliases: tuple[str, ...]
    keys: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Canonical:
    """The clusters of a project, biggest first, and where each name belongs."""

    clusters: tuple[Cluster, ...]
    members: Mapping[str, str] = field(repr=False)  # key of a name → key of its cluster

    def find(self, name: str, long_form: str | None = None) -> str | None:
        """The cluster's key for a name; with its words given, that of the words."""
        if long_form is not None:
            found = self.members.get(key_of(long_form))
            if found is not None:
                return found
        return self.members.get(key_of(name))


def canonicalise(
    names: Iterable[Name], *, same: Iterable[Pair] = (), distinct: Iterable[Pair] = ()
) -> Canonical:
    """Clusters of these names; `same` and `distinct` are pairs that people have decided.

    What people call the same is merged though the names contrast with each other, but not if
    that would join others that do.
    """
    given = tuple(names)
    surfaces, long_forms = _grouped(given)
    body = _in_sentences(given)
    decided = sorted({_keys(pair) for pair in same})
    union = _GuardedUnion(surfaces, {_keys(pair) for pair in distinct}, set(decided))
    for pair in decided:
        union.join(*pair)
    for pair in _spelled_alike(surfaces):
        union.join(*pair)
    for pair in _acronym_pairs(long_forms, union):
        union.join(*pair)
    return _canonical(surfaces, body, union)


def _grouped(names: Iterable[Name]) -> tuple[dict[str, Counter[str]], dict[str, set[str]]]:
    """Surfaces by key, and for each acronym's key the keys of its words."""
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    long_forms: dict[str, set[str]] = defaultdict(set)
    for each in names:
        key = key_of(each.name)
        if not key:
            continue
        surfaces[key][each.name] += each.count
        words = key_of(each.long_form) if each.long_form else ""
        if words and words != key and each.long_form:
            long_forms[key].add(words)
            surfaces[words].setdefault(each.long_form, 0)
    return dict(surfaces), dict(long_forms)


def _in_sentences(names: Iterable[Name]) -> dict[str, Counter[str]]:
    """Surfaces by key, without those of headings: their capitals mean something."""
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    for each in names:
        if not each.heading:
            surfaces[key_of(each.name)][each.name] += each.count
    return dict(surfaces)


def _keys(pair: Pair) -> Pair:
    first, second = sorted(map(key_of, pair))
    return first, second


def _spelled_alike(surfaces: Iterable[str]) -> list[Pair]:
    """`data base` and `database`: neighbours among the keys with the same letters."""
    alike: dict[str, list[str]] = defaultdict(list)
    for key in sorted(surfaces):
        letters = compact(key)
        if len(letters) >= MIN_COMPACT and min(map(len, key.split())) > 1:
            alike[letters].append(key)
    return [pair for letters in sorted(alike) for pair in pairwise(alike[letters])]


def _acronym_pairs(long_forms: Mapping[str, set[str]], union: "_GuardedUnion") -> Iterator[Pair]:
    """An acronym with different words (`CV`: computer vision, cross-validation) joins none."""
    meanings = {
        short: {union.find(words) for words in given} for short, given in long_forms.items()
    }
    for short in sorted(meanings):
        if len(meanings[short]) == 1:
            yield short, min(meanings[short])


class _GuardedUnion:
    """Union-find that refuses a union which would put a guarded pair into one cluster."""

    def __init__(self, keys: Iterable[str], distinct: set[Pair], decided: set[Pair]) -> None:
        self.parent = {key: key for key in keys}
        self.members = {key: [key] for key in self.parent}
        self.distinct, self.decided = distinct, decided

    def find(self, key: str) -> str:
        while self.parent[key] != key:
            self.parent[key] = self.parent[self.parent[key]]
            key = self.parent[key]
        return key

    def join(self, one: str, other: str) -> bool:
        if one not in self.parent or other not in self.parent:
            return False
        kept, gone = sorted((self.find(one), self.find(other)))
        if kept == gone:
            return True
        if any(map(self._is_guarded, product(self.members[kept], self.members[gone]))):
            return False
        self.parent[gone] = kept
        self.members[kept].extend(self.members.pop(gone))
        return True

    def _is_guarded(self, pair: Pair) -> bool:
        first, second = sorted(pair)
        if (first, second) in self.distinct:
            return True
        if (first, second) in self.decided:
            return False
        if compact(first) == compact(second):
            return False  # "non linear" and "nonlinear" differ in no letter
        return contrast(first.split(), second.split()) is not None


def _canonical(
    surfaces: Mapping[str, Counter[str]], body: Mapping[str, Counter[str]], union: _GuardedUnion
) -> Canonical:
    clusters: list[Cluster] = []
    members: dict[str, str] = {}
    lower = _lower_case_words(surfaces)
    for keys in union.members.values():
        cluster = _cluster(sorted(keys), surfaces, body, lower)
        clusters.append(cluster)
        members.update(dict.fromkeys(keys, cluster.key))
    clusters.sort(key=lambda cluster: (-cluster.count, cluster.key))
    return Canonical(tuple(clusters), members)


def _lower_case_words(surfaces: Mapping[str, Counter[str]]) -> frozenset[str]:
    """Words that some name has in lower case, so that their capitals elsewhere mean nothing."""
    words = {
        word
        for forms in surfaces.values()
        for form, count in forms.items()
        if count
        for word in re.split(r"[\s-]+", form)
        if word == word.lower()
    }
    return frozenset(words | {singular(word) for word in words})


def _cluster(
    keys: list[str],
    surfaces: Mapping[str, Counter[str]],
    body: Mapping[str, Counter[str]],
    lower: frozenset[str],
) -> Cluster:
    """Its key is that of its commonest full form, so that it stays when files are added."""
    forms: Counter[str] = Counter()
    for key in keys:
        for name, count in surfaces[key].items():
            forms[name] += count
    key = _main_key(keys, {each: surfaces[each].total() for each in keys})
    name = best_name(body.get(key) or surfaces[key], lower, headings=key not in body)
    return Cluster(key, name, _aliases(name, forms), tuple(keys), forms.total())


def _main_key(keys: Sequence[str], totals: Mapping[str, int]) -> str:
    """The commonest full form; an acronym where hardly anybody writes it out (`DNA`)."""
    full = [key for key in keys if not is_acronym(key)] or keys
    key = min(full, key=lambda each: (-totals[each], each))
    other = min(keys, key=lambda each: (-totals[each], each))
    return other if totals[other] >= KNOWN_BY_ACRONYM * max(1, totals[key]) else key


def _aliases(name: str, forms: Mapping[str, int]) -> tuple[str, ...]:
    """Its other names, acronyms first, then commonest first; inflections of one aren't others."""
    seen, aliases = {compact(key_of(name))}, []
    for form in sorted(forms, key=lambda each: (not is_acronym(each), -forms[each], each)):
        folded = compact(key_of(form))
        if folded not in seen:
            seen.add(folded)
            aliases.append(form)
    return tuple(aliases[:MAX_ALIASES])
