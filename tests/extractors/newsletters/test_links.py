"""Which links a body has, and what it says about them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.newsletters.mails import links, newsletter

from educe.extractors.newsletters import links as links_module
from educe.extractors.newsletters.links import extract_links


def test_anchors_with_the_same_target_are_one_link_with_all_their_words() -> None:
    (link,) = links(
        '<a href="https://a.example/x"><img src="i.png" alt="A bridge"></a>'
        '<h2><a href="https://a.example/x">The bridge is open</a></h2>'
        '<p>After years. <a href="https://a.example/x">Read more</a></p>'
    )
    assert link.texts == ("The bridge is open", "Read more")
    assert link.alt == "A bridge"
    assert [place.image_only for place in link.places] == [True, False, False]
    assert link.position == 0


def test_relative_links_are_on_the_base() -> None:
    (link,) = links('<head><base href="https://a.example/n/"></head><a href="../x?y=1">z</a>')
    assert link.url == "https://a.example/x?y=1"


def test_white_space_and_line_ends_in_an_address_are_left_out() -> None:
    (link,) = links('<a href=" https://a.example/\n x">z</a>')
    assert link.url == "https://a.example/ x"


def test_links_that_are_no_web_addresses_are_found_too() -> None:
    found = links('<a href="mailto:a@b.c">m</a><a href="tel:1">t</a><a href="javascript:x()">j</a>')
    assert [link.url for link in found] == ["mailto:a@b.c", "tel:1", "javascript:x()"]


def test_image_maps_have_links() -> None:
    (link,) = links('<map><area href="https://a.example/x" alt="North"></map>')
    assert (link.url, link.alt) == ("https://a.example/x", "North")


def test_a_link_knows_the_headings_above_it() -> None:
    found = links(
        "<h1>Issue</h1><h2>Cities</h2><p><a href='https://a.example/1'>x</a></p>"
        "<h2>Rivers</h2><p>text</p><p><a href='https://a.example/2'>y</a></p>"
    )
    assert [link.places[0].headings for link in found] == [("Issue", "Cities"), ("Issue", "Rivers")]


def test_a_bold_line_is_a_heading() -> None:
    (link,) = links("<p><strong>What I read</strong></p><p><a href='https://a.example'>x</a> y</p>")
    assert link.heading == "What I read"


def test_a_heading_in_a_box_says_nothing_of_what_is_outside() -> None:
    found = links(
        "<table><tr><td><h2>Sponsor</h2><p>words <a href='https://a.example/1'>x</a></p></td></tr>"
        "</table><p>more words <a href='https://a.example/2'>y</a></p>"
    )
    assert [link.heading for link in found] == ["Sponsor", ""]


def test_zones_of_a_mail() -> None:
    found = links(
        "<p><a href='https://a.example/web'>View in browser</a></p>"
        f"<h1>A long enough headline</h1><p>{'content ' * 60}<a href='https://a.example/1'>x</a></p>"
        "<p>You are receiving this because you signed up. <a href='https://a.example/u'>Leave</a></p>"
    )
    zones = [(link.in_header_zone, link.in_footer_zone) for link in found]
    assert zones == [(True, False), (False, False), (False, True)]


def test_an_unsubscribe_link_on_top_makes_no_footer() -> None:
    found = links(
        "<p><a href='https://a.example/u'>Unsubscribe</a></p>"
        f"<p>{'content ' * 60}<a href='https://a.example/1'>x</a></p>"
    )
    assert not found[1].in_footer_zone


def test_a_row_of_short_links_is_known() -> None:
    row = " | ".join(f"<a href='https://a.example/{n}'>Part {n}</a>" for n in range(4))
    assert all(link.places[0].in_link_row for link in links(f"<p>{row}</p>"))


def test_hidden_links_are_marked() -> None:
    (link,) = links('<div style="display:none"><a href="https://a.example/x">x</a></div>')
    assert link.places[0].hidden


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See <https://a.example/x>.", ["https://a.example/x"]),
        ("See https://a.example/x.", ["https://a.example/x"]),
        ("(see https://a.example/x_(y))", ["https://a.example/x_(y)"]),
        ("“https://a.example/x”, he said", ["https://a.example/x"]),
        ("www.a.example/x is it", ["https://www.a.example/x"]),
        ("<https://a.example/a\n b/c>", ["https://a.example/ab/c"]),
        ("[words](https://a.example/x)", ["https://a.example/x"]),
        ("no link here: a.b, http:, www.", []),
    ],
)
def test_links_in_plain_text(text: str, expected: list[str]) -> None:
    assert [link.url for link in links(text=text)] == expected


def test_an_address_that_was_wrapped_is_put_together() -> None:
    start = "https://a.example/a-very-long-path-that-fills-the-line-until-its-very-end-and-"
    (link,) = links(text=f"Read:\n{start}\ngoes-on-here?x=1\n\nNext paragraph.")
    assert link.url == start + "goes-on-here?x=1"


def test_a_word_after_an_address_does_not_join_it() -> None:
    start = "https://a.example/a-very-long-path-that-fills-the-line-until-its-very-last"
    (link,) = links(text=f"{start}\nSincerely")
    assert link.url == start


def test_footnotes_give_their_words_to_the_links() -> None:
    found = links(
        text="The bridge is open [1]\n\nText.\n\n[1] https://a.example/x\n[2] https://a.example/y"
    )
    assert [(link.url, link.text) for link in found] == [
        ("https://a.example/x", "The bridge is open"),
        ("https://a.example/y", ""),
    ]


def test_a_number_given_twice_loses_no_link() -> None:
    found = links(text="One [1]\n\n[1] https://a.example/x\n\nTwo\n\n[1] https://a.example/y\n")
    assert {link.url for link in found} == {"https://a.example/x", "https://a.example/y"}


@pytest.mark.slow
@pytest.mark.timeout(30)
def test_twenty_thousand_links_in_one_line_take_seconds_at_most() -> None:
    found = extract_links(
        newsletter("".join(f"<a href='https://a.example/{n}'>x</a> " for n in range(20_000)))
    )
    assert len(found.links) + found.omitted == 20_000


def test_plain_links_are_named_by_what_stands_before_them() -> None:
    found = links(
        text="* The bridge is open\n  https://a.example/x\n\nThe ferry: https://a.example/y"
    )
    assert [link.text for link in found] == ["The bridge is open", "The ferry"]


def test_the_text_alternative_adds_no_links_to_the_html() -> None:
    found = links('<a href="https://a.example/x?t=1">x</a>', text="x https://a.example/x?t=2")
    assert [link.url for link in found] == ["https://a.example/x?t=1"]


def test_html_without_links_leaves_those_of_the_text() -> None:
    assert [link.url for link in links("<p>x</p>", text="https://a.example/x")]


def test_markup_nested_without_end_still_gives_its_links() -> None:
    found = links("<div>" * 30_000 + '<a href="https://a.example/x">x</a>')
    assert [link.url for link in found] == ["https://a.example/x"]


def test_links_beyond_the_limit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links_module, "MAX_LINKS", 3)
    found = extract_links(
        newsletter("".join(f'<a href="https://a.example/{n}">x</a>' for n in range(5)))
    )
    assert (len(found.links), found.omitted) == (3, 2)


PIECES = st.sampled_from(
    [
        "<a href='https://a.example/1'>",
        "</a>",
        "<table>",
        "<td>",
        "</table>",
        "<h2>",
        "<hr>",
        "x y",
        "<a href=>",
        "<a href='http://['>",
        "<img alt='z'>",
        "<br>",
        "<!--",
        "-->",
        "<p>",
        "&lt;",
        "<base href='::'>",
        "<div style='display:none'>",
        "</div>",
        "unsubscribe",
        "<map><area href=q>",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_no_html_makes_extraction_raise(pieces: list[str]) -> None:
    links("".join(pieces) + " ")


@settings(deadline=None)
@given(st.text(alphabet="htps:/w.ax[]()<>1 \n-=*\t", max_size=300))
def test_no_text_makes_extraction_raise(text: str) -> None:
    links(text=text)


@pytest.mark.parametrize(
    "text", ["https://a.example/" + ")" * 200_000, "x" + "=" * 200_000 + "x", "a" + "* " * 100_000]
)
def test_text_made_to_be_slow_is_read_quickly(text: str) -> None:
    began = time.process_time()
    links(text=text)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("piece", ["<a ", '<a href="', "<a b='", "<area "])
def test_markup_made_to_be_slow_is_read_quickly(piece: str) -> None:
    began = time.process_time()
    links("<div>" * 3_000 + piece * (100_000 // len(piece)))
    assert time.process_time() - began < 3


def test_what_opens_in_an_address_may_close_in_it() -> None:
    found = links(text="(https://a.example/x_(y)) [https://a.example/z], https://a.example/(w).")
    assert [link.url for link in found] == [
        "https://a.example/x_(y)",
        "https://a.example/z",
        "https://a.example/(w)",
    ]
