import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from educe.documents.model import Block, BlockKind, Text
from educe.extractors.concepts.extract import extract_text
from educe.graph.mentions import FileMentions, ObjectMention, RelationMention

H = BlockKind.HEADING


def folded(text: str) -> str:
    return " ".join(text.split())


def check_spans(text: Text, found: FileMentions) -> None:
    """Every span says what its mention says, and no quote leaves its block."""
    for each in found.objects:
        assert folded(text.text[each.span.start : each.span.end]) == each.name
        assert each.sentence.start <= each.span.start
        assert each.span.end <= each.sentence.end
        assert each.sentence.end - each.sentence.start <= 420
        assert any(
            b.start <= each.sentence.start <= each.sentence.end <= b.end for b in text.blocks
        )
    for relation in found.relations:
        quote = folded(text.text[relation.sentence.start : relation.sentence.end])
        assert relation.source in quote
        assert relation.target in quote or relation.cue == "prerequisites section"


def names(found: FileMentions) -> set[str]:
    return {each.name for each in found.objects}


def named(found: FileMentions, name: str) -> ObjectMention:
    return next(each for each in found.objects if each.name == name)


def triples(found: FileMentions) -> set[tuple[str, str, str]]:
    return {(r.source, r.type, r.target) for r in found.relations}


def relation(found: FileMentions, source: str) -> RelationMention:
    return next(each for each in found.relations if each.source == source)


def test_every_span_is_the_text_that_it_names(make_text):
    text = make_text(
        (H, "3.2 Hash Tables and Sorting"),
        "A *hash table* is a data structure that maps keys to values. It uses a hash\nfunction.",
        (BlockKind.LIST_ITEM, "*Collision*: two keys with the same hash value"),
        (BlockKind.TABLE, "merge sort | a stable sorting algorithm"),
        "Breadth-first search (BFS) uses a queue.",
    )
    found = extract_text(text, file_id="f")
    check_spans(text, found)
    assert {"hash table", "hash function", "Collision", "merge sort", "BFS"} <= names(found)


def test_a_heading_loses_its_number_and_is_no_subject_of_the_next_sentence(make_text):
    text = make_text((H, "Lecture 4: Hash Tables"), "Consists of an array.")
    found = extract_text(text, file_id="f")
    assert "heading" in named(found, "Hash Tables").cues
    assert not found.relations


def test_articles_numbers_and_figures_are_trimmed_away(make_text):
    text = make_text(
        "The following example in Figure 3 shows two binary trees. It has several interesting "
        "properties. See chapter 7 and https://example.org/trees for many examples of 12 nodes."
    )
    assert names(extract_text(text, file_id="f")) == {"binary trees", "nodes"}


def test_code_and_formulas_name_no_concept(make_text):
    text = make_text(
        (BlockKind.CODE, "def insert(tree, key): return tree"),
        "The algorithm runs in O(n log n) time and calls push(x).",
    )
    assert names(extract_text(text, file_id="f")) <= {"algorithm"}


def test_an_adjective_that_makes_the_term_stays(make_text):
    text = make_text("Natural selection causes adaptation.")
    assert "Natural selection" in names(extract_text(text, file_id="f"))


def test_a_name_with_of_is_one_concept(make_text):
    found = extract_text(make_text("Germany signed the Treaty of Versailles."), file_id="f")
    assert names(found) == {"Germany", "Treaty of Versailles"}


def test_a_term_that_is_written_with_and_is_one_concept(make_text):
    text = make_text(
        "Merge sort is a divide-and-conquer algorithm.", "It relies on divide and conquer."
    )
    found = names(extract_text(text, file_id="f"))
    assert "divide and conquer" in found
    assert "conquer" not in found


@pytest.mark.parametrize(
    ("sentence", "triple"),
    [
        (
            "Sorting algorithms such as quicksort are fast.",
            ("quicksort", "IS_A", "Sorting algorithms"),
        ),
        (
            "Quicksort, heapsort and other sorting algorithms are fast.",
            ("heapsort", "IS_A", "sorting algorithms"),
        ),
        ("Mitosis is a type of cell division.", ("Mitosis", "IS_A", "cell division")),
        ("A stack is an abstract data type.", ("stack", "IS_A", "abstract data type")),
        ("A graph consists of vertices and edges.", ("edges", "PART_OF", "graph")),
        ("The nucleus is part of the cell.", ("nucleus", "PART_OF", "cell")),
        (
            "Before studying heaps, you should understand binary trees.",
            ("binary trees", "PREREQUISITE_OF", "heaps"),
        ),
        (
            "Recursion is a prerequisite for dynamic programming.",
            ("Recursion", "PREREQUISITE_OF", "dynamic programming"),
        ),
        (
            "Dynamic programming builds on recursion.",
            ("recursion", "PREREQUISITE_OF", "Dynamic programming"),
        ),
        ("Breadth-first search uses a queue.", ("Breadth-first search", "USES", "queue")),
        ("A queue is used by breadth-first search.", ("breadth-first search", "USES", "queue")),
        ("Insulin regulates blood glucose.", ("Insulin", "REGULATES", "blood glucose")),
        ("A hash table is also called a hash map.", ("hash map", "SAME_AS", "hash table")),
    ],
)
def test_relations_run_in_the_right_direction(make_text, sentence, triple):
    text = make_text(sentence)
    found = extract_text(text, file_id="f")
    check_spans(text, found)
    assert triple in triples(found)


@pytest.mark.parametrize(
    "sentence",
    [
        "A stack is not a queue.",
        "Is a stack an abstract data type?",
        "If the graph is a tree, it has no cycles.",
        "No code word is a prefix of another code word.",
        "All other nodes are internal nodes.",
    ],
)
def test_what_is_denied_asked_or_supposed_is_no_fact(make_text, sentence):
    assert not triples(extract_text(make_text(sentence), file_id="f"))


def test_a_list_after_two_nouns_is_left_alone(make_text):
    found = extract_text(make_text("The properties of trees such as height matter."), file_id="f")
    assert ("height", "IS_A", "trees") not in triples(found)


def test_a_prerequisites_line_belongs_to_the_title(make_text):
    text = make_text(
        (BlockKind.TITLE, "Lecture 2: Dynamic programming"), "Prerequisites: recursion."
    )
    found = extract_text(text, file_id="f")
    assert ("recursion", "PREREQUISITE_OF", "Dynamic programming") in triples(found)


@pytest.mark.parametrize(
    ("parts", "name", "clause"),
    [
        (["A heap is a tree that is kept in order."], "heap", "a tree that is kept in order"),
        (
            [(H, "Glossary"), "Heap: a tree that is kept in order."],
            "Heap",
            "a tree that is kept in order",
        ),
        (["*Osmosis* refers to the movement of water."], "Osmosis", "the movement of water"),
        (["Recall is defined as the share of items found."], "Recall", "the share of items found"),
        (
            ["A graph without cycles is called a *forest*."],
            "forest",
            "A graph without cycles is called a forest",
        ),
    ],
)
def test_a_definition_is_the_clause_that_says_what_it_is(make_text, parts, name, clause):
    text = make_text(*parts)
    found = next(
        each
        for each in extract_text(text, file_id="f").objects
        if each.name == name and each.definition
    )
    assert text.text[found.definition.start : found.definition.end] == clause


def test_the_quote_of_a_long_sentence_is_bounded(make_text):
    text = make_text("The hash table, " * 200 + "ends.")
    check_spans(text, extract_text(text, file_id="f"))


def test_a_range_of_blocks_yields_the_same_as_the_whole(make_text):
    text = make_text("A heap is a tree.", "A stack is a list.", "A queue is a list.")
    whole = extract_text(text, file_id="f")
    parts = [extract_text(text, file_id="f", blocks=range(i, i + 1)) for i in range(3)]
    assert whole.objects == tuple(each for part in parts for each in part.objects)
    assert extract_text(text, file_id="f", blocks=slice(1, 2)).objects == parts[1].objects


def test_reference_lists_are_left_out(make_text):
    text = make_text((H, "References"), "Knuth, The Art of Computer Programming.")
    assert not names(extract_text(text, file_id="f"))


HOSTILE = [
    "",
    " \n\t ",
    "🎉🎉🎉 👩‍👩‍👧‍👦 is a 🎉 that 🎉.",
    "مرحبا بالعالم هذا نص طويل",
    "שלום עולם (של) *עולם*",
    "x" * 10_000,
    "A " + "x" * 10_000 + " is a tree.",
    "((((((((((" * 50,
    "<0> such as <1> and <9999999> are part of <2>",
    "a" + "\u0301" * 500,
    "\ufeff\u200b\u202e tree \u202d",
    "∑∫∂ {x | x ∈ ℝ} ⟹ f(g(h(x)))",
    "İSTANBUL IS A CITY. İİİİ İİİİİ",
    "- - - – — ... ,,, ;;; ::: |||",
    "of of of of of of",
    "(ABC) (D) ABC (a) A (B C D E F)",
    "word " * 3000,
]


@pytest.mark.parametrize(
    "kind",
    [
        kind if kind == BlockKind.PARAGRAPH else pytest.param(kind, marks=pytest.mark.slow)
        for kind in BlockKind
    ],
)
def test_hostile_texts_are_survived(make_text, kind):
    for content in HOSTILE:
        text = make_text((kind, content))
        check_spans(text, extract_text(text, file_id="f"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.sampled_from(BlockKind))
def test_any_text_is_survived(content, kind):
    text = Text(text=content, blocks=(Block(kind=kind, start=0, end=len(content)),))
    check_spans(text, extract_text(text, file_id="f"))


def test_a_file_without_blocks_mentions_nothing():
    assert extract_text(Text(text="", blocks=()), file_id="f") == FileMentions(file_id="f")
