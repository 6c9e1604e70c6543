"""What readers decide about links: at once, for all that lead to the same, and undone again."""

import pytest

from educe.articles.found import VerdictNote
from educe.articles.listing import get_article
from educe.articles.views import LinkView
from educe.errors import InvalidInput, NotFound
from educe.ids import new_id
from tests.articles.conftest import Desk
from tests.support.articles import link, newsletter, rejection

A, B = "https://example.com/a", "https://example.com/b"


async def the_rejected(desk: Desk, subject: str = "One") -> LinkView:
    return next(one for one in await desk.rejected() if one.subject == subject)


async def test_a_rejected_link_becomes_an_article_in_all_newsletters(desk: Desk) -> None:
    one = newsletter("One", link(A, "A", out="path"))
    two = newsletter("Two", link(A, "A", out="mail"), day=1)
    await desk.room.record(one, two)
    before = await the_rejected(desk)
    done = await desk.overrule(before.id, True)
    assert (done.project_id, done.changed) == (desk.room.project_id, 2)
    [article] = await desk.articles()
    assert article.source_count == 2
    assert await desk.rejected() == []
    assert (await desk.overrule(before.id, True)).changed == 0
    assert (await desk.overrule(before.id, None)).changed == 2
    assert await desk.articles() == []
    assert await the_rejected(desk) == before


async def test_an_article_that_is_none_goes_with_its_duplicates_and_comes_back(desk: Desk) -> None:
    two = newsletter("Two", link(A, "A", out="duplicate"), day=1)
    await desk.room.record(newsletter("One", link(A, "A")), two)
    [article] = await desk.articles()
    assert (await desk.overrule(article.sources[0].link_id, False)).changed == 1
    assert await desk.articles() == []
    told = await desk.rejected(stage="reader")
    assert [(one.rule_id, one.overruled, one.kind) for one in told] == [
        ("overruled", False, "other")
    ] * 2
    assert told[0].reason == "A reader decided that it is no article."
    assert [note.stage for note in told[1].verdicts] == ["score", "reader"]
    await desk.overrule(article.sources[0].link_id, None)
    assert await desk.articles() == [article]


async def test_what_was_decided_holds_for_later_newsletters(desk: Desk) -> None:
    await desk.room.record(newsletter("One", link(A, "A"), link(B, "B", out="path")))
    [article] = await desk.articles()
    await desk.overrule(article.sources[0].link_id, False)
    out = next(one for one in await desk.rejected() if one.canonical_url == B)
    await desk.overrule(out.id, True)
    async with desk.room.at_work() as (_, store):
        told = await store.overrules(["example.com/a", "example.com/b", "example.com/c"])
    assert told == {"example.com/a": False, "example.com/b": True}
    await desk.room.record(newsletter("Two", link(A, "A"), link(B, "B", out="path"), day=1))
    [kept] = await desk.articles()
    assert (kept.title, kept.source_count) == ("B", 2)


async def test_the_rules_own_verdict_counts_again_though_a_reader_had_decided_before(
    desk: Desk,
) -> None:
    by_reader = VerdictNote(
        stage="reader", rule_id="overruled", reason="So.", score=1.0, decision="keeps"
    )
    await desk.room.record(newsletter("One", link(A, "A", out="path")))
    out = await the_rejected(desk)
    await desk.overrule(out.id, True)
    later = link(A, "A", verdicts=(by_reader,), otherwise=rejection("path"))
    await desk.room.record(newsletter("Two", later, day=1))
    assert (await desk.articles())[0].source_count == 2
    await desk.overrule(out.id, None)
    assert await desk.articles() == []
    again = await the_rejected(desk, "Two")
    assert (again.stage, again.is_kept) == ("path", False)
    assert again.verdicts[-1].stage == "path"


async def test_a_link_that_leads_nowhere_on_the_web_cant_be_an_article(desk: Desk) -> None:
    await desk.room.record(
        newsletter("One", link("mailto:a@example.org", "Write", out="scheme", site=""))
    )
    [out] = await desk.rejected()
    with pytest.raises(InvalidInput, match="no web address"):
        await desk.overrule(out.id, True)
    assert (await desk.overrule(out.id, False)).changed == 0
    with pytest.raises(InvalidInput, match="Give a host"):
        await desk.overrule(out.id, False, always=True)


async def test_no_way_to_unsubscribe_becomes_an_article(desk: Desk) -> None:
    leave = link("https://example.com/u?id=1", "Leave", out="canonical", kind="unsubscribe")
    await desk.room.record(newsletter("One", leave))
    [out] = await desk.rejected()
    for always in (False, True):
        with pytest.raises(InvalidInput, match="subscription"):
            await desk.overrule(out.id, True, always=always)
    assert await desk.rejected() == [out]


async def test_what_is_not_there_cant_be_overruled(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.overrule(new_id(), True)


async def test_always_needs_to_know_what(desk: Desk) -> None:
    await desk.room.record(newsletter("One", link(A, "A", out="path")))
    with pytest.raises(InvalidInput, match="kept"):
        await desk.overrule((await the_rejected(desk)).id, None, always=True)


async def test_always_takes_whatever_of_the_site_the_mail_doesnt_speak_against(desk: Desk) -> None:
    elsewhere = "https://other.org/x"
    links = [link(f"https://blog.example.com/{stage}", stage, out=stage)
             for stage in ("host", "path", "score", "mail", "scheme")]  # fmt: skip
    home = link("https://example.com/", "Home", out="host")
    await desk.room.record(newsletter("One", *links, home, link(elsewhere, "x", out="path")))
    out = next(one for one in await desk.rejected() if one.title == "path")
    done = await desk.overrule(out.id, True, always=True)
    assert done.changed == 3
    assert await desk.titles() == ["host", "path", "score"]
    left = {one.title for one in await desk.rejected()}
    assert left == {"mail", "scheme", "Home", "x"}
    [article] = await desk.articles(search="path")
    async with desk.room.as_user(desk.reader.id) as query:
        detail = await get_article(query, article.id, desk.reader.id)
    assert detail.overruled is True
    assert detail.verdicts[-1].reason == "The project always takes example.com."
    assert detail.verdicts[-1].rule_id == str(done.site_rule_id)


async def test_always_leaves_out_whatever_of_the_site_was_kept(desk: Desk) -> None:
    second = newsletter("Two", link(A, "A", out="duplicate"), day=1)
    await desk.room.record(newsletter("One", link(A, "A"), link(B, "B"), link(B, "C", out="mail")))
    await desk.room.record(second)
    article = (await desk.articles())[0]
    done = await desk.overrule(article.sources[0].link_id, False, always=True)
    assert done.changed == 2
    assert await desk.articles() == []
    told = {one.title: (one.stage, one.reason) for one in await desk.rejected()}
    assert told["B"] == ("host", "The project leaves out example.com.")
    assert told["C"][0] == "mail"


async def test_always_holds_for_the_link_itself_even_where_a_rule_doesnt_reach(desk: Desk) -> None:
    one = newsletter("One", link(A, "A", out="mail"), link(B, "B", out="mail"))
    await desk.room.record(one)
    out = next(link for link in await desk.rejected() if link.title == "A")
    assert (await desk.overrule(out.id, True, always=True)).changed == 1
    assert await desk.titles() == ["A"]


async def test_always_goes_before_what_was_decided_about_the_site_before(desk: Desk) -> None:
    await desk.room.record(newsletter("One", link(A, "A"), link(B, "B", out="path")))
    [article] = await desk.articles()
    link_id = article.sources[0].link_id
    first = await desk.overrule(link_id, False, always=True)
    second = await desk.overrule(link_id, True, always=True)
    assert first.site_rule_id == second.site_rule_id
    assert await desk.titles() == ["A", "B"]
