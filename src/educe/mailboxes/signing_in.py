"""Signing in to an IMAP server, and what its refusal means."""

import imaplib
from collections.abc import Callable

from imap_tools.errors import UnexpectedCommandStatusError

from educe.mailboxes.connecting import Box, crowded, is_crowded, reply, said
from educe.mailboxes.failures import MailboxFailed
from educe.mailboxes.presets import Preset, presets
from educe.mailboxes.servers import Credential, Server

_OTHER_REASONS = ("[unavailable]", "[inuse]", "[serverbug]", "[contactadmin]", "[privacyrequired]")


def sign_in(box: Box, server: Server, credential: Credential) -> None:
    """Raises MailboxFailed; what breaks the connection passes."""
    try:
        if credential.kind == "oauth":
            box.client.authenticate("XOAUTH2", _xoauth2(server.user_name, credential.access_token))
        elif (server.user_name + credential.password).isascii():
            box.login(server.user_name, credential.password, initial_folder=None)
        else:
            box.login_utf8(server.user_name, credential.password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except (UnexpectedCommandStatusError, imaplib.IMAP4.error) as error:
        raise _refusal(server, credential, said(reply(error), credential.secrets())) from None


def _xoauth2(user: str, token: str) -> Callable[[bytes], bytes]:
    """Says who we are once. A refusal comes as a question; its answer is empty."""
    answers = [f"user={user}\1auth=Bearer {token}\1\1".encode()]
    return lambda _: answers.pop() if answers else b""


def _refusal(server: Server, credential: Credential, text: str) -> MailboxFailed:
    if is_crowded(text):
        return crowded(server, text)
    if any(code in text.lower() for code in _OTHER_REASONS):
        return MailboxFailed(
            "sign_in_refused",
            f"{server.host} refuses the sign-in, not for the password: {text}. Try again later.",
        )
    if credential.kind == "oauth":
        return MailboxFailed(
            "wrong_credentials",
            f"{server.host} doesn't take the consent for {server.user_name}. Was it given for"
            f" another account? Connect the mailbox again. ({text})",
        )
    known = preset_of_host(server.host)
    hint = f" {known.password_hint} {known.password_help}".rstrip() if known else ""
    return MailboxFailed(
        "wrong_credentials",
        f"{server.host} doesn't take this user name with this password.{hint} ({text})",
    )


def preset_of_host(host: str) -> Preset | None:
    return next((known for known in presets().values() if known.host == host), None)
