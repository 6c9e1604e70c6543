"""Stages, told from a job's times."""

from datetime import UTC, datetime, timedelta

from educe.jobs.stages import Times, stages_of
from educe.jobs.states import Status

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def job(status: str, *, total: int = 4, done: int = 0, **times: datetime) -> Times:
    known = dict.fromkeys(("started_at", "planned_at", "extracted_at", "completed_at"))
    return Times(
        status=Status(status), total_items=total, processed_items=done, **{**known, **times}
    )


def states(times: Times) -> list[str]:
    return [stage.state for stage in stages_of(times)]


def test_nothing_has_begun_while_a_job_waits() -> None:
    assert states(job("pending", total=0)) == ["waiting"] * 3


def test_one_stage_runs_after_the_other() -> None:
    started = {"started_at": NOON}
    planned = {**started, "planned_at": NOON + MINUTE}
    extracted = {**planned, "extracted_at": NOON + 2 * MINUTE}
    assert states(job("running", total=0, **started)) == ["running", "waiting", "waiting"]
    assert states(job("running", **planned)) == ["done", "running", "waiting"]
    assert states(job("running", done=4, **extracted)) == ["done", "done", "running"]
    ended = {**extracted, "completed_at": NOON + 3 * MINUTE}
    assert states(job("completed", done=4, **ended)) == ["done", "done", "done"]


def test_what_was_under_way_at_the_end_has_stopped() -> None:
    cancelled = job(
        "cancelled", started_at=NOON, planned_at=NOON, completed_at=NOON + MINUTE, done=1
    )
    assert states(cancelled) == ["done", "stopped", "waiting"]


def test_a_plan_of_an_earlier_attempt_is_done_before_this_one_starts() -> None:
    retried = job("running", planned_at=NOON, started_at=NOON + MINUTE)
    plan, extract, _ = stages_of(retried)
    assert (plan.state, extract.state, extract.started_at) == ("done", "running", NOON + MINUTE)


def test_a_job_without_items_goes_straight_to_its_finish() -> None:
    empty = job("completed", total=0, started_at=NOON, planned_at=NOON, completed_at=NOON + MINUTE)
    assert states(empty) == ["done", "done", "done"]
