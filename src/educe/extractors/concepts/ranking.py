"""Ranks candidate concepts and keeps those that a subject is made of.

Recall is easy and ranking is the job. The score joins C-value (Frantzi, Ananiadou and Mima,
"Automatic recognition of multi-word terms", 2000), document frequency, what the author marked
(headings, bold terms, definitions) and PageRank over sentences shared.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from educe.extractors.concepts.centrality import pagerank
from educe.extractors.concepts.wording import (
    COURSE_NOUNS,
    GENERAL_NOUNS,
    SOFT_MODIFIERS,
    TIME_NOUNS,
    VAGUE_MODIFIERS,
)
from educe.graph.occurrences import ObjectCounts, Standing, Together

# What an author's mark adds, as a factor of 1 + the sum; the marks of one kind wear off.
CUE_WEIGHTS = {
    "title": 1.0,
    "heading": 0.8,
    "emphasis": 0.7,
    "glossary": 0.9,
    "definition": 0.5,
    "long_form": 0.5,
    "abbreviation": 0.3,
    "in_heading": 0.2,
}
MARKS = frozenset({"title", "heading", "emphasis", "glossary", "definition", "long_form"})
FILES_WEIGHT = 0.6
CLAIMS_WEIGHT = 0.2
CENTRALITY_WEIGHT = 0.8
MAX_WORDS = 6

UNMARKED_WORD = 0.55  # a single word that no author marks is mostly general English
SEEN_ONCE = 0.4
GENERAL_HEAD = 0.5  # "halting problem" is a concept, most "… problem" aren't
NAME_OF_PERSON = 0.6
LOOSE_PHRASE = 0.5
SOFT_MODIFIER = 0.6

_GENERAL = GENERAL_NOUNS | COURSE_NOUNS | TIME_NOUNS | VAGUE_MODIFIERS


def rank(counted: Sequence[ObjectCounts], near: Together, limit: int | None) -> Sequence[Standing]:
    """The concepts to keep, best first, at most `limit`; independent of the input's order.

    What is said once in passing isn't kept, even if there is room.
    """
    concepts = sorted((c for c in counted if _may_be_concept(c)), key=lambda c: c.key)
    central = pagerank([concept.key for concept in concepts], near)
    values = c_values(concepts)
    files = max((concept.files for concept in concepts), default=1)
    scores = {
        c.key: _score(c, values[c.key], central[c.key], files)
        for c in concepts
        if _is_worth_keeping(c)
    }
    # shown as how central a concept is to the subject: of that, PageRank alone says too little (a
    # graph's "node" is in every sentence), so it is one factor among the others
    top = max(scores.values(), default=0.0) or 1.0
    best = sorted(scores, key=lambda key: (-scores[key], key))
    return [Standing(key, scores[key], round(scores[key] / top, 6)) for key in best[:limit]]


def c_values(concepts: Sequence[ObjectCounts]) -> dict[str, float]:
    """C-value of each: log₂(|a| + 1) · (f(a) − mean f(b)) over the longer terms b around a.

    `+ 1` lets single words take part (Barrón-Cedeño et al. 2009). f(a) counts a inside longer
    terms too, of which mentions know only the whole.
    """
    around: dict[tuple[str, ...], list[int]] = defaultdict(list)
    known = {concept.words for concept in concepts}
    for concept in concepts:
        for part in _parts(concept.words):
            if part in known:
                around[part].append(concept.mentions)
    values: dict[str, float] = {}
    for concept in concepts:
        nested = around.get(concept.words, [])
        total = concept.mentions + sum(nested)
        alone = total - sum(nested) / len(nested) if nested else total
        values[concept.key] = math.log2(len(concept.words) + 1) * alone
    return values


def _parts(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    size = len(words)
    return {
        words[start:end]
        for start in range(size)
        for end in range(start + 1, size + 1)
        if 0 < end - start < size
    }


def _may_be_concept(concept: ObjectCounts) -> bool:
    words = concept.words
    if not words or len(words) > MAX_WORDS or len(concept.name) < 2:
        return False
    if {"emphasis", "glossary"} & concept.cues.keys():
        return not all(word in COURSE_NOUNS | TIME_NOUNS for word in words)
    return not all(word in _GENERAL or word == "of" or word.isdigit() for word in words)


def _is_worth_keeping(concept: ObjectCounts) -> bool:
    """Marked by an author, or said again; loose phrases need both."""
    by_author = any(cue in MARKS for cue in concept.cues)
    if _is_loose(concept):
        return by_author and concept.mentions > 1
    marked = by_author or (concept.claims > 0 and _head(concept.words) not in _GENERAL)
    if len(concept.words) == 1:
        return marked or concept.mentions > 2
    return marked or concept.mentions > 1


def _score(concept: ObjectCounts, c_value: float, central: float, files: int) -> float:
    spread = math.log1p(concept.files) / math.log1p(files)
    return (
        math.log1p(c_value)
        * (1 + _marks(concept.cues) + CLAIMS_WEIGHT * math.log1p(concept.claims))
        * (1 + FILES_WEIGHT * spread)
        * (1 + CENTRALITY_WEIGHT * math.sqrt(central))
        * _penalty(concept)
    )


def _marks(cues: Mapping[str, int]) -> float:
    """1, 1.5, 1.75 … times the weight: the third heading says less than the first."""
    return sum(
        weight * (2 - 0.5 ** (cues[cue] - 1))
        for cue, weight in CUE_WEIGHTS.items()
        if cues.get(cue)
    )


def _penalty(concept: ObjectCounts) -> float:
    marked = any(cue in MARKS for cue in concept.cues) or concept.claims > 0
    factor = 1.0
    if not marked:
        factor *= UNMARKED_WORD if len(concept.words) == 1 else 1.0
        factor *= SEEN_ONCE if concept.mentions == 1 else 1.0
        factor *= LOOSE_PHRASE if _is_loose(concept) else 1.0
    if concept.words[0] in SOFT_MODIFIERS and not any(cue in MARKS for cue in concept.cues):
        factor *= SOFT_MODIFIER
    if _head(concept.words) in _GENERAL:
        factor *= 1.0 if marked else GENERAL_HEAD
    if _is_person(concept):
        factor *= NAME_OF_PERSON
    return factor


def _is_loose(concept: ObjectCounts) -> bool:
    """Only ever found as "A of B", or with a vague word in front."""
    return concept.cues.get("of_phrase", 0) == concept.mentions


def _head(words: tuple[str, ...]) -> str:
    return words[words.index("of") - 1] if "of" in words[1:] else words[-1]


def _is_person(concept: ObjectCounts) -> bool:
    named = concept.cues.get("name", 0)
    return named >= concept.mentions * 0.8 and concept.name.istitle()
