"""What would happen if a job were submitted now. Nothing is submitted."""

from collections.abc import Sequence

from pydantic import BaseModel, Field
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.documents.models import File
from educe.errors import Conflict, InvalidConfig, InvalidInput
from educe.extractors.registry import unknown_keys
from educe.jobs.dependencies import check_needs
from educe.jobs.queue.forecast import Sized, forecast
from educe.jobs.queue.ranking import Fleet, PauseView, QueueBoard
from educe.jobs.queue.views import QueueView
from educe.jobs.queue.would_be import queue_view_of_new
from educe.jobs.rules import Rules
from educe.jobs.submit import NewJob, check_config, check_files

_SIZES = text("SELECT items, files, bytes, started_ago, ended_ago FROM kb.recent_sizes(:extractor)")


class FieldProblem(BaseModel):
    """What is wrong with a field."""

    field: str = Field(
        description="A path in the config, `config` for the whole of it, or `extractor`,"
        " `file_ids`, `needs`."
    )
    problem: str


class ItemsRange(BaseModel):
    low: int
    high: int


class DurationRange(BaseModel):
    """From its start to its end; nine times in ten within, while the load stays as it is."""

    low_seconds: float
    high_seconds: float


class JobPreview(BaseModel):
    """What would happen. What isn't known is none."""

    problems: list[FieldProblem] = Field(description="None: it can be submitted.")
    warnings: list[str]
    files: int
    bytes: int
    items: ItemsRange | None
    duration: DurationRange | None
    based_on: int = Field(description="How many earlier jobs this is told from.")
    queue: QueueView | None = Field(description="Its place and its wait.")
    fleet: Fleet
    pause: PauseView | None = Field(description="What would keep it from running.")
    tokens: int | None = Field(None, description="None: the extractor asks no model.")
    cost: float | None = None


async def preview(
    session: AsyncSession, rules: Rules, board: QueueBoard, job: NewJob
) -> JobPreview:
    """In the name of the session's user."""
    problems = await _problems(session, rules, job)
    known = job.extractor in rules.registry.names()
    extractor = rules.registry.get(job.extractor) if known else None
    runner = extractor.runner if extractor else "worker"
    files, size = await _sizes(session, job)
    ranking = await board.ranking()
    earlier = await _earlier(session, job.extractor)
    told = forecast(earlier, files, size, ranking)
    return JobPreview(
        problems=problems,
        warnings=[
            f"The config key “{key[:100]}” isn't known to “{job.extractor}” and would be left out."
            for key in (unknown_keys(extractor.config, job.config) if extractor else ())
        ],
        files=files,
        bytes=size,
        items=told and ItemsRange(low=told.items_low, high=told.items_high),
        duration=told
        and DurationRange(
            low_seconds=round(told.seconds_low, 1), high_seconds=round(told.seconds_high, 1)
        ),
        based_on=len(earlier),
        queue=await queue_view_of_new(session, board, ranking, job, runner=runner)
        if known
        else None,
        fleet=ranking.fleet,
        pause=ranking.pause_of(job.extractor) if runner == "worker" else None,
    )


async def _problems(session: AsyncSession, rules: Rules, job: NewJob) -> list[FieldProblem]:
    """All that `submit` would refuse, each with its field. Locks nothing: it is but a look."""
    found: list[FieldProblem] = []
    try:
        await check_config(session, rules, job)
    except InvalidConfig as error:
        whole = [{"field": "config", "problem": error.message}]
        told = error.details.get("fields", whole)
        found += [FieldProblem.model_validate(each) for each in told]
    except InvalidInput as error:
        known = job.extractor in rules.registry.names()
        field = "config" if known else "extractor"
        found.append(FieldProblem(field=field, problem=error.message))
    for field, checked in (
        ("file_ids", check_files(session, rules, job, lock=False)),
        ("needs", check_needs(session, job.project_id, job.needs, lock=False)),
    ):
        try:
            await checked
        except (InvalidInput, Conflict) as error:
            found.append(FieldProblem(field=field, problem=error.message))
    return found


async def _sizes(session: AsyncSession, job: NewJob) -> tuple[int, int]:
    """How many of the files there are, and their bytes together."""
    wanted = select(func.count(), func.coalesce(func.sum(File.size), 0)).where(
        File.project_id == job.project_id, File.id.in_(job.file_ids)
    )
    files, size = (await session.execute(wanted)).one()
    return files, int(size)


async def _earlier(session: AsyncSession, extractor: str) -> Sequence[Sized]:
    rows = await session.execute(_SIZES, {"extractor": extractor})
    return [Sized(*row) for row in rows]
