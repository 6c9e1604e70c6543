"""What it takes to reach a mailbox: its server, and what proves that it is ours."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from educe.errors import InvalidInput
from educe.mailboxes.presets import Provider, Security

#: where IMAP is spoken: with TLS from the start, and with STARTTLS
IMAP_PORTS = frozenset({993, 143})
_HOST = re.compile(r"(?!-)[A-Za-z0-9._-]{1,253}(?<!-)|\[?[0-9A-Fa-f:.]{2,45}\]?")


def _printable(text: str) -> str:
    """Without line breaks: they would end a command of IMAP, and begin another."""
    if not text.isprintable():
        raise ValueError("has a line break or another control character in it")
    return text


def _host(text: str) -> str:
    host = text.strip().rstrip(".").lower()
    if not _HOST.fullmatch(host):
        raise ValueError("is no host name, such as imap.example.org")
    return host.strip("[]")


Host = Annotated[str, AfterValidator(_host)]
Line = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_printable)]


class Server(BaseModel):
    """An account at an IMAP server."""

    model_config = ConfigDict(frozen=True)

    host: Host
    port: int = Field(993, ge=1, le=65535)
    security: Security = "tls"
    user_name: Line

    def where(self) -> str:
        return f"{self.host}:{self.port}"


class Credential(BaseModel):
    """A password, or the tokens of a consent. It is stored sealed, as one piece."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["password", "oauth"]
    password: str = Field("", repr=False)
    provider: Provider | None = None
    refresh_token: str = Field("", repr=False)
    access_token: str = Field("", repr=False)
    expires_at: float = 0.0  # of the access token, in seconds since 1970

    def secrets(self) -> tuple[str, ...]:
        """What must not be told, whoever repeats it."""
        return tuple(s for s in (self.password, self.refresh_token, self.access_token) if s)


def check_password(password: str) -> str:
    """Raises InvalidInput for one that can't be sent."""
    if not password or len(password) > 1_000 or any(c in password for c in "\r\n\0"):
        raise InvalidInput("The password is empty, too long, or has a line break in it.")
    return password
