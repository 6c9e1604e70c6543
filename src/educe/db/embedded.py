"""The PostgreSQL that comes with Educe, for whoever has none of their own.

    with EmbeddedServer.start(home) as server:
        psycopg.connect(server.url)

Any number of processes may do this with the same home at the same time: the first starts the
server, the last to leave stops it. "Leaving" is closing the handle, or ending in any way. The
address stays the same through everything: a crash of the server, or of the supervisor that looks
after it, is repaired while there is a handle, and its users need only connect again.

It listens on a Unix socket alone, in a folder that only its owner can enter, and wants a password.
"""

import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
import weakref
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from educe.db.embedded_home import PORT, SUPERUSER, Home, is_locked
from educe.db.embedded_install import find_install
from educe.errors import Unavailable

DATABASE = "educe"
START_WITHIN = 120.0  # seconds; after a power cut, PostgreSQL first reads its log again
STOP_WITHIN = 40.0
ANSWER_WITHIN = 15.0
SPAWNS = 8  # supervisors in a row that end without a word

logger = logging.getLogger(__name__)


class EmbeddedServer:
    """A handle on the server of one home: while it is open, the server runs.

    It belongs to the process that opened it; a forked child has no part in it. Handles are safe
    to use from several threads.
    """

    def __init__(self, home: Home, *, fast: bool) -> None:
        self._home = home
        self._fast = fast
        self._install = find_install()
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._connection: socket.socket | None = None
        self._watcher = threading.Thread(
            target=self._watch, name="embedded-postgresql", daemon=True
        )

    @classmethod
    def start(cls, home: Path, *, fast: bool = False) -> Self:
        """Join the server of this home, starting it if it doesn't run.

        `fast` is for tests: a power cut may cost all data, though killed processes cost none. It
        counts for the one who starts the server. Raises `Unavailable` with the reason if the
        server can't run.
        """
        server = cls(Home.make(home), fast=fast)
        _handles.add(server)
        try:
            server._connection = server._join()
            server._prove()
        except BaseException:
            server.close()
            raise
        server._watcher.start()
        return server

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The database `educe` as superuser. Holds the password: not for logs."""
        return self.url_for()

    def url_for(
        self, database: str = DATABASE, *, user: str = SUPERUSER, password: str | None = None
    ) -> str:
        """The URL of a database on this server; the superuser's password is known."""
        place = self._home.place()
        if place is None:
            raise Unavailable(f"The record of the database's address is gone: {self._home.folder}.")
        if password is None and user == SUPERUSER:
            password = self._home.password()
        login = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
        host = quote(place.sockets, safe="")
        return f"postgresql://{login}@/{quote(database, safe='')}?host={host}&port={PORT}"

    def close(self) -> None:
        """Leave. Returns when the server has stopped, if nobody else uses it."""
        if os.getpid() != self._pid:
            return
        with self._lock:
            if self._closing.is_set():
                return
            self._closing.set()
            connection, self._connection = self._connection, None
        if connection is None:
            return
        with connection:
            try:
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(STOP_WITHIN)
                while connection.recv(4096):
                    pass
            except OSError:
                logger.warning("The embedded PostgreSQL doesn't say that it has stopped.")

    def _watch(self) -> None:
        """Start another supervisor when ours dies: its end closes the connection."""
        while not self._closing.is_set():
            connection = self._connection
            if connection is not None:
                _wait_for_end(connection)
            pause = 0.1
            while not self._closing.is_set():
                try:
                    joined = self._join()
                except (Unavailable, OSError) as error:
                    if self._closing.is_set():
                        return
                    logger.warning("The embedded PostgreSQL is away: %s", error)
                    self._closing.wait(pause)
                    pause = min(2 * pause, 5.0)
                    continue
                with self._lock:
                    if self._closing.is_set():
                        joined.close()
                    else:
                        connection, self._connection = self._connection, joined
                        if connection is not None:
                            connection.close()
                break

    def _join(self) -> socket.socket:
        """A connection to a supervisor that says that the server is ready."""
        deadline = time.monotonic() + START_WITHIN
        spawned = 0
        while time.monotonic() < deadline and not self._closing.is_set():
            connection = self._reach()
            if connection is not None:
                try:
                    if _is_ready(connection, deadline):
                        return connection
                except BaseException:
                    connection.close()
                    raise
                connection.close()
            elif not is_locked(self._home.supervisor_lock):
                if spawned == SPAWNS:
                    break
                self._spawn()
                spawned += 1
                continue
            time.sleep(0.01)
        raise Unavailable(
            f"The embedded PostgreSQL in {self._home.folder} doesn't answer. Another machine or"
            f" container may be using that folder.\n{self._home.log_tail()}".rstrip()
        )

    def _reach(self) -> socket.socket | None:
        place = self._home.place()
        if place is None:
            return None
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(place.control)
        except OSError:
            connection.close()
            return None
        return connection

    def _spawn(self) -> None:
        """Start a supervisor; returns when it, or another one, holds the home's lock."""
        # Without `site`, which imports what a supervisor doesn't need.
        command = [sys.executable, "-S", "-P", "-m", "educe.db.embedded_supervisor"]
        command += [str(self._home.folder), str(self._install), "fast" if self._fast else "safe"]
        kept = ("PATH", "TMPDIR", "XDG_RUNTIME_DIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        paths = [*sys.path, str(Path(__file__).parents[2])]
        environment["PYTHONPATH"] = os.pathsep.join(str(Path(path).absolute()) for path in paths)
        descriptor = os.open(self._home.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as log:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment,
                start_new_session=True,
                check=False,
            )
        if done.returncode > 0:
            raise Unavailable(
                f"The embedded PostgreSQL's supervisor can't start:\n{self._home.log_tail()}"
            )

    def _prove(self) -> None:
        """Check that the server at the address is the one on this home's data; make `educe`."""
        deadline = time.monotonic() + ANSWER_WITHIN
        while True:
            try:
                with psycopg.connect(self.url_for("postgres"), autocommit=True) as connection:
                    self._check_identity(connection)
                    _make_database(connection)
                return
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise Unavailable(
                        f"The database refuses the password in {self._home.folder / 'password'}."
                        " Put that file back from a backup."
                    ) from error
                if time.monotonic() > deadline:
                    raise Unavailable(f"The embedded PostgreSQL doesn't answer: {error}") from error
                time.sleep(0.05)  # it may just be starting again

    def _check_identity(self, connection: psycopg.Connection) -> None:
        place = self._home.place()
        row = connection.execute(
            "SELECT current_setting('data_directory'), system_identifier FROM pg_control_system()"
        ).fetchone()
        data = Path(place.data if place else "")
        with (data / "global" / "pg_control").open("rb") as control:
            identifier = int.from_bytes(control.read(8), sys.byteorder)
        if row != (str(data), identifier):
            raise Unavailable(
                f"Another server answers at the address of the database in {data}. Remove"
                f" {self._home.folder / 'place.json'} and start again."
            )


def _is_ready(connection: socket.socket, deadline: float) -> bool:
    """Wait for the supervisor's word; False if it ended without one."""
    connection.settimeout(max(0.1, deadline - time.monotonic()))
    said = b""
    try:
        while not said.endswith(b"\n"):
            part = connection.recv(65536)
            if not part:
                return False
            said += part
    except OSError:
        return False
    finally:
        connection.settimeout(None)
    answer = json.loads(said.splitlines()[-1])
    if answer["state"] == "failed":
        raise Unavailable(str(answer["message"]))
    return True


def _wait_for_end(connection: socket.socket) -> None:
    with suppress(OSError):
        while connection.recv(4096):
            pass


def _make_database(connection: psycopg.Connection) -> None:
    name = (DATABASE,)
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", name).rowcount:
        return
    # Another process that starts at the same time may be faster.
    with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


_handles: "weakref.WeakSet[EmbeddedServer]" = weakref.WeakSet()


def _let_go_in_child() -> None:
    """A forked child would keep the server running after its parent's end."""
    for server in list(_handles):
        connection = server._connection
        if connection is not None:
            connection.close()


os.register_at_fork(after_in_child=_let_go_in_child)
