"""What is dear to open is opened once, and lent to one after the other."""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

T = TypeVar("T")


class _Thing:
    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self._closing = AsyncExitStack()
        self._opened: Any = None

    async def opened(self, opening: Callable[[], AbstractAsyncContextManager[T]]) -> T:
        if self._opened is None:
            self._opened = await self._closing.enter_async_context(opening())
        there: T = self._opened
        return there

    async def close(self) -> None:
        self._opened = None
        await self._closing.aclose()


class Lender:
    def __init__(self) -> None:
        self._things: dict[Hashable, _Thing] = {}

    @asynccontextmanager
    async def lent(
        self, key: Hashable, opening: Callable[[], AbstractAsyncContextManager[T]]
    ) -> AsyncIterator[T]:
        """The thing of that key, for this caller alone while the context is open; it is opened when
        nobody has had it before."""
        thing = self._things.setdefault(key, _Thing())
        async with thing.turn:
            lent = await thing.opened(opening)
            try:
                yield lent
            except Exception:
                raise
            except BaseException:
                # cancelled: a thread may still be at it, so the next one gets another
                await thing.close()
                raise

    async def close(self) -> None:
        """Whatever is open, once nobody has it."""
        things, self._things = self._things, {}
        for thing in things.values():
            async with thing.turn:
                await thing.close()
