"""Somebody else's things aren't there: not to be seen, not to be changed, not to be guessed."""

import re

from educe.accounts.secrets import new_secret
from educe.ids import new_id
from tests.api.conftest import Api, Tenant, problem
from tests.support.articles import Newsroom, link, newsletter
from tests.support.drawing import Drawing

OPEN = {"/healthz", "/readyz", "/feeds/{secret}.xml"}  # to those who can't sign in
METHODS = ("get", "post", "put", "patch", "delete")
TOKEN = str(new_id())  # of nobody's claim
BODIES = {
    ("post", "graph/neighbourhood"): {"centers": [TOKEN]},
    ("post", "extractions/preview"): {"extractor": "scripted", "config": {}},
    ("post", "extractions"): {"extractor": "scripted", "config": {}},
    ("post", "schedules"): {"name": "Mine now", "extractor": "scripted", "cron": "0 4 * * *"},
    ("post", "/items/claim"): {"token": TOKEN},
    ("post", "/items/results"): {"token": TOKEN, "results": [{"seq": 1, "outcome": "failed"}]},
    ("post", "/items"): {"items": [{"label": "Mine now"}]},
    ("post", "/claim/renew"): {"token": TOKEN},
    ("post", "/claim/release"): {"token": TOKEN},
    ("post", "/claim"): {"program": "mine"},
    ("post", "/mailboxes"): {"user_name": "me@gmail.com", "password": "x"},
    ("post", "/mailboxes/test"): {"user_name": "me@gmail.com", "password": "x"},
    ("post", "/mailboxes/oauth"): {"preset": "gmail", "user_name": "me@gmail.com"},
    ("put", "/newsletter-links/[^/]+/verdict"): {"kept": False},
    ("put", "/articles/[^/]+/mark"): {"read": True},
    ("post", "/articles/mark"): {"article_ids": None, "read": True},
    ("post", "/site-rules"): {"decision": "block", "host": "example.com"},
    ("post", "/feeds"): {"name": "Mine now"},
    ("patch", "/extraction-jobs/[^/]+"): {"priority": "low"},
    ("put", "/retention"): {"failed_days": 1},
    ("put", "/priority"): {"priority": "low"},
    ("patch", ""): {"name": "Mine now"},
}
#: what an address wants to be asked besides
QUESTIONS = {
    "/graph/paths": "from={concept_id}&to={concept_id}",
    "/boxes": "start=0&end=1",
}
WITHOUT_IDS = {
    "/api/auth/sign-in",
    "/api/auth/sign-out",
    "/api/auth/me",
    "/api/auth/password",
    "/api/auth/sessions",
    "/api/auth/sign-in/password",
    "/api/tokens",
    "/api/projects",
    "/api/courses",
    "/api/dead-letters",
    "/api/events",
    "/api/history",
    "/api/overview",
    "/api/sample-course",
    "/api/admin/extraction-jobs",
    "/api/admin/storage",
    "/api/extractions",
    "/api/extractions/counts",
    "/api/extractions/lines",
    "/api/extractions/batch",
    "/api/extractions/bulk",
    "/api/extractors",
    "/api/mailboxes",
    "/api/mailboxes/presets",
    "/api/mailboxes/oauth/callback",
    "/api/newsletters/extract",
    "/api/newsletters/extractions",
    "/api/schedules",
    "/api/schedules/preview",
    "/api/queue",
    "/api/queue/limits",
    "/api/plans",
    "/healthz",
    "/readyz",
}


#: of the installation, not of a tenant: for administrators
ADMINISTRATION = re.compile(
    "/api/admin/(history|queue|workers|limits|plans|pauses|users|organizations)"
)


def routes(anna: Tenant) -> list[tuple[str, str]]:
    paths = anna.http.get("/api/openapi.json").json()["paths"]
    return [
        (method, path)
        for path, does in paths.items()
        for method in does
        if method in METHODS and not ADMINISTRATION.match(path)
    ]


def things(api: Api, anna: Tenant) -> dict[str, str]:
    """One of everything, of Anna's."""
    project = anna.project()
    course = anna.client.create_course("Logic")["id"]
    file = anna.upload(project, "a.txt", b"A graph is a set of nodes.")
    token = anna.http.post("/api/tokens", json={"name": "script"}).json()["id"]
    api.credential(anna.id, "session", new_secret("session"))
    drawing = Drawing(api.world, project)
    concepts = drawing.concepts([("node", 0.5, {}), ("graph", 0.6, {})])
    return {
        "concept_id": str(concepts[0]),
        "relationship_id": str(drawing.relation(*concepts)),
        "project_id": project,
        "course_id": course,
        "file_id": file["id"],
        "document_id": file["document_id"],
        "job_id": anna.submit(project, succeed=1),
        "schedule_id": anna.client.schedules.create(
            project, "Nightly", cron="0 4 * * *", extractor="scripted"
        )["id"],
        "mailbox_id": anna.client.mailboxes.add(project, "me@gmail.com", "secret")["id"],
        "extraction_id": newsletters(anna),
        **found_things(api, project),
        "rule_id": anna.http.post(
            f"/api/projects/{project}/site-rules", json={"decision": "block", "host": "b.org"}
        ).json()["id"],
        "feed_id": anna.http.post(f"/api/projects/{project}/feeds", json={"name": "Mine"}).json()[
            "id"
        ],
        "secret": new_secret("feed"),  # of no feed
        "token_id": token,
        "name": "numbers.txt",
        "org_id": str(anna.organization_id),
        "organization_id": str(anna.organization_id),
        "session_id": anna.http.get("/api/auth/sessions").json()["sessions"][0]["id"],
        "who": str(anna.id),
    }


def newsletters(anna: Tenant) -> str:
    """An extraction of them, in a project of its own."""
    mailbox = anna.client.mailboxes.add(anna.project("Mail"), "me@gmail.com", "secret")
    return anna.client.newsletters.extract(mailbox_id=mailbox["id"])["extraction_id"]


def found_things(api: Api, project: str) -> dict[str, str]:
    """A newsletter of the project with a link that is an article."""
    room = Newsroom(api.world.database, api.world.api, project)
    room.record_now(newsletter("Issue", link("https://example.org/a", "A")))
    room.forget_job()
    of_project = "FROM kb.{} WHERE project_id = %s"
    [article] = api.world.rows("SELECT id " + of_project.format("articles"), project)
    [found] = api.world.rows("SELECT id " + of_project.format("newsletter_links"), project)
    return {"article_id": str(article["id"]), "link_id": str(found["id"])}


def filled(path: str, given: dict[str, str]) -> str:
    """The path with ids, and with what it wants to be told besides."""
    address = re.sub(r"\{(\w+)\}", lambda m: given[m[1]], path)
    for ending, question in QUESTIONS.items():
        if path.endswith(ending):
            return f"{address}?{question.format(**given)}"
    if not path.startswith("/api/admin/extraction-jobs/"):
        return address
    wanted = ["org_id"] if "{project_id}" in path else ["project_id", "org_id"]
    return f"{address}?{'&'.join(f'{name}={given[name]}' for name in wanted)}"


def ask(tenant: Tenant, method: str, path: str):  # type: ignore[no-untyped-def]
    kind = path.rsplit("}", 1)[-1].strip("/")
    if method == "post" and kind == "files":
        return tenant.http.post(path, files=[("files", ("x.txt", b"words"))])
    address = path.partition("?")[0]
    fits = (b for (m, k), b in BODIES.items() if m == method and re.search(f"{k}$", address))
    body = next(fits, None)
    return tenant.http.request(method, path, json=body)


async def test_every_route_with_an_id_answers_404_to_others(
    api: Api, anna: Tenant, ben: Tenant
) -> None:
    given = things(api, anna)
    asked = 0
    for method, path in routes(anna):
        if path in WITHOUT_IDS:
            continue
        problem(ask(ben, method, filled(path, given)), 404, "not-found")
        asked += 1
    assert asked >= 30


async def test_what_is_somebody_elses_reads_like_what_never_was(
    api: Api, anna: Tenant, ben: Tenant
) -> None:
    given = things(api, anna)
    for path in ("/api/projects/{project_id}", "/api/files/{file_id}", "/api/extractions/{job_id}"):
        theirs = ben.http.get(path.format(**given)).json()
        never = ben.http.get(path.format(**{key: new_id() for key in given})).json()
        assert theirs | {"instance": ""} == never | {"instance": ""}


async def test_nothing_of_others_is_listed(api: Api, anna: Tenant, ben: Tenant) -> None:
    things(api, anna)
    assert ben.client.projects() == []
    assert list(ben.client.jobs()) == []
    assert list(ben.client.schedules.list()) == []
    assert ben.client.mailboxes.list() == []
    assert list(ben.client.newsletters.list()) == []
    assert [t["name"] for t in ben.http.get("/api/tokens").json()["tokens"]] == [""]


async def test_others_changed_nothing(api: Api, anna: Tenant, ben: Tenant) -> None:
    given = things(api, anna)
    for method, path in routes(anna):
        if path not in WITHOUT_IDS and method != "get":
            ask(ben, method, filled(path, given))
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
    given = things(api, anna)
    for method, path in routes(anna):
        if path in OPEN or path.startswith("/api/auth/sign-in"):
            continue
        answer = ask(nobody, method, filled(path, given))
        problem(answer, 401, "unauthenticated")
        assert answer.headers["www-authenticate"] == "Bearer"
