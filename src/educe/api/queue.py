"""The queue: where a job stands, how urgent it is, limits, plans and pauses."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from educe.accounts.managing import require_administrator
from educe.api.deps import Given, SignedIn
from educe.api.problems import RESPONSES
from educe.jobs.queue.depth import MyQueue, WholeQueue, my_queue, whole_queue
from educe.jobs.queue.limits import (
    MOST,
    MyLimits,
    OrganizationLimits,
    PlanTerms,
    PlanView,
    UserLimits,
    delete_plan,
    limit_organization,
    limit_user,
    list_plans,
    my_limits,
    organization_limits,
    put_plan,
    subscribe,
    user_limits,
)
from educe.jobs.queue.pauses import pause_extractor, pause_queue, resume_extractor, resume_queue
from educe.jobs.queue.priorities import change_priority
from educe.jobs.queue.ranking import PauseView, list_pauses
from educe.jobs.queue.views import QueueView, queue_view
from educe.jobs.states import Priority
from educe.jobs.status import JobView, job_view

router = APIRouter(prefix="/api", tags=["queue"], responses=RESPONSES)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewPriority(_Strict):
    priority: Priority


class NewLimit(_Strict):
    """How many jobs may run at a time. None: as the plan or the setting says."""

    max_running_jobs: int | None = Field(ge=1, le=MOST)


class Subscription(_Strict):
    plan: str | None = Field(description="The plan's name; none: no plan.")


class Reason(_Strict):
    reason: str = Field("", max_length=500, description="Shown to those whose jobs wait.")


class Plans(BaseModel):
    plans: list[PlanView]


class Pauses(BaseModel):
    pauses: list[PauseView]


Who = Annotated[str, Path(max_length=320, description="A user's id or e-mail address.")]
Name = Annotated[str, Path(max_length=200)]


@router.get("/extractions/{job_id}/queue", summary="Where does it stand in the queue?")
async def position(job_id: UUID, given: Given, caller: SignedIn) -> QueueView:
    """Its position, how long it will wait, and what for. A range that is honest: nine times in ten
    it starts within, while the load stays as it is."""
    async with caller.session() as session:
        return await queue_view(session, given.board, job_id)


@router.put("/extractions/{job_id}/priority", summary="Change how urgent it is")
async def prioritise(job_id: UUID, body: NewPriority, given: Given, caller: SignedIn) -> JobView:
    """A waiting one takes its new place at once; a running one with its next turn. 409 when it has
    ended."""
    async with caller.session() as session:
        await change_priority(session, given.rules, [job_id], body.priority)
        view = await job_view(session, job_id)
    given.hints.changed(job_id)
    return view


@router.get("/queue", summary="How full is the queue?")
async def mine(given: Given, caller: SignedIn) -> MyQueue:
    """Your jobs by extractor and priority, the fleet of workers, and what is paused."""
    async with caller.session() as session:
        return await my_queue(session, await given.board.ranking(), user_id=caller.user_id)


@router.get("/queue/limits", summary="How many of my jobs may run?")
async def limits(given: Given, caller: SignedIn) -> MyLimits:
    async with caller.session() as session:
        return await my_limits(session, given.rules.limits, user_id=caller.user_id)


@router.get("/plans", summary="List the plans")
async def plans(caller: SignedIn) -> Plans:
    async with caller.session() as session:
        return Plans(plans=await list_plans(session))


# for administrators


@router.get("/admin/queue", summary="How full is everybody's queue?")
async def everybodys(given: Given, caller: SignedIn) -> WholeQueue:
    """For administrators: by organization, extractor and priority."""
    async with caller.session() as session:
        return await whole_queue(session, await given.board.ranking())


@router.get("/admin/limits/users/{who}", summary="Get a user's limit")
async def of_user(who: Who, given: Given, caller: SignedIn) -> UserLimits:
    async with caller.session() as session:
        return await user_limits(session, given.rules.limits, who)


@router.put("/admin/limits/users/{who}", summary="Limit a user")
async def set_of_user(who: Who, body: NewLimit, given: Given, caller: SignedIn) -> UserLimits:
    """Holds within a second. What runs already goes on."""
    async with caller.session() as session:
        return await limit_user(session, given.rules.limits, who, body.max_running_jobs)


@router.put("/admin/limits/users/{who}/plan", summary="Give a user a plan")
async def set_plan_of_user(
    who: Who, body: Subscription, given: Given, caller: SignedIn
) -> UserLimits:
    """Their waiting jobs rank by it within a second."""
    async with caller.session() as session:
        return await subscribe(session, given.rules.limits, who, body.plan)


@router.get("/admin/limits/organizations/{organization_id}", summary="Get an organization's limit")
async def of_organization(
    organization_id: UUID, given: Given, caller: SignedIn
) -> OrganizationLimits:
    async with caller.session() as session:
        return await organization_limits(session, given.rules.limits, organization_id)


@router.put("/admin/limits/organizations/{organization_id}", summary="Limit an organization")
async def set_of_organization(
    organization_id: UUID, body: NewLimit, given: Given, caller: SignedIn
) -> OrganizationLimits:
    """Holds within a second. What runs already goes on."""
    async with caller.session() as session:
        return await limit_organization(
            session, given.rules.limits, organization_id, body.max_running_jobs
        )


@router.put(
    "/admin/plans/{name}",
    summary="Make or change a plan",
    responses={201: {"model": PlanView, "description": "The plan is new"}},
)
async def set_plan(name: Name, body: PlanTerms, response: Response, caller: SignedIn) -> PlanView:
    """Its users' waiting jobs rank by it within a second."""
    async with caller.session() as session:
        plan, is_new = await put_plan(session, name, body)
    response.status_code = 201 if is_new else 200
    return plan


@router.delete("/admin/plans/{name}", status_code=204, summary="Delete a plan")
async def remove_plan(name: Name, caller: SignedIn) -> None:
    """Its users have none then."""
    async with caller.session() as session:
        await delete_plan(session, name)


@router.get("/admin/pauses", summary="List what is paused")
async def pauses(caller: SignedIn) -> Pauses:
    """Extractors and the whole queue; GET /api/queue shows them to everyone."""
    async with caller.session() as session:
        await require_administrator(session)
        return Pauses(pauses=await list_pauses(session))


@router.put("/admin/pauses/queue", summary="Pause the queue")
async def pause_all(body: Reason, caller: SignedIn) -> Pauses:
    """Items in hand go on to their end; nothing new is begun. 409 when it is paused already."""
    async with caller.session() as session:
        return Pauses(pauses=await pause_queue(session, body.reason))


@router.delete("/admin/pauses/queue", summary="Resume the queue")
async def resume_all(caller: SignedIn) -> Pauses:
    """409 when it isn't paused."""
    async with caller.session() as session:
        return Pauses(pauses=await resume_queue(session))


@router.put("/admin/pauses/extractors/{name}", summary="Pause an extractor")
async def pause_one(name: Name, body: Reason, given: Given, caller: SignedIn) -> Pauses:
    """Items in hand go on to their end; no new ones are begun. 409 when it is paused already."""
    async with caller.session() as session:
        return Pauses(
            pauses=await pause_extractor(session, given.rules.registry, name, body.reason)
        )


@router.delete("/admin/pauses/extractors/{name}", summary="Resume an extractor")
async def resume_one(name: Name, caller: SignedIn) -> Pauses:
    """409 when it isn't paused."""
    async with caller.session() as session:
        return Pauses(pauses=await resume_extractor(session, name))
