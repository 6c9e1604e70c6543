"""How many jobs run at a time: of a user, of an organization, by a plan. Administrators decide.

What they decide holds within a second: workers admit what may run now. Lowering a limit takes
nothing away from what has a place already.
"""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.managing import require_administrator
from educe.accounts.models import Plan, User
from educe.errors import InvalidInput, NotFound
from educe.jobs.admission import Limits
from educe.jobs.models import Job

MOST = 100_000
PLAN_NAME = r"^[a-z0-9][a-z0-9-]{0,39}$"


class PlanTerms(BaseModel):
    """What a plan gives its users."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    title: str = Field(min_length=1, max_length=200)
    head_start_minutes: int = Field(
        0,
        ge=0,
        le=300,
        description="Its users' jobs rank as if they had waited so much longer already. 100 minutes"
        " are worth a class of priority.",
    )
    max_running_jobs: int | None = Field(
        None, ge=1, le=MOST, description="None: as the installation's setting says."
    )


class PlanView(PlanTerms):
    """A plan."""

    name: str


class MyLimits(BaseModel):
    """How many jobs of one's own run at a time."""

    limit: int
    running: int = Field(description="How many have a place now, started or about to.")
    waiting: int
    plan: PlanView | None


class UserLimits(BaseModel):
    """A user's limit. `max_running_jobs`: the user's own; `limit`: what holds."""

    id: UUID
    email: str
    name: str
    max_running_jobs: int | None
    plan: str | None
    limit: int
    running: int
    waiting: int


class OrganizationLimits(BaseModel):
    """An organization's limit. `limit`: what holds; none: any number."""

    id: UUID
    name: str
    max_running_jobs: int | None
    limit: int | None
    running: int
    waiting: int


async def my_limits(session: AsyncSession, limits: Limits, *, user_id: UUID) -> MyLimits:
    user = await session.get_one(User, user_id)
    plan = None if user.plan is None else await session.get(Plan, user.plan)
    admitted = Job.admitted_at.is_not(None)
    counted = select(func.count().filter(admitted), func.count().filter(~admitted)).where(
        Job.created_by == user_id,
        Job.status.in_(["pending", "running"]),
        Job.runner == "worker",
    )
    running, waiting = (await session.execute(counted)).one()
    limit = await session.scalar(select(func.kb.limit_of_user(user_id, limits.user)))
    return MyLimits(
        limit=limit or limits.user,
        running=running,
        waiting=waiting,
        plan=None if plan is None else _viewed(plan),
    )


async def user_limits(session: AsyncSession, limits: Limits, who: str) -> UserLimits:
    """Of the user with this id or e-mail address. Raises Forbidden for who is no administrator,
    NotFound."""
    await require_administrator(session)
    row = await _row(session, "kb.find_user(:whom, :default)", whom=who, default=limits.user)
    if row is None:
        raise NotFound(f"There is no user with the id or e-mail address “{who}”.")
    return UserLimits.model_validate({**row, "limit": row["user_limit"], "running": row["active"]})


async def limit_user(
    session: AsyncSession, limits: Limits, who: str, most: int | None
) -> UserLimits:
    """From here on at most so many of the user's jobs run; None: as the plan or the setting says.

    Raises Forbidden and NotFound."""
    user = await user_limits(session, limits, who)
    await session.execute(select(func.kb.limit_user(user.id, most)))
    return await user_limits(session, limits, str(user.id))


async def subscribe(
    session: AsyncSession, limits: Limits, who: str, plan: str | None
) -> UserLimits:
    """Gives the user a plan, or takes it away. Their waiting jobs rank by it at once.

    Raises Forbidden, and NotFound for an unknown user or plan."""
    user = await user_limits(session, limits, who)
    if plan is not None and await session.get(Plan, plan) is None:
        raise NotFound(f"There is no plan “{plan}”. List them with GET /api/plans.")
    await session.execute(select(func.kb.subscribe(user.id, plan)))
    return await user_limits(session, limits, str(user.id))


async def organization_limits(
    session: AsyncSession, limits: Limits, organization_id: UUID
) -> OrganizationLimits:
    """Raises Forbidden for who is no administrator, NotFound."""
    await require_administrator(session)
    row = await _row(
        session,
        "kb.find_organization(:organization, :default)",
        organization=organization_id,
        default=limits.organization,
    )
    if row is None:
        raise NotFound("There is no such organization.")
    return OrganizationLimits.model_validate(
        {**row, "limit": row["organization_limit"], "running": row["active"]}
    )


async def limit_organization(
    session: AsyncSession, limits: Limits, organization_id: UUID, most: int | None
) -> OrganizationLimits:
    """From here on at most so many of the organization's jobs run; None: as the setting says.

    Raises Forbidden and NotFound."""
    await organization_limits(session, limits, organization_id)
    await session.execute(select(func.kb.limit_organization(organization_id, most)))
    return await organization_limits(session, limits, organization_id)


async def list_plans(session: AsyncSession) -> list[PlanView]:
    """By name."""
    return [_viewed(plan) for plan in await session.scalars(select(Plan).order_by(Plan.name))]


async def put_plan(session: AsyncSession, name: str, terms: PlanTerms) -> tuple[PlanView, bool]:
    """Makes a plan or changes it. Returns it, and whether it is new. Raises Forbidden, and
    InvalidInput for a name that can't be one."""
    await require_administrator(session)
    try:
        is_new = await session.scalar(
            select(
                func.kb.put_plan(
                    name, terms.title, terms.head_start_minutes, terms.max_running_jobs
                )
            )
        )
    except IntegrityError:
        raise InvalidInput(
            f"A plan can't be called “{name}”. Take lower-case letters, digits and hyphens, at most"
            " 40."
        ) from None
    return PlanView(name=name, **terms.model_dump()), bool(is_new)


async def delete_plan(session: AsyncSession, name: str) -> None:
    """Its users have none from here on. Raises Forbidden and NotFound."""
    await require_administrator(session)
    if not await session.scalar(select(func.kb.delete_plan(name))):
        raise NotFound(f"There is no plan “{name}”. List them with GET /api/plans.")


async def _row(session: AsyncSession, function: str, **values: Any) -> dict[str, Any] | None:
    found = await session.execute(text(f"SELECT * FROM {function}"), values)  # noqa: S608
    row = found.mappings().one_or_none()
    return None if row is None else dict(row)


def _viewed(plan: Plan) -> PlanView:
    terms = PlanTerms.model_validate(plan, extra="ignore")
    return PlanView(name=plan.name, **terms.model_dump())
