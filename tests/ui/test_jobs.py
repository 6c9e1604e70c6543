"""The list of jobs: found, followed, and acted on, one or many."""

import re

from playwright.async_api import Locator, Page, expect

from tests.support.api import Api, Tenant
from tests.ui.conftest import Accessible, OpenPage

MANY = 10_000
WHEEL_STEPS = 60
MOST_ROWS = 60
MOST_ROWS_MADE = 800  # some 270 pass by; 2,000 would be made if each step made all anew
MOST_SECONDS_A_STEP = 0.5  # about eight times the usual: machines may be slow
# counts the rows that there are at most, and those that are made
COUNTING = """list => {
    const rows = (node) => node.querySelectorAll?.("[role=listitem]").length ?? 0
    window.counted = { most: rows(list), made: 0 }
    new MutationObserver((changes) => {
        window.counted.most = Math.max(window.counted.most, rows(list))
        for (const change of changes)
            for (const node of change.addedNodes)
                window.counted.made += node.matches?.("[role=listitem]") ? 1 : rows(node)
    }).observe(list, { childList: true, subtree: true })
}"""


def rows(page: Page) -> Locator:
    return page.get_by_role("list", name="Jobs").get_by_role("listitem")


async def test_tabs_count_what_the_other_filters_leave(
    page: Page, anna: Tenant, accessible: Accessible
) -> None:
    project = anna.project()
    anna.upload(project, "notes.txt", b"A heap is a tree.")
    anna.submit(project, succeed=1)
    anna.submit(project, steps=[{"do": "permanent"}])
    await page.goto(f"/projects/{project}/jobs")
    failed = page.get_by_role("button", name=re.compile("^Failed"))
    await expect(failed).to_have_text("Failed1", timeout=60_000)
    await expect(page.get_by_role("button", name=re.compile("^Completed"))).to_have_text(
        "Completed1"
    )
    await failed.click()
    await expect(rows(page)).to_have_count(1)
    await expect(page).to_have_url(re.compile("status=failed"))
    await page.get_by_role("searchbox", name="Search jobs").fill("no such words")
    await expect(page.get_by_role("heading", name="No job fits these filters.")).to_be_visible()
    await expect(failed).to_have_text("Failed0")
    await accessible(page)


async def test_a_new_job_shows_by_itself_and_is_opened_by_keys(page: Page, anna: Tenant) -> None:
    project = anna.project("Optics")
    anna.upload(project, "notes.txt", b"Light is a wave.")
    await page.goto("/jobs")
    await expect(page.get_by_role("heading", name="No jobs yet")).to_be_visible()
    job = anna.submit(project, succeed=2)
    await expect(rows(page)).to_have_count(1)
    await expect(rows(page)).to_contain_text("Completed", timeout=60_000)
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(f"/jobs/{job}"))


async def test_all_that_match_are_acted_on_and_counted_before(page: Page, anna: Tenant) -> None:
    project = anna.project()
    anna.upload(project, "notes.txt", b"A heap is a tree.")
    for _ in range(3):
        anna.submit(project, steps=[{"do": "permanent"}])
    anna.submit(project, succeed=1)
    await page.goto("/jobs?status=failed")
    await expect(rows(page)).to_have_count(3, timeout=60_000)
    await page.get_by_role("checkbox", name="Choose").first.check()
    await page.get_by_role("button", name="Choose all 3 that match").click()
    await page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete jobs")
    await expect(dialog).to_contain_text("3 jobs will be deleted")
    await dialog.get_by_role("button", name="Delete 3 jobs").click()
    await expect(page.get_by_role("heading", name="No job fits these filters.")).to_be_visible()
    await page.get_by_role("button", name=re.compile("^All")).click()
    await expect(rows(page)).to_have_count(1)


async def test_ten_thousand_jobs_scroll_and_stand_still_while_they_are_read(
    open_page: OpenPage, served: Api, anna: Tenant
) -> None:
    project = anna.project()
    anna.upload(project, "notes.txt", b"A heap is a tree.")
    served.world.execute(
        "INSERT INTO kb.extraction_jobs (id, organization_id, project_id, extractor, created_by,"
        " source_id, created_at, run_at) SELECT gen_random_uuid(), %s, %s, 'scripted', %s,"
        " 'job ' || n, now() - n * interval '1 second', now() + interval '1 day'"
        " FROM generate_series(1, %s) n",
        anna.organization_id,
        project,
        anna.id,
        MANY,
    )
    page = await open_page(anna)
    await page.goto(f"/projects/{project}/jobs")
    await expect(page.get_by_role("link", name="job 1", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="All 10,000")).to_be_visible()
    assert await rows(page).count() < MOST_ROWS
    await page.get_by_role("list", name="Jobs").evaluate(COUNTING)
    assert await _work_of_scrolling(page) < MOST_SECONDS_A_STEP
    counted = await page.evaluate("window.counted")
    assert counted["most"] < MOST_ROWS
    assert counted["made"] < MOST_ROWS_MADE
    await page.evaluate("window.scrollTo(0, document.body.scrollHeight / 2)")
    shown = page.get_by_role("link", name=re.compile(r"^job \d+$"))
    await expect(shown.first).to_be_visible()
    await expect(
        page.get_by_role("link", name=re.compile(r"^job (49|50)\d\d$")).first
    ).to_be_visible()
    read = page.get_by_role("link", name=await shown.nth(15).text_content() or "", exact=True)
    before = await read.bounding_box()
    anna.submit(project, succeed=1)
    await expect(page.get_by_role("button", name="1 new job")).to_be_visible()
    assert await read.bounding_box() == before
    await page.get_by_role("button", name="1 new job").click()
    await expect(rows(page).first).to_contain_text("notes.txt")


async def _work_of_scrolling(page: Page) -> float:
    """The seconds that the page computes for a turn of the wheel, however busy the machine is."""
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})

    async def computed() -> float:
        told = await session.send("Performance.getMetrics")
        return float(next(m["value"] for m in told["metrics"] if m["name"] == "TaskDuration"))

    await page.mouse.move(640, 500)
    before = await computed()
    for _ in range(WHEEL_STEPS):
        await page.mouse.wheel(0, 300)
        await page.evaluate("new Promise(requestAnimationFrame)")
    await expect(page.get_by_role("link", name="job 1", exact=True)).to_have_count(0)
    return (await computed() - before) / WHEEL_STEPS


async def test_the_list_is_usable_on_a_phone_in_the_dark(
    open_page: OpenPage, anna: Tenant, accessible: Accessible
) -> None:
    project = anna.project("x" * 150)
    anna.upload(project, "notes.txt", b"A heap is a tree.")
    anna.submit(project, succeed=1)
    page = await open_page(anna, phone=True, dark=True)
    await page.goto("/jobs")
    await expect(rows(page)).to_contain_text("Completed", timeout=60_000)
    await accessible(page)
    assert await page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
