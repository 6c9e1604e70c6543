"""What a process needs to read mailboxes: the keys, the guard, the trusted authorities, threads."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from educe.accounts.vault import Vault, parse_keys, secret_keys
from educe.fetching.failures import FetchFailed
from educe.fetching.guard import AddressGuard, Allowance, Resolve
from educe.mailboxes.connecting import trusted
from educe.mailboxes.failures import MailboxFailed
from educe.mailboxes.imap import Imap
from educe.mailboxes.presets import Provider
from educe.mailboxes.servers import IMAP_PORTS, Credential, Server
from educe.settings import Settings

_THREADS = 16  # connections that are used at the same time
T = TypeVar("T")


class OAuthClient(BaseModel):
    """What a provider calls this installation."""

    model_config = ConfigDict(frozen=True)

    id: str
    secret: str = Field("", repr=False)


class MailOptions(BaseModel):
    """As JSON it is what a worker tells its children. It holds secrets."""

    model_config = ConfigDict(frozen=True)

    secret_keys: tuple[str, ...] = Field(repr=False)
    allowed: tuple[str, ...] = ()  # see guard.Allowance
    ca_file: Path | None = None
    clients: dict[Provider, OAuthClient] = {}
    wait_seconds: float = 20.0  # for a connection, or without a byte
    answer_seconds: float = 120.0  # for one answer, apart from what its size takes
    bytes_per_second: float = 50_000.0  # slower is given up

    @classmethod
    def from_settings(cls, settings: Settings) -> "MailOptions":
        return cls(
            secret_keys=secret_keys(settings),
            allowed=tuple(settings.fetch_allowed),
            ca_file=settings.mail_ca_file,
            clients=_clients(settings),
        )


def _clients(settings: Settings) -> dict[Provider, OAuthClient]:
    known: tuple[tuple[Provider, str | None, object], ...] = (
        ("google", settings.google_client_id, settings.google_client_secret),
        ("microsoft", settings.microsoft_client_id, settings.microsoft_client_secret),
    )
    return {
        name: OAuthClient(id=client, secret=getattr(secret, "get_secret_value", str)())
        for name, client, secret in known
        if client
    }


class Mail:
    """One a process. Close it when done."""

    def __init__(self, options: MailOptions, *, resolve: Resolve | None = None) -> None:
        """Raises InvalidInput for a key or an allowance that isn't one."""
        self.options = options
        self.vault = Vault(parse_keys(options.secret_keys))
        allowed = [Allowance.parse(text) for text in options.allowed]
        self._guard = AddressGuard(allowed, resolve, IMAP_PORTS)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="mail")
        self._tls: ssl.SSLContext | None = None

    def close(self) -> None:
        self._threads.shutdown(wait=False)

    async def open(self, server: Server, credential: Credential) -> Imap:
        """A signed-in connection. Raises MailboxFailed."""
        addresses = await self._addresses(server)
        opening = self._threads.submit(self._open, server, credential, addresses)
        try:
            async with asyncio.timeout(self.options.answer_seconds):
                return await asyncio.wrap_future(opening)
        except (TimeoutError, asyncio.CancelledError) as error:
            opening.add_done_callback(lambda done: _close_unwanted(done.result))
            if isinstance(error, asyncio.CancelledError):
                raise
            raise _too_slow(server) from None

    async def run(self, imap: Imap, work: Callable[[Imap], T], size: int = 0) -> T:
        """Does it with the connection, in a thread; `size`: about how many bytes will come. Whoever
        stops waiting ends the connection.

        Raises MailboxFailed."""
        running = self._threads.submit(work, imap)
        seconds = self.options.answer_seconds + size / self.options.bytes_per_second
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.wrap_future(running)
        except TimeoutError:
            imap.cut()
            raise _too_slow(imap.server) from None
        except asyncio.CancelledError:
            imap.cut()
            raise

    def leave(self, imap: Imap) -> None:
        """Signs out, in the background."""
        self._threads.submit(imap.close)

    def drop(self, imap: Imap) -> None:
        """Ends the connection without a word, also while a thread waits for it."""
        imap.cut()
        self._threads.submit(imap.dispose)

    def _open(self, server: Server, credential: Credential, addresses: list[str]) -> Imap:
        self._tls = self._tls or trusted(self.options.ca_file)
        return Imap.open(server, credential, addresses, self._tls, self.options.wait_seconds)

    async def _addresses(self, server: Server) -> list[str]:
        try:
            return [str(a) for a in await self._guard.addresses(server.host, server.port)]
        except FetchFailed as error:
            if error.code == "no_such_host":
                raise MailboxFailed(
                    "host_not_found",
                    f"There is no host {server.host}. Is it spelled as your provider spells it?",
                ) from None
            raise MailboxFailed("refused_address", error.message) from None


def _close_unwanted(result: Callable[[], Imap]) -> None:
    with contextlib.suppress(Exception):  # it wasn't opened: nothing to close
        result().dispose()


def _too_slow(server: Server) -> MailboxFailed:
    return MailboxFailed("timed_out", f"{server.where()} is too slow to be read. Try again later.")
