"""Lists of articles, rejected links and newsletters: searched, filtered, page by page."""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from educe.articles.facets import article_facets
from educe.articles.filters import ArticleFilter, LinkFilter, NewsletterFilter
from educe.articles.links import find_rejected
from educe.articles.listing import Sort, find_articles, get_article
from educe.articles.marking import Marks, mark_articles
from educe.articles.newsletters import find_newsletters
from educe.cursors import cursor_of
from educe.errors import InvalidInput, NotFound
from educe.ids import new_id
from tests.articles.conftest import Desk
from tests.support.articles import MONDAY, link, newsletter
from tests.support.databases import TestDatabase

pytestmark = pytest.mark.slow

SITE = "https://example.com"
SOME_ID = UUID(int=1)


async def a_weeks_worth(desk: Desk) -> None:
    """Seven newsletters of two senders, three articles and two rejected links in each."""
    for day in range(7):
        links = [
            link(f"{SITE}/{day}/{n}", f"Story {day}.{n}", score=round(0.3 + 0.1 * n, 1))
            for n in range(3)
        ]
        links += [
            link(f"https://shop.org/{day}", "Buy", out="mail", kind="sponsor"),
            link(f"{SITE}/login/{day}", "Sign in", out="path", kind="navigation"),
        ]
        sender = "daily@beta.example" if day % 2 else "weekly@alpha.example"
        await desk.room.record(newsletter(f"Issue {day}", *links, day=day, sender_address=sender))


@pytest.mark.parametrize("sort", ["newest", "oldest", "score"])
async def test_pages_hold_every_article_once_in_order(desk: Desk, sort: Sort) -> None:
    await a_weeks_worth(desk)
    both = [newsletter(f"Twin {n}", link(f"{SITE}/twin/{n}", "T"), day=3) for n in range(3)]
    await desk.room.record(*both)
    seen = []
    cursor = None
    for _ in range(30):
        async with desk.room.as_user(desk.reader.id) as query:
            page = await find_articles(
                query,
                desk.room.project_id,
                desk.reader.id,
                ArticleFilter(),
                sort=sort,
                cursor=cursor,
                limit=4,
            )
        assert page.total == 24
        seen += page.articles
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len({article.id for article in seen}) == len(seen) == 24
    if sort == "score":
        assert [article.score for article in seen] == sorted(
            (article.score for article in seen), reverse=True
        )
    else:
        times = [article.received_at for article in seen]
        assert times == sorted(times, reverse=sort == "newest")
        of_issue = [article.title for article in seen if article.received_at == MONDAY]
        assert of_issue == ["Story 0.0", "Story 0.1", "Story 0.2"]


async def test_articles_are_found_by_words_of_title_subject_site_and_sender(desk: Desk) -> None:
    await desk.room.record(
        newsletter(
            "Über Café",
            link("https://blog.example.com/x", "Why “Rust” isn't C++: 100% safe_code"),
            link("https://other.org/y", "日本語の記事"),
            link("https://third.org/z", "🧵"),
            sender_name="Ada Lovelace",
        )
    )
    first = "Why “Rust” isn't C++: 100% safe_code"
    for search, found in {
        "rust": [first],
        "RUST why": [first],
        "ust": [first],
        "example.com": [first],
        "uber cafe rust": [first],
        "ada safe": [first],
        "本語": ["日本語の記事"],
        "🧵": ["🧵"],
        "y": [],  # short ones are words' beginnings
        "100%": [first],
        "c++": [first],
        "%": [],
        "rust nonsense": [],
    }.items():
        assert await desk.titles(search=search) == found, search
    assert len(await desk.articles(search="uber")) == 3
    assert len(await desk.articles(search="  ")) == 3


async def test_articles_are_filtered_by_where_they_stood(desk: Desk) -> None:
    await a_weeks_worth(desk)
    await desk.room.record(
        newsletter("Again", link(f"{SITE}/0/0", "Story 0.0", out="duplicate"), day=9)
    )
    assert len(await desk.articles(sender="daily@beta.example")) == 9
    assert len(await desk.articles(sender="Alpha.example")) == 12
    assert await desk.titles(sender="weekly@news.example.org") == ["Story 0.0"]
    assert await desk.articles(sender="nobody@alpha.example") == []
    assert len(await desk.articles(site="Example.com")) == 21
    assert await desk.articles(site="shop.org") == []
    assert len(await desk.articles(job_id=desk.room.job_id)) == 21
    assert await desk.articles(job_id=new_id()) == []
    assert len(await desk.articles(since=MONDAY + timedelta(days=5))) == 6
    assert len(await desk.articles(since="2026-03-03", until="2026-03-04")) == 3
    first = next(one for one in await desk.articles() if one.title == "Story 0.0")
    issue = first.sources[0].newsletter_id
    assert await desk.titles(newsletter_id=issue) == ["Story 0.0", "Story 0.1", "Story 0.2"]


async def test_rejected_links_are_filtered_by_the_reason(desk: Desk) -> None:
    await a_weeks_worth(desk)
    assert len(await desk.rejected()) == 14
    assert {one.rule_id for one in await desk.rejected(stage="mail")} == {"sponsor-section"}
    assert len(await desk.rejected(rule="login")) == 7
    assert len(await desk.rejected(kind="sponsor", sender="beta.example")) == 3
    assert len(await desk.rejected(site="shop.org", until=MONDAY + timedelta(days=1))) == 1
    assert len(await desk.rejected(search="sign issue 3")) == 1
    issue = (await desk.rejected())[0].newsletter_id
    assert [one.title for one in await desk.rejected(newsletter_id=issue)] == ["Buy", "Sign in"]


async def test_pages_of_rejected_links_and_newsletters_hold_each_once(desk: Desk) -> None:
    await a_weeks_worth(desk)
    links = await paged(desk, lambda query, **page: find_rejected(
        query, desk.room.project_id, LinkFilter(), **page), "links")  # fmt: skip
    assert len({link.id for link in links}) == len(links) == 14
    assert [link.title for link in links[:4]] == ["Buy", "Sign in"] * 2
    issues = await paged(desk, lambda query, **page: find_newsletters(
        query, desk.room.project_id, NewsletterFilter(), **page), "newsletters")  # fmt: skip
    assert [issue.subject for issue in issues] == [f"Issue {day}" for day in range(6, -1, -1)]
    assert {(issue.articles, issue.rejected) for issue in issues} == {(3, 2)}


async def paged(desk: Desk, find: Callable[..., Awaitable[Any]], name: str) -> list[Any]:
    seen: list[Any] = []
    cursor = None
    while True:
        async with desk.room.as_user(desk.reader.id) as query:
            page = await find(query, cursor=cursor, limit=3)
        seen += getattr(page, name)
        cursor = page.next_cursor
        if cursor is None:
            return seen


async def test_newsletters_are_found_by_subject_and_sender(desk: Desk) -> None:
    await a_weeks_worth(desk)
    for wanted, found in (
        ({"search": "issue 4"}, 1),
        ({"search": "beta"}, 3),
        ({"sender": "weekly@alpha.example"}, 4),
        ({"job_id": desk.room.job_id}, 7),
        ({"since": MONDAY + timedelta(days=6)}, 1),
        ({"until": MONDAY}, 0),
    ):
        async with desk.room.as_user(desk.reader.id) as query:
            page = await find_newsletters(
                query, desk.room.project_id, NewsletterFilter.model_validate(wanted)
            )
        assert (page.total, len(page.newsletters)) == (found, found), wanted


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "",
        "é",
        cursor_of("yesterday", SOME_ID, 1, SOME_ID),
        cursor_of(MONDAY.isoformat(), SOME_ID, 2**40, SOME_ID),
        cursor_of(MONDAY.isoformat(), SOME_ID, -1, SOME_ID),
        cursor_of(MONDAY.isoformat(), "nobody", 1, SOME_ID),
    ],
)
async def test_a_cursor_not_of_ours_is_refused(desk: Desk, cursor: str) -> None:
    async with desk.room.as_user(desk.reader.id) as query:
        with pytest.raises(InvalidInput, match="cursor"):
            await find_articles(
                query, desk.room.project_id, desk.reader.id, ArticleFilter(), cursor=cursor
            )


@pytest.mark.parametrize("score", ["1e300", "nan", "-inf"])
async def test_a_score_that_is_none_is_refused(desk: Desk, score: str) -> None:
    cursor = cursor_of(score, MONDAY.isoformat(), new_id(), 1, new_id())
    async with desk.room.as_user(desk.reader.id) as query:
        with pytest.raises(InvalidInput, match="cursor"):
            await find_articles(
                query,
                desk.room.project_id,
                desk.reader.id,
                ArticleFilter(),
                sort="score",
                cursor=cursor,
            )


async def test_an_article_tells_all_of_its_sources_and_lists_the_first_of_them(desk: Desk) -> None:
    sources = [
        newsletter(
            f"Issue {day}", link(f"{SITE}/a", "A", out="duplicate" if day else None), day=day
        )
        for day in range(7)
    ]
    await desk.room.record(*sources)
    [listed] = await desk.articles()
    assert listed.source_count == 7
    assert [source.subject for source in listed.sources] == [f"Issue {n}" for n in range(5)]
    async with desk.room.as_user(desk.reader.id) as query:
        told = await get_article(query, listed.id, desk.reader.id)
        assert len(told.sources) == 7
        assert [note.rule_id for note in told.verdicts] == ["score"]
        assert told.overruled is None
        with pytest.raises(NotFound):
            await get_article(query, new_id(), desk.reader.id)


# marks


async def mark(desk: Desk, wanted: ArticleFilter, **marks: bool) -> int:
    async with desk.room.as_user(desk.reader.id) as query:
        return await mark_articles(
            query, desk.room.project_id, desk.reader.id, Marks(**marks), wanted
        )


async def test_what_is_read_and_saved_is_found_by_it(desk: Desk) -> None:
    await a_weeks_worth(desk)
    assert await mark(desk, ArticleFilter(search="story 3"), read=True) == 3
    assert await mark(desk, ArticleFilter(search="story 3"), read=True) == 0
    assert await mark(desk, ArticleFilter(search="story 3.1"), saved=True) == 1
    assert await desk.titles(mark="saved") == ["Story 3.1"]
    assert len(await desk.articles(mark="read")) == 3
    assert len(await desk.articles(mark="unread")) == 18
    [one] = await desk.articles(mark="saved")
    assert one.read_at is not None
    assert await mark(desk, ArticleFilter(mark="read"), read=False) == 3
    assert await mark(desk, ArticleFilter(), read=False) == 0
    [one] = await desk.articles(mark="saved")
    assert one.read_at is None
    assert await mark(desk, ArticleFilter(mark="unread"), read=True, saved=False) == 21
    assert await desk.articles(mark="saved") == []
    with pytest.raises(InvalidInput):
        await mark(desk, ArticleFilter())


async def test_marks_outlast_an_overrule_that_is_undone(desk: Desk) -> None:
    await desk.room.record(newsletter("One", link(f"{SITE}/a", "A")))
    await mark(desk, ArticleFilter(), saved=True)
    [article] = await desk.articles()
    await desk.overrule(article.sources[0].link_id, False)
    assert await mark(desk, ArticleFilter(), read=True) == 0
    await desk.overrule(article.sources[0].link_id, None)
    assert await desk.articles() == [article]


async def test_facets_count_what_lists_hold(desk: Desk) -> None:
    await a_weeks_worth(desk)
    await mark(desk, ArticleFilter(search="story 3"), read=True)
    await mark(desk, ArticleFilter(search="story 3.1"), saved=True)
    article = (await desk.articles(search="story 6.0"))[0]
    await desk.overrule(article.sources[0].link_id, False)
    async with desk.room.as_user(desk.reader.id) as query:
        facets = await article_facets(query, desk.room.project_id, desk.reader.id)
    assert (facets.articles, facets.unread, facets.saved, facets.rejected) == (20, 17, 1, 15)
    assert facets.newsletters == 7
    assert [(s.sender_address, s.newsletters, s.articles) for s in facets.senders] == [
        ("weekly@alpha.example", 4, 11),
        ("daily@beta.example", 3, 9),
    ]
    assert [(site.site, site.articles) for site in facets.sites] == [("example.com", 20)]
    assert [(day.newsletters, day.articles) for day in facets.days] == [(1, 2), *[(1, 3)] * 6]
    assert str(facets.days[-1].day) == "2026-03-02"
    assert [(reason.stage, reason.rule_id, reason.links) for reason in facets.reasons] == [
        ("mail", "sponsor-section", 7),
        ("path", "login", 7),
        ("reader", "overruled", 1),
    ]
    assert {kind.kind: kind.links for kind in facets.kinds} == {
        "sponsor": 7,
        "navigation": 7,
        "other": 1,
    }


async def test_lists_are_quick_with_100_000_links(desk: Desk, database: TestDatabase) -> None:
    links = [link(f"{SITE}/{n}", f"Story {n}", out="path" if n % 5 else None) for n in range(50)]
    await desk.room.record(newsletter("Seed", *links))
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(
            "INSERT INTO kb.newsletters SELECT gen_random_uuid(), project_id,"
            " sha256(n::text::bytea), job_id, mailbox_id, file_id, message_id, subject || n,"
            " sender_name, n || sender_address, list_id, forwarded_by,"
            " received_at + n * interval '1 hour', folded FROM kb.newsletters,"
            " generate_series(1, 2000) n WHERE project_id = %s",
            [desk.room.project_id],
        )
        columns = (
            "url, target_url, canonical_url, host, path, site, title, text, heading, snippet, kind,"
            " kept, score, stage, rule_id, reason, verdicts, folded"
        )
        owner.execute(
            f"INSERT INTO kb.newsletter_links (id, project_id, newsletter_id, position,"
            f" received_at, identity, {columns}) SELECT gen_random_uuid(), n.project_id, n.id,"
            f" l.position, n.received_at, sha256(n.key || l.identity),"
            f" {', '.join('l.' + name for name in columns.split(', '))}"
            " FROM kb.newsletters n, kb.newsletter_links l WHERE n.project_id = %s"
            " AND l.project_id = n.project_id AND n.subject <> 'Seed'".encode(),
            [desk.room.project_id],
        )
        owner.execute(
            "SELECT kb.refresh_articles(project_id, array_agg(identity)) FROM kb.newsletter_links"
            " WHERE project_id = %s GROUP BY project_id",
            [desk.room.project_id],
        )
        owner.execute("ANALYZE kb.newsletter_links, kb.articles, kb.newsletters")
    project, reader = desk.room.project_id, desk.reader.id
    async with desk.room.as_user(reader) as query:
        told: dict[str, float] = {}

        async def timed(name: str, asked: Awaitable[Any]) -> None:
            began = time.perf_counter()
            await asked
            told[name] = time.perf_counter() - began

        await timed("articles", find_articles(query, project, reader, ArticleFilter()))
        for name, wanted in {
            "search": ArticleFilter(search="story 45"),
            "none": ArticleFilter(search="nonsense"),
            "sender": ArticleFilter(sender="7weekly@news.example.org"),
            "domain": ArticleFilter(sender="news.example.org"),
            "unread": ArticleFilter(mark="unread"),
        }.items():
            await timed(name, find_articles(query, project, reader, wanted))
        await timed("score", find_articles(query, project, reader, ArticleFilter(), sort="score"))
        await timed("rejected", find_rejected(query, project, LinkFilter()))
        await timed("searched", find_rejected(query, project, LinkFilter(search="nonsense")))
        await timed("stage", find_rejected(query, project, LinkFilter(stage="host")))
        await timed("newsletters", find_newsletters(query, project, NewsletterFilter()))
        await timed("facets", article_facets(query, project, reader))
    slow = {name: told.pop(name) for name in ("domain", "facets")}  # they look at everything
    assert max(told.values()) < 1, told
    assert max(slow.values()) < 3, slow
