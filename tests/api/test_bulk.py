"""Many extractions in one call: started all or none, and acted on by ids or by what they are."""

import asyncio
import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from educe.client import EduceApiError
from educe.ids import new_id
from tests.api.conftest import Api, Tenant, problem
from tests.support.world import until

pytestmark = pytest.mark.slow

BATCH = "/api/extractions/batch"
BULK = "/api/extractions/bulk"


def job(project: str, ref: str | None = None, *needs: str, **more: Any) -> dict[str, Any]:
    """A scripted job of a batch that needs these refs."""
    return {
        "ref": ref,
        "project_id": project,
        "extractor": "scripted",
        "config": {"succeed": 1},
        "needs": [{"ref": need} for need in needs],
        **more,
    }


def refused(tenant: Tenant, *jobs: dict[str, Any], slug: str = "invalid-input") -> dict[str, Any]:
    """The problem of a batch of which nothing was started."""
    status = {"invalid-input": 400, "invalid-config": 400, "conflict": 409, "not-found": 404}[slug]
    before = len(list(tenant.client.jobs()))
    told = problem(tenant.http.post(BATCH, json={"jobs": list(jobs)}), status, slug)
    assert len(list(tenant.client.jobs())) == before
    return told


def failed(api: Api, *jobs: str) -> None:
    """As if they had run and failed."""
    for status in ("running", "failed"):
        api.world.execute(
            "UPDATE kb.extraction_jobs SET status = %s WHERE id = ANY (%s::uuid[])",
            status,
            list(jobs),
        )


def states(tenant: Tenant) -> dict[str, str]:
    return {found["id"]: found["status"] for found in tenant.client.jobs()}


# starting


async def test_a_batch_is_started_with_its_needs_in_the_order_given(api: Api, anna: Tenant) -> None:
    project = anna.project()
    file = anna.upload(project, "a.txt", b"Words.")["id"]
    there = anna.submit(project, succeed=1)
    answer = anna.http.post(
        BATCH,
        json={
            "jobs": [
                job(project, "a", file_ids=[], priority="urgent", source_id="one"),
                job(project, "b", "a", run_at="2099-01-01T00:00:00Z"),
                job(project, needs=[{"ref": "b", "condition": "failure"}, {"job_id": there}]),
            ]
        },
    )
    assert answer.status_code == 202
    jobs = answer.json()["jobs"]
    assert [(made["ref"], made["status"]) for made in jobs] == [
        ("a", "pending"),
        ("b", "pending"),
        (None, "pending"),
    ]
    a, b, c = (made["id"] for made in jobs)
    assert [a, b, c] == sorted([a, b, c])
    first = anna.client.job(a)
    assert first["file_count"] == 0  # type: ignore[typeddict-item]
    assert first["priority"] == "urgent"  # type: ignore[typeddict-item]
    assert [f["file_id"] for f in anna.client.job(b)["files"]] == [file]  # type: ignore[typeddict-item]
    rows = api.world.rows(
        "SELECT job_id, needs_id, condition FROM kb.job_dependencies WHERE job_id = ANY (%s)",
        [a, b, c],
    )
    assert {(str(r["job_id"]), str(r["needs_id"]), r["condition"]) for r in rows} == {
        (b, a, "success"),
        (c, b, "failure"),
        (c, there, "success"),
    }


@pytest.mark.slow
async def test_a_chain_of_a_thousand_is_started_in_one_call_and_a_thousand_and_one_are_refused(
    anna: Tenant,
) -> None:
    project = anna.project()
    # each needs the one before
    jobs = [job(project, str(n), *([str(n - 1)] if n else [])) for n in range(1000)]
    began = time.monotonic()
    assert len(anna.client.bulk.create(jobs)) == 1000
    assert time.monotonic() - began < 10  # below one on a machine with nothing else to do
    assert len(list(anna.client.jobs(project))) == 1000
    told = refused(anna, *jobs, job(project))
    assert "1000" in told["detail"]
    assert [field["field"] for field in told["fields"]] == ["jobs"]


async def test_an_empty_batch_is_refused(anna: Tenant) -> None:
    problem(anna.http.post(BATCH, json={"jobs": []}), 400, "invalid-input")


async def test_a_circle_is_refused_with_the_refs_in_it(anna: Tenant) -> None:
    project = anna.project()
    told = refused(
        anna,
        job(project, "start"),
        job(project, "a", "c", "start"),
        job(project, "b", "a"),
        job(project, "c", "b"),
        job(project, "end", "c"),
    )
    assert sorted(told["refs"]) == ["a", "b", "c"]
    assert "“a” needs “c” needs “b” needs “a”" in told["detail"]
    assert refused(anna, job(project, "self", "self"))["refs"] == ["self"]


async def test_a_long_circle_is_told_in_short(anna: Tenant) -> None:
    project = anna.project()
    told = refused(anna, *(job(project, f"j{n}", f"j{(n + 1) % 200}") for n in range(200)))
    assert len(told["refs"]) == 200
    assert len(told["detail"]) < 500


async def test_what_is_wrong_with_one_job_is_told_with_its_index_and_ref(
    anna: Tenant, ben: Tenant
) -> None:
    project, other = anna.project(), anna.project()
    theirs = ben.submit(ben.project(), succeed=1)
    cancelled = anna.submit(project, succeed=1)
    anna.client.cancel(cancelled)
    good = job(project, "a")
    for wrong, slug, said in (
        (job(project, "b", "x"), "invalid-input", "“x”"),
        (job(project, "a"), "invalid-input", "same ref"),
        (job(other, "b", "a"), "invalid-input", "another project"),
        (job(project, "b", extractor="nope"), "invalid-input", "no extractor named “nope”"),
        (job(project, "b", config={"succeed": -1}), "invalid-config", "succeed"),
        (job(project, "b", run_at="2026-03-01T07:00:00"), "invalid-input", "timezone"),
        (job(project, "b", file_ids=[str(new_id())]), "invalid-input", "files"),
        (job(str(new_id()), "b"), "not-found", "no such project"),
        (job(project, "b", needs=[{"job_id": theirs}]), "invalid-input", theirs),
        (job(project, "b", needs=[{"job_id": cancelled}]), "conflict", "never run"),
        (job(project, "b", "a", "a"), "invalid-input", "twice"),
    ):
        told = refused(anna, good, wrong, slug=slug)
        assert told["detail"].startswith(f"Job 1 (“{wrong['ref']}”): "), told
        assert said in told["detail"]
        assert (told["job"], told["ref"]) == (1, wrong["ref"])
    told = refused(anna, good, job(project, config={"succeed": -1}), slug="invalid-config")
    assert told["detail"].startswith("Job 1: ")
    assert told["fields"][0]["field"] == "succeed"


async def test_the_form_of_a_job_is_checked_with_its_place(anna: Tenant) -> None:
    project = anna.project()
    for wrong, field in (
        (job(project, "b", needs=[{}]), "jobs.1.needs.0"),
        (job(project, "b", needs=[{"ref": "a", "job_id": str(new_id())}]), "jobs.1.needs.0"),
        (job(project, "b", need=["a"]), "jobs.1.need"),
        (job(project, "b", priority="high"), "jobs.1.priority"),
    ):
        told = refused(anna, job(project, "a"), wrong)
        assert told["fields"][0]["field"] == field


async def test_what_is_wrong_with_many_jobs_is_told_in_short(anna: Tenant) -> None:
    told = refused(anna, *[job(anna.project(), priority="high")] * 50)
    assert len(told["fields"]) == 50
    assert "jobs.0.priority" in told["detail"]
    assert "and 40 more" in told["detail"]
    assert len(told["detail"]) < 1000


async def test_too_many_needs_are_refused(anna: Tenant) -> None:
    project = anna.project()
    first = [f"a{n}" for n in range(101)]
    jobs = [job(project, ref) for ref in first]
    jobs += [job(project, None, *first) for _ in range(100)]
    assert "10,000" in refused(anna, *jobs)["detail"]


# acting


async def test_jobs_are_cancelled_retried_and_deleted_by_their_ids(
    api: Api, anna: Tenant, ben: Tenant
) -> None:
    project = anna.project()
    jobs = [anna.submit(project, succeed=1) for _ in range(3)]
    theirs, never = ben.submit(ben.project(), succeed=1), str(new_id())
    bulk = anna.client.bulk
    done = bulk.cancel([*jobs, theirs, never, jobs[0]])
    assert (done["matched"], done["done"], done["refused_count"]) == (3, 3, 2)
    assert {one["id"] for one in done["refused"]} == {theirs, never}
    assert all("no such extraction" in one["reason"] for one in done["refused"])
    assert set(states(anna).values()) == {"cancelled"}
    assert set(states(ben).values()) == {"pending"}

    assert bulk.retry(jobs[:2])["done"] == 2
    assert states(anna) == {jobs[0]: "pending", jobs[1]: "pending", jobs[2]: "cancelled"}

    done = bulk.delete(jobs)
    assert (done["matched"], done["done"], done["refused_count"]) == (1, 1, 2)
    assert all("pending" in one["reason"] for one in done["refused"])
    assert set(states(anna)) == set(jobs[:2])


async def test_a_filter_reaches_what_the_action_can_be_done_to(api: Api, anna: Tenant) -> None:
    project, other = anna.project(), anna.project()
    active = [anna.submit(project, succeed=1) for _ in range(3)]
    broken = [anna.submit(project, succeed=1) for _ in range(2)]
    failed(api, *broken)
    elsewhere = anna.submit(other, succeed=1)
    bulk = anna.client.bulk
    for act, count in ((bulk.cancel, 3), (bulk.retry, 2), (bulk.delete, 2)):
        dry = act(project_id=project, dry_run=True)
        assert (dry["matched"], dry["done"], dry["refused_count"]) == (count, 0, 0)
    assert [states(anna)[one] for one in active + broken] == ["pending"] * 3 + ["failed"] * 2

    assert bulk.retry(project_id=project, status=["failed"])["done"] == 2
    assert bulk.cancel(project_id=project, extractor="scripted")["done"] == 5
    assert states(anna) == {
        **dict.fromkeys(active + broken, "cancelled"),
        elsewhere: "pending",
    }
    assert bulk.delete(project_id=project)["done"] == 5
    assert set(states(anna)) == {elsewhere}
    nothing = bulk.cancel(project_id=str(new_id()))
    assert (nothing["matched"], nothing["done"]) == (0, 0)


async def test_priorities_are_changed_and_what_has_ended_refuses_it_alone(anna: Tenant) -> None:
    project = anna.project()
    jobs = [anna.submit(project, succeed=1) for _ in range(3)]
    anna.client.cancel(jobs[0])
    done = anna.client.bulk.change_priority("urgent", jobs)
    assert (done["done"], done["refused_count"]) == (2, 1)
    assert [one["id"] for one in done["refused"]] == [jobs[0]]
    again = anna.client.bulk.change_priority("low", project_id=project, priority="urgent")
    assert again["done"] == 2
    shown = {one["id"]: one["priority"] for one in anna.client.jobs()}  # type: ignore[typeddict-item]
    assert shown == {jobs[0]: "normal", jobs[1]: "low", jobs[2]: "low"}


async def test_an_order_that_is_not_clear_is_refused_with_what_to_do(anna: Tenant) -> None:
    anna.submit(anna.project(), succeed=1)
    project, some = str(new_id()), [str(new_id())]
    every = ["pending", "running", "completed", "failed", "cancelled"]
    for order, said in (
        ({}, "`ids` or a `filter`"),
        ({"ids": some, "filter": {"project_id": project}}, "not both"),
        ({"filter": {}}, "Narrow it"),
        ({"filter": {"search": ""}}, "Narrow it"),
        ({"filter": {"status": every}}, "Narrow it"),
        ({"filter": {"status": []}}, "Narrow it"),
        ({"filter": {"state": "failed"}}, "filter.state"),
        ({"ids": []}, "ids"),
        ({"ids": some * 1001}, "1000"),
        ({"ids": some, "priority": "low"}, "priority"),
        ({"ids": some, "action": "priority"}, "priority"),
        ({"ids": some, "action": "stop"}, "action"),
    ):
        answer = anna.http.post(BULK, json={"action": "cancel", **order})
        assert said in problem(answer, 400, "invalid-input")["detail"], order
    assert set(states(anna).values()) == {"pending"}


def make_jobs(api: Api, tenant: Tenant, project: str, count: int, *, ended: bool = False) -> None:
    """Pending or cancelled ones, written at once."""
    api.world.execute(
        "INSERT INTO kb.extraction_jobs (id, organization_id, project_id, extractor, created_by)"
        " SELECT gen_random_uuid(), %s, %s, 'scripted', %s FROM generate_series(1, %s)",
        tenant.organization_id,
        project,
        tenant.id,
        count,
    )
    if ended:
        api.world.execute(
            "UPDATE kb.extraction_jobs SET status = 'cancelled' WHERE project_id = %s", project
        )


@pytest.mark.slow
async def test_more_than_a_thousand_are_gone_through_call_by_call(
    api: Api, anna: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("educe.jobs.bulk.actions._LONGEST_SECONDS", 60.0)
    project = anna.project()
    make_jobs(api, anna, project, 1010, ended=True)
    order = {"action": "delete", "filter": {"project_id": project}}
    first = anna.http.post(BULK, json=order, timeout=60).json()
    assert (first["matched"], first["done"]) == (1010, 1000)
    second = anna.http.post(BULK, json={**order, "cursor": first["next"]}, timeout=60).json()
    assert (second["matched"], second["done"], second["next"]) == (10, 10, None)
    assert states(anna) == {}


async def test_the_client_sends_many_ids_in_parts(
    api: Api, anna: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("educe.client.bulk._AT_ONCE", 7)
    make_jobs(api, anna, anna.project(), 20, ended=True)
    done = anna.client.bulk.delete([*states(anna)])
    assert (done["matched"], done["done"], done["refused_count"]) == (20, 20, 0)
    with pytest.raises(EduceApiError, match="ids"):
        anna.client.bulk.delete([])


async def test_a_call_that_takes_long_stops_and_says_where_to_go_on(
    api: Api, anna: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("educe.jobs.bulk.actions._LONGEST_SECONDS", 0.0)
    project = anna.project()
    make_jobs(api, anna, project, 120, ended=True)
    order = {"action": "delete", "filter": {"project_id": project}}
    first = anna.http.post(BULK, json=order).json()
    assert (first["matched"], first["done"]) == (120, 50)
    assert first["next"] is not None
    rest = anna.client.bulk.delete([*states(anna), *states(anna)])
    assert (rest["matched"], rest["done"], rest["refused_count"]) == (70, 70, 0)


async def test_cancelling_a_line_of_jobs_makes_none_of_them_run_in_between(
    api: Api, anna: Tenant
) -> None:
    project = anna.project()
    make_jobs(api, anna, project, 60)
    assert anna.client.bulk.cancel(project_id=project)["done"] == 60
    # the two places that were free went to the head of the line, and stayed there
    delivered = "SELECT FROM kb.extraction_jobs WHERE project_id = %s AND delivered_at IS NOT NULL"
    assert len(api.world.rows(delivered, project)) == 2


async def test_refused_jobs_are_met_once_and_the_first_hundred_are_told(
    api: Api, anna: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("educe.jobs.bulk.actions._LONGEST_SECONDS", 0.0)
    project = anna.project()
    make_jobs(api, anna, project, 110, ended=True)
    # a source that is gone forbids a retry
    api.world.execute(
        "INSERT INTO kb.job_files (job_id, position, project_id, file_name)"
        " SELECT id, 0, project_id, 'gone.txt' FROM kb.extraction_jobs WHERE project_id = %s",
        project,
    )
    done = anna.client.bulk.retry(project_id=project)
    assert (done["matched"], done["done"], done["refused_count"]) == (110, 0, 110)
    assert len({one["id"] for one in done["refused"]}) == 100
    assert "gone.txt" in done["refused"][0]["reason"]
    assert set(states(anna).values()) == {"cancelled"}


@pytest.mark.slow
async def test_what_matches_is_counted_exactly_up_to_ten_thousand(api: Api, anna: Tenant) -> None:
    project = anna.project()
    for more, count, beyond in ((10_000, 10_000, False), (1, 10_000, True)):
        make_jobs(api, anna, project, more)
        dry = anna.client.bulk.cancel(project_id=project, dry_run=True)
        assert (dry["matched"], dry["matched_is_lower_bound"]) == (count, beyond)


async def test_each_job_is_cancelled_once_whoever_else_does_it_at_the_same_time(
    api: Api, anna: Tenant
) -> None:
    project = anna.project()
    make_jobs(api, anna, project, 120)

    def cancel(_: int) -> int:
        return anna.client.bulk.cancel(project_id=project)["done"]

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(cancel, range(4)))
    assert sum(done) == 120
    [row] = api.world.rows(
        "SELECT count(*) AS events FROM kb.job_events e"
        " WHERE e.project_id = %s AND e.kind = 'cancelled'",
        project,
    )
    assert row["events"] == 120


async def test_jobs_of_others_are_not_met_by_any_filter(anna: Tenant, ben: Tenant) -> None:
    project = anna.project()
    mine = anna.submit(project, succeed=1)
    for wanted in ({"project_id": project}, {"extractor": "scripted"}, {"status": ["pending"]}):
        done = ben.client.bulk.cancel(**wanted)
        assert (done["matched"], done["done"], done["refused_count"]) == (0, 0, 0)
    assert states(anna) == {mine: "pending"}


async def test_a_job_that_no_longer_fits_when_its_turn_comes_is_left_alone(
    api: Api, anna: Tenant
) -> None:
    project = anna.project()
    jobs = [anna.submit(project, succeed=1, seconds=0) for _ in range(2)]
    with psycopg.connect(api.world.database.owner_url) as other:
        other.execute("UPDATE kb.extraction_jobs SET priority = 'urgent' WHERE id = %s", [jobs[0]])
        act = asyncio.create_task(
            asyncio.to_thread(anna.client.bulk.cancel, project_id=project, priority="normal")
        )
        await until(
            lambda: api.world.rows(
                "SELECT FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock' AND query ILIKE '%%FOR NO KEY UPDATE%%'"
            )
        )
    done = await act
    assert (done["matched"], done["done"], done["refused_count"]) == (2, 1, 0)
    assert states(anna) == {jobs[0]: "pending", jobs[1]: "cancelled"}


@pytest.mark.slow
async def test_it_tries_again_when_it_and_another_waited_for_each_other(
    api: Api, anna: Tenant
) -> None:
    one = anna.submit(anna.project(), succeed=1)
    with psycopg.connect(api.world.database.owner_url) as other:
        other.execute("SELECT FROM kb.users WHERE id = %s FOR NO KEY UPDATE", [anna.id])
        act = asyncio.create_task(asyncio.to_thread(anna.client.bulk.cancel, [one]))
        await until(
            lambda: api.world.rows(
                "SELECT FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock' AND query ILIKE '%%kb.admit%%'"
            )
        )
        # one of the two is ended by the database; the first that waited, if this comes in time
        with contextlib.suppress(psycopg.errors.DeadlockDetected):
            await asyncio.to_thread(
                other.execute, "SELECT FROM kb.extraction_jobs WHERE id = %s FOR UPDATE", [one]
            )
        other.rollback()
    assert (await act)["done"] == 1
    assert states(anna) == {one: "cancelled"}


@pytest.mark.slow
async def test_artifacts_of_deleted_jobs_are_gone(api: Api, anna: Tenant, worker: None) -> None:
    jobs = [anna.submit(anna.project(), succeed=1) for _ in range(3)]
    for one in jobs:
        anna.client.wait(one)
    rows = api.world.rows("SELECT blob_name FROM kb.job_artifacts WHERE job_id = ANY (%s)", jobs)
    paths = [api.world.settings.home / "blobs" / row["blob_name"] for row in rows]
    assert len(paths) == 3
    assert all(path.exists() for path in paths)
    assert anna.client.bulk.delete(jobs)["done"] == 3
    assert not any(path.exists() for path in paths)
    with pytest.raises(EduceApiError, match="no such"):
        anna.client.job(jobs[0])
