"""Signing in and out."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from educe.accounts import sign_in
from educe.accounts.sign_in import SESSION_LIFE, UserView
from educe.api.cross_site import refuse_cross_site
from educe.api.deps import COOKIE, Given, SignedIn
from educe.api.problems import RESPONSES

router = APIRouter(prefix="/api/auth", tags=["auth"], responses=RESPONSES)


class SignIn(BaseModel):
    secret: str = Field(min_length=1, max_length=200, description="What follows # in the link.")


@router.post("/sign-in", summary="Sign in with a one-time link")
async def exchange_link(
    body: SignIn, request: Request, response: Response, given: Given
) -> UserView:
    """Uses the link up and sets a session cookie, which scripts can't read."""
    if "sec-fetch-site" in request.headers or "origin" in request.headers:
        refuse_cross_site(request)
    async with given.database.session() as session:
        user_id, secret = await sign_in.open_session(session, body.secret)
        user = await sign_in.user_view(session, user_id)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return user


@router.get("/me", summary="Who am I?")
async def me(caller: SignedIn) -> UserView:
    async with caller.session() as session:
        return await sign_in.user_view(session, caller.user_id)


@router.post("/sign-out", status_code=204, summary="End this browser's session")
async def sign_out(request: Request, response: Response, caller: SignedIn) -> None:
    if secret := request.cookies.get(COOKIE):
        async with caller.session() as session:
            await sign_in.close_session(session, secret)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
