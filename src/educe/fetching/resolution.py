"""What became of a link."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from educe.fetching.failures import Code

How = Literal["direct", "decoded", "redirects", "unresolved"]
#: by what a hop led to the next one; "end" is the last
Step = Literal["decoded", "redirect", "refresh", "script", "end"]


class Hop(BaseModel):
    model_config = ConfigDict(frozen=True)

    url: str
    status: int | None = None  # of HTTP; None when it wasn't asked
    how: Step


class Resolution(BaseModel):
    """Where a link leads.

    - direct: it is the page itself.
    - decoded: its target stands in it; nobody was asked.
    - redirects: others sent us on.
    - unresolved: `final` is the original, `code` and `reason` say why, the hops how far it got.

    The last hop's status may be one of an error: an address that is known but doesn't open."""

    model_config = ConfigDict(frozen=True)

    original: str
    final: str
    how: How
    hops: tuple[Hop, ...] = ()
    code: Code | None = None
    reason: str | None = None
    cached: bool = False

    @property
    def reached(self) -> str:
        """The final address, or of a link that isn't resolved the last one that is known."""
        return self.hops[-1].url if self.hops else self.final

    @property
    def status(self) -> int | None:
        """The HTTP status at the end, if the end was asked."""
        return self.hops[-1].status if self.hops else None
