"""Browsers' sessions: opened by a one-time link or a password, listed, ended.

A browser that signs in also gets a mark that outlives its sessions. The mark opens nothing; it says
that wrong passwords from this browser aren't a stranger's (OWASP calls it a device cookie).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import Credential, Password
from educe.accounts.secrets import new_secret, secret_hash
from educe.errors import NotFound
from educe.ids import new_id

SESSION_LIFE = timedelta(days=30)
DEVICE_LIFE = timedelta(days=365)
_MOST_DEVICES = 20
_LINK_IS_FRESH = timedelta(minutes=15)

OpenedBy = Literal["link", "password"]


@dataclass(frozen=True, slots=True)
class Browser:
    """What a request says of the browser that sent it: the secrets in its cookies, its own name."""

    session: str | None = None
    device: str | None = None
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was just opened: secrets for the browser's cookies. `device`: none when it
    has one already."""

    user_id: UUID
    session: str
    device: str | None


class SessionView(BaseModel):
    """A browser that is signed in."""

    id: UUID
    name: str = Field(description="What the browser calls itself.")
    opened_by: OpenedBy | None
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime | None
    current: bool = Field(description="Whether this request was made in it.")


async def open_session(
    session: AsyncSession, user_id: UUID, browser: Browser, opened_by: OpenedBy
) -> Opened:
    """Signs the browser in as the user, in whose name the transaction is. What session of theirs it
    had before ends."""
    if browser.session is not None:
        await close_session(session, browser.session)
    secret = new_secret("session")
    name = "".join(c if c.isprintable() else " " for c in browser.agent)[:200]
    await _add(session, user_id, "session", secret, SESSION_LIFE, name, opened_by)
    device = None
    if browser.device is None or not await _has_device(session, user_id, browser.device):
        device = new_secret("device")
        await _add(session, user_id, "device", device, DEVICE_LIFE)
        await _forget_old_devices(session, user_id)
    return Opened(user_id, secret, device)


async def close_session(session: AsyncSession, secret: str) -> None:
    """Ends a browser's session; one that has ended is no error."""
    await session.execute(
        delete(Credential).where(
            Credential.kind == "session", Credential.secret_hash == secret_hash(secret)
        )
    )


async def list_sessions(
    session: AsyncSession, user_id: UUID, browser: Browser
) -> list[SessionView]:
    """The user's sessions, newest first."""
    found = await session.scalars(
        select(Credential)
        .where(
            Credential.user_id == user_id,
            Credential.kind == "session",
            Credential.expires_at > func.now(),
        )
        .order_by(Credential.created_at.desc(), Credential.id.desc())
    )
    current = None if browser.session is None else secret_hash(browser.session)
    return [
        SessionView.model_validate(
            {**_columns(each), "current": each.secret_hash == current}, from_attributes=True
        )
        for each in found
    ]


async def end_session(session: AsyncSession, user_id: UUID, session_id: UUID) -> None:
    """Signs a browser of the user out. Raises NotFound."""
    ended = await session.scalar(
        delete(Credential)
        .where(
            Credential.id == session_id,
            Credential.user_id == user_id,
            Credential.kind == "session",
        )
        .returning(Credential.id)
    )
    if ended is None:
        raise NotFound("There is no such session. It may have ended already.")


async def end_all_but(session: AsyncSession, user_id: UUID, browser: Browser) -> None:
    """Signs the user out of all browsers but this one, and lets no unused link and no other
    browser's mark stand. Tokens stay."""
    kept = [secret_hash(s) for s in (browser.session, browser.device) if s is not None]
    await session.execute(
        delete(Credential).where(
            Credential.user_id == user_id,
            Credential.kind.in_(["session", "device", "link"]),
            Credential.secret_hash.not_in(kept),
        )
    )


async def needs_current_password(session: AsyncSession, user_id: UUID, browser: Browser) -> bool:
    """Whether the user must give the present password to set another: there is one, and the session
    wasn't opened by a one-time link just now."""
    if await session.scalar(select(Password.user_id).where(Password.user_id == user_id)) is None:
        return False
    if browser.session is None:
        return True
    fresh = await session.scalar(
        select(Credential.id).where(
            Credential.user_id == user_id,
            Credential.kind == "session",
            Credential.secret_hash == secret_hash(browser.session),
            Credential.opened_by == "link",
            Credential.created_at > func.now() - _LINK_IS_FRESH,
        )
    )
    return fresh is None


def _columns(credential: Credential) -> dict[str, object]:
    names = ("id", "name", "opened_by", "created_at", "used_at", "expires_at")
    return {name: getattr(credential, name) for name in names}


async def _add(
    session: AsyncSession,
    user_id: UUID,
    kind: Literal["session", "device"],
    secret: str,
    life: timedelta,
    name: str = "",
    opened_by: OpenedBy | None = None,
) -> None:
    await session.execute(
        insert(Credential).values(
            id=new_id(),
            user_id=user_id,
            kind=kind,
            name=name,
            secret_hash=secret_hash(secret),
            expires_at=func.now() + life,
            opened_by=opened_by,
        )
    )


async def _has_device(session: AsyncSession, user_id: UUID, device: str) -> bool:
    found = await session.scalar(
        select(Credential.id).where(
            Credential.user_id == user_id,
            Credential.kind == "device",
            Credential.secret_hash == secret_hash(device),
            Credential.expires_at > func.now(),
        )
    )
    return found is not None


async def _forget_old_devices(session: AsyncSession, user_id: UUID) -> None:
    newest = (
        select(Credential.id)
        .where(Credential.user_id == user_id, Credential.kind == "device")
        .order_by(Credential.created_at.desc(), Credential.id.desc())
        .limit(_MOST_DEVICES)
    )
    await session.execute(
        delete(Credential).where(
            Credential.user_id == user_id,
            Credential.kind == "device",
            Credential.id.not_in(newest),
        )
    )
