"""Requests that make something: with an Idempotency-Key they make it once, however often sent.

A router that makes things asks for `Once` beside its caller:

    async def create(body: NewThing, caller: SignedIn, once: Once) -> ThingView:
        async with once.transaction() as session:
            made = await create_thing(session, body.name, user_id=caller.user_id)
            return await once.made(made, location=f"/api/things/{made.id}")

An answer that holds a secret isn't for this: it would be kept.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, TypeVar

from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.idempotency import Answer, checked_key, claim_key, request_hash, store_answer
from educe.api.deps import Caller, SignedIn

REPLAYED = "Idempotency-Replayed"
View = TypeVar("View", bound=BaseModel)


class Replay(Exception):
    """The request was answered already: this is its answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class Creation:
    """A request that makes something, in one transaction with the memory of having done so."""

    def __init__(
        self, request: Request, response: Response, caller: Caller, key: str | None
    ) -> None:
        self._request = request
        self._response = response
        self._caller = caller
        self._key = key
        self._session: AsyncSession | None = None
        self._answered = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction in the caller's name. `made` ends it.

        Raises IdempotencyKeyReused; a request that was answered already gets its answer again, and
        what this context holds isn't run."""
        async with self._caller.session() as session:
            if self._key is not None:
                await self._claim(session, self._key)
            self._session = session
            yield session
            assert self._answered, "a creation says what it has made"

    async def made(self, view: View, *, location: str | None = None) -> View:
        """Call it last in the transaction. `location`: where what was made can be found."""
        assert self._session is not None
        if location is not None:
            self._response.headers["Location"] = location
        if self._key is not None:
            body = view.model_dump(mode="json", by_alias=True)
            status = self._request.scope["route"].status_code or 200
            answer = Answer(status, body, location)
            await store_answer(self._session, self._caller.user_id, self._key, answer)
        self._answered = True
        return view

    async def _claim(self, session: AsyncSession, key: str) -> None:
        url = self._request.url
        body = await self._request.body()
        wanted = request_hash(self._request.method, f"{url.path}?{url.query}", body)
        if (answer := await claim_key(session, self._caller.user_id, key, wanted)) is not None:
            raise Replay(answer)


async def _creation(
    request: Request,
    response: Response,
    caller: SignedIn,
    idempotency_key: Annotated[
        str | None,
        Header(
            description="A value of your own for this request, as a new UUID. Sent again with it"
            " within a day, the request makes nothing more and gets the same answer."
        ),
    ] = None,
) -> Creation:
    """Raises InvalidInput for a key that can't be one."""
    key = None if idempotency_key is None else checked_key(idempotency_key)
    return Creation(request, response, caller, key)


Once = Annotated[Creation, Depends(_creation)]


def install_idempotency(app: FastAPI) -> None:
    """From here on requests that were answered already get their answers again."""
    app.add_exception_handler(Replay, _answer_again)


async def _answer_again(request: Request, replay: Exception) -> Response:
    assert isinstance(replay, Replay)
    answer = replay.answer
    headers = {REPLAYED: "true", **({"Location": answer.location} if answer.location else {})}
    return JSONResponse(answer.body, answer.status, headers)
