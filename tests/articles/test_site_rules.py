"""Rules of a project for sites: at once, for later newsletters, and undone when they go."""

from urllib.parse import unquote
from uuid import UUID

import pytest

from educe.articles import site_rules
from educe.articles.found import VerdictNote
from educe.articles.site_rules import (
    Decision,
    NewSiteRule,
    SiteRuleView,
    add_rule,
    clean_host,
    clean_path,
    delete_rule,
    list_rules,
)
from educe.errors import Conflict, InvalidInput
from educe.extractors.newsletters.filtering.address_rules import _of_project
from educe.extractors.newsletters.filtering.rules import SiteRule
from educe.fetching.links import Link
from tests.articles.conftest import Desk
from tests.support.articles import link, newsletter

pytestmark = pytest.mark.slow


async def add(desk: Desk, decision: Decision, host: str, path: str = "") -> tuple[UUID, int]:
    new = NewSiteRule(decision=decision, host=host, path=path)
    async with desk.room.as_user(desk.reader.id) as query:
        return await add_rule(query, desk.room.project_id, new, user_id=desk.reader.id)


async def rules(desk: Desk) -> list[SiteRuleView]:
    async with desk.room.as_user(desk.reader.id) as query:
        return (await list_rules(query, desk.room.project_id)).rules


async def delete(desk: Desk, rule_id: UUID) -> None:
    async with desk.room.as_user(desk.reader.id) as query:
        await delete_rule(query, rule_id)


async def test_a_rule_holds_for_what_is_there_and_for_what_comes_and_goes_as_a_whole(
    desk: Desk,
) -> None:
    one = newsletter("One", link("https://example.com/a", "A"), link("https://other.org/b", "B"))
    await desk.room.record(one)
    before = await desk.articles()
    rule_id, changed = await add(desk, "block", "Example.com")
    assert changed == 1
    assert await desk.titles() == ["B"]
    await desk.room.record(newsletter("Two", link("https://www.example.com/c", "C"), day=1))
    [rule] = await rules(desk)
    assert (rule.host, rule.path, rule.links, rule.decision) == ("example.com", "", 2, "block")
    async with desk.room.at_work() as (_, store):
        assert await store.site_rules() == [(rule_id, "block", "example.com", "")]
    await delete(desk, rule_id)
    assert await desk.titles() == ["C", "A", "B"]
    assert (await desk.articles())[1:] == before
    assert await desk.rejected() == []


async def test_a_rule_reaches_whole_labels_and_its_path_only(desk: Desk) -> None:
    addresses = [
        "https://x.com/blog/1",
        "https://www.x.com/blog/2",
        "https://a.b.x.com/blogs",
        "https://netflix.com/blog/3",
        "https://x.com.evil.org/blog/4",
        "https://x.com/about",
        "https://x.com/a_b/c%25d",
        "https://x.com/aXb/c",
    ]
    await desk.room.record(newsletter("One", *(link(address, address) for address in addresses)))
    await add(desk, "block", "x.com", "/blog")
    left = [one.title for one in await desk.rejected()]
    assert left == addresses[:3]
    await add(desk, "block", "x.com", "/a_b/*%25*")
    assert [one.title for one in await desk.rejected()] == [*addresses[:3], addresses[6]]


async def test_what_is_left_out_goes_before_what_is_taken(desk: Desk) -> None:
    await desk.room.record(newsletter("One", link("https://example.com/a", "A", out="path")))
    allow, changed = await add(desk, "allow", "example.com")
    assert changed == 1
    block, changed = await add(desk, "block", "example.com", "/a")
    assert changed == 1
    assert await desk.titles() == []
    await delete(desk, block)
    assert await desk.titles() == ["A"]
    await delete(desk, allow)
    assert await desk.titles() == []


async def test_a_readers_decision_goes_before_a_rule(desk: Desk) -> None:
    await desk.room.record(newsletter("One", link("https://example.com/a", "A")))
    [article] = await desk.articles()
    await desk.overrule(article.sources[0].link_id, True)
    _, changed = await add(desk, "block", "example.com")
    assert changed == 0
    assert await desk.titles() == ["A"]


async def test_a_rule_that_had_decided_before_leaves_the_rules_own_verdict_behind(
    desk: Desk,
) -> None:
    rule_id, _ = await add(desk, "block", "example.com")
    by_rule = VerdictNote(
        stage="host", rule_id=str(rule_id), reason="Out.", score=-1.0, decision="rejects"
    )
    kept = link("https://example.com/a", "A")
    judged = kept.model_copy(
        update={"kept": False, "verdicts": (by_rule,), "otherwise": kept.verdicts[-1]}
    )
    await desk.room.record(newsletter("One", judged))
    [out] = await desk.rejected()
    assert (out.stage, out.site_rule_id) == ("host", rule_id)
    assert len(out.verdicts) == 1
    await delete(desk, rule_id)
    assert await desk.titles() == ["A"]


async def test_there_is_one_rule_for_a_site(desk: Desk) -> None:
    rule_id, _ = await add(desk, "block", "example.com")
    with pytest.raises(Conflict, match="leaves out example") as refused:
        await add(desk, "allow", "www.example.com")
    assert refused.value.details["rules"] == [str(rule_id)]
    await add(desk, "allow", "example.com", "/a")


async def test_a_project_has_so_many_rules_at_most(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_rules, "MOST", 1)
    await add(desk, "block", "example.com")
    with pytest.raises(Conflict, match="at most"):
        await add(desk, "block", "example.org")


@pytest.mark.parametrize(
    ("given", "host"),
    [
        (" Example.COM. ", "example.com"),
        ("www.example.com", "example.com"),
        ("*.example.com", "example.com"),
        ("münchen.example", "xn--mnchen-3ya.example"),
    ],
)
def test_a_host_is_read_as_links_have_it(given: str, host: str) -> None:
    assert clean_host(given) == host


@pytest.mark.parametrize(
    "given", ["", "com", "a b.com", "x.com/a", "https://x.com", "a@x.com", "x.com:81", "x.com?a"]
)
def test_what_is_no_host_is_refused(given: str) -> None:
    with pytest.raises(InvalidInput):
        clean_host(given)


@pytest.mark.parametrize(
    ("given", "path"),
    [("", ""), ("/a*", "/a"), ("a/b", "/a/b"), ("/a%20b", "/a b"), ("*/b", "*/b"), ("*", "")],
)
def test_a_path_is_read_as_links_have_it(given: str, path: str) -> None:
    assert clean_path(given) == path


@pytest.mark.parametrize("given", ["/a?b", "/[ab]", "/a\\b"])
def test_what_is_no_path_is_refused(given: str) -> None:
    with pytest.raises(InvalidInput):
        clean_path(given)


HOSTS = ["x.com", "blog.x.com"]
PATHS = ["", "/", "/blog", "/blog/*", "*/2026/*", "/a_b", "/100%25", "/a*c", "/ä"]
ADDRESSES = [
    "https://x.com/",
    "https://www.x.com/blog",
    "https://x.com/blog/post?x=1",
    "https://blog.x.com/2026/03",
    "https://a.blog.x.com/en/2026/03",
    "https://blogx.com/blog/post",
    "https://x.com/a_b",
    "https://x.com/aXb",
    "https://x.com/100%25",
    "https://x.com/1000",
    "https://x.com/abc/d",
    "https://x.com/%C3%A4",
    "https://x.com/ä/b",
]


async def test_a_rule_means_the_same_to_links_that_are_there_and_to_those_that_come(
    desk: Desk,
) -> None:
    async with desk.room.as_user(desk.reader.id) as query:
        for host in HOSTS:
            for given in PATHS:
                path = clean_path(given)
                for address in ADDRESSES:
                    target = Link.parse(address)
                    coming = _of_project(target, [SiteRule(id="1", host=host, path=path)])
                    rows = await query(
                        "SELECT kb.is_of_site(%s, %s, %s, %s)",
                        target.host,
                        unquote(target.path),
                        host,
                        path,
                    )
                    assert rows == [(coming is not None,)], (address, host, path)
