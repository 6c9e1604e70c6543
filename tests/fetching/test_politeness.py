import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.fetching.conftest import Open, Outside
from tests.support.web import Web, answer

PAGE = answer(200, "x" * 3000, after=0.05)


@pytest.mark.slow
async def test_one_host_is_asked_by_few_at_a_time(open_outside: Open, web: Web) -> None:
    urls = [web.url(f"/{n}") for n in range(20)]
    for n in range(20):
        web.says(f"/{n}", PAGE)
    async with open_outside(concurrency_per_host=3) as outside:
        found = [one async for one in outside.resolver.resolve_all(urls)]
    assert len(found) == 20
    assert web.most_at_once == 3


@pytest.mark.slow
async def test_the_fleet_keeps_to_its_number_whatever_process_asks(
    open_outside: Open, web: Web
) -> None:
    for n in range(20):
        web.says(f"/{n}", PAGE)
    async with open_outside(concurrency=4) as one, open_outside(concurrency=4) as other:

        async def take(outside: Outside, numbers: range) -> int:
            urls = [web.url(f"/{n}", f"h{n}.test") for n in numbers]
            return len([one async for one in outside.resolver.resolve_all(urls)])

        counts = await asyncio.gather(take(one, range(10)), take(other, range(10, 20)))
    assert counts == [10, 10]
    assert web.most_at_once <= 4


async def test_a_link_that_has_begun_is_followed_to_its_end_before_others_begin(
    open_outside: Open, web: Web
) -> None:
    for n in range(6):
        web.moves(f"/c/{n}", f"/page/{n}")
        web.says(f"/page/{n}", answer(200, "x" * 3000))
    async with open_outside(concurrency_per_host=1) as outside:
        urls = [web.url(f"/c/{n}") for n in range(6)]
        assert len([one async for one in outside.resolver.resolve_all(urls)]) == 6
    assert web.paths() == [path for n in range(6) for path in (f"/c/{n}", f"/page/{n}")]


@pytest.mark.slow
async def test_a_place_at_a_host_rests(open_outside: Open, web: Web) -> None:
    for n in range(4):
        web.says(f"/{n}", answer(200, "x", content_type="application/pdf"))
    began = time.monotonic()
    async with open_outside(concurrency_per_host=1, rest_seconds=0.2) as outside:
        urls = [web.url(f"/{n}") for n in range(4)]
        assert len([one async for one in outside.resolver.resolve_all(urls)]) == 4
    assert time.monotonic() - began >= 0.6


@pytest.mark.slow
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("as_date", [False, True])
async def test_a_busy_host_is_asked_again_when_it_says(
    outside: Outside, web: Web, status: int, as_date: bool
) -> None:
    at = datetime.now(UTC) + timedelta(seconds=2)
    when = format_datetime(at, usegmt=True) if as_date else "1"
    web.says("/a", answer(status, retry_after=when), answer(200, "x" * 3000))
    began = time.monotonic()
    resolved = await outside.resolver.resolve(web.url("/a"))
    assert resolved.status == 200
    assert time.monotonic() - began >= 0.9


async def test_a_host_that_asks_for_too_much_time_is_left(outside: Outside, web: Web) -> None:
    web.says("/a", answer(429, retry_after="3600"))
    resolved = await outside.resolver.resolve(web.url("/a"))
    assert (resolved.code, resolved.status) == ("busy", 429)
    assert len(web.asked) == 1


@pytest.mark.slow
async def test_a_host_that_is_busy_for_all_isnt_asked_by_all(open_outside: Open, web: Web) -> None:
    for n in range(30):
        web.says(f"/{n}", answer(429, retry_after="1"))
    began = time.monotonic()
    async with open_outside(concurrency_per_host=2) as outside:
        urls = [web.url(f"/{n}") for n in range(30)]
        found = [one async for one in outside.resolver.resolve_all(urls)]
    assert {one.code for one in found} == {"busy"}
    assert len(web.asked) < 15
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "retry_after",
    ["soon", "Mon, 01 Jan 2024 00:00:00 +9999999999999999", f"Mon, 01 Jan {10**20} 00:00:00 GMT"],
)
async def test_a_host_that_says_nonsense_of_when_to_come_back_is_busy(
    open_outside: Open, web: Web, retry_after: str
) -> None:
    web.says("/a", answer(429, retry_after=retry_after))
    async with open_outside(tries=1) as outside:
        resolved = await outside.resolver.resolve(web.url("/a"))
    assert (resolved.code, resolved.status) == ("busy", 429)
