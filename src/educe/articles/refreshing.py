"""Keeping articles as their links are. Whoever changes links, or what readers and projects say of
them, first locks the project's articles and at the end refreshes those that it touched."""

from collections.abc import Iterable
from uuid import UUID

from educe.limits.slots import Query

_AT_ONCE = 5000  # identities of a statement, whose time is limited


async def lock_articles(query: Query, project_id: UUID) -> None:
    """Until the transaction ends nobody else changes the project's articles."""
    await query("SELECT kb.lock_articles(%s)", project_id)


async def refresh_articles(query: Query, project_id: UUID, identities: Iterable[bytes]) -> int:
    """Applies readers' decisions and the project's rules to the links of these identities, and
    brings their articles up to date. Returns how many links are now kept that weren't, or the
    reverse."""
    touched, changed = sorted(identities), 0
    for start in range(0, max(1, len(touched)), _AT_ONCE):
        some = touched[start : start + _AT_ONCE]
        rows = await query("SELECT kb.refresh_articles(%s, %s)", project_id, some)
        changed += int(rows[0][0])
    return changed
