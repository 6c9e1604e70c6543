"""Schedules: made, run at once, paused, changed, deleted."""

import re

from playwright.async_api import Locator, Page, expect

from tests.support.api import Tenant
from tests.ui.conftest import Accessible, OpenPage
from tests.ui.test_shell import HOSTILE
from tests.ui.troubles import Troubles


def rows(page: Page) -> Locator:
    return page.get_by_role("table", name="Schedules").locator("tbody tr")


async def test_a_schedule_is_made_run_at_once_and_paused(
    page: Page, anna: Tenant, troubles: Troubles, accessible: Accessible
) -> None:
    troubles.allow(r"400 .*/schedules/preview")
    project = anna.project("Newspapers")
    await page.goto("/schedules")
    await expect(page.get_by_role("heading", name="No schedules yet")).to_be_visible()
    await accessible(page)
    await page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="New schedule")
    await dialog.get_by_label("Name").fill("Mornings")
    await expect(dialog.get_by_label("Project")).to_have_value(project)
    await expect(dialog.get_by_role("listitem")).to_have_count(5)
    await dialog.get_by_label("Repeats").select_option("custom")
    await dialog.get_by_label("Cron").fill("0 0 30 2 *")
    await expect(dialog.get_by_role("status")).to_contain_text("never")
    await dialog.get_by_label("Repeats").select_option("weekdays")
    await dialog.get_by_label("Time zone").select_option("Asia/Tokyo")
    await expect(dialog.get_by_role("listitem").first).to_contain_text("7:00")
    await expect(dialog.get_by_role("listitem").first).to_contain_text("Tokyo")
    await dialog.get_by_label("Scripted", exact=True).first.check()
    await accessible(page)
    await dialog.get_by_role("button", name="Make the schedule").click()

    row = rows(page)
    await expect(row).to_contain_text("Monday to Friday at 07:00")
    await row.get_by_role("button", name="Run now").click()
    watched = page.get_by_role("dialog")
    await expect(watched).to_be_visible()
    await expect(page).to_have_url(re.compile("watch="))
    await page.keyboard.press("Escape")
    await expect(row.get_by_role("link", name="Show the last extraction")).to_have_text(
        re.compile("Completed|Failed"), timeout=60_000
    )
    await row.get_by_role("switch").click()
    await expect(row).to_contain_text("paused")
    await page.reload()
    await expect(row.get_by_role("switch")).not_to_be_checked()
    await accessible(page)


async def test_a_schedule_is_changed_by_keys_and_its_deletion_undone(
    page: Page, anna: Tenant
) -> None:
    project = anna.project("Newspapers")
    made = anna.http.post(
        f"/api/projects/{project}/schedules",
        json={"name": "Mornings", "cron": "0 7 * * *", "extractor": "scripted", "config": {}},
    ).json()
    await page.goto(f"/schedules?project={project}")
    await expect(rows(page)).to_have_count(1)
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Change the schedule")
    await dialog.get_by_label("Name").fill("Sundays")
    await dialog.get_by_label("Repeats").select_option("weekly")
    await dialog.get_by_label("Day", exact=True).select_option("Sunday")
    await dialog.get_by_role("button", name="Save").click()
    await expect(rows(page)).to_contain_text("Every Sunday at 07:00")
    changed = anna.http.get(f"/api/schedules/{made['id']}").json()
    assert (changed["name"], changed["cron"]) == ("Sundays", "0 7 * * SUN")

    await rows(page).get_by_role("button", name="More for Sundays").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await expect(page.get_by_role("heading", name="No schedules yet")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(rows(page)).to_have_count(1)


async def test_schedules_fit_a_phone_whatever_they_are_called(
    open_page: OpenPage, anna: Tenant, accessible: Accessible
) -> None:
    project = anna.project(HOSTILE[3])
    names = []
    for name in HOSTILE:
        made = anna.http.post(
            f"/api/projects/{project}/schedules",
            json={"name": name, "cron": "0 7 L * *", "timezone": "America/New_York"},
        )
        assert made.status_code == 201, made.text
        names.append(made.json()["name"])  # without what turns the direction of writing round
    page = await open_page(anna, phone=True, dark=True)
    await page.goto("/schedules")
    await expect(rows(page)).to_have_count(len(HOSTILE))
    for name in names:
        await expect(page.get_by_title(name, exact=True).first).to_be_visible()
    assert await page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    await accessible(page)
