"""What is known of links that were followed, kept for one project.

Not for an organization: tracking links are personal, and a project is what people are let into.
The key is a hash of the link's canonical form: with other utm parameters it is the same link.
"""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from psycopg.types.json import Jsonb

from educe.errors import InvalidInput
from educe.fetching.canonical import canonical
from educe.fetching.failures import PASSING
from educe.fetching.resolution import Resolution
from educe.limits.slots import Query

_RESOLVED_SECONDS = 30 * 86_400.0
_LASTING_SECONDS = 86_400.0  # of what will hardly be otherwise tomorrow
_PASSING_SECONDS = 3600.0
_KEEP = (
    "INSERT INTO kb.resolutions (project_id, url_hash, outcome, resolved_at, expires_at)"
    " VALUES (%s, %s, %s, now(), now() + make_interval(secs => %s))"
    " ON CONFLICT (project_id, url_hash) DO UPDATE SET outcome = excluded.outcome,"
    " resolved_at = excluded.resolved_at, expires_at = excluded.expires_at"
)


class ResolutionCache:
    def __init__(self, query: Query, project_id: UUID) -> None:
        """`query` must be in the project's name."""
        self._query = query
        self._project_id = project_id

    async def known(self, urls: Iterable[str]) -> dict[str, Resolution]:
        """Those of the links that are known, by link."""
        keys = {url: key for url in urls if (key := _key(url)) is not None}
        if not keys:
            return {}
        rows = await self._query(
            "SELECT url_hash, outcome FROM kb.resolutions"
            " WHERE project_id = %s AND url_hash = ANY (%s) AND expires_at > now()",
            self._project_id,
            list(set(keys.values())),
        )
        outcomes = {bytes(key): outcome for key, outcome in rows}
        return {url: _restored(url, outcomes[key]) for url, key in keys.items() if key in outcomes}

    async def keep(self, resolution: Resolution) -> None:
        key, seconds = _key(resolution.original), _seconds(resolution)
        if key is None or seconds <= 0:
            return
        # an address that is kept as it was is kept by whoever has it
        unsaid = {"original", "cached"} | ({"final"} if resolution.code else set())
        outcome = resolution.model_dump(mode="json", exclude=unsaid)
        await self._query(_KEEP, self._project_id, key, Jsonb(outcome), seconds)


def _key(url: str) -> bytes | None:
    try:
        return hashlib.sha256(canonical(url).encode()).digest()
    except InvalidInput:
        return None


def _restored(url: str, outcome: dict[str, object]) -> Resolution:
    return Resolution.model_validate({"final": url, **outcome, "original": url, "cached": True})


def _seconds(resolution: Resolution) -> float:
    """For how long it is kept; not at all what cost no request, or is only a matter of rules."""
    if resolution.how == "decoded" or resolution.code in ("not_web", "never_fetched"):
        return 0.0
    if resolution.code in PASSING:
        return _PASSING_SECONDS
    if resolution.code is not None or (resolution.status or 0) >= 500:
        return _LASTING_SECONDS
    return _RESOLVED_SECONDS
