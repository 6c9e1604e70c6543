import asyncio
import gzip
import time

import pytest

from educe.fetching.limits import USER_AGENT
from tests.fetching.conftest import Open, Outside
from tests.support.web import Web, answer, by_method, endless, hangs_up
from tests.support.world import until

pytestmark = pytest.mark.slow

PAGE = "<html><body>" + "<p>A long article that somebody wants to read.</p>" * 100
SCRIPT = "<html><script>{}</script></html>"


@pytest.fixture(autouse=True)
def article(web: Web) -> None:
    web.says("/article", answer(200, PAGE))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed(outside: Outside, web: Web, status: int) -> None:
    web.moves("/click", "/article", status)
    resolved = await outside.resolver.resolve(web.url("/click"))
    assert (resolved.how, resolved.final) == ("redirects", web.url("/article"))
    assert [(hop.status, hop.how) for hop in resolved.hops] == [(status, "redirect"), (200, "end")]
    assert [(asked.method, asked.path) for asked in web.asked] == [
        ("HEAD", "/click"),
        ("HEAD", "/article"),
    ]


async def test_three_hops_cost_three_requests(outside: Outside, web: Web) -> None:
    web.moves("/one", web.url("/two", "b.test"))
    web.moves("/two", web.url("/article", "c.test"))
    resolved = await outside.resolver.resolve(web.url("/one", "a.test"))
    assert resolved.final == web.url("/article", "c.test")
    assert len(web.asked) == 3


async def test_a_link_to_the_page_itself_is_direct(outside: Outside, web: Web) -> None:
    resolved = await outside.resolver.resolve(web.url("/article?utm_source=x#part"))
    assert (resolved.how, resolved.final) == ("direct", web.url("/article?utm_source=x#part"))
    assert (resolved.status, resolved.code) == (200, None)


@pytest.mark.parametrize(
    "script",
    [
        answer(200, refresh="0; url=/article"),
        answer(200, "<meta http-equiv=refresh content='0;url=/article'>"),
        answer(200, SCRIPT.format("location.href='/article'")),
        by_method(answer(405), answer(302, location="/article")),
        by_method(answer(403), answer(302, location="/article")),
        by_method(answer(501), answer(302, location="/article")),
        by_method(answer(404), answer(302, location="/article")),
        by_method(answer(200), answer(302, location="/article")),
        by_method(hangs_up, answer(302, location="/article")),
    ],
    ids=["refresh", "meta", "script", "405", "403", "501", "404", "lies", "hangs-up"],
)
async def test_what_isnt_told_by_head_is_found_by_get(
    outside: Outside, web: Web, script: object
) -> None:
    web.says("/click", script)  # type: ignore[arg-type]
    resolved = await outside.resolver.resolve(web.url("/click"))
    assert (resolved.how, resolved.final) == ("redirects", web.url("/article"))


async def test_a_host_whose_heads_lie_is_asked_with_get_from_then_on(
    outside: Outside, web: Web
) -> None:
    for path in ("/a", "/b"):
        web.says(path, by_method(answer(405), answer(302, location=web.url("/article", "c.test"))))
        await outside.resolver.resolve(web.url(path))
    assert web.paths("HEAD") == ["/a", "/article", "/article"]


async def test_the_fragment_stays(outside: Outside, web: Web) -> None:
    web.moves("/click", "/article")
    resolved = await outside.resolver.resolve(web.url("/click#part"))
    assert resolved.final == web.url("/article#part")


# what can't be resolved


async def test_a_script_that_cant_be_read_says_so(outside: Outside, web: Web) -> None:
    web.says("/click", answer(200, SCRIPT.format("location.href = unpack(x)")))
    resolved = await outside.resolver.resolve(web.url("/click"))
    assert (resolved.how, resolved.code) == ("unresolved", "script")
    assert resolved.reason == "The page redirects by a script."
    assert resolved.final == web.url("/click")


async def test_a_loop_is_seen(outside: Outside, web: Web) -> None:
    web.moves("/a", "/b")
    web.moves("/b", "/a")
    resolved = await outside.resolver.resolve(web.url("/a"))
    assert (resolved.code, resolved.final) == ("loop", web.url("/a"))
    assert len(web.asked) == 2


async def test_ten_hops_are_followed_and_no_more(outside: Outside, web: Web) -> None:
    for n in range(20):
        web.moves(f"/{n}", f"/{n + 1}")
    resolved = await outside.resolver.resolve(web.url("/0"))
    assert (resolved.code, resolved.final) == ("too_many_hops", web.url("/0"))
    assert resolved.reached == web.url("/11")
    web.says("/20", answer(200, PAGE))
    assert (await outside.resolver.resolve(web.url("/10"))).final == web.url("/20")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/",
        "http://2130706433/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.1/",
        "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
        "http://10.0.0.1:5432/", "http://8.8.8.8:22/", "http://localhost/", "http://100.64.1.1/",
    ],
)  # fmt: skip
async def test_nobody_leads_into_private_networks(
    open_outside: Open, web: Web, target: str
) -> None:
    async def resolve(host: str, _: int) -> list[str]:
        return ["127.0.0.1"]

    web.moves("/click", target)
    async with open_outside(resolve=resolve) as outside:
        resolved = await outside.resolver.resolve(web.url("/click"))
    assert resolved.code in ("refused_address", "not_web")
    assert resolved.final == web.url("/click")
    assert web.paths() == ["/click"]


async def test_a_name_that_leads_elsewhere_the_second_time_is_asked_only_once(
    open_outside: Open, web: Web
) -> None:
    told: list[str] = []

    async def rebinding(host: str, _: int) -> list[str]:
        told.append(host)
        return ["127.0.0.1"] if len(told) == 1 else ["169.254.169.254"]

    web.moves("/a", "/article")
    async with open_outside(resolve=rebinding, allowed=("127.0.0.0/8:*",)) as outside:
        assert (await outside.resolver.resolve(web.url("/a"))).final == web.url("/article")
        assert told == ["web.test"]  # what was checked is what was connected to
        web.says("/b", answer(200, PAGE, connection="close"))
        await outside.resolver.resolve(web.url("/b"))
    async with open_outside(resolve=rebinding, allowed=("127.0.0.0/8:*",)) as outside:
        resolved = await outside.resolver.resolve(web.url("/c"))
    assert resolved.code == "refused_address"  # a new connection is checked anew
    assert "/c" not in web.paths()


@pytest.mark.parametrize("target", ["mailto:a@example.com", "itms-apps://x", "javascript:alert(1)"])
async def test_a_redirect_to_what_is_no_web_page_says_so(
    outside: Outside, web: Web, target: str
) -> None:
    web.moves("/click", target)
    assert (await outside.resolver.resolve(web.url("/click"))).code == "not_web"


@pytest.mark.parametrize("url", ["mailto:a@example.com", "", "https://", "tel:1", "http://1/"])
async def test_what_is_no_web_address_is_left_as_it_is(outside: Outside, url: str) -> None:
    resolved = await outside.resolver.resolve(url)
    assert (resolved.how, resolved.final, resolved.code) == ("unresolved", url, "not_web")


async def test_a_host_that_there_is_not_says_so(outside: Outside) -> None:
    resolved = await outside.resolver.resolve("https://nowhere.example/a")
    assert (resolved.code, resolved.reason) == ("no_such_host", "There is no host nowhere.example.")


async def test_a_port_where_nobody_listens_says_so(outside: Outside) -> None:
    assert (await outside.resolver.resolve("http://web.test:1/a")).code == "unreachable"


async def test_a_tracking_link_that_answers_with_an_error_is_unresolved(
    outside: Outside, web: Web
) -> None:
    web.says("/track/click", answer(403))
    web.moves("/track/click/ok", "/gone")
    resolved = await outside.resolver.resolve(web.url("/track/click"))
    assert (resolved.code, resolved.status) == ("http_error", 403)
    resolved = await outside.resolver.resolve(web.url("/track/click/ok"))
    assert (resolved.final, resolved.status) == (web.url("/gone"), 404)  # known, but not there


# what is never fetched


@pytest.mark.parametrize(
    "path", ["/unsubscribe?u=1", "/confirm/x", "/email-preferences", "/oneclick"]
)
async def test_what_would_do_something_is_fetched_at_no_hop(
    outside: Outside, web: Web, path: str
) -> None:
    web.moves("/click", path)
    for first in (path, "/click"):
        resolved = await outside.resolver.resolve(web.url(first))
        assert (resolved.code, resolved.final) == ("never_fetched", web.url(first))
        assert resolved.reached == web.url(path)
    assert set(web.paths()) == {"/click"}


async def test_what_the_mail_names_for_leaving_is_fetched_at_no_hop(
    outside: Outside, web: Web
) -> None:
    web.moves("/click", "/l/7?x=1")
    deny = [web.url("/l/7?x=1"), "mailto:leave@example.com"]
    for path in ("/l/7?x=1&utm_source=a", "/click"):
        resolved = await outside.resolver.resolve(web.url(path), deny=deny)
        assert resolved.code == "never_fetched"
    assert web.paths() == ["/click"]


# what is decoded


async def test_a_target_in_the_link_costs_no_request(outside: Outside, web: Web) -> None:
    target = "https%3A%2F%2Fnews.example%2Fa"
    inner = f"https://l.facebook.com/l.php?u={target}".replace("%", "%25")
    link = f"https://x.safelinks.protection.outlook.com/?url={inner}"
    resolved = await outside.resolver.resolve(link)
    assert (resolved.how, resolved.final) == ("decoded", "https://news.example/a")
    assert [hop.how for hop in resolved.hops] == ["decoded", "decoded", "end"]
    assert web.asked == []


async def test_a_target_that_leads_on_is_followed(outside: Outside, web: Web) -> None:
    web.moves("/track/click", "/article")
    link = "https://www.google.com/url?q=" + web.url("/track/click").replace("/", "%2F")
    resolved = await outside.resolver.resolve(link)
    assert (resolved.how, resolved.final) == ("redirects", web.url("/article"))
    assert [hop.how for hop in resolved.hops] == ["decoded", "redirect", "end"]


async def test_a_redirect_to_a_link_with_a_target_in_it_ends_there(
    outside: Outside, web: Web
) -> None:
    web.moves("/click", "https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fa")
    resolved = await outside.resolver.resolve(web.url("/click"))
    assert (resolved.how, resolved.final) == ("redirects", "https://news.example/a")


# what is sent


async def test_no_cookies_no_referrer_and_no_password_are_sent(outside: Outside, web: Web) -> None:
    web.says("/click", answer(302, location=web.url("/article"), set_cookie="id=1; Path=/"))
    link = web.url("/click").replace("://", "://me:secret@")
    await outside.resolver.resolve(link)
    await outside.fetching.page(web.url("/article"))
    for asked in web.asked:
        assert set(asked.headers) == {"host", "user-agent", "accept", "accept-encoding"}
        assert asked.headers["user-agent"] == USER_AGENT
        assert asked.headers["host"] == f"web.test:{web.port}"


async def test_the_environments_proxies_are_not_asked(
    open_outside: Open, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with open_outside() as outside:
        assert (await outside.resolver.resolve(web.url("/article"))).how == "direct"


# what never ends


async def test_a_body_that_never_ends_is_left(outside: Outside, web: Web) -> None:
    web.says("/click", by_method(answer(405), endless(b"x" * 10_000)))
    resolved = await outside.resolver.resolve(web.url("/click"))
    assert (resolved.how, resolved.status) == ("direct", 200)


async def test_a_page_of_ten_megabytes_is_looked_at_and_left(outside: Outside, web: Web) -> None:
    head = "<meta http-equiv=refresh content='0;url=/article'>"
    web.says("/click", by_method(answer(405), answer(200, head + "x" * 10_000_000)))
    began = time.monotonic()
    assert (await outside.resolver.resolve(web.url("/click"))).final == web.url("/article")
    assert time.monotonic() - began < 10


async def test_a_bomb_does_nothing(outside: Outside, web: Web) -> None:
    bomb = gzip.compress(b"\x00" * 50_000_000)
    web.says("/click", by_method(answer(405), answer(200, bomb, content_encoding="gzip")))
    assert (await outside.resolver.resolve(web.url("/click"))).how == "direct"
    page = await outside.fetching.page(web.url("/click"), max_bytes=100_000)
    assert (len(page.body), page.whole) == (100_000, False)


@pytest.mark.parametrize("head", [answer(405), answer(200, after=60)], ids=["body", "head"])
async def test_who_answers_drop_by_drop_is_left_in_time(
    open_outside: Open, web: Web, head: object
) -> None:
    drops = endless(b"x", every=0.1)
    web.says("/click", by_method(head, drops))  # type: ignore[arg-type]
    began = time.monotonic()
    async with open_outside(link_seconds=1.0) as outside:
        assert (await outside.resolver.resolve(web.url("/click"))).code == "timed_out"
    assert time.monotonic() - began < 15


async def test_a_head_that_is_never_answered_is_followed_by_get(
    open_outside: Open, web: Web
) -> None:
    web.says("/click", by_method(answer(200, after=60), answer(302, location="/article")))
    async with open_outside(read_seconds=0.5) as outside:
        assert (await outside.resolver.resolve(web.url("/click"))).final == web.url("/article")


async def test_headers_that_never_end_are_left(open_outside: Open, web: Web) -> None:
    async def headers(_: object, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while not writer.is_closing():
            writer.write(b"X: y\r\n" * 1000)
            await writer.drain()
        raise ConnectionResetError

    web.says("/click", headers)
    async with open_outside(link_seconds=5.0) as outside:
        assert (await outside.resolver.resolve(web.url("/click"))).code == "bad_answer"


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 000 Odd\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: //[\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation:\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 429 Busy\r\nRetry-After: Mon, 99 Xyz\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nRefresh: 0;url=//[\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nBad\x00Name: x\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
        b"",
    ],
)
async def test_a_bad_answer_is_one_links_failure(open_outside: Open, web: Web, said: bytes) -> None:
    async def script(_: object, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        raise ConnectionResetError

    web.says("/click", script)
    async with open_outside(read_seconds=1.0, max_wait_seconds=0.1) as outside:
        resolved = await outside.resolver.resolve(web.url("/click"))
    assert resolved.code in ("bad_answer", "not_web", "busy", "http_error", None)


async def test_an_address_with_whatever_in_it_is_kept(outside: Outside) -> None:
    url = "https://nowhere.example/\x00\ud800"
    resolved = await outside.resolver.resolve(url)
    assert (resolved.code, resolved.final) == ("no_such_host", url)
    assert (await outside.resolver.resolve(url)).cached


async def test_what_isnt_http_says_so(outside: Outside, web: Web) -> None:
    async def ssh(_: object, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")

    web.says("/click", ssh)
    assert (await outside.resolver.resolve(web.url("/click"))).code == "bad_answer"


# several at once


async def test_each_link_is_resolved_once_whoever_asks(outside: Outside, web: Web) -> None:
    web.says("/click", answer(302, location="/article", after=0.1))
    urls = [web.url("/click"), web.url("/article"), web.url("/click"), "mailto:a@b.test"]

    async def all_of_them() -> set[str]:
        return {found.final async for found in outside.resolver.resolve_all(urls)}

    for finals in await asyncio.gather(*(all_of_them() for _ in range(5))):
        assert finals == {web.url("/article"), "mailto:a@b.test"}
    assert web.paths().count("/click") == 1


async def test_who_stops_listening_stops_the_following(outside: Outside, web: Web) -> None:
    web.says("/slow", answer(200, PAGE, after=60))
    stream = outside.resolver.resolve_all([web.url("/slow"), web.url("/article")])
    assert (await anext(stream)).final == web.url("/article")
    await stream.aclose()  # type: ignore[attr-defined]
    again = asyncio.create_task(outside.resolver.resolve(web.url("/slow")))
    await until(lambda: web.paths().count("/slow") == 2)
    again.cancel()
