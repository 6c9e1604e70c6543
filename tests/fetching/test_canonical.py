import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from educe.errors import InvalidInput
from educe.fetching.canonical import canonical, identity


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # how it is written
        ("HTTPS://Example.com:443", "https://example.com/"),
        ("http://example.com/%7Eme/%c3%a9", "http://example.com/~me/%C3%A9"),
        ("https://example.com/a/./b/../c", "https://example.com/a/c"),
        ("https://example.com/a/..", "https://example.com/"),
        ("https://example.com/../../a", "https://example.com/a"),
        ("https://example.com/a//b/", "https://example.com/a//b/"),
        ("https://example.com/a%2Fb", "https://example.com/a%2Fb"),
        ("https://example.com/a;jsessionid=1F?x=1", "https://example.com/a?x=1"),
        # what says where a reader came from
        ("https://example.com/a?utm_source=x&UTM_Medium=y", "https://example.com/a"),
        ("https://example.com/a?fbclid=1&gclid=2&msclkid=3&mc_cid=4&mc_eid=5", "https://example.com/a"),
        ("https://example.com/a?_hsenc=1&_hsmi=2&mkt_tok=3&ck_subscriber_id=4", "https://example.com/a"),
        ("https://example.com/a?_bhlid=b0b&ref=thebrowser", "https://example.com/a"),
        ("https://example.com/a?source=email-3f&id=7", "https://example.com/a?id=7"),
        (
            "https://x.substack.com/p/slug?utm_source=post-email-title&publication_id=1&post_id=2"
            "&isFreemail=true&r=ab&triedRedirect=true",
            "https://x.substack.com/p/slug",
        ),
        ("https://x.com/a/status/12?s=20&t=Zq", "https://x.com/a/status/12"),
        ("https://youtu.be/abc?si=Zq&t=42", "https://youtu.be/abc?t=42"),
        ("https://www.nytimes.com/2026/01/a.html?smid=tw&unlocked_article_code=x",
         "https://www.nytimes.com/2026/01/a.html"),
        # what says what is read
        ("https://www.youtube.com/watch?v=abc&feature=share", "https://www.youtube.com/watch?v=abc"),
        ("https://example.com/?p=12", "https://example.com/?p=12"),
        ("https://example.com/a?id=1&page=2&q=", "https://example.com/a?id=1&page=2&q="),
        ("https://news.example.com/item?id=42", "https://news.example.com/item?id=42"),
        ("https://example.com/a?source=pdf", "https://example.com/a?source=pdf"),
        ("https://github.com/a/b?ref=main", "https://github.com/a/b?ref=main"),
        ("https://example.com/a?b=c%26utm_source%3Dx", "https://example.com/a?b=c%26utm_source%3Dx"),
        ("https://example.com/a?q=a+b%20c", "https://example.com/a?q=a+b%20c"),
        ("https://example.com/search?z=1&a=2", "https://example.com/search?z=1&a=2"),
        ("https://example.com/a?reference=3&preferred=4", "https://example.com/a?reference=3&preferred=4"),
        # fragments
        ("https://example.com/a#chapter", "https://example.com/a"),
        ("https://example.com/a#:~:text=so", "https://example.com/a"),
        ("https://example.com/#!/a/b", "https://example.com/#!/a/b"),
        ("https://example.com/app#/a/b", "https://example.com/app#/a/b"),
    ],
)  # fmt: skip
def test_an_address_has_one_form(written: str, meant: str) -> None:
    assert canonical(written) == meant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.com/a", "https://www.example.com/a/"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com/a?b=1&c=2", "https://example.com/a?c=2&b=1"),
        ("https://example.com/a?utm_source=x#top", "https://example.com/a?utm_campaign=y"),
    ],
)
def test_one_page_is_known_again(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a?id=1", "https://example.com/a?id=2"),
        ("https://example.com/a", "https://blog.example.com/a"),
        ("https://example.com/a", "https://example.com:8443/a"),
        ("https://www.youtube.com/watch?v=a", "https://www.youtube.com/watch?v=b"),
    ],
)
def test_two_pages_are_kept_apart(one: str, other: str) -> None:
    assert identity(one) != identity(other)


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=200), st.text(max_size=200))
def test_the_one_form_of_the_one_form_is_itself(path: str, query: str) -> None:
    try:
        once = canonical(f"https://example.com/{path}?{query}")
    except InvalidInput:
        return
    assert canonical(once) == once
    assert once.isascii()
