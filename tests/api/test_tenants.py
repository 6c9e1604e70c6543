"""Somebody else's things aren't there: not to be seen, not to be changed, not to be guessed."""

import re

from educe.ids import new_id
from tests.api.conftest import Api, Tenant, problem

METHODS = ("get", "post", "put", "patch", "delete")
BODIES = {
    ("post", "extractions"): {"extractor": "scripted", "config": {}},
    ("patch", ""): {"name": "Mine now"},
}
WITHOUT_IDS = {
    "/api/auth/sign-in",
    "/api/auth/sign-out",
    "/api/auth/me",
    "/api/tokens",
    "/api/projects",
    "/api/courses",
    "/api/extractions",
    "/api/extractors",
    "/healthz",
    "/readyz",
}


def routes(anna: Tenant) -> list[tuple[str, str]]:
    paths = anna.http.get("/api/openapi.json").json()["paths"]
    return [(method, path) for path, does in paths.items() for method in does if method in METHODS]


def things(anna: Tenant) -> dict[str, str]:
    """One of everything, of Anna's."""
    project = anna.project()
    course = anna.client.create_course("Logic")["id"]
    file = anna.upload(project, "a.txt", b"A graph is a set of nodes.")["id"]
    token = anna.http.post("/api/tokens", json={"name": "script"}).json()["id"]
    return {
        "project_id": project,
        "course_id": course,
        "file_id": file,
        "job_id": anna.submit(project, succeed=1),
        "token_id": token,
        "name": "numbers.txt",
    }


def ask(tenant: Tenant, method: str, path: str):  # type: ignore[no-untyped-def]
    kind = path.rsplit("}", 1)[-1].strip("/")
    if method == "post" and kind == "files":
        return tenant.http.post(path, files=[("files", ("x.txt", b"words"))])
    body = next((b for (m, k), b in BODIES.items() if m == method and path.endswith(k)), None)
    return tenant.http.request(method, path, json=body)


async def test_every_route_with_an_id_answers_404_to_others(anna: Tenant, ben: Tenant) -> None:
    given = things(anna)
    asked = 0
    for method, path in routes(anna):
        if path in WITHOUT_IDS:
            continue
        filled = re.sub(r"\{(\w+)\}", lambda m: given[m[1]], path)
        problem(ask(ben, method, filled), 404, "not-found")
        asked += 1
    assert asked >= 30


async def test_what_is_somebody_elses_reads_like_what_never_was(anna: Tenant, ben: Tenant) -> None:
    given = things(anna)
    for path in ("/api/projects/{project_id}", "/api/files/{file_id}", "/api/extractions/{job_id}"):
        theirs = ben.http.get(path.format(**given)).json()
        never = ben.http.get(path.format(**{key: new_id() for key in given})).json()
        assert theirs | {"instance": ""} == never | {"instance": ""}


async def test_nothing_of_others_is_listed(anna: Tenant, ben: Tenant) -> None:
    things(anna)
    assert ben.client.projects() == []
    assert list(ben.client.jobs()) == []
    assert [t["name"] for t in ben.http.get("/api/tokens").json()["tokens"]] == [""]


async def test_others_changed_nothing(anna: Tenant, ben: Tenant) -> None:
    given = things(anna)
    for method, path in routes(anna):
        if path not in WITHOUT_IDS and method != "get":
            ask(ben, method, re.sub(r"\{(\w+)\}", lambda m: given[m[1]], path))
    project = given["project_id"]
    assert anna.http.get(f"/api/projects/{project}").json()["name"] == "Algorithms"
    assert [file["id"] for file in anna.client.files(project)] == [given["file_id"]]
    [job] = anna.client.jobs(project)
    assert (job["id"], job["status"]) == (given["job_id"], "pending")


async def test_files_of_another_project_can_not_be_extracted(anna: Tenant, ben: Tenant) -> None:
    theirs = anna.upload(anna.project(), "a.txt", b"Some words.")["id"]
    answer = ben.http.post(
        f"/api/projects/{ben.project()}/extractions",
        json={"extractor": "scripted", "file_ids": [theirs]},
    )
    assert problem(answer, 400, "invalid-input")["files"] == [theirs]


async def test_a_project_can_not_be_made_in_somebody_elses_organization(
    anna: Tenant, ben: Tenant
) -> None:
    body = {"name": "Mine", "organization_id": str(anna.organization_id)}
    problem(ben.http.post("/api/projects", json=body), 404, "not-found")


async def test_without_a_sign_in_every_route_answers_401(api: Api, anna: Tenant) -> None:
    nobody = Tenant(anna.id, anna.organization_id, "", api.http(), anna.client)
    given = things(anna)
    for method, path in routes(anna):
        if path in ("/healthz", "/readyz", "/api/auth/sign-in"):
            continue
        answer = ask(nobody, method, re.sub(r"\{(\w+)\}", lambda m: given[m[1]], path))
        problem(answer, 401, "unauthenticated")
        assert answer.headers["www-authenticate"] == "Bearer"
