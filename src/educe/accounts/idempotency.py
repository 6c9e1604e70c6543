"""Requests that make something and carry an Idempotency-Key: sent again, they make nothing more.

The key's row is written in the transaction of what the request makes. So a second one that comes
meanwhile waits at the row until that transaction has ended, and then finds either the answer, to be
given again, or nothing, and does the work. As the IETF's draft “The Idempotency-Key HTTP Header
Field” has it, with 409 for a key that was used for something else.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import func, null, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import IdempotencyKey
from educe.errors import Conflict, InvalidInput

#: how long an answer is given again
KEPT = timedelta(hours=24)
LONGEST_KEY = 255


class IdempotencyKeyReused(Conflict):
    """The Idempotency-Key was used for another request."""

    slug: ClassVar[str] = "idempotency-key-reused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered, to be given again."""

    status: int
    body: Any  # as JSON
    location: str | None = None


def checked_key(given: str) -> str:
    """The key as it is stored; the quotes that the draft puts around it don't count.

    Raises InvalidInput for one that is empty, too long or not printable."""
    key = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
    if not 0 < len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise InvalidInput(
            f"The Idempotency-Key must be 1 to {LONGEST_KEY} printable ASCII characters. A new UUID"
            " for each thing that is to be made is a good one."
        )
    return key


def request_hash(method: str, address: str, body: bytes) -> bytes:
    """The same for requests that ask for the same, however their JSON is written."""
    try:
        asked = json.loads(body)
    except ValueError:
        asked = body.hex()
    canonical = json.dumps([method, address, asked], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).digest()


async def claim_key(
    session: AsyncSession, user_id: UUID, key: str, request: bytes
) -> Answer | None:
    """Claims the key for the request with this hash, until the transaction ends; waits for another
    that holds it. Returns the answer when that request was answered already; none: do the work, and
    `store_answer` before the commit.

    Raises IdempotencyKeyReused when the key was used for a request with another hash."""
    if await _claimed(session, user_id, key, request):
        return None
    # a statement of its own: it sees what was committed while the claim waited
    found = await session.get_one(IdempotencyKey, (user_id, key))
    if found.request_hash != request:
        raise IdempotencyKeyReused(
            "This Idempotency-Key was used for another request: each request that makes something"
            " else needs a key of its own. Send this one with a new key."
        )
    assert found.status is not None
    return Answer(found.status, found.body, found.location)


async def store_answer(session: AsyncSession, user_id: UUID, key: str, answer: Answer) -> None:
    """Keeps the answer of a request whose key the transaction has claimed."""
    await session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.user_id == user_id, IdempotencyKey.key == key)
        .values(status=answer.status, body=answer.body, location=answer.location)
    )


async def _claimed(session: AsyncSession, user_id: UUID, key: str, request: bytes) -> bool:
    fresh: Mapping[str, Any] = {
        "request_hash": request,
        "status": None,
        "body": null(),  # None would be JSON's null
        "location": None,
        "created_at": func.now(),
    }
    claim = (
        insert(IdempotencyKey)
        .values(user_id=user_id, key=key, **fresh)
        .on_conflict_do_update(
            index_elements=[IdempotencyKey.user_id, IdempotencyKey.key],
            set_=fresh,
            where=IdempotencyKey.created_at < func.now() - KEPT,
        )
        .returning(IdempotencyKey.key)
    )
    return (await session.scalar(claim)) is not None
