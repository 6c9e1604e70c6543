from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from educe.extractors.concepts.ranking import c_values, rank
from educe.graph.occurrences import ObjectCounts, Together

NOBODY_NEAR = Together(sentences=10, single={}, pairs={})


def counts(name: str, mentions: int = 1, files: int = 1, **cues: int) -> ObjectCounts:
    words = tuple(name.split())
    return ObjectCounts(name, name, "Concept", words, mentions, files, cues or {"noun_chunk": 1})


def order(
    *concepts: ObjectCounts, limit: int | None = 10, near: Together = NOBODY_NEAR
) -> list[str]:
    return [standing.key for standing in rank(concepts, near, limit)]


def test_a_marked_term_stands_above_an_unmarked_one():
    assert order(counts("hash table", 5), counts("heap", 5, emphasis=1, glossary=1))[0] == "heap"


def test_more_files_stand_above_one():
    assert order(counts("red tree", 6), counts("hash function", 6, files=4))[0] == "hash function"


def test_general_english_is_no_concept():
    names = [counts(name, 50, 5) for name in ("example", "number", "way", "time", "last week")]
    assert order(*names) == []


def test_a_general_word_that_the_author_defines_is_one():
    assert order(counts("offer", 5, emphasis=1)) == ["offer"]


def test_c_value_prefers_the_whole_to_a_part_that_never_stands_alone():
    values = c_values([counts("vector machine", 1), counts("support vector machine", 9)])
    assert values["support vector machine"] > values["vector machine"]


def test_without_a_limit_what_is_said_once_in_passing_is_left_out():
    concepts = (counts("blue notebook"), counts("hash table", 3), counts("osmosis", 1, heading=1))
    assert set(order(*concepts, limit=None)) == {"hash table", "osmosis"}


def test_concepts_that_share_sentences_are_central():
    near = Together(
        sentences=100,
        single={"graph": 10, "edge": 10, "vertex": 10, "law": 10},
        pairs={("edge", "graph"): 8, ("graph", "vertex"): 8},
    )
    standings = rank([counts(n, 10) for n in ("graph", "edge", "vertex", "law")], near, 10)
    central = {standing.key: standing.centrality for standing in standings}
    assert central["graph"] == 1.0
    assert central["law"] == min(central.values()) < central["edge"]
    assert all(0 <= value <= 1 for value in central.values())


CONCEPTS = [
    counts(f"{first} {second}".strip(), mentions, 1 + mentions // 3)
    for first in ("", "binary", "search")
    for second in ("tree", "sort", "heap")
    for mentions in (2, 5)
]
UNIQUE = [replace(c, key=f"{c.key} {i}") for i, c in enumerate(CONCEPTS)]


@given(st.permutations(UNIQUE))
def test_the_order_of_the_input_changes_nothing(shuffled):
    near = Together(50, {c.key: 5 for c in UNIQUE}, {(UNIQUE[0].key, UNIQUE[1].key): 3})
    assert rank(shuffled, near, 12) == rank(UNIQUE, near, 12)
