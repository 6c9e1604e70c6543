"""A connection to an IMAP server: to a checked address, by TLS that is always verified, and with an
end to what it may send."""

import imaplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from educe.mailboxes.failures import Code, MailboxFailed, Step
from educe.mailboxes.servers import Server

_TRIES = 3  # of a name's addresses
_GREETING_BYTES = 1_000_000  # more than a server says before and while one signs in
_EXPIRED = {9, 10}  # X509_V_ERR_CERT_NOT_YET_VALID, …_HAS_EXPIRED
_WRONG_NAME = {62, 64}  # X509_V_ERR_HOSTNAME_MISMATCH, …_IP_ADDRESS_MISMATCH
_UNTRUSTED = {2, 18, 19, 20, 21, 24}  # no issuer, self-signed, an issuer that isn't known …


def trusted(more: Path | None = None) -> ssl.SSLContext:
    """What checks certificates: the machine's authorities, and `more` in a PEM file."""
    context = ssl.create_default_context()
    if more is not None:
        context.load_verify_locations(more)
    return context


class Client(imaplib.IMAP4):
    """IMAP over one socket. `allowance`: how many bytes the server may still send."""

    def __init__(
        self, server: Server, addresses: Sequence[str], tls: ssl.SSLContext, seconds: float
    ) -> None:
        """`seconds`: how long is waited for the connection, and later for each byte."""
        self._server = server
        self._addresses = addresses[:_TRIES]
        self._tls = tls
        self._seconds = seconds
        self.allowance = _GREETING_BYTES
        super().__init__(server.host, server.port, seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        raw = self._connected()
        if self._server.security != "tls":
            return raw
        return self._tls.wrap_socket(raw, server_hostname=self._server.host)

    def _connected(self) -> socket.socket:
        for address in self._addresses[:-1]:
            try:
                return socket.create_connection((address, self._server.port), self._seconds)
            except OSError:
                continue
        return socket.create_connection((self._addresses[-1], self._server.port), self._seconds)

    def read(self, size: int) -> bytes:
        self._spend(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._spend(len(line))
        return line

    def _spend(self, size: int) -> None:
        self.allowance -= size
        if self.allowance < 0:
            raise MailboxFailed(
                "bad_answer", f"{self._server.host} sends more than it was asked for."
            )

    def cut(self) -> None:
        """Ends the connection at once, from any thread. `dispose` is still needed."""
        connection = self.__dict__.get("sock")
        if connection is not None:
            with suppress(OSError):  # not SSLSocket's, which spoils what another thread reads
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def dispose(self) -> None:
        """Frees the socket, once nobody reads from it."""
        with suppress(OSError):
            self.shutdown()


class Box(BaseMailBox):
    """imap_tools over such a connection."""

    def __init__(
        self, server: Server, addresses: Sequence[str], tls: ssl.SSLContext, seconds: float
    ) -> None:
        self._given = (server, addresses, tls, seconds)
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return Client(*self._given)

    @property
    def connection(self) -> Client:
        assert isinstance(self.client, Client)
        return self.client


def connect(
    server: Server,
    addresses: Sequence[str],
    tls: ssl.SSLContext,
    seconds: float,
    hidden: Sequence[str] = (),
) -> Box:
    """Connected, encrypted, not signed in. Blocks. `hidden`: see `told`. Raises MailboxFailed."""
    if server.security == "plain" and not all(ip_address(a).is_loopback for a in addresses):
        raise MailboxFailed(
            "no_encryption",
            f"{server.host} isn't this machine: a password is sent there by TLS only."
            " Choose TLS (port 993) or STARTTLS (port 143).",
        )
    with told(server, "connection", hidden):
        box = Box(server, addresses, tls, seconds)
    if server.security == "starttls":
        _start_tls(box, server, tls, hidden)
    return box


def _start_tls(box: Box, server: Server, tls: ssl.SSLContext, hidden: Sequence[str]) -> None:
    try:
        with told(server, "encryption", hidden):
            if "STARTTLS" not in box.client.capabilities:
                raise MailboxFailed(
                    "no_encryption",
                    f"{server.where()} doesn't offer STARTTLS. Choose TLS; its port is mostly 993.",
                )
            box.client.starttls(tls)
    except BaseException:
        box.connection.dispose()
        raise


@contextmanager
def told(server: Server, step: Step, hidden: Sequence[str] = ()) -> Iterator[None]:
    """What goes wrong with a connection is a MailboxFailed, in words for people. `hidden`: what
    must not be among them, though a server may say it."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise _certificate(server, error) from None
    except TimeoutError:
        raise MailboxFailed(
            "timed_out", f"{server.where()} doesn't answer in time. {_CHECK}", step=step
        ) from None
    except ssl.SSLError as error:
        raise _tls(server, error, step) from None
    except imaplib.IMAP4.error as error:
        raise _broken(server, error, step, hidden) from None
    except ImapToolsError as error:
        raise refused(server, error, step, hidden) from None
    except OSError as error:
        code: Code = "unreachable" if step == "connection" else "connection_lost"
        why = error.strerror or type(error).__name__
        raise MailboxFailed(
            code, f"There is no connection to {server.where()}: {why}. {_CHECK}", step=step
        ) from None
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        # the libraries' own stumbling over what no IMAP server says
        raise MailboxFailed(
            "bad_answer", f"{server.where()} says what can't be read ({type(error).__name__}).",
            step=step,
        ) from None  # fmt: skip


_CHECK = "Check host and port, and whether a firewall is in the way."


def _broken(
    server: Server, error: imaplib.IMAP4.error, step: Step, hidden: Sequence[str]
) -> MailboxFailed:
    """The server closed the connection, with or without saying why, or it speaks something else."""
    text = said(reply(error.args[0] if error.args else ""), hidden)
    if is_crowded(text):
        return crowded(server, text)
    ended = isinstance(error, imaplib.IMAP4.abort)
    strange = "unexpected response" in text or (step == "connection" and not ended)
    if "BYE" in text or (ended and not strange):
        return MailboxFailed(
            "connection_lost", f"{server.host} closed the connection: {text}.", step=step
        )
    if not strange:
        return refused(server, text, step, hidden)
    return MailboxFailed(
        "bad_answer", f"{server.where()} answers, but not as an IMAP server: {text}.", step=step
    )


def refused(server: Server, error: object, step: Step, hidden: Sequence[str]) -> MailboxFailed:
    """The server understood, and says no."""
    text = said(reply(error), hidden)
    if is_crowded(text):
        return crowded(server, text)
    return MailboxFailed(
        "server_refused", f"{server.host} refuses what it was asked: {text}.", step=step
    )


def reply(error: object) -> str:
    """The words of the server in an answer that wasn't OK."""
    if isinstance(error, UnexpectedCommandStatusError):
        _, data = error.command_result[:2]
        error = data[-1] if data else ""
    return error.decode("utf-8", "replace") if isinstance(error, bytes) else str(error)


def is_crowded(text: str) -> bool:
    words = text.lower()
    return "too many" in words or "maximum number of connections" in words or "[limit]" in words


def crowded(server: Server, text: str) -> MailboxFailed:
    return MailboxFailed(
        "too_many_connections",
        f"{server.host} has as many connections of this account as it allows ({text})."
        " Close other mail programs, or try again in some minutes.",
    )


def said(error: object, hidden: Sequence[str] = ()) -> str:
    """What the server said, in one line, without what must not be told."""
    text = str(error)
    for secret in hidden:
        text = text.replace(secret, "…")
    one_line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return (one_line[:200] or "nothing").rstrip(".")


def _certificate(server: Server, error: ssl.SSLCertVerificationError) -> MailboxFailed:
    host, number = server.host, error.verify_code
    if number in _EXPIRED:
        return MailboxFailed(
            "certificate_expired",
            f"The certificate of {host} has expired or isn't valid yet. Tell whoever runs the"
            " server; if it is right, this machine's clock is wrong.",
        )
    if number in _WRONG_NAME:
        return MailboxFailed(
            "certificate_wrong_name",
            f"The certificate is not for {host}. Use the name that the provider gives"
            " for IMAP; if it is right, somebody else is answering.",
        )
    if number in _UNTRUSTED:
        return MailboxFailed(
            "certificate_untrusted",
            f"Nobody whom this machine trusts has signed the certificate of {host}. If it is your"
            " organization's own, name its authority in EDUCE_MAIL_CA_FILE.",
        )
    return MailboxFailed(
        "bad_certificate", f"The certificate of {host} isn't valid: {error.verify_message}."
    )


def _tls(server: Server, error: ssl.SSLError, step: Step) -> MailboxFailed:
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        where: Step = "encryption" if step == "connection" else step
        return MailboxFailed(
            "connection_lost", f"The connection to {server.where()} broke off.", step=where
        )
    return MailboxFailed(
        "no_encryption",
        f"{server.where()} doesn't speak TLS as it should ({error.reason or 'no answer'}). With"
        " port 143 choose STARTTLS, with 993 TLS.",
    )
