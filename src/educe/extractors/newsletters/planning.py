"""Which messages are read: found in a mailbox or in files of mails, an item each."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from educe.documents.media import MAILS
from educe.errors import EduceError, InvalidInput, NotFound, TooLarge
from educe.extractors.contract import JobContext
from educe.extractors.contract import Source as File
from educe.extractors.newsletters.config import NewsletterConfig
from educe.extractors.newsletters.items import MessageItem, label_of
from educe.mailboxes.messages import Found, Source
from educe.mailboxes.reading import Place
from educe.mailboxes.wanted import Mark

_UNREAD_AT_ONCE = 1000
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass
class Planning:
    """One job's plan under way."""

    job: JobContext[NewsletterConfig]
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    read_before: int = 0
    found: list[MessageItem] = field(default_factory=list)

    async def items(self) -> list[MessageItem]:
        """The oldest first. Raises what a mailbox, or all files together, can't be read for."""
        if self.job.config.mailbox_id is not None:
            await self._look_into_mailbox(self.job.config.mailbox_id)
        await self._look_into_files()
        # sorting keeps the order within a source, where messages have the same date or none
        self.found.sort(key=_received)
        most = self.job.config.max_results
        chosen = self.found[-most:]
        if self.job.config.only_new:
            chosen = sorted(_by_arrival(self.found)[:most], key=_received)
        if not chosen:
            self.job.progress(self._nothing())
        return chosen

    async def _look_into_mailbox(self, mailbox_id: UUID) -> None:
        config, memory = self.job.config, self.job.memory
        wanted = config.wanted(self.now)
        marks = await memory.marks(mailbox_id, wanted) if config.only_new else {}
        async with self.job.mailbox(mailbox_id) as source:
            self.job.progress(f"Looking for messages in {source.title}…")
            found = [message async for message in source.find(wanted, marks)]
            title = source.title
        if not config.again:
            found = await self._unread(mailbox_id, found)
        self.found += [
            MessageItem(label=label_of(each), mailbox_id=mailbox_id, source=title, found=each)
            for each in found
        ]

    async def _unread(self, mailbox_id: UUID, found: Sequence[Found]) -> list[Found]:
        unread: list[Found] = []
        for start in range(0, len(found), _UNREAD_AT_ONCE):
            some = found[start : start + _UNREAD_AT_ONCE]
            unread += await self.job.memory.unread(mailbox_id, some)
        self.read_before += len(found) - len(unread)
        return unread

    async def _unread_in_file(self, source: Source, found: Sequence[Found]) -> list[Found]:
        """A file's messages are known by what they are, so they are read to know. Else those that
        were read before would take the places of others, time and again."""
        unread: list[Found] = []
        for start in range(0, len(found), _UNREAD_AT_ONCE):
            some = found[start : start + _UNREAD_AT_ONCE]
            keys = [await _key(source, message) for message in some]
            known = await self.job.memory.read_before(filter(None, keys))
            unread += [each for key, each in zip(keys, some, strict=True) if key not in known]
        self.read_before += len(found) - len(unread)
        return unread

    async def _look_into_files(self) -> None:
        """One that can't be read spoils nothing, as long as another source can."""
        mails, failures = _files_of_mails(self.job.sources), []
        self._warn_of_others(mails)
        for file in mails:
            try:
                await self._look_into_file(file)
            except (InvalidInput, TooLarge, NotFound) as error:
                failures.append(error)
        if self.job.config.mailbox_id is None and len(failures) == len(mails):
            raise failures[0] if failures else _no_mails()
        for failure in failures:
            self.job.warn(failure.message)

    async def _look_into_file(self, file: File) -> None:
        self.job.progress(f"Looking for messages in {file.name}…")
        wanted, marks = self.job.config.wanted_of_file(self.now), dict[str, Mark]()
        async with self.job.mail_file(file.file_id) as source:
            found = [message async for message in source.find(wanted, marks)]
            if self.job.config.only_new:
                found = await self._unread_in_file(source, found)
        self.found += [
            MessageItem(label=label_of(each), file_id=file.file_id, source=file.name, found=each)
            for each in found
        ]

    def _warn_of_others(self, mails: Iterable[File]) -> None:
        known = {file.file_id for file in mails}
        others = [file.name for file in self.job.sources if file.file_id not in known]
        if others and (known or self.job.config.mailbox_id is not None):
            one = f"{others[0]} holds no mails and wasn't read."
            self.job.warn(
                one if len(others) == 1 else f"{len(others)} files hold no mails and weren't read."
            )

    def _nothing(self) -> str:
        if self.read_before:
            return f"Nothing new: {read_before(self.read_before)}."
        if self.job.config.only_new:
            return "Nothing new: no message has come in that fits."
        return "Nothing found: no message fits."


async def _key(source: Source, message: Found) -> bytes | None:
    """None: it can't be read. Its item will say why."""
    with suppress(EduceError):
        async for raw in source.read([message]):
            return raw.key
    return None


def read_before(messages: int) -> str:
    """ "12 messages were read before"."""
    return f"{messages:,} message{' was' if messages == 1 else 's were'} read before"


def source_of(
    item: MessageItem, job: JobContext[NewsletterConfig]
) -> AbstractAsyncContextManager[Source]:
    """What holds the item's message."""
    if item.mailbox_id is not None:
        return job.mailbox(item.mailbox_id)
    assert item.file_id is not None
    return job.mail_file(item.file_id)


def _received(item: MessageItem) -> datetime:
    return item.found.received or _LATEST


def _by_arrival(items: Sequence[MessageItem]) -> list[MessageItem]:
    """The oldest first, but those of a folder as they came into it: what is left for the next time
    then lies behind the folder's mark, also when it was filed late and is older than what is read.
    """
    places = [(Place.parse(item.found.place), item) for item in items if item.mailbox_id]
    latest: dict[str, datetime] = {}
    turns = [(_received(item), item) for item in items if not item.mailbox_id]
    for place, item in sorted(places, key=lambda each: each[0].uid):
        turn = max(latest.get(place.folder, _received(item)), _received(item))
        latest[place.folder] = turn
        turns.append((turn, item))
    return [item for _, item in sorted(turns, key=lambda each: each[0])]


def _files_of_mails(sources: Iterable[File]) -> list[File]:
    return [file for file in sources if file.media_type in MAILS]


def _no_mails() -> EduceError:
    return InvalidInput(
        "None of the files holds mails. Choose a mailbox, or files that end with .eml, .mbox or"
        " .zip (a zipped Maildir)."
    )
