"""Proves that admission, the sweeper and its helpers see all organizations' jobs, though the logins
that call them don't, and that they act for the one they are asked for."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest

from educe.ids import new_id
from tests.migrations.tenants import (
    Tenant,
    insert,
    make_job,
    make_project,
    make_tenant,
    make_user,
    make_worker,
    signed_in,
)
from tests.support.databases import TestDatabase

pytestmark = pytest.mark.slow

LIMIT = 2
LONG_AGO = "2001-01-01T00:00:00+00:00"


@pytest.fixture
def owner(database: TestDatabase) -> Iterator[psycopg.Connection]:
    """The database's owner, in autocommit mode."""
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def ours(owner: psycopg.Connection) -> Tenant:
    return idle_tenant(owner)


@pytest.fixture
def theirs(owner: psycopg.Connection) -> Tenant:
    return idle_tenant(owner)


# admission


def test_admission_lets_in_the_owners_jobs_and_nobody_elses(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    mine = [make_job(owner, ours) for _ in range(LIMIT + 1)]
    make_job(owner, theirs)
    assert admit(database, ours) == mine[:LIMIT]
    assert admitted(owner) == set(mine[:LIMIT])
    assert admit(database, ours) == []


def test_others_running_jobs_take_no_place_of_ones_own(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    for _ in range(LIMIT):
        make_job(owner, theirs, admitted_at="now")
    mine = make_job(owner, ours)
    assert admit(database, ours) == [mine]


def test_an_organizations_limit_counts_jobs_that_the_caller_cannot_see(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    limit(owner, ours, 2)
    member = make_user(owner, ours)
    project_id = make_project(owner, ours, member)
    make_job(owner, ours, admitted_at="now")
    job_ids = [
        make_job(owner, ours, project_id=project_id, created_by=member) for _ in range(LIMIT)
    ]
    make_job(owner, theirs, admitted_at="now")
    with signed_in(database.api_url, user_id=member) as api:
        assert api.execute("SELECT count(*) FROM kb.extraction_jobs").fetchone() == (LIMIT,)
    assert admit(database, ours, member) == job_ids[:1]
    assert admit(database, ours, member) == []


def test_a_full_organization_keeps_nobody_from_their_jobs_elsewhere(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    limit(owner, ours, 1)
    both = make_user(owner, ours, theirs, role="admin")
    make_job(owner, ours, admitted_at="now")
    for _ in range(LIMIT):
        make_job(owner, ours, created_by=both)
    elsewhere = make_job(owner, theirs, created_by=both)
    assert admit(database, ours, both) == [elsewhere]


def test_a_limit_of_ones_own_goes_before_the_usual_one(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant
) -> None:
    owner.execute("UPDATE kb.users SET max_running_jobs = 1 WHERE id = %s", [ours.user_id])
    mine = [make_job(owner, ours) for _ in range(2)]
    assert admit(database, ours) == mine[:1]


def test_a_removed_creators_jobs_are_admitted_all_the_same(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    orphans = {make_job(owner, ours), make_job(owner, theirs)}
    for tenant in (ours, theirs):
        owner.execute("DELETE FROM kb.users WHERE id = %s", [tenant.user_id])
    with signed_in(database.worker_url) as worker:
        assert column(worker, "SELECT kb.waiting_owners(2, NULL)") == [None]
        assert set(column(worker, "SELECT job_id FROM kb.admit(NULL, 2, NULL)")) == orphans


# the sweeper, in nobody's name


def test_waiting_owners_are_found_in_all_organizations(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    for tenant in (ours, theirs):
        make_job(owner, tenant)
    with signed_in(database.worker_url) as worker:
        found = set(column(worker, "SELECT kb.waiting_owners(2, NULL)"))
        assert found == {ours.user_id, theirs.user_id}


def test_a_job_that_is_admitted_or_not_yet_due_waits_for_nobody(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    make_job(owner, ours, admitted_at="now")
    make_job(owner, theirs, run_at="2999-01-01T00:00:00+00:00")
    with signed_in(database.worker_url) as worker:
        assert column(worker, "SELECT kb.waiting_owners(2, NULL)") == []


def test_forgotten_deliveries_are_found_in_all_organizations(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    forgotten = {
        make_job(owner, tenant, admitted_at="now", delivered_at=LONG_AGO)
        for tenant in (ours, theirs)
    }
    make_job(owner, ours, admitted_at="now", delivered_at="now")
    with signed_in(database.worker_url) as worker:
        assert set(column(worker, "SELECT job_id FROM kb.wanted_deliveries()")) == forgotten


def test_a_lost_workers_items_are_freed_in_all_organizations(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    lost = make_worker(owner, beat_at=LONG_AGO)
    job_ids = {running_job(owner, tenant, lost) for tenant in (ours, theirs)}
    alive = running_job(owner, ours, make_worker(owner))
    with signed_in(database.worker_url, project_id=ours.project_id) as worker:
        swept = worker.execute("SELECT job_id, ended FROM kb.sweep(interval '5 seconds')")
        assert set(swept.fetchall()) == {(job_id, False) for job_id in job_ids}
        worker.commit()
    assert set(owner.execute("SELECT job_id, status FROM kb.job_items ORDER BY 2").fetchall()) == {
        (alive, "running"),
        *((job_id, "pending") for job_id in job_ids),
    }
    assert column(owner, "SELECT end_reason FROM kb.workers WHERE id = %s", lost) == ["lost"]


def test_cancels_without_work_left_are_confirmed_in_all_organizations(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    job_ids = [make_job(owner, tenant) for tenant in (ours, theirs)]
    owner.execute("UPDATE kb.extraction_jobs SET status = 'running', cancel_requested_at = now()")
    with signed_in(database.worker_url) as worker:
        swept = worker.execute("SELECT job_id, ended, owner FROM kb.sweep(interval '5 seconds')")
        assert set(swept.fetchall()) == {
            (job_ids[0], True, ours.user_id),
            (job_ids[1], True, theirs.user_id),
        }


# programs outside


def test_a_lapsed_claim_is_freed_for_those_only_who_see_its_job(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    token = new_id()
    job_id = make_job(owner, theirs, extractor="external", runner="external")
    owner.execute(
        "UPDATE kb.extraction_jobs SET status = 'running', stage_token = %s, stage_deadline = %s"
        " WHERE id = %s",
        [token, LONG_AGO, job_id],
    )
    for tenant, left in ((ours, token), (theirs, None)):
        with signed_in(database.api_url, user_id=tenant.user_id) as api:
            api.execute("SELECT kb.free_lapsed_claim(%s)", [job_id])
            api.commit()
        assert column(owner, "SELECT stage_token FROM kb.extraction_jobs") == [left]


# work on a job, whose project a worker learns by taking it


def test_taking_a_job_tells_a_worker_its_project_and_shows_it_no_rows(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant
) -> None:
    job_id = make_job(owner, ours, admitted_at="now")
    with signed_in(database.worker_url) as worker:
        taken = worker.execute(
            "SELECT project_id, stage FROM kb.take_job(%s, %s, %s, interval '1 minute')",
            [job_id, make_worker(owner), new_id()],
        )
        assert taken.fetchall() == [(ours.project_id, "plan")]
        assert column(worker, "SELECT id FROM kb.extraction_jobs") == []


def test_a_worker_writes_no_result_into_a_project_that_it_did_not_name(
    database: TestDatabase, owner: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    token = new_id()
    worker_id = make_worker(owner)
    job_id = running_job(owner, theirs, worker_id, token=token)
    checkpoint = (
        "SELECT written FROM kb.checkpoint(%s, %s, %s, ARRAY[1], ARRAY['succeeded'],"
        " ARRAY['{}']::jsonb[], ARRAY[NULL]::jsonb[], ARRAY[0.0], '', interval '1 minute', false)"
    )
    for project_id, written in ((ours.project_id, 0), (theirs.project_id, 1)):
        with signed_in(database.worker_url, project_id=project_id) as worker:
            assert column(worker, checkpoint, job_id, worker_id, token) == [written]


def idle_tenant(owner: psycopg.Connection) -> Tenant:
    """A tenant without jobs."""
    tenant = make_tenant(owner)
    owner.execute("DELETE FROM kb.extraction_jobs")
    return tenant


def limit(owner: psycopg.Connection, tenant: Tenant, most: int) -> None:
    owner.execute(
        "UPDATE kb.organizations SET max_running_jobs = %s WHERE id = %s",
        [most, tenant.organization_id],
    )


def running_job(
    owner: psycopg.Connection, tenant: Tenant, worker_id: UUID, *, token: UUID | None = None
) -> UUID:
    """A job of one item, which this worker has in hand."""
    job_id = make_job(owner, tenant, admitted_at="now", delivered_at="now")
    owner.execute(
        "UPDATE kb.extraction_jobs SET status = 'running', planned_at = now(), total_items = 1"
        " WHERE id = %s",
        [job_id],
    )
    insert(
        owner,
        "job_items",
        job_id=job_id,
        seq=1,
        project_id=tenant.project_id,
        label="x",
        payload=psycopg.types.json.Jsonb({}),
        status="running",
        worker_id=worker_id,
        token=token or new_id(),
        deadline="2999-01-01T00:00:00+00:00",
    )
    return job_id


def admit(database: TestDatabase, tenant: Tenant, user_id: UUID | None = None) -> list[UUID]:
    """Runs admission as the API does for a user; returns whom it let in, in their order."""
    asking = user_id or tenant.user_id
    with signed_in(database.api_url, user_id=asking) as api:
        found = column(
            api,
            "SELECT job_id FROM kb.admit(%s, %s, NULL) ORDER BY delivery_priority DESC",
            asking,
            LIMIT,
        )
        api.commit()
    return found


def admitted(owner: psycopg.Connection) -> set[UUID]:
    return set(column(owner, "SELECT id FROM kb.extraction_jobs WHERE admitted_at IS NOT NULL"))


def column(connection: psycopg.Connection, query: str, *values: object) -> list[Any]:
    return [row[0] for row in connection.execute(query.encode(), values).fetchall()]
