"""The job engine as a state machine: hypothesis submits, cancels, retries, pauses, kills and lets
zombies write, in any order, against a real database. After every step the invariants must hold, and
at the end a fair driver must bring every job to its end.

A normal run tries few examples, always the same. For a long run, with random ones:

    EDUCE_STATE_MACHINE_EXAMPLES=2000 .venv/bin/pytest tests/jobs/test_state_machine.py --timeout=0

EDUCE_STATE_MACHINE_STEPS changes how long each example is (60 steps).
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.jobs.machine.driver import bring_to_an_end
from tests.jobs.machine.ground import Ground
from tests.jobs.machine.invariants import check_state, check_statistics
from tests.jobs.machine.operators_act import OperatorsAct
from tests.jobs.machine.people_act import PeopleAct
from tests.jobs.machine.slices_act import SlicesAct
from tests.jobs.machine.state import State, actions_of, pick
from tests.support.databases import Server

pytestmark = pytest.mark.slow

_EXAMPLES = int(os.environ.get("EDUCE_STATE_MACHINE_EXAMPLES", "0"))
_STEPS = int(os.environ.get("EDUCE_STATE_MACHINE_STEPS", "60"))


class JobEngine(PeopleAct, OperatorsAct, SlicesAct, RuleBasedStateMachine):
    def __init__(self, ground: Ground) -> None:
        RuleBasedStateMachine.__init__(self)
        State.__init__(self, ground)

    @initialize(limits=st.lists(st.sampled_from([1, 2, 3, None]), min_size=3, max_size=3))
    def settle_in(self, limits: list[int | None]) -> None:
        for limit in limits:
            self.people.add(limit)
        self.start_worker()
        self.seen = self.now()

    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        possible = [each for each in _ACTIONS if each.when(self)]
        weighted = [each.name for each in possible for _ in range(each.weight)]
        # a wide number, not one of a list: hypothesis prefers what comes first
        name = pick(weighted, data.draw(st.integers(0, 2**20), "action"))
        note(name)
        choices = next(each.choices for each in possible if each.name == name)
        made = {key: data.draw(choice, key) for key, choice in choices.items()}
        getattr(self, name)(**made)

    @invariant()
    def nothing_is_amiss(self) -> None:
        self.look()

    def teardown(self) -> None:
        for work in self.slices:
            self.ground.give_back(work.store)
        bring_to_an_end(self.ground)
        check_state(self.now())
        check_statistics(self.ground)


_ACTIONS = actions_of(JobEngine)


@pytest.fixture(scope="module")
def ground(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with server.database() as database:
        made = Ground(database, Path(tmp_path_factory.mktemp("home")))
        yield made
        made.close()


def test_whatever_happens_in_whatever_order_the_invariants_hold(ground: Ground) -> None:
    run_state_machine_as_test(
        lambda: JobEngine(ground),
        settings=settings(
            deadline=None,
            max_examples=_EXAMPLES or 25,
            stateful_step_count=_STEPS,
            derandomize=not _EXAMPLES,
            database=None,
            phases=[Phase.generate],  # a failure prints its steps; to make them few takes minutes
            report_multiple_bugs=False,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
