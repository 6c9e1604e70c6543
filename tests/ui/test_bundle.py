"""What a browser loads to show the first page, and what it leaves for later."""

from urllib.parse import urlsplit

from playwright.async_api import Page, Request, expect

from educe.api.ui import BUILT
from tests.support.api import Api, Tenant

MOST_BYTES = 250_000  # compressed by gzip
#: libraries that only some pages need, by words of theirs that no minifier changes
HEAVY = {
    "sigma": "u_sizeRatio",
    "graphology": "Graph.addNode",
    "pdfjs-dist": "GlobalWorkerOptions",
    "recharts": "recharts-surface",
    "react-dropzone": "isDragReject",
    "react-virtual": "scrollToIndex",
    "cmdk": "cmdk-input",
}


async def test_the_first_page_is_light_and_all_of_it_comes_from_the_server_itself(
    page: Page, served: Api, anna: Tenant
) -> None:
    anna.project("Algorithms")
    requests: list[Request] = []

    def note(request: Request) -> None:
        requests.append(request)

    page.on("request", note)
    await page.goto("/")
    await expect(page.get_by_role("link", name="Algorithms")).to_be_visible()
    await page.wait_for_load_state("networkidle")

    assert {urlsplit(each.url).netloc for each in requests} == {urlsplit(served.url).netloc}
    paths = {urlsplit(each.url).path for each in requests}
    files = {path for path in paths if not path.startswith("/api/")}
    assert any(path.endswith(".woff2") for path in files), "the font was measured, too"
    sizes = {path: _transferred(served, path) for path in files}
    largest = sorted(sizes.items(), key=lambda each: -each[1])
    assert sum(sizes.values()) <= MOST_BYTES, f"{sum(sizes.values())} bytes: {largest}"
    loaded = "".join(
        (BUILT / path[1:]).read_text() for path in files if path.endswith((".js", ".mjs"))
    )
    assert not [name for name, word in HEAVY.items() if word in loaded]


async def test_the_heavy_libraries_are_known_by_words_that_are_in_the_build() -> None:
    scripts = "".join(path.read_text() for path in BUILT.glob("assets/*.js"))
    assert not [name for name, word in HEAVY.items() if word not in scripts]


def _transferred(served: Api, path: str) -> int:
    """The size of an answer's body as it is sent to whom takes gzip."""
    with served.http(headers={"Accept-Encoding": "gzip"}).stream("GET", path) as answer:
        assert answer.status_code == 200, path
        return sum(len(piece) for piece in answer.iter_raw())
