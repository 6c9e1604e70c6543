"""A file of mails as a source of messages."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import islice

from educe.documents.blobs import BlobStore
from educe.documents.mail.files import FiledMail, MailFile, open_mail_file
from educe.mailboxes.messages import Found, RawMessage, described, message_key
from educe.mailboxes.wanted import Mark, Wanted, fits

_HEAD = 65_536  # bytes in which the header is looked for
_AT_ONCE = 100
_LATEST = datetime.max.replace(tzinfo=UTC)


class FileSource:
    """The mails of an open file. Folders and marks say nothing here."""

    def __init__(self, file: MailFile, title: str = "the file") -> None:
        self.title = title
        self._file = file

    async def find(self, wanted: Wanted, marks: Mapping[str, Mark]) -> AsyncIterator[Found]:
        """What is wanted, in the file's order; with `most`, the last of them. A message without a
        date is wanted whenever it was sent. Raises UnreadableFile, TooLarge."""
        found: list[Found] = []
        mails = self._file.mails()
        while some := await asyncio.to_thread(self._described, mails):
            found += [message for message in some if _fits(wanted, message)]
        for message in found if wanted.most is None else found[-wanted.most :]:
            yield message

    async def read(self, found: Sequence[Found]) -> AsyncIterator[RawMessage]:
        """Raises UnreadableFile."""
        for message in found:
            data = await asyncio.to_thread(self._file.read, message.place)
            yield RawMessage(message, message_key(message.message_id, data), data)

    def _described(self, mails: Iterator[FiledMail]) -> list[Found]:
        """The next some hundred."""
        return [
            described(mail.place, self._file.read(mail.place, _HEAD), mail.size, None)
            for mail in islice(mails, _AT_ONCE)
        ]


def _fits(wanted: Wanted, message: Found) -> bool:
    when = message.received or _LATEST
    return fits(wanted, None, 0, when, message.sender, message.subject)


@asynccontextmanager
async def open_file(
    blobs: BlobStore, blob_name: str, media_type: str, name: str
) -> AsyncIterator[FileSource]:
    """A stored file as a source. It is copied to this machine's disk, not into memory.

    Raises NotFound, UnreadableFile, TooLarge."""
    with tempfile.TemporaryFile() as copy:
        async for chunk in blobs.stream(blob_name):
            await asyncio.to_thread(copy.write, chunk)
        file = await asyncio.to_thread(open_mail_file, copy, media_type, name)
        yield FileSource(file, name)
