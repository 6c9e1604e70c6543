"""People and organizations, as administrators manage them."""

import json
import re
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from educe.accounts.secrets import new_secret
from educe.cli.app import app
from educe.errors import InvalidInput
from educe.ids import new_id
from tests.api.conftest import Api, Tenant, problem

PASSWORD = "correct horse battery"


@pytest.fixture
def admin(api: Api) -> Tenant:
    """The only administrator."""
    api.world.execute("UPDATE kb.users SET is_admin = false")
    made = api.tenant("Ada")
    api.world.execute("UPDATE kb.users SET is_admin = true WHERE id = %s", made.id)
    return made


def address() -> str:
    return f"{new_id()}@example.org"


def added(admin: Tenant, **more: Any) -> dict[str, Any]:
    return dict(admin.client.users.add(address(), "Carl", **more)["user"])


@pytest.mark.slow
async def test_others_are_refused_everything(api: Api, admin: Tenant, ben: Tenant) -> None:
    paths = ben.http.get("/api/openapi.json").json()["paths"]
    bodies: dict[str, Any] = {
        "post": {"email": address(), "name": "X"},
        "put": {"new": PASSWORD},
        "patch": {"is_admin": True},
    }
    asked = 0
    before = api.world.rows("SELECT * FROM kb.users ORDER BY id")
    for path, does in paths.items():
        if not re.match("/api/admin/(users|organizations)", path):
            continue
        for method in does:
            for who in (str(ben.id), str(admin.id), "nobody@example.org"):
                at = path.format(who=who, organization_id=ben.organization_id)
                body = bodies.get(method)
                if "organizations" in path:
                    body = {"role": "owner"} if method == "put" else {"name": "X"}
                answer = ben.http.request(method, at, json=body if method != "get" else None)
                problem(answer, 403, "forbidden")
                asked += 1
    assert asked >= 36
    assert api.world.rows("SELECT * FROM kb.users ORDER BY id") == before


async def test_a_user_is_added_and_signs_in_by_the_link_once(api: Api, admin: Tenant) -> None:
    email = address()
    made = admin.client.users.add(
        email.upper(), "  Carl\n", organization_id=str(admin.organization_id)
    )
    assert made["user"]["email"] == email
    assert made["user"]["name"] == "Carl"
    assert [(o["name"], o["role"]) for o in made["user"]["organizations"]] == [("Ada", "member")]
    assert made["link"]["url"] == f"{api.url}/sign-in#{made['link']['secret']}"
    browser = api.http()
    answer = browser.post("/api/auth/sign-in", json={"secret": made["link"]["secret"]})
    assert answer.json()["email"] == email
    again = api.http().post("/api/auth/sign-in", json={"secret": made["link"]["secret"]})
    problem(again, 401, "unauthenticated")
    assert admin.client.users.get(email)["seen_at"] is None
    browser.get("/api/auth/me")
    assert admin.client.users.get(email)["seen_at"] is not None


async def test_what_a_user_can_not_be_added_with(api: Api, admin: Tenant) -> None:
    taken = added(admin)["email"]
    for body, status, slug in (
        ({"email": taken.upper(), "name": "X"}, 409, "conflict"),
        ({"email": "no address", "name": "X"}, 400, "invalid-input"),
        ({"email": "a@b\x00", "name": "X"}, 400, "invalid-input"),
        ({"email": f"{'x' * 250}@example.org", "name": "X"}, 400, "invalid-input"),
        ({"email": address(), "name": " \n"}, 400, "invalid-input"),
        ({"email": address(), "name": "X", "role": "king"}, 400, "invalid-input"),
        ({"email": address(), "name": "X", "organization_id": str(new_id())}, 404, "not-found"),
    ):
        before = api.world.rows("SELECT id FROM kb.users ORDER BY id")
        problem(admin.http.post("/api/admin/users", json=body), status, slug)
        assert api.world.rows("SELECT id FROM kb.users ORDER BY id") == before


async def test_users_are_listed_page_by_page_and_found_by_their_letters(
    api: Api, admin: Tenant
) -> None:
    part = str(new_id())
    for n in range(5):
        admin.client.users.add(f"{n}.{part}@example.org", f"Doro {n} <b>")
    page = admin.http.get("/api/admin/users", params={"search": part, "limit": 2}).json()
    emails = [user["email"] for user in page["users"]]
    while page["next"]:
        query = {"search": part, "limit": 2, "cursor": page["next"]}
        page = admin.http.get("/api/admin/users", params=query).json()
        emails += [user["email"] for user in page["users"]]
    assert emails == [f"{n}.{part}@example.org" for n in range(5)]
    found = admin.client.users.list(search="dORO 3 <")
    assert f"3.{part}@example.org" in [user["email"] for user in found]
    assert list(admin.client.users.list(search="%")) == []
    of = admin.client.users.list(organization_id=str(admin.organization_id))
    assert [user["id"] for user in of] == [str(admin.id)]
    everybody = api.world.rows("SELECT FROM kb.users")
    assert len(list(admin.client.users.list())) == len(everybody)


async def test_a_user_is_changed(admin: Tenant) -> None:
    user, email = added(admin), address()
    changed = admin.client.users.change(user["id"], email=email.upper(), name="Karl")
    assert (changed["email"], changed["name"], changed["is_admin"]) == (email, "Karl", False)
    assert admin.client.users.change(email, is_admin=True)["is_admin"] is True
    assert admin.client.users.get(email.upper())["name"] == "Karl"
    taken = {"email": f"{admin.id}@example.org"}
    problem(admin.http.patch(f"/api/admin/users/{email}", json=taken), 409, "conflict")
    problem(admin.http.get(f"/api/admin/users/{new_id()}"), 404, "not-found")


async def test_a_new_link_ends_the_earlier_ones(api: Api, admin: Tenant) -> None:
    made = admin.client.users.add(address(), "Carl")
    link = admin.client.users.link(made["user"]["id"])
    old = api.http().post("/api/auth/sign-in", json={"secret": made["link"]["secret"]})
    problem(old, 401, "unauthenticated")
    new = api.http().post("/api/auth/sign-in", json={"secret": link["secret"]})
    assert new.status_code == 200


@pytest.mark.slow
async def test_an_administrator_sets_a_password_and_its_users_sessions_end(
    api: Api, admin: Tenant, anna: Tenant
) -> None:
    session = new_secret("session")
    api.credential(anna.id, "session", session)
    path = f"/api/admin/users/{anna.id}/password"
    problem(admin.http.put(path, json={"new": "short"}), 400, "unusable-password")
    admin.client.users.set_password(str(anna.id), PASSWORD)
    problem(
        api.http(cookies={"educe_session": session}).get("/api/auth/me"), 401, "unauthenticated"
    )
    body = {"email": f"{anna.id}@example.org", "password": PASSWORD}
    assert api.http().post("/api/auth/sign-in/password", json=body).status_code == 200
    problem(
        admin.http.put(f"/api/admin/users/{new_id()}/password", json={"new": PASSWORD}),
        404,
        "not-found",
    )


# disabling


async def test_a_disabled_user_is_out_at_once_and_their_jobs_stay(
    api: Api, admin: Tenant, anna: Tenant
) -> None:
    session, link = new_secret("session"), new_secret("link")
    api.credential(anna.id, "session", session)
    api.credential(anna.id, "link", link)
    job = anna.submit(anna.project(), succeed=1)
    disabled = admin.client.users.disable(str(anna.id))
    assert disabled["disabled_at"] is not None
    problem(anna.http.get("/api/auth/me"), 401, "unauthenticated")
    browser = api.http(cookies={"educe_session": session})
    problem(browser.get("/api/auth/me"), 401, "unauthenticated")
    problem(api.http().post("/api/auth/sign-in", json={"secret": link}), 401, "unauthenticated")
    problem(admin.http.post(f"/api/admin/users/{anna.id}/link"), 409, "conflict")
    [row] = api.world.rows("SELECT status FROM kb.extraction_jobs WHERE id = %s", job)
    assert row["status"] == "pending"


async def test_an_enabled_user_signs_in_anew(api: Api, admin: Tenant, anna: Tenant) -> None:
    admin.client.users.disable(str(anna.id))
    assert admin.client.users.enable(str(anna.id))["disabled_at"] is None
    problem(anna.http.get("/api/auth/me"), 401, "unauthenticated")  # the token is gone
    secret = admin.client.users.link(str(anna.id))["secret"]
    assert api.http().post("/api/auth/sign-in", json={"secret": secret}).status_code == 200


async def test_the_last_administrator_stays_one(admin: Tenant) -> None:
    path = f"/api/admin/users/{admin.id}"
    problem(admin.http.post(f"{path}/disable"), 409, "last-administrator")
    problem(admin.http.patch(path, json={"is_admin": False}), 409, "last-administrator")
    other = added(admin, is_admin=True)
    admin.client.users.disable(other["id"])
    problem(admin.http.post(f"{path}/disable"), 409, "last-administrator")
    admin.client.users.enable(other["id"])
    assert admin.client.users.disable(str(admin.id))["disabled_at"] is not None
    problem(admin.http.get("/api/auth/me"), 401, "unauthenticated")


# organizations


async def test_a_role_is_given_changed_and_taken_away(admin: Tenant) -> None:
    organization = admin.client.users.add_organization("Botany")
    assert (organization["members"], organization["projects"]) == (0, 0)
    user = added(admin)["id"]
    for role in ("member", "admin", "owner"):
        given = admin.client.users.put_member(user, organization["id"], role)
        assert given["organizations"] == [
            {"id": organization["id"], "name": "Botany", "role": role}
        ]
    [listed] = [o for o in admin.client.users.organizations() if o["id"] == organization["id"]]
    assert listed["members"] == 1
    problem(
        admin.http.put(
            f"/api/admin/users/{user}/organizations/{new_id()}", json={"role": "member"}
        ),
        404,
        "not-found",
    )
    problem(
        admin.http.delete(f"/api/admin/users/{admin.id}/organizations/{organization['id']}"),
        404,
        "not-found",
    )


async def test_an_organization_keeps_an_owner(admin: Tenant, anna: Tenant) -> None:
    path = f"/api/admin/users/{anna.id}/organizations/{anna.organization_id}"
    problem(admin.http.delete(path), 409, "last-owner")
    problem(admin.http.put(path, json={"role": "admin"}), 409, "last-owner")
    other = added(admin, organization_id=str(anna.organization_id), role="owner")["id"]
    admin.client.users.disable(other)
    problem(admin.http.delete(path), 409, "last-owner")  # a disabled owner decides nothing
    admin.client.users.enable(other)
    assert admin.http.put(path, json={"role": "admin"}).status_code == 200
    removed = admin.client.users.remove_member(str(anna.id), str(anna.organization_id))
    assert removed["organizations"] == []


async def test_who_leaves_an_organization_sees_none_of_its_projects(
    api: Api, admin: Tenant, anna: Tenant, ben: Tenant
) -> None:
    project = anna.project()
    admin.client.users.put_member(str(ben.id), str(anna.organization_id), "member")
    anna.client.users.share_project(project, str(ben.id))
    own = ben.project()
    assert {p["id"] for p in ben.client.projects()} == {project, own}
    admin.client.users.remove_member(str(ben.id), str(anna.organization_id))
    assert {p["id"] for p in ben.client.projects()} == {own}


# the command line


@pytest.fixture
def terminal(api: Api, admin: Tenant) -> "Terminal":
    return Terminal(api, admin)


class Terminal:
    """Types `educe users …` in one user's name."""

    def __init__(self, api: Api, tenant: Tenant) -> None:
        self._environment = {"EDUCE_URL": api.url, "EDUCE_TOKEN": tenant.token}

    def run(self, *words: str, typed: str = "") -> Result:
        return CliRunner().invoke(app, ["users", *words], input=typed, env=self._environment)

    def json(self, *words: str, typed: str = "") -> Any:
        done = self.run(*words, "--json", typed=typed)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


@pytest.mark.slow
def test_the_command_line_adds_people_and_prints_links_that_sign_in(
    api: Api, terminal: Terminal, admin: Tenant
) -> None:
    email, organization = address(), str(admin.organization_id)
    done = terminal.run("add", email, "Carl", "--organization", organization, "--role", "admin")
    assert done.exit_code == 0, done.output
    assert f"Carl <{email}>; admin of Ada" in done.stdout
    again = terminal.run("link", email)
    for shown, status in ((done, 401), (again, 200)):
        found = re.search(r"/sign-in#(\S+)", shown.stdout)
        assert found is not None
        answer = api.http().post("/api/auth/sign-in", json={"secret": found[1]})
        assert answer.status_code == status
    listed = terminal.json("list", "--search", email)
    assert [user["email"] for user in listed] == [email]
    assert email in terminal.run("list").stdout
    assert terminal.json("role", email, "owner", "--organization", organization)["organizations"]
    assert terminal.json("admin", email)["is_admin"] is True
    assert terminal.json("admin", email, "--no")["is_admin"] is False
    removed = terminal.run("remove-from-organization", email, "--organization", organization)
    assert "in no organization" in removed.stdout


@pytest.mark.slow
def test_the_command_line_sets_passwords_and_disables(api: Api, terminal: Terminal) -> None:
    email = address()
    organization = terminal.json("add-organization", f"Garden {new_id()}")
    terminal.run("add", email, "Carl", "--organization", organization["name"])
    typed = terminal.run("password", email, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert typed.exit_code == 0, typed.output
    assert PASSWORD not in typed.output
    terminal.json("password", email, "--stdin", typed=f"{PASSWORD} again\n")
    body = {"email": email, "password": f"{PASSWORD} again"}
    assert api.http().post("/api/auth/sign-in/password", json=body).status_code == 200
    assert "; disabled;" in terminal.run("disable", email).stdout
    problem(api.http().post("/api/auth/sign-in/password", json=body), 401, "wrong-sign-in")
    assert terminal.json("enable", email)["disabled_at"] is None
    assert organization["name"] in terminal.run("organizations").stdout


@pytest.mark.slow
def test_the_command_line_asks_which_organization_when_there_are_several(
    terminal: Terminal, anna: Tenant, ben: Tenant
) -> None:
    for words in (["add", address(), "Carl"], ["add", address(), "C", "--organization", "None"]):
        done = terminal.run(*words)
        assert isinstance(done.exception, InvalidInput)
        assert "--organization" in str(done.exception)
