"""Articles of newsletters: read, overruled, and found again where they came from."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from playwright.async_api import Dialog, Locator, Page, expect

from educe.articles.found import FoundNewsletter, Way
from tests.support.api import Api, Tenant
from tests.support.articles import Newsroom, link, newsletter
from tests.ui.conftest import Accessible, OpenPage
from tests.ui.places import sticks_out
from tests.ui.troubles import Troubles

HOSTILE = (
    '"><img src=x onerror=alert(1)><script>alert(2)</script> \u202eesrever\u202c 🧨 ' + "x" * 10_000
)
MANY = 260
MOST_ROWS = 60  # of which only those in sight are there


def rows(page: Page, name: str = "Articles") -> Locator:
    """Not what is listed within one of them."""
    return page.get_by_role("list", name=name, exact=True).locator("[role=listitem]")


def room_of(served: Api, project: str) -> Newsroom:
    return Newsroom(served.world.database, served.world.api, UUID(project))


def week() -> list[FoundNewsletter]:
    """Newsletters of today and yesterday. Both link to one article, which is yesterday's."""
    now = datetime.now(UTC)
    shared = link("https://heaps.example/why", "Why heaps win", words=660, description="On heaps.")
    again = link("https://heaps.example/why", "Why heaps win", out="duplicate")
    return [
        newsletter(
            "Trees weekly",
            link("https://trees.example/oak", "An oak in winter", heading="Long reads"),
            link("https://shop.example/saw", "Saws, half price", out="mail", kind="sponsor"),
            again,
            received_at=now,
        ),
        newsletter(
            "Queue news",
            shared,
            link("https://queues.example/fair", "Fair queues"),
            link(
                "https://queues.example/jobs",
                "We are hiring",
                out="path",
                way=Way(how="redirects", hops=3, status=200),
            ),
            link("https://chat.example/us", "Chat with us", out="host", kind="social"),
            sender_name="Queues",
            sender_address="hello@queues.example",
            received_at=now - timedelta(days=1),
        ),
    ]


async def test_the_articles_of_a_day_are_read_by_keys(
    page: Page, anna: Tenant, served: Api, accessible: Accessible
) -> None:
    project = anna.project("Morning")
    here = link(f"{served.url}/theme.js", "Opened beside")
    await room_of(served, project).record(*week(), newsletter("Today", here, day=-3))
    await page.goto(f"/projects/{project}/articles")
    await expect(page.get_by_role("heading", name=re.compile("^(Today|Yesterday)$"))).to_have_count(
        2
    )
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    article = page.get_by_role("region", name="Article")
    await expect(article.get_by_role("heading", name="Why heaps win")).to_be_visible()
    await expect(article).to_contain_text("3 min read")
    await expect(article).to_contain_text("From 2 newsletters")
    await expect(article).to_contain_text("Reads like an article.")
    await accessible(page)
    unread = page.get_by_role("button", name=re.compile("^Unread"))
    await expect(unread).to_have_text("Unread3")  # it was looked at for a moment
    await page.keyboard.press("m")
    await expect(unread).to_have_text("Unread4")
    await page.keyboard.press("s")
    await expect(page.get_by_role("button", name="Saved 1")).to_be_visible()
    await page.keyboard.press("k")
    await expect(article.get_by_role("heading", name="An oak in winter")).to_be_visible()
    await expect(article).to_contain_text("Long reads")
    await page.keyboard.press("/")
    await page.keyboard.type("beside")
    await expect(rows(page)).to_have_count(1)
    await page.get_by_role("link", name=re.compile("Opened beside")).click()
    async with page.context.expect_page() as opened:
        await page.keyboard.press("o")
    original = await opened.value
    await expect(original).to_have_url(f"{served.url}/theme.js")
    assert await original.evaluate("window.opener") is None


async def test_what_is_unread_stays_until_it_is_left_and_all_can_be_marked(
    page: Page, anna: Tenant, served: Api
) -> None:
    project = anna.project()
    await room_of(served, project).record(*week())
    await page.goto(f"/projects/{project}/articles?mark=unread&group=newsletter")
    await expect(page.get_by_role("heading", name=re.compile("Trees weekly"))).to_be_visible()
    await page.keyboard.press("j")
    await page.keyboard.press("m")
    await expect(page.get_by_role("button", name=re.compile("^Unread"))).to_have_text("Unread2")
    await expect(rows(page)).to_have_count(3)
    await page.get_by_role("button", name="Mark all as read").click()
    await expect(rows(page).get_by_text("Unread:")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(rows(page).get_by_text("Unread:")).to_have_count(2)
    await page.get_by_role("button", name="Mark all as read").click()
    await page.goto("/settings")  # leaving does it at once
    await page.goto(f"/projects/{project}/articles?mark=unread")
    await expect(page.get_by_role("heading", name="You have read everything")).to_be_visible()


async def test_a_reader_overrules_the_rules_for_a_link_and_for_a_site(
    page: Page, anna: Tenant, served: Api, troubles: Troubles, accessible: Accessible
) -> None:
    troubles.allow("4.. POST .*/site-rules")
    project = anna.project()
    await room_of(served, project).record(*week())
    await page.goto(f"/projects/{project}/articles")
    await expect(rows(page)).to_have_count(3)
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await expect(rows(page)).to_have_count(2)
    await expect(page.get_by_role("heading", name="Why heaps win")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(rows(page)).to_have_count(3)
    await page.get_by_role("link", name=re.compile("An oak in winter")).click()
    await page.get_by_role("button", name="Never from this site").click()
    await expect(page.get_by_text("Nothing of trees.example is an article")).to_be_visible()
    await expect(rows(page)).to_have_count(2)

    await page.get_by_role("link", name=re.compile("^Site rules")).click()
    rule = page.get_by_role("row", name=re.compile("trees.example"))
    await expect(rule).to_contain_text("Never take")
    await rule.get_by_role("link", name="1 link").click()
    await expect(rows(page, "Rejected links")).to_have_count(1)
    await page.get_by_role("link", name=re.compile("^Site rules")).click()
    await page.get_by_role("button", name="Delete the rule for trees.example").click()
    await expect(rule).to_have_count(0)
    await page.get_by_label("Site", exact=True).fill("no such site")
    await page.get_by_role("button", name="Add the rule").click()
    await expect(page.get_by_text("Give a host as in")).to_be_visible()
    await page.get_by_label("Site", exact=True).fill("heaps.example")
    await page.get_by_role("button", name="Add the rule").click()
    await expect(page.get_by_role("row", name=re.compile("heaps.example"))).to_be_visible()
    await accessible(page)


async def test_rejected_links_say_why_and_can_be_taken_back(
    page: Page, anna: Tenant, served: Api, accessible: Accessible
) -> None:
    project = anna.project()
    await room_of(served, project).record(*week())
    await page.goto(f"/projects/{project}/articles/rejected")
    await expect(rows(page, "Rejected links")).to_have_count(4)
    reasons = page.get_by_role("navigation", name="Reasons")
    await reasons.get_by_role("button", name=re.compile("^Path of the address")).click()
    await expect(page).to_have_url(re.compile("stage=path"))
    await expect(rows(page, "Rejected links")).to_have_count(1)
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("3 redirects were followed.")).to_be_visible()
    await expect(page.get_by_role("list", name="What the rules said")).to_contain_text(
        "Left out at the stage path."
    )
    await accessible(page)
    await page.get_by_role("button", name="It is an article").click()
    await expect(page.get_by_role("heading", name="No rejected link fits")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(rows(page, "Rejected links")).to_have_count(1)
    await page.get_by_role("button", name="Always for queues.example").click()
    await page.get_by_role("link", name=re.compile("^Articles ?4")).click()
    await expect(rows(page)).to_have_count(4)
    await expect(page.get_by_role("link", name=re.compile("We are hiring"))).to_be_visible()


async def test_newsletters_and_jobs_lead_to_what_they_brought(
    page: Page, anna: Tenant, served: Api, accessible: Accessible
) -> None:
    project = anna.project()
    room = room_of(served, project)
    first, second = week()
    await room.record(first)
    other = room.job()
    await room.record(second, job_id=other)
    await page.goto(f"/projects/{project}/articles/newsletters")
    await expect(page.get_by_text("1 newsletter · 2 articles")).to_have_count(2)  # of each day
    await accessible(page)
    trees = rows(page, "Newsletters").filter(has_text="Trees weekly")
    await trees.get_by_role("link", name="2 rejected").click()
    await expect(rows(page, "Rejected links")).to_have_count(2)
    await expect(page.get_by_text("From one newsletter:")).to_contain_text("Trees weekly")
    await page.goto(f"/projects/{project}/articles?job={other}")
    await expect(rows(page)).to_have_count(2)
    await page.get_by_role("link", name="From the extraction").click()
    await expect(page).to_have_url(re.compile(f"/jobs/{other}"))
    await page.go_back()
    await page.get_by_role("button", name="From all extractions").click()
    await expect(rows(page)).to_have_count(3)
    await page.get_by_label("Received").select_option("today")
    await expect(rows(page)).to_have_count(1)
    await expect(page).to_have_url(re.compile("when=today"))
    await page.get_by_role("button", name="Clear the filters").click()
    await expect(rows(page)).to_have_count(3)


async def test_an_extraction_that_ends_brings_its_articles_to_the_open_list(
    page: Page, anna: Tenant, served: Api
) -> None:
    project = anna.project()
    anna.upload(project, "notes.txt", b"A heap is a tree.")
    await page.goto(f"/projects/{project}/articles")
    await expect(page.get_by_role("link", name="Connect a mailbox")).to_be_visible()
    await room_of(served, project).record(*week())
    anna.submit(project, succeed=1)
    await expect(rows(page)).to_have_count(3, timeout=60_000)


async def test_many_articles_scroll_and_only_those_in_sight_are_there(
    page: Page, anna: Tenant, served: Api
) -> None:
    project = anna.project()
    links = [link(f"https://site{n}.example/text", f"Article {n}") for n in range(MANY)]
    await room_of(served, project).record(newsletter("Long", *links))
    await page.goto(f"/projects/{project}/articles")
    last = page.get_by_role("link", name=re.compile(rf"Article {MANY - 1}\b"))
    await expect(page.get_by_role("status").filter(has_text=f"{MANY} articles")).to_be_visible()
    while not await last.count():
        assert await rows(page).count() < MOST_ROWS
        await page.keyboard.press("End")
        await page.wait_for_load_state("networkidle")
    await last.click()
    await expect(page.get_by_role("heading", name=f"Article {MANY - 1}")).to_be_visible()


async def test_on_a_phone_an_article_takes_the_lists_place_whatever_it_is_called(
    open_page: OpenPage, anna: Tenant, served: Api, accessible: Accessible
) -> None:
    project = anna.project()
    hostile = newsletter(
        HOSTILE,
        link("https://long.example/" + "a" * 1500, HOSTILE, snippet=HOSTILE, heading=HOSTILE,
             description=HOSTILE, words=100_000),
        link("javascript:alert(3)", "A script", out="scheme", url="javascript:alert(3)"),
        sender_name=HOSTILE,
    )  # fmt: skip
    await room_of(served, project).record(hostile)
    page = await open_page(anna, phone=True, dark=True)
    alerts: list[str] = []

    async def noted(dialog: Dialog) -> None:
        alerts.append(dialog.message)
        await dialog.dismiss()

    page.on("dialog", noted)
    await page.goto(f"/projects/{project}/articles")
    await accessible(page)
    assert await sticks_out(page) == 0
    await rows(page).get_by_role("link").click()
    await expect(page.get_by_role("region", name="Article")).to_be_visible()
    await expect(rows(page)).to_have_count(0)
    await accessible(page)
    assert await sticks_out(page) == 0
    await page.get_by_role("button", name="Articles").click()
    await expect(rows(page)).to_have_count(1)
    await expect(page).not_to_have_url(re.compile("article="))
    await page.goto(f"/projects/{project}/articles/rejected")
    await rows(page, "Rejected links").get_by_role("button").first.click()
    await expect(page.get_by_text("javascript:alert(3)").first).to_be_visible()
    await expect(page.locator("a[href^=javascript]")).to_have_count(0)
    assert await sticks_out(page) == 0
    assert not alerts
