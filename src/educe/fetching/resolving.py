"""Where links lead: known, decoded, or followed hop by hop."""

import asyncio
from collections.abc import AsyncIterator, Iterable

from educe.fetching.cache import ResolutionCache
from educe.fetching.limits import FetchLimits
from educe.fetching.never import denied
from educe.fetching.resolution import Resolution
from educe.fetching.rules import LinkRules, link_rules
from educe.fetching.stepping import Stepper
from educe.fetching.walking import Walk


class Resolver:
    """Resolves the links of one project."""

    def __init__(
        self,
        stepper: Stepper,
        cache: ResolutionCache,
        limits: FetchLimits,
        rules: LinkRules | None = None,
    ) -> None:
        self._stepper = stepper
        self._cache = cache
        self._limits = limits
        self._rules = rules or link_rules()
        self._under_way: dict[str, asyncio.Future[Resolution]] = {}

    async def resolve(self, url: str, *, deny: Iterable[str] = ()) -> Resolution:
        """Where the link leads. Never raises for what is outside: what can't be resolved keeps its
        address and says why.

        `deny`: addresses that are not to be fetched, as the mail's List-Unsubscribe header names
        them. Raises Unavailable when the database is away."""
        known = await self._cache.known([url])
        return known.get(url) or await self._once(url, denied(frozenset(deny)))

    async def resolve_all(
        self, urls: Iterable[str], *, deny: Iterable[str] = ()
    ) -> AsyncIterator[Resolution]:
        """The same for several, each of them once, in the order in which they are ready. What is
        ready is kept at once, so that whoever begins again goes on from there."""
        wanted = list(dict.fromkeys(urls))
        known = await self._cache.known(wanted)
        for resolution in known.values():
            yield resolution
        those = denied(frozenset(deny))
        tasks = [asyncio.create_task(self._once(url, those)) for url in wanted if url not in known]
        try:
            for task in asyncio.as_completed(tasks):
                yield await task
        finally:
            for started in tasks:
                started.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _once(self, url: str, those: frozenset[str]) -> Resolution:
        """One following at a time for a link, however many ask for it."""
        while (other := self._under_way.get(url)) is not None:
            await asyncio.wait([other])
            if not other.cancelled() and (found := other.result()).code != "never_fetched":
                return found
        mine: asyncio.Future[Resolution] = asyncio.get_running_loop().create_future()
        self._under_way[url] = mine
        try:
            resolution = await Walk(url, self._limits, self._rules, those).follow(self._stepper)
            await self._cache.keep(resolution)
            mine.set_result(resolution)
            return resolution
        finally:
            del self._under_way[url]
            mine.cancel()
