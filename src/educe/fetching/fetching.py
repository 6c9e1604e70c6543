"""What an extractor gets to reach outside: links resolved, pages read."""

import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from educe.errors import InvalidInput
from educe.fetching.asking import MOVED, Asker, Budget
from educe.fetching.cache import ResolutionCache
from educe.fetching.failures import FetchFailed
from educe.fetching.guard import AddressGuard, Allowance, Resolve
from educe.fetching.limits import FetchLimits
from educe.fetching.links import Link
from educe.fetching.never import denied, expect_harmless
from educe.fetching.resolving import Resolver
from educe.fetching.rules import link_rules
from educe.fetching.stepping import Stepper
from educe.limits.slots import LeasedSlots, Query


class Page(BaseModel):
    """What an address answered with. The body may be of any kind, and hostile."""

    model_config = ConfigDict(frozen=True)

    url: str  # after redirects
    status: int
    content_type: str
    body: bytes
    whole: bool  # False: it was longer than asked for


class Fetching:
    """One a process. See `open_fetching`, `start_fetching`."""

    def __init__(self, asker: Asker, slots: LeasedSlots, limits: FetchLimits, query: Query) -> None:
        self._asker = asker
        self._slots = slots
        self._limits = limits
        self._query = query
        self._stepper = Stepper(asker, limits, link_rules())

    async def close(self) -> None:
        """Ends the connections and gives back what is leased."""
        await self._asker.close()
        await self._slots.end()

    def resolver(self, project_id: UUID, query: Query | None = None) -> Resolver:
        """For links of a project, in whose name the query must be while it is used: this one, or
        the one that fetching was opened with."""
        cache = ResolutionCache(query or self._query, project_id)
        return Resolver(self._stepper, cache, self._limits)

    async def page(self, url: str, *, max_bytes: int = 2_000_000, deny: Iterable[str] = ()) -> Page:
        """Reads a page, through redirects, up to so many bytes, unpacked. Whatever the status is.
        `deny`: as for Resolver.resolve.

        Raises FetchFailed."""
        budget, those = Budget(self._limits.link_seconds), denied(frozenset(deny))
        link, seen = _parsed(url), set[Link]()
        while True:
            expect_harmless(link, those)
            answer = await self._asker.ask("GET", link, most=max_bytes, budget=budget)
            location = answer.headers.get("location")
            if answer.status not in MOVED or not location:
                return Page(
                    url=link.url,
                    status=answer.status,
                    content_type=answer.headers.get("content-type", ""),
                    body=answer.body,
                    whole=answer.whole,
                )
            seen.add(link.without_fragment())
            link = _parsed(location, link)
            if link.without_fragment() in seen:
                raise FetchFailed("loop", "The page leads back to where it came from.")
            if len(seen) > self._limits.max_hops:
                raise FetchFailed("too_many_hops", "The page leads on and on.")


@asynccontextmanager
async def open_fetching(
    limits: FetchLimits,
    query: Query,
    *,
    resolve: Resolve | None = None,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Fetching]:
    """`query` runs statements as a worker, each in a transaction of its own. `resolve` and `tls`
    stand in for the machine's own names and authorities.

    Raises InvalidInput when an allowance can't be read."""
    fetching = start_fetching(limits, query, resolve=resolve, tls=tls)
    try:
        yield fetching
    finally:
        await fetching.close()


def start_fetching(
    limits: FetchLimits,
    query: Query,
    *,
    resolve: Resolve | None = None,
    tls: ssl.SSLContext | None = None,
) -> Fetching:
    """The same, to be closed when done."""
    guard = AddressGuard([Allowance.parse(text) for text in limits.allowed], resolve)
    slots = LeasedSlots(query)
    slots.start()
    return Fetching(Asker(limits, guard, slots, tls), slots, limits, query)


def _parsed(url: str, base: Link | None = None) -> Link:
    try:
        return Link.parse(url, base)
    except InvalidInput as error:
        raise FetchFailed("not_web", error.message) from None
