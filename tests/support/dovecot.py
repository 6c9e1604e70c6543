"""A real IMAP server: Dovecot, on loopback, with a folder, ports and certificates of its own.

Any user name signs in with PASSWORD, and has a mailbox of its own. By the name that a client asks
for it shows other certificates: of an expired one for `expired.test`, of nobody known for
`untrusted.test`, and of `mail.test` for all others.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from educe.processes import die_with_parent
from tests.support.certificates import Authority

PASSWORD = "correct-horse"
MOST_CONNECTIONS = 5  # of one user
_BINARY = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
INSTALLED = _BINARY is not None


class Dovecot:
    """The running server. `tls_port` speaks TLS from the start, `port` after STARTTLS."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.tls_port, self.oauth_port = _free_ports(3)
        self.authority = Authority(_made(folder / "certificates"))
        # as root it can't: mail must belong to somebody else
        self._owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._delivered = 0

    @property
    def ca(self) -> Path:
        return self.authority.ca

    def deliver(
        self,
        user: str,
        messages: Iterable[bytes],
        *,
        folder: str | None = None,
        received: datetime | None = None,
        apart: timedelta = timedelta(0),
    ) -> None:
        """Puts messages into a folder (INBOX if none is named): the first received at that time,
        now if none is given, each next one so much later."""
        at = self._maildir(user, folder) / "cur"
        moment = received or datetime.now(UTC)
        for message in messages:
            self._delivered += 1
            path = at / f"{1_000_000_000 + self._delivered}.M{self._delivered}.host:2,"
            path.write_bytes(message)
            os.utime(path, (moment.timestamp(), moment.timestamp()))
            moment += apart
            self._give(path)

    def flags(self, user: str, folder: str | None = None) -> list[str]:
        """What every message of the folder is marked with, in the order of their names."""
        at = self._maildir(user, folder)
        assert not list((at / "new").iterdir())
        return [path.name.partition(":2,")[2] for path in sorted((at / "cur").iterdir())]

    def remove(self, user: str, folder: str) -> None:
        """The folder and all that is in it."""
        shutil.rmtree(self._maildir(user, folder))

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def _maildir(self, user: str, folder: str | None) -> Path:
        root = self.folder / "mail" / user / "Maildir"
        for base in (root, root / f".{folder}") if folder else (root,):
            if not (base / "cur").exists():
                for part in ("cur", "new", "tmp"):
                    _made(base / part)
                for path in (base.parent, base, base / "cur", base / "new", base / "tmp"):
                    self._give(path)
        return root / f".{folder}" if folder else root

    def _give(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    @contextmanager
    def running(self) -> Iterator[None]:
        self._give(_made(self.folder / "mail"))
        config = self.folder / "dovecot.conf"
        config.write_text(self._config())
        assert _BINARY is not None
        process = subprocess.Popen(
            [_BINARY, "-F", "-c", str(config)],
            stderr=subprocess.PIPE,
            preexec_fn=partial(die_with_parent, signal.SIGTERM),  # noqa: PLW1509 - killed, too
        )
        try:
            self._until_ready(process)
            yield
        finally:
            process.terminate()
            process.wait(10)
            assert process.stderr is not None
            process.stderr.close()

    def _until_ready(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if process.poll() is not None:
                assert process.stderr is not None
                raise AssertionError(f"dovecot ended: {process.stderr.read().decode()}")
            try:
                socket.create_connection(("127.0.0.1", self.tls_port), 1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError(f"dovecot isn't ready: {self.log()}")

    def _config(self) -> str:
        (self.folder / "oauth.conf").write_text(
            "introspection_mode = post\n"
            f"introspection_url = http://127.0.0.1:{self.oauth_port}/introspect\n"
            "username_attribute = user\nactive_attribute = active\nactive_value = true\n"
        )
        good = self.authority.certify("mail.test", "localhost", "127.0.0.1")
        names = {
            "expired.test": self.authority.certify("expired.test", expired=True),
            "untrusted.test": self.authority.self_sign("untrusted.test"),
        }
        by_name = "\n".join(
            f"local_name {name} {{\n ssl_cert = <{cert}\n ssl_key = <{key}\n}}"
            for name, (cert, key) in names.items()
        )
        internal, login = "dovecot", "dovenull"
        if os.geteuid() != 0:
            internal = login = self._owner.pw_name
        return f"""
protocols = imap
listen = 127.0.0.1
instance_name = educe-tests
base_dir = {_made(self.folder / "run")}
state_dir = {_made(self.folder / "state")}
log_path = {self.folder / "log"}
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {_group(internal)}
first_valid_uid = 1
ssl = yes
ssl_cert = <{good[0]}
ssl_key = <{good[1]}
{by_name}
disable_plaintext_auth = yes
auth_failure_delay = 0
auth_username_chars =
auth_mechanisms = plain login xoauth2
mail_location = maildir:~/Maildir
maildir_stat_dirs = no
namespace inbox {{
 inbox = yes
}}
passdb {{
 driver = oauth2
 mechanisms = xoauth2
 args = {self.folder / "oauth.conf"}
}}
passdb {{
 driver = static
 mechanisms = plain login
 args = password={PASSWORD}
}}
userdb {{
 driver = static
 args = uid={self._owner.pw_uid} gid={self._owner.pw_gid} home={_made(self.folder / "mail")}/%u
}}
protocol imap {{
 mail_max_userip_connections = {MOST_CONNECTIONS}
}}
service anvil {{
 chroot =
 unix_listener anvil-auth-penalty {{
  mode = 0
 }}
}}
service imap-login {{
 chroot =
 process_min_avail = 1
 inet_listener imap {{
  port = {self.port}
 }}
 inet_listener imaps {{
  port = {self.tls_port}
  ssl = yes
 }}
}}
"""


def _group(user: str) -> str:
    import grp

    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _free_ports(count: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports


@contextmanager
def dovecot_server() -> Iterator[Dovecot]:
    """Skips where Dovecot isn't installed; in continuous integration it must be."""
    if _BINARY is None:
        assert not os.environ.get("CI"), "these tests need Dovecot: install dovecot-imapd"
        pytest.skip("needs Dovecot: apt-get install dovecot-imapd")
    # a short path, because sockets lie in it, that Dovecot's own users may enter
    folder = Path(tempfile.mkdtemp(prefix="educe-mail-"))
    try:
        folder.chmod(0o755)
        server = Dovecot(folder)
        with server.running():
            yield server
    finally:
        shutil.rmtree(folder)
