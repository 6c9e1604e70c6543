"""The parent of the embedded PostgreSQL: a small process that no client outlives or misses.

    python -m educe.db.embedded_supervisor <home> <PostgreSQL's install> safe|fast

A client is a connection to the supervisor's socket; the kernel closes it with the client, however
that one ends. The supervisor makes the cluster if there is none, keeps PostgreSQL running while
there are clients, says `ready` or `failed` to each, and with the last one stops PostgreSQL and
ends. It holds `supervisor.lock` from its first to its last moment, so there is one per home; only
the holder changes anything there. If it is killed, the kernel tells PostgreSQL (which ends) and
the clients (which start another supervisor).

One thread: the kernel ties PostgreSQL's life to the thread that started it.
"""

import json
import os
import selectors
import shutil
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

from educe.db.embedded_account import Account, account
from educe.db.embedded_cluster import cluster_folder, socket_folder
from educe.db.embedded_home import Home, Place, try_lock
from educe.db.embedded_initdb import make_cluster
from educe.db.embedded_install import install_for
from educe.db.embedded_postgres import Postgres
from educe.errors import Unavailable

FIRST_CLIENT_WITHIN = 2.0
CHECK_EVERY = 5.0  # seconds between looks at the sockets and the log, while all is well
STEADY_AFTER = 10.0  # a server that ran so long may be restarted at once
LONGEST_BACKOFF = 10.0
LARGEST_LOG = 5_000_000
KILLS_AT_START = 5  # how often a server may be killed while it starts before we give up


class Supervisor:
    """The clients of one home, and the server they share."""

    def __init__(self, home: Home, install: Path, *, fast: bool) -> None:
        self.home = home
        self.install = install
        self.fast = fast
        self.postgres: Postgres | None = None
        self.answer: dict[str, str] | None = None  # what every client is told; None: wait
        self.clients: list[socket.socket] = []
        self.parting: list[socket.socket] = []
        self.selector = selectors.DefaultSelector()
        self.listener, self.control = self._listen()
        self.was_ready = False
        self.started_at = 0.0
        self.restart_at: float | None = None
        self.failures = 0
        self._wake_on_signals()

    def run(self) -> None:
        try:
            deadline = time.monotonic() + FIRST_CLIENT_WITHIN
            while not self.clients and (patience := deadline - time.monotonic()) > 0:
                self._serve(patience)
            if self.clients:
                self._prepare()
            while self.clients:
                self._serve(self._tend())
        except Unavailable as error:
            self._fail(error.message)
        except OSError as error:
            self._fail(f"PostgreSQL can't be started: {error}.")
        finally:
            # First no longer to be found, so that who comes now starts the next supervisor.
            self.control.unlink(missing_ok=True)
            self.listener.close()
            if self.postgres:
                self.postgres.stop()

    def _prepare(self) -> None:
        """Everything before the server's first start; clients wait in the meantime."""
        who = account()
        recorded = self.home.place()
        folder = cluster_folder(self.home, who)
        install = install_for(who, self.install)
        data = make_cluster(self.home, folder, who, install, sync=not self.fast)
        if not self.home.password():
            raise Unavailable(
                f"The database's password is missing: {self.home.folder / 'password'}."
                " Put that file back from a backup."
            )
        sockets = socket_folder(folder / "run", recorded.sockets if recorded else None, who)
        self.postgres = Postgres(self.home, install, data, sockets, who, self.fast)
        self.home.record(Place(str(self.control), str(sockets), str(data)))
        self._start(self.postgres)

    def _start(self, postgres: Postgres) -> None:
        self.answer, self.restart_at = None, None
        self.started_at = time.monotonic()
        postgres.start()

    def _tend(self) -> float:
        """Look after the server; how long, in seconds, nothing is to be done unless woken."""
        postgres = self.postgres
        assert postgres is not None
        now = time.monotonic()
        if self.restart_at is not None:
            if now < self.restart_at:
                return self.restart_at - now
            try:
                self._start(postgres)
            except (Unavailable, OSError) as error:
                self._failed(str(error), now)
        elif (code := postgres.exit_code()) is not None:
            self._ended(postgres, code, now)
        elif self.answer is None:
            if not postgres.ready():
                return 0.01
            self.was_ready = True
            self._tell("ready")
        else:
            try:
                self._check(postgres)
            except (Unavailable, OSError) as error:
                _log(f"Looking after PostgreSQL's files: {error}")
            return CHECK_EVERY
        return 0.0

    def _ended(self, postgres: Postgres, code: int, now: float) -> None:
        """The server ended by itself or was killed: start it again, at first without delay."""
        reason = f"PostgreSQL ended (code {code}) on {postgres.data}:\n{postgres.complaint()}"
        if now - self.started_at > STEADY_AFTER:
            self.failures = 0
        elif self.answer is not None:  # it was ready: more likely killed than broken
            self.failures = min(self.failures, 2)
        killed = code < 0 and self.failures < KILLS_AT_START
        if not self.was_ready and not killed:
            raise Unavailable(reason)
        self._failed(reason, now)

    def _failed(self, reason: str, now: float) -> None:
        delay = min(LONGEST_BACKOFF, 0.1 * 2**self.failures) if self.failures else 0.0
        self.failures += 1
        self.restart_at = now + delay
        _log(f"Starting PostgreSQL again in {delay:.1f} s. {reason}")
        if delay >= 1:
            self._tell("failed", reason)

    def _check(self, postgres: Postgres) -> None:
        """Put back a socket's folder that was cleaned away; keep the log small."""
        if not self.control.exists():
            self.selector.unregister(self.listener)
            self.listener.close()
            self.listener, self.control = self._listen()
            self.home.record(Place(str(self.control), str(postgres.sockets), str(postgres.data)))
        if not postgres.socket.exists():
            postgres.stop()
            preferred, present = postgres.data.parent / "run", str(postgres.sockets)
            postgres.sockets = socket_folder(preferred, present, postgres.account)
            self.home.record(Place(str(self.control), str(postgres.sockets), str(postgres.data)))
            self._start(postgres)
        if self.home.log.stat().st_size > LARGEST_LOG:
            shutil.copyfile(self.home.log, f"{self.home.log}.1")
            os.truncate(self.home.log, 0)

    def _listen(self) -> tuple[socket.socket, Path]:
        recorded = self.home.place()
        previous: str | None = str(Path(recorded.control).parent) if recorded else None
        control = socket_folder(self.home.folder, previous, Account()) / "supervisor.sock"
        control.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(control))
        listener.listen(128)
        listener.setblocking(False)
        self.selector.register(listener, selectors.EVENT_READ, self._accept)
        place = recorded or Place("", "", "")
        self.home.record(Place(str(control), place.sockets, place.data))
        return listener, control

    def _serve(self, patience: float) -> None:
        """Wait for clients that come or go, or a signal, at most that many seconds."""
        for key, _ in self.selector.select(patience):
            if key.data is not None:
                key.data()
        gone = [client for client in self.clients if _has_left(client)]
        staying = [client for client in self.clients if client not in gone]
        if not staying:
            self._accept()  # somebody may have come in this very moment
            staying = [client for client in self.clients if client not in gone]
        for client in gone:
            self.selector.unregister(client)
            # The last to leave sees the end of the line when the server has stopped: when this
            # process has ended.
            if staying:
                client.close()
        self.parting = gone
        self.clients = staying

    def _accept(self) -> None:
        with suppress(OSError):  # nobody more
            while True:
                client, _ = self.listener.accept()
                client.setblocking(False)
                self.selector.register(client, selectors.EVENT_READ, None)
                self.clients.append(client)
                self._say(client)

    def _tell(self, state: str, message: str = "") -> None:
        self.answer = {"state": state, "message": message}
        for client in self.clients:
            self._say(client)

    def _fail(self, reason: str) -> None:
        _log(reason)
        self._accept()  # who came while we were busy is to know it too
        self._tell("failed", reason)

    def _say(self, client: socket.socket) -> None:
        if self.answer is not None:
            with suppress(OSError):  # gone, or so full that it isn't listening
                client.send(json.dumps(self.answer).encode() + b"\n")

    def _wake_on_signals(self) -> None:
        """Notice a child's end at once, and let no terminal or service manager end us first.

        SIGINT, SIGHUP and SIGTERM come to the clients too, which may need the database to finish.
        """
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        theirs.setblocking(False)
        self._wakers = ours, theirs
        self.selector.register(ours, selectors.EVENT_READ, lambda: ours.recv(4096))
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        # Handlers, not SIG_IGN, which PostgreSQL would inherit.
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, lambda *_: None)


def _log(text: str) -> None:
    with suppress(OSError):  # a full disk is no reason to end
        print(text, file=sys.stderr, flush=True)


def _has_left(client: socket.socket) -> bool:
    try:
        return client.recv(4096) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def main(arguments: list[str]) -> None:
    """Take the home's lock, let the caller go on, and supervise. Does nothing if it is taken."""
    folder, install, speed = arguments
    home = Home(Path(folder))
    # A client that looks whether the lock is held holds it itself for a moment.
    lock = try_lock(home.supervisor_lock, patience=0.1)
    # Forked with the lock in hand, so that the caller returns when a supervisor holds it, and
    # so that its end leaves no child for the client to bury.
    if lock is None or os.fork() != 0:
        os._exit(0)
    os.umask(0o077)
    if home.log.exists():
        home.log.replace(f"{home.log}.1")
    log = os.open(home.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    Supervisor(home, Path(install), fast=speed == "fast").run()
    # At once: who left last waits for this, and by then the lock is free (files close in order).
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
