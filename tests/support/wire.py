"""A wire to a server that can be made bad: slow, garbled, cut after so many bytes, away."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Wire:
    """A TCP proxy on loopback. What its attributes say holds for connections made from then on."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts: list[int] = []  # bytes from the server after which the next connections break
        self.seconds_per_kilobyte = 0.0
        self.garbled: dict[bytes, bytes] = {}  # what clients say, as the server hears it
        self.connections = 0
        self._is_away = False
        self._open: list[socket.socket] = []

    def accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            if self._is_away:
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self._target))
            self._open += [client, server]
            most = self.cuts.pop(0) if self.cuts else 2**60
            for there in ((client, server, 2**60, 0.0),
                          (server, client, most, self.seconds_per_kilobyte)):  # fmt: skip
                threading.Thread(target=self._pump, args=there, daemon=True).start()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Whoever talks is cut off, and nobody gets through."""
        self._is_away = True
        self._cut(*self._open)
        try:
            yield
        finally:
            self._is_away = False

    def _pump(self, source: socket.socket, sink: socket.socket, most: int, pause: float) -> None:
        with suppress(OSError):
            while most > 0 and (data := source.recv(min(1024, most))):
                if pause:
                    time.sleep(pause)
                for said, heard in self.garbled.items():
                    data = data.replace(said, heard)
                sink.sendall(data)
                most -= len(data)
        self._cut(source, sink)

    def close(self) -> None:
        self._cut(self._listener, *self._open)

    @staticmethod
    def _cut(*sockets: socket.socket) -> None:
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    wire = Wire(port)
    thread = threading.Thread(target=wire.accept)
    thread.start()
    try:
        yield wire
    finally:
        wire.close()
        thread.join()
