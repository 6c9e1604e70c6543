"""Where the embedded PostgreSQL keeps its things, and who holds it.

    <home>/postgres/18/
        supervisor.lock    held by the supervisor as long as it lives
        postgres.lock      held by every process of PostgreSQL: free means that none is left
        place.json         where to connect
        password           the superuser's
        server.log[.1]     what PostgreSQL and the supervisor had to say since the last start
        unsynced           only if the data may not be on the disk: made for tests
        cluster            only if the data had to go elsewhere: where to
        data/              the data, unless they had to go elsewhere
        run/               PostgreSQL's socket, if this path is short enough for one

No process id and no file in here is believed. Locks are the kernel's, gone with their holder, and
an address counts after a server has answered there with the right password and the right data.
"""

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from educe.errors import Unavailable

MAJOR = 18
PORT = 5432  # of the socket's name: nothing listens on the network
LONGEST_SOCKET = 100  # bytes; the kernel's limit is 107 on Linux, 103 on macOS
SUPERUSER = "postgres"


@dataclass(frozen=True)
class Place:
    """Where to find the supervisor and the server."""

    control: str
    sockets: str
    data: str


@dataclass(frozen=True)
class Home:
    """The folder of one embedded server, `<home>/postgres/18`."""

    folder: Path

    @classmethod
    def make(cls, home: Path) -> "Home":
        """Make what is missing, closed to everybody else, and leave the rest as it is."""
        folder = home.expanduser().resolve() / "postgres" / str(MAJOR)
        missing = [folder, *folder.parents]
        try:
            for path in reversed(missing):
                if not path.exists():
                    path.mkdir(mode=0o700, exist_ok=True)
            owner = folder.stat().st_uid
            os.listdir(folder)  # noqa: PTH208 - only whether it may be read
        except OSError as error:
            raise Unavailable(
                f"Educe can't use the folder {folder}: {error.strerror}. Make it writable for the"
                " user who runs Educe, or choose another home."
            ) from error
        if owner != os.geteuid():
            raise Unavailable(
                f"The database in {folder} belongs to another user (id {owner})."
                " Run Educe as that user, or choose another home."
            )
        return cls(folder)

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def supervisor_lock(self) -> Path:
        return self.folder / "supervisor.lock"

    @property
    def postgres_lock(self) -> Path:
        return self.folder / "postgres.lock"

    def place(self) -> Place | None:
        """The recorded addresses; a hint, to be proven by connecting."""
        try:
            return Place(**json.loads((self.folder / "place.json").read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def record(self, place: Place) -> None:
        if place != self.place():  # so that a full disk is no obstacle
            write_whole(self.folder / "place.json", json.dumps(asdict(place)))

    def password(self) -> str | None:
        try:
            return (self.folder / "password").read_text().strip() or None
        except FileNotFoundError:
            return None

    def set_password(self, password: str) -> None:
        write_whole(self.folder / "password", password)

    def log_tail(self, start: int = 0, lines: int = 8) -> str:
        """The log's last lines, from `start` bytes on."""
        try:
            with self.log.open("rb") as log:
                size = log.seek(0, os.SEEK_END)
                log.seek(max(start, size - 8_000))
                text = log.read().decode(errors="replace")
        except OSError:
            return ""
        return "\n".join(text.strip().splitlines()[-lines:])


def write_whole(path: Path, text: str) -> None:
    """Replace a file by one of mode 0600, wholly or not at all, also across a power cut."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    new.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def try_lock(path: Path, *, patience: float = 0.0) -> int | None:
    """Take a file's exclusive lock; its descriptor, or None if another holds it that long."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                return None
            time.sleep(0.005)
        else:
            return descriptor


def is_locked(path: Path) -> bool:
    """Whether somebody holds the file's exclusive lock now."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
