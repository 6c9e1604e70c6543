"""Time limits that count only the time in which this machine was awake.

A suspended laptop, a paused virtual machine or a stopped process must not use up an item's time. So
time is counted in ticks, and a tick counts for no more than twice its length.
"""

import asyncio
import mmap
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

TICK_SECONDS = 0.25


class AwakeClock:
    """Adds up awake time between calls of `tick`, which must come about every TICK_SECONDS."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self.seconds = 0.0

    def tick(self) -> float:
        now = time.monotonic()
        self.seconds += min(now - self._last, 2 * TICK_SECONDS)
        self._last = now
        return self.seconds

    def restart(self) -> None:
        self._last, self.seconds = time.monotonic(), 0.0


@asynccontextmanager
async def awake_timeout(seconds: float) -> AsyncIterator[None]:
    """Raises TimeoutError in its body after so much awake time, if the body lets others run."""
    loop = asyncio.get_running_loop()
    clock = AwakeClock()
    handle: asyncio.TimerHandle | None = None

    def tick() -> None:
        nonlocal handle
        left = seconds - clock.tick()
        if left <= 0:
            timeout.reschedule(loop.time())
        else:
            handle = loop.call_later(min(left, TICK_SECONDS), tick)

    async with asyncio.timeout(None) as timeout:
        handle = loop.call_later(min(seconds, TICK_SECONDS), tick)
        try:
            yield
        finally:
            if handle is not None:
                handle.cancel()


class Pulse:
    """A counter in memory that a child shares with its parent: it moves while the child gets on.

    Costs the child nothing, and needs no cooperation from code that never lets go."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._memory = mmap.mmap(descriptor, 8)

    @classmethod
    def create(cls) -> "Pulse":
        with tempfile.TemporaryFile() as file:
            file.truncate(8)
            return cls(os.dup(file.fileno()))

    def beat(self) -> None:
        self._memory[:] = ((self.count() + 1) & 0x7FFF_FFFF_FFFF_FFFF).to_bytes(8, "little")

    def count(self) -> int:
        return int.from_bytes(self._memory[:], "little")

    def close(self) -> None:
        self._memory.close()
        os.close(self.descriptor)


class StallWatch:
    """The parent's view of one child: how long, awake, its pulse has stood still."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self._seen = -1
        self._clock = AwakeClock()

    def stalled_for(self) -> float:
        """Seconds. To be asked every TICK_SECONDS."""
        count = self._pulse.count()
        if count != self._seen:
            self._seen = count
            self._clock.restart()
            return 0.0
        return self._clock.tick()
