"""One signed-in IMAP connection, read-only. It blocks; `reading` runs it in threads.

Folders are opened by EXAMINE and messages read by BODY.PEEK: nothing is marked, moved or deleted.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from imap_tools.errors import ImapToolsError
from pydantic import BaseModel, ConfigDict

from educe.mailboxes.connecting import Box, Client, connect, refused, told
from educe.mailboxes.failures import MailboxFailed
from educe.mailboxes.servers import Credential, Server
from educe.mailboxes.signing_in import sign_in

#: bytes of a message that are read; what is beyond is left out
MAX_MESSAGE = 25_000_000
_LISTING_BYTES = 20_000_000  # of an answer that lists: 200 headers, or a million numbers
_HEADERS = "BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE MESSAGE-ID)]"
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,19})\b")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]{1,60})"')


class FolderState(BaseModel):
    """A folder as it was opened. UIDs mean something as long as `uidvalidity` is the same."""

    model_config = ConfigDict(frozen=True)

    name: str
    uidvalidity: int
    uidnext: int
    messages: int


class Listed(BaseModel):
    """What a folder says of a message without giving it out."""

    model_config = ConfigDict(frozen=True)

    uid: int
    received: datetime  # INTERNALDATE
    size: int
    header: bytes


class Imap:
    """Sign in with `Imap.open`, and close it when done."""

    def __init__(self, server: Server, box: Box, hidden: Sequence[str]) -> None:
        """`hidden`: what is never told, though the server may say it."""
        self.server = server
        self._hidden = hidden
        self._box = box
        self.opened: str | None = None  # the folder that is open

    @classmethod
    def open(
        cls,
        server: Server,
        credential: Credential,
        addresses: Sequence[str],
        tls: ssl.SSLContext,
        seconds: float,
    ) -> "Imap":
        """Raises MailboxFailed, which says at which step it failed."""
        box = connect(server, addresses, tls, seconds, credential.secrets())
        try:
            with told(server, "sign_in", credential.secrets()):
                sign_in(box, server, credential)
        except BaseException:
            box.connection.dispose()
            raise
        return cls(server, box, credential.secrets())

    def cut(self) -> None:
        """Ends the connection at once, from any thread. `dispose` is still needed."""
        self._box.connection.cut()

    def dispose(self) -> None:
        self._box.connection.dispose()

    def close(self) -> None:
        """Says goodbye, if the server still listens."""
        try:
            self._box.logout()
        except (imaplib.IMAP4.error, ImapToolsError, MailboxFailed, OSError, ValueError):
            self.dispose()

    def folders(self) -> list[str]:
        """The names of all folders that hold messages."""
        with self._asking():
            found = self._box.folder.list()
        return [f.name for f in found if "\\noselect" not in {flag.lower() for flag in f.flags}]

    def examine(self, folder: str) -> FolderState:
        """Opens a folder, to read only. Raises MailboxFailed when there is none of that name."""
        try:
            with self._asking() as client:
                _, data = self._box.folder.set(folder, readonly=True)
                validity, following = client.response("UIDVALIDITY"), client.response("UIDNEXT")
        except MailboxFailed as error:
            self.opened = None
            raise _no_folder(folder, error) if error.code == "server_refused" else error from None
        self.opened = folder
        return FolderState(
            name=folder,
            uidvalidity=_number(validity[1]),
            uidnext=_number(following[1]),
            messages=_number(data),
        )

    def search(self, criteria: str) -> list[int]:
        """The UIDs of the open folder's messages that fit, in order."""
        with self._asking():
            return sorted(int(uid) for uid in self._box.uids(criteria, charset=None))

    def headers(self, uids: Sequence[int]) -> list[Listed]:
        """Date, size and a few headers of these; of those that are gone, nothing."""
        answers = self._fetch(uids, f"(UID INTERNALDATE RFC822.SIZE {_HEADERS})", _LISTING_BYTES)
        listed = (_listed(about, literal) for about, literal in answers)
        return [message for message in listed if message is not None]

    def messages(self, uids: Sequence[int], most: int) -> dict[int, bytes]:
        """The bytes of these messages by UID, of each not more than MAX_MESSAGE; those that are
        gone are left out. `most`: about how many bytes they are together."""
        wanted = f"(UID BODY.PEEK[]<0.{MAX_MESSAGE}>)"
        answers = self._fetch(uids, wanted, most + _LISTING_BYTES)
        found = ((_UID.search(about), literal) for about, literal in answers)
        return {int(uid[1]): literal for uid, literal in found if uid is not None}

    def _fetch(self, uids: Sequence[int], what: str, most: int) -> list[tuple[bytes, bytes]]:
        with self._asking(most) as client:
            typ, data = client.uid("FETCH", ",".join(map(str, uids)), what)
        if typ != "OK":
            raise refused(self.server, data[-1] if data else "", "folder", self._hidden)
        return list(_answers(data))

    @contextmanager
    def _asking(self, most: int = _LISTING_BYTES) -> Iterator[Client]:
        client = self._box.connection
        client.allowance = most
        with told(self.server, "folder", self._hidden):
            yield client


def _no_folder(folder: str, error: MailboxFailed) -> MailboxFailed:
    return MailboxFailed(
        "folder_missing",
        f"The folder “{folder}” can't be opened; the list of the mailbox's folders says how they"
        f" are called. {error.message}",
    )


def _answers(data: Sequence[Any]) -> Iterator[tuple[bytes, bytes]]:
    """What is said of each message, and its literal. Servers say it before the literal or after;
    what they tell unasked is left out."""
    for this, following in pairwise([*data, None]):
        if isinstance(this, tuple):
            about, literal = this[0], this[1]
            yield about + (following if isinstance(following, bytes) else b""), literal


def _listed(about: bytes, header: bytes) -> Listed | None:
    uid, size, date = _UID.search(about), _SIZE.search(about), _DATE.search(about)
    if uid is None or size is None or date is None:
        return None
    received = _internal_date(date[1].decode("ascii", "replace"))
    return Listed(uid=int(uid[1]), received=received, size=int(size[1]), header=header)


def _internal_date(text: str) -> datetime:
    """Raises MailboxFailed for what isn't the date-time of RFC 3501."""
    try:
        return datetime.strptime(text.strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        raise MailboxFailed("bad_answer", f"The server gives {text!r} as a date.") from None


def _number(data: Sequence[Any]) -> int:
    """The number in an answer; 0 when the server gave none."""
    last = data[-1] if data else None
    return int(last) if isinstance(last, bytes) and last.isdigit() else 0
