"""What an extractor sees of its job."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from psycopg import AsyncConnection
from pydantic import BaseModel

from educe.documents.blobs import BlobStore
from educe.documents.model import Text
from educe.documents.texts import read_file, stored_text
from educe.errors import InvalidInput
from educe.extractors.contract import GraphWriter, Item, Source
from educe.graph.store import GraphStore
from educe.jobs.work.artifacts import add_artifact, keep_artifact
from educe.jobs.work.reach import Reach
from educe.jobs.work.store import JobRow, WorkStore
from educe.limits.slots import Query

if TYPE_CHECKING:
    from educe.articles.store import ArticleStore
    from educe.fetching.fetching import Page
    from educe.fetching.resolving import Resolver
    from educe.mailboxes.memory import Memory
    from educe.mailboxes.messages import Source as MailSource

_NO_FILE = "The file is no longer there. Start a new job without it."
#: the item that is being extracted; each has a context of its own, and so has what it starts
_item: ContextVar[int] = ContextVar("item")


class Context:
    """`educe.extractors.contract.JobContext`, for one slice of work."""

    def __init__(
        self,
        job: JobRow,
        config: BaseModel,
        sources: Sequence[Source],
        store: WorkStore,
        blobs: BlobStore,
        reach: Reach,
        item: type[Item],
    ) -> None:
        self._job = job
        self.config: Any = config
        self.sources = sources
        self._store = store
        self._blobs = blobs
        self._reach = reach
        self._item_model = item
        self._message: str | None = None
        self.last_message: str | None = None
        self._warnings: list[str] = []
        self._texts: dict[UUID, Text] = {}
        self._ending: AsyncConnection | None = None

    @property
    def job_id(self) -> UUID:
        return self._job.id

    @property
    def project_id(self) -> UUID:
        return self._job.project_id

    async def read(self, file_id: UUID) -> Text:
        if file_id not in self._texts:
            source = self._source(file_id)
            known = await stored_text(self._store.query, file_id)
            if known is None:
                known = await read_file(self._store.query, self._blobs, self.project_id, file_id)
                for warning in known.warnings:
                    self.warn(f"{source.name}: {warning}")
            self._texts = {file_id: known}  # neighbours read the same file; keep just the last one
        return self._texts[file_id]

    def mailbox(self, mailbox_id: UUID) -> "AbstractAsyncContextManager[MailSource]":
        return self._reach.mailbox(self.project_id, mailbox_id)

    def mail_file(self, file_id: UUID) -> "AbstractAsyncContextManager[MailSource]":
        return self._reach.mail_file(self.project_id, self._source(file_id).file_id)

    @property
    def memory(self) -> "Memory":
        from educe.mailboxes.memory import Memory

        return Memory(self._query(), self.project_id)

    @cached_property
    def resolver(self) -> "Resolver":
        return self._reach.fetching().resolver(self.project_id, self._reach.query(self.project_id))

    async def page(
        self, url: str, *, max_bytes: int = 2_000_000, deny: Iterable[str] = ()
    ) -> "Page":
        return await self._reach.fetching().page(url, max_bytes=max_bytes, deny=deny)

    @property
    def articles(self) -> "ArticleStore":
        from educe.articles.store import ArticleStore

        return ArticleStore(self._query(), self.project_id)

    def progress(self, message: str) -> None:
        self._message = self.last_message = message[:500].replace("\x00", "")

    def warn(self, message: str) -> None:
        self._warnings.append(message[:2000].replace("\x00", ""))

    def take_message(self) -> str | None:
        message, self._message = self._message, None
        return message

    async def flush_warnings(self) -> None:
        warnings, self._warnings = self._warnings, []
        for warning in warnings:
            await self._store.say("warning", warning)

    @contextmanager
    def at_item(self, seq: int) -> Iterator[None]:
        """What is kept in here is this item's."""
        token = _item.set(seq)
        try:
            yield
        finally:
            _item.reset(token)

    @asynccontextmanager
    async def in_ending(self, connection: AsyncConnection) -> AsyncIterator[None]:
        """While `finish` runs: where graph and artifacts are written to."""
        self._ending = connection
        try:
            yield
        finally:
            self._ending = None

    @asynccontextmanager
    async def graph(self) -> AsyncIterator[GraphWriter]:
        graph = GraphStore(
            self._finishing(), self._job.project_id, self._job.extractor, self._job.id
        )
        await graph.lock()
        yield graph

    async def artifact(self, name: str, media_type: str, data: bytes | IO[bytes]) -> None:
        await add_artifact(self._finishing(), self._blobs, self._job, name, media_type, data)

    async def keep(self, name: str, media_type: str, data: bytes) -> None:
        seq = _item.get(None)
        if seq is None:
            raise RuntimeError("keep() is for an extractor's extract() only")
        await keep_artifact(self._store, self._blobs, self._job, seq, name, media_type, data)

    async def failed_items(self) -> list[Any]:
        self._finishing()
        return [
            self._item_model.model_validate(payload)
            for payload in await self._store.failed_payloads()
        ]

    def _source(self, file_id: UUID) -> Source:
        source = next((s for s in self.sources if s.file_id == file_id), None)
        if source is None:
            raise InvalidInput(_NO_FILE)
        return source

    def _query(self) -> Query:
        """Each statement a transaction of its own, or in the ending one."""
        return self._reach.query(self.project_id) if self._ending is None else self._in_ending

    async def _in_ending(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        cursor = await self._finishing().execute(statement.encode(), values)
        return await cursor.fetchall() if cursor.description else []

    def _finishing(self) -> AsyncConnection:
        if self._ending is None:
            raise RuntimeError(
                "graph(), artifact() and failed_items() are for an extractor's finish() only"
            )
        return self._ending
