"""Articles over HTTP: lists, marks, what readers overrule, and rules for sites."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Api, Tenant, problem
from tests.support.articles import Newsroom, link, newsletter

pytestmark = pytest.mark.slow

A, B, C = (f"https://example.com/{letter}" for letter in "abc")


@pytest.fixture
def project(anna: Tenant) -> str:
    return anna.project("Newsletters")


@pytest.fixture
def room(api: Api, project: str) -> Newsroom:
    made = Newsroom(api.world.database, api.world.api, project)
    made.record_now(
        newsletter("One", link(A, "A"), link(B, "B", out="path"), link(C, "C", out="mail")),
        newsletter("Two", link(A, "A again", out="duplicate"), day=1),
    )
    return made


@pytest.fixture
def get(anna: Tenant, room: Newsroom) -> Callable[..., Any]:
    """An answer below the project."""

    def ask(what: str, **params: Any) -> Any:
        answer = anna.http.get(f"/api/projects/{room.project_id}/{what}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


async def test_articles_are_listed_told_and_marked(anna: Tenant, get: Callable[..., Any]) -> None:
    told = get("articles")
    [article] = told["articles"]
    assert (told["total"], told["next_cursor"]) == (1, None)
    assert (article["title"], article["url"], article["source_count"]) == ("A", A, 2)
    assert [source["subject"] for source in article["sources"]] == ["One", "Two"]
    path = f"/api/articles/{article['id']}"
    detail = anna.http.get(path).json()
    assert detail["verdicts"][-1]["rule_id"] == "score"
    assert detail["overruled"] is None
    assert {key: detail[key] for key in article} == article
    marked = anna.http.put(f"{path}/mark", json={"read": True}).json()
    assert marked["read_at"] is not None
    assert marked["saved_at"] is None
    assert marked == {**article, "read_at": marked["read_at"]}
    again = anna.http.put(f"{path}/mark", json={"saved": True}).json()
    assert again["read_at"] == marked["read_at"]
    assert get("articles", mark="unread")["articles"] == []
    assert get("articles", mark="saved")["total"] == 1
    problem(anna.http.put(f"{path}/mark", json={}), 400, "invalid-input")


async def test_marks_are_ones_own(
    api: Api, anna: Tenant, get: Callable[..., Any], room: Newsroom
) -> None:
    carl = api.member(anna.organization_id, "Carl", role="admin")
    path = f"/api/projects/{room.project_id}/articles"
    answer = carl.http.post(f"{path}/mark", json={"article_ids": None, "read": True})
    assert answer.json() == {"changed": 1}
    assert carl.http.get(path).json()["articles"][0]["read_at"] is not None
    assert get("articles")["articles"][0]["read_at"] is None
    assert get("article-facets")["unread"] == 1
    assert carl.http.get(f"/api/projects/{room.project_id}/article-facets").json()["unread"] == 0


async def test_many_are_marked_by_their_ids_or_by_filters(
    anna: Tenant, get: Callable[..., Any], room: Newsroom
) -> None:
    room.record_now(newsletter("Three", link(f"{A}/x", "X"), link(f"{A}/y", "Y"), day=2))
    ids = [article["id"] for article in get("articles")["articles"]]
    path = f"/api/projects/{room.project_id}/articles/mark"
    of_ids = {"article_ids": ids[:2], "saved": True}
    assert anna.http.post(path, json=of_ids).json() == {"changed": 2}
    body = {"article_ids": None, "read": True}
    answer = anna.http.post(path, params={"search": "three"}, json=body)
    assert answer.json() == {"changed": 2}
    assert get("articles", mark="read")["total"] == 2
    none = {"article_ids": [], "read": True}
    assert anna.http.post(path, json=none).json() == {"changed": 0}
    problem(anna.http.post(path, json={"read": True}), 400, "invalid-input")
    assert anna.http.post(path, json=body).json() == {"changed": 1}


async def test_a_link_is_overruled_and_left_to_the_rules_again(
    anna: Tenant, get: Callable[..., Any]
) -> None:
    rejected = get("rejected-links")
    assert [(one["title"], one["stage"]) for one in rejected["links"]] == [
        ("A again", "duplicate"),
        ("B", "path"),
        ("C", "mail"),
    ]
    out = rejected["links"][1]
    assert (out["url"], out["target_url"]) == (f"https://click.example.net/?to={B}", B)
    path = f"/api/newsletter-links/{out['id']}/verdict"
    told = anna.http.put(path, json={"kept": True}).json()
    assert (told["changed"], told["site_rule"]) == (1, None)
    link = told["link"]
    assert (link["is_kept"], link["stage"], link["overruled"]) == (True, "reader", True)
    assert anna.http.get(f"/api/articles/{link['article_id']}").json()["overruled"] is True
    assert get("articles")["total"] == 2
    told = anna.http.put(path, json={"kept": None}).json()
    assert told["link"] == out
    problem(anna.http.put(path, json={}), 400, "invalid-input")
    problem(anna.http.put(path, json={"kept": None, "always": True}), 400, "invalid-input")


async def test_always_for_this_site_is_a_rule_that_can_be_deleted(
    anna: Tenant, get: Callable[..., Any]
) -> None:
    out = get("rejected-links", stage="path")["links"][0]
    before = get("rejected-links")
    path = f"/api/newsletter-links/{out['id']}/verdict"
    told = anna.http.put(path, json={"kept": True, "always": True}).json()
    rule = told["site_rule"]
    assert (rule["decision"], rule["host"], rule["links"]) == ("allow", "example.com", 1)
    assert rule["created_by_name"] == "Anna"
    assert told["link"]["site_rule_id"] == rule["id"]
    assert get("site-rules") == {"rules": [rule]}
    assert anna.http.delete(f"/api/site-rules/{rule['id']}").status_code == 204
    assert get("rejected-links") == before
    problem(anna.http.delete(f"/api/site-rules/{rule['id']}"), 404, "not-found")


async def test_a_rule_is_added_for_a_site(anna: Tenant, get: Callable[..., Any]) -> None:
    [article] = get("articles")["articles"]
    path = f"/api/projects/{article['project_id']}/site-rules"
    body = {"decision": "block", "host": "WWW.example.com", "path": "/a*"}
    made = anna.http.post(path, json=body)
    assert made.status_code == 201
    rule = made.json()
    assert (rule["host"], rule["path"], rule["links"]) == ("example.com", "/a", 2)
    assert get("articles")["total"] == 0
    problem(anna.http.get(f"/api/articles/{article['id']}"), 404, "not-found")
    assert problem(anna.http.post(path, json=body), 409, "conflict")["rules"] == [rule["id"]]
    for wrong in ({"host": "no host"}, {"decision": "perhaps"}, {"path": "/a?b"}, {"host": "com"}):
        problem(anna.http.post(path, json={**body, **wrong}), 400, "invalid-input")


async def test_newsletters_and_facets_are_told(get: Callable[..., Any], room: Newsroom) -> None:
    [two, one] = get("newsletters")["newsletters"]
    assert (one["subject"], one["articles"], one["rejected"]) == ("One", 1, 2)
    assert (two["subject"], two["articles"], two["rejected"]) == ("Two", 1, 1)
    assert one["job_id"] == str(room.job_id)
    facets = get("article-facets")
    assert (facets["articles"], facets["rejected"], facets["newsletters"]) == (1, 3, 2)
    assert facets["senders"] == [
        {
            "sender_address": "weekly@news.example.org",
            "sender_name": "The Weekly",
            "newsletters": 2,
            "articles": 1,
        }
    ]
    assert [day["day"] for day in facets["days"]] == ["2026-03-03", "2026-03-02"]


@pytest.mark.parametrize("what", ["articles", "rejected-links", "newsletters"])
async def test_pages_follow_each_other(get: Callable[..., Any], room: Newsroom, what: str) -> None:
    for n in range(5):
        room.record_now(
            newsletter(f"More {n}", link(f"{A}/{n}", "X"), link(f"{B}/{n}", out="path"), day=n)
        )
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = get(what, limit=2, **cursor)
        [members] = [value for value in page.values() if isinstance(value, list)]
        seen += [one["id"] for one in members]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert len(set(seen)) == len(seen) == page["total"]


@pytest.mark.parametrize(
    ("what", "params"),
    [
        ("articles", {"limit": 0}),
        ("articles", {"limit": 201}),
        ("articles", {"sort": "random"}),
        ("articles", {"mark": "loved"}),
        ("articles", {"cursor": "x"}),
        ("articles", {"search": "a\0b"}),
        ("articles", {"nonsense": 1}),
        ("articles", {"since": "yesterday"}),
        ("articles", {"newsletter_id": "x"}),
        ("rejected-links", {"stage": "a\0"}),
        ("rejected-links", {"search": "x" * 201}),
        ("newsletters", {"cursor": "🧵"}),
    ],
)
async def test_what_cant_be_asked_is_refused(
    anna: Tenant, project: str, what: str, params: dict[str, Any]
) -> None:
    answer = anna.http.get(f"/api/projects/{project}/{what}", params=params)
    problem(answer, 400, "invalid-input")


@pytest.mark.parametrize(
    "search", ["%", "_", "\\", "'; DROP TABLE kb.articles", "%s", "ﷺ", "a" * 200, "\u202e", " "]
)
async def test_any_words_can_be_searched_for(get: Callable[..., Any], search: str) -> None:
    for what in ("articles", "rejected-links", "newsletters"):
        get(what, search=search)


async def test_a_plain_member_sees_what_is_shared_with_them_only(
    api: Api, anna: Tenant, room: Newsroom
) -> None:
    dora = api.member(anna.organization_id, "Dora")
    path = f"/api/projects/{room.project_id}/articles"
    problem(dora.http.get(path), 404, "not-found")
    api.world.execute(
        "INSERT INTO kb.project_members (project_id, user_id) VALUES (%s, %s)",
        room.project_id,
        dora.id,
    )
    assert dora.http.get(path).json()["total"] == 1


async def test_what_readers_say_is_hinted_at(
    anna: Tenant, room: Newsroom, get: Callable[..., Any]
) -> None:
    with anna.http.stream("GET", "/api/events") as answer:
        lines = answer.iter_lines()
        next(line for line in lines if line == "event: hello")
        [out, *_] = get("rejected-links", stage="path")["links"]
        anna.http.put(f"/api/newsletter-links/{out['id']}/verdict", json={"kept": True})
        told = next(line for line in lines if '"projects"' in line)
    assert f'"{room.project_id}"' in told
    assert '"articles"' in told


async def test_a_project_takes_its_articles_with_it(
    api: Api, anna: Tenant, room: Newsroom, get: Callable[..., Any]
) -> None:
    [article] = get("articles")["articles"]
    assert anna.http.delete(f"/api/projects/{room.project_id}").status_code == 204
    problem(anna.http.get(f"/api/articles/{article['id']}"), 404, "not-found")
    assert api.world.rows("SELECT FROM kb.articles WHERE project_id = %s", room.project_id) == []


async def test_the_client_does_it_all(anna: Tenant, room: Newsroom) -> None:
    here, articles = str(room.project_id), anna.client.articles
    assert articles.facets(here)["articles"] == 1
    assert articles.mark_all(here, read=True, search="a") == 1
    [listed] = anna.client.newsletters.articles(here)
    assert articles.get(listed["id"])["read_at"] is not None
    assert articles.mark_all(here, [listed["id"]], saved=True) == 1
    rule = articles.add_rule(here, "block", "example.com", path="/a")
    assert [one["id"] for one in articles.rules(here)] == [rule["id"]]
    assert list(anna.client.newsletters.articles(here)) == []
    articles.delete_rule(rule["id"])
    assert len(list(anna.client.newsletters.articles(here))) == 1
    feed = anna.client.newsletters.add_feed(here, "Mine")
    assert [one["name"] for one in articles.feeds(here)] == ["Mine"]
    articles.delete_feed(feed["id"])
    assert articles.feeds(here) == []
