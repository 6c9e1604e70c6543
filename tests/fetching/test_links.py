import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from educe.errors import InvalidInput
from educe.fetching.links import Link


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://Example.COM", "https://example.com/"),
        ("  https://example.com/a\n ", "https://example.com/a"),
        ("https://exa\tmple.com/a\r\nb", "https://example.com/ab"),
        ("HTTP://example.com:80/a", "http://example.com/a"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com.:443/", "https://example.com/"),
        ("https:\\\\example.com\\a", "https://example.com/a"),
        ("https:/example.com/a", "https://example.com/a"),
        ("https://me:secret@example.com/a", "https://example.com/a"),
        ("https://example.com@evil.test/a", "https://evil.test/a"),
        ("https://evil.test\\@example.com/", "https://evil.test/@example.com/"),
        ("https://example.com#@evil.test/", "https://example.com/#@evil.test/"),
        (
            "https://bücher.example/ä b?ö=ü",
            "https://xn--bcher-kva.example/%C3%A4%20b?%C3%B6=%C3%BC",
        ),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://example.com/a%2Fb?q=%41", "https://example.com/a%2Fb?q=%41"),
        ("https://ex%61mple.com/", "https://example.com/"),
        ("https://１２７.０.０.１/", "https://127.0.0.1/"),
        ("http://[::FFFF:7f00:1]/", "http://[::ffff:127.0.0.1]/"),
    ],
)
def test_an_address_is_read_as_browsers_read_it(written: str, read: str) -> None:
    # how an IPv4 address within an IPv6 one is written depends on Python's version
    assert Link.parse(written).url in (read, read.replace("ffff:127.0.0.1", "ffff:7f00:1"))


@pytest.mark.parametrize(
    ("location", "read"),
    [
        ("/b", "https://example.com/b"),
        ("b?c", "https://example.com/a/b?c"),
        ("?c=1", "https://example.com/a/x?c=1"),
        ("//other.test/b", "https://other.test/b"),
        ("\\\\other.test\\b", "https://other.test/b"),
        ("../b", "https://example.com/b"),
        ("http://other.test", "http://other.test/"),
    ],
)
def test_a_relative_address_is_read_from_where_it_stands(location: str, read: str) -> None:
    assert Link.parse(location, Link.parse("https://example.com/a/x?q#f")).url == read


@pytest.mark.parametrize(
    "written",
    [
        "", "mailto:a@example.com", "javascript:alert(1)", "file:///etc/passwd", "ftp://example.com/",
        "//example.com/", "example.com/a", "https://", "https:///", "http://example.com:0/",
        "http://example.com:99999/", "http://exa mple.com/", "http://[::1", "http://[fe80::1%25eth0]/",
        "http://a..b/", "http://-/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://127.1/", "http://0x7f.1/", "http://1.2.3.4.5/", "http://256.256.256.256/",
        "http://" + "a" * 64 + ".test/", "http://example.com/" + "a" * 9000,
    ],
)  # fmt: skip
def test_what_is_no_usual_web_address_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput):
        Link.parse(written)


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.characters(exclude_categories=())), st.sampled_from(["", "//", "https://", "/"]))
def test_whatever_is_written_is_an_address_or_refused(text: str, start: str) -> None:
    base = Link.parse("https://example.com/a")
    for given_base in (None, base):
        try:
            link = Link.parse(start + text, given_base)
        except InvalidInput:
            continue
        assert link.url.isascii()
        assert Link.parse(link.url) == link
