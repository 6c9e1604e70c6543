from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from educe.accounts.vault import new_key
from educe.ids import new_id
from educe.mailboxes.access import Mail, MailOptions
from educe.mailboxes.reading import ImapSource
from educe.mailboxes.servers import Credential, Server
from tests.support.dovecot import PASSWORD, Dovecot, dovecot_server

Open = Callable[..., AbstractAsyncContextManager[ImapSource]]


async def to_loopback(host: str, _: int) -> list[str]:
    if not host.endswith(".test"):
        raise OSError("not known")
    return ["127.0.0.1"]


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with dovecot_server() as server:
        yield server


@dataclass
class Post:
    """A user of Dovecot's with a mailbox of their own."""

    dovecot: Dovecot
    name: str

    def deliver(self, *messages: bytes, **how: Any) -> None:
        self.dovecot.deliver(self.name, messages, **how)

    def server(self, **other: Any) -> Server:
        usual = {"host": "mail.test", "port": self.dovecot.tls_port, "user_name": self.name}
        return Server(**{**usual, **other})


@pytest.fixture
def post(dovecot: Dovecot) -> Post:
    return Post(dovecot, f"u{new_id().hex}")


@pytest.fixture
def options(dovecot: Dovecot) -> MailOptions:
    return MailOptions(secret_keys=(new_key(),), allowed=("*.test:*",), ca_file=dovecot.ca)


@pytest.fixture
def mail(options: MailOptions) -> Iterator[Mail]:
    made = Mail(options, resolve=to_loopback)
    yield made
    made.close()


@pytest.fixture
def open_source(mail: Mail, post: Post) -> Open:
    """The user's mailbox, by a server that differs from the usual."""

    @asynccontextmanager
    async def opened(
        *,
        password: str = PASSWORD,
        folder: str = "INBOX",
        tries: int = 4,
        through: Mail | None = None,
        **other: Any,
    ) -> AsyncIterator[ImapSource]:
        async def sign_in(_: bool) -> tuple[Server, Credential]:
            return post.server(**other), Credential(kind="password", password=password)

        source = ImapSource(through or mail, sign_in, folder, tries=tries)
        try:
            yield source
        finally:
            await source.close()

    return opened
