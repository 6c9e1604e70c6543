"""One run after another of PostgreSQL's server on one cluster."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from educe.db.embedded_account import Account
from educe.db.embedded_home import PORT, Home, try_lock
from educe.db.embedded_initdb import postgres_environment
from educe.errors import Unavailable
from educe.processes import die_with_parent

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "min_wal_size": "80MB",
    "checkpoint_timeout": "10min",
    "wal_compression": "on",
    "jit": "off",
    # Idle processes cost memory on a laptop: none for I/O, none for replication, few for vacuum.
    "io_method": "sync",
    "max_logical_replication_workers": "0",
    "max_wal_senders": "0",
    "autovacuum_max_workers": "2",
    "autovacuum_naptime": "30s",
    # An error goes to its client. In the log it would leave pieces of people's documents.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "off",
    "log_destination": "stderr",
    "cluster_name": "educe",
}
SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
# Without fsync, waiting for a commit costs nothing, and it survives every kill of PostgreSQL.
FAST = SAFE | {"fsync": "off", "full_page_writes": "off"}
SIGNAL_AFTER, KILL_AFTER, GIVE_UP_AFTER = 0.3, 6.0, 12.0


@dataclass
class Postgres:
    """Starts and ends the server; after its end, whatever the cause, it can start again."""

    home: Home
    install: Path
    data: Path
    sockets: Path
    account: Account
    fast: bool
    process: subprocess.Popen[bytes] | None = None
    log_start: int = field(default=0, init=False)

    @property
    def socket(self) -> Path:
        return self.sockets / f".s.PGSQL.{PORT}"

    def start(self) -> None:
        """Start the server; it is not ready yet. Waits until the last run's processes are gone."""
        lock = self._lock()
        try:
            self._forget_stale_files()
            settings = SETTINGS | (FAST if self.fast else SAFE)
            settings["unix_socket_directories"] = f'"{self.sockets}"'
            command = [str(self.install / "bin" / "postgres"), "-D", str(self.data)]
            for name, value in settings.items():
                command += ["-c", f"{name}={value}"]
            with self.home.log.open("ab") as log:
                self.log_start = log.tell()
                # If the supervisor is killed, SIGQUIT makes the server end its processes at once.
                die = partial(die_with_parent, signal.SIGQUIT, parent=os.getpid())
                self.process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    env=postgres_environment(),
                    # Its processes inherit the lock, so that it is free when all have ended.
                    pass_fds=[lock],
                    preexec_fn=die,  # noqa: PLW1509 - one thread
                    **self.account.popen(),
                )
        finally:
            os.close(lock)

    def ready(self) -> bool:
        """Whether the server that we started says in its own file that it takes connections."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except (OSError, ValueError):
            return False
        if self.process is None or len(lines) < 8:
            return False
        return lines[0].strip() == str(self.process.pid) and lines[7].strip() == "ready"

    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def stop(self) -> None:
        """End the server cleanly, or else by force; returns when none of its processes is left."""
        if self.process is not None:
            for number, patience in ((signal.SIGINT, 20), (signal.SIGQUIT, 7), (signal.SIGKILL, 5)):
                if self.process.poll() is None:
                    self.process.send_signal(number)
                    with suppress(subprocess.TimeoutExpired):
                        self.process.wait(patience)
            self.process = None
        with suppress(Unavailable):
            os.close(self._lock())

    def complaint(self) -> str:
        """What the present run wrote into the log, its end."""
        return self.home.log_tail(self.log_start)

    def _lock(self) -> int:
        """The lock that says that nothing of an earlier run is left, ending what is."""
        begin = time.monotonic()
        sent: signal.Signals | None = None
        while (lock := try_lock(self.home.postgres_lock, patience=SIGNAL_AFTER)) is None:
            waited = time.monotonic() - begin
            if waited > GIVE_UP_AFTER:
                raise Unavailable(
                    f"An earlier PostgreSQL on {self.data} doesn't end, or another machine uses the"
                    " same folder. Stop it and start Educe again."
                )
            wanted = signal.SIGKILL if waited > KILL_AFTER else signal.SIGQUIT
            if wanted != sent:
                sent = wanted
                _signal_servers_on(self.data, wanted)
        return lock

    def _forget_stale_files(self) -> None:
        """Remove what makes PostgreSQL take a stranger's process id for its own.

        We hold the lock: no server that Educe started is left. The pid file stays where it says
        something true, for a server that somebody started by hand, and where PostgreSQL itself
        sees that it is stale.
        """
        for name in (self.socket.name, f"{self.socket.name}.lock"):
            (self.sockets / name).unlink(missing_ok=True)
        pid_file = self.data / "postmaster.pid"
        pid = -1
        try:
            pid = int(pid_file.read_text().splitlines()[0])
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError):
            return
        except (ValueError, IndexError, OverflowError):
            pass  # cut off while it was written
        except PermissionError:
            pass
        if any(server == pid for server in _servers_on(self.data)):
            raise Unavailable(
                f"A PostgreSQL that Educe didn't start (process {pid}) uses {self.data}."
                " Stop it and start Educe again."
            )
        pid_file.unlink(missing_ok=True)


def _servers_on(data: Path) -> Iterator[int]:
    """Process ids of all PostgreSQL processes that work in this data folder."""
    import psutil

    folder = os.path.realpath(data)
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.name().startswith("postgres") and process.cwd() == folder:
                yield process.pid


def _signal_servers_on(data: Path, number: signal.Signals) -> None:
    import psutil  # memory, for a rare case

    for pid in _servers_on(data):
        # psutil compares the process's start before it signals: never a reused id.
        with suppress(psutil.Error, OSError):
            psutil.Process(pid).send_signal(number)
