import pytest

from educe.fetching.failures import FetchFailed
from tests.fetching.conftest import Outside
from tests.support.web import Web, answer


async def test_a_page_is_read_through_redirects(outside: Outside, web: Web) -> None:
    web.moves("/a", "/b")
    web.says("/b", answer(200, "<p>é</p>", content_type="text/html; charset=utf-8"))
    page = await outside.fetching.page(web.url("/a"))
    assert (page.url, page.status, page.whole) == (web.url("/b"), 200, True)
    assert page.body.decode() == "<p>é</p>"
    assert page.content_type == "text/html; charset=utf-8"
    assert web.paths("HEAD") == []


async def test_a_page_is_read_up_to_a_limit(outside: Outside, web: Web) -> None:
    web.says("/a", answer(200, "x" * 10_000))
    page = await outside.fetching.page(web.url("/a"), max_bytes=100)
    assert (len(page.body), page.whole) == (100, False)


async def test_a_page_that_isnt_there_is_a_page_too(outside: Outside, web: Web) -> None:
    assert (await outside.fetching.page(web.url("/nothing"))).status == 404


async def test_what_the_mail_names_for_leaving_is_no_page(outside: Outside, web: Web) -> None:
    web.moves("/a", "/l/7")
    with pytest.raises(FetchFailed):
        await outside.fetching.page(web.url("/a"), deny=[web.url("/l/7")])
    assert web.paths() == ["/a"]


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://169.254.169.254/", "refused_address"),
        ("/unsubscribe", "never_fetched"),
        ("/a", "loop"),
        ("mailto:x@example.com", "not_web"),
    ],
)
async def test_what_may_not_be_fetched_is_not(
    outside: Outside, web: Web, target: str, code: str
) -> None:
    web.moves("/a", target)
    with pytest.raises(FetchFailed) as refused:
        await outside.fetching.page(web.url("/a"))
    assert refused.value.code == code
    assert web.paths() == ["/a"]
