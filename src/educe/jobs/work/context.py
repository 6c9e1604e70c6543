"""What an extractor sees of its job."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from pydantic import BaseModel

from educe.documents.blobs import BlobStore
from educe.documents.model import Text
from educe.documents.texts import read_file, stored_text
from educe.errors import InvalidInput
from educe.extractors.contract import GraphWriter, Source
from educe.graph.store import GraphStore
from educe.ids import new_id
from educe.jobs.work.store import JobRow, WorkStore

_ARTIFACT_LIMIT = 1 << 40  # an artifact is ours; no limit but reason


class Context:
    """`educe.extractors.contract.JobContext`, for one slice of work."""

    def __init__(
        self,
        job: JobRow,
        config: BaseModel,
        sources: Sequence[Source],
        store: WorkStore,
        blobs: BlobStore,
    ) -> None:
        self._job = job
        self.config: Any = config
        self.sources = sources
        self._store = store
        self._blobs = blobs
        self._message: str | None = None
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
            source = next((s for s in self.sources if s.file_id == file_id), None)
            if source is None:
                raise InvalidInput("The file is no longer there. Start a new job without it.")
            known = await stored_text(self._store.query, file_id)
            if known is None:
                known = await read_file(self._store.query, self._blobs, self.project_id, file_id)
                for warning in known.warnings:
                    self.warn(f"{source.name}: {warning}")
            self._texts = {file_id: known}  # neighbours read the same file; keep just the last one
        return self._texts[file_id]

    def progress(self, message: str) -> None:
        self._message = message

    def warn(self, message: str) -> None:
        self._warnings.append(message[:2000].replace("\x00", ""))

    def take_message(self) -> str | None:
        message, self._message = self._message, None
        return message

    async def flush_warnings(self) -> None:
        warnings, self._warnings = self._warnings, []
        for warning in warnings:
            await self._store.say("warning", warning)

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

    async def artifact(self, name: str, media_type: str, data: bytes) -> None:
        connection = self._finishing()
        blob = await self._blobs.put(data, prefix="artifacts", limit=_ARTIFACT_LIMIT)
        await connection.execute(
            "INSERT INTO kb.job_artifacts"
            " (id, job_id, project_id, name, media_type, size, sha256, blob_name)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (job_id, name) DO UPDATE SET media_type = excluded.media_type,"
            " size = excluded.size, sha256 = excluded.sha256, blob_name = excluded.blob_name,"
            " created_at = now()",
            [
                new_id(),
                self._job.id,
                self._job.project_id,
                name,
                media_type,
                blob.size,
                blob.sha256,
                blob.name,
            ],
        )

    def _finishing(self) -> AsyncConnection:
        if self._ending is None:
            raise RuntimeError("graph() and artifact() are for an extractor's finish() only")
        return self._ending
