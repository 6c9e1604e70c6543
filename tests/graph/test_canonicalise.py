from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from educe.graph.canonicalise import Name, canonicalise
from educe.graph.contrast import contrast
from educe.graph.naming import best_name, compact, key_of
from educe.graph.proposals import propose


def same(left: str, right: str, *more: Name) -> bool:
    found = canonicalise([Name(left), Name(right), *more])
    return found.find(left) == found.find(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("hash table", "Hash Tables"),
        ("breadth-first search", "Breadth first searches"),
        ("Dijkstra's algorithm", "Dijkstra’s Algorithms"),
        ("vertex", "vertices"),
        ("normalisation", "normalization"),
        ("database", "data base"),
        ("Poincaré map", "Poincare map"),
        ("degree of freedom", "degrees of freedom"),
        ("the French Revolution", "French Revolution"),
        ("ﬁnite automaton", "finite automata"),
        ("backpropagation", "back-propagation"),
        ("SVM", "SVMs"),
    ],
)
def test_ways_to_write_one_name_are_one_object(left, right):
    assert same(left, right)


CONFUSABLE = [
    ("Newton's first law", "Newton's second law"),
    ("World War I", "World War II"),
    ("upper bound", "lower bound"),
    ("input layer", "output layer"),
    ("directed graph", "undirected graph"),
    ("linear model", "nonlinear model"),
    ("min-heap", "max-heap"),
    ("best case", "worst case"),
    ("in-order traversal", "pre-order traversal"),
    ("symmetric encryption", "asymmetric encryption"),
    ("endothermic reaction", "exothermic reaction"),
    ("vitamin C", "vitamin D"),
    ("mitosis", "meiosis"),
    ("supervised learning", "unsupervised learning"),
    ("type 1 error", "type 2 error"),
    ("prokaryotic cell", "eukaryotic cell"),
    ("hypothesis", "hypotenuse"),
]


@pytest.mark.parametrize(("left", "right"), CONFUSABLE)
def test_names_that_only_look_alike_stay_apart(left, right):
    assert not same(left, right)


@pytest.mark.parametrize(("left", "right"), CONFUSABLE[:-1])
def test_the_guard_says_why_and_is_symmetric(left, right):
    words = key_of(left).split(), key_of(right).split()
    assert contrast(*words) == contrast(*reversed(words)) is not None


def test_an_acronym_joins_its_words():
    found = canonicalise(
        [Name("BFS", 3, "breadth-first search"), Name("Breadth-first search", 2), Name("BFS", 1)]
    )
    (cluster,) = found.clusters
    assert cluster.name == "Breadth-first search"
    assert cluster.aliases == ("BFS",)


def test_an_acronym_with_two_meanings_joins_neither():
    found = canonicalise(
        [Name("CV", 1, "computer vision"), Name("CV", 1, "cross-validation"), Name("CV", 5)]
    )
    assert len(found.clusters) == 3
    assert found.find("CV", "computer vision") == found.find("computer vision")


def test_an_acronym_that_is_hardly_ever_written_out_is_the_name():
    found = canonicalise([Name("DNA", 40), Name("DNA", 1, "deoxyribonucleic acid")])
    assert found.clusters[0].name == "DNA"


def test_what_people_told_apart_is_never_merged():
    names = [Name("database"), Name("data base")]
    assert len(canonicalise(names, distinct=[("data base", "database")]).clusters) == 2


def test_what_people_called_the_same_is_merged():
    names = [Name("hash map"), Name("hash table"), Name("dictionary")]
    found = canonicalise(names, same=[("hash map", "hash table")])
    assert found.find("hash map") == found.find("hash table") != found.find("dictionary")


def test_a_chain_of_merges_ends_at_a_contrast():
    names = [Name("upper bound"), Name("bound"), Name("lower bound")]
    found = canonicalise(names, same=[("upper bound", "bound"), ("bound", "lower bound")])
    assert found.find("upper bound") != found.find("lower bound")


def test_the_usual_spelling_is_shown():
    assert best_name({"Hash tables": 5, "hash table": 4, "Hash Table": 2}) == "hash table"
    assert best_name({"French Revolution": 3}) == "French Revolution"
    assert best_name({"Binary search": 2}, {"binary"}) == "binary search"
    assert best_name({"Bloom filters": 2, "Bloom filter": 1}) == "Bloom filter"


def test_look_alikes_are_proposed_with_a_reason():
    names = ["Kruskal algorithm", "Kruskals algorithmus", "energy conservation"]
    names += ["conservation of energy", "upper bounds", "upper bound set", "MST"]
    found = propose(canonicalise([Name(name) for name in [*names, "minimum spanning tree"]]))
    reasons = {(p.left, p.right): p.reason for p in found}
    assert "order" in reasons["conservation of energy", "energy conservation"]
    assert "abbreviation" in reasons["MST", "minimum spanning tree"]


def test_odd_names_have_a_place_or_none():
    odd = ["", " ", "…", "🎉", "ß", "İ", "'", "C++", "x" * 10_000, "\u202e", "مرحبا", "1", "A"]
    found = canonicalise([Name(name) for name in odd])
    assert found.find("C++") is not None
    assert found.find("") is None


WORDS = ["upper", "lower", "bound", "bounds", "BFS", "data", "base", "database", "first", "second"]
NAMES = st.lists(
    st.builds(
        Name,
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
        st.integers(1, 5),
        st.one_of(st.none(), st.sampled_from(["best first search", "breadth first search"])),
    ),
    max_size=12,
)
PAIRS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)), max_size=4)


@given(NAMES, PAIRS, st.randoms())
def test_the_order_of_the_input_changes_nothing(names, decided, random):
    shuffled = random.sample(names, len(names))
    pairs = random.sample(decided, len(decided))
    assert canonicalise(shuffled, same=pairs) == canonicalise(names, same=decided)


@given(NAMES, PAIRS)
def test_no_cluster_holds_a_contrast_that_people_did_not_decide(names, decided):
    allowed = {frozenset(map(key_of, pair)) for pair in decided}
    for cluster in canonicalise(names, same=decided).clusters:
        for left, right in combinations(cluster.keys, 2):
            if frozenset((left, right)) not in allowed and compact(left) != compact(right):
                assert contrast(left.split(), right.split()) is None
