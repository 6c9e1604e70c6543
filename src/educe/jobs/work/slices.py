"""One slice of work on one job: plan if that is due, extract for a while, finish if that is due."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from pydantic import BaseModel

from educe.cancelling import cancel_and_wait
from educe.errors import EduceError, Unavailable
from educe.extractors.contract import AnyExtractor, Source, Summary
from educe.jobs.work.context import Context
from educe.jobs.work.extracting import GRACE_SECONDS, STAGE_HOLD_SECONDS, Extracting
from educe.jobs.work.failures import Failure, backoff, classify
from educe.jobs.work.store import ClaimedItem
from educe.jobs.work.tools import Tools

_STAGE_ATTEMPTS = 5
_TELL_SECONDS = 0.5
_FIRST_CLAIM = 1  # until one item's time is known
_NOTHING = "Nothing found: there was nothing to extract from."


class Slice:
    """The slice under way. `stop` is set from outside, to end it after the items in hand."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.store = tools.store
        self.stop = False
        self._nothing: str | None = None  # what a plan that came to nothing says of it
        self._ends = time.monotonic() + tools.slice_seconds

    def over(self) -> bool:
        return self.stop or time.monotonic() > self._ends

    async def run(self) -> None:
        """Raises Unavailable when the database stays away."""
        taken = await self.store.take(STAGE_HOLD_SECONDS)
        if taken is None:
            return
        stage, self.job = taken
        try:
            self.extractor: AnyExtractor = self.tools.registry.get(self.job.extractor)
            config = self.extractor.config.model_validate(self.job.config)
        except (EduceError, ValueError) as error:
            await self._refuse(stage, classify(error))
            return
        await self._run_stages(stage, config)

    async def _run_stages(self, stage: str, config: BaseModel) -> None:
        sources = [Source.model_validate(source) for source in self.job.sources]
        self.context = Context(
            self.job,
            config,
            sources,
            self.store,
            self.tools.blobs,
            self.tools.reach,
            self.extractor.item,
        )
        self.tools.tell(
            changed=str(self.job.id),
            retries=self.extractor.retry.max_attempts,
            limit=self.extractor.timeout_seconds if stage == "extract" else None,
        )
        claimed: list[ClaimedItem] = []
        good, bad = self.job.successful_items, self.job.failed_items
        if stage == "plan":
            planned = await self._plan()
            if planned is None:
                return
            stage, claimed = planned
        if stage == "extract":
            extracting = Extracting(self.store, self.extractor, self.context, self.over, self.tools)
            stage = await extracting.run(claimed)
            good, bad = extracting.successful, extracting.failed
        if stage == "finish":
            await self._finish(good, bad)
        elif stage == "more":
            await self.store.deliver_again()

    async def _plan(self) -> tuple[str, list[ClaimedItem]] | None:
        try:
            async with self._telling():
                items = [
                    (item.label[:500].replace("\x00", ""), item.model_dump(mode="json"))
                    async for item in self.extractor.plan(self.context)
                ]
        except Exception as error:
            await self._stage_failed(classify(error))
            return None
        await self.context.flush_warnings()
        self._nothing = None if items else self.context.last_message
        message = f"Extracting from {_count(len(items), 'item')}…"
        hold = self.extractor.timeout_seconds + GRACE_SECONDS
        claimed = await self.store.store_plan(items, message, claim=_FIRST_CLAIM, hold=hold)
        if claimed is None:
            return None
        self.tools.tell(spread=len(items) - 1, limit=self.extractor.timeout_seconds)
        return ("extract" if items else "finish"), claimed

    async def _finish(self, good: int, bad: int) -> None:
        if bad and not good:
            failed = await self.store.first_failure()
            message = f"All {bad} items failed. {failed}" if bad > 1 else failed
            await self._end("failed", message, error={"kind": "all_items_failed", "failed": bad})
            return
        if not good:
            await self._end("completed", self._nothing or _NOTHING)
            return
        try:
            await self._finish_with_results(bad, good + bad)
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise Unavailable("The database connection was lost in the finish.") from error
        except Exception as error:
            await self._stage_failed(classify(error))

    async def _finish_with_results(self, bad: int, total: int) -> None:
        async with (
            self._telling(),
            self.store.ending() as connection,
            self.context.in_ending(connection),
        ):
            if self.job.attempt > 1:
                await self.store.forget_artifacts(connection)
            summary: Summary = await self.extractor.finish(self._results(), self.context)
            await self.context.flush_warnings()
            ended = await self.store.end(
                connection,
                status="completed",
                message=summary.message + (f" · {bad} of {total} items failed" if bad else ""),
                summary={"message": summary.message, "counts": summary.counts},
                types=summary.discovered_types,
                objects=summary.created_objects,
            )
            if not ended:
                # somebody else has the job now; nothing of ours may show
                raise psycopg.Rollback

    @asynccontextmanager
    async def _telling(self) -> AsyncIterator[None]:
        """Shows what a plan or a finish says of its progress, twice a second."""

        async def tell() -> None:
            while True:
                await asyncio.sleep(_TELL_SECONDS)
                message = self.context.take_message()
                if message is not None:
                    await self.store.tell_progress(message)
                    self.tools.tell(changed=str(self.job.id))

        telling = asyncio.create_task(tell())
        try:
            yield
        finally:
            await cancel_and_wait([telling])

    async def _results(self) -> AsyncIterator[BaseModel]:
        async for result in self.store.results():
            yield self.extractor.result.model_validate_json(result)

    async def _stage_failed(self, failure: Failure) -> None:
        failures = self.job.stage_failures + 1
        if failure.kind == "transient" and failures < _STAGE_ATTEMPTS:
            delay = backoff(self.extractor.retry, failures, failure.retry_after)
            message = f"{failure.message} Trying again in {delay:.0f} s."
            await self.store.postpone_stage(delay, message, failure.as_error())
        else:
            await self._end("failed", failure.message, error=failure.as_error())

    async def _end(self, status: str, message: str, error: dict[str, Any] | None = None) -> None:
        async with self.store.ending() as connection:
            await self.store.end(connection, status=status, message=message, error=error)

    async def _refuse(self, stage: str, failure: Failure) -> None:
        if stage != "extract":
            await self._end("failed", failure.message, error=failure.as_error())
        elif await self.store.claim(1, STAGE_HOLD_SECONDS):
            await self.store.fail_now(failure.message, failure.as_error())


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" + ("" if n == 1 else "s")
