"""Bearer tokens, for programs. A token's secret is shown once, when it is made."""

from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import Credential
from educe.accounts.secrets import new_secret, secret_hash
from educe.errors import NotFound
from educe.ids import new_id


class TokenView(BaseModel):
    """A bearer token, without its secret."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


class NewTokenView(TokenView):
    """A bearer token that was just made, with its secret, which is never shown again."""

    secret: str


async def create_token(
    session: AsyncSession, user_id: UUID, name: str, life: timedelta | None
) -> NewTokenView:
    """Makes a token; with no `life` it is valid until it is revoked."""
    token_id, secret = new_id(), new_secret("token")
    await session.execute(
        insert(Credential).values(
            id=token_id,
            user_id=user_id,
            kind="token",
            name=name,
            secret_hash=secret_hash(secret),
            expires_at=func.now() + life if life else None,
        )
    )
    view = TokenView.model_validate(await session.get_one(Credential, token_id))
    return NewTokenView(**view.model_dump(), secret=secret)


async def list_tokens(session: AsyncSession, user_id: UUID) -> list[TokenView]:
    """The user's tokens, newest first."""
    found = await session.scalars(
        select(Credential)
        .where(Credential.user_id == user_id, Credential.kind == "token")
        .order_by(Credential.created_at.desc(), Credential.id.desc())
    )
    return [TokenView.model_validate(token) for token in found]


async def revoke_token(session: AsyncSession, user_id: UUID, token_id: UUID) -> None:
    """From now on nobody signs in with it. Raises NotFound."""
    revoked = await session.scalar(
        delete(Credential)
        .where(Credential.id == token_id, Credential.user_id == user_id, Credential.kind == "token")
        .returning(Credential.id)
    )
    if revoked is None:
        raise NotFound("There is no such token. It may have been revoked already.")
