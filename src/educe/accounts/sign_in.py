"""Who is this: bearer tokens, browsers' sessions, and the one-time links that open them."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import Credential, Member, Organization, User
from educe.accounts.secrets import new_secret, secret_hash
from educe.db.session import Database
from educe.errors import Unauthenticated
from educe.ids import new_id

SESSION_LIFE = timedelta(days=30)
Kind = Literal["token", "session", "link"]


class OrganizationView(BaseModel):
    """An organization that the user is a member of."""

    id: UUID
    name: str
    role: str


class UserView(BaseModel):
    """The user who is signed in."""

    id: UUID
    email: str
    name: str
    is_admin: bool
    organizations: list[OrganizationView]


async def user_of(session: AsyncSession, kind: Kind, secret: str) -> UUID:
    """Whose secret this is. A link is used up by asking.

    Raises Unauthenticated when it is unknown, expired, used up, or its user is disabled."""
    found = await session.scalar(select(func.kb.user_of_secret(kind, secret_hash(secret))))
    if not isinstance(found, UUID):
        raise Unauthenticated(_REFUSALS[kind])
    return found


_REFUSALS: dict[Kind, str] = {
    "token": "This token isn't valid: it is mistyped or was revoked. Make a new one and send it as"
    " “Authorization: Bearer …”.",
    "session": "You are signed out. Sign in again with a sign-in link.",
    "link": "This sign-in link isn't valid: it was used already, is older than a day, or is"
    " incomplete. Ask for a new one; `educe serve` prints one when it starts.",
}


async def authenticate(database: Database, kind: Literal["token", "session"], secret: str) -> UUID:
    """Whose secret this is, asked on its own in one round trip. Raises Unauthenticated."""
    async with database.session() as session:
        await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        return await user_of(session, kind, secret)


async def open_session(session: AsyncSession, link: str) -> tuple[UUID, str]:
    """Exchanges a one-time link's secret for a browser's session. From here on the transaction is
    in the user's name.

    Returns the user's id and the new session's secret. Raises Unauthenticated."""
    user_id = await user_of(session, "link", link)
    await act_as(session, user_id)
    secret = new_secret("session")
    await session.execute(
        insert(Credential).values(
            id=new_id(),
            user_id=user_id,
            kind="session",
            name="browser",
            secret_hash=secret_hash(secret),
            expires_at=func.now() + SESSION_LIFE,
        )
    )
    return user_id, secret


async def close_session(session: AsyncSession, secret: str) -> None:
    """Ends a browser's session; one that has ended is no error."""
    await session.execute(
        delete(Credential).where(
            Credential.kind == "session", Credential.secret_hash == secret_hash(secret)
        )
    )


async def act_as(session: AsyncSession, user_id: UUID) -> None:
    """From here on the transaction is in this user's name."""
    await session.execute(select(func.set_config("educe.user_id", str(user_id), True)))


async def user_view(session: AsyncSession, user_id: UUID) -> UserView:
    """The user and their organizations. Raises Unauthenticated when the account is gone."""
    user = await session.get(User, user_id)
    if user is None:
        raise Unauthenticated("Your account was removed. Ask whoever runs this Educe.")
    rows = await session.execute(
        select(Organization.id, Organization.name, Member.role)
        .join(Member, Member.organization_id == Organization.id)
        .where(Member.user_id == user_id)
        .order_by(Member.created_at, Organization.id)
    )
    return UserView(
        id=user.id,
        email=user.email,
        name=user.name,
        is_admin=user.is_admin,
        organizations=[OrganizationView(id=r.id, name=r.name, role=r.role) for r in rows],
    )
