"""Feeds: read by whoever has the address, in its maker's name, and by nobody else."""

import contextlib
import logging
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

import httpx2
import psycopg
import pytest

from educe.accounts.secrets import new_secret
from educe.articles import feeds
from tests.api.conftest import Api, Tenant, problem
from tests.support.articles import MONDAY, Newsroom, link, newsletter

pytestmark = pytest.mark.slow

A = "https://example.com/a?x=1&y=<2>"


@pytest.fixture
def project(anna: Tenant) -> str:
    return anna.project("Newsletters")


@pytest.fixture
def room(api: Api, project: str) -> Newsroom:
    return Newsroom(api.world.database, api.world.api, project)


@pytest.fixture
def nobody(api: Api) -> httpx2.Client:
    """Who isn't signed in."""
    return api.http()


def add(tenant: Tenant, project: str, name: str = "Mine") -> dict[str, Any]:
    answer = tenant.http.post(f"/api/projects/{project}/feeds", json={"name": name})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def read(reader: httpx2.Client, url: str) -> Element:
    answer = reader.get(url)
    assert answer.status_code == 200, answer.text
    rss = fromstring(answer.content)
    assert (rss.tag, rss.attrib) == ("rss", {"version": "2.0"})
    [channel] = rss
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    return channel


def items(channel: Element) -> Iterator[dict[str, str]]:
    for item in channel.findall("item"):
        yield {child.tag: child.text or "" for child in item}


async def test_a_feed_is_read_without_signing_in(
    api: Api, anna: Tenant, project: str, room: Newsroom, nobody: httpx2.Client
) -> None:
    room.record_now(
        newsletter("One", link(A, "A & <b>B</b>"), link("https://example.com/b", out="path")),
        newsletter("Two", link("https://example.com/c", "C", published=MONDAY), day=1),
    )
    made = add(anna, project, "  My\narticles ")
    assert made["name"] == "My articles"
    assert made["url"].startswith(f"{api.url}/feeds/educe_feed_")
    answer = nobody.get(made["url"])
    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    channel = read(nobody, made["url"])
    assert channel.findtext("title") == "My articles"
    assert channel.findtext("link") == f"{api.url}/projects/{project}/articles"
    [second, first] = items(channel)
    assert (first["title"], first["link"]) == ("A & <b>B</b>", A)
    assert parsedate_to_datetime(first["pubDate"]) == MONDAY
    assert parsedate_to_datetime(second["pubDate"]) == MONDAY
    assert "A &amp; &lt;b&gt;" in first["description"]
    assert "<p>In: One</p>" in first["description"]
    [article] = channel.findall("item")[1].findall("guid")
    assert article.attrib == {"isPermaLink": "false"}
    [listed] = anna.http.get(f"/api/projects/{project}/feeds").json()["feeds"]
    assert listed["last_read_at"] is not None
    assert listed | {"last_read_at": None} == {k: v for k, v in made.items() if k != "url"}


async def test_its_secret_is_stored_nowhere(api: Api, anna: Tenant, project: str) -> None:
    secret = urlsplit(add(anna, project)["url"]).path.split("/")[2].removesuffix(".xml")
    assert len(secret.removeprefix("educe_feed_")) == 43  # 256 bits
    [row] = api.world.rows("SELECT * FROM kb.feeds WHERE project_id = %s", project)
    assert secret not in str(row)
    assert secret not in anna.http.get(f"/api/projects/{project}/feeds").text


async def test_what_has_not_changed_isnt_sent_again(
    anna: Tenant, project: str, room: Newsroom, nobody: httpx2.Client
) -> None:
    room.record_now(newsletter("One", link(A, "A")))
    url = add(anna, project)["url"]
    tag = nobody.get(url).headers["etag"]
    again = nobody.get(url, headers={"If-None-Match": f"W/{tag}"})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    room.record_now(newsletter("Two", link(A, "A"), link("https://example.com/c", "C"), day=1))
    later = nobody.get(url, headers={"If-None-Match": tag})
    assert later.status_code == 200
    assert later.headers["etag"] != tag


async def test_it_holds_the_newest_hundred(
    anna: Tenant, project: str, room: Newsroom, nobody: httpx2.Client
) -> None:
    url = add(anna, project)["url"]
    assert list(items(read(nobody, url))) == []
    for day in range(3):
        links = [link(f"https://example.com/{day}/{n}", f"{day}.{n}") for n in range(40)]
        room.record_now(newsletter(f"Issue {day}", *links, day=day))
    titles = [item["title"] for item in items(read(nobody, url))]
    assert len(titles) == 100
    assert titles[0] == "2.0"
    assert titles[-1] == "0.19"


@pytest.mark.parametrize(
    "text",
    [
        "]]>",
        "&amp;lt;",
        "\x00\x08\x1b[31m",
        "\ud800",
        "\ufffe\uffff",
        "🧵 שלום",
        "<!ENTITY x>",
        " ",
    ],
)
async def test_hostile_words_stay_words(
    api: Api,
    anna: Tenant,
    project: str,
    room: Newsroom,
    nobody: httpx2.Client,
    text: str,
) -> None:
    room.record_now(newsletter(f"One {text}", link(A, f"A{text}", snippet=text, site=text)))
    for column in ("title", "site"):  # what was stored by other means
        held = f"A{text}".replace("\x00", "").encode(errors="ignore").decode()
        api.world.execute(f"UPDATE kb.articles SET {column} = %s WHERE project_id = %s",
                          held, project)  # fmt: skip
    [item] = items(read(nobody, add(anna, project)["url"]))
    assert item["title"].startswith("A")
    assert item["link"] == A


async def test_who_loses_access_loses_the_feed(
    api: Api, anna: Tenant, project: str, room: Newsroom, nobody: httpx2.Client
) -> None:
    room.record_now(newsletter("One", link(A, "A")))
    carl = api.member(anna.organization_id, "Carl", role="admin")
    url = add(carl, project)["url"]
    assert nobody.get(url).status_code == 200
    api.world.execute("UPDATE kb.members SET role = 'member' WHERE user_id = %s", carl.id)
    lost = problem(nobody.get(url), 404, "not-found")
    api.world.execute("UPDATE kb.members SET role = 'admin' WHERE user_id = %s", carl.id)
    assert nobody.get(url).status_code == 200
    api.world.execute("UPDATE kb.users SET disabled_at = now() WHERE id = %s", carl.id)
    disabled = problem(nobody.get(url), 404, "not-found")
    never = problem(nobody.get(f"/feeds/{new_secret('feed')}.xml"), 404, "not-found")
    assert {k: v for k, v in lost.items() if k != "instance"} == {
        k: v for k, v in never.items() if k != "instance"
    }
    assert disabled["detail"] == never["detail"]


async def test_a_deleted_feed_is_unknown(anna: Tenant, project: str, nobody: httpx2.Client) -> None:
    made = add(anna, project)
    path = f"/api/feeds/{made['id']}"
    assert anna.http.delete(path).status_code == 204
    problem(nobody.get(made["url"]), 404, "not-found")
    problem(anna.http.delete(path), 404, "not-found")


@pytest.mark.parametrize("secret", ["x", "é", "%00", "..%2f", "a" * 5000, "educe_feed_"])
async def test_what_is_no_secret_is_unknown(nobody: httpx2.Client, secret: str) -> None:
    assert nobody.get(f"/feeds/{secret}.xml").status_code == 404


async def test_a_feed_wants_a_name_and_there_are_so_many_at_most(
    anna: Tenant, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/api/projects/{project}/feeds"
    for wrong in ({"name": " "}, {"name": "x" * 201}, {}, {"name": "a", "project": 1}):
        problem(anna.http.post(path, json=wrong), 400, "invalid-input")
    monkeypatch.setattr(feeds, "MOST", 1)
    add(anna, project)
    problem(anna.http.post(path, json={"name": "Other"}), 409, "conflict")


async def test_the_secret_is_never_logged(
    anna: Tenant,
    project: str,
    nobody: httpx2.Client,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = add(anna, project)["url"]

    async def away(*_: object) -> None:
        raise psycopg.OperationalError("the database is away")

    async def mistaken(*_: object) -> None:
        raise RuntimeError("a mistake")

    with caplog.at_level(logging.DEBUG):
        assert nobody.get(url).status_code == 200
        monkeypatch.setattr("educe.api.feeds.feed_of", away)
        problem(nobody.get(url), 503, "unavailable")
        monkeypatch.setattr("educe.api.feeds.feed_of", mistaken)
        with contextlib.suppress(httpx2.TransportError):  # the server ends the connection
            nobody.get(url)
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith(("httpx", "httpcore"))]
    assert len([line for line in ours if "/feeds/…" in line]) == 2
    secret = urlsplit(url).path.split("/")[2]
    assert not any(secret in line for line in ours)
