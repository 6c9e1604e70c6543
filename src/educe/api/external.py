"""For programs outside that do extractions of the extractor “external”: claims and items.

What they report of the whole job goes to PATCH /api/admin/extraction-jobs/{id}.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from educe.api.deps import Given, SignedIn
from educe.api.idempotency import Once
from educe.api.problems import RESPONSES
from educe.jobs.external.claims import ClaimView, Lease, claim, give_back, renew
from educe.jobs.external.items import (
    MOST_AT_ONCE,
    AddedItems,
    ItemResult,
    ItemsInHand,
    NewItem,
    Written,
    add_items,
    claim_items,
    store_results,
)

router = APIRouter(
    prefix="/api/extractions/{job_id}", tags=["programs outside"], responses=RESPONSES
)

Seconds = Annotated[
    float, Field(ge=5, le=3600, description="Renew the claim before so many seconds are over.")
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewClaim(_Body):
    """Who wants to do the job, and for how long at first."""

    program: Name = Field(description="What people see: “ocr on host 7”.")
    lease_seconds: Seconds = 60


class Renewal(_Body):
    token: UUID
    lease_seconds: Seconds = 60


class Return(_Body):
    token: UUID


class NewItems(_Body):
    items: list[NewItem] = Field(min_length=1, max_length=MOST_AT_ONCE)
    token: UUID | None = Field(None, description="Needed while a program holds the job.")


class Wanted(_Body):
    token: UUID
    most: int = Field(10, ge=1, le=MOST_AT_ONCE)


class Results(_Body):
    token: UUID
    results: list[ItemResult] = Field(min_length=1, max_length=MOST_AT_ONCE)


@router.post("/claim", summary="Claim an external extraction")
async def claim_job(job_id: UUID, body: NewClaim, given: Given, caller: SignedIn) -> ClaimView:
    """The extraction is yours until the lease has passed. 409 while another program holds it, with
    who and until when."""
    async with caller.session() as session:
        claimed = await claim(
            session, job_id, program=body.program, lease_seconds=body.lease_seconds
        )
    given.hints.changed(job_id)
    return claimed


@router.post("/claim/renew", summary="Renew a claim")
async def renew_claim(job_id: UUID, body: Renewal, caller: SignedIn) -> Lease:
    """409 when it was lost."""
    async with caller.session() as session:
        return await renew(session, job_id, body.token, body.lease_seconds)


@router.post("/claim/release", status_code=204, summary="Give a claim back")
async def release_claim(job_id: UUID, body: Return, given: Given, caller: SignedIn) -> None:
    """What it holds is free for the next program. 409 when it was lost."""
    async with caller.session() as session:
        await give_back(session, given.rules, job_id, body.token)
    given.hints.changed(job_id)


@router.post("/items", status_code=201, summary="Add items to an external extraction")
async def add(
    job_id: UUID, body: NewItems, given: Given, caller: SignedIn, once: Once
) -> AddedItems:
    """All or none. They are numbered on from those that there are."""
    async with once.transaction() as session:
        added = await add_items(session, job_id, body.items, body.token)
        await once.made(added, location=f"/api/extractions/{job_id}/items")
    given.hints.changed(job_id)
    return added


@router.post("/items/claim", summary="Take items in hand")
async def take_items(job_id: UUID, body: Wanted, caller: SignedIn) -> ItemsInHand:
    """In their order. They are yours as long as the claim is."""
    async with caller.session() as session:
        return await claim_items(session, job_id, body.token, body.most)


@router.post("/items/results", summary="Send what came of items")
async def send_results(job_id: UUID, body: Results, given: Given, caller: SignedIn) -> Written:
    """Written together with the extraction's counters, for items that the claim still holds."""
    async with caller.session() as session:
        written = await store_results(session, job_id, body.token, body.results)
    given.hints.changed(job_id)
    return written
