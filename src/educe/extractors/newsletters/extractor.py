"""The `newsletters` extractor: mails to articles, with a reason for everything left out."""

from collections.abc import AsyncIterator

from educe.errors import InvalidConfig
from educe.extractors.contract import BaseExtractor, JobContext, Step, Summary
from educe.extractors.newsletters.config import NewsletterConfig
from educe.extractors.newsletters.items import MessageItem, MessageResult


class NewsletterExtractor(BaseExtractor[NewsletterConfig, MessageItem, MessageResult]):
    """An item is a message. Its links are found, followed and judged; what several newsletters link
    to is one article."""

    name = "newsletters"
    title = "Newsletters"
    description = (
        "Reads newsletters from a mailbox or from files of mails, follows their links to where they"
        " lead, and keeps those that are articles. For each link that is left out it says why."
    )
    config = NewsletterConfig
    item = MessageItem
    result = MessageResult
    concurrency = 8  # messages wait for servers
    timeout_seconds = 4500.0  # for 5,000 links that are followed politely: see working
    steps = (
        Step(name="read", title="Read messages", done="processed", total="items"),
        Step(name="links", title="Extract links", done="links"),
        Step(name="resolve", title="Resolve redirects", done="resolved", total="to_resolve"),
        Step(name="filter", title="Filter links", done="judged", total="links"),
    )

    def check(self, config: NewsletterConfig, sources: int) -> None:
        """Raises InvalidConfig when there is nothing to read from."""
        if config.mailbox_id is None and not sources:
            message = "Choose a mailbox, or files of mails (.eml, .mbox, a zipped Maildir)."
            raise InvalidConfig(message, fields=[{"field": "mailbox_id", "problem": message}])

    # what reads mails and pages takes a while to import: only processes that extract pay for it

    async def plan(self, job: JobContext[NewsletterConfig]) -> AsyncIterator[MessageItem]:
        from educe.extractors.newsletters.planning import Planning

        for item in await Planning(job).items():
            yield item

    async def extract(self, item: MessageItem, job: JobContext[NewsletterConfig]) -> MessageResult:
        from educe.extractors.newsletters.working import Work

        return await Work(item, job).do()

    async def finish(
        self, results: AsyncIterator[MessageResult], job: JobContext[NewsletterConfig]
    ) -> Summary:
        from educe.extractors.newsletters.finishing import Finishing

        return await Finishing(job).finish(results)
