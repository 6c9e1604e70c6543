"""Every refusal is a problem that says what was wrong and what to do."""

import httpx2
import pytest

from educe.ids import new_id
from tests.api.conftest import Api, Tenant, problem


async def test_an_unknown_api_address_is_a_problem_even_for_a_browser(api: Api) -> None:
    for accept in ("application/json", "text/html", "*/*"):
        for path in ("/api/nope", "/api/", "/api/projects/x/y/z"):
            problem(api.http().get(path, headers={"Accept": accept}), 404, "not-found")


async def test_an_unknown_address_elsewhere_is_a_problem_too(api: Api) -> None:
    problem(api.http().get("/nope"), 404, "not-found")


async def test_json_is_kept_by_no_cache_and_taken_for_nothing_else(anna: Tenant) -> None:
    for address in ("/api/projects", "/api/auth/me", "/api/nothing-here", "/api/healthz"):
        headers = anna.http.get(address).headers
        assert "json" in headers["content-type"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"


async def test_what_says_itself_how_long_it_is_kept_is_left_as_it_is(anna: Tenant) -> None:
    project = anna.project()
    file = anna.upload(project, "a.txt", b"A cell.")["id"]
    overview = anna.http.get(f"/api/projects/{project}/graph/overview").headers
    assert overview.get_list("cache-control") == ["private, no-cache"]
    assert overview["x-content-type-options"] == "nosniff"
    content = anna.http.get(f"/api/files/{file}/content").headers
    assert content.get_list("cache-control") == ["private, no-cache"]
    with anna.http.stream("GET", "/api/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers.get_list("cache-control") == ["no-store"]


async def test_a_method_that_an_address_does_not_take_is_405(anna: Tenant) -> None:
    problem(anna.http.put("/api/projects"), 405, "method-not-allowed")
    problem(anna.http.post(f"/api/projects/{new_id()}"), 405, "method-not-allowed")


async def test_an_id_that_is_none_is_404(anna: Tenant) -> None:
    told = problem(anna.http.get("/api/projects/7"), 404, "not-found")
    assert told["instance"] == "/api/projects/7"


async def test_a_body_that_does_not_fit_says_which_field(anna: Tenant) -> None:
    told = problem(anna.http.post("/api/projects", json={}), 400, "invalid-input")
    assert told["fields"] == [{"field": "name", "problem": "Field required"}]
    broken = anna.http.post(
        "/api/projects", content=b"{", headers={"Content-Type": "application/json"}
    )
    problem(broken, 400, "invalid-input")
    problem(anna.http.get("/api/extractions?limit=0"), 400, "invalid-input")
    problem(anna.http.get("/api/extractions?status=queued"), 400, "invalid-input")
    problem(anna.http.get("/api/extractions?cursor=AAAA"), 400, "invalid-input")


async def test_names_that_are_empty_or_too_long_are_refused(anna: Tenant) -> None:
    for name in ("", " \n\t", "x" * 201, "\x00"):
        problem(anna.http.post("/api/projects", json={"name": name}), 400, "invalid-input")
    made = anna.http.post("/api/projects", json={"name": " Two\nlines \x00"})
    assert made.json()["name"] == "Two lines"


async def test_characters_that_can_not_be_stored_are_refused(anna: Tenant) -> None:
    project = anna.project()
    for text in ('"\\u0000"', '"\\ud800"'):
        answer = anna.http.post(
            f"/api/projects/{project}/extractions",
            content=f'{{"extractor": "scripted", "source_metadata": {{"x": {text}}}}}',
            headers={"Content-Type": "application/json"},
        )
        problem(answer, 400, "invalid-input")


async def test_an_unknown_extractor_and_a_config_that_does_not_fit(anna: Tenant) -> None:
    path = f"/api/projects/{anna.project()}/extractions"
    told = problem(anna.http.post(path, json={"extractor": "nope"}), 400, "invalid-input")
    assert "concepts" in told["detail"]
    body = {"extractor": "scripted", "config": {"succeed": -1}}
    told = problem(anna.http.post(path, json=body), 400, "invalid-config")
    assert told["fields"][0]["field"] == "succeed"


async def test_a_mistake_of_ours_shows_a_reference_and_no_internals(api: Api, anna: Tenant) -> None:
    api.world.execute("ALTER TABLE kb.projects RENAME TO projects_away")
    try:
        answer = anna.http.get("/api/projects")
    finally:
        api.world.execute("ALTER TABLE kb.projects_away RENAME TO projects")
    told = problem(answer, 500, "internal")
    assert told["reference"]
    assert "projects_away" not in answer.text
    assert "Traceback" not in answer.text


async def test_health(api: Api) -> None:
    assert api.http().get("/healthz").json() == {"status": "ok"}
    assert api.http().get("/readyz").json() == {"status": "ok", "workers": 0}


def test_a_request_that_is_too_large_is_refused_whether_it_says_so_or_not(anna: Tenant) -> None:
    path = f"/api/projects/{anna.project()}/extractions"
    large = b'{"extractor": "scripted", "source_id": "' + b"x" * 10_000_000 + b'"}'
    headers = {"content-type": "application/json"}
    for body in (large, iter([large[:6_000_000], large[6_000_000:]])):
        answer = anna.http.post(path, content=body, headers=headers)
        assert "10,000,000 bytes" in problem(answer, 413, "too-large")["detail"]


@pytest.mark.parametrize("path", ["/api/auth/sign-in", "/api/projects", "/api/nothing"])
def test_a_large_form_is_refused_where_no_upload_is_taken(api: Api, path: str) -> None:
    headers = {"content-type": "multipart/form-data; boundary=b"}
    answer = api.http().post(path, content=b"x" * 11_000_000, headers=headers)
    problem(answer, 413, "too-large")


def deep(levels: int) -> dict[str, object]:
    value: dict[str, object] = {}
    for _ in range(levels):
        value = {"in": value}
    return value


def test_json_of_ones_own_is_neither_deep_nor_large(anna: Tenant) -> None:
    path = f"/api/projects/{anna.project()}/extractions"

    def post(metadata: object) -> httpx2.Response:
        body = {"extractor": "scripted", "source_metadata": metadata}
        return anna.http.post(path, json=body)

    assert "50 levels" in problem(post(deep(300)), 400, "invalid-input")["detail"]
    assert (
        "1,000,000 bytes" in problem(post({"x": "y" * 1_000_000}), 400, "invalid-input")["detail"]
    )
    assert post(deep(40)).status_code == 202
    assert anna.http.get(path).status_code == 200


def test_an_unknown_field_of_a_new_extraction_is_named(anna: Tenant) -> None:
    path = f"/api/projects/{anna.project()}/extractions"
    answer = anna.http.post(path, json={"extractor": "scripted", "needz": []})
    assert "needz" in problem(answer, 400, "invalid-input")["detail"]
