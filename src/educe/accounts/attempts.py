"""Attempts at passwords: after some wrong ones the next must wait, longer each time.

They are counted in the database, before the password is looked at, so that neither several API
processes nor many attempts at once give more of them. Who tries from a browser that has signed in
to the account before is counted apart: strangers' guesses keep nobody out of their own account.
The waits themselves are decided by kb.attempt_rules.
"""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.emails import folded_email
from educe.errors import EduceError


class TooManyAttempts(EduceError):
    """Too many wrong passwords."""

    status: ClassVar[int] = 429
    slug: ClassVar[str] = "too-many-attempts"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an attempt is counted for: each scope with its key."""

    counted: dict[str, str]

    @classmethod
    def of_stranger(cls, email: str, address: str) -> "Attempt":
        """From a browser that hasn't signed in to this account before. There may be no such
        account."""
        account, network = folded_email(email), _network(address)
        both = f"{account} {network}"
        return cls({"account": account, "address": network, "account_at_address": both})

    @classmethod
    def of_device(cls, device: str) -> "Attempt":
        """From a browser that has, with this secret."""
        return cls({"device": device})

    @classmethod
    def of_user(cls, user_id: UUID) -> "Attempt":
        """By somebody who is signed in."""
        return cls({"signed_in": str(user_id)})


async def take_attempt(session: AsyncSession, attempt: Attempt) -> None:
    """Counts it as failed, until `forgive_attempt`. Commit before the password is looked at.

    Raises TooManyAttempts when it has to wait; then it isn't counted."""
    wait: float = await _call(session, "take", attempt)
    if wait > 0:
        seconds = math.ceil(wait)
        raise TooManyAttempts(
            f"There were too many wrong passwords. Try again in {_told(seconds)}, or sign in with a"
            " one-time link from an administrator.",
            retry_after=seconds,
        )


async def forgive_attempt(session: AsyncSession, attempt: Attempt) -> None:
    """The password was right: the attempt doesn't count."""
    await _call(session, "forgive", attempt)


async def _call(session: AsyncSession, do: str, attempt: Attempt) -> float:
    keys = [hashlib.sha256(key.encode()).digest() for key in attempt.counted.values()]
    answer = await session.scalar(
        text(f"SELECT kb.{do}_attempt(CAST(:scopes AS text[]), CAST(:keys AS bytea[]))"),
        {"scopes": [*attempt.counted], "keys": keys},
    )
    return answer if isinstance(answer, float) else 0.0


def _network(address: str) -> str:
    """What one attacker has all of: an IPv4 address, or the first half of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(found), 64), strict=False))


def _told(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} s"
    return f"{math.ceil(seconds / 60)} minutes"
