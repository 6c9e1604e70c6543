"""Mailboxes over HTTP: added, tried, changed; and that nobody gets a password out again."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from typer.testing import CliRunner

from educe.cli.app import app as command_line
from educe.mailboxes.oauth import PROVIDERS, Endpoints
from educe.mailboxes.presets import presets
from tests.api.conftest import Api, Tenant, problem
from tests.mailboxes.making import message
from tests.support.api import serving
from tests.support.databases import Server
from tests.support.dovecot import PASSWORD, Dovecot, dovecot_server
from tests.support.oauth_provider import OAuthProvider, oauth_provider
from tests.support.world import World

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with dovecot_server() as running:
        yield running


@pytest.fixture(scope="module")
def api(
    server: Server, dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Api]:
    """A server that may connect to this machine, and knows a provider."""
    settings = {
        "fetch_allowed": ["localhost:*"],
        "mail_ca_file": dovecot.ca,
        "google_client_id": OAuthProvider.client_id,
        "google_client_secret": OAuthProvider.client_secret,
    }
    with server.database() as database:
        world = World(database, tmp_path_factory.mktemp("home"), slots=1, **settings)
        with serving(world.settings, database.api_url) as url:
            made = Api(url, world)
            yield made
            made.close()


@pytest.fixture
def provider(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Iterator[OAuthProvider]:
    gmail = presets()["gmail"].model_copy(update={"host": "localhost", "port": dovecot.tls_port})
    monkeypatch.setitem(presets(), "gmail", gmail)
    with oauth_provider(dovecot.oauth_port) as made:
        here = Endpoints("Google", f"{made.url}/authorize", f"{made.url}/token", "mail", {})
        monkeypatch.setitem(PROVIDERS, "google", here)
        yield made


def given(anna: Tenant, dovecot: Dovecot, **other: Any) -> dict[str, Any]:
    usual = {"host": "localhost", "port": dovecot.tls_port, "password": PASSWORD}
    return {"user_name": f"u{anna.id.hex}", **usual, **other}


def add(anna: Tenant, dovecot: Dovecot, project: str | None = None, **other: Any) -> dict[str, Any]:
    path = f"/api/projects/{project or anna.project()}/mailboxes"
    answer = anna.http.post(path, json=given(anna, dovecot, **other))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_mailbox_is_added_tried_and_listed_and_its_password_never_told(
    api: Api, anna: Tenant, dovecot: Dovecot
) -> None:
    made = add(anna, dovecot, name="  Mine\n", folder="INBOX")
    assert (made["name"], made["preset"], made["is_default"]) == ("Mine", "imap", True)
    dovecot.deliver(made["user_name"], [message()])
    path = f"/api/mailboxes/{made['id']}"
    told = anna.http.post(f"{path}/test").json()
    assert (told["ok"], told["messages"], len(told["steps"])) == (True, 1, 5)
    assert anna.http.get(f"{path}/folders").json() == {"folders": ["INBOX"]}
    [listed] = anna.http.get("/api/mailboxes").json()["mailboxes"]
    assert listed["last_checked"] is not None
    assert listed["last_problem"] is None
    everything = [anna.http.get(p).text for p in (path, "/api/mailboxes")]
    assert not any(PASSWORD in text or "credential" in text for text in everything)
    [row] = api.world.rows("SELECT * FROM kb.mailboxes WHERE id = %s", made["id"])
    assert PASSWORD not in str(row)


async def test_what_is_wrong_is_said_before_and_after_it_is_added(
    anna: Tenant, dovecot: Dovecot
) -> None:
    project = anna.project()
    wrong = given(anna, dovecot, password="nonsense")
    told = anna.http.post(f"/api/projects/{project}/mailboxes/test", json=wrong).json()
    assert (told["ok"], told["code"]) == (False, "wrong_credentials")
    assert anna.http.get(f"/api/projects/{project}/mailboxes").json() == {"mailboxes": []}
    made = add(anna, dovecot, project, password="nonsense")
    path = f"/api/mailboxes/{made['id']}"
    told = anna.http.post(f"{path}/test").json()
    assert anna.http.get(path).json()["last_problem"] == told["message"]
    refused = problem(anna.http.get(f"{path}/folders"), 502, "mailbox-failed")
    assert refused["code"] == "wrong_credentials"
    assert "nonsense" not in str(refused)
    anna.http.patch(path, json={"password": PASSWORD})
    assert anna.http.get(path).json()["last_problem"] is None
    assert anna.http.post(f"{path}/test").json()["ok"]


async def test_a_password_goes_nowhere_else_than_where_it_was_given_for(
    anna: Tenant, dovecot: Dovecot
) -> None:
    made = add(anna, dovecot)
    path = f"/api/mailboxes/{made['id']}"
    for change in (
        {"host": "evil.example.org"},
        {"port": 143},
        {"security": "starttls"},
        {"user_name": "x"},
    ):
        answer = anna.http.patch(path, json=change)
        assert "password" in problem(answer, 400, "invalid-input")["detail"]
    changed = anna.http.patch(
        path, json={"security": "starttls", "port": dovecot.port, "password": PASSWORD}
    )
    assert changed.json()["port"] == dovecot.port
    assert anna.http.post(f"{path}/test").json()["ok"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "no host"},
        {"host": "a/b"},
        {"user_name": "a\r\nA1 DELETE INBOX"},
        {"user_name": ""},
        {"password": "a\r\nb"},
        {"password": ""},
        {"port": 0},
        {"security": "none"},
        {"preset": "nonsense"},
        {"host": None},
        {"name": " \n"},
        {"folder": ""},
        {"passwort": "x"},
    ],
)
async def test_what_cant_be_a_mailbox_is_refused(
    anna: Tenant, dovecot: Dovecot, wrong: dict[str, Any]
) -> None:
    answer = anna.http.post(
        f"/api/projects/{anna.project()}/mailboxes", json=given(anna, dovecot, **wrong)
    )
    refused = problem(answer, 400, "invalid-input")
    assert PASSWORD not in str(refused)


async def test_a_project_has_a_mailbox_once(anna: Tenant, dovecot: Dovecot) -> None:
    project = anna.project()
    add(anna, dovecot, project)
    again = anna.http.post(f"/api/projects/{project}/mailboxes", json=given(anna, dovecot))
    problem(again, 409, "conflict")
    assert add(anna, dovecot, anna.project("Other"))["is_default"] is False


async def test_the_default_is_ones_own_and_moves_on(
    api: Api, anna: Tenant, dovecot: Dovecot
) -> None:
    project = anna.project()
    first, second = (add(anna, dovecot, project, user_name=name) for name in ("a", "b"))
    assert (first["is_default"], second["is_default"]) == (True, False)
    path = f"/api/mailboxes/{second['id']}"
    assert anna.http.patch(path, json={"is_default": True}).json()["is_default"]
    assert not anna.http.get(f"/api/mailboxes/{first['id']}").json()["is_default"]
    assert anna.http.delete(path).status_code == 204
    assert anna.http.get(f"/api/mailboxes/{first['id']}").json()["is_default"]
    problem(anna.http.get(path), 404, "not-found")
    admin = api.member(anna.organization_id, "Admin", role="admin")
    answer = admin.http.patch(f"/api/mailboxes/{first['id']}", json={"is_default": True})
    problem(answer, 403, "forbidden")


async def test_providers_are_listed_with_what_their_users_must_know(anna: Tenant) -> None:
    known = {each["name"]: each for each in anna.client.mailboxes.presets()}
    assert set(known) >= {"gmail", "outlook", "fastmail", "icloud", "yahoo", "gmx", "webde", "imap"}
    assert all(each["password_hint"] for each in known.values())
    assert known["gmail"]["oauth"] == "google"
    assert (known["gmail"]["can_consent"], known["outlook"]["can_consent"]) == (True, False)
    assert not known["imap"]["can_consent"]


async def test_the_provider_is_known_by_the_address(anna: Tenant) -> None:
    body = {"user_name": "reader@icloud.com", "password": "x"}
    made = anna.http.post(f"/api/projects/{anna.project()}/mailboxes", json=body).json()
    assert (made["preset"], made["host"], made["port"]) == ("icloud", "imap.mail.me.com", 993)
    body["user_name"] = "reader@outlook.com"
    answer = anna.http.post(f"/api/projects/{anna.project()}/mailboxes", json=body)
    assert "consent" in problem(answer, 400, "invalid-input")["detail"]


# consent


def begun(anna: Tenant, project: str, **body: Any) -> str:
    wanted = {"preset": "gmail", "user_name": f"u{anna.id.hex}", **body}
    answer = anna.http.post(f"/api/projects/{project}/mailboxes/oauth", json=wanted)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["authorization_url"])


def came_back(tenant: Tenant, address: str) -> dict[str, str]:
    """What the user interface is told when the browser comes back."""
    answer = tenant.http.get(address, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    there = urlsplit(answer.headers["location"])
    assert there.path == "/mailboxes"
    return {name: values[0] for name, values in parse_qs(there.query).items()}


async def test_a_mailbox_is_added_by_consent_and_connected_again_when_it_was_withdrawn(
    api: Api, anna: Tenant, provider: OAuthProvider
) -> None:
    user = f"u{anna.id.hex}"
    back = provider.consent(begun(anna, anna.project()), user)
    assert back.startswith(f"{api.url}/api/mailboxes/oauth/callback?")
    mailbox = came_back(anna, back)["connected"]
    path = f"/api/mailboxes/{mailbox}"
    assert anna.http.get(path).json()["auth"] == "oauth"
    assert anna.http.post(f"{path}/test").json()["ok"]

    provider.withdraw()
    told = anna.http.post(f"{path}/test").json()
    assert told["code"] == "consent_withdrawn"
    again = provider.consent(anna.client.mailboxes.reconnect(mailbox), user)
    assert came_back(anna, again) == {"connected": mailbox}
    assert anna.http.post(f"{path}/test").json()["ok"]


async def test_a_consent_counts_for_who_asked_and_once(
    anna: Tenant, ben: Tenant, provider: OAuthProvider
) -> None:
    back = provider.consent(begun(anna, anna.project()), f"u{anna.id.hex}")
    assert came_back(ben, back) == {"problem": "invalid-input"}
    assert "connected" in came_back(anna, back)
    assert came_back(anna, back) == {"problem": "consent_withdrawn"}
    address, _, query = back.partition("?")
    state = parse_qs(query)["state"][0]
    for wrong in ("", "x" * 100, state[:-8] + "AAAAAAAA", "ä"):
        told = came_back(anna, f"{address}?{urlencode({'state': wrong, 'code': 'x'})}")
        assert told == {"problem": "invalid-input"}


async def test_a_consent_for_a_mailbox_that_the_project_has_is_told_as_a_word(
    anna: Tenant, provider: OAuthProvider
) -> None:
    project, user = anna.project(), f"u{anna.id.hex}"
    for told in ("connected", "problem"):
        known = came_back(anna, provider.consent(begun(anna, project), user))
        assert list(known) == [told]
    assert known == {"problem": "conflict"}


async def test_who_doesnt_consent_comes_back_with_a_word_for_it(
    anna: Tenant, provider: OAuthProvider
) -> None:
    back = provider.consent(begun(anna, anna.project()), "x")
    state = parse_qs(urlsplit(back).query)["state"][0]
    address = back.partition("?")[0]
    told = anna.http.get(
        address,
        params={"state": state, "error": "access_denied//evil.org?<b>"},
        follow_redirects=False,
    )
    assert told.headers["location"] == "/mailboxes?problem=access_deniedevilorgb"
    assert anna.client.mailboxes.list() == []


async def test_a_state_that_is_too_old_is_refused(
    anna: Tenant, provider: OAuthProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("educe.mailboxes.oauth._STATE_SECONDS", -1)
    back = provider.consent(begun(anna, anna.project()), "x")
    assert came_back(anna, back) == {"problem": "invalid-input"}


async def test_without_a_client_at_the_provider_it_is_said_how_to_get_one(anna: Tenant) -> None:
    body = {"preset": "outlook", "user_name": "reader@outlook.com"}
    answer = anna.http.post(f"/api/projects/{anna.project()}/mailboxes/oauth", json=body)
    assert "EDUCE_MICROSOFT_CLIENT_ID" in problem(answer, 400, "invalid-input")["detail"]
    body["preset"] = "fastmail"
    answer = anna.http.post(f"/api/projects/{anna.project()}/mailboxes/oauth", json=body)
    problem(answer, 400, "invalid-input")


# the command line, and files


async def test_the_command_line_adds_tries_and_lists(
    api: Api, anna: Tenant, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDUCE_URL", api.url)
    monkeypatch.setenv("EDUCE_TOKEN", anna.token)

    def educe(*arguments: str, given: str = "", fails: bool = False) -> str:
        done = CliRunner().invoke(command_line, ["newsletters", *arguments], input=given)
        assert (done.exit_code != 0) == fails, done.output
        return done.output

    assert "no mailboxes" in educe("list")
    options = ["--host", "localhost", "--port", str(dovecot.tls_port)]
    assert "0 messages" in educe("add", "cli-user", *options, "--stdin", given=f"{PASSWORD}\n")
    assert "cli-user at localhost" in educe("list")
    assert "It works" in educe("test")
    assert educe("folders").strip() == "INBOX"
    [mailbox] = anna.client.mailboxes.list()
    [project] = anna.client.projects()
    assert (project["name"], project["kind"]) == ("Newsletters", "project")
    prompted = educe("add", "other", *options, given="wrong\n", fails=True)
    assert "doesn't take" in prompted
    assert "wrong\n" not in prompted.partition("Password")[2].splitlines()[0]
    monkeypatch.setenv("MAILBOX_PASSWORD", PASSWORD)
    assert "It works" in educe("add", "third", *options)
    educe("remove", mailbox["id"])
    assert mailbox["id"] not in educe("list")


async def test_files_of_mails_can_be_uploaded(anna: Tenant) -> None:
    project = anna.project()
    file = anna.upload(project, "issue.eml", message())
    assert file["media_type"] == "message/rfc822"
    boxed = b"From a@example.org Fri Oct 17 14:33:28 2025\n" + message()
    assert anna.upload(project, "all.mbox", boxed)["media_type"] == "application/mbox"
    assert anna.http.post(f"/api/files/{file['id']}/read").is_success
    assert "Issue 1" in anna.http.get(f"/api/files/{file['id']}/text").json()["text"]
