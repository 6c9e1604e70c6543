"""A slice's statements: what a child reads and writes of one job, always under its token.

psycopg is used directly: these few statements run thousands of times a second, and each is one call
of a function whose guarantees stand beside it in db/migrations/sql.
"""

import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from educe.jobs.admission import Limits, admit
from educe.jobs.engine.port import Delivery, Sender
from educe.jobs.work.connection import LastingConnection

_TAKE = (
    "SELECT project_id, stage, set_config('educe.project_id', project_id::text, false)"
    " FROM kb.take_job(%s, %s, %s, make_interval(secs => %s))"
)
_JOB = (
    "SELECT j.id, j.project_id, j.extractor, j.extraction_config, j.stage_failures,"
    " j.successful_items, j.failed_items, j.attempt, coalesce((SELECT jsonb_agg(jsonb_build_object("
    "   'file_id', f.id, 'name', f.name, 'media_type', f.media_type, 'size', f.size,"
    "   'sha256', f.sha256) ORDER BY jf.position)"
    "  FROM kb.job_files jf JOIN kb.files f ON f.id = jf.file_id"
    "  WHERE jf.job_id = j.id), '[]')"
    " FROM kb.extraction_jobs j WHERE j.id = %s"
)

_RESULTS_AT_ONCE = 256
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


@dataclass(frozen=True, slots=True)
class ClaimedItem:
    seq: int
    payload: dict[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: 'succeeded', 'failed' for good, or 'again' after `delay` seconds."""

    seq: int
    outcome: str
    result: Any = None
    error: dict[str, Any] | None = None
    delay: float | None = None
    counts: dict[str, int] | None = None  # what the result counted


@dataclass(frozen=True, slots=True)
class Checkpointed:
    written: int
    complete: bool  # ours were the last: the finish is ours
    cancelling: bool
    successful: int  # of the whole job
    failed: int


@dataclass(frozen=True, slots=True)
class JobRow:
    id: UUID
    project_id: UUID
    extractor: str
    config: dict[str, Any]
    stage_failures: int
    successful_items: int
    failed_items: int
    attempt: int
    sources: list[dict[str, Any]]


class WorkStore:
    """The statements, on a connection of the child's own."""

    def __init__(
        self,
        url: str,
        sender: Sender,
        *,
        worker_id: UUID,
        limits: Limits,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """`alive` is called whenever something is asked of the database: waiting for it uses up
        no item's time."""
        self._connection = LastingConnection(url, alive)
        self.aside = LastingConnection(url, alive)  # for what goes on beside a transaction
        self._sender = sender
        self._worker_id = worker_id
        self._limits = limits
        self.job_id = UUID(int=0)
        self.token = UUID(int=0)

    def begin(self, job_id: UUID, token: UUID) -> None:
        """From now on for this job, under this token."""
        self.job_id, self.token, self._connection.project_id = job_id, token, None

    async def take(self, hold: float) -> tuple[str, JobRow] | None:
        """Turns the delivery into work: the stage that is due, and the job; or None. From here on
        the connection sees the job's project, and nothing else."""

        async def take(connection: AsyncConnection) -> tuple[str, JobRow] | None:
            async with connection.pipeline():
                claim = [self.job_id, self._worker_id, self.token, hold]
                taken = await connection.execute(_TAKE, claim)
                found = await connection.execute(_JOB, [self.job_id])
            stage, job = await taken.fetchone(), await found.fetchone()
            if stage is None:
                return None
            assert job is not None
            self._connection.project_id = stage[0]
            return str(stage[1]), JobRow(*job)

        return await self._connection.run(take)

    async def store_plan(
        self, items: Sequence[tuple[str, dict[str, Any]]], message: str, *, claim: int, hold: float
    ) -> list[ClaimedItem] | None:
        """Makes these (label, payload) the plan, and claims the first `claim` of them.

        None when the stage is no longer ours."""
        row = await self._call(
            "SELECT claimed FROM kb.store_plan(%s, %s, %s, %s::text[], %s::jsonb[], %s, %s,"
            " make_interval(secs => %s))",
            self.job_id,
            self._worker_id,
            self.token,
            [label for label, _ in items],
            [_json(payload) for _, payload in items],
            message,
            claim,
            hold,
        )
        if row is None:
            return None
        return [ClaimedItem(seq, items[seq - 1][1], 0) for seq in row[0]]

    async def claim(self, most: int, hold: float) -> list[ClaimedItem]:
        rows = await self.query(
            "SELECT i.seq, i.payload, i.attempts FROM kb.job_items i WHERE i.job_id = %s AND i.seq"
            " = ANY (ARRAY(SELECT kb.claim_items(%s, %s, %s, %s, make_interval(secs => %s))))"
            " ORDER BY i.seq",
            self.job_id,
            self.job_id,
            self._worker_id,
            self.token,
            most,
            hold,
        )
        return [ClaimedItem(*row) for row in rows]

    async def checkpoint(
        self, outcomes: Sequence[Outcome], message: str | None, hold: float, *, durable: bool
    ) -> Checkpointed:
        """Writes outcomes and counters together. What the token no longer holds isn't written."""
        counts = (
            [_json(o.counts or None) for o in outcomes] if any(o.counts for o in outcomes) else None
        )

        async def checkpoint(connection: AsyncConnection) -> Checkpointed:
            try:
                row = await _one(
                    connection,
                    "SELECT written, complete, cancelling, successful, failed"
                    " FROM kb.checkpoint(%s, %s, %s, %s::int[],"
                    " %s::text[], %s::jsonb[], %s::jsonb[], %s::float8[], %s::text,"
                    " make_interval(secs => %s), %s, %s::jsonb[])",
                    [
                        self.job_id,
                        self._worker_id,
                        self.token,
                        [o.seq for o in outcomes],
                        [o.outcome for o in outcomes],
                        [_json(o.result) for o in outcomes],
                        [_json(o.error) for o in outcomes],
                        [o.delay for o in outcomes],
                        message,
                        hold,
                        durable,
                        counts,
                    ],
                )
            except psycopg.errors.SerializationFailure:
                return Checkpointed(0, False, True, 0, 0)  # the job has ended
            assert row is not None
            return Checkpointed(*row)

        return await self._connection.run(checkpoint)

    async def hand_back(self, seqs: Sequence[int]) -> None:
        await self._call(
            "SELECT kb.hand_back(%s, %s, %s::int[])", self.job_id, self.token, list(seqs)
        )

    async def results(self) -> AsyncIterator[str]:
        """The results of all items that succeeded, as JSON, in the plan's order."""
        last = -1
        while True:
            rows = await self.query(
                "SELECT seq, result::text FROM kb.job_items WHERE job_id = %s AND seq > %s"
                " AND status = 'succeeded' ORDER BY seq LIMIT %s",
                self.job_id,
                last,
                _RESULTS_AT_ONCE,
            )
            for _, result in rows:
                yield result
            if len(rows) < _RESULTS_AT_ONCE:
                return
            last = rows[-1][0]

    async def first_failure(self) -> str:
        """What went wrong with the first item that failed."""
        row = await self._call(
            "SELECT label || ': ' || (error ->> 'message') FROM kb.job_items"
            " WHERE job_id = %s AND status = 'failed' ORDER BY seq LIMIT 1",
            self.job_id,
        )
        return str(row[0]) if row else ""

    async def failed_payloads(self) -> list[Any]:
        """What those items are that have no result, in the plan's order."""
        rows = await self.query(
            "SELECT payload FROM kb.job_items WHERE job_id = %s AND status = 'failed' ORDER BY seq",
            self.job_id,
        )
        return [payload for (payload,) in rows]

    @asynccontextmanager
    async def ending(self) -> AsyncIterator[AsyncConnection]:
        """The transaction that a job's finish writes in: all of it shows, or nothing.

        Raises psycopg.OperationalError when the connection is lost on the way."""
        connection = await self._connection.connected()
        async with connection.transaction():
            yield connection

    async def forget_artifacts(self, connection: AsyncConnection) -> None:
        """What an earlier attempt's finish wrote goes when this one's end is committed."""
        await connection.execute(
            "DELETE FROM kb.job_artifacts WHERE job_id = %s AND item_seq IS NULL", [self.job_id]
        )

    async def end(
        self,
        connection: AsyncConnection,
        *,
        status: str,
        message: str,
        summary: dict[str, Any] | None = None,
        error: dict[str, Any] | None = None,
        types: Sequence[str] = (),
        objects: Sequence[UUID] = (),
    ) -> bool:
        """Ends the job and lets its owner's next ones in, in the connection's transaction."""
        cursor = await connection.execute(
            "SELECT admitted, delivery_priority FROM kb.end_job("
            "%s, %s, %s, %s, %s::jsonb, %s::jsonb, %s::text[], %s::uuid[], %s, %s)",
            [
                self.job_id,
                self.token,
                status,
                message,
                _json(summary),
                _json(error),
                list(types),
                list(objects),
                self._limits.user,
                self._limits.organization,
            ],
        )
        rows = await cursor.fetchall()
        await self._sender.defer(connection, [Delivery(*row) for row in rows[1:]])
        return bool(rows)

    async def fail_now(self, message: str, error: dict[str, Any]) -> bool:
        """Ends the job for an error that no item can survive."""

        async def fail(connection: AsyncConnection) -> bool:
            async with connection.transaction():
                row = await _one(
                    connection,
                    "SELECT created_by FROM kb.extraction_jobs"
                    " WHERE id = %s AND kb.fail_job(%s, %s, %s, %s::jsonb)",
                    [self.job_id, self.job_id, self.token, message, _json(error)],
                )
                if row is not None:
                    await admit(connection, self._sender, row[0], self._limits)
                return row is not None

        return await self._connection.run(fail)

    async def postpone_stage(self, delay: float, message: str, error: dict[str, Any]) -> None:
        await self._call(
            "SELECT kb.postpone_stage(%s, %s, %s, %s, %s::jsonb)",
            self.job_id, self.token, delay, message, _json(error),
        )  # fmt: skip

    async def deliver_again(self) -> None:
        """Sends the job round: behind others of its class, before which it had its turn."""

        async def deliver(connection: AsyncConnection) -> None:
            async with connection.transaction():
                row = await _one(connection, "SELECT kb.send_round(%s)", [self.job_id])
                if row is not None and row[0] is not None:
                    await self._sender.defer(connection, [Delivery(self.job_id, row[0])])

        await self._connection.run(deliver)

    async def say(self, kind: str, message: str) -> None:
        """An event of the job."""
        await self._call("SELECT kb.add_event(%s, %s, %s)", self.job_id, kind, message)

    async def tell_progress(self, message: str) -> None:
        """Shows a message at once, beside a transaction that may be under way, as long as the stage
        is ours or an item in hand."""
        project_id = self._connection.project_id
        assert project_id is not None
        await self.aside.of(project_id)(
            "UPDATE kb.extraction_jobs j SET progress_message = %s"
            " WHERE j.id = %s AND j.status = 'running' AND (j.stage_token = %s OR EXISTS ("
            "  SELECT FROM kb.job_items i WHERE i.token = %s AND i.status = 'running'))",
            message,
            self.job_id,
            self.token,
            self.token,
        )

    async def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """For reading what is not the job's own, as its project."""
        return await self._connection.query(statement, *values)

    async def _call(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        rows = await self.query(statement, *values)
        return rows[0] if rows else None


async def _one(
    connection: AsyncConnection, statement: str, values: Sequence[Any]
) -> tuple[Any, ...] | None:
    cursor = await connection.execute(statement.encode(), values)
    return await cursor.fetchone()


def _json(value: Any) -> Jsonb | None:
    return None if value is None else Jsonb(value, dumps=_dumps)


def _dumps(value: Any) -> str:
    # PostgreSQL's JSON can't hold the NUL character, and documents and models may produce it
    dumped = json.dumps(value)
    return _NUL.sub(r"\1", dumped) if "\\u0000" in dumped else dumped
