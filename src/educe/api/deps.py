"""What routers ask for: the process's parts, and who is asking."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.passwords import Passwords
from educe.accounts.projects import get_project
from educe.accounts.sign_in import authenticate
from educe.api.cross_site import refuse_cross_site
from educe.api.hints import Hints
from educe.db.session import Database
from educe.documents.blobs import BlobStore
from educe.documents.reading.apart import ApartReader
from educe.errors import Unauthenticated
from educe.jobs.queue.ranking import QueueBoard
from educe.jobs.rules import Rules
from educe.jobs.schedules.scheduler import Scheduler
from educe.jobs.watch import Listener
from educe.mailboxes.access import Mail
from educe.settings import Settings

COOKIE = "educe_session"
_bearer = HTTPBearer(auto_error=False, description="A token: `Authorization: Bearer educe_token_…`")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="A browser's session.")


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of an API process, opened when it starts."""

    settings: Settings
    database: Database
    passwords: Passwords
    blobs: BlobStore
    rules: Rules
    listener: Listener
    hints: Hints
    scheduler: Scheduler
    board: QueueBoard
    reader: ApartReader
    mail: Mail


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking."""

    user_id: UUID
    database: Database

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction in the caller's name."""
        async with self.database.session(self.user_id) as session:
            yield session


def services(request: Request) -> Services:
    given = request.app.state.services
    assert isinstance(given, Services)
    return given


Given = Annotated[Services, Depends(services)]


async def caller(
    request: Request,
    given: Given,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    cookie: Annotated[str | None, Security(_cookie)],
) -> Caller:
    """Raises Unauthenticated; CrossSite for a browser's request that another site made."""
    if bearer is not None:
        user_id = await authenticate(given.database, "token", bearer.credentials)
    elif cookie:
        refuse_cross_site(request)
        user_id = await authenticate(given.database, "session", cookie)
    else:
        raise Unauthenticated(
            "Send a token as “Authorization: Bearer …”, or sign in with a password or a sign-in"
            " link. `educe serve` prints a link when it starts, and `educe users link` makes one."
        )
    return Caller(user_id, given.database)


SignedIn = Annotated[Caller, Depends(caller)]


async def course(course_id: UUID, caller: SignedIn) -> UUID:
    """The id of a course of the caller's. Raises NotFound."""
    async with caller.session() as session:
        await get_project(session, course_id, "course")
    return course_id


CourseId = Annotated[UUID, Depends(course)]
