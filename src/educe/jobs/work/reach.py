"""What extractors reach outside their job: links, mailboxes, files of mails.

Nothing is opened, nor even imported, before it is asked for: most extractors ask for none of it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

from educe.documents.blobs import BlobStore
from educe.errors import InvalidInput, NotFound
from educe.extractors.errors import JobFatalError
from educe.jobs.work.connection import LastingConnection
from educe.jobs.work.failures import classify
from educe.jobs.work.lending import Lender
from educe.limits.slots import Query

if TYPE_CHECKING:
    from educe.fetching.fetching import Fetching
    from educe.mailboxes.access import Mail
    from educe.mailboxes.messages import Source

#: how long what a slice has opened is kept for the job's next slice in this child
KEEP_SECONDS = 5.0


class Reach:
    """One a child."""

    def __init__(
        self,
        connection: LastingConnection,
        blobs: BlobStore,
        fetching: dict[str, Any],
        mail: dict[str, Any],
    ) -> None:
        """`fetching` and `mail`: FetchLimits and MailOptions as JSON; the latter holds secrets."""
        self._connection = connection
        self._blobs = blobs
        self._limits = fetching
        self._options = mail
        self._fetching: Fetching | None = None
        self._mail: Mail | None = None
        self._lender = Lender()
        self._job_id: UUID | None = None
        self._read: set[UUID] = set()  # the job's mailboxes that were read
        self._rest: asyncio.TimerHandle | None = None
        self._closing: set[asyncio.Task[None]] = set()

    def begin(self, job_id: UUID) -> None:
        """A slice of the job. What was opened for another job is closed."""
        if self._rest is not None:
            self._rest.cancel()
        if job_id != self._job_id:
            self._close()
            self._read.clear()
        self._job_id = job_id

    def rest(self) -> None:
        """The slice is over."""
        self._rest = asyncio.get_running_loop().call_later(KEEP_SECONDS, self._close)

    def query(self, project_id: UUID) -> Query:
        """Statements in the project's name, each in a transaction of its own."""
        return self._connection.of(project_id)

    def fetching(self) -> "Fetching":
        if self._fetching is None:
            from educe.fetching.fetching import start_fetching
            from educe.fetching.limits import FetchLimits

            limits = FetchLimits.model_validate(self._limits)
            self._fetching = start_fetching(limits, self._connection.query)
        return self._fetching

    @asynccontextmanager
    async def mailbox(self, project_id: UUID, mailbox_id: UUID) -> "AsyncIterator[Source]":
        """How it went is kept, for people. Raises JobFatalError when the keys that its credentials
        are sealed with aren't there."""
        from educe.accounts.vault import WrongSecretKey
        from educe.mailboxes.credentials import Account
        from educe.mailboxes.failures import MailboxFailed
        from educe.mailboxes.sources import open_mailbox

        mail, query = self._opened_mail(), self.query(project_id)
        account = Account(mail, query, mailbox_id)
        try:
            async with self._lender.lent(
                mailbox_id, lambda: open_mailbox(mail, query, mailbox_id)
            ) as source:
                yield source
        except WrongSecretKey as error:
            raise JobFatalError(error.message) from error
        except MailboxFailed as error:
            if classify(error).kind == "job_fatal":  # else it is a message's, or passes
                await account.note(error.message)
            raise
        if mailbox_id not in self._read:
            await account.note(None)
            self._read.add(mailbox_id)

    @asynccontextmanager
    async def mail_file(self, project_id: UUID, file_id: UUID) -> "AsyncIterator[Source]":
        """Raises NotFound, InvalidInput, UnreadableFile, TooLarge."""
        from educe.documents.media import MAILS
        from educe.mailboxes.filed import open_file

        rows = await self.query(project_id)(
            "SELECT name, media_type, blob_name FROM kb.files WHERE id = %s", file_id
        )
        if not rows:
            raise NotFound("The file is no longer there. Start a new job without it.")
        name, media_type, blob_name = rows[0]
        if media_type not in MAILS:
            raise InvalidInput(f"{name} holds no mails. Choose .eml and .mbox files, or a Maildir.")
        async with self._lender.lent(
            file_id, lambda: open_file(self._blobs, blob_name, media_type, name)
        ) as source:
            yield source

    def _opened_mail(self) -> "Mail":
        if self._mail is None:
            from educe.mailboxes.access import Mail, MailOptions

            self._mail = Mail(MailOptions.model_validate(self._options))
        return self._mail

    def _close(self) -> None:
        """In the background: nobody waits for it."""
        closing = asyncio.get_running_loop().create_task(self._lender.close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
