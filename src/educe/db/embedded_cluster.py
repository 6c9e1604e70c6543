"""Where a cluster's files are, and the folder of its socket."""

import hashlib
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from educe.db.embedded_account import Account, state_folder
from educe.db.embedded_home import (
    LONGEST_SOCKET,
    PORT,
    Home,
    write_whole,
)
from educe.errors import Unavailable


def cluster_folder(home: Home, account: Account) -> Path:
    """Where the cluster's files are or will be: in the home, if their user can get there."""
    pointer = home.folder / "cluster"
    if pointer.exists():
        folder = Path(pointer.read_text().strip())
        if not folder.is_dir():
            raise Unavailable(
                f"The database's folder {folder} is gone. Put it back, or remove the folder"
                f" {home.folder} to begin with an empty database."
            )
        return folder
    ours = [home.folder.parent, home.folder]
    if account.uid is None:
        return home.folder
    if account.can_enter(ours[0].parent):
        for path in ours:
            account.let_through(path)
        if account.can_enter(home.folder):
            return home.folder
    # Named by the home and a token: a home that is made anew doesn't find an old one's data.
    digest = hashlib.sha256(os.fsencode(home.folder.parent.parent)).hexdigest()[:16]
    folder = state_folder(account, "clusters", f"{digest}-{secrets.token_hex(4)}")
    write_whole(pointer, str(folder))
    return folder


def socket_folder(preferred: Path, recorded: str | None, account: Account) -> Path:
    """A folder that only the account can enter, with a path short enough for a socket.

    That is `preferred`, or the recorded one, or a new one of an unguessable name.
    """
    if _fits(preferred):
        preferred.mkdir(mode=0o700, exist_ok=True)
        account.own(preferred)
        return preferred
    if recorded and _reuse(Path(recorded), account):
        return Path(recorded)
    parents = [tempfile.gettempdir(), os.environ.get("XDG_RUNTIME_DIR", ""), "/tmp"]  # noqa: S108
    for parent in map(Path, filter(None, parents)):
        if _fits(parent / "educe-01234567") and account.can_enter(parent):
            with suppress(OSError):
                folder = Path(tempfile.mkdtemp(prefix="educe-", dir=parent))
                account.own(folder)
                return folder
    raise Unavailable(
        f"There is no folder for PostgreSQL's socket: {preferred} is too long a path for one, and"
        f" the temporary folder {parents[0]} can't be used. Set TMPDIR, or choose another home."
    )


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET


def _reuse(folder: Path, account: Account) -> bool:
    """Whether a recorded folder is still ours alone; one that was cleaned away is made again."""
    with suppress(OSError):
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            account.own(folder)
        status = folder.lstat()
        owner = os.geteuid() if account.uid is None else account.uid
        return (
            stat.S_ISDIR(status.st_mode)
            and stat.S_IMODE(status.st_mode) == 0o700
            and status.st_uid == owner
        )
    return False
