"""Who is this: bearer tokens, browsers' sessions, and the links and passwords that open them."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.attempts import Attempt, forgive_attempt, take_attempt
from educe.accounts.emails import folded_email
from educe.accounts.models import Member, Organization, Password, User
from educe.accounts.passwords import Passwords
from educe.accounts.secrets import secret_hash
from educe.accounts.sessions import Browser, Opened, needs_current_password, open_session
from educe.db.session import Database
from educe.errors import Unauthenticated

Kind = Literal["token", "session", "link"]


class WrongSignIn(Unauthenticated):
    """The e-mail address or the password is wrong."""

    slug: ClassVar[str] = "wrong-sign-in"


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
    has_password: bool
    needs_current_password: bool = Field(
        description="Whether setting another password needs the present one: not when there is"
        " none, nor in the first 15 minutes of a session that a one-time link opened."
    )
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
    "session": "You are signed out. Sign in again, with your password or a sign-in link.",
    "link": "This sign-in link isn't valid: it was used already, is older than a day, or is"
    " incomplete. Ask for a new one: `educe serve` prints one when it starts, and `educe users"
    " link` makes one.",
}


async def authenticate(database: Database, kind: Literal["token", "session"], secret: str) -> UUID:
    """Whose secret this is, asked on its own in one round trip. Raises Unauthenticated."""
    async with database.session() as session:
        await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        return await user_of(session, kind, secret)


async def sign_in_by_link(session: AsyncSession, link: str, browser: Browser) -> Opened:
    """Exchanges a one-time link's secret for a browser's session. From here on the transaction is
    in the user's name. Raises Unauthenticated."""
    user_id = await user_of(session, "link", link)
    await act_as(session, user_id)
    return await open_session(session, user_id, browser, "link")


async def sign_in_by_password(
    database: Database,
    passwords: Passwords,
    *,
    email: str,
    password: str,
    address: str,
    browser: Browser,
) -> Opened:
    """Opens a session for the user of this e-mail address. `address`: where the browser is.

    Raises WrongSignIn, with the same answer after the same time whatever was wrong;
    TooManyAttempts; Unavailable when very many sign in."""
    with passwords.place():
        async with database.session() as session:
            account = await _account(session, email)
            attempt = await _attempt(session, account, email, address, browser)
            await take_attempt(session, attempt)
        known = None if account is None else account[1]
        checked = await passwords.check(password, known)
    if account is None or not checked.matches:
        raise _wrong_sign_in()
    user_id, known = account
    async with database.session(user_id) as session:
        await hold_password(session, user_id, known)
        if checked.renewed is not None:
            await session.execute(
                update(Password).where(Password.user_id == user_id).values(hash=checked.renewed)
            )
        await forgive_attempt(session, attempt)
        return await open_session(session, user_id, browser, "password")


async def hold_password(session: AsyncSession, user_id: UUID, known: str) -> None:
    """Until the transaction ends the user's password is the one of this hash. Raises WrongSignIn
    when it was changed meanwhile."""
    wanted = select(Password.hash).where(Password.user_id == user_id).with_for_update()
    if await session.scalar(wanted) != known:
        raise _wrong_sign_in()


async def _account(session: AsyncSession, email: str) -> tuple[UUID, str] | None:
    """The id and the password's hash of the user with this address."""
    found = await session.execute(
        text("SELECT user_id, hash FROM kb.password_of(:email)"), {"email": folded_email(email)}
    )
    row = found.one_or_none()
    return None if row is None else (row.user_id, row.hash)


async def _attempt(
    session: AsyncSession,
    account: tuple[UUID, str] | None,
    email: str,
    address: str,
    browser: Browser,
) -> Attempt:
    if browser.device is not None:
        hashed = secret_hash(browser.device)
        owner = await session.scalar(select(func.kb.user_of_secret("device", hashed)))
        if account is not None and owner == account[0]:
            return Attempt.of_device(browser.device)
    return Attempt.of_stranger(email, address)


def _wrong_sign_in() -> WrongSignIn:
    return WrongSignIn(
        "The e-mail address or the password is wrong. Try again, or ask an administrator for a"
        " sign-in link."
    )


async def act_as(session: AsyncSession, user_id: UUID) -> None:
    """From here on the transaction is in this user's name."""
    await session.execute(select(func.set_config("educe.user_id", str(user_id), True)))


async def user_view(session: AsyncSession, user_id: UUID, browser: Browser) -> UserView:
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
        has_password=await session.get(Password, user_id) is not None,
        needs_current_password=await needs_current_password(session, user_id, browser),
        organizations=[OrganizationView(id=r.id, name=r.name, role=r.role) for r in rows],
    )
