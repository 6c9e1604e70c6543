"""How far fetching goes: what the settings decide, and what is fixed."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from educe import __version__
from educe.settings import Settings

USER_AGENT = f"Educe/{__version__} (opens links for the person who got them)"


class FetchLimits(BaseModel):
    """As JSON it is what a worker tells its children."""

    model_config = ConfigDict(frozen=True)

    allowed: tuple[str, ...] = ()  # see guard.Allowance
    concurrency: int = 32  # requests under way in the whole fleet
    concurrency_per_host: int = 4  # of these, to one host
    rest_seconds: float = 0.1  # after a request, before its place at the host is used again
    link_seconds: float = 20.0  # for all hops of a link, waiting for a place not counted
    max_hops: int = 10
    connect_seconds: float = 5.0
    read_seconds: float = 10.0  # without a byte
    look_bytes: int = 65_536  # of a page, to see whether it leads on
    max_wait_seconds: float = 30.0  # the longest Retry-After that is waited for
    tries: int = 3  # at a host that is busy

    @classmethod
    def from_settings(cls, settings: Settings, **changes: Any) -> "FetchLimits":
        return cls(
            allowed=tuple(settings.fetch_allowed),
            concurrency=settings.fetch_concurrency,
            concurrency_per_host=settings.fetch_concurrency_per_host,
            rest_seconds=settings.fetch_rest_seconds,
            link_seconds=settings.fetch_link_seconds,
            **changes,
        )
