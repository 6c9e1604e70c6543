"""A link's whole way, from what stood in the mail to the page that it is about."""

from dataclasses import replace

from educe.errors import InvalidInput
from educe.fetching.asking import Budget
from educe.fetching.decoding import embedded_target
from educe.fetching.failures import FetchFailed
from educe.fetching.limits import FetchLimits
from educe.fetching.links import Link
from educe.fetching.never import expect_harmless
from educe.fetching.resolution import Hop, How, Resolution, Step
from educe.fetching.rules import LinkRules
from educe.fetching.stepping import Stepper


class Walk:
    """One link, followed once."""

    def __init__(
        self, original: str, limits: FetchLimits, rules: LinkRules, denied: frozenset[str]
    ) -> None:
        self._original = original
        self._limits = limits
        self._rules = rules
        self._denied = denied
        self._hops: list[Hop] = []
        self._seen: set[Link] = set()
        self._asked = False

    async def follow(self, stepper: Stepper) -> Resolution:
        """Never raises: a link that can't be resolved says why."""
        link: Link | None = None
        try:
            link = self.decode(Link.parse(self._original))
            if self._hops and not self._rules.redirectors.fit(link):
                return self._end(link, None)
            return await self._go(link, stepper)
        except InvalidInput as error:
            return self._unresolved(FetchFailed("not_web", error.message))
        except FetchFailed as error:
            return self._unresolved(error)

    def decode(self, link: Link) -> Link:
        """As far as one comes without a request."""
        while (target := embedded_target(link, self._rules)) is not None:
            self._pass(link, None, "decoded")
            link = target
        return link

    async def _go(self, link: Link, stepper: Stepper) -> Resolution:
        budget = Budget(self._limits.link_seconds)
        while True:
            try:
                expect_harmless(link, self._denied, self._rules)
                first, self._asked = not self._asked, True
                stepped = await stepper.step(link, budget, first=first)
            except FetchFailed as error:
                self._hops.append(Hop(url=link.url, status=error.status_seen, how="end"))
                raise
            if stepped.link is None:
                return self._end(link, stepped.status)
            self._pass(link, stepped.status, stepped.how)
            following = self._with_fragment(stepped.link, link)
            link = self.decode(following)
            if link is not following and not self._rules.redirectors.fit(link):
                return self._end(link, None)

    def _pass(self, link: Link, status: int | None, how: Step) -> None:
        self._hops.append(Hop(url=link.url, status=status, how=how))
        self._seen.add(link.without_fragment())

    def _with_fragment(self, following: Link, link: Link) -> Link:
        if following.without_fragment() in self._seen:
            self._hops.append(Hop(url=following.url, how="end"))
            raise FetchFailed("loop", "The link leads back to where it has been.")
        if len(self._hops) > self._limits.max_hops:
            self._hops.append(Hop(url=following.url, how="end"))
            raise FetchFailed("too_many_hops", f"After {self._limits.max_hops} hops it leads on.")
        # what comes after # stays, as in browsers (RFC 9110, 10.2.2)
        if link.fragment and not following.fragment:
            return replace(following, fragment=link.fragment)
        return following

    def _end(self, link: Link, status: int | None) -> Resolution:
        decoded = all(hop.how == "decoded" for hop in self._hops)
        how: How = "direct" if not self._hops else "decoded" if decoded else "redirects"
        hops = (*self._hops, Hop(url=link.url, status=status, how="end"))
        return Resolution(original=self._original, final=link.url, how=how, hops=hops)

    def _unresolved(self, error: FetchFailed) -> Resolution:
        return Resolution(
            original=self._original,
            final=self._original,
            how="unresolved",
            hops=tuple(self._hops),
            code=error.code,
            reason=error.message,
        )
