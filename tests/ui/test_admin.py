"""The administrator's way: what waits and fails, pausing, people, storage."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.support.api import Api, Tenant
from tests.ui.conftest import Accessible, OpenPage
from tests.ui.test_shell import HOSTILE
from tests.ui.troubles import Troubles

PAGES = ("", "/queue", "/workers", "/dead-letters", "/storage", "/people")


def table(page: Page, name: str) -> Locator:
    return page.get_by_role("table", name=name)


def rows(page: Page, name: str) -> Locator:
    return table(page, name).locator("tbody tr")


def failing_once(runs: Path, name: str) -> dict[str, Any]:
    """An extraction that fails for good, and succeeds when it is retried."""
    folder = runs / name
    folder.mkdir()
    return {"steps": [{"do": "fatal", "times": 1}], "runs": str(folder)}


async def test_dead_letters_are_found_retried_together_and_complete(
    open_page: OpenPage, admin: Tenant, tmp_path: Path, accessible: Accessible
) -> None:
    project = admin.project("Optics")
    jobs = [admin.submit(project, files=[], **failing_once(tmp_path, each)) for each in "abc"]
    page = await open_page(admin)
    await page.goto("/admin/dead-letters")
    await expect(rows(page, "Dead letters")).to_have_count(3, timeout=60_000)
    await expect(rows(page, "Dead letters").first).to_contain_text("The password is wrong")
    await accessible(page)
    await page.keyboard.press("/")
    await page.keyboard.type("no such words")
    await expect(page.get_by_role("heading", name="No failed job fits")).to_be_visible()
    await page.get_by_role("searchbox").fill("password")
    await expect(rows(page, "Dead letters")).to_have_count(3)
    await page.get_by_role("searchbox").blur()
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await expect(page.get_by_text("1 job chosen")).to_be_visible()
    await page.get_by_role("button", name="Choose all 3 that match").click()
    await page.get_by_role("button", name="Retry", exact=True).click()
    await page.get_by_role("button", name="Retry 3 jobs").click()
    await expect(page.get_by_role("heading", name="No failed job fits")).to_be_visible()
    await page.goto(f"/jobs/{jobs[0]}")
    await expect(page.get_by_text("Completed").first).to_be_visible(timeout=60_000)


async def test_a_paused_queue_says_so_and_goes_on_when_it_is_resumed(
    open_page: OpenPage, admin: Tenant, anna: Tenant, accessible: Accessible
) -> None:
    page, hers = await open_page(admin), await open_page(anna)
    await page.goto("/admin/queue")
    await page.get_by_role("button", name="Pause the queue").click()
    await page.get_by_label("Reason").fill("an upgrade")
    await page.get_by_role("dialog").get_by_role("button", name="Pause").click()
    try:
        await expect(page.get_by_text("The queue is paused: jobs wait. Ada")).to_be_visible()
        await expect(page.get_by_text("an upgrade")).to_be_visible()
        job = anna.submit(anna.project(), files=[], succeed=1)
        await hers.goto(f"/jobs/{job}")
        await expect(hers.get_by_text(re.compile("queue is paused")).first).to_be_visible()
        await expect(rows(page, "What waits and runs").filter(has_text="Anna")).to_have_count(1)
        await page.goto("/admin")
        await expect(page.get_by_text("The queue is paused: jobs wait. Ada")).to_be_visible()
        await accessible(page)
        await page.get_by_role("link", name="To the queue").click()
    finally:
        await page.get_by_role("button", name="Resume the queue").click()
    await expect(page.get_by_text("The queue is open")).to_be_visible()
    await expect(hers.get_by_text("Completed").first).to_be_visible(timeout=60_000)


async def test_extractors_and_workers_are_paused_and_resumed_by_hand(
    open_page: OpenPage, admin: Tenant
) -> None:
    page = await open_page(admin)
    await page.goto("/admin/queue")
    extractor = rows(page, "Extractors").filter(has_text="scripted_waiting")
    await extractor.get_by_role("button", name="Pause").click()
    await page.get_by_role("dialog").get_by_role("button", name="Pause").click()
    await expect(extractor).to_contain_text("Ada")
    await extractor.get_by_role("button", name="Resume").click()
    await expect(extractor.get_by_text("Open", exact=True)).to_be_visible()
    job = admin.submit(
        admin.project("Optics"), files=[], steps=[{"do": "sleep", "seconds": 0.8}] * 20
    )
    await page.get_by_role("link", name="Workers").first.click()
    worker = rows(page, "Workers").first
    await expect(worker.get_by_role("link", name="Optics")).to_be_visible()
    await worker.get_by_role("button", name=re.compile("^Pause")).click()
    await expect(worker.get_by_text(re.compile("Draining|Paused"))).not_to_have_count(0)
    await worker.get_by_role("button", name=re.compile("^Resume")).click()
    await expect(worker.get_by_text("Running", exact=True)).to_be_visible()
    admin.client.cancel(job)


async def test_limits_and_plans_are_seen_and_changed(open_page: OpenPage, admin: Tenant) -> None:
    page = await open_page(admin)
    await page.goto(f"/admin/queue?user={admin.id}&organization={admin.organization_id}")
    mine = page.get_by_label("Own limit").first
    await mine.fill("7")
    await mine.press("Enter")
    await expect(page.get_by_text("Saved. It holds within a second.")).to_be_visible()
    await page.get_by_role("button", name="New plan").click()
    name = f"pro-{str(admin.id)[-8:]}"
    await page.get_by_label("Short name").fill(name)
    await page.get_by_label("Title").fill("Pro <b>bold</b>")
    await page.get_by_label("Head start in minutes").fill("30")
    await page.keyboard.press("Enter")
    plan = rows(page, "Plans").filter(has_text=name)
    await expect(plan).to_contain_text("30 min")
    await page.get_by_role("combobox", name="Plan").select_option(name)
    await page.reload()
    await expect(page.get_by_role("combobox", name="Plan")).to_have_value(name)
    await expect(page.get_by_label("Own limit").first).to_have_value("7")
    await plan.get_by_role("button", name=re.compile("^Delete")).click()
    await expect(plan).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(plan).to_have_count(1)


async def test_somebody_who_was_added_signs_in_with_the_link_that_is_shown_once(
    open_page: OpenPage, admin: Tenant, troubles: Troubles, accessible: Accessible
) -> None:
    troubles.allow(r"409 .*/organizations/")
    page, hers = await open_page(admin), await open_page(None)
    email = f"carla-{admin.id}@example.org"
    await page.goto("/admin/people")
    await page.get_by_role("button", name="Add somebody").click()
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_label("Name", exact=True).fill(HOSTILE[0])
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Organization").select_option(str(admin.organization_id))
    await dialog.get_by_role("button", name="Add", exact=True).click()
    link = await page.get_by_role("code").inner_text()
    await accessible(page)
    await dialog.get_by_role("button", name="Done").click()
    await hers.goto(link)
    await hers.get_by_role("button", name="Sign in").click()
    await expect(hers.get_by_role("heading", name="Home")).to_be_visible()

    await page.get_by_role("searchbox").fill(email)
    person = rows(page, "People")
    await expect(person).to_have_count(1)
    await person.get_by_role("link").click()
    panel = page.get_by_role("dialog")
    await panel.get_by_role("switch", name="Administrator").click()
    await expect(panel.get_by_text("Administrator", exact=True)).to_be_visible()
    await panel.get_by_role("switch", name="May sign in").click()
    await page.get_by_role("button", name="Undo").click()
    await expect(panel.get_by_role("switch", name="May sign in")).to_be_checked()
    await panel.get_by_role("combobox", name=re.compile("^Role in")).select_option("owner")
    await accessible(page)
    await page.keyboard.press("Escape")
    await expect(person).to_contain_text("Owner")
    await expect(person).to_contain_text("Administrator")

    await page.goto(f"/admin/people?person={admin.id}")
    role = panel.get_by_role("combobox", name=re.compile("^Role in"))
    await role.select_option("member")  # there is another owner
    await expect(role).to_have_value("member")
    await page.goto(f"/admin/people?person={email}")
    await role.select_option("member")
    await expect(panel.get_by_role("alert")).to_contain_text("owner")
    await expect(role).to_have_value("owner")


async def test_plots_tell_what_happened_and_the_same_as_a_table(
    open_page: OpenPage, admin: Tenant, served: Api
) -> None:
    project = admin.project()
    for hours, status, jobs in ((2, "completed", 90), (2, "failed", 10), (30, "completed", 5)):
        served.world.execute(
            "INSERT INTO kb.job_history VALUES (%s, date_trunc('hour', now())"
            " - %s * interval '1 hour', 'past', %s, %s, 0, 0, 0, 0)",
            project,
            hours,
            status,
            jobs,
        )
    page = await open_page(admin)
    await page.goto("/admin")
    plot = page.get_by_role("img", name=re.compile("Plot: Jobs that ended"))
    await expect(plot).to_be_visible()
    await page.get_by_text("The numbers as a table").nth(1).click()
    await expect(table(page, "Jobs that ended").get_by_role("row")).to_have_count(25)
    await expect(table(page, "Jobs that ended")).to_contain_text("90")
    await page.get_by_role("button", name="7 days").click()
    await expect(page).to_have_url(re.compile("range=7d"))
    await expect(table(page, "Jobs that ended").get_by_role("row")).to_have_count(169)
    await page.get_by_label("Extractor of the plots").select_option("concepts")
    await expect(page).to_have_url(re.compile("extractor=concepts"))


async def test_how_long_jobs_are_kept_is_decided_for_ones_own_organization(
    open_page: OpenPage, admin: Tenant
) -> None:
    project = admin.project("Optics")
    admin.upload(project, "notes.txt", b"Light is a wave.")
    page = await open_page(admin)
    await page.goto(f"/admin/storage?project={project}")
    await expect(rows(page, "By organization").filter(has_text="Ada").first).to_be_visible()
    await expect(page.get_by_role("heading", name="Nothing in the archive")).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Change how long")).click()
    await page.get_by_label("Failed").fill("0")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("for ever", exact=True)).to_be_visible()


async def test_only_administrators_come_here(page: Page) -> None:
    await page.goto("/admin/people")
    await expect(page.get_by_role("heading", name="Home")).to_be_visible()
    await expect(page.get_by_role("link", name="Administration")).to_have_count(0)


@pytest.mark.parametrize("phone", [False, True])
async def test_all_pages_are_accessible_and_bear_hostile_names(
    open_page: OpenPage, admin: Tenant, accessible: Accessible, *, phone: bool
) -> None:
    for number, name in enumerate(HOSTILE):
        project = admin.project(name)
        admin.submit(project, files=[], steps=[{"do": "fatal"}])
        admin.http.post("/api/admin/organizations", json={"name": name})
        admin.http.post(
            "/api/admin/users", json={"email": f"{number}-{admin.id}@example.org", "name": name}
        )
    page = await open_page(admin, phone=phone, dark=phone)
    for address in PAGES:
        await page.goto(f"/admin{address}")
        await expect(page.get_by_role("heading", level=2).first).to_be_visible()
        await expect(page.get_by_role("status").filter(has_text="Loading")).to_have_count(0)
        await accessible(page)
        assert await _fits(page), address


async def _fits(page: Page) -> bool:
    """Nothing sticks out at the side."""
    width: bool = await page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    return width
