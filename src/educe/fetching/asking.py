"""One request to one address: guarded, polite, bounded in time and size. It follows nothing."""

import asyncio
import hashlib
import logging
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

import httpcore2

from educe.fetching.bodies import read_body
from educe.fetching.connecting import Connections
from educe.fetching.failures import FetchFailed
from educe.fetching.guard import AddressGuard
from educe.fetching.limits import USER_AGENT, FetchLimits
from educe.fetching.links import Link
from educe.limits.slots import LeasedSlots

Method = Literal["HEAD", "GET"]
_HEADERS: list[tuple[bytes | str, bytes | str]] = [
    ("User-Agent", USER_AGENT),
    ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
    ("Accept-Encoding", "gzip, deflate"),
]
#: HTTP status codes that send on
MOVED = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})
_log = logging.getLogger(__name__)
_BUSY_SECONDS = 2.0  # for a 429 that doesn't say how long
_LONGEST_REFUSAL = 3600.0
_LEFT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]  # names in lower case; of several with one name the first
    body: bytes = b""
    whole: bool = True  # whether the body is all there is

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Budget:
    """Time for several requests together; what lies between them isn't counted."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self.has_begun = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Raises FetchFailed when the time is over."""
        began, self.has_begun = time.monotonic(), True
        try:
            async with asyncio.timeout(max(self._left, 0.0)):
                yield
        except TimeoutError:
            raise FetchFailed("timed_out", "It took too long to answer.") from None
        finally:
            self._left -= time.monotonic() - began


@dataclass(slots=True)
class _Refusals:
    """A host that says that it is busy: how often, after waiting as long as it said."""

    rounds: int = 0
    closed_until: float = 0.0
    left_until: float = 0.0

    def note(self, wait: float) -> None:
        now = time.monotonic()
        if now >= self.closed_until:  # else it answers to what was under way at the first refusal
            self.rounds += 1
        self.closed_until = max(self.closed_until, now + wait)
        self.left_until = now + max(wait, _LEFT_SECONDS)


class Asker:
    """It keeps connections for a while. Close it when done."""

    def __init__(
        self,
        limits: FetchLimits,
        guard: AddressGuard,
        slots: LeasedSlots,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._limits = limits
        self._slots = slots
        self._connections = Connections(guard, tls)
        self._refusals: dict[str, _Refusals] = {}

    async def close(self) -> None:
        await self._connections.close()

    async def ask(self, method: Method, link: Link, *, most: int, budget: Budget) -> Answer:
        """The answer with at most `most` bytes of its body, unpacked. A host that is busy is asked
        again when it says so, if that is soon.

        Raises FetchFailed."""
        for last in [False] * (self._limits.tries - 1) + [True]:
            answer = await self._in_turn(method, link, most, budget)
            wait = _wait(answer)
            if wait is None:
                self._refusals.pop(link.authority, None)
                return answer
            await self._note_refusal(link, wait)
            if last or wait > self._limits.max_wait_seconds:
                break
        raise _busy(link, answer.status)

    async def _in_turn(self, method: Method, link: Link, most: int, budget: Budget) -> Answer:
        limits = self._limits
        # what has begun ends before anything else begins: so little is lost when the process dies
        first = budget.has_begun
        at_host = self._slots.slot(
            _host_name(link),
            limits.concurrency_per_host,
            rest_seconds=limits.rest_seconds,
            first=first,
        )
        self._expect_patience(link)
        # in this order: who waits for a host takes none of the places that are for all
        async with at_host, self._slots.slot("fetching", limits.concurrency, first=first):
            self._expect_patience(link)
            async with budget.running():
                return await self._once(method, link, most)

    def _expect_patience(self, link: Link) -> None:
        """After some rounds of refusals a host is left, with all that wait for it."""
        refusals = self._refusals.get(link.authority)
        if refusals is None or time.monotonic() >= refusals.left_until:
            return
        if refusals.rounds >= self._limits.tries:
            raise _busy(link)

    async def _once(self, method: Method, link: Link, most: int) -> Answer:
        url = httpcore2.URL(scheme=link.scheme, host=link.host, port=link.port, target=link.target)
        soon = self._limits.connect_seconds
        times = {"connect": soon, "write": soon, "pool": soon, "read": self._limits.read_seconds}
        request = httpcore2.Request(
            method,
            url,
            headers=[("Host", link.authority), *_HEADERS],
            extensions={"timeout": times},
        )
        try:
            async with self._connections.response(request) as response:
                headers = _headers(response)
                packed = "" if method == "HEAD" else headers.get("content-encoding", "")
                if response.status in MOVED and method == "GET":
                    return Answer(response.status, headers)  # whatever else it says
                body, whole = await read_body(response.aiter_stream(), packed, most)
                return Answer(response.status, headers, body, whole)
        except FetchFailed:
            raise
        except Exception as error:
            # whatever it is, the other side brought it about, and it is one link's failure
            raise _failure(error, link) from error

    async def _note_refusal(self, link: Link, wait: float) -> None:
        self._refusals.setdefault(link.authority, _Refusals()).note(wait)
        await self._slots.close(_host_name(link), min(wait, self._limits.max_wait_seconds))


def _busy(link: Link, status: int | None = None) -> FetchFailed:
    said = f"{link.host} is busy and asks to come back later."
    return FetchFailed("busy", said, status_seen=status)


def _host_name(link: Link) -> str:
    # hashed: the table of slots is everybody's
    return "host " + hashlib.sha256(link.authority.encode()).hexdigest()[:24]


def _headers(response: httpcore2.Response) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in response.headers:
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        found.setdefault(name.decode("latin-1").lower(), text)
    return found


def _wait(answer: Answer) -> float | None:
    """For how many seconds the other side wants to be left alone, if it does."""
    if answer.status not in _BUSY:
        return None
    text = answer.headers.get("retry-after", "").strip()
    if not text:
        return _BUSY_SECONDS if answer.status == 429 else None
    if text.isdecimal():
        return min(float(text[:9]), _LONGEST_REFUSAL)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return _BUSY_SECONDS
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - datetime.now(UTC)).total_seconds(), 0.0), _LONGEST_REFUSAL)


def _failure(error: Exception, link: Link) -> FetchFailed:
    causes = [error, error.__cause__, error.__context__]
    if isinstance(error, httpcore2.TimeoutException):
        return FetchFailed("timed_out", f"{link.host} didn't answer in time.")
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return FetchFailed("bad_certificate", f"The certificate of {link.host} isn't valid for it.")
    if isinstance(error, httpcore2.ProtocolError):
        return FetchFailed("bad_answer", f"{link.host} answered with something that isn't HTTP.")
    if isinstance(error, httpcore2.ConnectError):
        return FetchFailed("unreachable", f"No connection to {link.host}.")
    if not isinstance(error, httpcore2.NetworkError):
        _log.warning("an answer that nobody expected", exc_info=error)
    return FetchFailed("bad_answer", f"{link.host} hung up.")
