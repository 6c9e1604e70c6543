"""Whole ways, from coming in to what one came for."""

import asyncio
import re
import time

from playwright.async_api import BrowserContext, Locator, Page, Request, expect

from educe.accounts.secrets import new_secret
from tests.support.api import Api, Tenant
from tests.support.courses import COURSE
from tests.ui.conftest import Accessible, OpenPage
from tests.ui.troubles import Troubles

MOST_TABS = 60
STREAM = re.compile(r"/api/events$")
OFFLINE_SECONDS = 10


class Keyboard:
    """Somebody without a mouse."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._keys = page.keyboard

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._keys.press(key)

    async def type(self, words: str) -> None:
        await self._keys.type(words)

    async def go_to(self, wanted: Locator) -> None:
        """By the tab key, however often that takes."""
        await expect(wanted).to_be_visible()
        for _ in range(MOST_TABS):
            if await wanted.evaluate("element => element === document.activeElement"):
                return
            await self.press("Tab")
        raise AssertionError(f"{wanted} isn't reached by the tab key")

    async def use(self, wanted: Locator) -> None:
        await self.go_to(wanted)
        await self.press("Enter")


async def test_a_teacher_without_a_mouse_comes_to_the_very_words(
    open_page: OpenPage, served: Api, anna: Tenant, accessible: Accessible
) -> None:
    secret = new_secret("link")
    served.credential(anna.id, "link", secret)
    page = await open_page(None)
    keyboard = Keyboard(page)
    await page.goto(f"/sign-in#{secret}")
    await keyboard.use(page.get_by_role("button", name="Sign in"))

    await keyboard.use(page.get_by_role("button", name="New project").first)
    await expect(page.get_by_label("Name")).to_be_focused()
    await keyboard.type("Algorithms")
    await keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Algorithms", level=1)).to_be_visible()

    async with page.expect_file_chooser() as chooser:
        await keyboard.use(page.get_by_role("button", name="Upload files").first)
    files = [COURSE / name for name in ("01-syllabus.md", "10-glossary.txt")]
    await (await chooser.value).set_files(files)
    for file in files:
        await expect(page.get_by_role("link", name=file.name).first).to_be_visible()

    await keyboard.press("e")
    form = page.get_by_role("dialog", name="New extraction")
    await keyboard.use(form.get_by_role("button", name="Start the extraction"))
    progress = page.get_by_role("dialog", name="Concept graph")
    await expect(progress.get_by_role("progressbar").first).to_be_visible()
    to_graph = progress.get_by_role("link", name="Open the concept graph")
    await expect(to_graph).to_be_visible(timeout=60_000)
    await keyboard.use(to_graph)

    await expect(page.get_by_role("combobox", name="Search for concepts")).to_be_visible()
    await keyboard.press("/")
    await keyboard.type("hash function")
    await expect(page.get_by_role("option", name="hash function").first).to_be_visible()
    await keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Concept")
    await expect(panel.get_by_role("heading", name="hash function")).to_be_visible()
    await accessible(page)
    await expect(panel.locator("[data-evidence]").first).to_be_visible()
    await keyboard.press("n")
    await keyboard.press("Enter")

    await expect(page).to_have_url(re.compile("/files/"))
    quotes = [quote.split() for quote in _quotes(anna, "hash function")]
    marked = page.locator("mark[data-current]")
    await expect(marked.first).to_be_focused()
    first_text = await marked.all_text_contents()
    first = "".join(first_text).split()
    assert first in quotes
    stepper = page.get_by_role("group", name="Evidence").get_by_role("status")
    is_last = await stepper.text_content() == f"{len(quotes)} of {len(quotes)}"
    await keyboard.press("p" if is_last else "n")
    await expect(marked).not_to_have_text(first_text)
    await expect(marked.first).to_be_focused()
    second = "".join(await marked.all_text_contents()).split()
    assert second in quotes
    assert second != first


def _quotes(who: Tenant, name: str) -> list[str]:
    """What is quoted for the concept of that name."""
    [project] = who.http.get("/api/projects").json()["projects"]
    found = who.http.get(f"/api/projects/{project['id']}/concepts", params={"search": name})
    concept = found.json()["concepts"][0]["id"]
    evidence = who.http.get(f"/api/concepts/{concept}/evidence").json()["evidence"]
    return [item["quote"] for item in evidence]


def _streams(context: BrowserContext) -> list[str]:
    """The addresses of the event streams that are opened from now on."""
    opened: list[str] = []

    def note(request: Request) -> None:
        if STREAM.search(request.url):
            opened.append(request.url)

    context.on("request", note)
    return opened


async def test_tabs_share_one_stream_which_outlives_the_tab_that_holds_it(
    page: Page, anna: Tenant
) -> None:
    project = anna.project()
    anna.upload(project, "notes.txt", b"A heap is a tree.")
    streams = _streams(page.context)
    await page.goto(f"/projects/{project}/files?extract={project}")
    form = page.get_by_role("dialog", name="New extraction")
    await form.get_by_role("radio", name="Scripted").first.check()
    others = [await page.context.new_page() for _ in range(2)]
    for other in others:
        await other.goto("/jobs")
        await expect(other.get_by_role("heading", name="No jobs yet")).to_be_visible()

    await form.get_by_role("button", name="Start the extraction").click()
    rows = [each.get_by_role("list", name="Jobs").get_by_role("listitem") for each in others]
    for row in rows:
        await expect(row).to_contain_text("Completed", timeout=60_000)
    assert len(streams) == 1

    await page.close()
    anna.submit(project, succeed=1)
    for row in rows:
        await expect(row).to_have_count(2)
        await expect(row.first).to_contain_text("Completed", timeout=60_000)
    assert len(streams) == 2


async def test_a_network_that_is_gone_for_ten_seconds_loses_nothing(
    page: Page, anna: Tenant, troubles: Troubles
) -> None:
    troubles.allow("ERR_INTERNET_DISCONNECTED")
    project = anna.project()
    anna.upload(project, "notes.txt", b"A heap is a tree.")
    job = anna.submit(project, steps=[{"do": "sleep", "seconds": 0.4}] * 40)
    await page.goto(f"/jobs/{job}?tab=log")
    await expect(page.get_by_role("log")).to_contain_text("item 0")
    banner = page.get_by_text("The connection was lost. Jobs go on")
    await expect(banner).to_have_count(0)

    await page.context.set_offline(True)
    gone_at = time.monotonic()
    await expect(banner).to_be_visible()
    await asyncio.sleep(OFFLINE_SECONDS - (time.monotonic() - gone_at))
    await expect(page.get_by_role("log")).to_contain_text("item 0")
    await page.context.set_offline(False)

    await expect(banner).to_have_count(0)
    await expect(page.get_by_text("Completed").first).to_be_visible(timeout=60_000)
    events = anna.http.get(
        f"/api/extractions/{job}/events", headers={"Accept": "application/json"}
    ).json()
    await expect(page.get_by_text(f"{len(events)} events, the newest first")).to_be_visible()
