"""Proves that the database keeps a job's life: which states follow which, and what is fixed."""

from itertools import product
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import CheckViolation
from psycopg.rows import dict_row

from tests.migrations.tenants import Tenant, make_job, make_project, make_worker

STATES = ("pending", "running", "completed", "failed", "cancelled")
ENDED = ("completed", "failed", "cancelled")
PATHS = {
    "pending": (),
    "running": ("running",),
    "completed": ("running", "completed"),
    "failed": ("running", "failed"),
    "cancelled": ("cancelled",),
}
ARROWS = {
    ("pending", "running"),
    ("pending", "cancelled"),
    ("running", "completed"),
    ("running", "failed"),
    ("running", "cancelled"),
    ("failed", "pending"),
    ("cancelled", "pending"),
} | {(state, state) for state in STATES}
RETRY = "status = 'pending', attempt = attempt + 1"

# what happens to an ended job all the same
NOT_ITS_OUTCOME = {
    "event_seq": "event_seq + 1",  # its history goes on: artifacts deleted, retried …
    "progress_event_at": "now()",
    "created_by": "NULL",  # a user is deleted
    "cancel_requested_by": "NULL",
    "stage_worker": "NULL",  # a worker's row is deleted
    "retried_from": "NULL",  # the job that it is a new version of is deleted
    "schedule_id": "NULL",  # the schedule that started it is deleted
    "updated_at": "now()",
}
OTHER_VALUES = {
    "uuid": "gen_random_uuid()",
    "text": "'manual'",
    "jsonb": "'[1]'",
    "integer": "{} + 1",
    "smallint": "{} + 1",
    "timestamp with time zone": "now() + interval '1 hour'",
    "text[]": "ARRAY['changed']",
    "uuid[]": "ARRAY[gen_random_uuid()]",
}


@pytest.fixture
def tenant(tenants: tuple[Tenant, Tenant]) -> Tenant:
    return tenants[0]


@pytest.mark.parametrize(("before", "after"), list(product(STATES, STATES)))
def test_a_job_moves_along_the_arrows_only(
    owner: psycopg.Connection, tenant: Tenant, before: str, after: str
) -> None:
    job_id = job_that_is(owner, tenant, before)
    change = RETRY if after == "pending" != before else f"status = '{after}'"
    if (before, after) in ARROWS:
        update(owner, job_id, change)
        assert job(owner, job_id)["status"] == after
    else:
        with pytest.raises(CheckViolation):
            update(owner, job_id, change)


@pytest.mark.parametrize("before", ENDED)
def test_a_retry_is_the_next_attempt(
    owner: psycopg.Connection, tenant: Tenant, before: str
) -> None:
    job_id = job_that_is(owner, tenant, before)
    for attempt in ("attempt", "attempt + 2", "attempt - 1"):
        with pytest.raises(CheckViolation), owner.transaction():
            update(owner, job_id, f"status = 'pending', attempt = {attempt}")


def test_a_completed_job_is_retried_for_its_failed_items_only(
    owner: psycopg.Connection, tenant: Tenant
) -> None:
    whole, partial = (
        job_that_is(owner, tenant, "completed", failed_items=failed) for failed in (0, 1)
    )
    with pytest.raises(CheckViolation), owner.transaction():
        update(owner, whole, RETRY)
    update(owner, partial, RETRY + ", processed_items = successful_items, failed_items = 0")
    assert job(owner, partial)["status"] == "pending"
    assert job(owner, partial)["attempt"] == 2


@pytest.mark.parametrize("status", [state for state in STATES if state != "pending"])
def test_a_job_starts_as_pending(owner: psycopg.Connection, tenant: Tenant, status: str) -> None:
    with pytest.raises(CheckViolation, match="starts as pending"):
        make_job(owner, tenant, status=status)


def test_the_times_of_a_life_are_set_by_the_database(
    owner: psycopg.Connection, tenant: Tenant
) -> None:
    job_id = make_job(owner, tenant)
    pending = job(owner, job_id)
    assert pending["started_at"] is pending["completed_at"] is None
    update(owner, job_id, "status = 'running'")
    running = job(owner, job_id)
    assert running["started_at"] > running["created_at"]
    assert running["completed_at"] is None
    update(owner, job_id, "status = 'failed'")
    failed = job(owner, job_id)
    assert failed["started_at"] == running["started_at"] < failed["completed_at"]
    update(owner, job_id, RETRY)
    retried = job(owner, job_id)
    assert retried["started_at"] is retried["completed_at"] is None
    assert retried["created_at"] == pending["created_at"]
    moments = [row["updated_at"] for row in (pending, running, failed, retried)]
    assert moments == sorted(set(moments))


def test_a_job_cancelled_before_its_start_has_an_end_and_no_start(
    owner: psycopg.Connection, tenant: Tenant
) -> None:
    cancelled = job(owner, job_that_is(owner, tenant, "cancelled"))
    assert cancelled["started_at"] is None
    assert cancelled["completed_at"] > cancelled["created_at"]


@pytest.mark.parametrize("column", ["started_at", "completed_at", "updated_at"])
def test_nobody_else_sets_the_times(owner: psycopg.Connection, tenant: Tenant, column: str) -> None:
    lie = "2001-01-01T00:00:00+00:00"
    job_id = make_job(owner, tenant, **{column: lie})
    for change in ("status = 'pending'", "status = 'running'", "progress = 5", "status = 'failed'"):
        told = job(owner, job_id)[column]
        assert told is None or told.year != 2001
        update(owner, job_id, f"{change}, {column} = '{lie}'")
    assert job(owner, job_id)[column].year != 2001


def test_a_clock_that_was_set_back_keeps_no_job_from_starting_or_ending(
    owner: psycopg.Connection, tenant: Tenant
) -> None:
    job_id = make_job(owner, tenant, created_at="2999-01-01T00:00:00+00:00")
    update(owner, job_id, "status = 'running'")
    update(owner, job_id, "status = 'completed'")
    ended = job(owner, job_id)
    assert ended["created_at"] == ended["started_at"] == ended["completed_at"]


def test_the_end_leaves_no_claim_and_no_place_among_the_admitted(
    owner: psycopg.Connection, tenant: Tenant
) -> None:
    worker_id = make_worker(owner)
    job_id = make_job(owner, tenant, admitted_at="now")
    held = ("stage_worker", "stage_token", "stage_deadline")
    update(
        owner,
        job_id,
        f"status = 'running', stage_worker = '{worker_id}',"
        " stage_token = gen_random_uuid(), stage_deadline = now()",
    )
    assert all(job(owner, job_id)[column] for column in held)
    update(owner, job_id, "status = 'completed'")
    assert not any(job(owner, job_id)[column] for column in (*held, "admitted_at"))


@pytest.mark.parametrize("state", ENDED)
def test_an_ended_job_keeps_everything_but_its_history(
    owner: psycopg.Connection, tenant: Tenant, state: str
) -> None:
    job_id = job_that_is(owner, tenant, state)
    for column, kind in columns(owner).items():
        if column in NOT_ITS_OUTCOME or column == "status":
            continue
        other = OTHER_VALUES[kind].replace("{}", column)
        refused = pytest.raises(CheckViolation, match=r"changes only by a retry|can't move")
        with refused, owner.transaction():
            update(owner, job_id, f"{column} = {other}")


@pytest.mark.parametrize("state", ENDED)
@pytest.mark.parametrize("column", NOT_ITS_OUTCOME)
def test_an_ended_jobs_history_goes_on(
    owner: psycopg.Connection, tenant: Tenant, state: str, column: str
) -> None:
    update(owner, job_that_is(owner, tenant, state), f"{column} = {NOT_ITS_OUTCOME[column]}")


@pytest.mark.parametrize("state", STATES)
def test_a_job_stays_in_its_project_and_its_organization(
    owner: psycopg.Connection, tenants: tuple[Tenant, Tenant], state: str
) -> None:
    tenant, other = tenants
    job_id = job_that_is(owner, tenant, state)
    for change in (
        f"project_id = '{make_project(owner, tenant)}'",
        f"organization_id = '{other.organization_id}'",
    ):
        with pytest.raises(CheckViolation), owner.transaction():
            update(owner, job_id, change)


def test_an_ended_job_can_be_deleted(owner: psycopg.Connection, tenant: Tenant) -> None:
    job_id = job_that_is(owner, tenant, "failed")
    owner.execute("DELETE FROM kb.extraction_jobs WHERE id = %s", [job_id])


@pytest.mark.parametrize(
    ("successful", "failed", "processed", "fits"),
    [
        (3, 2, 5, True),
        (0, 0, 0, True),
        (3, 2, 4, False),
        (3, 2, 6, False),
        (6, 5, 11, False),  # more than there are
        (-1, 1, 0, False),
        (1, -1, 0, False),
    ],
)
def test_the_counters_add_up(
    owner: psycopg.Connection,
    tenant: Tenant,
    *,
    successful: int,
    failed: int,
    processed: int,
    fits: bool,
) -> None:
    job_id = make_job(owner, tenant, total_items=10)
    change = (
        f"successful_items = {successful}, failed_items = {failed}, processed_items = {processed}"
    )
    if fits:
        update(owner, job_id, change)
    else:
        with pytest.raises(CheckViolation):
            update(owner, job_id, change)


def job_that_is(
    owner: psycopg.Connection, tenant: Tenant, state: str, *, failed_items: int = 0
) -> UUID:
    job_id = make_job(
        owner,
        tenant,
        total_items=10,
        successful_items=5,
        failed_items=failed_items,
        processed_items=5 + failed_items,
    )
    for status in PATHS[state]:
        update(owner, job_id, f"status = '{status}'")
    return job_id


def update(owner: psycopg.Connection, job_id: UUID, change: str) -> None:
    cursor = owner.execute(
        f"UPDATE kb.extraction_jobs SET {change} WHERE id = %s".encode(), [job_id]
    )
    assert cursor.rowcount == 1


def job(owner: psycopg.Connection, job_id: UUID) -> dict[str, Any]:
    with owner.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute("SELECT * FROM kb.extraction_jobs WHERE id = %s", [job_id]).fetchone()
    assert row is not None
    return row


def columns(owner: psycopg.Connection) -> dict[str, str]:
    return dict(
        owner.execute(
            sql.SQL(
                "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
                " WHERE attrelid = 'kb.extraction_jobs'::regclass AND attnum > 0"
                " AND NOT attisdropped"
            )
        ).fetchall()
    )
