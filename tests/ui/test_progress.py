"""A job is watched, cancelled, retried; nothing that failed looks like success."""

import re
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.support.api import Tenant
from tests.support.world import until
from tests.ui.conftest import Accessible, OpenPage
from tests.ui.troubles import Troubles

HOSTILE = '<img src=x onerror="document.title=1"> \u202eabc\u202c 😀 ' + "x" * 130


def steps(count: int, seconds: float = 0.4) -> list[dict[str, Any]]:
    """Items that take their time, so that a job can be seen running."""
    return [{"do": "sleep", "seconds": seconds}] * count


def project_with_a_file(who: Tenant, name: str = "Algorithms") -> str:
    project = who.project(name)
    who.upload(project, "notes.txt", b"A heap is a tree.")
    return project


def shown(page: Page) -> Locator:
    return page.get_by_role("dialog")


async def test_a_running_job_is_closed_found_again_reloaded_and_cancelled(
    page: Page, anna: Tenant, accessible: Accessible
) -> None:
    job = anna.submit(project_with_a_file(anna), steps=steps(100))
    await page.goto(f"/?watch={job}")
    await expect(shown(page)).to_contain_text("of 100 items")
    await expect(shown(page)).to_contain_text("Last event")
    await accessible(page)

    await page.keyboard.press("Escape")
    await expect(shown(page)).to_have_count(0)
    await expect(page).not_to_have_url(re.compile("watch="))
    await page.get_by_role("button", name="1 extraction of yours runs or waits").click()
    await page.get_by_role("menuitem", name="Algorithms").click()
    await expect(shown(page)).to_contain_text("Running")

    await page.reload()
    await shown(page).get_by_role("button", name="Cancel the extraction").click()
    await expect(shown(page).get_by_text("Cancelled", exact=True).first).to_be_visible()
    await expect(shown(page)).to_contain_text("What was finished is kept")
    await expect(shown(page).get_by_role("button", name="Retry")).to_be_visible()


async def test_a_job_that_does_not_stop_can_be_ended_by_force(page: Page, anna: Tenant) -> None:
    job = anna.client.submit(anna.project(), "external", file_ids=[])["id"]
    anna.client.external.add_items(job, [("page 1", None)])
    claim = anna.client.external.claim(job, "ocr")
    claim.take(1)
    await page.clock.install()
    await page.goto(f"/jobs/{job}")
    await page.get_by_role("button", name="Cancel the extraction").click()
    await expect(page.get_by_role("button", name="Cancelling…")).to_be_disabled()
    await expect(page.get_by_role("button", name="End it now")).to_have_count(0)

    await page.clock.fast_forward(10_000)
    await page.get_by_role("button", name="End it now").click()
    await expect(page.get_by_text("Stopped by force").first).to_be_visible()
    await expect(page.get_by_text("Cancelled", exact=True).first).to_be_visible()


async def test_a_lost_network_is_told_and_made_up_for(
    page: Page, anna: Tenant, troubles: Troubles
) -> None:
    troubles.allow("ERR_INTERNET_DISCONNECTED")
    job = anna.submit(project_with_a_file(anna), steps=steps(20))
    await page.goto(f"/?watch={job}")
    await expect(shown(page)).to_contain_text("of 20 items")

    await page.context.set_offline(True)
    await expect(shown(page).get_by_role("alert")).to_contain_text("The connection is lost")
    await expect(shown(page)).to_contain_text("of 20 items")

    await page.context.set_offline(False)
    await expect(shown(page).get_by_role("alert")).to_have_count(0)
    await expect(shown(page).get_by_text("Completed").first).to_be_visible()


async def test_a_failed_job_says_what_to_do_and_is_retried_by_keyboard(
    page: Page, anna: Tenant
) -> None:
    job = anna.submit(project_with_a_file(anna), plan="fatal")
    await page.goto(f"/jobs/{job}")
    await expect(page.get_by_text("The password is wrong").first).to_be_visible()
    await expect(page.get_by_text("Do what the message says")).to_be_visible()

    await page.get_by_role("button", name="Retry").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="From the last checkpoint")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Attempt 2").first).to_be_visible()
    await expect(page.get_by_text("The password is wrong").first).to_be_visible()

    await page.get_by_role("button", name="Retry").click()
    await page.get_by_role("menuitem", name="As a new extraction").click()
    form = page.get_by_role("dialog", name="Extract again with other settings")
    await expect(form).to_contain_text("notes.txt")
    await expect(form.get_by_label("Plan", exact=True)).to_have_value(re.compile(r"\d"))
    await form.get_by_label("Plan", exact=True).select_option("Succeed")
    await form.get_by_role("button", name="Start the extraction").click()
    await expect(shown(page)).to_contain_text("Nothing was found")
    await expect(page).not_to_have_url(re.compile(f"watch={job}"))
    made = anna.http.get(f"/api/extractions/{job}").json()["retried_as"]
    await expect(page).to_have_url(re.compile(f"watch={made[0]}"))


async def test_some_failed_items_are_seen_and_one_is_tried_again(
    page: Page, anna: Tenant, tmp_path: Path, accessible: Accessible
) -> None:
    fails = {"do": "permanent"}
    passes_later = {"do": "permanent", "times": 1}
    job = anna.submit(
        project_with_a_file(anna), steps=[fails, passes_later], succeed=48, runs=str(tmp_path)
    )
    await page.goto(f"/jobs/{job}")
    await expect(page.get_by_text("Completed, some failed").first).to_be_visible()
    await expect(page.get_by_text("Completed, but 2 items failed")).to_be_visible()
    await accessible(page)

    await page.get_by_role("link", name="Look at the failed items").click()
    await expect(page).to_have_url(re.compile("tab=items&items=failed"))
    rows = page.get_by_role("table").get_by_role("row")
    await expect(rows).to_have_count(3)
    await expect(rows.nth(1)).to_contain_text("This can't be done.")
    await page.get_by_role("button", name="Try again: item 1", exact=True).click()
    await expect(page.get_by_text("Completed, but 1 item failed")).to_be_visible()
    await expect(rows).to_have_count(2)
    await accessible(page)

    await page.get_by_role("link", name="Attempts").click()
    await expect(page.get_by_role("heading", name="Attempt 2")).to_be_visible()
    await page.get_by_role("link", name="Log").click()
    await expect(page.get_by_role("log")).to_contain_text("Retried: attempt 2")
    await page.get_by_role("link", name="Files", exact=True).last.click()
    await expect(page.get_by_role("link", name="numbers.txt")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download all (ZIP)").click()
    assert (await download.value).suggested_filename == f"{job}.zip"


async def test_deleting_can_be_undone_and_is_done_when_the_page_is_left(
    page: Page, anna: Tenant, troubles: Troubles
) -> None:
    job = anna.submit(project_with_a_file(anna), succeed=1)
    await page.goto(f"/jobs/{job}")
    await page.get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("This extraction is being deleted")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("heading", name="Scripted")).to_be_visible()

    await page.get_by_role("button", name="Delete").click()
    await page.goto("/settings")
    await until(lambda: anna.http.get(f"/api/extractions/{job}").status_code == 404)
    troubles.allow(f"404 .*/api/extractions/{job}")
    await page.goto(f"/jobs/{job}")
    await expect(page.get_by_role("alert")).to_contain_text("may have been deleted")


async def test_the_end_of_a_job_is_told_wherever_one_is(page: Page, anna: Tenant) -> None:
    project = project_with_a_file(anna)
    await page.goto("/settings")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    anna.submit(project, succeed=2)
    await page.get_by_role("button", name="Open", exact=True).click()
    await expect(shown(page)).to_contain_text("2 items")


async def test_hostile_names_are_text_on_a_dark_phone_too(
    open_page: OpenPage, anna: Tenant, accessible: Accessible
) -> None:
    project = anna.project(HOSTILE)
    anna.upload(project, f"{HOSTILE.replace('/', '')[:150]}.txt", b"A heap is a tree.")
    job = anna.submit(project, steps=[{"do": "permanent"}], succeed=1)
    page = await open_page(anna, dark=True, phone=True)
    for tab in ("items", "files", "settings", "log"):
        await page.goto(f"/jobs/{job}?tab={tab}")
        await expect(page.get_by_text("Completed, but 1 item failed")).to_be_visible()
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{tab} scrolls sideways by {wide} px"
    assert await page.locator("main img").count() == 0
    await accessible(page)
