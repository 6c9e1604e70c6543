"""A mailbox as a source of messages: found by their headers, read in small batches, and when the
connection breaks, read on from where it broke."""

import asyncio
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import NamedTuple, TypeVar

from educe.mailboxes.access import Mail
from educe.mailboxes.failures import MailboxFailed
from educe.mailboxes.imap import MAX_MESSAGE, FolderState, Imap, Listed
from educe.mailboxes.messages import Found, RawMessage, described, message_key
from educe.mailboxes.servers import Credential, Server
from educe.mailboxes.wanted import Mark, Wanted, criteria, fits

#: whom to sign in as; asked again with True when that was refused, for a fresh token
SignIn = Callable[[bool], Awaitable[tuple[Server, Credential]]]

_HEADERS_AT_ONCE = 200
_MESSAGES_AT_ONCE = 50
_BYTES_AT_ONCE = 4_000_000
_PAUSE = 0.5  # seconds before the second try; doubled for each further one
_BROKEN = frozenset({"connection_lost", "unreachable", "timed_out", "host_not_found"})
_STILL_GOOD = frozenset({"folder_missing", "folder_changed", "server_refused"})
_LAST_UID = 2**32 - 1
T = TypeVar("T")


class Place(NamedTuple):
    """Where in a mailbox a message is. As text it ends with the folder's name, whatever that is."""

    uidvalidity: int
    uid: int
    folder: str

    @classmethod
    def parse(cls, text: str) -> "Place":
        validity, uid, folder = text.split("/", 2)
        return cls(int(validity), int(uid), folder)

    def __str__(self) -> str:
        return f"{self.uidvalidity}/{self.uid}/{self.folder}"


class ImapSource:
    """One mailbox, through one connection at a time. Close it when done."""

    def __init__(
        self,
        mail: Mail,
        sign_in: SignIn,
        folder: str = "INBOX",
        *,
        title: str = "the mailbox",
        tries: int = 4,
    ) -> None:
        """`folder`: the one that is read when none is wanted. `title`: what people call it.
        `tries`: how often something is tried while the connection breaks."""
        self.title = title
        self._mail = mail
        self._sign_in = sign_in
        self._folder = folder
        self._tries = tries
        self._imap: Imap | None = None
        self._state: FolderState | None = None  # of the folder that was opened last

    async def close(self) -> None:
        if self._imap is not None:
            self._mail.leave(self._imap)
            self._imap = None

    async def find(self, wanted: Wanted, marks: Mapping[str, Mark]) -> AsyncIterator[Found]:
        """What is wanted, the oldest first. Of each message some hundred bytes are held. Of more
        than `most`, the latest are given out; the oldest when only new ones are wanted, so that the
        next search goes on with the others.

        Raises MailboxFailed."""
        found: list[tuple[float, Place, Found]] = []
        for folder in wanted.folders or (self._folder,):
            async for listed, message in self._find_in(folder, wanted, marks.get(folder)):
                place = Place.parse(message.place)
                found.append((listed.received.timestamp(), place, message))
        found.sort()
        if wanted.most is not None:
            found = found[: wanted.most] if wanted.only_new else found[-wanted.most :]
        for *_, message in found:
            yield message

    async def read(self, found: Sequence[Found]) -> AsyncIterator[RawMessage]:
        """Those that are still there, batch by batch. Raises MailboxFailed."""
        for _, messages in groupby(found, key=_folder_of):
            for batch in _batches(messages):
                async for message, data in self._read(batch):
                    yield RawMessage(message, message_key(message.message_id, data), data)

    async def folders(self) -> list[str]:
        """Raises MailboxFailed."""
        return await self._patiently(Imap.folders)

    async def look(self, folder: str | None = None) -> FolderState:
        """Opens a folder and says what is there. Raises MailboxFailed."""
        return await self._patiently(partial(Imap.examine, folder=folder or self._folder))

    async def _find_in(
        self, folder: str, wanted: Wanted, mark: Mark | None
    ) -> AsyncIterator[tuple[Listed, Found]]:
        self._state = None  # opened again: only so is what came meanwhile there
        state = await self._opened(folder)
        if mark is not None and mark.uidvalidity != state.uidvalidity:
            # the folder was made anew: its numbers say nothing, its dates do
            mark = mark.model_copy(update={"uidnext": _LAST_UID})
        question = partial(Imap.search, criteria=criteria(wanted, mark))
        uids = await self._in_folder(state, question)
        for some in _slices(uids, _HEADERS_AT_ONCE):
            for listed in await self._in_folder(state, partial(Imap.headers, uids=some)):
                message = _described(state, listed)
                if fits(wanted, mark, listed.uid, listed.received, message.sender, message.subject):
                    yield listed, message

    async def _read(self, batch: Sequence[Found]) -> AsyncIterator[tuple[Found, bytes]]:
        """Nothing of it is lost when the connection breaks: it is asked for again, and one by one
        when that doesn't help, so that only what breaks it can't be read."""
        places = {Place.parse(message.place): message for message in batch}
        first = next(iter(places))
        state = await self._opened(first.folder)
        if state.uidvalidity != first.uidvalidity:
            raise _made_anew(first.folder)
        size = sum(min(message.size, MAX_MESSAGE) for message in batch)
        fetch = partial(Imap.messages, uids=[place.uid for place in places], most=size)
        try:
            bodies = await self._in_folder(state, fetch, size)
        except MailboxFailed as error:
            if error.code not in _BROKEN or len(batch) == 1:
                raise
            for message in batch:
                async for read in self._read([message]):
                    yield read
            return
        for place, message in places.items():
            if place.uid in bodies:
                yield message, bodies[place.uid]

    async def _opened(self, folder: str) -> FolderState:
        if self._state is None or self._state.name != folder:
            self._state = await self._patiently(partial(Imap.examine, folder=folder))
        return self._state

    async def _in_folder(self, state: FolderState, work: Callable[[Imap], T], size: int = 0) -> T:
        """Raises MailboxFailed, also when the folder isn't the one any more that it was."""

        def in_it(imap: Imap) -> T:
            if imap.opened != state.name and (
                imap.examine(state.name).uidvalidity != state.uidvalidity
            ):
                raise _made_anew(state.name)
            return work(imap)

        return await self._patiently(in_it, size)

    async def _patiently(self, work: Callable[[Imap], T], size: int = 0) -> T:
        """Over a new connection when the one there was breaks, some times."""
        for attempt in range(1, self._tries + 1):
            try:
                return await self._mail.run(await self._connected(), work, size)
            except MailboxFailed as error:
                self._drop_unless(error.code in _STILL_GOOD)
                if error.code not in _BROKEN or attempt == self._tries:
                    raise
            except BaseException:
                self._drop_unless(good=False)
                raise
            await asyncio.sleep(_PAUSE * 2 ** (attempt - 1))
        raise AssertionError("the last try returns or raises")

    async def _connected(self) -> Imap:
        if self._imap is None:
            self._imap = await self._open()
        return self._imap

    async def _open(self) -> Imap:
        server, credential = await self._sign_in(False)
        try:
            return await self._mail.open(server, credential)
        except MailboxFailed as error:
            if error.code != "wrong_credentials" or credential.kind != "oauth":
                raise
        return await self._mail.open(*await self._sign_in(True))

    def _drop_unless(self, good: bool) -> None:
        if not good and self._imap is not None:
            self._mail.drop(self._imap)
            self._imap = None


def mark_after(
    read: Sequence[Found], left: Sequence[Found] = (), before: Mark | None = None
) -> Mark | None:
    """How far a folder was read when these of its messages were, and these weren't: those will be
    found again. None: there is nothing to go by."""
    if not read:
        return before
    places = [Place.parse(message.place) for message in read]
    validity = max(place.uidvalidity for place in places)
    uidnext = max(place.uid for place in places if place.uidvalidity == validity) + 1
    seen_until = max(_time(message) for message in read)
    if before is not None and before.uidvalidity == validity:
        uidnext = max(uidnext, before.uidnext)
        seen_until = max(seen_until, before.seen_until)
    return Mark(
        uidvalidity=validity,
        uidnext=min([uidnext, *(Place.parse(message.place).uid for message in left)]),
        seen_until=min([seen_until, *(_time(message) for message in left)]),
    )


def _time(message: Found) -> datetime:
    assert message.received is not None  # a mailbox always knows it
    return message.received


def _folder_of(message: Found) -> tuple[int, str]:
    place = Place.parse(message.place)
    return place.uidvalidity, place.folder


def _described(state: FolderState, listed: Listed) -> Found:
    place = Place(state.uidvalidity, listed.uid, state.name)
    return described(str(place), listed.header, listed.size, listed.received)


def _slices(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (uids[start : start + size] for start in range(0, len(uids), size))


def _batches(messages: Iterable[Found]) -> Iterator[list[Found]]:
    """Not too many at a time, and not too large together."""
    batch: list[Found] = []
    size = 0
    for message in messages:
        length = min(message.size, MAX_MESSAGE)
        if batch and (len(batch) == _MESSAGES_AT_ONCE or size + length > _BYTES_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(message)
        size += length
    if batch:
        yield batch


def _made_anew(folder: str) -> MailboxFailed:
    return MailboxFailed(
        "folder_changed",
        f"The folder “{folder}” was made anew while it was read. Start again: it is read afresh.",
    )
