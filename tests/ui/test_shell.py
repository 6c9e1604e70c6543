"""What every page has: keys, commands, language, theme, other people's names shown as text."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.support.api import Tenant
from tests.ui.conftest import Accessible, OpenPage
from tests.ui.troubles import Troubles

#: names that break pages which trust them
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "\u202eesrever si siht\u202c مرحبا",
    "🧨" * 60,
    "x" * 190,
    "{{name}} $t(common:delete) %s ${1}",
)


async def test_keys_lead_to_pages_and_are_listed(page: Page) -> None:
    await page.goto("/")
    await expect(page.get_by_role("heading", name="Home")).to_be_visible()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text(
        "Go to jobs"
    )
    await page.keyboard.press("Escape")
    await page.keyboard.press("g")
    await page.keyboard.press("j")
    await expect(page.get_by_role("heading", name="Jobs", exact=True)).to_be_visible()
    await page.keyboard.press("/")
    await expect(page.get_by_role("searchbox", name="Search jobs")).to_be_focused()


async def test_commands_find_a_project_by_its_name(page: Page, anna: Tenant) -> None:
    anna.project("Thermodynamics")
    await page.goto("/")
    await expect(page.get_by_role("link", name="Thermodynamics")).to_be_visible()
    await page.keyboard.press("ControlOrMeta+k")
    await page.get_by_role("combobox").fill("thermo")
    await expect(page.get_by_role("option")).to_have_text(["Thermodynamics"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Thermodynamics")).to_be_visible()


async def test_everything_is_there_in_german_too(open_page: OpenPage, anna: Tenant) -> None:
    page = await open_page(anna, locale="de-DE")
    await page.goto("/")
    await expect(page.get_by_role("heading", name="Zuerst sehen, wie es geht")).to_be_visible()
    assert await page.locator("html").get_attribute("lang") == "de"
    await page.goto("/settings")
    await page.get_by_label("Sprache").select_option("en")
    await expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="Settings")).to_be_visible()


async def test_the_theme_is_the_systems_until_one_is_chosen(
    open_page: OpenPage, anna: Tenant
) -> None:
    page = await open_page(anna, dark=True)
    await page.goto("/settings")
    await expect(page.locator("html")).to_have_class(re.compile("dark"))
    await page.get_by_label("Theme").select_option("light")
    await expect(page.locator("html")).not_to_have_class(re.compile("dark"))
    await page.reload()
    await expect(page.locator("html")).not_to_have_class(re.compile("dark"))


async def test_hostile_names_are_shown_as_text_and_break_no_layout(
    open_page: OpenPage, anna: Tenant
) -> None:
    projects = [anna.project(name) for name in HOSTILE]
    page = await open_page(anna, phone=True)
    for address in ("/", "/jobs"):
        await page.goto(address)
        await expect(page.locator("h1")).to_be_visible()
        assert await _fits(page), address
    await page.goto("/")
    for project in projects:
        name = anna.http.get(f"/api/projects/{project}").json()["name"]
        await expect(page.get_by_title(name, exact=True)).to_be_visible()


async def _fits(page: Page) -> bool:
    """Nothing sticks out at the side."""
    width: bool = await page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    return width


@pytest.mark.parametrize("dark", [False, True])
async def test_home_settings_and_project_settings_are_accessible(
    open_page: OpenPage, anna: Tenant, accessible: Accessible, *, dark: bool
) -> None:
    project = anna.project("Optics")
    page = await open_page(anna, dark=dark)
    for address, heading in (
        ("/", "Home"),
        ("/settings", "Settings"),
        (f"/projects/{project}/settings", "Optics"),
    ):
        await page.goto(address)
        await expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        await page.wait_for_load_state("networkidle")
        await accessible(page)


async def test_a_project_is_made_renamed_and_its_deletion_undone(page: Page) -> None:
    await page.goto("/")
    await page.get_by_role("button", name="New project").first.click()
    await page.get_by_label("Name").fill("Optics")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Optics", level=1)).to_be_visible()
    await page.get_by_role("link", name="Settings").last.click()
    await page.get_by_role("textbox", name="Name").fill("Wave optics")
    await page.get_by_role("button", name="Rename").click()
    await expect(page.get_by_role("heading", name="Wave optics", level=1)).to_be_visible()
    await page.get_by_role("button", name="Delete this project").click()
    await expect(page.get_by_role("heading", name="Home")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("heading", name="Wave optics", level=1)).to_be_visible()


async def test_nothing_of_others_is_at_any_address(
    page: Page, ben: Tenant, troubles: Troubles
) -> None:
    troubles.allow("404 ")
    project = ben.project("Ben's own")
    for address in (f"/projects/{project}/files", f"/projects/{project}/graph", "/nowhere"):
        await page.goto(address)
        await expect(page.get_by_role("heading", name="Nothing here").first).to_be_visible()
        await expect(page.get_by_text("Ben's own")).to_have_count(0)
