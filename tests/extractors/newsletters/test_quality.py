"""The filter tells articles on the labelled newsletters, and those are what their script makes."""

import json

import pytest
from bench.newsletters import DATA, HALVES, evaluate, total
from tests.support.newsletters import generate
from tests.support.newsletters.issues import read_issues


@pytest.mark.parametrize("half", ["test", "hand1"])
@pytest.mark.parametrize("resolved", [True, False])
def test_precision_and_recall_are_at_least_95_percent(half: str, resolved: bool) -> None:
    counts = total(evaluate(half, resolved=resolved))
    assert counts.precision >= 0.95
    assert counts.recall >= 0.95


@pytest.mark.slow
@pytest.mark.parametrize("half", generate.BY_HAND[1:])
def test_the_sets_written_by_hand_stay_as_good_with_targets_known(half: str) -> None:
    counts = total(evaluate(half, resolved=True))
    assert counts.precision >= 0.95
    assert counts.recall >= 0.95


@pytest.mark.parametrize("half", generate.HALVES)
def test_the_newsletters_are_what_the_script_makes(half: str) -> None:
    labels = json.loads((DATA / f"{half}.labels.json").read_text())
    issues = read_issues(DATA / f"{half}.txt")
    assert len(issues) == len(labels) == 30
    for issue in issues:
        data, links = generate.build(issue)
        assert (DATA / half / f"{issue.name}.eml").read_bytes() == data
        assert labels[f"{issue.name}.eml"]["links"] == links


@pytest.mark.slow
@pytest.mark.parametrize("half", HALVES)
def test_every_labelled_link_is_found_and_judged(half: str) -> None:
    labels = json.loads((DATA / f"{half}.labels.json").read_text())
    for outcome in evaluate(half, resolved=False):
        assert outcome.links >= len(labels[outcome.name]["links"])
