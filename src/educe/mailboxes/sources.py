"""Opening what messages are read from: a stored mailbox, or one that isn't stored yet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from educe.limits.slots import Query
from educe.mailboxes.access import Mail
from educe.mailboxes.credentials import Account
from educe.mailboxes.reading import ImapSource
from educe.mailboxes.servers import Credential, Server
from educe.mailboxes.trying import Trial, try_mailbox


@asynccontextmanager
async def open_mailbox(
    mail: Mail, query: Query, mailbox_id: UUID, folder: str = "INBOX", *, tries: int = 4
) -> AsyncIterator[ImapSource]:
    """A stored mailbox. `query` is in its project's name, each time in a transaction of its own;
    `folder`: the one that is read when none is wanted."""
    source = ImapSource(mail, Account(mail, query, mailbox_id).sign_in, folder, tries=tries)
    try:
        yield source
    finally:
        await source.close()


async def try_stored(mail: Mail, query: Query, mailbox_id: UUID, folder: str) -> Trial:
    """Tries it and keeps what came out, for people. Raises NotFound, WrongSecretKey."""
    async with open_mailbox(mail, query, mailbox_id, folder, tries=1) as source:
        trial = await try_mailbox(source)
    await Account(mail, query, mailbox_id).note(None if trial.ok else trial.message)
    return trial


async def try_given(mail: Mail, server: Server, credential: Credential, folder: str) -> Trial:
    """Tries what isn't stored."""

    async def sign_in(_: bool) -> tuple[Server, Credential]:
        return server, credential

    source = ImapSource(mail, sign_in, folder, tries=1)
    try:
        return await try_mailbox(source)
    finally:
        await source.close()
