import pytest

from educe.extractors.concepts.abbreviations import abbreviations


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We use breadth-first search (BFS) here.", "BFS", "breadth-first search"),
        ("Its heart is the binary search tree (BST).", "BST", "binary search tree"),
        ("Support vector machines (SVMs) separate.", "SVMs", "Support vector machines"),
        ("It makes adenosine triphosphate (ATP).", "ATP", "adenosine triphosphate"),
        ("BFS (breadth-first search) is simple.", "BFS", "breadth-first search"),
        ("DAG stands for directed acyclic graph.", "DAG", "directed acyclic graph"),
        ("A binary search tree is ordered. The abbreviation is BST.", "BST", "binary search tree"),
        ("DAG: a directed acyclic graph", "DAG", "directed acyclic graph"),
    ],
)
def test_the_long_form_of_an_abbreviation_is_found(text, short, long):
    pair = next(abbreviations(text))
    assert text[pair.short.start : pair.short.end] == short
    assert text[pair.long.start : pair.long.end] == long


@pytest.mark.parametrize(
    "text",
    [
        "the tree (Figure 3)",
        "a sorted array (see above)",
        "trees (BFS)",
        "NP does not stand for not polynomial.",
        "()",
        "(A)",
        "in 1999 (CE)",
    ],
)
def test_other_parentheses_are_no_abbreviations(text):
    assert not list(abbreviations(text))
