import pytest

from educe.fetching.links import Link
from educe.fetching.never import denied, is_denied, never_fetched


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/unsubscribe?u=1", "https://example.com/email/UNSUBSCRIBE.php",
        "https://example.com/unsub/abc", "https://unsubscribe.example.com/x", "https://example.com/opt-out",
        "https://example.com/optout", "https://example.com/OptOut", "https://example.com/a?action=opt_out",
        "https://example.com/one-click/abc", "https://example.com/oneclick", "https://example.com/confirm/x",
        "https://example.com/confirm_email?t=1", "https://example.com/ConfirmSubscription",
        "https://example.com/preferences", "https://example.com/email-preferences/x",
        "https://example.com/ManagePreferences", "https://example.com/manage_subscription",
        "https://x.substack.com/action/disable_email?token=eyJ", "https://example.com/%75nsubscribe",
        "https://example.com/%2575nsubscribe", "https://example.com/a?next=%2Funsubscribe%3Fu%3D1",
        "https://click.example.com/t?url=https%3A%2F%2Fb.example%2Funsubscribe",
        "https://example.com/newsletter/abmelden", "https://example.com/désinscription",
        "https://example.com/verify?t=1", "https://example.com/cmd?op=unsubscribe",
        "https://example.com/how-to-unsubscribe-from-everything",
    ],
)  # fmt: skip
def test_a_link_that_would_do_something_is_never_fetched(url: str) -> None:
    assert never_fetched(Link.parse(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/2026/01/settings-that-matter", "https://example.com/p/subscribe-to-life",
        "https://example.com/why-you-should-confirm-your-beliefs-today", "https://example.com/a?id=confirmed",
        "https://example.com/voter-preferences-shift-in-ohio-and-iowa", "https://example.com/adoption-out",
        "https://example.com/click/one", "https://iconfactory.com/",
        "https://example.com/unsubtle-design",
        "https://example.com/options", "https://www.nytimes.com/2026/11/01/opt-in-or-not.html?x=1",
        "https://example.com/blog/verification-explained-for-teams-of-ten",
    ],
)  # fmt: skip
def test_an_articles_words_are_no_reason(url: str) -> None:
    assert never_fetched(Link.parse(url)) is None


def test_what_the_mail_itself_names_is_left_alone_however_it_is_written() -> None:
    those = denied(
        frozenset({"https://example.com/u/7?b=1&a=2", "mailto:leave@example.com", "junk"})
    )
    assert is_denied(Link.parse("http://EXAMPLE.com/u/7/?a=2&b=1&utm_source=x"), those)
    assert not is_denied(Link.parse("https://example.com/u/8"), those)
