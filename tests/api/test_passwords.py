"""Signing in with a password, setting it, and one's sessions."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import httpx2
import pytest

from educe.accounts.passwords import Passwords
from educe.accounts.secrets import new_secret
from educe.accounts.sessions import Browser
from educe.accounts.sign_in import WrongSignIn, sign_in_by_password
from educe.db.session import Database
from tests.api.conftest import Api, Tenant, problem

pytestmark = pytest.mark.slow

PASSWORD = "correct horse battery"
OTHER = "another good password"
SAME = {"Sec-Fetch-Site": "same-origin"}


class Door:
    """Browsers in front of the sign-in, each test's at an address of its own."""

    def __init__(self, api: Api, address: str) -> None:
        self._api = api
        self.address = address

    def browser(self, address: str | None = None) -> httpx2.Client:
        return self._api.http(headers={**SAME, "X-Forwarded-For": address or self.address})

    def sign_in(
        self, email: str, password: str = PASSWORD, *, browser: httpx2.Client | None = None
    ) -> httpx2.Response:
        body = {"email": email, "password": password}
        return (browser or self.browser()).post("/api/auth/sign-in/password", json=body)


_addresses = iter(range(1, 255))


@pytest.fixture
def door(api: Api) -> Door:
    return Door(api, f"203.0.113.{next(_addresses)}")


@pytest.fixture(scope="module")
def hashed() -> str:
    return asyncio.run(Passwords().hash(PASSWORD))


@pytest.fixture
def email(api: Api, anna: Tenant, hashed: str) -> str:
    """Anna's address; her password is PASSWORD."""
    api.world.execute("INSERT INTO kb.passwords VALUES (%s, %s)", anna.id, hashed)
    return f"{anna.id}@example.org"


def link_browser(api: Api, door: Door, user_id: UUID) -> httpx2.Client:
    """A browser that a one-time link has just signed in."""
    secret = new_secret("link")
    api.credential(user_id, "link", secret)
    browser = door.browser()
    answer = browser.post("/api/auth/sign-in", json={"secret": secret})
    assert answer.status_code == 200, answer.text
    return browser


def without_instance(answer: httpx2.Response) -> dict[str, Any]:
    return {**answer.json(), "instance": ""}


# signing in


async def test_a_password_signs_a_browser_in(door: Door, anna: Tenant, email: str) -> None:
    browser = door.browser()
    answer = door.sign_in(f" {email.upper()} ", browser=browser)
    assert answer.status_code == 200, answer.text
    assert answer.json()["id"] == str(anna.id)
    assert answer.json()["has_password"] is True
    for cookie in answer.headers.get_list("set-cookie"):
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
        assert "secure" not in cookie.lower()
    assert PASSWORD not in answer.text + str(answer.headers)
    assert browser.get("/api/auth/me").json()["needs_current_password"] is True


async def test_the_cookies_are_for_https_alone_where_the_page_is(door: Door, email: str) -> None:
    browser = door.browser()
    browser.headers["X-Forwarded-Proto"] = "https"
    cookies = door.sign_in(email, browser=browser).headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all("; secure" in cookie.lower() for cookie in cookies)


async def test_whatever_is_wrong_the_answer_is_the_same(
    api: Api, door: Door, ben: Tenant, hashed: str, email: str
) -> None:
    disabled = api.tenant("Disabled")
    api.world.execute("INSERT INTO kb.passwords VALUES (%s, %s)", disabled.id, hashed)
    api.world.execute("UPDATE kb.users SET disabled_at = now() WHERE id = %s", disabled.id)
    answers = [
        door.sign_in(email, "wrong horse battery"),
        door.sign_in("nobody@example.org"),
        door.sign_in(f"{ben.id}@example.org"),  # has none
        door.sign_in(f"{disabled.id}@example.org"),
        door.sign_in(email, "x" * 1000),
        door.sign_in("", ""),
        door.sign_in("no address", "\x00"),
    ]
    for answer in answers:
        problem(answer, 401, "wrong-sign-in")
        assert "set-cookie" not in answer.headers
    assert len({str(without_instance(answer)) for answer in answers}) == 1


async def test_what_is_no_text_is_refused(door: Door) -> None:
    for text in ('"\\ud800"', '"' + "x" * 1001 + '"', "null", "7", '{"x": 1}'):
        answer = door.browser().post(
            "/api/auth/sign-in/password",
            content=f'{{"email": "a@example.org", "password": {text}}}',
            headers={"Content-Type": "application/json"},
        )
        told = problem(answer, 400, "invalid-input")
        assert "x" * 50 not in str(told)


async def test_an_address_that_can_not_be_stored_is_refused(door: Door) -> None:
    problem(door.sign_in("a\x00@example.org"), 400, "invalid-input")


async def test_another_site_can_not_sign_a_browser_in(door: Door, api: Api, email: str) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = door.sign_in(email, browser=api.http(headers=headers))
        problem(answer, 403, "cross-site")


# guessing


async def test_after_some_wrong_passwords_the_next_must_wait_and_is_told_how_long(
    door: Door, email: str
) -> None:
    for _ in range(5):
        problem(door.sign_in(email, "wrong horse battery"), 401, "wrong-sign-in")
    for answer in (door.sign_in(email, "wrong horse battery"), door.sign_in(email)):
        told = problem(answer, 429, "too-many-attempts")
        assert answer.headers["retry-after"] == str(told["retry_after"])
        assert 0 < told["retry_after"] <= 900


async def test_an_account_that_there_is_not_waits_as_long(door: Door) -> None:
    answers = [door.sign_in("nobody@example.org", "x") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


async def test_guesses_at_once_are_no_more(door: Door, email: str) -> None:
    browsers = [door.browser() for _ in range(20)]
    with ThreadPoolExecutor(20) as threads:
        asked = [
            threads.submit(door.sign_in, email, "wrong horse battery", browser=browser)
            for browser in browsers
        ]
        codes = [each.result().status_code for each in asked]
    assert codes.count(401) == 5
    assert codes.count(429) == 15


async def test_strangers_guesses_keep_nobody_out_of_their_own_browser(
    door: Door, email: str
) -> None:
    own = door.browser()
    assert door.sign_in(email, browser=own).status_code == 200
    own.post("/api/auth/sign-out")
    for _ in range(6):
        stranger = door.sign_in(email, "wrong horse battery")
    problem(stranger, 429, "too-many-attempts")
    assert door.sign_in(email, browser=own).status_code == 200


async def test_one_that_knows_another_account_is_a_stranger_to_this_one(
    api: Api, door: Door, ben: Tenant, email: str
) -> None:
    browser = link_browser(api, door, ben.id)
    codes = [
        door.sign_in(email, "wrong horse battery", browser=browser).status_code for _ in range(6)
    ]
    assert codes == [401] * 5 + [429]


async def test_a_wait_ends(api: Api, door: Door, email: str) -> None:
    for _ in range(6):
        door.sign_in(email, "wrong horse battery")
    api.world.execute("UPDATE kb.sign_in_attempts SET last_at = last_at - interval '1 minute'")
    assert door.sign_in(email).status_code == 200


async def test_a_hash_of_older_parameters_is_renewed_by_signing_in(
    api: Api, door: Door, anna: Tenant
) -> None:
    old = await Passwords(memory_kib=1024).hash(PASSWORD)
    api.world.execute("INSERT INTO kb.passwords VALUES (%s, %s)", anna.id, old)
    for _ in range(2):
        assert door.sign_in(f"{anna.id}@example.org").status_code == 200
        [row] = api.world.rows("SELECT hash FROM kb.passwords WHERE user_id = %s", anna.id)
        assert "m=47104" in row["hash"]


async def test_a_password_that_is_changed_while_it_is_compared_signs_nobody_in(
    api: Api, anna: Tenant, email: str
) -> None:
    class Slow(Passwords):
        async def check(self, password: str, known: str | None) -> Any:
            checked = await super().check(password, known)
            new = await self.hash(OTHER)
            api.world.execute("UPDATE kb.passwords SET hash = %s WHERE user_id = %s", new, anna.id)
            return checked

    database = Database(api.world.database.api_url)
    try:
        with pytest.raises(WrongSignIn):
            await sign_in_by_password(
                database,
                Slow(),
                email=email,
                password=PASSWORD,
                address="198.51.100.1",
                browser=Browser(),
            )
    finally:
        await database.close()
    assert (
        api.world.rows(
            "SELECT kind FROM kb.credentials WHERE user_id = %s AND kind <> 'token'", anna.id
        )
        == []
    )


# setting it


async def test_after_a_link_a_password_is_set_without_the_present_one(
    api: Api, door: Door, anna: Tenant, email: str
) -> None:
    browser = link_browser(api, door, anna.id)
    assert browser.get("/api/auth/me").json()["needs_current_password"] is False
    assert browser.put("/api/auth/password", json={"new": OTHER}).status_code == 204
    assert door.sign_in(email, OTHER).status_code == 200
    problem(door.sign_in(email, PASSWORD), 401, "wrong-sign-in")


async def test_a_quarter_of_an_hour_after_the_link_the_present_one_is_needed(
    api: Api, door: Door, anna: Tenant, email: str
) -> None:
    browser = link_browser(api, door, anna.id)
    api.world.execute(
        "UPDATE kb.credentials SET created_at = now() - interval '16 minutes'"
        " WHERE user_id = %s AND kind = 'session'",
        anna.id,
    )
    assert browser.get("/api/auth/me").json()["needs_current_password"] is True
    problem(browser.put("/api/auth/password", json={"new": OTHER}), 403, "wrong-password")
    for wrong in ("", "wrong horse battery", None):
        body = {"new": OTHER, "current": wrong}
        problem(browser.put("/api/auth/password", json=body), 403, "wrong-password")
    body = {"new": OTHER, "current": PASSWORD}
    assert browser.put("/api/auth/password", json=body).status_code == 204


async def test_a_session_of_a_password_and_a_token_need_the_present_one(
    door: Door, anna: Tenant, email: str
) -> None:
    browser = door.browser()
    door.sign_in(email, browser=browser)
    problem(browser.put("/api/auth/password", json={"new": OTHER}), 403, "wrong-password")
    problem(anna.http.put("/api/auth/password", json={"new": OTHER}), 403, "wrong-password")
    anna.client.users.change_own_password(OTHER, PASSWORD)
    assert door.sign_in(email, OTHER).status_code == 200


async def test_the_first_password_needs_none(door: Door, anna: Tenant) -> None:
    anna.client.users.change_own_password(PASSWORD)
    assert door.sign_in(f"{anna.id}@example.org").status_code == 200
    assert anna.client.me()["has_password"] is True


async def test_somebody_at_an_open_browser_can_not_guess_the_present_one_for_long(
    door: Door, email: str
) -> None:
    browser = door.browser()
    door.sign_in(email, browser=browser)
    body = {"new": OTHER, "current": "wrong horse battery"}
    codes = [browser.put("/api/auth/password", json=body).status_code for _ in range(11)]
    assert codes == [403] * 10 + [429]


async def test_a_new_password_ends_other_sessions_links_and_remembered_browsers(
    api: Api, door: Door, anna: Tenant, email: str
) -> None:
    mine, elsewhere = door.browser(), door.browser()
    for browser in (mine, elsewhere):
        door.sign_in(email, browser=browser)
    secret = new_secret("link")
    api.credential(anna.id, "link", secret)
    body = {"new": OTHER, "current": PASSWORD}
    assert mine.put("/api/auth/password", json=body).status_code == 204
    assert mine.get("/api/auth/me").status_code == 200
    problem(elsewhere.get("/api/auth/me"), 401, "unauthenticated")
    problem(
        door.browser().post("/api/auth/sign-in", json={"secret": secret}), 401, "unauthenticated"
    )
    assert anna.http.get("/api/auth/me").status_code == 200  # a token is for programs
    kinds = api.world.rows("SELECT kind FROM kb.credentials WHERE user_id = %s", anna.id)
    assert sorted(row["kind"] for row in kinds) == ["device", "session", "token"]


async def test_a_password_that_can_not_be_one_is_refused_with_the_reason(
    api: Api, door: Door, anna: Tenant
) -> None:
    browser = link_browser(api, door, anna.id)
    for new, reason in (
        ("short", "10 or more"),
        ("x" * 201, "longer than 200"),
        (f" {anna.id}@EXAMPLE.org", "e-mail"),
    ):
        told = problem(
            browser.put("/api/auth/password", json={"new": new}), 400, "unusable-password"
        )
        assert reason in told["detail"]
        assert new not in told["detail"]
    assert browser.get("/api/auth/me").json()["has_password"] is False


async def test_another_site_can_not_change_a_password(api: Api, door: Door, anna: Tenant) -> None:
    browser = link_browser(api, door, anna.id)
    browser.headers["Sec-Fetch-Site"] = "cross-site"
    problem(browser.put("/api/auth/password", json={"new": OTHER}), 403, "cross-site")


# sessions


async def test_ones_sessions_are_listed_and_ended_one_by_one(
    api: Api, door: Door, anna: Tenant, email: str
) -> None:
    first = link_browser(api, door, anna.id)
    second = door.browser()
    second.headers["User-Agent"] = "Browser <b>2</b> " + "x" * 500
    door.sign_in(email, browser=second)
    listed = second.get("/api/auth/sessions").json()["sessions"]
    assert [(each["opened_by"], each["current"]) for each in listed] == [
        ("password", True),
        ("link", False),
    ]
    assert listed[0]["name"].startswith("Browser <b>2</b> x")
    assert len(listed[0]["name"]) == 200
    assert second.delete(f"/api/auth/sessions/{listed[1]['id']}").status_code == 204
    problem(first.get("/api/auth/me"), 401, "unauthenticated")
    problem(second.delete(f"/api/auth/sessions/{listed[1]['id']}"), 404, "not-found")
    assert len(second.get("/api/auth/sessions").json()["sessions"]) == 1


async def test_signing_in_again_in_the_same_browser_ends_its_former_session(
    api: Api, door: Door, anna: Tenant, email: str
) -> None:
    browser = link_browser(api, door, anna.id)
    former = dict(browser.cookies)["educe_session"]
    assert door.sign_in(email, browser=browser).status_code == 200
    problem(api.http(cookies={"educe_session": former}).get("/api/auth/me"), 401, "unauthenticated")
    assert len(browser.get("/api/auth/sessions").json()["sessions"]) == 1


async def test_a_browsers_mark_opens_nothing(api: Api, door: Door, email: str) -> None:
    browser = door.browser()
    door.sign_in(email, browser=browser)
    mark = next(c.value for c in browser.cookies.jar if c.name == "educe_device")
    assert mark
    problem(api.http(cookies={"educe_session": mark}).get("/api/auth/me"), 401, "unauthenticated")
    bearer = api.http(headers={"Authorization": f"Bearer {mark}"})
    problem(bearer.get("/api/auth/me"), 401, "unauthenticated")
    problem(api.http().post("/api/auth/sign-in", json={"secret": mark}), 401, "unauthenticated")
