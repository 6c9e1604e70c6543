"""What is read off how newsletters are built: labels, cards, lists, footers."""

import pytest
from tests.support.newsletters.mails import judge, judged, newsletter

from educe.extractors.newsletters.filtering.chain import Filter
from educe.extractors.newsletters.filtering.verdicts import Kind
from educe.extractors.newsletters.links import extract_links

OPAQUE = "https://u1.ct.sendgrid.net/ls/click?upn=u001.aBc1dEf2gHi3jKl4mNo5pQr6sTu7vWx8yZ9{}"
ARTICLE = "https://news.example/2026/11/how-the-river-changed-course"


@pytest.mark.parametrize("heading", ["5) Jobs", "3. TERMINE", "IV. Events", "Jobs & events"])
def test_a_section_is_known_by_its_heading_numbered_or_of_two_parts(heading: str) -> None:
    html = f"<h2>{heading}</h2><p><a href='{ARTICLE}'>How the river changed its course</a></p>"
    assert judged(html)[ARTICLE].kind is Kind.OTHER


@pytest.mark.parametrize(
    "heading", ["Follow the money", "Folgen der Dürre", "Share buybacks are back", "News & jobs"]
)
def test_a_headline_that_begins_like_a_section_is_none(heading: str) -> None:
    html = f"<h2>{heading}</h2><p>What happened. <a href='{ARTICLE}'>Read more</a></p>"
    assert judged(html)[ARTICLE].kept


def test_a_footnote_speaks_of_what_is_starred_alone() -> None:
    paid = "https://shop.example/2026/the-kettle-that-we-love-most"
    html = (
        f"<table><tr><td><p>Read: <a href='{ARTICLE}'>How the river changed</a>.</p>"
        f"<p>Have: <a href='{paid}'>The kettle that we love most</a>.*</p>"
        "<p>*A message from our sponsor.</p></td></tr></table>"
    )
    found = judged(html)
    assert found[ARTICLE].kept
    assert found[paid].kind is Kind.SPONSOR


def test_a_sponsor_named_on_top_pays_for_its_own_section_only() -> None:
    ours, paid = OPAQUE.format(1), OPAQUE.format(2)
    html = (
        "<p><i>Presented by Better Bridges</i></p><p><b>DRIVING THE DAY</b></p>"
        f"<p>The house votes on tolls; our colleague <a href='{ours}'>has the details</a>.</p>"
        "<p><b>A message from Better Bridges:</b></p>"
        f"<p>Every day a bridge needs repair. <a href='{paid}'>what we do about it</a>.</p>"
    )
    found = judged(html)
    assert found[ours].kept
    assert found[paid].kind is Kind.SPONSOR


def test_a_box_with_two_headings_is_not_called_after_the_first() -> None:
    html = (
        "<table><tr><td><h2>In the shop</h2><p>Prints of the show.</p><h2>Thank you, Greta</h2>"
        f"<p>The Herald ran <a href='{ARTICLE}'>a lovely interview</a>.</p></td></tr></table>"
    )
    assert judged(html)[ARTICLE].kept


@pytest.mark.parametrize(
    ("text", "kept"), [("counted", True), ("has the scoop", True), ("crossword", False)]
)
def test_words_of_a_sentence_are_enough_when_an_address_says_nothing(text: str, kept: bool) -> None:
    url = OPAQUE.format(1)
    html = f"Monitors at the border <a href='{url}'>{text}</a> in the second week of the truce."
    assert judged(html)[url].kept is kept


def test_the_name_of_a_paper_at_the_end_of_a_text_links_to_it() -> None:
    url = OPAQUE.format(1)
    html = f"The bank that wants to be a phone has a new chief. <a href='{url}'>Sifted</a>"
    assert judged(html)[url].kept


def test_what_has_a_price_is_no_article() -> None:
    url = "https://bikes.example/commuter/lark-city-3-step-through"
    html = f"<td><h3><a href='{url}'>Lark City 3 Step-Through</a></h3><p>£899</p></td>"
    assert not judged(f"<table><tr>{html}</tr></table>")[url].kept


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://talk.example/t/my-compost-smells-of-ammonia/8812", False),
        ("https://news.example/legal/narrator-sues-voice-company-2026-11-08/", True),
        ("https://www.example.org/journal/10584", False),
        ("https://aws.amazon.com/builders-library/fairness-in-multi-tenant-systems/", True),
        ("https://doi.org/10.1101/2026.10.30.621234", True),
    ],
)
def test_addresses_tell_discussions_and_journals_from_articles(url: str, kept: bool) -> None:
    assert judge(url).kept is kept


def test_a_card_of_another_letter_stands_in_the_content() -> None:
    url = OPAQUE.format(1)
    html = (
        f"<div class='embedded-post-wrap'><a class='embedded-post' href='{url}'>"
        "<div class='embedded-post-header'>Ruins</div><div>Letter from a drowned village</div>"
        "<div class='embedded-post-cta'>Read more</div></a></div>"
    )
    assert judged(html)[url].kept


def test_a_footer_s_counted_links_are_not_followed() -> None:
    url = OPAQUE.format(1)
    words = "Words that say what happened in the world of rivers this week. " * 12
    html = (
        f"<p>{words}</p><div class='footer'><p>You receive this because you signed up.</p>"
        f"<p><a href='{url}'>Enough of this, thank you</a></p></div>"
    )
    made = newsletter(html)
    verdict = Filter().screen(made, extract_links(made).links)[0]
    assert verdict is None or verdict.never_fetch
    short = newsletter(html.replace("Enough of this, thank you", "Enough"))
    found = Filter().screen(short, extract_links(short).links)[0]
    assert found is not None
    assert found.never_fetch
