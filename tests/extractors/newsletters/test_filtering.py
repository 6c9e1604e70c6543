"""What each rule says, and that nothing is lost."""

import time
from dataclasses import replace
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.newsletters.mails import judge, judged, links, newsletter

from educe.extractors.newsletters.filtering.candidates import PageFacts
from educe.extractors.newsletters.filtering.chain import Filter, Known
from educe.extractors.newsletters.filtering.rules import ProjectRules, SiteRule
from educe.extractors.newsletters.filtering.verdicts import Decision, Kind, Stage
from educe.extractors.newsletters.links import extract_links
from educe.fetching.canonical import identity
from educe.fetching.resolution import Hop, Resolution


@pytest.mark.parametrize(
    "url",
    [
        "https://www.netflix.com.example.org/2026/11/a-film-about-nothing",
        "https://iconfactory.com/2026/11/how-we-draw-icons",
        "https://blog.example.org/the-settings-nobody-changes",
        "https://example.org/2026/11/03/why-people-unsubscribe-from-everything-these-days",
        "https://example.org/blog/what-about-us-and-the-sea",
        "https://example.org/news/podcast-industry-shrinks-again",
        "https://example.org/?p=1234",
        "https://www.nature.com/articles/s41586-026-08123-4",
        "https://arxiv.org/abs/2610.04412",
        "https://www.linkedin.com/pulse/why-meetings-fail-again-jane-doe",
        "https://example.org/report.pdf",
        "https://someone.substack.com/p/a-letter-about-snow",
        "https://www.example.co.jp/%E8%A8%98%E4%BA%8B/12345",
    ],
)
def test_headlines_to_articles_are_kept(url: str) -> None:
    judgement = judge(url)
    assert judgement.kept, judgement.reason


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://x.com/someone/status/18534", Kind.SOCIAL),
        ("https://www.x.com/someone", Kind.SOCIAL),
        (
            "https://twitter.com/intent/tweet?url=https%3A%2F%2Fa.example%2Fsome-long-article-slug",
            Kind.SOCIAL,
        ),
        ("https://hachyderm.io/@someone/113412345678901234", Kind.SOCIAL),
        ("https://www.youtube.com/watch?v=Jx8Kq2mVr0Y", Kind.OTHER),
        ("https://youtu.be/Jx8Kq2mVr0Y", Kind.OTHER),
        ("https://podcasts.apple.com/us/podcast/a-b-c-d-e/id1", Kind.OTHER),
        ("https://example.org/", Kind.NAVIGATION),
        ("https://example.org/de/", Kind.NAVIGATION),
        ("https://example.org/settings", Kind.NAVIGATION),
        ("https://example.org/about-us", Kind.NAVIGATION),
        ("https://example.org/author/jane-doe", Kind.NAVIGATION),
        ("https://example.org/tag/rivers", Kind.NAVIGATION),
        ("https://example.org/events/the-big-autumn-gathering-of-friends", Kind.OTHER),
        ("https://example.org/jobs/senior-engineer-for-rivers-and-lakes", Kind.OTHER),
        ("https://jobs.lever.co/acme/1-2-3", Kind.OTHER),
        ("https://shop.example.org/a-very-nice-linen-apron", Kind.OTHER),
        ("https://cdn.example.org/img/river.jpg", Kind.IMAGE),
        ("https://example.org/files/logo.ico", Kind.IMAGE),
        ("https://example.org/x/calendar.ics", Kind.OTHER),
        ("https://acme.example/offer?utm_source=weekly&utm_medium=paid", Kind.SPONSOR),
        ("https://acme.example/a-b-c-d?utm_campaign=nov_sponsor_slot", Kind.SPONSOR),
        ("https://ad.doubleclick.net/ddm/clk/1;2", Kind.SPONSOR),
        ("https://list.example.org/unsubscribe?id=5", Kind.UNSUBSCRIBE),
        ("https://weekly.us7.list-manage.com/profile?u=1", Kind.UNSUBSCRIBE),
        ("https://example.org/poll/7?vote=2", Kind.NAVIGATION),
    ],
)
def test_headlines_to_other_things_are_rejected(url: str, kind: Kind) -> None:
    judgement = judge(url)
    assert (judgement.kept, judgement.kind) == (False, kind), judgement.reason


@pytest.mark.parametrize(
    "text",
    [
        "Unsubscribe",
        "unsubscribe here.",
        "Manage your preferences",
        "Abmelden",
        "Hier abmelden",
        "View in browser",
        "Im Browser ansehen",
        "Read online",
        "READ IN APP",
        "Privacy Policy",
        "Share",
        "Leave a comment",
        "12 comments",
        "Follow us on Instagram",
        "Upgrade to paid",
        "Sign up",
        "Advertise with us",
        "Impressum",
        "Shop now →",
        "Start your free trial",
        "Jetzt bestellen",
        "Get 20% off",
        "Forward to a friend",
        "★ Loved it",
        "Powered by beehiiv",
    ],
)
def test_words_that_articles_do_not_have_are_rejected(text: str) -> None:
    assert not judge("https://example.org/2026/11/03/how-the-river-changed-its-course", text).kept


@pytest.mark.parametrize(
    "text",
    [
        "How to share files without a cloud",
        "Start-ups that start again",
        "The comment that ended it",
        "Unsubscribe: the tyranny of the inbox",
        "Advertising is dead, says its inventor",
        "Shop floors fall silent in Detroit",
        "Follow the money: how dams are paid for",
        "Abmelden lohnt sich: ein Selbstversuch",
        "About a boy who counted swifts",
    ],
)
def test_headlines_with_such_words_are_kept(text: str) -> None:
    assert judge("https://example.org/2026/11/03/some-text-of-this-day", text).kept


@pytest.mark.parametrize(
    "text",
    [
        "Privacy" + " and" * 24 + " counting",
        "Share" + " a post" * 15 + " counting",
        "Shop" + " your" * 22 + " counting",
    ],
)
def test_a_text_made_to_be_slow_is_judged_quickly(text: str) -> None:
    began = time.process_time()
    judge("https://example.org/2026/11/03/how-the-river-changed-its-course", text)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("path", ["1/" * 4_000, "1" * 8_000, "2024/" * 1_600])
def test_an_address_made_to_be_slow_is_judged_quickly(path: str) -> None:
    began = time.process_time()
    judge(f"https://example.org/{path}", "How the river changed its course")
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("text", ["here", "Read more", "Weiterlesen", "Continue reading →"])
def test_words_that_say_nothing_take_what_stands_around(text: str) -> None:
    url = "https://t.example.org/abc123456789"
    told = "</p><h3>The bridge is open</h3><p>After nine years of work it opened on Monday. "
    judgement = judged(f'{told}<a href="{url}">{text}</a></p><p>')[url]
    assert judgement.kept
    assert judgement.title == "The bridge is open"


def test_here_after_a_word_of_leaving_unsubscribes() -> None:
    url = "https://t.example.org/abc123456789"
    judgement = judged(f'If you no longer wish to receive this, click <a href="{url}">here</a>.')[
        url
    ]
    assert judgement.kind is Kind.UNSUBSCRIBE
    assert judgement.deciding.never_fetch


def test_what_the_headers_name_for_unsubscribing_is_never_fetched() -> None:
    url = "https://example.org/l/99"
    found = judged(
        f'<a href="{url}">How the river changed its course</a>', List_Unsubscribe=f"<{url}>"
    )
    assert found[url].deciding.rule_id == "list-unsubscribe"
    assert found[url].deciding.never_fetch


SPONSORED = [
    "</p><table><tr><td>TOGETHER WITH ACME</td></tr><tr><td><h2>{a}</h2><p>words</p></td></tr>"
    "</table><p>",
    "</p><h2>Sponsor</h2><p>{a} words</p><h2>News</h2><p>",
    "</p><p><em>A word from our sponsor</em></p><p>{a} and more words</p><hr><p>",
    "</p><p>Anzeige</p><p>{a}</p><p>",
    "Brought to you by {a}",
    "{a} (Sponsor)",
    "</p><div>{a}<p>words</p><p>Advertisement</p></div><p>",
]


@pytest.mark.parametrize("block", SPONSORED)
def test_what_is_paid_for_is_rejected_however_it_is_labelled(block: str) -> None:
    url = "https://acme.example/why-acme-is-good"
    judgement = judged(block.format(a=f'<a href="{url}">Why everybody likes Acme so much</a>'))[url]
    assert judgement.kind is Kind.SPONSOR, judgement.reason


def test_a_sponsors_label_does_not_reach_the_next_section() -> None:
    url = "https://example.org/2026/11/03/how-the-river-changed"
    found = judged(
        "</p><h2>Sponsor</h2><p><a href='https://acme.example/x'>Acme is good</a> words.</p>"
        f"<h3>News</h3><p>Words. <a href='{url}'>How the river changed its course</a></p><p>"
    )
    assert found[url].kept


def test_a_further_link_to_a_sponsor_is_rejected_too() -> None:
    url = "https://www.acme.example/guide"
    found = judged(
        "<a href='https://acme.example/x'>Acme</a> (Sponsor)</p>"
        f"<p><a href='{url}'>Nine ways to do nothing all day</a></p><p>"
    )
    assert found[url].deciding.rule_id == "sponsor-of-issue"


def test_polls_are_rejected() -> None:
    url = "https://example.org/r/1"
    found = judged(
        f"</p><h3>How did we do today?</h3><ul><li><a href='{url}'>I learned a lot here</a></ul><p>"
    )
    assert found[url].deciding.rule_id == "poll-section"


def test_the_issues_own_page_is_navigation() -> None:
    url = "https://example.org/p/issue-12"
    found = judged(
        f"<a href='{url}?utm_source=a'>View in browser</a> "
        f"<a href='{url}?utm_source=b'>A long enough title</a>"
    )
    assert {j.kind for j in found.values()} == {Kind.NAVIGATION}


def test_targets_in_tracking_links_are_judged() -> None:
    target = "https%3A%2F%2Fx.com%2Fsomeone"
    url = f"https://eur02.safelinks.protection.outlook.com/?url={target}&data=1"
    judgement = judge(url)
    assert (judgement.url, judgement.kind) == ("https://x.com/someone", Kind.SOCIAL)


def resolution(original: str, final: str) -> Resolution:
    hops = (Hop(url=original, status=302, how="redirect"), Hop(url=final, status=200, how="end"))
    return Resolution(original=original, final=final, how="redirects", hops=hops)


def test_what_redirects_found_is_judged() -> None:
    url = "https://bit.ly/3abc"
    known = Known(resolutions={url: resolution(url, "https://open.spotify.com/episode/1")})
    found = judged(f"<a href='{url}'>How the river changed its course</a>", known=known)
    assert found[url].deciding.rule_id == "audio"


def test_what_could_not_be_resolved_keeps_its_address_and_says_why() -> None:
    url = "https://bit.ly/3abc"
    failed = Resolution(original=url, final=url, how="unresolved", reason="It took too long.")
    found = judged(
        f"<a href='{url}'>How the river changed its course</a>",
        known=Known(resolutions={url: failed}),
    )
    assert found[url].kept
    assert found[url].url == url
    assert any("It took too long." in verdict.reason for verdict in found[url].verdicts)


def test_variants_of_an_address_are_duplicates_and_the_best_stays() -> None:
    page = "https://example.org/2026/11/how-the-river-changed-its-course"
    found = judged(
        f"<a href='{page}?utm_source=a'>here</a> "
        f"<a href='{page}/?utm_source=b'>How the river changed its course</a>"
    )
    assert [j.kept for j in found.values()] == [False, True]
    assert next(iter(found.values())).deciding.stage is Stage.DUPLICATE


def test_what_another_newsletter_had_is_a_duplicate() -> None:
    url = "https://example.org/2026/11/how-the-river-changed-its-course"
    known = Known(seen={identity(url): "The Daily, 2 November"})
    judgement = judged(f"<a href='{url}?utm_source=x'>How the river changed</a>", known=known)
    assert "The Daily, 2 November" in next(iter(judgement.values())).reason


def test_a_page_check_can_reject_and_help() -> None:
    url = "https://bit.ly/3abc"
    html = f"Words about <a href='{url}'>River</a> and more words."
    assert not judged(html)[url].kept
    article = Known(pages={url: PageFacts(og_type="article")})
    product = Known(pages={url: PageFacts(og_type="product")})
    assert judged(html, known=article)[url].kept
    assert judged(html, known=product)[url].deciding.rule_id == "page-type"


def test_a_project_allows_and_blocks_by_host_and_path() -> None:
    url = "https://www.youtube.com/watch?v=1"
    rules = ProjectRules(
        allow=(SiteRule(id="videos", host="youtube.com"),),
        block=(SiteRule(id="no-gossip", host="paper.example", path="/gossip/*"),),
    )
    gossip = "https://www.paper.example/gossip/2026/11/who-said-what-to-whom"
    other = "https://www.paper.example/news/2026/11/who-said-what-to-whom"
    html = "".join(
        f"<p><a href='{u}'>Who said what to whom again</a></p>" for u in (url, gossip, other)
    )
    found = judged(html, chain=Filter(project=rules))
    assert [found[u].kept for u in (url, gossip, other)] == [True, False, True]
    assert found[gossip].deciding.rule_id == "no-gossip"


def test_a_project_cannot_allow_unsubscribing() -> None:
    url = "https://paper.example/unsubscribe?u=1"
    rules = ProjectRules(allow=(SiteRule(id="all", host="paper.example"),))
    found = judged(f"<a href='{url}'>A headline about many things</a>", chain=Filter(project=rules))
    assert not found[url].kept


def test_a_block_does_not_reach_hosts_that_only_end_alike() -> None:
    url = "https://netflix.com.example/2026/11/who-said-what-to-whom"
    rules = ProjectRules(
        block=(SiteRule(id="x", host="x.com"), SiteRule(id="y", host="flix.com.example"))
    )
    assert judged(f"<a href='{url}'>Who said what to whom again</a>", chain=Filter(project=rules))[
        url
    ].kept


@pytest.mark.parametrize("kept", [True, False])
def test_a_reader_overrules_every_rule(kept: bool) -> None:
    url = "https://x.com/someone/status/1" if kept else "https://example.org/2026/11/a-b-c-d"
    known = Known(overrules={identity(url): kept})
    judgement = judged(f"<a href='{url}?utm_source=x'>Who said what to whom</a>", known=known)
    (only,) = judgement.values()
    assert (only.kept, only.deciding.stage) == (kept, Stage.READER)


def test_every_judgement_says_which_rule_decided_and_why() -> None:
    found = judged(
        "<a href='https://example.org/a-b-c-d-e'>Who said what to whom</a> <a href='#x'>y</a>"
    )
    for judgement in found.values():
        assert judgement.deciding.decision is not Decision.NOTES
        assert judgement.reason
        assert 0 <= judgement.score <= 1


def test_screening_names_what_needs_no_fetching() -> None:
    made = newsletter(
        "<p>words</p><a href='https://example.org/unsubscribe'>Leave</a>"
        "<a href='mailto:a@b.c'>m</a><a href='https://bit.ly/3x'>A long headline about rivers</a>"
        "<a href='https://x.com/a'>a b c d</a>"
    )
    verdicts = Filter().screen(made, extract_links(made).links)
    assert [verdict is None for verdict in verdicts] == [False, False, True, False]
    assert verdicts[0] is not None
    assert verdicts[0].never_fetch


def test_a_reader_who_wants_it_has_a_link_fetched_despite_the_rules() -> None:
    made = newsletter("<a href='https://bit.ly/3x'>Unsubscribe</a>")
    (link,) = extract_links(made).links
    chain = Filter()
    (judgement,) = chain.judge(made, [link], Known(overrules={identity(link.url): True}))
    assert judgement.kept


URLS = st.one_of(
    st.sampled_from(["", "#a", "mailto:x", "http://[", "https://a.example:99999/", "//b", "x"]),
    st.builds(
        "https://{}/{}".format,
        st.sampled_from(["a.example", "x.com", "bit.ly"]),
        st.text(max_size=20),
    ),
    st.text(max_size=30),
)


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(st.tuples(URLS, st.text(max_size=30)), max_size=12))
def test_nothing_is_lost(pairs: list[tuple[str, str]]) -> None:
    html = "".join(f'<p><a href="{escape(url)}">{escape(text)}</a></p>' for url, text in pairs)
    made = newsletter("<p>x</p>")
    made = replace(made, html=html)
    found = extract_links(made)
    judgements = Filter().judge(made, found.links)
    assert [j.link for j in judgements] == list(found.links)
    assert all(j.verdicts and j.deciding.decision is not Decision.NOTES for j in judgements)
    if pairs:
        assert len(links(html)) <= len(pairs)


@pytest.mark.slow
def test_a_thousand_links_are_judged_each() -> None:
    html = "".join(
        f"<p><a href='https://example.org/2026/a-b-c-d-{n}'>Headline of item {n} today</a></p>"
        for n in range(1_000)
    )
    assert sum(j.kept for j in judged(html).values()) == 1_000
