"""Signing in and out, and one's own password and sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from educe.accounts import own_password, sessions, sign_in
from educe.accounts.sessions import DEVICE_LIFE, SESSION_LIFE, Browser, Opened, SessionView
from educe.accounts.sign_in import UserView
from educe.api.cross_site import refuse_cross_site
from educe.api.deps import COOKIE, Given, Services, SignedIn
from educe.api.problems import RESPONSES

router = APIRouter(prefix="/api/auth", tags=["auth"], responses=RESPONSES)

DEVICE_COOKIE = "educe_device"
_MOST = 1000  # what can be sent; what can be chosen is checked with the reason told


class SignIn(BaseModel):
    secret: str = Field(min_length=1, max_length=200, description="What follows # in the link.")


class PasswordSignIn(BaseModel):
    email: str = Field(max_length=_MOST)
    password: str = Field(max_length=_MOST)


class NewPassword(BaseModel):
    new: str = Field(max_length=_MOST, description="10 to 200 characters.")
    current: str | None = Field(
        None, max_length=_MOST, description="The present one, where `needs_current_password`."
    )


class Sessions(BaseModel):
    sessions: list[SessionView]


def browser(request: Request) -> Browser:
    return Browser(
        request.cookies.get(COOKIE),
        request.cookies.get(DEVICE_COOKIE),
        request.headers.get("user-agent", ""),
    )


FromBrowser = Annotated[Browser, Depends(browser)]


@router.post("/sign-in", summary="Sign in with a one-time link")
async def exchange_link(
    body: SignIn, request: Request, response: Response, given: Given, browser: FromBrowser
) -> UserView:
    """Uses the link up and sets a session cookie, which scripts can't read."""
    _refuse_other_sites(request)
    async with given.database.session() as session:
        opened = await sign_in.sign_in_by_link(session, body.secret, browser)
    return await _signed_in(request, response, given, opened)


@router.post("/sign-in/password", summary="Sign in with a password")
async def with_password(
    body: PasswordSignIn, request: Request, response: Response, given: Given, browser: FromBrowser
) -> UserView:
    """Sets a session cookie, which scripts can't read. 401 whatever was wrong; 429 with Retry-After
    when there were too many wrong passwords."""
    _refuse_other_sites(request)
    opened = await sign_in.sign_in_by_password(
        given.database,
        given.passwords,
        email=body.email,
        password=body.password,
        address=request.client.host if request.client else "",
        browser=browser,
    )
    return await _signed_in(request, response, given, opened)


@router.get("/me", summary="Who am I?")
async def me(caller: SignedIn, browser: FromBrowser) -> UserView:
    async with caller.session() as session:
        return await sign_in.user_view(session, caller.user_id, browser)


@router.put("/password", status_code=204, summary="Set or change one's own password")
async def set_password(
    body: NewPassword, given: Given, caller: SignedIn, browser: FromBrowser
) -> None:
    """Ends the user's other sessions and unused links; tokens stay. 403 when the present password
    is needed and wrong."""
    await own_password.change_own_password(
        given.database,
        given.passwords,
        caller.user_id,
        new=body.new,
        current=body.current,
        browser=browser,
    )


@router.get("/sessions", summary="List one's own sessions")
async def list_mine(caller: SignedIn, browser: FromBrowser) -> Sessions:
    """The browsers that are signed in, newest first."""
    async with caller.session() as session:
        found = await sessions.list_sessions(session, caller.user_id, browser)
    return Sessions(sessions=found)


@router.delete("/sessions/{session_id}", status_code=204, summary="End a session of one's own")
async def end(session_id: UUID, caller: SignedIn) -> None:
    async with caller.session() as session:
        await sessions.end_session(session, caller.user_id, session_id)


@router.post("/sign-out", status_code=204, summary="End this browser's session")
async def sign_out(request: Request, response: Response, caller: SignedIn) -> None:
    if secret := request.cookies.get(COOKIE):
        async with caller.session() as session:
            await sessions.close_session(session, secret)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def _refuse_other_sites(request: Request) -> None:
    """A browser says where a request comes from; programs needn't. Raises CrossSite."""
    if "sec-fetch-site" in request.headers or "origin" in request.headers:
        refuse_cross_site(request)


async def _signed_in(
    request: Request, response: Response, given: Services, opened: Opened
) -> UserView:
    secure = request.url.scheme == "https"
    response.set_cookie(
        COOKIE,
        opened.session,
        max_age=int(SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=secure,
    )
    if opened.device is not None:
        response.set_cookie(
            DEVICE_COOKIE,
            opened.device,
            max_age=int(DEVICE_LIFE.total_seconds()),
            path=router.prefix,
            httponly=True,
            samesite="lax",
            secure=secure,
        )
    async with given.database.session(opened.user_id) as session:
        return await sign_in.user_view(session, opened.user_id, Browser(opened.session))
