"""Setting one's own password."""

from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.attempts import Attempt, forgive_attempt, take_attempt
from educe.accounts.models import Password, User
from educe.accounts.passwords import Passwords, WrongPassword, check_usable
from educe.accounts.sessions import Browser, end_all_but, needs_current_password
from educe.accounts.sign_in import hold_password
from educe.db.session import Database


async def change_own_password(
    database: Database,
    passwords: Passwords,
    user_id: UUID,
    *,
    new: str,
    current: str | None,
    browser: Browser,
) -> None:
    """Sets the user's password and ends all sessions but this browser's. `current`: the present
    password, where `needs_current_password` says so.

    Raises UnusablePassword, WrongPassword, TooManyAttempts, and Unavailable when very many do."""
    attempt = Attempt.of_user(user_id)
    known = None
    with passwords.place():
        async with database.session(user_id) as session:
            check_usable(new, (await session.get_one(User, user_id)).email)
            if await needs_current_password(session, user_id, browser):
                if current is None:
                    raise WrongPassword("Give your present password too, as `current`.")
                known = (await session.get_one(Password, user_id)).hash
                await take_attempt(session, attempt)
        if known is not None and not (await passwords.check(current or "", known)).matches:
            raise WrongPassword("The present password is wrong. Try again.")
        made = await passwords.hash(new)
    async with database.session(user_id) as session:
        if known is not None:
            await hold_password(session, user_id, known)
            await forgive_attempt(session, attempt)
        await _store(session, user_id, made)
        await end_all_but(session, user_id, browser)


async def _store(session: AsyncSession, user_id: UUID, made: str) -> None:
    await session.execute(
        insert(Password)
        .values(user_id=user_id, hash=made)
        .on_conflict_do_update(
            index_elements=[Password.user_id], set_={"hash": made, "changed_at": func.now()}
        )
    )
