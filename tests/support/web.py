"""A web server on loopback that does as a test says, and remembers what it was asked."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    method: str
    path: str
    headers: dict[str, str]  # names in lower case


@dataclass
class Web:
    port: int = 0
    scheme: str = "http"
    asked: list[Asked] = field(default_factory=list)
    at_once: int = 0  # requests under way
    most_at_once: int = 0
    _scripts: dict[str, list[Script]] = field(default_factory=dict)
    _talks: set[asyncio.Task[None]] = field(default_factory=set)

    def url(self, path: str, host: str = "web.test") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def says(self, path: str, *scripts: Script) -> None:
        """What a path answers: the first time, the second …; the last one from then on."""
        self._scripts[path] = list(scripts)

    def moves(self, path: str, to: str, status: int = 302) -> None:
        self.says(path, answer(status, location=to))

    def paths(self, method: str | None = None) -> list[str]:
        return [asked.path for asked in self.asked if method in (None, asked.method)]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        try:
            await self._talk(reader, writer)
        finally:
            self._talks.discard(talk)
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                asked = _request(await reader.readuntil(b"\r\n\r\n"))
                self.asked.append(asked)
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
                try:
                    await self._script(asked)(asked, writer)
                    await writer.drain()
                finally:
                    self.at_once -= 1

    async def _close(self) -> None:
        for talk in tuple(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks)

    def _script(self, asked: Asked) -> Script:
        scripts = self._scripts.get(asked.path.partition("?")[0])
        if not scripts:
            return answer(404, "nothing here")
        return scripts.pop(0) if len(scripts) > 1 else scripts[0]


@asynccontextmanager
async def web_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[Web]:
    web = Web(scheme="https" if tls else "http")
    server = await asyncio.start_server(web._serve, "127.0.0.1", 0, ssl=tls)
    web.port = server.sockets[0].getsockname()[1]
    try:
        yield web
    finally:
        server.close()
        await web._close()


def answer(
    status: int = 200,
    body: str | bytes = "",
    *,
    after: float = 0.0,
    content_type: str = "text/html",
    **headers: str,
) -> Script:
    """A whole answer, after so many seconds; HEAD gets it without the body."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(data)}"]
    lines += [f"Content-Type: {content_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"

    async def script(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if after:
            await asyncio.sleep(after)
        writer.write(head if asked.method == "HEAD" else head + data)

    return script


def by_method(head: Script, get: Script) -> Script:
    async def script(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await (head if asked.method == "HEAD" else get)(asked, writer)

    return script


def endless(chunk: bytes, *, headers: str = "", every: float = 0.0) -> Script:
    """A body that doesn't end while somebody reads it."""

    async def script(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n".encode())
        while not writer.is_closing():
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(every)
        raise ConnectionResetError

    return script


async def hangs_up(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.close()
    raise ConnectionResetError


def _request(head: bytes) -> Asked:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines if line)
    return Asked(method, path, {name.lower(): value for name, value in headers.items()})
