"""Connections to checked addresses only: there is no other way from a link to a socket.

The name is looked up, checked and connected to in one place, by its address; TLS is still for the
name. So a name that is looked up again can't lead elsewhere."""

import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import httpcore2

from educe.fetching.guard import AddressGuard

_TRIES = 3  # of a name's addresses
_IDLE_SECONDS = 5.0
_IDLE_CONNECTIONS = 200


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore2's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Raises FetchFailed when the guard refuses, httpcore2's errors when nobody answers."""
        addresses = (await self._guard.addresses(host, port))[:_TRIES]
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(str(address), port, timeout)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self._network.connect_tcp(str(addresses[-1]), port, timeout)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore2's signature
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        raise httpcore2.UnsupportedProtocol("Links don't lead to sockets of this machine.")

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


class Connections:
    """Connections without cookies, credentials, proxies or redirects of their own, kept for a while
    after their use. (httpcore2's own pool looks through all that it has at each request.)"""

    def __init__(self, guard: AddressGuard, tls: ssl.SSLContext | None = None) -> None:
        self._backend = GuardedBackend(guard)
        self._tls = tls or httpcore2.default_ssl_context()
        self._idle: dict[httpcore2.AsyncHTTPConnection, str] = {}  # the latest last
        self._at: dict[str, list[httpcore2.AsyncHTTPConnection]] = {}

    @asynccontextmanager
    async def response(self, request: httpcore2.Request) -> AsyncIterator[httpcore2.Response]:
        """Raises FetchFailed when the guard refuses, httpcore2's errors when it doesn't work."""
        place = str(request.url.origin)
        connection = await self._idle_at(place) or self._new(request.url.origin)
        try:
            response = await connection.handle_async_request(request)
            try:
                yield response
            finally:
                await response.aclose()
        finally:
            await self._put_back(connection, place)

    async def close(self) -> None:
        while self._idle:
            await self._drop(next(iter(self._idle)))

    def _new(self, origin: httpcore2.Origin) -> httpcore2.AsyncHTTPConnection:
        return httpcore2.AsyncHTTPConnection(
            origin,
            ssl_context=self._tls,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=self._backend,
        )

    async def _idle_at(self, place: str) -> httpcore2.AsyncHTTPConnection | None:
        while there := self._at.get(place):
            connection = there[-1]
            if connection.is_available() and not connection.has_expired():
                self._forget(connection)
                return connection
            await self._drop(connection)
        return None

    async def _put_back(self, connection: httpcore2.AsyncHTTPConnection, place: str) -> None:
        if not connection.is_idle() or connection.is_closed() or not connection.is_connected():
            await connection.aclose()
            return
        self._idle[connection] = place
        self._at.setdefault(place, []).append(connection)
        if len(self._idle) > _IDLE_CONNECTIONS:
            await self._drop(next(iter(self._idle)))

    def _forget(self, connection: httpcore2.AsyncHTTPConnection) -> None:
        place = self._idle.pop(connection)
        self._at[place].remove(connection)
        if not self._at[place]:
            del self._at[place]

    async def _drop(self, connection: httpcore2.AsyncHTTPConnection) -> None:
        self._forget(connection)
        await connection.aclose()
