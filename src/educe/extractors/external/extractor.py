"""Jobs that a program outside does. Educe keeps their rows, items and history; nothing of them is
run here. What the program may do is in docs/external-jobs.md."""

from collections.abc import AsyncIterator
from typing import NoReturn

from pydantic import BaseModel, ConfigDict

from educe.extractors.contract import BaseExtractor, Item, JobContext, Runner, Summary
from educe.extractors.errors import JobFatalError


class ExternalConfig(BaseModel):
    """Any JSON object. It is kept as given, for the program that does the job."""

    model_config = ConfigDict(extra="allow")


class ExternalExtractor(BaseExtractor[ExternalConfig, Item, BaseModel]):
    """Stands for programs outside: no worker is ever sent to a job of this extractor."""

    name = "external"
    title = "A program of your own"
    description = "For jobs that a program outside does and reports on. No worker of Educe's does."
    config = ExternalConfig
    item = Item
    result = BaseModel
    runner: Runner = "external"

    def plan(self, job: JobContext[ExternalConfig]) -> AsyncIterator[Item]:
        _refuse()

    async def extract(self, item: Item, job: JobContext[ExternalConfig]) -> BaseModel:
        _refuse()

    async def finish(
        self, results: AsyncIterator[BaseModel], job: JobContext[ExternalConfig]
    ) -> Summary:
        _refuse()


def _refuse() -> NoReturn:
    raise JobFatalError("A program outside does this job. Educe's workers can't run it.")
