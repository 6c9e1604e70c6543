"""One step of a link's way: asks an address, and finds out where it leads on to, if it does."""

from dataclasses import dataclass

from educe.errors import InvalidInput
from educe.fetching.asking import MOVED, Answer, Asker, Budget
from educe.fetching.failures import FetchFailed
from educe.fetching.limits import FetchLimits
from educe.fetching.links import Link
from educe.fetching.pages import onward, refresh
from educe.fetching.resolution import Step
from educe.fetching.rules import LinkRules

_HTML = frozenset({"text/html", "application/xhtml+xml", ""})
_SMALL = 2048  # bytes; less is more often a page that sends on than one to be read
_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Stepped:
    """`link` is None at the end of the way."""

    status: int
    how: Step
    link: Link | None = None


class Stepper:
    def __init__(self, asker: Asker, limits: FetchLimits, rules: LinkRules) -> None:
        self._asker = asker
        self._limits = limits
        self._rules = rules
        self._heads_lie: dict[str, None] = {}  # hosts, the latest last

    async def step(self, link: Link, budget: Budget, *, first: bool) -> Stepped:
        """Asks with HEAD, and with GET where that isn't to be believed. `first`: nothing has led
        to this link yet, so that it may well be one that leads on.

        Raises FetchFailed."""
        if link.authority not in self._heads_lie:
            told = await self._head(link, budget)
            if told is not None and (stepped := _led_on(told, link)) is not None:
                return stepped
            if told is not None and not self._doubtful(told, link, first=first):
                return Stepped(told.status, "end")
        return await self._get(link, budget)

    async def _head(self, link: Link, budget: Budget) -> Answer | None:
        """None when there is no answer to HEAD that means anything."""
        try:
            told = await self._asker.ask("HEAD", link, most=0, budget=budget)
        except FetchFailed as error:
            if error.code in ("bad_answer", "timed_out"):
                return None  # some hang up on HEAD, others never answer
            raise
        return None if told.status >= 400 else told

    def _doubtful(self, told: Answer, link: Link, *, first: bool) -> bool:
        """Whether GET might be answered otherwise, or the page might lead on."""
        if told.media_type not in _HTML:
            return False
        size = told.headers.get("content-length", "")
        small = size.isdecimal() and int(size[:12]) < _SMALL
        return first or small or self._rules.redirectors.fit(link)

    async def _get(self, link: Link, budget: Budget) -> Stepped:
        answer = await self._asker.ask("GET", link, most=self._limits.look_bytes, budget=budget)
        stepped = _led_on(answer, link)
        if stepped is not None:
            self._remember(link.authority)
            return stepped
        if answer.status >= 400 and self._rules.redirectors.fit(link):
            raise FetchFailed(
                "http_error",
                f"{link.host} answered with HTTP status {answer.status}.",
                status_seen=answer.status,
            )
        if answer.media_type in _HTML and answer.status < 400:
            return _by_page(answer, link)
        return Stepped(answer.status, "end")

    def _remember(self, host: str) -> None:
        self._heads_lie[host] = None
        if len(self._heads_lie) > _KEPT:
            del self._heads_lie[next(iter(self._heads_lie))]


def _led_on(answer: Answer, link: Link) -> Stepped | None:
    if answer.status in MOVED:
        return Stepped(answer.status, "redirect", _location(answer, link))
    target = refresh(answer.headers.get("refresh", ""), link)
    return None if target is None else Stepped(answer.status, "refresh", target)


def _location(answer: Answer, link: Link) -> Link:
    location = answer.headers.get("location")
    if not location:
        raise FetchFailed(
            "bad_answer", f"{link.host} sends on, but doesn't say where.", status_seen=answer.status
        )
    try:
        return Link.parse(location, link)
    except InvalidInput as error:
        raise FetchFailed(
            "not_web",
            f"{link.host} sends on to something that can't be opened: {error.message}",
            status_seen=answer.status,
        ) from None


def _by_page(answer: Answer, link: Link) -> Stepped:
    found = onward(answer.body, link)
    if found is None:
        return Stepped(answer.status, "end")
    if found.link is None:
        raise FetchFailed("script", "The page redirects by a script.", status_seen=answer.status)
    return Stepped(answer.status, found.how, found.link)
