"""All messages are judged: what was in several newsletters is told once, what was found is
recorded, and the mailbox's marks move on."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from educe import __version__
from educe.articles.found import FoundLink, FoundNewsletter, VerdictNote
from educe.articles.words import identity_hash
from educe.extractors.contract import JobContext, Summary
from educe.extractors.newsletters.artifacts import Sheets
from educe.extractors.newsletters.config import NewsletterConfig
from educe.extractors.newsletters.digest import Totals, counted
from educe.extractors.newsletters.filtering.rules import filter_rules
from educe.extractors.newsletters.filtering.verdicts import Stage
from educe.extractors.newsletters.items import MessageItem, MessageResult, State, quoted
from educe.extractors.newsletters.judging import project_rules
from educe.extractors.newsletters.marks import Reached
from educe.extractors.newsletters.planning import read_before
from educe.extractors.newsletters.spool import Shelf, spool
from educe.fetching.rules import link_rules

_LINKS_AT_ONCE = 2000
_TOLD = 10  # messages that warnings name


class Finishing:
    """One job's finish. Of what it goes through, it holds a few newsletters at a time, the keys of
    all, and a number for each article."""

    def __init__(self, job: JobContext[NewsletterConfig]) -> None:
        self._job = job
        self._totals = Totals()
        self._states: dict[str, int] = {}
        self._keys: set[str] = set()
        self._first: dict[int, str] = {}  # article → subject of the newsletter that had it first
        self._left_out: list[str] = []  # warnings
        self._reached = Reached()

    async def finish(self, results: AsyncIterator[MessageResult]) -> Summary:
        with spool() as file, Sheets() as sheets:
            judged = Shelf(file, FoundNewsletter)
            batch: list[MessageResult] = []
            async for result in results:
                batch.append(result)
                if _is_enough(each.newsletter for each in batch):
                    await self._compare(await self._ours(batch), judged, sheets)
                    batch = []
            await self._compare(await self._ours(batch), judged, sheets)
            await self._leave_artifacts(sheets)
            await self._remember()
            await self._record(judged)
        self._warn()
        return self._summary()

    async def _ours(
        self, batch: Sequence[MessageResult]
    ) -> list[tuple[MessageResult, FoundNewsletter]]:
        """While a job stands still that failed or was cancelled, another may take its messages."""
        keys = [bytes.fromhex(each.newsletter.key) for each in batch if each.newsletter is not None]
        others = await self._job.memory.others(self._job.job_id, keys)
        told = [self._unless_others(result, others) for result in batch]
        return [taken for result in told for taken in self._taken(result)]

    def _unless_others(self, result: MessageResult, others: Mapping[bytes, bool]) -> MessageResult:
        newsletter = result.newsletter
        done = others.get(bytes.fromhex(newsletter.key)) if newsletter is not None else None
        if done is None or (done and self._job.config.again):
            return result
        state: State = "read_before" if done else "elsewhere"
        return result.model_copy(update={"state": state, "newsletter": None})

    def _taken(self, result: MessageResult) -> Iterable[tuple[MessageResult, FoundNewsletter]]:
        """The newsletter; none when the message isn't ours, or was in another folder or file."""
        self._states[result.state] = self._states.get(result.state, 0) + 1
        self._reached.note(result)
        newsletter = result.newsletter
        if newsletter is None or newsletter.key in self._keys:
            return
        self._keys.add(newsletter.key)
        subject = quoted(newsletter.subject)
        if result.links_left_out:
            self._left_out.append(
                f"{subject} has more links than are looked at:"
                f" {counted(result.links_left_out, 'link')} left out."
            )
        if result.cut:
            self._left_out.append(f"{subject} is longer than is read: its end was left out.")
        yield result, newsletter

    async def _compare(
        self,
        batch: Sequence[tuple[MessageResult, FoundNewsletter]],
        judged: Shelf[FoundNewsletter],
        sheets: Sheets,
    ) -> None:
        """With what was known before, and among each other."""
        self._job.progress(f"Comparing articles, {self._totals.newsletters:,} newsletters done…")
        wanted = {link.identity for _, each in batch for link in each.links if link.kept}
        # what is known of these newsletters themselves is about to be replaced
        before = await self._job.articles.known(wanted, apart_from=self._keys)
        for result, newsletter in batch:
            links = tuple(self._compared(link, newsletter, before) for link in newsletter.links)
            told = newsletter.model_copy(update={"links": links})
            self._totals.add(told)
            judged.add(told)
            sheets.add(result, told)

    def _compared(
        self, link: FoundLink, newsletter: FoundNewsletter, before: Mapping[str, str]
    ) -> FoundLink:
        """The link; no longer kept when its article was in another newsletter before."""
        if not link.kept or link.verdicts[-1].stage == Stage.READER:
            return link
        number = int.from_bytes(identity_hash(link.identity)[:8])
        first = before.get(link.identity, self._first.get(number))
        if first is None:
            self._first[number] = newsletter.subject
            return link
        note = VerdictNote(
            stage=Stage.DUPLICATE,
            rule_id="seen-before",
            reason=f"Was in {quoted(first)} before.",
            score=-1.0,
            decision="rejects",
        )
        alone = link.otherwise
        return link.model_copy(
            update={
                "kept": False,
                "score": 0.0,
                "verdicts": (*link.verdicts, note),
                "otherwise": note if alone is not None and alone.decision == "keeps" else alone,
            }
        )

    async def _leave_artifacts(self, sheets: Sheets) -> None:
        config = json.dumps(await self._config_used(), ensure_ascii=False, indent=2)
        await self._job.artifact("config_used.json", "application/json", config.encode())
        await sheets.leave(self._job, self._totals)

    async def _config_used(self) -> dict[str, Any]:
        rules = project_rules(await self._job.articles.site_rules())
        return {
            "extraction_id": str(self._job.job_id),
            "project_id": str(self._job.project_id),
            "extractor": "newsletters",
            "version": __version__,
            "config": self._job.config.model_dump(mode="json"),
            "files": [{"id": str(f.file_id), "name": f.name} for f in self._job.sources],
            "filter_rules_version": filter_rules().version,
            "link_rules_version": link_rules().version,
            "project_rules": rules.model_dump(mode="json"),
        }

    async def _remember(self) -> None:
        """What was read is processed; where a mailbox was read to, the next search goes on."""
        await self._job.memory.processed(self._job.job_id, map(bytes.fromhex, self._keys))
        config = self._job.config
        if config.mailbox_id is None or not config.only_new:
            return
        failed: list[MessageItem] = await self._job.failed_items()
        left = [item.found for item in failed if item.mailbox_id == config.mailbox_id]
        wanted = config.wanted(datetime.now(UTC))
        marks = await self._job.memory.marks(config.mailbox_id, wanted)
        await self._job.memory.advance(config.mailbox_id, wanted, self._reached.marks(left, marks))

    async def _record(self, judged: Shelf[FoundNewsletter]) -> None:
        """Last, because nobody else changes the project's articles from here to the end."""
        batch: list[FoundNewsletter] = []
        for newsletter in judged:
            batch.append(newsletter)
            if _is_enough(batch):
                await self._job.articles.record(self._job.job_id, batch)
                batch = []
        await self._job.articles.record(self._job.job_id, batch)

    def _warn(self) -> None:
        for warning in self._left_out[:_TOLD]:
            self._job.warn(warning)
        if len(self._left_out) > _TOLD:
            self._job.warn(f"So were {len(self._left_out) - _TOLD:,} more.")
        if self._totals.unresolved:
            self._job.warn(
                f"Where {counted(self._totals.unresolved, 'link')} lead couldn't be found out;"
                " each says why, and keeps its own address."
            )
        if elsewhere := self._states.get("elsewhere"):
            self._job.warn(f"Another extraction is at work on {counted(elsewhere, 'message')}.")

    def _summary(self) -> Summary:
        totals, states = self._totals, self._states
        counts = {
            "articles": totals.articles,
            "newsletters": totals.newsletters,
            "links": totals.links,
            "rejected": totals.rejected,
            "unresolved": totals.unresolved,
            "read_before": states.get("read_before", 0),
        }
        return Summary(message=self._message(), counts=counts)

    def _message(self) -> str:
        before = self._states.get("read_before", 0)
        if self._totals.newsletters:
            return str(self._totals) + (f" · {read_before(before)}" if before else "")
        if before:
            return f"Nothing new: {read_before(before)}."
        return "Nothing found: the messages are gone, or another extraction has them."


def _is_enough(newsletters: Iterable[FoundNewsletter | None]) -> bool:
    """For a batch, of which everything is held at a time."""
    return sum(1 + len(each.links if each else ()) for each in newsletters) >= _LINKS_AT_ONCE
