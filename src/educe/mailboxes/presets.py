"""Mail providers that Educe knows: data in presets.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from educe.errors import InvalidInput

Security = Literal["tls", "starttls", "plain"]
Provider = Literal["google", "microsoft"]
#: what a mailbox is when nothing else is known
OTHER = "imap"


class Preset(BaseModel):
    """A mail provider: its IMAP server, and what its users must do before Educe can sign in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    host: str = Field(description="Empty: to be given.")
    port: int = 993
    security: Security = "tls"
    domains: tuple[str, ...] = Field(description="Addresses of these are the provider's.")
    passwords: bool = Field(True, description="Whether it takes passwords by IMAP at all.")
    password_hint: str
    password_help: str = Field(description="A page of the provider's that tells how. May be empty.")
    oauth: Provider | None = Field(None, description="Whose consent screen there is.")


@cache
def presets() -> dict[str, Preset]:
    """By name, in the order in which people see them."""
    text = files("educe.mailboxes").joinpath("presets.toml").read_text(encoding="utf-8")
    return {name: Preset(name=name, **body) for name, body in tomllib.loads(text).items()}


def preset(name: str) -> Preset:
    """Raises InvalidInput when there is none of that name."""
    found = presets().get(name)
    if found is None:
        raise InvalidInput(
            f"There is no mail provider {name!r}. There are: {', '.join(presets())}."
        )
    return found


def preset_of_address(address: str) -> Preset:
    """The provider of an e-mail address, judged by its domain."""
    domain = address.rpartition("@")[2].lower()
    fits = (known for known in presets().values() if domain in known.domains)
    return next(fits, presets()[OTHER])
