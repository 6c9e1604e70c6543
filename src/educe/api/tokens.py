"""Bearer tokens of the user."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from educe.accounts.tokens import (
    NewTokenView,
    TokenView,
    create_token,
    list_tokens,
    revoke_token,
)
from educe.api.deps import SignedIn
from educe.api.problems import RESPONSES

router = APIRouter(prefix="/api/tokens", tags=["tokens"], responses=RESPONSES)


class NewToken(BaseModel):
    name: str = Field(min_length=1, max_length=200, description="What it is for.")
    days: int | None = Field(None, ge=1, le=3650, description="How long; none: until revoked.")


class Tokens(BaseModel):
    tokens: list[TokenView]


@router.post("", status_code=201, summary="Make a token")
async def create(body: NewToken, caller: SignedIn) -> NewTokenView:
    """Its secret is in this answer and nowhere else."""
    life = timedelta(days=body.days) if body.days else None
    async with caller.session() as session:
        return await create_token(session, caller.user_id, body.name, life)


@router.get("", summary="List tokens")
async def list_mine(caller: SignedIn) -> Tokens:
    async with caller.session() as session:
        return Tokens(tokens=await list_tokens(session, caller.user_id))


@router.delete("/{token_id}", status_code=204, summary="Revoke a token")
async def revoke(token_id: UUID, caller: SignedIn) -> None:
    async with caller.session() as session:
        await revoke_token(session, caller.user_id, token_id)
