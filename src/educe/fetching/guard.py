"""Which addresses may be connected to. Links come from strangers: without this they could make
Educe read what only its own network should see."""

import asyncio
import logging
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from educe.errors import InvalidInput
from educe.fetching.failures import FetchFailed

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

WEB_PORTS = frozenset({80, 443})
# Of IPv4 what IANA's registry of special-purpose addresses doesn't call globally reachable, with
# multicast, the old class E, and the address at which Azure serves its machines' secrets.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
    )
)  # fmt: skip
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(text)
    # protocol assignments with Teredo, documentation (twice), 6to4, AS 112
    for text in ("2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16", "2620:4f:8000::/48")
)
_NAT64 = IPv6Network("64:ff9b::/96")
_log = logging.getLogger(__name__)


def is_public(address: Address) -> bool:
    """Whether anybody on the internet may be at the address. An IPv4 address within an IPv6 one
    (mapped, NAT64) counts as what it is."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        return address in _PUBLIC_6 and not any(address in net for net in _NOT_PUBLIC_6)
    return not any(address in net for net in _NOT_PUBLIC_4)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Somewhere that links may lead to although the guard would refuse it."""

    network: IPv4Network | IPv6Network | None
    host: str | None  # a name, or "*.name" for all below it
    ports: frozenset[int] | None  # None: any

    @classmethod
    def parse(cls, text: str) -> "Allowance":
        """Reads "10.1.0.0/16", "wiki.intranet:8080", "*.lan:*", "[fd00::/8]:443".

        Raises InvalidInput."""
        match = re.fullmatch(r"(\[[^\]]+\]|[^:\[\]]+)(?::(\*|[0-9]{1,5}))?", text.strip())
        if match is None:
            raise InvalidInput(f"{text!r} is no network or host, with or without a port.")
        where, port = match[1].strip("[]"), match[2]
        ports = WEB_PORTS if port is None else None if port == "*" else frozenset({int(port)})
        if re.fullmatch(r"[0-9./]+", where) or ":" in where:
            try:
                return cls(ip_network(where), None, ports)
            except ValueError as error:
                raise InvalidInput(f"{text!r} is no network: {error}.") from None
        return cls(None, where.lower(), ports)

    def fits(self, host: str, address: Address, port: int) -> bool:
        if self.ports is not None and port not in self.ports:
            return False
        if self.network is not None:
            return address in self.network
        assert self.host is not None
        return host == self.host or (
            self.host.startswith("*.") and host.endswith(self.host.removeprefix("*"))
        )


class AddressGuard:
    """Finds out a host's addresses, and says which may be connected to."""

    def __init__(
        self,
        allowed: Sequence[Allowance] = (),
        resolve: Resolve | None = None,
        ports: frozenset[int] = WEB_PORTS,
    ) -> None:
        """`ports`: those at which public addresses may be connected to."""
        self._allowed = allowed
        self._resolve = resolve or system_resolve
        self._ports = ports

    async def addresses(self, host: str, port: int) -> list[Address]:
        """The host's addresses, all of them checked, the best first. They are to be connected to as
        they are: whoever asks for the name again may be told others.

        Raises FetchFailed when the name isn't known, or any of its addresses is refused."""
        try:
            found = [ip_address(host)]
        except ValueError:
            found = await self._look_up(host, port)
        for address in found:
            if not self._may(host, address, port):
                _log.info("%s is refused: it leads to %s, port %d", host, address, port)
                raise FetchFailed("refused_address", self._refusal(host, port))
        return found

    async def _look_up(self, host: str, port: int) -> list[Address]:
        try:
            told = await self._resolve(host, port)
        except (OSError, UnicodeError):
            told = []
        if not told:
            raise FetchFailed("no_such_host", f"There is no host {host}.")
        return list(dict.fromkeys(ip_address(text.partition("%")[0]) for text in told))

    def _may(self, host: str, address: Address, port: int) -> bool:
        if port in self._ports and is_public(address):
            return True
        return any(allowance.fits(host, address, port) for allowance in self._allowed)

    def _refusal(self, host: str, port: int) -> str:
        """Without the address: whoever sent the link needn't learn how the network is laid out."""
        if port not in self._ports:
            usual = " and ".join(map(str, sorted(self._ports)))
            return (
                f"{host} is asked for at port {port}; only {usual} are open."
                " EDUCE_FETCH_ALLOWED opens others."
            )
        return f"{host} is in a private or reserved network. EDUCE_FETCH_ALLOWED opens it."


async def system_resolve(host: str, port: int) -> list[str]:
    """What the machine's own resolver says. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[4][0]) for place in found]
