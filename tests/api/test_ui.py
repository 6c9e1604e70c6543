"""The built user interface is served with the right types and headers, and nothing beside it."""

import gzip
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from educe.api.app import create_app
from educe.api.ui import Ui
from educe.settings import Settings
from tests.api.conftest import Api, problem

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SCRIPT = b"console.log('Educe')\n"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What a build leaves, and a secret beside it."""
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "ui"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Educe</title>")
    (folder / ".stamp").write_text("secret")
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    for name in ("app-1a2b.js", "pdf-3c.mjs", "x-4d.wasm", "font-5e.woff2", "app-6f.css", "y.map"):
        (folder / "assets" / name).write_bytes(SCRIPT)
    (folder / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (folder / "assets" / "app-1a2b.js.br").write_bytes(b"in brotli")
    return folder


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(), api_database_url="postgresql://nobody@/none")


@pytest.fixture
def browser(app: FastAPI, built: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Asks the whole application, whose UI is the fixture's."""
    ui = app.router.default
    assert isinstance(ui, Ui)
    monkeypatch.setattr(app.router, "default", Ui(built, otherwise=app.router.not_found))
    return TestClient(app, raise_server_exceptions=False)


def no_page(answer: httpx2.Response) -> None:
    problem(answer, 404, "not-found")


@pytest.mark.parametrize("path", ["/", "/index.html", "/jobs", "/sign-in", "/files/notes.v2.pdf"])
def test_the_page_answers_for_every_address_of_the_ui(browser: TestClient, path: str) -> None:
    answer = browser.get(path, headers=PAGE)
    assert answer.status_code == 200
    assert "<title>Educe</title>" in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


def test_only_browsers_that_open_a_page_get_the_page(browser: TestClient) -> None:
    assert browser.get("/", headers={"Accept": "*/*"}).status_code == 200
    no_page(browser.get("/jobs", headers={"Accept": "*/*"}))
    no_page(browser.get("/favicon.ico", headers={"Accept": "image/*"}))
    no_page(browser.post("/jobs", headers=PAGE))
    no_page(browser.post("/", headers=PAGE))


@pytest.mark.parametrize("path", ["/assets/gone-7a.js", "/assets/", "/assets"])
def test_an_asset_that_is_gone_is_not_the_page(browser: TestClient, path: str) -> None:
    no_page(browser.get(path, headers=PAGE if path != "/assets" else {}))


def test_nothing_below_api_is_the_page(browser: TestClient) -> None:
    for path in ("/api", "/api/", "/api/nope", "/api/docs/nope.js"):
        no_page(browser.get(path, headers=PAGE))


def test_hashed_files_are_kept_for_ever_and_others_are_asked_for_again(browser: TestClient) -> None:
    script = browser.get("/assets/app-1a2b.js")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert browser.get("/icon.svg").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/assets/app-1a2b.js", "text/javascript; charset=utf-8"),
        ("/assets/pdf-3c.mjs", "text/javascript; charset=utf-8"),
        ("/assets/app-6f.css", "text/css; charset=utf-8"),
        ("/assets/x-4d.wasm", "application/wasm"),
        ("/assets/font-5e.woff2", "font/woff2"),
        ("/assets/y.map", "application/json"),
        ("/icon.svg", "image/svg+xml"),
    ],
)
def test_media_types_are_right_whatever_the_machine_thinks(
    browser: TestClient, path: str, media_type: str
) -> None:
    assert browser.get(path).headers["content-type"] == media_type


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br;q=0.9", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("gzip;q=0.0", None),
        ("identity", None),
        ("", None),
    ],
)
def test_files_are_sent_as_the_build_compressed_them(
    browser: TestClient, built: Path, accepted: str, encoding: str | None
) -> None:
    with browser.stream(
        "GET", "/assets/app-1a2b.js", headers={"Accept-Encoding": accepted}
    ) as answer:
        sent = b"".join(answer.iter_raw())
    suffix = {"br": ".br", "gzip": ".gz", None: ""}[encoding]
    assert sent == (built / "assets" / f"app-1a2b.js{suffix}").read_bytes()
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "Accept-Encoding"


def test_a_file_that_did_not_change_is_not_sent_again(browser: TestClient, built: Path) -> None:
    first = browser.get("/")
    known = {"If-None-Match": f'W/"other", {first.headers["etag"]}'}
    again = browser.get("/", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "no-cache"
    page = built / "index.html"
    page.write_text(page.read_text().replace("Educe", "Other"))  # of the same size
    assert browser.get("/", headers=known).status_code == 200


def test_head_tells_the_same_without_the_content(browser: TestClient) -> None:
    told, head = browser.get("/"), browser.head("/")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == told.headers["content-length"]
    assert head.headers["etag"] == told.headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "//etc/passwd",
        "/link.txt",
        "/.stamp",
        "/assets/app-1a2b.js.gz",
        "/a%00b",
        "/" + "x" * 5000,
    ],
)
def test_nothing_outside_of_the_folder_and_nothing_hidden_is_sent(
    browser: TestClient, path: str
) -> None:
    no_page(browser.get(path, headers={"Accept": "*/*"}))


def test_every_page_and_file_says_what_browsers_may_do_with_it(browser: TestClient) -> None:
    for path in ("/", "/jobs", "/assets/app-1a2b.js", "/api/docs", "/api/docs/start.js"):
        headers = browser.get(path, headers=PAGE).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == policy["script-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]


def test_without_a_built_ui_the_page_says_how_to_build_it(browser: TestClient, built: Path) -> None:
    (built / "index.html").unlink()
    for path in ("/", "/sign-in"):
        answer = browser.get(path, headers=PAGE)
        assert answer.status_code == 503
        assert "make ui" in answer.text
        assert "/api/docs" in answer.text
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    no_page(browser.get("/jobs"))


def test_the_apis_description_needs_no_other_site(api: Api) -> None:
    page = api.http().get("/api/docs")
    assert page.status_code == 200
    assert "//" not in page.text.replace("</", "")
    for name, begins in (
        ("swagger-ui-bundle.js", "/*"),
        ("swagger-ui.css", "."),
        ("start.js", '"'),
    ):
        assert f"/api/docs/{name}" in page.text
        answer = api.http().get(f"/api/docs/{name}")
        assert answer.status_code == 200
        assert answer.text.startswith(begins)
