"""What holds on every page: for screen readers, in the dark, in German, on a phone, and whatever
the names are."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Dialog

from tests.support.api import Api, Tenant
from tests.ui.conftest import Accessible, OpenPage
from tests.ui.places import Places, shown, sticks_out

LOCALES = Path(__file__).parents[2] / "web/src/locales"
HOSTILE = (
    '"><img src=x onerror=alert(1)><script>alert(2)</script>{{name}} $t(common:delete) %s ${1}'
    " \u202eesrever\u202c مرحبا 🧨👩‍👩‍👧‍👦 " + "\u0301" * 40 + "x" * 10_000
)
#: what can be read or heard, piece by piece
WORDS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const words = [document.title];
    while (walker.nextNode()) words.push(walker.currentNode.data);
    for (const each of document.querySelectorAll("*"))
        for (const name of ["aria-label", "title", "placeholder", "alt"])
            words.push(each.getAttribute(name) ?? "");
    return words.map(each => each.trim());
}"""

pytestmark = pytest.mark.timeout(300)


async def test_every_page_is_accessible(
    open_page: OpenPage, served: Api, admin: Tenant, accessible: Accessible
) -> None:
    places = Places(served, admin, "Optics")
    await places.jobs()
    page = await open_page(admin)
    for address in places.addresses():
        await shown(page, address)
        await accessible(page)


async def test_every_page_is_accessible_in_the_dark_and_all_german(
    open_page: OpenPage, served: Api, admin: Tenant, accessible: Accessible
) -> None:
    places = Places(served, admin, "Optik")
    await places.jobs()
    english = _only_english()
    page = await open_page(admin, dark=True, locale="de-DE")
    found = {}
    for address in places.addresses():
        await shown(page, address)
        await accessible(page)
        if left := english.intersection(await page.evaluate(WORDS)):
            found[address] = left
    assert not found, found


async def test_no_name_runs_a_script_or_is_wider_than_a_phone(
    open_page: OpenPage, served: Api, admin: Tenant
) -> None:
    places = Places(served, admin, HOSTILE)
    await places.jobs()
    page = await open_page(admin, phone=True)
    alerts: list[str] = []

    async def noted(dialog: Dialog) -> None:
        alerts.append(dialog.message)
        await dialog.dismiss()

    page.on("dialog", noted)
    wide = {}
    for address in places.addresses():
        await shown(page, address)
        if pixels := await sticks_out(page):
            wide[address] = pixels
    assert not alerts
    assert not wide, wide


def _only_english() -> set[str]:
    """The texts, of some length, that German has another text for and no text that is the same."""
    english, german = _texts("en"), _texts("de")
    return {text for text in english - german if len(text) > 3 and "{{" not in text}


def _texts(language: str) -> set[str]:
    def leaves(node: Any) -> Iterator[str]:
        for each in node.values():
            yield from [each] if isinstance(each, str) else leaves(each)

    files = (LOCALES / language).glob("*.json")
    return {text for file in files for text in leaves(json.loads(file.read_text()))}
