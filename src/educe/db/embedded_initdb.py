"""Making a cluster's data folder, and checking one that is there."""

import os
import secrets
import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path

from educe.db.embedded_account import Account
from educe.db.embedded_home import MAJOR, SUPERUSER, Home, sync_folder, write_whole
from educe.errors import Unavailable
from educe.processes import die_with_parent

ATTEMPTS = 3  # somebody may kill initdb


class _KilledError(Exception):
    """A program of PostgreSQL was killed while it ran."""


def make_cluster(home: Home, folder: Path, account: Account, install: Path, *, sync: bool) -> Path:
    """The data folder, made if it is missing: wholly or not at all, whenever this is killed.

    With `sync` it is safe from power cuts when this returns, also when it was made without.
    """
    data = folder / "data"
    unsynced = home.folder / "unsynced"
    for left in folder.glob("initdb-*"):
        shutil.rmtree(left, ignore_errors=True)
    if not sync:
        unsynced.touch(mode=0o600)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            if not data.exists():
                refuse_other_versions(home)
                home.set_password(secrets.token_urlsafe(32))
                _initdb(home, folder, account, install, sync=sync)
            elif sync and unsynced.exists():
                _sync(data, account, install)
            break
        except _KilledError as error:
            if attempt == ATTEMPTS:
                raise Unavailable(f"Making the database in {folder}: {error} Try again.") from error
    if sync:
        unsynced.unlink(missing_ok=True)
    version = (data / "PG_VERSION").read_text().strip()
    if version != str(MAJOR):
        raise _other_version(data, version)
    return data


def refuse_other_versions(home: Home) -> None:
    """Raise `Unavailable` if the home holds the data of another major version."""
    for other in sorted(home.folder.parent.iterdir()):
        present = (other / "data" / "PG_VERSION").exists() or (other / "cluster").exists()
        if present and other.name != home.folder.name:
            raise _other_version(other, other.name)


def postgres_environment() -> dict[str, str]:
    """All that PostgreSQL gets to see of ours: no keys, no PG* settings of the user's."""
    kept = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    return environment | {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _initdb(home: Home, folder: Path, account: Account, install: Path, *, sync: bool) -> None:
    """Make the cluster beside its place and move it there."""
    work = Path(tempfile.mkdtemp(prefix="initdb-", dir=folder))
    data, password = work / "data", work / "password"
    try:
        account.let_through(work)
        data.mkdir(mode=0o700)
        account.own(data)
        write_whole(password, home.password() or "")
        account.own(password)
        command = [str(install / "bin" / "initdb"), "--pgdata", str(data), "--username", SUPERUSER]
        command += ["--auth", "scram-sha-256", "--pwfile", str(password), "--encoding", "UTF8"]
        command += ["--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        # Written to disk once at the end: several times faster than file by file.
        _run([*command, "--no-sync", "--no-instructions"], account)
        if sync:
            _sync(data, account, install)
        data.rename(folder / "data")
        sync_folder(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _sync(data: Path, account: Account, install: Path) -> None:
    _run([str(install / "bin" / "initdb"), "--sync-only", "--pgdata", str(data)], account)


def _run(command: list[str], account: Account) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd="/",
        env=postgres_environment(),
        preexec_fn=partial(die_with_parent, parent=os.getpid()),
        **account.popen(),
    )
    said = "\n".join(done.stderr.strip().splitlines()[-6:])
    if done.returncode < 0:
        raise _KilledError(f"{command[0]} was killed (signal {-done.returncode}).")
    if done.returncode != 0:
        raise Unavailable(f"PostgreSQL couldn't make its database:\n{said}")


def _other_version(where: Path, version: str) -> Unavailable:
    return Unavailable(
        f"The database in {where} was written by PostgreSQL {version}; this Educe brings"
        f" PostgreSQL {MAJOR}. Export it with the Educe that wrote it, move that folder away, and"
        " import it here."
    )
