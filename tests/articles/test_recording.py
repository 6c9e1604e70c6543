"""What an extraction found becomes articles with their sources, whatever strangers wrote."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from educe.articles.found import FoundLink
from educe.ids import new_id
from tests.articles.conftest import Desk
from tests.support.articles import MONDAY, link, newsletter, rejection

A = "https://example.com/a"


async def test_what_several_newsletters_link_to_is_one_article_with_all_its_sources(
    desk: Desk,
) -> None:
    first = newsletter("One", link(A, "A story"))
    again = newsletter("Two", link(A, "The same", out="duplicate"), day=1)
    await desk.room.record(again, first)
    [article] = await desk.articles()
    assert (article.title, article.url, article.site) == ("A story", A, "example.com")
    assert article.received_at == MONDAY
    assert article.source_count == 2
    assert [source.subject for source in article.sources] == ["One", "Two"]
    [left_out] = await desk.rejected()
    assert (left_out.stage, left_out.article_id) == ("duplicate", article.id)


async def test_a_newsletter_that_links_twice_to_the_same_is_one_source(desk: Desk) -> None:
    twice = (link(A, "Read more", out="duplicate"), link(A, "A story"))
    await desk.room.record(newsletter("One", *twice))
    [article] = await desk.articles()
    assert article.source_count == 1
    assert [source.text for source in article.sources] == ["A story"]
    assert article.title == "A story"


async def test_what_the_first_source_doesnt_say_others_do(desk: Desk) -> None:
    published = datetime(2026, 2, 28, 12, tzinfo=UTC)
    told = link(A, "A", out="duplicate", published=published, description="About it.", words=700)
    await desk.room.record(newsletter("One", link(A, "A")), newsletter("Two", told, day=1))
    [article] = await desk.articles()
    assert article.published_at == published
    assert (article.description, article.words) == ("About it.", 700)


async def test_a_newsletter_read_anew_replaces_what_was_known_of_it(desk: Desk) -> None:
    await desk.room.record(newsletter("One", link(A, "A"), link("https://example.com/b", "B")))
    [before, _] = await desk.articles()
    again = newsletter("One", link(A, "A, corrected"), link("https://example.com/c", "C"))
    later = desk.room.job()
    await desk.room.record(again, job_id=later)
    assert await desk.titles() == ["A, corrected", "C"]
    assert (await desk.articles())[0].id == before.id
    assert await desk.titles(job_id=later) == ["A, corrected", "C"]
    assert await desk.titles(job_id=desk.room.job_id) == []


async def test_a_job_that_is_deleted_leaves_its_newsletters_and_articles(desk: Desk) -> None:
    await desk.room.record(newsletter("One", link(A, "A")))
    async with desk.room.as_user(desk.reader.id) as query:
        await query("DELETE FROM kb.extraction_jobs WHERE id = %s", desk.room.job_id)
    assert await desk.titles() == ["A"]


async def test_a_mailbox_and_a_file_that_are_gone_dont_stop_a_record(desk: Desk) -> None:
    gone = newsletter("One", link(A, "A"), mailbox_id=new_id(), file_id=new_id())
    await desk.room.record(gone)
    assert await desk.titles() == ["A"]


async def test_without_a_time_of_its_own_a_newsletter_has_that_of_its_first_reading(
    desk: Desk,
) -> None:
    await desk.room.record(newsletter("One", link(A, "A"), received_at=None))
    [article] = await desk.articles()
    assert datetime.now(UTC) - article.received_at < timedelta(minutes=1)
    await desk.room.record(newsletter("One", link(A, "A"), received_at=None))
    assert [again.received_at for again in await desk.articles()] == [article.received_at]


HOSTILE = [
    "a\x00b",
    "\ud800 alone",
    "x" * 10_000,
    "\u202egnp.exe\u202c",
    "שלום עולם",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "%s %(x)s {0}",
    "\x1b[31mred",
    "🧵" * 400,
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_whatever_strangers_write_is_stored_in_bounds(desk: Desk, text: str) -> None:
    hostile = link(
        A,
        text,
        url=text,
        identity=f"example.com/{text}",
        heading=text,
        snippet=text,
        description=text,
        site=text,
        kind=text,
        score=float("nan"),
        words=10**12,
        position=-1,
        published=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    )
    rejected = rejection(text).model_copy(update={"reason": text, "score": float("inf")})
    other = hostile.model_copy(
        update={"kept": False, "verdicts": (rejected,) * 200, "target_url": text}
    )
    await desk.room.record(
        newsletter(
            text or "empty",
            hostile,
            other.model_copy(update={"identity": "other"}),
            sender_name=text,
            sender_address=text,
            list_id=text,
            message_id=text,
            forwarded_by=text,
            received_at=datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
        )
    )
    [article] = await desk.articles()
    assert len(article.title) <= 300
    assert not set("\x00\ud800\u202e\x1b") & set(article.title)
    assert article.url == A
    assert article.score == 0
    assert article.published_at is None
    [told] = await desk.rejected()
    assert len(told.url) <= 8192
    assert len(told.reason) <= 500
    assert len(told.verdicts) <= 50


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "mailto:a@example.org", "data:text/html,x", "/a", "", "x" * 9000]
)
async def test_only_web_addresses_are_articles(desk: Desk, url: str) -> None:
    await desk.room.record(
        newsletter(
            "One",
            link(A, "A", target_url=url, canonical_url=url),
            link(A, "B", target_url=url, out="duplicate"),
        )
    )
    assert await desk.articles() == []
    assert len(await desk.rejected()) == 2


async def test_an_address_is_never_cut_to_another_one(desk: Desk) -> None:
    long = f"https://example.com/{'a' * 8000}"
    await desk.room.record(newsletter("One", link(long, "A")))
    assert [article.url for article in await desk.articles()] == [long]


async def test_known_tells_who_kept_it_first_but_for_those_who_dont_count(desk: Desk) -> None:
    one, two = newsletter("One", link(A, "A")), newsletter("Two", link(A, "A"), day=1)
    out = newsletter("Three", link("https://example.com/b", out="path"), day=-1)
    await desk.room.record(two, one, out)
    async with desk.room.at_work() as (_, store):
        asked = ["example.com/a", "example.com/b", "example.com/c"]
        assert await store.known(asked) == {"example.com/a": "One"}
        assert await store.known(asked, apart_from=[one.key]) == {"example.com/a": "Two"}
        assert await store.known(asked, apart_from=[one.key, two.key]) == {}
        assert await store.known([]) == {}


async def test_nothing_found_records_nothing(desk: Desk) -> None:
    await desk.room.record()
    await desk.room.record(newsletter("Empty"))
    assert await desk.articles() == []


def test_a_link_has_a_verdict() -> None:
    with pytest.raises(ValueError, match="verdicts"):
        FoundLink(**{**link(A, "A").model_dump(), "verdicts": ()})
