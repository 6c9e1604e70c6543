"""Jobs that end at once, and readers who decide meanwhile: nobody waits for ever, none is lost."""

import asyncio
from uuid import UUID

import pytest

from educe.articles.site_rules import NewSiteRule, add_rule, delete_rule
from tests.articles.conftest import Desk
from tests.support.articles import link, newsletter
from tests.support.world import until

LINKS = [f"https://example.com/{n}" for n in range(12)]


async def settled(desk: Desk) -> None:
    """Everything is as it would be if it were looked at once more."""
    state = "SELECT {} FROM {} WHERE project_id = %s ORDER BY id"
    tables = [
        state.format("id, source_count, title, received_at, updated_at", "kb.articles"),
        state.format("id, is_kept, overruled, site_rule_id", "kb.newsletter_links"),
    ]
    async with desk.room.as_user(desk.reader.id) as query:
        before = [await query(each, desk.room.project_id) for each in tables]
        [(changed,)] = await query(
            "SELECT kb.refresh_articles(project_id, array_agg(identity))"
            " FROM kb.newsletter_links WHERE project_id = %s GROUP BY project_id",
            desk.room.project_id,
        )
        after = [await query(each, desk.room.project_id) for each in tables]
    assert changed == 0
    assert after == before


async def test_two_jobs_that_find_the_same_at_once_make_one_article(desk: Desk) -> None:
    ready = asyncio.Barrier(2)

    async def end(subject: str, addresses: list[str]) -> None:
        async with desk.room.at_work() as (_, store):
            await ready.wait()
            for n, address in enumerate(addresses):  # in batches, within one transaction
                found = newsletter(f"{subject} {n}", link(address, address))
                await store.record(desk.room.job_id, [found])

    await asyncio.gather(end("One", LINKS), end("Two", LINKS[::-1]))
    articles = await desk.articles()
    assert sorted(article.url for article in articles) == sorted(LINKS)
    assert {article.source_count for article in articles} == {2}
    await settled(desk)


async def test_one_newsletter_read_by_two_jobs_at_once_is_there_once(desk: Desk) -> None:
    found = newsletter("One", *(link(address, address) for address in LINKS))
    await asyncio.gather(*(desk.room.record(found) for _ in range(4)))
    articles = await desk.articles(
        newsletter_id=(await desk.articles())[0].sources[0].newsletter_id
    )
    assert [article.source_count for article in articles] == [1] * len(LINKS)
    await settled(desk)


async def test_what_a_reader_decides_while_a_job_records_holds_for_what_it_records(
    desk: Desk,
) -> None:
    await desk.room.record(newsletter("One", link(LINKS[0], "A")))
    [article] = await desk.articles()
    recorded, decided = asyncio.Event(), asyncio.Event()

    async def job() -> None:
        async with desk.room.at_work() as (_, store):
            await store.record(desk.room.job_id, [newsletter("Two", link(LINKS[0], "A"), day=1)])
            recorded.set()
            await waits(desk)  # the reader does, for this

    async def reader() -> None:
        await recorded.wait()
        await desk.overrule(article.sources[0].link_id, False)
        decided.set()

    await asyncio.gather(job(), reader())
    assert decided.is_set()
    assert await desk.articles() == []
    assert [one.overruled for one in await desk.rejected()] == [False, False]
    await settled(desk)


async def waits(desk: Desk) -> None:
    """Until somebody waits for the project's articles."""

    async def somebody() -> bool:
        async with desk.room.as_user(desk.reader.id) as query:
            return bool(
                await query(
                    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                    " AND database ="
                    " (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
            )

    await until(somebody)


@pytest.mark.slow
async def test_jobs_readers_and_rules_all_at_once_leave_everything_as_it_should_be(
    desk: Desk,
) -> None:
    await desk.room.record(newsletter("First", *(link(address, address) for address in LINKS)))
    ids = [article.sources[0].link_id for article in await desk.articles()]

    async def jobs(name: str) -> None:
        for round_ in range(8):
            links = [
                link(address, address, out="path" if (n + round_) % 3 else None)
                for n, address in enumerate(LINKS)
            ]
            await desk.room.record(newsletter(f"{name} {round_ % 3}", *links, day=round_ % 3))

    async def decisions(step: int) -> None:
        for round_ in range(12):
            await desk.overrule(ids[(round_ * step) % len(ids)], [True, False, None][round_ % 3])

    async def rules(path: str) -> None:
        for _ in range(6):
            await delete(await add(path))

    async def add(path: str) -> UUID:
        new = NewSiteRule(decision="block", host="example.com", path=path)
        async with desk.room.as_user(desk.reader.id) as query:
            added, _ = await add_rule(query, desk.room.project_id, new, user_id=desk.reader.id)
        return added

    async def delete(rule_id: UUID) -> None:
        async with desk.room.as_user(desk.reader.id) as query:
            await delete_rule(query, rule_id)

    await asyncio.gather(
        jobs("A"), jobs("B"), decisions(1), decisions(5), rules("/1"), rules("/"), rules("")
    )
    await settled(desk)
    urls = [article.url for article in await desk.articles()]
    assert len(urls) == len(set(urls))
