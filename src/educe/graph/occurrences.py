"""Counts the mentions of a project by object: what ranking and derivation work on."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from educe.graph.canonicalise import Canonical, Name, Pair, canonicalise
from educe.graph.mentions import HEADING_CUES, SENTENCE_START, FileMentions, ObjectMention
from educe.graph.naming import key_of

SURE = 0.75  # the confidence from which a relation says something about its ends
MAX_TOGETHER = 12  # objects of one sentence that are counted as occurring together

Quote = tuple[str, int, int]  # a file's id and where a sentence of it stands


@dataclass(frozen=True, slots=True)
class ObjectCounts:
    """What is known of one object before it is decided whether it is kept."""

    key: str
    name: str
    type: str
    words: tuple[str, ...]  # of its key, folded
    mentions: int
    files: int
    cues: Mapping[str, int]  # how many mentions have each cue
    long_form: bool = False  # an acronym whose words a file gives
    claims: int = 0  # sentences that say how it relates to another object


@dataclass(frozen=True, slots=True)
class Together:
    """In how many sentences objects occur, and in how many two of them occur together."""

    sentences: int
    single: Mapping[str, int]
    pairs: Mapping[Pair, int]  # keys in order


@dataclass(frozen=True, slots=True)
class Standing:
    """What ranking says of one object; only those that are kept have one."""

    key: str
    score: float
    centrality: float


Ranking = Callable[[Sequence[ObjectCounts], Together, int | None], Sequence[Standing]]


@dataclass(slots=True)
class Occurrences:
    """All mentions of a project, by the key of the object that they name."""

    clusters: dict[str, Canonical]  # by type
    mentions: dict[str, list[tuple[str, ObjectMention]]]
    long_forms: dict[tuple[str, str], str] = field(repr=False)  # file and acronym → its words

    def find(self, file_id: str, name: str) -> str | None:
        """The object that a name in this file means: the most mentioned one, of any type."""
        long_form = self.long_forms.get((file_id, key_of(name)))
        found = [
            object_key(kind, key)
            for kind, canonical in self.clusters.items()
            if (key := canonical.find(name, long_form)) is not None
        ]
        return min(found, key=lambda key: (-len(self.mentions.get(key, ())), key), default=None)


def object_key(kind: str, key: str) -> str:
    """Objects of different types may have one name: the fruit and the company."""
    return f"{kind.casefold()}:{key}"


def collect(
    files: Iterable[FileMentions], *, same: Iterable[Pair] = (), distinct: Iterable[Pair] = ()
) -> Occurrences:
    """Canonicalises all names, each type by itself, and files every mention under its object."""
    everything = [(file.file_id, mention) for file in files for mention in file.objects]
    everything.sort(key=_position)
    long_forms = _explained(everything)
    names = _names(everything, long_forms)
    same, distinct = tuple(same), tuple(distinct)
    clusters = {
        kind: canonicalise(names[kind], same=same, distinct=distinct) for kind in sorted(names)
    }
    mentions: dict[str, list[tuple[str, ObjectMention]]] = defaultdict(list)
    for file_id, mention in everything:
        words = long_forms.get((file_id, key_of(mention.name)))
        key = clusters[mention.type].find(mention.name, words)
        if key is not None:
            mentions[object_key(mention.type, key)].append((file_id, mention))
    return Occurrences(clusters, dict(mentions), long_forms)


def _position(each: tuple[str, ObjectMention]) -> tuple[str, int, int, str, str]:
    file_id, mention = each
    return (file_id, *mention.span, mention.type, mention.name)


def _explained(everything: Sequence[tuple[str, ObjectMention]]) -> dict[tuple[str, str], str]:
    """The words of each acronym in each file that gives just one meaning for it."""
    given: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for file_id, mention in everything:
        if mention.long_form:
            given[file_id, key_of(mention.name)].setdefault(
                key_of(mention.long_form), mention.long_form
            )
    return {place: next(iter(words.values())) for place, words in given.items() if len(words) == 1}


def _names(
    everything: Sequence[tuple[str, ObjectMention]], long_forms: Mapping[tuple[str, str], str]
) -> dict[str, list[Name]]:
    counts: dict[str, Counter[tuple[str, str | None, bool]]] = defaultdict(Counter)
    for file_id, mention in everything:
        words = mention.long_form or long_forms.get((file_id, key_of(mention.name)))
        heading = not HEADING_CUES.isdisjoint(mention.cues)
        counts[mention.type][_as_within_sentence(mention), words, heading] += 1
    return {
        kind: [
            Name(name, times, words, heading) for (name, words, heading), times in counter.items()
        ]
        for kind, counter in counts.items()
    }


def _as_within_sentence(mention: ObjectMention) -> str:
    # Of names of several words the words' case elsewhere tells more (see `naming.best_name`).
    if SENTENCE_START in mention.cues and " " not in mention.name and "-" not in mention.name:
        return mention.name[:1].lower() + mention.name[1:]
    return mention.name


def count(occurrences: Occurrences, files: Iterable[FileMentions] = ()) -> list[ObjectCounts]:
    """The counts of every object, by key; `files` for the relations in them."""
    claims = _claims(occurrences, files)
    names = {
        object_key(kind, cluster.key): (kind, cluster)
        for kind, canonical in occurrences.clusters.items()
        for cluster in canonical.clusters
    }
    counted: list[ObjectCounts] = []
    for key in sorted(occurrences.mentions):
        kind, cluster = names[key]
        found = occurrences.mentions[key]
        cues: Counter[str] = Counter()
        for _, mention in found:
            cues.update(mention.cues)
        counted.append(
            ObjectCounts(
                key=key,
                name=cluster.name,
                type=kind,
                words=tuple(cluster.key.split()),
                mentions=len(found),
                files=len({file_id for file_id, _ in found}),
                cues=cues,
                claims=claims[key],
                long_form=any(mention.long_form for _, mention in found),
            )
        )
    return counted


def _claims(occurrences: Occurrences, files: Iterable[FileMentions]) -> Counter[str]:
    claims: Counter[str] = Counter()
    for file in files:
        for relation in file.relations:
            if relation.confidence >= SURE:
                for name in (relation.source, relation.target):
                    claims[occurrences.find(file.file_id, name) or ""] += 1
    return claims


def together(occurrences: Occurrences, counted: Sequence[ObjectCounts]) -> Together:
    """Co-occurrence in sentences, of objects that are mentioned at least twice.

    A term inside another ("search tree" in "binary search tree") doesn't occur together with it.
    """
    words = {each.key: frozenset(each.words) for each in counted if each.mentions > 1}
    quotes: dict[Quote, dict[str, None]] = defaultdict(dict)
    for key in words:
        for file_id, mention in occurrences.mentions[key]:
            quotes[file_id, *mention.sentence].setdefault(key)
    single: Counter[str] = Counter()
    pairs: Counter[Pair] = Counter()
    for keys in quotes.values():
        single.update(list(keys))
        # The longest names say most; the order makes the choice independent of the input's.
        chosen = sorted(keys, key=lambda key: (-len(words[key]), key))[:MAX_TOGETHER]
        for one, other in combinations(sorted(chosen), 2):
            if not (words[one] <= words[other] or words[other] <= words[one]):
                pairs[one, other] += 1
    return Together(len(quotes), single, pairs)
