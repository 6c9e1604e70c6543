"""An extractor whose items do as they are told: succeed, fail, hang, crash, take their time."""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from educe.extractors import contract
from educe.extractors.contract import BaseExtractor, Item, JobContext, RetryPolicy, Summary
from educe.extractors.errors import JobFatalError, PermanentError, TransientError

Deed = Literal[
    "succeed", "sleep", "spin", "transient", "permanent", "fatal", "bug", "crash", "hang", "wait"
]


class Step(BaseModel):
    """What one item does."""

    model_config = ConfigDict(extra="forbid")

    do: Deed = "succeed"
    seconds: float = 0.0  # of "sleep" (lets others run) and "spin" (doesn't)
    times: int | None = None  # a failure that passes after so many runs; none: never
    pipe: str | None = None  # of "wait": a named pipe; the item ends when a writer has opened it
    text: str = ""  # what goes into the result


class Script(BaseModel):
    model_config = ConfigDict(extra="forbid")

    steps: list[Step] = []
    succeed: int = Field(0, ge=0, description="So many items more that just succeed.")
    plan: Deed = "succeed"
    finish: Deed = "succeed"
    runs: str | None = Field(None, description="A folder where each run of an item leaves a file.")
    artifact: bool = Field(True, description="Leave numbers.txt.")
    seconds: float = Field(0.0, description="For a plan or a finish that sleeps or spins.")


class ScriptedItem(Item):
    number: int
    step: Step


class ScriptedResult(BaseModel):
    number: int
    text: str


class ScriptedExtractor(BaseExtractor[Script, ScriptedItem, ScriptedResult]):
    """Items run one by one, as for work that is bound by the processor."""

    name = "scripted"
    title = "Scripted"
    config: type[Script] = Script
    step: type[Step] = Step
    item: type[ScriptedItem] = ScriptedItem
    result: type[ScriptedResult] = ScriptedResult
    timeout_seconds = 1.0
    retry = RetryPolicy(max_attempts=3, base_seconds=0.05)

    async def plan(self, job: JobContext[Script]) -> AsyncIterator[ScriptedItem]:
        script = job.config
        await _do(Step(do=script.plan, seconds=script.seconds), runs=0)
        quick = [self.step() for _ in range(script.succeed)]
        for number, step in enumerate([*script.steps, *quick]):
            yield self.item(label=f"item {number}", number=number, step=step)

    async def extract(self, item: ScriptedItem, job: JobContext[Script]) -> ScriptedResult:
        job.progress(f"At item {item.number}")
        await _do(item.step, _leave_trace(job.config.runs, item.number))
        return ScriptedResult(number=item.number, text=item.step.text)

    async def finish(
        self, results: AsyncIterator[ScriptedResult], job: JobContext[Script]
    ) -> Summary:
        _leave_trace(job.config.runs, "finish")
        numbers = [result.number async for result in results]
        if job.config.artifact:
            await job.artifact("numbers.txt", "text/plain", "\n".join(map(str, numbers)).encode())
        await _do(Step(do=job.config.finish, seconds=job.config.seconds), runs=0)
        return Summary(message=f"{len(numbers)} items", counts={"items": len(numbers)})


class ScriptedWaitingExtractor(ScriptedExtractor):
    """Items run side by side, as for work that waits for others."""

    name = "scripted_waiting"
    concurrency = 16


class CountingStep(Step):
    says: str | None = None  # its progress message
    counts: dict[str, int] = {}  # what the result counts
    keep: str | None = None  # the name of an artifact that it keeps: which run of it this is


class CountingScript(Script):
    steps: list[CountingStep] = []  # type: ignore[assignment] # each is a step
    says: str | None = None  # the plan's last message


class CountingItem(ScriptedItem):
    step: CountingStep


class CountingResult(ScriptedResult):
    counts: dict[str, int]


class ScriptedCountingExtractor(ScriptedWaitingExtractor):
    """Its results count, and it tells of the steps of its work."""

    name = "scripted_counting"
    timeout_seconds = 10.0
    config = CountingScript
    step = CountingStep
    item = CountingItem
    result = CountingResult
    steps = (
        contract.Step(name="do", title="Do items", done="processed", total="items"),
        contract.Step(name="find", title="Find", done="found"),
        contract.Step(name="look", title="Look closer", done="looked", total="to_look"),
    )

    async def plan(self, job: JobContext[Script]) -> AsyncIterator[ScriptedItem]:
        assert isinstance(job.config, CountingScript)
        if job.config.says is not None:
            job.progress(job.config.says)
        async for item in super().plan(job):
            yield item

    async def extract(self, item: ScriptedItem, job: JobContext[Script]) -> CountingResult:
        assert isinstance(item, CountingItem)
        step = item.step
        job.progress(step.says or f"At item {item.number}")
        run = _leave_trace(job.config.runs, item.number)
        if step.keep is not None:
            await job.keep(step.keep, "text/plain", f"run {run}".encode())
        await _do(step, run)
        return CountingResult(number=item.number, text=step.text, counts=step.counts)

    async def finish(
        self, results: AsyncIterator[ScriptedResult], job: JobContext[Script]
    ) -> Summary:
        summary = await super().finish(results, job)
        labels = [item.label for item in await job.failed_items()]
        with tempfile.TemporaryFile() as file:
            file.write("\n".join(labels).encode())
            await job.artifact("failed.txt", "text/plain", file)
        return summary


async def _do(step: Step, runs: int) -> None:
    match step.do:
        case "sleep":
            await asyncio.sleep(step.seconds)
        case "spin":
            until = time.process_time() + step.seconds
            while time.process_time() < until:
                pass
        case "hang":
            time.sleep(3600)  # noqa: ASYNC251 - to be ended from outside
        case "wait":
            assert step.pipe is not None
            with Path(step.pipe).open():  # noqa: ASYNC230
                pass
        case _ if step.times is not None and runs > step.times:
            pass
        case "transient":
            raise TransientError("The other side is busy.")
        case "permanent":
            raise PermanentError("This can't be done.")
        case "fatal":
            raise JobFatalError("The password is wrong. Change it in the settings and retry.")
        case "bug":
            raise KeyError("a bug")
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)


def _leave_trace(folder: str | None, what: int | str) -> int:
    """Returns how many runs there have been of it, this one included."""
    if folder is None:
        return 1
    runs = 1
    while True:
        try:
            (Path(folder) / f"{what}.{runs}").touch(exist_ok=False)
        except FileExistsError:
            runs += 1
        else:
            return runs
