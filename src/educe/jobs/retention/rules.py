"""For how long an organization keeps its ended jobs: what it decided, else the installation's
default."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.managing import require_manager, require_member
from educe.jobs.retention.keeping import Keep
from educe.jobs.retention.models import RetentionRule

_LONGEST_DAYS = 36_500


class RetentionDays(BaseModel):
    """Days after their end; 0: for ever; null: as the installation's default says."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")

    completed_days: int | None = Field(None, ge=0, le=_LONGEST_DAYS)
    failed_days: int | None = Field(None, ge=0, le=_LONGEST_DAYS)
    cancelled_days: int | None = Field(None, ge=0, le=_LONGEST_DAYS)


class RetentionView(BaseModel):
    """What the organization decided, and what therefore holds."""

    organization_id: UUID
    decided: RetentionDays
    in_force: RetentionDays


async def retention_of(
    session: AsyncSession, default: Keep, organization_id: UUID, *, user_id: UUID
) -> RetentionView:
    """Raises NotFound when the user is not in the organization."""
    await require_member(session, organization_id, user_id)
    rule = await session.get(RetentionRule, organization_id)
    return _view(
        organization_id, default, RetentionDays.model_validate(rule) if rule else RetentionDays()
    )


async def decide_retention(
    session: AsyncSession,
    default: Keep,
    organization_id: UUID,
    decided: RetentionDays,
    *,
    user_id: UUID,
) -> RetentionView:
    """Holds from the next round of the workers on, for jobs that have ended already too. Raises
    NotFound, and Forbidden when the user neither owns nor administers the organization."""
    await require_manager(session, organization_id, user_id)
    days = decided.model_dump()
    await session.execute(
        insert(RetentionRule)
        .values(organization_id=organization_id, **days)
        .on_conflict_do_update(index_elements=[RetentionRule.organization_id], set_=days)
    )
    return _view(organization_id, default, decided)


def _view(organization_id: UUID, default: Keep, decided: RetentionDays) -> RetentionView:
    in_force = {
        outcome: getattr(default, outcome) if days is None else days
        for outcome, days in decided.model_dump().items()
    }
    return RetentionView(
        organization_id=organization_id, decided=decided, in_force=RetentionDays(**in_force)
    )
