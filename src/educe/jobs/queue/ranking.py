"""The whole queue at a glance, looked up once for all who ask: who is when, how fast it moves."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.db.session import Database
from educe.jobs.queue.durations import Run, Work, works
from educe.jobs.queue.models import Pause
from educe.jobs.rules import Rules
from educe.settings import Settings

_FRESH_SECONDS = 1.0
_SOON_SECONDS = 0.2  # a job that isn't in a ranking so old may be in the next

_POSITIONS = text(
    "SELECT coalesce(array_agg(job_id ORDER BY queue_position), '{}') FROM kb.queue_positions()"
)
_FLEET = text(
    "SELECT workers, paused_workers, slots, admitted, running"
    " FROM kb.fleet(make_interval(secs => :lease))"
)
_RUNS = text("SELECT extractor - 1, items, started_ago, ended_ago FROM kb.recent_runs(:extractors)")


class PauseView(BaseModel):
    """What is paused: the whole queue, or an extractor."""

    model_config = ConfigDict(from_attributes=True)

    kind: Literal["queue", "extractor"]
    name: str
    reason: str
    paused_by: UUID | None
    paused_at: datetime


class Fleet(BaseModel):
    """All workers that are alive, and all jobs that have a place."""

    workers: int = 0
    paused_workers: int = 0
    slots: int = 0  # of the workers that aren't paused
    admitted: int = 0  # jobs that have a place, started or not
    running: int = 0


@dataclass(frozen=True, slots=True)
class Ranking:
    """The queue at one moment. Positions count from 1."""

    positions: Mapping[UUID, int] = field(default_factory=dict)
    fleet: Fleet = field(default_factory=Fleet)
    pauses: Sequence[PauseView] = ()
    runs: Sequence[Run] = ()  # the last ones, and those that are under way
    works: Sequence[Work | None] = ()  # by the extractor's place in `QueueBoard.extractors`
    first: int = 0  # how many have been admitted and wait for their first turn
    slice_seconds: float = 1.0

    def pause_of(self, extractor: str) -> PauseView | None:
        """What keeps this extractor's jobs from running: its own pause or the whole queue's."""
        return next((p for p in self.pauses if p.kind == "queue" or p.name == extractor), None)


class QueueBoard:
    """Knows the ranking, at most a second old. One query serves all who ask meanwhile."""

    def __init__(self, database: Database, rules: Rules, settings: Settings) -> None:
        self._database = database
        self._lease = settings.lease_seconds
        self._slice = settings.slice_seconds
        self.limits = rules.limits
        self.extractors = rules.registry.names()
        self._looked = float("-inf")
        self._ranking = Ranking()
        self._looking: asyncio.Task[Ranking] | None = None

    async def ranking(self, *, with_job: UUID | None = None) -> Ranking:
        """The ranking of the last second; a newer one when `with_job` isn't in it, because it may
        have come meanwhile."""
        age = time.monotonic() - self._looked
        missed = with_job is not None and with_job not in self._ranking.positions
        if age > (_SOON_SECONDS if missed else _FRESH_SECONDS):
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look(), name="looking at the queue")
            await asyncio.shield(self._looking)
        return self._ranking

    async def close(self) -> None:
        """Waits for a look that is under way."""
        if self._looking is not None:
            await asyncio.wait([self._looking])

    async def _look(self) -> Ranking:
        async with self._database.session() as session:
            ids: list[UUID] = (await session.execute(_POSITIONS)).scalar_one()
            fleet = (await session.execute(_FLEET, {"lease": self._lease})).mappings().one()
            rows = await session.execute(_RUNS, {"extractors": self.extractors})
            runs = [Run(*run) for run in rows]
            slots = int(fleet["slots"])
            self._ranking = Ranking(
                positions={job_id: position for position, job_id in enumerate(ids, 1)},
                fleet=Fleet(**fleet),
                pauses=await list_pauses(session),
                runs=runs,
                works=works(runs, len(self.extractors), slots),
                first=fleet["admitted"] - fleet["running"],
                slice_seconds=self._slice,
            )
        self._looked = time.monotonic()
        return self._ranking


async def list_pauses(session: AsyncSession) -> list[PauseView]:
    """What is paused, the whole queue first."""
    found = await session.scalars(
        select(Pause).order_by(func.nullif(Pause.kind, "queue").nulls_first(), Pause.name)
    )
    return [PauseView.model_validate(pause) for pause in found]
