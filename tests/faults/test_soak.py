"""A short soak. The long one: `python -m tests.faults.soak --minutes 30`, see docs/testing.md."""

from pathlib import Path

import pytest

from tests.faults.soak.running import Plan, soak
from tests.faults.soak.telling import told

pytestmark = pytest.mark.slow


async def test_a_fleet_that_is_killed_frozen_and_deployed_at_random_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    # bounds are wide: this machine has other tests to run
    plan = Plan(seed=7, seconds=20, workers=2, settle_seconds=90, patience=5)
    findings = await soak(plan, tmp_path)
    print(told(findings))
    assert not findings.complaints, told(findings)
    assert sum(findings.injected.values()) >= 3
