"""Mailboxes: set up, tried, connected by consent, read; the mornings' schedule, and feeds."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from educe.api.ui import BUILT
from educe.mailboxes.oauth import PROVIDERS, Endpoints
from educe.mailboxes.presets import presets
from tests.newsletters.making import issue
from tests.newsletters.making import page as page_of
from tests.support.api import Api, Tenant, serving
from tests.support.databases import Server
from tests.support.dovecot import PASSWORD, Dovecot, dovecot_server
from tests.support.oauth_provider import OAuthProvider, oauth_provider
from tests.support.web import Web, answer, web_server
from tests.support.world import World
from tests.ui.conftest import Accessible, OpenPage
from tests.ui.test_shell import HOSTILE
from tests.ui.troubles import Troubles

HOST = "127.0.0.1"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with dovecot_server() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(
    browser: Browser, server: Server, dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Api]:
    """A server and a worker that may connect to this machine, and know a provider."""
    if not (BUILT / "index.html").is_file():
        pytest.fail("The user interface isn't built: make ui")
    settings = {
        "fetch_allowed": [f"{HOST}:*"],
        "fetch_rest_seconds": 0.0,
        "mail_ca_file": dovecot.ca,
        "google_client_id": OAuthProvider.client_id,
        "google_client_secret": OAuthProvider.client_secret,
    }
    with server.database() as database:
        world = World(database, tmp_path_factory.mktemp("served"), slots=2, **settings)
        with serving(world.settings, database.api_url) as url:
            api = Api(url, world)
            async with world.worker_process():
                yield api
            api.close()
        await world.close()


def add(anna: Tenant, dovecot: Dovecot, project: str, **other: Any) -> dict[str, Any]:
    """A mailbox on Dovecot, whose user is Anna's own."""
    given = {"host": HOST, "port": dovecot.tls_port, "password": PASSWORD, **other}
    body = {"user_name": f"u{anna.id.hex}", **given}
    answer = anna.http.post(f"/api/projects/{project}/mailboxes", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def articles(web: Web, number: int, *, after: float = 0.0) -> list[tuple[str, str]]:
    """Headlines and the addresses of their pages, which take so many seconds to answer."""
    found = []
    for each in range(3):
        path = f"/2026/10/what-the-archives-say-of-winter-{number}-{each}"
        web.says(path, answer(200, page_of(f"Winter {number}.{each}"), after=after))
        title = f"What the archives say of winter {each} in the year {number}"
        found.append((title, web.url(path, host=HOST)))
    return found


def deliver(dovecot: Dovecot, web: Web, user: str, issues: int, *, after: float = 0.0) -> None:
    """Newsletters of the last hours."""
    now = datetime.now(UTC)
    for number in range(issues):
        date = format_datetime(now - timedelta(hours=issues - number))
        links = articles(web, number, after=after)
        dovecot.deliver(user, [issue(number, links, subject=f"Winter {number}", date=date)])


@pytest_asyncio.fixture(loop_scope="session")
async def web() -> AsyncIterator[Web]:
    async with web_server() as server:
        yield server


async def test_a_mailbox_is_set_up_and_what_is_wrong_is_told_before_it_is_stored(
    page: Page, anna: Tenant, dovecot: Dovecot, accessible: Accessible
) -> None:
    user = f"u{anna.id.hex}"
    await page.goto(f"/projects/{anna.project('Newsletters')}/mailboxes")
    await expect(page.get_by_role("heading", name="No mailboxes yet")).to_be_visible()
    await accessible(page)
    await page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="Add a mailbox")
    await dialog.get_by_role("radio", name="Outlook").check()
    await expect(dialog.get_by_text("EDUCE_MICROSOFT_CLIENT_ID")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Add the mailbox")).to_have_count(0)
    await page.keyboard.press("ArrowRight")
    await expect(dialog.get_by_role("radio", name="Fastmail")).to_be_checked()
    await expect(dialog.get_by_role("link", name="How Fastmail does it")).to_be_visible()
    await dialog.get_by_role("radio", name="Another provider").check()
    await dialog.get_by_label("E-mail address").fill(user)
    await dialog.get_by_label("Password").fill("nonsense")
    await dialog.get_by_label("IMAP server").fill(HOST)
    await dialog.get_by_label("Port").fill(str(dovecot.tls_port))
    await dialog.get_by_role("button", name="Add the mailbox").click()
    told = dialog.get_by_role("status").filter(has_text="It doesn't work yet")
    await expect(told.get_by_role("listitem").nth(2)).to_have_text("Encryption")
    await expect(told.get_by_role("listitem").nth(3)).to_contain_text("doesn't take this user name")
    await expect(dialog.get_by_role("button", name="Add it all the same")).to_be_visible()
    await accessible(page)
    await dialog.get_by_label("Password").fill(PASSWORD)
    await dialog.get_by_role("button", name="Test").click()
    await expect(dialog.get_by_text("It works: 0 messages")).to_be_visible()
    await page.get_by_label("Password").press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("listitem", name=user)).to_contain_text("Default")
    await accessible(page)


async def test_a_mailbox_that_fails_says_so_and_is_put_right_and_its_deletion_undone(
    page: Page, anna: Tenant, dovecot: Dovecot, troubles: Troubles
) -> None:
    troubles.allow(r"^502 .*/folders$")  # of the mailbox that doesn't let us in
    project = anna.project("Newsletters")
    first = add(anna, dovecot, project, name="First")
    dovecot.deliver(first["user_name"], [issue(1, [])], folder="Weekly")
    made = add(anna, dovecot, project, user_name="second", name="Second", password="nonsense")
    anna.http.post(f"/api/mailboxes/{made['id']}/test")
    await page.goto(f"/projects/{project}/mailboxes")
    second = page.get_by_role("listitem", name="Second")
    await expect(second).to_contain_text("doesn't take this user name")
    await second.get_by_role("link", name="Change the mailbox").click()
    dialog = page.get_by_role("dialog", name="Change the mailbox")
    await expect(dialog.get_by_text("The folders can't be listed")).to_be_visible()
    await dialog.get_by_label("New password").fill(PASSWORD)
    await dialog.get_by_role("button", name="Save").click()
    await expect(second.get_by_text("doesn't take this user name")).to_have_count(0)
    await second.get_by_role("button", name="Test").click()
    await expect(second.get_by_text("It works")).to_be_visible()

    await page.get_by_role("button", name="More for First").click()
    await page.get_by_role("menuitem", name="Change").click()
    await dialog.get_by_label("Folder").select_option("Weekly")
    await dialog.get_by_label("Name").fill("Weeklies")
    await dialog.get_by_role("button", name="Save").click()
    weeklies = page.get_by_role("listitem", name="Weeklies")
    await weeklies.get_by_role("button", name="Test").click()
    await expect(weeklies.get_by_text("It works: 1 message")).to_be_visible()
    await page.get_by_role("button", name="More for Second").click()
    await page.get_by_role("menuitem", name="Make it my default").click()
    await expect(second.get_by_text("Default")).to_be_visible()
    await page.get_by_role("button", name="More for Second").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await expect(second).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(second).to_be_visible()


async def test_articles_come_out_of_a_mailbox_in_four_steps(
    page: Page, anna: Tenant, dovecot: Dovecot, web: Web, accessible: Accessible
) -> None:
    project = anna.project("Newsletters")
    mailbox = add(anna, dovecot, project, name="Mine")
    deliver(dovecot, web, mailbox["user_name"], 4, after=0.3)
    await page.goto(f"/projects/{project}/files")
    await expect(page.get_by_role("heading", name="No files yet")).to_be_visible()
    await page.keyboard.press("e")  # nothing but a mailbox is there to be read
    form = page.get_by_role("dialog", name="New extraction")
    await expect(form.get_by_role("radio", name="A mailbox", exact=True)).to_be_checked()
    await expect(form.get_by_role("combobox").first).to_have_value(mailbox["id"])
    await form.get_by_label("How far back").fill("0")
    await expect(form.get_by_text("greater than 0")).to_be_visible()
    await form.get_by_label("How far back").fill("36")
    await form.get_by_label("Unit").select_option("hours")
    senders = form.get_by_label("Senders")
    await senders.press_sequentially("*.example.com,weekly@example.org ")
    await senders.press("Enter")
    await form.get_by_role("button", name="Remove *.example.com").click()
    await form.get_by_role("button", name="More settings").click()
    await form.get_by_label("Folders").focus()
    await form.get_by_role("button", name="INBOX").click()
    await expect(form.locator("[aria-busy=true]")).to_have_count(0)  # it is paler meanwhile
    await accessible(page)
    await form.get_by_role("button", name="Start the extraction").click()

    job = page.get_by_role("dialog", name="Newsletters")
    await expect(job.get_by_text("Extracting from Mine…")).to_be_visible()
    steps = job.get_by_role("list", name="Steps").get_by_role("listitem")
    await expect(steps).to_have_count(4)
    await expect(steps.nth(2)).to_contain_text("Resolve redirects")
    await accessible(page)
    await expect(job.get_by_text("12 articles from 4 newsletters")).to_be_visible(timeout=40_000)
    await expect(steps.nth(0)).to_contain_text("4 of 4")
    await expect(steps.nth(2)).to_contain_text("12 of 12")
    [found] = anna.http.get(f"/api/projects/{project}/extractions").json()["jobs"]
    config = found["extraction_config"]
    assert (config["hours_back"], config["senders"]) == (36, ["weekly@example.org"])
    assert config["folders"] == ["INBOX"]
    await job.get_by_role("link", name="Open its page").click()
    await page.get_by_role("link", name="Sources").click()
    await expect(page.get_by_role("link", name="Mine")).to_be_visible()


async def test_files_of_mails_are_read_where_there_is_no_mailbox(
    page: Page, anna: Tenant, web: Web
) -> None:
    project = anna.project("Newsletters")
    anna.upload(project, "one.eml", issue(1, articles(web, 1), subject="Winter"))
    for told in ("3 articles from 1 newsletter", "Nothing was found"):  # read once, then known
        await page.goto(f"/projects/{project}/files?extract={project}")
        form = page.get_by_role("dialog", name="New extraction")
        await form.get_by_role("radio", name="Newsletters").check()
        await expect(form.get_by_role("radio", name="Files of mails .eml")).to_be_checked()
        await form.get_by_role("radio", name="A mailbox", exact=True).check()
        await expect(form.get_by_text("This project has no mailbox yet")).to_be_visible()
        await expect(form.get_by_role("alert")).to_contain_text("Choose a mailbox")
        await form.get_by_role("radio", name="Files of mails .eml").check()
        await expect(form.get_by_role("alert")).to_have_count(0)
        await form.get_by_role("button", name="Start the extraction").click()
        job = page.get_by_role("dialog", name="Newsletters")
        await expect(job.get_by_text(told)).to_be_visible(timeout=60_000)
    await expect(job.get_by_text("What was read before is left out")).to_be_visible()


async def test_newsletters_come_every_morning_and_go_to_a_feed_reader(
    page: Page, anna: Tenant, dovecot: Dovecot, accessible: Accessible
) -> None:
    project = anna.project("Newsletters")
    mailbox = add(anna, dovecot, project, name="Mine")
    await page.goto(f"/projects/{project}/mailboxes")
    await page.get_by_role("button", name="Read every morning").click()
    schedules = page.get_by_role("region", name="Every morning")
    await expect(schedules).to_contain_text("Every day at 07:00")
    [made] = anna.http.get(f"/api/projects/{project}/schedules").json()["schedules"]
    config = {**made["extraction_config"]}
    assert (config["mailbox_id"], config["only_new"]) == (mailbox["id"], True)
    assert (made["cron"], made["file_ids"]) == ("0 7 * * *", [])

    feeds = page.get_by_role("region", name="RSS")
    await feeds.get_by_label("What it is for").fill("Reader <b>")
    await feeds.get_by_role("button", name="Make an address").click()
    address = await feeds.get_by_role("status").locator("code").inner_text()
    read = anna.http.get(address)
    assert (read.status_code, read.headers["content-type"].partition(";")[0]) == (
        200,
        "application/rss+xml",
    )
    await accessible(page)
    await page.reload()
    await expect(feeds.get_by_role("listitem")).to_contain_text("last read")
    await expect(page.get_by_text(address)).to_have_count(0)
    await feeds.get_by_role("button", name="Delete Reader").click()
    await expect(feeds.get_by_role("listitem")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(feeds.get_by_role("listitem")).to_have_count(1)

    await schedules.get_by_role("link", name="Every morning").click()
    dialog = page.get_by_role("dialog", name="Change the schedule")
    await expect(dialog.get_by_role("combobox", name="Mailbox")).to_have_value(mailbox["id"])
    await expect(dialog.get_by_label("Only new messages")).to_be_checked()
    await dialog.get_by_label("At", exact=True).fill("08:30")
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("table", name="Schedules")).to_contain_text("08:30")


@pytest.fixture
def provider(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Iterator[OAuthProvider]:
    gmail = presets()["gmail"].model_copy(update={"host": HOST, "port": dovecot.tls_port})
    monkeypatch.setitem(presets(), "gmail", gmail)
    with oauth_provider(dovecot.oauth_port) as made:
        here = Endpoints("Google", f"{made.url}/authorize", f"{made.url}/token", "mail", {})
        monkeypatch.setitem(PROVIDERS, "google", here)
        yield made


async def test_a_mailbox_is_connected_by_consent_and_again_when_that_was_withdrawn(
    page: Page, anna: Tenant, provider: OAuthProvider
) -> None:
    user, agrees = f"u{anna.id.hex}", True

    async def screen(route: Route) -> None:
        """The provider's page, on which the user agrees, or doesn't."""
        back = provider.consent(route.request.url, user)
        if not agrees:
            state = parse_qs(urlsplit(back).query)["state"][0]
            refusal = urlencode({"state": state, "error": "access_denied"})
            back = f"{back.partition('?')[0]}?{refusal}"
        await route.fulfill(status=303, headers={"Location": back})

    await page.route("**/authorize?*", screen)
    project = anna.project("Newsletters")
    await page.goto(f"/projects/{project}/mailboxes?mailbox=new&provider=gmail")
    await page.get_by_label("E-mail address").fill(user)
    agrees = False
    await page.get_by_role("button", name="Sign in with Google").click()
    await expect(page.get_by_role("alert")).to_contain_text("You didn't consent")
    await expect(page).to_have_url(re.compile(rf"/projects/{project}/mailboxes\?problem="))
    agrees = True
    await page.get_by_role("button", name="Try again").click()
    await page.get_by_label("E-mail address").fill(user)
    await page.get_by_role("button", name="Sign in with Google").click()
    mailbox = page.get_by_role("listitem", name=user)
    await expect(mailbox.get_by_text("It works: 0 messages")).to_be_visible()  # tried by itself

    provider.withdraw()
    await mailbox.get_by_role("button", name="Test").click()
    await expect(mailbox.get_by_text("Connect the mailbox again")).to_be_visible()
    await mailbox.get_by_role("button", name="More for").click()
    await page.get_by_role("menuitem", name="Connect again").click()
    await expect(mailbox.get_by_text("It works: 0 messages")).to_be_visible()
    await page.goto("/mailboxes?problem=something_else")
    await page.evaluate("sessionStorage.clear()")
    await page.goto("/mailboxes?problem=something_else")
    await expect(page.get_by_role("alert")).to_contain_text("something_else")
    await page.get_by_role("link", name=user).click()
    await expect(mailbox).to_be_visible()


async def test_mailboxes_fit_a_phone_whatever_they_are_called(
    open_page: OpenPage, anna: Tenant, dovecot: Dovecot, accessible: Accessible
) -> None:
    project = anna.project(HOSTILE[3])
    names = [
        add(anna, dovecot, project, user_name=f"u{number}", name=name)["name"]
        for number, name in enumerate(HOSTILE)
    ]
    page = await open_page(anna, phone=True, dark=True, locale="de-DE")
    await page.goto(f"/projects/{project}/mailboxes")
    for name in names:
        await expect(page.get_by_title(name, exact=True).first).to_be_visible()
    await accessible(page)
    for address in ("", "?mailbox=new&provider=gmail", f"?extract={project}"):
        await page.goto(f"/projects/{project}/mailboxes{address}")
        shown = page.get_by_role("dialog") if address else page.get_by_role("main")
        await expect(shown.get_by_role("button").nth(3)).to_be_visible()
        assert await page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        await accessible(page)


async def test_a_course_shows_mailboxes_when_it_has_one(
    page: Page, anna: Tenant, dovecot: Dovecot
) -> None:
    made = anna.http.post("/api/projects", json={"name": "Algebra", "kind": "course"}).json()
    await page.goto(f"/projects/{made['id']}/files")
    tabs = page.get_by_role("navigation", name="Parts of the project")
    await expect(tabs.get_by_role("link", name="Files")).to_be_visible()
    await expect(tabs.get_by_role("link", name="Mailboxes")).to_have_count(0)
    add(anna, dovecot, made["id"])
    await page.reload()
    await expect(tabs.get_by_role("link", name="Mailboxes")).to_be_visible()
