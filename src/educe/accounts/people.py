"""The installation's users, as its administrators see and change them. The database itself asks
whether the transaction's user is one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.emails import checked_email, folded_email
from educe.accounts.managing import require_administrator
from educe.accounts.passwords import Passwords, check_usable
from educe.accounts.projects import clean_name
from educe.accounts.secrets import new_secret, secret_hash
from educe.db.session import Database
from educe.errors import Conflict, NotFound
from educe.ids import new_id

LINK_LIFE = timedelta(hours=24)
Role = Literal["owner", "admin", "member"]


class LastAdministrator(Conflict):
    """Nobody else administers this Educe."""

    slug: ClassVar[str] = "last-administrator"


class MembershipView(BaseModel):
    """An organization that a user is a member of."""

    id: UUID
    name: str
    role: Role


class PersonView(BaseModel):
    """A user, as administrators see them. `seen_at`: when they last signed in or used a token."""

    id: UUID
    email: str
    name: str
    is_admin: bool
    has_password: bool
    created_at: datetime
    disabled_at: datetime | None
    seen_at: datetime | None
    organizations: list[MembershipView]


class Link(BaseModel):
    """A one-time sign-in link. Its secret is shown once."""

    secret: str
    url: str
    expires_at: datetime


class People(BaseModel):
    """A page of users. `next`: the cursor of the next page, if there is one."""

    users: list[PersonView]
    next: str | None


async def list_people(
    session: AsyncSession,
    *,
    search: str | None = None,
    organization_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> People:
    """By e-mail address. `search`: letters of address or name; `cursor`: the last address of the
    page before. Raises Forbidden."""
    await require_administrator(session)
    found = await _people(
        session, search=search or None, of=organization_id, after=cursor, most=limit + 1
    )
    page = found[:limit]
    return People(users=page, next=page[-1].email if len(found) > limit else None)


async def get_person(session: AsyncSession, who: str) -> PersonView:
    """The user with this id or e-mail address. Raises Forbidden, NotFound."""
    await require_administrator(session)
    found = await _people(session, who=folded_email(who), most=1)
    if not found:
        raise NotFound(f"There is no user with the id or e-mail address “{who}”.")
    return found[0]


async def add_person(
    session: AsyncSession, *, email: str, name: str, is_admin: bool = False
) -> PersonView:
    """Raises Forbidden, InvalidInput for an unusable address or name, and Conflict for an address
    that another has."""
    await require_administrator(session)
    email, name = checked_email(email), clean_name(name)
    user_id = new_id()
    await _with_free_email(session, func.kb.add_user(user_id, email, name, is_admin), email)
    return await get_person(session, str(user_id))


async def change_person(
    session: AsyncSession,
    who: str,
    *,
    email: str | None = None,
    name: str | None = None,
    is_admin: bool | None = None,
) -> PersonView:
    """Changes what isn't None. Raises Forbidden, NotFound, InvalidInput, LastAdministrator, and
    Conflict for an address that another has."""
    person = await get_person(session, who)
    email = None if email is None else checked_email(email)
    name = None if name is None else clean_name(name)
    change = func.kb.change_user(person.id, email, name, is_admin)
    if await _with_free_email(session, change, email) is False:
        raise _last_administrator()
    # not read again: who gives up administering doesn't see it any more
    given = {"email": email, "name": name, "is_admin": is_admin}
    return person.model_copy(update={k: v for k, v in given.items() if v is not None})


async def disable_person(session: AsyncSession, who: str) -> PersonView:
    """Ends their sessions, tokens and links at once; their jobs go on. Raises Forbidden, NotFound,
    LastAdministrator."""
    person = await get_person(session, who)
    if await session.scalar(select(func.kb.disable_user(person.id))) is False:
        raise _last_administrator()
    now = await session.scalar(select(func.now()))
    return person.model_copy(update={"disabled_at": person.disabled_at or now})


async def enable_person(session: AsyncSession, who: str) -> PersonView:
    """They can sign in again. Raises Forbidden, NotFound."""
    user_id = (await get_person(session, who)).id
    await session.scalar(select(func.kb.enable_user(user_id)))
    return await get_person(session, str(user_id))


async def add_link(session: AsyncSession, who: str, base_url: str) -> Link:
    """A link that signs the user in once within a day; their earlier ones end. `base_url`: Educe's
    address. Raises Forbidden, NotFound, and Conflict while the account is disabled."""
    user_id = (await get_person(session, who)).id
    secret, link_id = new_secret("link"), new_id()
    added = func.kb.add_link(link_id, user_id, secret_hash(secret), LINK_LIFE)
    if not await session.scalar(select(added)):
        raise Conflict("The account is disabled. Enable it first.")
    expires_at = await session.scalar(select(func.now() + LINK_LIFE))
    url = f"{base_url.rstrip('/')}/sign-in#{secret}"
    return Link.model_validate({"secret": secret, "url": url, "expires_at": expires_at})


async def set_password(
    database: Database, passwords: Passwords, administrator_id: UUID, who: str, new: str
) -> None:
    """Sets a user's password and ends their sessions. Raises Forbidden, NotFound, UnusablePassword,
    and Unavailable when very many sign in."""
    async with database.session(administrator_id) as session:
        person = await get_person(session, who)
    check_usable(new, person.email)
    with passwords.place():
        made = await passwords.hash(new)
    async with database.session(administrator_id) as session:
        await require_administrator(session)
        await session.scalar(select(func.kb.set_password(person.id, made)))


async def _people(
    session: AsyncSession,
    *,
    who: str | None = None,
    search: str | None = None,
    of: UUID | None = None,
    after: str | None = None,
    most: int,
) -> Sequence[PersonView]:
    rows = await session.execute(
        text("SELECT * FROM kb.list_users(:who, :search, :of, :after, :most)"),
        {"who": who, "search": search, "of": of, "after": after, "most": most},
    )
    return [PersonView.model_validate(dict(row)) for row in rows.mappings()]


async def _with_free_email(session: AsyncSession, change: Any, email: str | None) -> object:
    try:
        return await session.scalar(select(change))
    except IntegrityError as error:
        if "users_email_key" not in str(error.orig):
            raise
        raise Conflict(f"There is a user with the e-mail address “{email}” already.") from None


def _last_administrator() -> LastAdministrator:
    return LastAdministrator(
        "Nobody else administers this Educe. Make another user an administrator first."
    )
