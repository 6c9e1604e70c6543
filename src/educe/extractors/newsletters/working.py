"""What is done with one message: read, claim, find its links, follow them, judge them."""

import asyncio
import contextlib
from dataclasses import dataclass, field

from educe.articles.found import FoundLink, FoundNewsletter
from educe.extractors.contract import JobContext
from educe.extractors.newsletters.config import NewsletterConfig
from educe.extractors.newsletters.filtering.verdicts import Judgement
from educe.extractors.newsletters.items import MessageItem, MessageResult, State, quoted
from educe.extractors.newsletters.judging import Issue, project_rules
from educe.extractors.newsletters.links import Links, extract_links
from educe.extractors.newsletters.messages import Newsletter, read_message
from educe.extractors.newsletters.pages import MAX_PAGE, page_facts
from educe.extractors.newsletters.planning import source_of
from educe.fetching.failures import FetchFailed
from educe.fetching.resolution import Resolution
from educe.mailboxes.messages import RawMessage

#: a message whose links take longer keeps the rest of them as they are
RESOLVING_SECONDS = 2400.0
PAGES_SECONDS = 900.0
_PAGES_AT_ONCE = 8  # of one message
_HTML = "text/html; charset=utf-8"


@dataclass
class Work:
    """One message under way."""

    item: MessageItem
    job: JobContext[NewsletterConfig]
    counts: dict[str, int] = field(default_factory=dict)

    async def do(self) -> MessageResult:
        """Raises what the mailbox or the file can't be read for."""
        self._tell(f"reading {quoted(self.item.found.subject)}")
        raw = await self._raw()
        if raw is None:
            return self._without("gone")
        if (state := await self._claimed(raw)) != "read":
            return self._without(state)
        newsletter, links = await asyncio.to_thread(_parsed, raw.data)
        html = await self._keep_html(raw.key, newsletter)
        found = await self._links(newsletter, links)
        return MessageResult(
            state="read",
            mailbox_id=self.item.mailbox_id,
            found=self.item.found,
            newsletter=self._newsletter(raw, newsletter, found),
            html=html,
            links_left_out=links.omitted,
            cut=newsletter.cut,
            counts=self.counts,
        )

    async def _raw(self) -> RawMessage | None:
        """None: it is no longer where it was found."""
        async with source_of(self.item, self.job) as source:
            async for raw in source.read([self.item.found]):
                return raw
        return None

    async def _claimed(self, raw: RawMessage) -> State:
        memory, job = self.job.memory, self.job
        if await memory.claim(job.job_id, self.item.mailbox_id, [raw]):
            return "read"
        if not await memory.read_before([raw.key]):
            return "elsewhere"
        return "read" if job.config.again else "read_before"

    async def _keep_html(self, key: bytes, newsletter: Newsletter) -> str | None:
        if not newsletter.html:
            return None
        name = f"raw_html/{key.hex()[:16]}.html"
        # its byte order mark says what the bytes are, whatever the HTML itself says
        data = newsletter.html.encode("utf-8-sig", "replace")
        with contextlib.suppress(ValueError):  # the same message, in another folder or file, has it
            await self.job.keep(name, _HTML, data)
        return name

    async def _links(self, newsletter: Newsletter, links: Links) -> tuple[FoundLink, ...]:
        articles = self.job.articles
        rules = project_rules(await articles.site_rules())
        issue = Issue(newsletter, links.links, rules)
        wanted = await asyncio.to_thread(issue.unscreened)
        await self._resolve(issue, wanted)
        judged = await self._judged(issue)
        if self.job.config.check_pages:
            await self._check_pages(issue, judged)
            judged = await self._judged(issue)  # pages may say that they are others' doubles
        found = await asyncio.to_thread(issue.found, judged)
        self.counts |= {"links": len(found), "judged": len(found)}
        self.counts["kept"] = sum(link.kept for link in found)
        self.counts["rejected"] = len(found) - self.counts["kept"]
        return found

    async def _judged(self, issue: Issue) -> list[Judgement]:
        """By rules, and by what readers decided about the same pages before."""
        judged = await asyncio.to_thread(issue.judge)
        overrules = await self.job.articles.overrules({each.identity for each in judged})
        if overrules == issue.overrules:
            return judged
        issue.overrules = overrules
        return await asyncio.to_thread(issue.judge)

    async def _resolve(self, issue: Issue, wanted: list[str]) -> None:
        subject, resolved = quoted(issue.newsletter.subject), issue.resolutions
        deny = issue.newsletter.unsubscribe_urls
        try:
            async with asyncio.timeout(RESOLVING_SECONDS):
                async for resolution in self.job.resolver.resolve_all(wanted, deny=deny):
                    resolved[resolution.original] = resolution
                    said = f"{len(resolved):,} of {len(wanted):,}"
                    self._tell(f"resolving links of {subject}, {said}")
        except TimeoutError:
            for url in wanted:
                resolved.setdefault(url, _left(url))
        unresolved = sum(each.how == "unresolved" for each in resolved.values())
        self.counts |= {"to_resolve": len(wanted), "resolved": len(wanted)}
        self.counts["unresolved"] = unresolved

    async def _check_pages(self, issue: Issue, judged: list[Judgement]) -> None:
        """Looks at pages that may be articles, each once; one that doesn't open says nothing."""
        pages: dict[str, list[Judgement]] = {}
        for judgement in judged:
            pages.setdefault(judgement.identity, []).append(judgement)
        looks = [same for same in pages.values() if any(map(issue.is_worth_a_look, same))]
        places, done = asyncio.Semaphore(_PAGES_AT_ONCE), 0

        async def look(same: list[Judgement]) -> None:
            nonlocal done
            async with places:
                await self._look(issue, same)
            done += 1
            said = f"{done:,} of {len(looks):,}"
            self._tell(f"checking pages of {quoted(issue.newsletter.subject)}, {said}")

        try:
            async with asyncio.timeout(PAGES_SECONDS), asyncio.TaskGroup() as group:
                for same in looks:
                    group.create_task(look(same))
        except TimeoutError:
            pass  # the others are judged by what the mail says
        except ExceptionGroup as several:
            raise several.exceptions[0] from None

    async def _look(self, issue: Issue, same: list[Judgement]) -> None:
        """At the page that all these links lead to."""
        url = next(filter(issue.is_worth_a_look, same)).url
        deny = issue.newsletter.unsubscribe_urls
        try:
            page = await self.job.page(url, max_bytes=MAX_PAGE, deny=deny)
        except FetchFailed:
            return
        facts = await asyncio.to_thread(page_facts, page)
        issue.pages.update({judgement.link.url: facts for judgement in same})

    def _newsletter(
        self, raw: RawMessage, newsletter: Newsletter, links: tuple[FoundLink, ...]
    ) -> FoundNewsletter:
        return FoundNewsletter(
            key=raw.key.hex(),
            mailbox_id=self.item.mailbox_id,
            file_id=self.item.file_id,
            message_id=newsletter.message_id,
            subject=newsletter.subject,
            sender_name=newsletter.sender_name,
            sender_address=newsletter.sender_address,
            list_id=newsletter.list_id,
            received_at=self.item.found.received or newsletter.date,
            forwarded_by=newsletter.forwarded_by,
            links=links,
        )

    def _without(self, state: State) -> MessageResult:
        """A message that isn't this job's."""
        return MessageResult(
            state=state,
            mailbox_id=self.item.mailbox_id,
            found=self.item.found,
            counts={state: 1},
        )

    def _tell(self, what: str) -> None:
        self.job.progress(f"Extracting from {self.item.source}… {what}")


def _parsed(data: bytes) -> tuple[Newsletter, Links]:
    newsletter = read_message(data)
    return newsletter, extract_links(newsletter)


def _left(url: str) -> Resolution:
    return Resolution(
        original=url,
        final=url,
        how="unresolved",
        code="timed_out",
        reason="The newsletter's links together took too long; this one wasn't followed.",
    )
