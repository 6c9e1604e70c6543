"""Signing in: tokens, links, sessions; and other sites' tricks."""

import pytest

from educe.accounts.secrets import new_secret
from tests.api.conftest import Api, Tenant, problem

SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def link(api: Api, anna: Tenant) -> str:
    secret = new_secret("link")
    api.credential(anna.id, "link", secret)
    return secret


async def test_a_link_signs_a_browser_in_once(api: Api, anna: Tenant, link: str) -> None:
    browser = api.http()
    answer = browser.post("/api/auth/sign-in", json={"secret": link}, headers=SAME)
    assert answer.status_code == 200
    assert answer.json()["id"] == str(anna.id)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert link not in answer.text + cookie
    assert browser.get("/api/auth/me").json()["organizations"][0]["role"] == "owner"
    problem(api.http().post("/api/auth/sign-in", json={"secret": link}), 401, "unauthenticated")


async def test_signing_out_ends_the_session_for_good(api: Api, link: str) -> None:
    browser = api.http()
    browser.post("/api/auth/sign-in", json={"secret": link})
    kept = dict(browser.cookies)
    assert browser.post("/api/auth/sign-out", headers=SAME).status_code == 204
    problem(browser.get("/api/auth/me"), 401, "unauthenticated")
    problem(api.http(cookies=kept).get("/api/auth/me"), 401, "unauthenticated")


async def test_an_expired_link_and_a_token_used_as_a_link_are_refused(
    api: Api, anna: Tenant
) -> None:
    old = new_secret("link")
    api.credential(anna.id, "link", old, "-1 second")
    for secret in (old, anna.token, "x", "educe_link_"):
        answer = api.http().post("/api/auth/sign-in", json={"secret": secret})
        problem(answer, 401, "unauthenticated")


async def test_another_site_can_not_use_the_cookie(api: Api, link: str) -> None:
    browser = api.http()
    browser.post("/api/auth/sign-in", json={"secret": link})
    tricks = (
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": api.url},
        {"Sec-Fetch-Site": "same-site"},
    )
    for headers in tricks:
        answer = browser.post("/api/projects", json={"name": "x"}, headers=headers)
        problem(answer, 403, "cross-site")
    for headers in (SAME, {"Origin": api.url}, {"Sec-Fetch-Site": "none"}):
        answer = browser.post("/api/projects", json={"name": "x"}, headers=headers)
        assert answer.status_code == 201
    assert browser.get("/api/projects").status_code == 200  # reading is safe


async def test_another_site_can_not_sign_a_browser_in(api: Api, link: str) -> None:
    answer = api.http().post(
        "/api/auth/sign-in", json={"secret": link}, headers={"Origin": "https://evil.example"}
    )
    problem(answer, 403, "cross-site")


async def test_a_token_is_shown_once_and_works_until_it_is_revoked(api: Api, anna: Tenant) -> None:
    made = anna.http.post("/api/tokens", json={"name": "script", "days": 7}).json()
    assert made["expires_at"] is not None
    http = api.http(headers={"Authorization": f"Bearer {made['secret']}"})
    assert http.get("/api/auth/me").json()["id"] == str(anna.id)
    assert made["secret"] not in anna.http.get("/api/tokens").text
    assert anna.http.delete(f"/api/tokens/{made['id']}").status_code == 204
    problem(http.get("/api/auth/me"), 401, "unauthenticated")
    problem(anna.http.delete(f"/api/tokens/{made['id']}"), 404, "not-found")


async def test_a_disabled_user_is_out_at_once(api: Api, anna: Tenant) -> None:
    api.world.execute("UPDATE kb.users SET disabled_at = now() WHERE id = %s", anna.id)
    problem(anna.http.get("/api/auth/me"), 401, "unauthenticated")


async def test_strange_authorization_headers_are_401(api: Api) -> None:
    for header in ("Bearer", "Bearer x y", "Basic eDp5", "Bearer " + "x" * 5000, "é"):
        answer = api.http().get("/api/auth/me", headers={"Authorization": header.encode()})
        problem(answer, 401, "unauthenticated")
