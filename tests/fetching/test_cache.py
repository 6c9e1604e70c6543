from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.fetching.conftest import Open, Outside
from tests.migrations.tenants import Tenant, make_project, make_tenant
from tests.support.databases import TestDatabase
from tests.support.web import Web, answer


def rows(database: TestDatabase, project_id: UUID) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.owner_url) as owner:
        return owner.execute(
            "SELECT outcome, expires_at FROM kb.resolutions"
            " WHERE project_id = %s AND outcome <> '{}'",
            [project_id],
        ).fetchall()


async def test_a_link_that_was_resolved_is_not_fetched_again(open_outside: Open, web: Web) -> None:
    web.moves("/click", "/article")
    web.says("/article", answer(200, "x" * 3000))
    async with open_outside() as outside:
        first = await outside.resolver.resolve(web.url("/click?utm_source=a"))
    asked = len(web.asked)
    async with open_outside() as outside:  # another process
        again = await outside.resolver.resolve(web.url("/click?utm_source=b"))
        found = [one async for one in outside.resolver.resolve_all([web.url("/click")])]
    assert (again.final, again.how, again.cached) == (first.final, "redirects", True)
    assert again.original == web.url("/click?utm_source=b")
    assert (found[0].final, len(found)) == (first.final, 1)
    assert len(web.asked) == asked


async def test_what_one_project_knows_no_other_does(
    open_outside: Open, database: TestDatabase, tenant: Tenant, web: Web
) -> None:
    with psycopg.connect(database.owner_url) as owner:
        others = [make_project(owner, tenant), make_tenant(owner).project_id]
    web.says("/article", answer(200, "x" * 3000))
    async with open_outside() as outside:
        await outside.resolver.resolve(web.url("/article"))
    for other in others:
        async with open_outside(project_id=other) as outside:
            found = await outside.resolver.resolve(web.url("/article"))
        assert not found.cached


@pytest.mark.parametrize(
    ("script", "kept"),
    [
        (answer(200, "x" * 3000), timedelta(days=30)),
        (answer(404), timedelta(days=30)),
        (answer(200, "<script>location.href = x</script>"), timedelta(days=1)),
        (answer(500), timedelta(days=1)),
    ],
)
async def test_how_long_it_is_known_depends_on_what_it_is(
    outside: Outside, database: TestDatabase, web: Web, script: Any, kept: timedelta
) -> None:
    web.says("/a", script)
    await outside.resolver.resolve(web.url("/a"))
    ((_, expires_at),) = rows(database, outside.project_id)
    assert abs(expires_at - datetime.now(UTC) - kept) < timedelta(minutes=1)


async def test_what_may_pass_is_known_for_an_hour(outside: Outside, database: TestDatabase) -> None:
    await outside.resolver.resolve("https://nowhere.example/")
    ((outcome, expires_at),) = rows(database, outside.project_id)
    assert outcome["code"] == "no_such_host"
    assert abs(expires_at - datetime.now(UTC) - timedelta(hours=1)) < timedelta(minutes=1)


async def test_what_cost_no_request_is_not_kept(outside: Outside, database: TestDatabase) -> None:
    for url in (
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fa",
        "https://web.test/unsubscribe",
        "mailto:a@example.com",
    ):
        await outside.resolver.resolve(url)
    assert rows(database, outside.project_id) == []


async def test_what_is_over_is_fetched_again_and_forgotten(
    open_outside: Open, database: TestDatabase, web: Web
) -> None:
    web.says("/article", answer(200, "x" * 3000))
    async with open_outside() as outside:
        await outside.resolver.resolve(web.url("/article"))
        with psycopg.connect(database.owner_url) as owner:
            owner.execute(
                "UPDATE kb.resolutions SET resolved_at = now() - interval '2 days',"
                " expires_at = now() - interval '1 day' WHERE project_id = %s",
                [outside.project_id],
            )
        with psycopg.connect(database.worker_url, autocommit=True) as worker:
            forgotten = worker.execute("SELECT kb.forget_fetching()").fetchone()
        assert forgotten is not None
        assert forgotten[0] >= 1
        assert rows(database, outside.project_id) == []
        assert not (await outside.resolver.resolve(web.url("/article"))).cached
