import random
import time
from itertools import count

import pytest

from educe.documents.model import Span
from educe.extractors.concepts.ranking import rank
from educe.graph.derive import derive
from educe.graph.mentions import FileMentions, ObjectMention, RelationMention

PLACES = count()


def sentence(*names: str, start: int | None = None, **more) -> list[ObjectMention]:
    """Mentions of these names in one sentence."""
    begin = 1000 * next(PLACES) if start is None else start
    return [
        ObjectMention(
            name=name,
            span=Span(begin + 20 * i, begin + 20 * i + len(name)),
            sentence=Span(begin, begin + 200),
            **more,
        )
        for i, name in enumerate(names)
    ]


def says(source: str, kind: str, target: str, confidence: float, start: int = 0) -> RelationMention:
    return RelationMention(
        type=kind,
        source=source,
        target=target,
        sentence=Span(start, start + 200),
        cue="test",
        confidence=confidence,
    )


def file(file_id: str, *sentences: list[ObjectMention], relations=()) -> FileMentions:
    objects = tuple(mention for each in sentences for mention in each)
    return FileMentions(file_id=file_id, objects=objects, relations=tuple(relations))


def edges(graph) -> dict[tuple[str, str, str], float]:
    names = {each.key: each.name for each in graph.objects}
    return {(names[e.source], e.type, names[e.target]): e.confidence for e in graph.relationships}


def test_spellings_in_several_files_are_one_object():
    graph = derive(
        [
            file("a", sentence("Hash tables"), sentence("hash table")),
            file("b", sentence("hash-table")),
        ]
    )
    (found,) = graph.objects
    assert (found.name, found.mention_count, found.file_count) == ("hash table", 3, 2)


def test_confidence_grows_with_independent_sentences():
    said = [says("stack", "IS_A", "data type", 0.8, start) for start in (0, 500)]
    graph = derive([file("a", sentence("stack", "data type"), relations=said)])
    assert edges(graph)["stack", "IS_A", "data type"] == pytest.approx(0.96)


def test_two_rules_for_one_sentence_count_once():
    said = [says("stack", "IS_A", "data type", c) for c in (0.8, 0.6)]
    graph = derive([file("a", sentence("stack", "data type"), relations=said)])
    assert edges(graph)["stack", "IS_A", "data type"] == pytest.approx(0.8)


def test_there_are_no_loops():
    said = [says("stack", "IS_A", "Stacks", 0.9)]
    assert not derive([file("a", sentence("stack", "Stacks"), relations=said)]).relationships


def test_of_two_opposite_claims_the_surer_stays():
    said = [says("tree", "IS_A", "graph", 0.9), says("graph", "IS_A", "tree", 0.5, 500)]
    graph = derive([file("a", sentence("tree", "graph"), relations=said)])
    assert edges(graph) == {("tree", "IS_A", "graph"): 0.9}


def test_nearness_is_a_relation_only_where_there_is_no_better():
    apart = [sentence(f"filler {i}") for i in range(30)]
    near = [sentence("stack", "queue", "heap") for _ in range(4)]
    said = [says("stack", "CONTRASTS_WITH", "queue", 0.7)]
    found = edges(derive([file("a", *near, *apart, relations=said)]))
    assert ("heap", "RELATED_TO", "queue") in found
    assert ("queue", "RELATED_TO", "stack") not in found
    assert max(c for (_, kind, _), c in found.items() if kind == "RELATED_TO") <= 0.5


def test_what_is_a_special_kind_is_of_the_kind_that_was_kept():
    said = [says("heap", "IS_A", "complete binary tree", 0.9)]
    mentions = [
        sentence("heap"),
        sentence("heap"),
        sentence("binary tree"),
        sentence("binary tree"),
    ]
    graph = derive(
        [file("a", *mentions, sentence("complete binary tree"), relations=said)], limit=2
    )
    assert edges(graph) == {("heap", "IS_A", "binary tree"): 0.9}


def test_an_acronym_means_in_each_file_what_that_file_says():
    graph = derive(
        [
            file("a", sentence("CV", long_form="computer vision"), sentence("CV")),
            file("b", sentence("CV", long_form="cross-validation")),
        ]
    )
    counts = {each.name: each.mention_count for each in graph.objects}
    assert counts == {"computer vision": 2, "cross-validation": 1}


def test_objects_of_different_types_are_two():
    graph = derive(
        [file("a", sentence("Jordan", type="Person"), sentence("Jordan", type="Country"))]
    )
    assert sorted(each.type for each in graph.objects) == ["Country", "Person"]
    assert len({each.key for each in graph.objects}) == 2


def test_the_best_evidence_is_shown_first_and_is_bounded():
    plain = [sentence("heap", cues=("heading",)) for _ in range(30)]
    told = sentence("heap", cues=("definition",), definition=Span(5, 50), start=90_000)
    (found,) = derive([file("a", *plain, told)], max_evidence=5).objects
    assert len(found.evidence) == 5
    assert found.evidence[0].sentence == Span(90_000, 90_200)
    assert found.definition is not None
    assert found.definition.span == Span(5, 50)


def test_what_sentences_call_the_same_is_proposed_and_not_merged():
    said = [says("hash map", "SAME_AS", "hash table", 0.85)]
    graph = derive([file("a", sentence("hash map", "hash table"), relations=said)])
    assert len(graph.objects) == 2
    assert not [each for each in graph.relationships if each.type == "SAME_AS"]
    assert graph.proposals[0].similarity == 1.0


def test_people_decide_over_names():
    files = [file("a", sentence("hash map"), sentence("hash table"))]
    assert len(derive(files, same=[("hash map", "hash table")]).objects) == 1


def test_nothing_gives_an_empty_graph():
    assert derive([]).objects == ()
    assert derive([FileMentions(file_id="a")], ranking=rank).relationships == ()


def many(files: int, sentences: int) -> list[FileMentions]:
    chance = random.Random(1)
    nouns = [f"noun{i}" for i in range(2000)]
    result = []
    for number in range(files):
        said, found = [], []
        for place in range(sentences):
            names = [nouns[int(chance.paretovariate(0.6)) % 2000] for _ in range(3)]
            found.append(sentence(*names, start=place * 300, cues=("noun_chunk",)))
            if place % 5 == 0:
                said.append(says(names[0], "IS_A", names[1], 0.85, place * 300))
        result.append(file(f"file {number}", *found, relations=said))
    return result


def test_the_order_of_files_and_mentions_changes_nothing():
    files = many(6, 20)
    chance = random.Random(2)
    shuffled = [
        file.model_copy(
            update={
                "objects": tuple(chance.sample(file.objects, len(file.objects))),
                "relations": tuple(chance.sample(file.relations, len(file.relations))),
            }
        )
        for file in chance.sample(files, len(files))
    ]
    assert derive(shuffled, limit=50, ranking=rank) == derive(files, limit=50, ranking=rank)


@pytest.mark.slow
def test_a_hundred_thousand_mentions_take_seconds():
    files = many(200, 170)
    began = time.monotonic()
    graph = derive(files, limit=1000, ranking=rank)
    assert time.monotonic() - began < 20  # about 3 s on an idle machine
    assert graph.objects
