"""Servers that send on, `/3/x` to `/2/x` at another name and so on, and at `/0/x` have a page; each
answer after a while. Run as `python -m bench.redirecting SECONDS NAMES`; prints its port."""

import asyncio
import sys

_PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 50000\r\n\r\n"


class Redirecting(asyncio.Protocol):
    def __init__(self, seconds: float, names: int) -> None:
        self._seconds = seconds
        self._names = names
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, self._read = self._read.partition(b"\r\n\r\n")
            asyncio.get_running_loop().call_later(self._seconds, self._answer, head.split()[1])

    def _answer(self, path: bytes) -> None:
        _, left, number = path.split(b"/")
        if left == b"0":
            self._transport.write(_PAGE)
            return
        port = self._transport.get_extra_info("sockname")[1]
        name = (int(number) + int(left) * 7) % self._names
        target = f"http://h{name}.test:{port}/{int(left) - 1}/{number.decode()}"
        self._transport.write(
            f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()
        )


async def main(seconds: float, names: int) -> None:
    server = await asyncio.get_running_loop().create_server(
        lambda: Redirecting(seconds, names), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), int(sys.argv[2])))
