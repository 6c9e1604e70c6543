"""Who PostgreSQL runs as.

An ordinary user runs it as themselves. PostgreSQL refuses root; then it runs as the system user
`educe`, made when it is missing. Folders that root makes for it belong to root, and only the
group `educe` may pass through them: that user can't replace what root will use.
"""

import grp
import os
import pwd
import stat
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from educe.errors import Unavailable

NAME = "educe"
STATE = Path("/var/lib/educe")  # what that user needs and can't have elsewhere


@dataclass(frozen=True)
class Account:
    """The user who runs PostgreSQL; `uid` None means: whoever runs this."""

    uid: int | None = None
    gid: int = -1

    def popen(self) -> Mapping[str, Any]:
        """Arguments of `subprocess` that make a child run as this user."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a file or folder that we have just made to this user."""
        if self.uid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def let_through(self, folder: Path) -> None:
        """Let this user pass through a folder of ours, and nobody else."""
        if self.uid is not None:
            os.chown(folder, 0, self.gid, follow_symlinks=False)
            folder.chmod(0o710)

    def can_enter(self, folder: Path) -> bool:
        """Try it, rather than compute it from modes, lists and capabilities."""
        if self.uid is None:
            return os.access(folder, os.X_OK)
        return self._can(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)])

    def can_run(self, program: Path) -> bool:
        return self._can([str(program), "--version"])

    def _can(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"PATH": os.defpath},
                check=False,
                **self.popen(),
            )
        except OSError:
            return False
        return done.returncode == 0


def account() -> Account:
    """Who PostgreSQL is to run as here."""
    if os.geteuid() != 0:
        return Account()
    said = ""
    for _ in range(50):
        try:
            entry = pwd.getpwnam(NAME)
        except KeyError:
            # Another process may be doing the same: then this one fails, and the user is there.
            said = _add_user()
            time.sleep(0.02)
            continue
        if entry.pw_uid == 0:
            said = f"the user {NAME} is root"
            break
        return Account(entry.pw_uid, entry.pw_gid)
    raise Unavailable(
        f"PostgreSQL doesn't run as root, and the system user {NAME} couldn't be used: {said}."
        f" Make it (useradd --system {NAME}), or run Educe as an ordinary user."
    )


def state_folder(account: Account, *names: str) -> Path:
    """A folder below /var/lib/educe, made step by step, which the account can pass through."""
    folder = STATE
    for name in ("", *names):
        folder /= name
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            status = folder.stat()
            unfinished = status.st_uid == 0 and stat.S_IMODE(status.st_mode) == 0o700
            if not unfinished:  # somebody may have chosen other permissions on purpose
                continue
        account.let_through(folder)
    return folder


def _add_user() -> str:
    try:
        grp.getgrnam(NAME)
        group = ["--gid", NAME]
    except KeyError:
        group = ["--user-group"]
    options = ["--system", "--no-create-home", "--home-dir", "/nonexistent"]
    command = ["useradd", *options, "--shell", "/usr/sbin/nologin", *group, NAME]
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": path},
        )
    except FileNotFoundError:
        return "there is no useradd here"
    return done.stderr.strip().rstrip(".")
