"""An extractor that reads mails and follows links, as third parties write one: with none of the
contract's defaults, and no more than it needs."""

import os
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from educe.errors import InvalidConfig
from educe.extractors.contract import Item, JobContext, RetryPolicy, Runner, Summary
from educe.mailboxes.messages import Found
from educe.mailboxes.wanted import Wanted


class Wishes(BaseModel):
    mailbox_id: UUID | None = Field(None, json_schema_extra={"format": "mailbox"})
    links: tuple[str, ...] = ()
    die_at: str | None = None  # the subject at which the process ends, the first time
    traces: str | None = None  # a folder


class Mail(Item):
    file_id: UUID | None
    found: Found


class Read(BaseModel):
    subject: str
    key: str
    process: int
    claimed: bool
    lead_to: list[str]
    counts: dict[str, str] = {"words": "many"}  # nobody's business: there are no steps


class MailReader:
    name = "mail_reader"
    title = "Mail reader"
    config = Wishes
    item = Mail
    result = Read
    runner: Runner = "worker"
    concurrency = 4
    timeout_seconds = 20.0
    retry = RetryPolicy(max_attempts=2, base_seconds=0.05)

    def check(self, config: Wishes, sources: int) -> None:
        if config.mailbox_id is None and not sources:
            problem = "Choose a mailbox, or files of mails."
            raise InvalidConfig(problem, fields=[{"field": "mailbox_id", "problem": problem}])

    async def plan(self, job: JobContext[Wishes]) -> AsyncIterator[Mail]:
        for file_id in [None] if job.config.mailbox_id else [s.file_id for s in job.sources]:
            async with self._opened(job, file_id) as source:
                async for found in source.find(Wanted(), {}):
                    yield Mail(label=found.subject, file_id=file_id, found=found)

    async def extract(self, item: Mail, job: JobContext[Wishes]) -> Read:
        async with self._opened(job, item.file_id) as source:
            [message] = [one async for one in source.read([item.found])]
        mine = await job.memory.claim(job.job_id, job.config.mailbox_id, [message])
        if item.found.subject == job.config.die_at and len(mine) and self._first_time(job):
            os.abort()
        found = [await job.resolver.resolve(link) for link in job.config.links]
        return Read(
            subject=item.found.subject,
            key=message.key.hex(),
            process=os.getpid(),
            claimed=message.key in mine,
            lead_to=[resolution.final for resolution in found],
        )

    async def finish(self, results: AsyncIterator[Read], job: JobContext[Wishes]) -> Summary:
        read = [result async for result in results]
        await job.memory.processed(job.job_id, [bytes.fromhex(one.key) for one in read])
        return Summary(message=f"{len(read)} mails", counts={"mails": len(read)})

    def _opened(self, job: JobContext[Wishes], file_id: UUID | None) -> Any:
        if file_id is not None:
            return job.mail_file(file_id)
        assert job.config.mailbox_id is not None
        return job.mailbox(job.config.mailbox_id)

    def _first_time(self, job: JobContext[Wishes]) -> bool:
        assert job.config.traces is not None
        try:
            os.mkdir(f"{job.config.traces}/died")  # noqa: PTH102 - one step, for one of all
        except FileExistsError:
            return False
        return True
