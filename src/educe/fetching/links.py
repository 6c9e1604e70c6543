"""A web address in its parts, read as browsers read it, and only once: the guard, the rules and the
connection all see the same host."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import unquote, urljoin

import idna

from educe.errors import InvalidInput

MAX_LENGTH = 8192  # characters; servers take less
_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"(?i)^(https?):[/\\]*")
_IGNORED = re.compile(r"[\t\r\n]")
_EDGES = "".join(map(chr, range(33)))
_UNSENDABLE = re.compile(r'[^\x21-\x7e]+|["<>\\^`{|}]+')
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class Link:
    """An http or https address without a user's name in it."""

    scheme: str
    host: str  # in lower case, in ASCII; IPv6 without brackets
    port: int
    path: str  # begins with a slash
    query: str = ""
    fragment: str = ""

    @classmethod
    def parse(cls, url: str, base: "Link | None" = None) -> "Link":
        """Reads an address, relative to `base` if given. Raises InvalidInput when it is none."""
        text = _IGNORED.sub("", url.strip(_EDGES))
        if len(text) > MAX_LENGTH:
            raise InvalidInput(f"The address is longer than {MAX_LENGTH} characters.")
        if base is not None and not re.match(r"(?i)[a-z][a-z0-9+.-]*:", text):
            text = _joined(base, text)
        scheme = _SCHEME.match(text)
        if scheme is None:
            raise InvalidInput("That is no http or https address.")
        return cls._of(scheme[1].lower(), text[scheme.end() :])

    @classmethod
    def _of(cls, scheme: str, rest: str) -> "Link":
        rest, _, fragment = rest.partition("#")
        rest, _, query = rest.partition("?")
        authority, slash, path = rest.replace("\\", "/").partition("/")
        host, port = _host_and_port(authority.rpartition("@")[2])
        return cls(
            scheme,
            host,
            _PORTS[scheme] if port is None else port,
            sendable(slash + path) or "/",
            sendable(query),
            sendable(fragment),
        )

    @property
    def url(self) -> str:
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{self.scheme}://{self.authority}{self.target}{fragment}"

    @property
    def authority(self) -> str:
        """The host as requests name it: with the port unless it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def target(self) -> str:
        """What a request asks the host for."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def without_fragment(self) -> "Link":
        return replace(self, fragment="") if self.fragment else self

    def is_below(self, hosts: Collection[str]) -> bool:
        """Whether the host is one of these or below one of them."""
        rest = self.host if hosts else ""
        while rest:
            if rest in hosts:
                return True
            rest = rest.partition(".")[2]
        return False


def sendable(part: str) -> str:
    """A part of an address with whatever can't be sent percent-encoded, and nothing twice."""
    part = _LONE_PERCENT.sub("%25", part)
    return _UNSENDABLE.sub(
        lambda run: "".join(f"%{byte:02X}" for byte in run[0].encode(errors="replace")), part
    )


def _joined(base: Link, text: str) -> str:
    try:
        return urljoin(base.url, _forward(text))
    except ValueError:
        raise InvalidInput("The address can't be read.") from None


def _forward(text: str) -> str:
    """With slashes for backslashes, before the query, as browsers read it."""
    path, mark, rest = text.partition("?")
    return path.replace("\\", "/") + mark + rest


def _host_and_port(authority: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?", authority)
    if match is None:
        raise InvalidInput("The address has no host that can be read.")
    port = int(match[2][:6]) if match[2] else None
    if port is not None and not 0 < port < 65536:
        raise InvalidInput("The address has a port that there is not.")
    return _host(match[1]), port


def _host(text: str) -> str:
    if text.startswith("["):
        try:
            return str(IPv6Address("" if "%" in text else text[1:-1]))  # no scopes
        except ValueError:
            raise InvalidInput("The address has no host that can be read.") from None
    host = unquote(text).lower().rstrip(".")
    if not host.isascii():
        host = _in_ascii(host)
    labels = host.split(".")
    if len(host) > 253 or not _HOST.fullmatch(host) or not all(0 < len(x) < 64 for x in labels):
        raise InvalidInput("The address has no host that can be read.")
    if _NUMBER.fullmatch(labels[-1]):
        _expect_usual_ipv4(host)
    return host


def _in_ascii(host: str) -> str:
    try:
        return idna.encode(host, uts46=True).decode().rstrip(".")
    except UnicodeError:
        raise InvalidInput("The address has no host that can be read.") from None


def _expect_usual_ipv4(host: str) -> None:
    # 2130706433, 0x7f.1 and 0177.0.0.1 all are 127.0.0.1 to somebody
    try:
        IPv4Address(host)
    except ValueError:
        raise InvalidInput("The address writes its host as an unusual number.") from None
