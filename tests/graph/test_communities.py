import random

from hypothesis import given
from hypothesis import strategies as st

from educe.graph.communities import Link, find_communities, keep_numbers


def clique(*members: int) -> list[Link]:
    return [(a, b, 1.0) for a in members for b in members if a < b]


def test_who_relate_to_each_other_are_together() -> None:
    links = [*clique(*range(10)), *clique(*range(10, 16)), (3, 12, 0.1)]
    assert find_communities(links) == [list(range(10)), list(range(10, 16))]


def test_a_graph_without_links_has_none() -> None:
    assert find_communities([]) == []


def test_how_surely_they_relate_counts() -> None:
    ring = [(n, (n + 1) % 6, 0.1) for n in range(6)]
    pairs = [(0, 1, 5.0), (2, 3, 5.0), (4, 5, 5.0)]
    assert find_communities([*ring, *pairs]) == [[0, 1], [2, 3], [4, 5]]


def test_the_same_graph_gives_the_same_in_whatever_order_and_direction_it_comes() -> None:
    chance = random.Random(5)
    pairs = {(chance.randrange(200), chance.randrange(200)) for _ in range(600)}
    links = [(a, b, 0.5 + a / 1000) for a, b in sorted(pairs) if a < b]
    first = find_communities(links)
    for _ in range(5):
        chance.shuffle(links)
        turned = [(b, a, w) if chance.random() < 0.5 else (a, b, w) for a, b, w in links]
        assert find_communities(turned) == first


def test_numbers_stay_while_most_members_do() -> None:
    before = {0: 7, 1: 7, 2: 7, 3: 2, 4: 2, 5: 2}
    now = keep_numbers([[3, 4, 5, 2, 9], [0, 1, 8]], before)
    assert [now[member] for member in (3, 2, 9, 0, 8)] == [2, 2, 2, 7, 7]


def test_of_a_community_that_splits_the_likest_part_keeps_the_number() -> None:
    before = dict.fromkeys(range(10), 3)
    now = keep_numbers([list(range(7)), [7, 8, 9]], before)
    assert (now[0], now[9]) == (3, 0)


def test_of_two_that_merge_the_likest_gives_its_number() -> None:
    before = {**dict.fromkeys(range(8), 1), **dict.fromkeys(range(8, 11), 0)}
    now = keep_numbers([list(range(11)), [11, 12]], before)
    assert (now[0], now[11]) == (1, 0)


def test_without_a_past_the_biggest_is_number_0() -> None:
    assert keep_numbers([[4, 5, 6], [1, 2]], {}) == {4: 0, 5: 0, 6: 0, 1: 1, 2: 1}


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=30),
    st.dictionaries(st.integers(0, 40), st.integers(0, 60)),
)
def test_every_community_has_a_number_of_its_own(groups: list[int], before: dict[int, int]) -> None:
    communities = [[m for m, g in enumerate(groups) if g == group] for group in sorted(set(groups))]
    now = keep_numbers(communities, before)
    assert set(now) == set(range(len(groups)))
    assert len(set(now.values())) == len(communities)
    assert all(len({now[m] for m in members}) == 1 for members in communities)
