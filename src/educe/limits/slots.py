"""Slots: how much of something may go on at a time in the whole fleet, whatever machine it runs on.

Slots of a name are leased from one table, kb.limit_leases, in slices: a process asks for as many as
it can use, hands them out by itself, and renews its lease while it uses them. A process that dies
takes its slots with it for `hold_seconds` at most.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from educe.errors import Unavailable
from educe.ids import new_id

#: runs a statement with its values, in a transaction of its own, and returns the rows
Query = Callable[..., Awaitable[list[tuple[Any, ...]]]]

_LEASE = (
    "SELECT kb.lease_slots(%s, %s::text[], %s::integer[], %s::integer[], %s::integer[],"
    " make_interval(secs => %s))"
)
_CLOSE = "SELECT kb.close_slots(%s, make_interval(secs => %s))"
_SOONEST, _LATEST = 0.01, 0.25  # seconds from one asking to the next, while some wait in vain
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Gate:
    """One name's slots in this process."""

    capacity: int
    granted: int = 0
    used: int = 0
    peak: int = 0  # most wanted since the last renewal
    valid_until: float = 0.0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)
    first: deque[asyncio.Future[None]] = field(
        default_factory=deque
    )  # those wait before all others

    @property
    def waits(self) -> int:
        return len(self.first) + len(self.waiting)

    def is_open(self) -> bool:
        return self.used < self.granted and time.monotonic() < self.valid_until

    def note(self) -> None:
        self.peak = max(self.peak, min(self.used + self.waits, self.capacity))

    def is_short(self) -> bool:
        """Whether more slots would let somebody in."""
        return self.waits > 0 and not self.is_open() and self.granted < self.capacity

    def let_in(self) -> bool:
        """Returns whether anybody came in."""
        before = self.used
        while self.waits and self.is_open():
            turn = (self.first or self.waiting).popleft()
            if not turn.done():
                self.used += 1
                turn.set_result(None)
        return self.used > before


class LeasedSlots:
    """This process's share of the fleet's slots. Use it as a context, or start and end it."""

    def __init__(
        self, query: Query, *, hold_seconds: float = 10.0, renew_seconds: float = 1.0
    ) -> None:
        """`query` must not run in a transaction that goes on: see kb.lease_slots."""
        self._query = query
        self._hold = hold_seconds
        self._renew = renew_seconds
        self._holder: UUID = new_id()
        self._gates: dict[str, _Gate] = {}
        self._short = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "LeasedSlots":
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep())

    async def end(self) -> None:
        """Gives back what is held."""
        assert self._task is not None
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        with contextlib.suppress(Unavailable):
            await self._ask({name: _Gate(gate.capacity) for name, gate in self._gates.items()})

    @asynccontextmanager
    async def slot(
        self, name: str, capacity: int, *, rest_seconds: float = 0.0, first: bool = False
    ) -> AsyncIterator[None]:
        """One of the fleet's `capacity` slots of that name, as soon as there is one. It stays taken
        for `rest_seconds` more after it was used. `first`: before others of this process."""
        gate = self._gates.setdefault(name, _Gate(capacity))
        await self._enter(gate, first)
        try:
            yield
        finally:
            # never at once: who goes on with something may wait again before it falls to another
            asyncio.get_running_loop().call_later(rest_seconds, self._leave, gate)

    async def close(self, name: str, seconds: float) -> None:
        """Gives nobody of the fleet a slot of that name for so long; those in use stay."""
        gate = self._gates.get(name)
        if gate is not None:
            gate.granted = 0
        await self._query(_CLOSE, name, seconds)

    async def _enter(self, gate: _Gate, first: bool) -> None:
        if not gate.waits and gate.is_open():
            gate.used += 1
            gate.note()
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (gate.first if first else gate.waiting).append(turn)
        gate.note()
        if gate.is_short():
            self._short.set()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave(gate)
            raise

    def _leave(self, gate: _Gate) -> None:
        gate.used -= 1
        gate.let_in()

    async def _keep(self) -> None:
        """Asks for what is short: at once, then less and less often while it is in vain. Renews all
        leases every `renew_seconds`."""
        pause, renewal = _SOONEST, time.monotonic() + self._renew
        while True:
            short = any(gate.is_short() for gate in self._gates.values())
            until_renewal = max(renewal - time.monotonic(), 0.0)
            await self._news(min(pause, until_renewal) if short else until_renewal)
            due = time.monotonic() >= renewal
            try:
                gained = await self._round(renew=due)
            except Unavailable as error:
                _log.warning("no slots could be leased: %s", error.message)
                gained = False
            pause = _SOONEST if gained or not short else min(pause * 2, _LATEST)
            renewal = time.monotonic() + self._renew if due else renewal
            await asyncio.sleep(_SOONEST)

    async def _news(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._short.wait()
        self._short.clear()

    async def _round(self, *, renew: bool) -> bool:
        """Returns whether some who waited came in."""
        asked = {name: g for name, g in self._gates.items() if renew or g.is_short()}
        gained = await self._ask(asked)
        if renew:
            for name, gate in asked.items():
                idle = not gate.peak and not gate.used and not gate.waits
                gate.peak = 0
                gate.note()
                if idle:
                    del self._gates[name]
        return gained

    async def _ask(self, asked: dict[str, _Gate]) -> bool:
        if not asked:
            return False
        began = time.monotonic()
        gates = list(asked.values())
        rows = await self._query(
            _LEASE,
            self._holder,
            list(asked),
            [gate.used for gate in gates],
            [gate.peak for gate in gates],
            [gate.capacity for gate in gates],
            self._hold,
        )
        for gate, granted in zip(gates, rows[0][0], strict=True):
            gate.granted, gate.valid_until = granted, began + self._hold
        let_in = [gate.let_in() for gate in gates]  # all of them
        return any(let_in)
