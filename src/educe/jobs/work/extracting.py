"""The extract stage of a slice: claim items, extract them, checkpoint what came out."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from educe.cancelling import cancel_and_wait
from educe.extractors.contract import AnyExtractor, steps_of
from educe.jobs.work.awake import awake_timeout
from educe.jobs.work.context import Context
from educe.jobs.work.failures import Failure, backoff, classify
from educe.jobs.work.store import ClaimedItem, Outcome, WorkStore
from educe.jobs.work.tools import Tools

FLUSH_SECONDS = 0.1  # results of fast items wait at most so long for company
FLUSH_ITEMS = 64
DEAR_SECONDS = 0.02  # an item that took longer is written durably at once
TELL_SECONDS = 0.5  # what items say while none of them ends
MOST_COUNTED = 1 << 53
GRACE_SECONDS = 30.0
STAGE_HOLD_SECONDS = 86_400.0  # the worker's beat is what holds a stage; this ends a forgotten one


class Extracting:
    """Works until there is nothing to claim, the slice is over, or the last item is done."""

    def __init__(
        self,
        store: WorkStore,
        extractor: AnyExtractor,
        context: Context,
        over: Callable[[], bool],
        tools: Tools,
    ) -> None:
        self._store = store
        self._extractor = extractor
        self._context = context
        self._job = str(context.job_id)
        self.successful = 0  # of the whole job, as of the last checkpoint
        self.failed = 0
        self._over = over
        self._tell = tools.tell
        self._pulse = tools.pulse
        self._outcomes: list[Outcome] = []
        self._flushed = time.monotonic()
        self._pace = 0.0  # seconds an item, smoothed
        self._fatal: Failure | None = None
        self._counting = bool(steps_of(extractor))

    async def run(self, claimed: list[ClaimedItem]) -> str:
        """Returns what is next for this slice: 'finish', 'more' (send the job round) or 'over'."""
        telling = asyncio.create_task(self._tell_messages())
        try:
            if self._extractor.concurrency > 1:
                return await self._side_by_side(claimed)
            return await self._one_by_one(deque(claimed))
        finally:
            await cancel_and_wait([telling])

    async def _tell_messages(self) -> None:
        """Messages mostly go with checkpoints; this is for items that take longer."""
        while True:
            await asyncio.sleep(TELL_SECONDS)
            if time.monotonic() - self._flushed < TELL_SECONDS:
                continue
            message = self._context.take_message()
            if message is not None:
                await self._store.tell_progress(message)
                self._tell(changed=self._job)

    async def _one_by_one(self, hand: deque[ClaimedItem]) -> str:
        while True:
            if not hand:
                if self._outcomes and (next_stage := await self._flush()):
                    return next_stage
                if self._over():
                    return "more"
                hand.extend(await self._claim(self._batch()))
                if not hand:
                    return "over"
            began = time.monotonic()
            self._outcomes.append(await self._extract(hand.popleft()))
            now = time.monotonic()
            self._pace = 0.7 * self._pace + 0.3 * (now - began) if self._pace else now - began
            if hand and self._over():
                await self._store.hand_back([item.seq for item in hand])
                hand.clear()
            if self._flush_is_due(now) and (next_stage := await self._flush()):
                await self._give_back([item.seq for item in hand])
                return next_stage

    async def _side_by_side(self, claimed: list[ClaimedItem]) -> str:
        tasks = {self._started(item) for item in claimed}
        dry = (
            False  # nothing to claim, until one of ours is done: a suspect waits for an empty hand
        )
        while True:
            free = self._extractor.concurrency - len(tasks)
            if free > 0 and not dry and not self._over():
                items = await self._claim(free)
                dry = not items
                tasks |= {self._started(item) for item in items}
            if not tasks:
                if self._outcomes and (next_stage := await self._flush()):
                    return next_stage
                return "more" if self._over() else "over"
            done, tasks = await asyncio.wait(
                tasks, timeout=FLUSH_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            self._pulse.beat()
            self._outcomes += [task.result() for task in done]
            dry = dry and not done
            if (self._flush_is_due(time.monotonic()) or (self._outcomes and not tasks)) and (
                next_stage := await self._flush()
            ):
                await cancel_and_wait(tasks)
                await self._give_back([int(task.get_name()) for task in tasks])
                return next_stage

    def _started(self, item: ClaimedItem) -> asyncio.Task[Outcome]:
        return asyncio.create_task(self._extract(item), name=str(item.seq))

    async def _give_back(self, seqs: list[int]) -> None:
        """What is in hand when a cancel was asked for: nothing may keep the job from ending."""
        if seqs:
            await self._store.hand_back(seqs)

    async def _extract(self, item: ClaimedItem) -> Outcome:
        # code that never lets the event loop run keeps the pulse from beating: the parent sees it
        self._pulse.beat()
        try:
            async with awake_timeout(self._extractor.timeout_seconds):
                with self._context.at_item(item.seq):
                    result = await self._extractor.extract(
                        self._extractor.item.model_validate(item.payload), self._context
                    )
            dumped = result.model_dump(mode="json")
            counts = _counts(dumped) if self._counting else None
            return Outcome(item.seq, "succeeded", dumped, counts=counts)
        except Exception as error:
            return self._failed(item, classify(error))

    def _failed(self, item: ClaimedItem, failure: Failure) -> Outcome:
        if failure.kind == "job_fatal":
            self._fatal = failure
        error = {**failure.as_error(), "attempt": item.attempts + 1}
        retry = self._extractor.retry
        if failure.kind == "transient" and item.attempts + 1 < retry.max_attempts:
            delay = backoff(retry, item.attempts + 1, failure.retry_after)
            return Outcome(item.seq, "again", error=error, delay=delay)
        return Outcome(item.seq, "failed", error=error)

    def _flush_is_due(self, now: float) -> bool:
        return bool(self._outcomes) and (
            self._fatal is not None
            or len(self._outcomes) >= FLUSH_ITEMS
            or now - self._flushed >= FLUSH_SECONDS
        )

    async def _flush(self) -> str | None:
        """Writes the outcomes. Returns the next stage when this one is over."""
        outcomes, self._outcomes = self._outcomes, []
        if self._fatal is not None:
            # the item that met it stays pending: it was not its fault, and a retry runs it again
            kept = [o for o in outcomes if not o.error or o.error["kind"] != "job_fatal"]
            if kept:
                await self._store.checkpoint(kept, None, STAGE_HOLD_SECONDS, durable=True)
            await self._store.fail_now(self._fatal.message, self._fatal.as_error())
            return "over"
        message = self._context.take_message()
        await self._context.flush_warnings()
        durable = self._extractor.concurrency > 1 or self._pace > DEAR_SECONDS
        written = await self._store.checkpoint(
            outcomes, message, STAGE_HOLD_SECONDS, durable=durable
        )
        self.successful, self.failed = written.successful, written.failed
        self._flushed = time.monotonic()
        # no item is under way between two flushes that end the stage
        self._tell(changed=self._job, **({"limit": None} if written.complete else {}))
        if written.complete:
            return "finish"
        # nothing written: what we held was taken from us
        return "over" if written.cancelling or not written.written else None

    async def _claim(self, most: int) -> list[ClaimedItem]:
        return await self._store.claim(most, self._hold(most))

    def _batch(self) -> int:
        """As many as take about a tenth of a second, so that what one slice holds is little."""
        return max(1, min(FLUSH_ITEMS, int(FLUSH_SECONDS / self._pace))) if self._pace else 1

    def _hold(self, most: int) -> float:
        return self._extractor.timeout_seconds + self._pace * most + GRACE_SECONDS


def _counts(result: Any) -> dict[str, int] | None:
    """What a result counted, if it counted."""
    counts = result.get("counts") if isinstance(result, dict) else None
    if not isinstance(counts, dict):
        return None
    return {
        name: n
        for name, n in counts.items()
        if isinstance(n, int) and not isinstance(n, bool) and abs(n) < MOST_COUNTED
    }
