"""What is wrong is said, step by step, and so that people can do something about it."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import pytest

from educe.mailboxes.access import Mail, MailOptions
from educe.mailboxes.connecting import said
from educe.mailboxes.servers import Credential, Server
from educe.mailboxes.sources import try_given
from educe.mailboxes.trying import Trial, try_mailbox
from tests.mailboxes.conftest import Open, Post, to_loopback
from tests.mailboxes.making import message
from tests.support.dovecot import MOST_CONNECTIONS, PASSWORD

pytestmark = pytest.mark.slow


async def trial(open_source: Open, **how: object) -> Trial:
    async with open_source(tries=1, **how) as source:
        return await try_mailbox(source)


def failed_at(told: Trial) -> tuple[str | None, str]:
    """The code, and the step at which it failed: those before worked, those after weren't tried."""
    assert not told.ok
    oks = [step.ok for step in told.steps]
    at = oks.index(False)
    assert oks == [True] * at + [False] + [None] * (len(oks) - at - 1)
    assert told.steps[at].message == told.message
    return told.code, told.steps[at].step


async def test_what_works_is_said_with_how_many_messages_there_are(
    post: Post, open_source: Open
) -> None:
    post.deliver(message(1), message(2))
    told = await trial(open_source)
    assert (told.ok, told.messages, {step.ok for step in told.steps}) == (True, 2, {True})
    assert await trial(open_source, security="starttls", port=post.dovecot.port) == told


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("expired.test", "certificate_expired"),
        ("untrusted.test", "certificate_untrusted"),
        ("other.test", "certificate_wrong_name"),
    ],
)
@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_certificate_that_isnt_right_is_refused_before_the_password_is_sent(
    post: Post, open_source: Open, host: str, code: str, security: str
) -> None:
    port = post.dovecot.port if security == "starttls" else post.dovecot.tls_port
    told = await trial(open_source, host=host, security=security, port=port)
    assert failed_at(told) == (code, "encryption")
    assert host in told.message
    assert post.name not in post.dovecot.log()


async def test_without_the_authority_the_certificate_is_nobodys(
    options: MailOptions, open_source: Open
) -> None:
    mail = Mail(options.model_copy(update={"ca_file": None}), resolve=to_loopback)
    assert failed_at(await trial(open_source, through=mail))[0] == "certificate_untrusted"
    mail.close()


async def test_a_wrong_password_is_told_from_a_wrong_server(open_source: Open) -> None:
    told = await trial(open_source, password="hunter2-hunter2")
    assert failed_at(told) == ("wrong_credentials", "sign_in")
    assert "hunter2" not in told.model_dump_json()


async def test_a_password_with_letters_beyond_ascii_is_sent_whole(open_source: Open) -> None:
    assert failed_at(await trial(open_source, password="pässwörd"))[0] == "wrong_credentials"
    assert (await trial(open_source, user_name="jürgen")).ok


async def test_gmail_and_icloud_are_told_about_app_passwords(mail: Mail, post: Post) -> None:
    from educe.mailboxes.signing_in import _refusal

    for host in ("imap.gmail.com", "imap.mail.me.com"):
        server = Server(host=host, user_name="a@example.org")
        credential = Credential(kind="password", password="x")
        told = _refusal(server, credential, "[AUTHENTICATIONFAILED] Invalid credentials")
        assert "app password" in told.message or "app-specific password" in told.message
        assert "https://support." in told.message


async def test_a_missing_folder_is_named(open_source: Open) -> None:
    told = await trial(open_source, folder="Nowhere")
    assert failed_at(told) == ("folder_missing", "folder")
    assert "“Nowhere”" in told.message


@pytest.mark.parametrize("name", ['a" (b)', "x\\", "ümläut & co", "\r\nA1 LOGOUT", "{5}", "*"])
async def test_a_folders_name_can_hold_anything(open_source: Open, name: str) -> None:
    assert failed_at(await trial(open_source, folder=name))[0] == "folder_missing"


async def test_an_unknown_host_is_said_to_be_unknown(open_source: Open) -> None:
    assert failed_at(await trial(open_source, host="imap.gmial")) == ("host_not_found", "host")


async def test_nobody_at_the_port_is_said(open_source: Open) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert failed_at(await trial(open_source, port=port)) == ("unreachable", "connection")


async def test_private_addresses_and_other_ports_are_refused_unless_a_setting_opens_them(
    options: MailOptions, post: Post
) -> None:
    credential = Credential(kind="password", password=PASSWORD)

    async def private(_: str, __: int) -> list[str]:
        return ["10.0.0.7"]

    async def public(_: str, __: int) -> list[str]:
        return ["8.8.8.8"]

    for resolve, port in ((private, 993), (public, 22), (to_loopback, post.dovecot.tls_port)):
        mail = Mail(options.model_copy(update={"allowed": ()}), resolve=resolve)
        told = await try_given(mail, post.server(port=port), credential, "INBOX")
        assert failed_at(told) == ("refused_address", "host")
        assert "EDUCE_FETCH_ALLOWED" in told.message
        mail.close()


async def test_a_password_is_never_sent_in_the_clear_to_another_machine(
    options: MailOptions, post: Post
) -> None:
    async def elsewhere(_: str, __: int) -> list[str]:
        return ["8.8.8.8"]

    mail = Mail(options, resolve=elsewhere)
    credential = Credential(kind="password", password=PASSWORD)
    told = await try_given(mail, post.server(security="plain", port=143), credential, "INBOX")
    assert failed_at(told) == ("no_encryption", "encryption")
    mail.close()


async def test_tls_where_the_server_begins_without_it_is_explained(
    post: Post, open_source: Open
) -> None:
    told = await trial(open_source, port=post.dovecot.port)
    assert failed_at(told) == ("no_encryption", "encryption")
    assert "STARTTLS" in told.message


async def test_too_many_connections_are_said_to_pass(
    post: Post, mail: Mail, open_source: Open
) -> None:
    server, credential = post.server(), Credential(kind="password", password=PASSWORD)
    there = [await mail.open(server, credential) for _ in range(MOST_CONNECTIONS)]
    told = await trial(open_source)
    assert failed_at(told) == ("too_many_connections", "sign_in")
    for imap in there:
        mail.leave(imap)


# servers that lie


@contextmanager
def speaking(*lines: bytes, endless: bytes = b"", answers: Sequence[bytes] = ()) -> Iterator[int]:
    """A server that says this at once, and to each command one of the answers, `%t` for its tag."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                with client:
                    client.sendall(b"".join(lines))
                    while endless:
                        client.sendall(endless)
                    for answer in answers:
                        tag = client.recv(1000).partition(b" ")[0]
                        client.sendall(answer.replace(b"%t", tag))
                    client.recv(1000)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@pytest.mark.parametrize(
    ("lines", "endless", "code"),
    [
        ([b"220 mail.test ESMTP\r\n"], b"", "bad_answer"),
        ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], b"", "bad_answer"),
        ([b"* BYE go away\r\n"], b"", "connection_lost"),
        ([b"* OK hi\r\n"], b"* " + b"x" * 10_000 + b"\r\n", "bad_answer"),
        ([b"* OK hi\r\n* LIST {999999999}\r\n"], b"", "bad_answer"),
        ([b"* OK hi\r\n* BYE Too many simultaneous connections\r\n"], b"", "too_many_connections"),
    ],
)
async def test_a_server_that_lies_or_never_ends_is_left(
    open_source: Open, lines: list[bytes], endless: bytes, code: str
) -> None:
    with speaking(*lines, endless=endless) as port:
        told = await asyncio.wait_for(
            trial(open_source, port=port, security="plain", host="mail.test"), 20
        )
    assert told.code == code


_OK = b"%t OK done\r\n"


@pytest.mark.parametrize("before", [0, 1, 2])
@pytest.mark.parametrize("said", [b"* BYE pw\r\n", b"%t NO pw\r\n", b"%t BAD pw\r\n", b"? pw\r\n"])
async def test_a_server_that_repeats_the_password_isnt_quoted(
    open_source: Open, said: bytes, before: int
) -> None:
    """To whatever command: CAPABILITY, LOGIN, EXAMINE."""
    repeated = said.replace(b"pw", b"hunter2-hunter2")
    answers = [*[b"* CAPABILITY IMAP4rev1\r\n" + _OK, _OK][:before], repeated]
    with speaking(b"* OK hi\r\n", answers=answers) as port:
        told = await trial(open_source, port=port, security="plain", password="hunter2-hunter2")
    assert not told.ok
    assert "hunter2" not in told.model_dump_json()
    assert [step.ok for step in told.steps].index(False) == (1, 3, 4)[before]


def test_what_a_server_says_is_told_short_on_one_line_and_without_secrets() -> None:
    told = said("NO  hunter2\r\nis wrong\x1b[31m " + "x" * 500, ["hunter2"])
    assert told.startswith("NO … is wrong [31m x")
    assert len(told) == 200
