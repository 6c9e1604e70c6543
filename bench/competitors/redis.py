"""A Redis server of one's own, on the loopback interface, in a temporary folder."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

PROGRAM = "redis-server"


def found() -> str | None:
    """Where the program is, if it is installed."""
    return shutil.which(PROGRAM)


@contextmanager
def redis_server(*, append_only: bool) -> Iterator[str]:
    """Yields its URL. `append_only`: what was written is on disk a second later; else never."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="educe-bench-") as folder:
        server = subprocess.Popen(
            [
                found() or PROGRAM,
                *("--bind", "127.0.0.1", "--port", str(port), "--dir", folder, "--save", ""),
                *("--appendonly", "yes" if append_only else "no", "--appendfsync", "everysec"),
            ],
            stdout=subprocess.DEVNULL,
        )
        try:
            _until_open(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(10)


def empty(url: str) -> None:
    """Deletes all that is in it."""
    with socket.create_connection(("127.0.0.1", _port_of(url)), 10) as connection:
        connection.sendall(b"FLUSHALL\r\n")
        answer = connection.recv(64)
    assert answer == b"+OK\r\n", answer


def _until_open(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _port_of(url: str) -> int:
    return int(url.rpartition(":")[2].removesuffix("/0"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
