"""A link on its way through the chain, with all that is known of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from educe.errors import InvalidInput
from educe.extractors.newsletters.filtering.paths import is_token, is_wordless
from educe.extractors.newsletters.filtering.verdicts import Decision, Verdict
from educe.extractors.newsletters.links import Link
from educe.extractors.newsletters.messages import Newsletter
from educe.fetching.canonical import canonical, identity
from educe.fetching.links import Link as Address
from educe.fetching.resolution import Resolution
from educe.fetching.rules import link_rules

SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "or", "org", "gv", "ne"})


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a look at the page found; None where it says nothing."""

    title: str | None = None
    og_type: str | None = None
    canonical_url: str | None = None
    published: str | None = None
    words: int | None = None
    status: int | None = None
    description: str | None = None


@dataclass
class Candidate:
    """`target` is where it leads as far as is known, None when that is no web address."""

    link: Link
    target: Address | None
    resolution: Resolution | None = None
    page: PageFacts | None = None
    of_mail: Verdict | None = None  # what the mail itself says against it
    verdicts: list[Verdict] = field(default_factory=list)

    @cached_property
    def address(self) -> Address | None:
        """The link's own address."""
        return parsed(self.link.url)

    @cached_property
    def url(self) -> str:
        return self.target.url if self.target is not None else self.link.url

    @cached_property
    def page_address(self) -> Address | None:
        """What the page calls its address, or where it leads; on another site it says nothing."""
        said = self.page.canonical_url if self.page is not None else None
        own = parsed(said) if said else None
        if own is not None and self.target is not None and site(own) == site(self.target):
            return own
        return self.target

    @property
    def canonical_url(self) -> str:
        own = self.page_address
        return canonical(own.url) if own is not None else self.link.url

    @cached_property
    def identity(self) -> str:
        """What duplicates have in common."""
        own = self.page_address
        return identity(own.url) if own is not None else self.link.url

    @cached_property
    def is_opaque(self) -> bool:
        """Whether the address only leads on, and says nothing of where to."""
        if self.target is None:
            return False
        unknown = self.resolution is None and is_wordless(self.target)
        return unknown or link_rules().redirectors.fit(self.target)

    @cached_property
    def leads_on(self) -> bool:
        """Whether the address is likely to lead to another site, by its looks."""
        unknown = self.resolution is None and self.target is not None and is_token(self.target)
        return self.is_opaque or unknown

    def decided(self) -> Verdict | None:
        last = self.verdicts[-1] if self.verdicts else None
        return last if last is not None and last.decision is not Decision.NOTES else None


@dataclass(frozen=True, slots=True)
class Issue:
    """What the newsletter says of itself: addresses of the issue, its subject, its hosts."""

    newsletter: Newsletter
    own_pages: frozenset[str]  # identities of the issue's own page on the web
    unsubscribe: frozenset[str]  # identities
    section_sites: dict[str, str]  # a sponsor's heading → the site that its first link leads to
    taglines: frozenset[str] = frozenset()  # sponsors' labels that head the mail, no section
    sponsors: frozenset[str] = frozenset()  # sites that pay in this issue


def parsed(url: str) -> Address | None:
    """The web address in a link; None when it is none."""
    try:
        return Address.parse(url)
    except InvalidInput:
        return None


def site(address: Address) -> str:
    """The domain that somebody registered, roughly: enough to tell one company from another."""
    labels = address.host.split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL else 2
    return ".".join(labels[-size:])


def identities(urls: Iterable[str]) -> frozenset[str]:
    found = (parsed(url) for url in urls)
    return frozenset(identity(address.url) for address in found if address is not None)
