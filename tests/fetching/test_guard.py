from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from educe.errors import InvalidInput
from educe.fetching.failures import FetchFailed
from educe.fetching.guard import AddressGuard, Allowance, Resolve, is_public, system_resolve


def tells(*addresses: str) -> Resolve:
    async def resolve(_: str, __: int) -> Sequence[str]:
        return addresses

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192",
        "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1", "168.63.129.16", "::",
        "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "3fff::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::7f00:1", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1", "2001::1",
        "5f00::1", "100::1", "fec0::1",
    ],
)  # fmt: skip
async def test_an_address_that_isnt_public_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    guard = AddressGuard(resolve=tells(address))
    for host in ("innocent.example", address):
        with pytest.raises(FetchFailed) as refused:
            await guard.addresses(host, 443)
        assert refused.value.code == "refused_address"


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "192.167.1.1", "2606:4700::1111",
     "::ffff:8.8.8.8", "64:ff9b::808:808"],
)  # fmt: skip
async def test_a_public_address_may_be_connected_to(address: str) -> None:
    found = await AddressGuard(resolve=tells(address)).addresses("news.example", 80)
    assert found == [ip_address(address)]


async def test_one_private_address_among_others_is_enough_to_refuse() -> None:
    with pytest.raises(FetchFailed):
        await AddressGuard(resolve=tells("8.8.8.8", "10.0.0.1")).addresses("news.example", 80)


@pytest.mark.parametrize("port", [22, 25, 5432, 6379, 8080, 9765])
async def test_only_the_webs_ports_are_asked(port: int) -> None:
    with pytest.raises(FetchFailed, match="port"):
        await AddressGuard(resolve=tells("8.8.8.8")).addresses("news.example", port)


@pytest.mark.parametrize(
    ("allowance", "host", "port"),
    [
        ("10.1.0.0/16", "wiki.lan", 443),
        ("10.1.0.0/16:8080", "wiki.lan", 8080),
        ("10.1.2.3:*", "10.1.2.3", 9),
        ("wiki.lan", "wiki.lan", 80),
        ("wiki.lan:8080", "wiki.lan", 8080),
        ("*.lan:*", "a.b.lan", 1),
    ],
)
async def test_what_is_allowed_may_be_connected_to(allowance: str, host: str, port: int) -> None:
    guard = AddressGuard([Allowance.parse(allowance)], tells("10.1.2.3"))
    assert await guard.addresses(host, port)


@pytest.mark.parametrize(
    ("allowance", "host", "port"),
    [
        ("10.1.0.0/16", "wiki.lan", 8080),
        ("10.2.0.0/16", "wiki.lan", 443),
        ("wiki.lan", "evil-wiki.lan", 443),
        ("*.lan", "evillan", 443),
        ("[fd00::/8]:*", "wiki.lan", 443),
    ],
)
async def test_an_allowance_opens_no_more_than_it_says(
    allowance: str, host: str, port: int
) -> None:
    guard = AddressGuard([Allowance.parse(allowance)], tells("10.1.2.3"))
    with pytest.raises(FetchFailed):
        await guard.addresses(host, port)


@pytest.mark.parametrize(
    "text", ["", "10.1.0.0/99", "a:b:c", "host:port", "[fd00::/8", "10.1.2.3/8"]
)
def test_an_allowance_that_cant_be_read_is_told(text: str) -> None:
    with pytest.raises(InvalidInput):
        Allowance.parse(text)


async def test_a_refusal_does_not_tell_the_address_of_a_name() -> None:
    with pytest.raises(FetchFailed) as refused:
        await AddressGuard(resolve=tells("10.1.2.3")).addresses("wiki.intranet", 443)
    assert "wiki.intranet" in refused.value.message
    assert "10.1.2.3" not in refused.value.message


async def test_a_name_that_nobody_knows_says_so() -> None:
    async def unknown(_: str, __: int) -> Sequence[str]:
        raise OSError("not known")

    with pytest.raises(FetchFailed, match=r"no host news\.example"):
        await AddressGuard(resolve=unknown).addresses("news.example", 80)


async def test_the_machines_own_names_are_refused_too() -> None:
    assert await system_resolve("localhost", 80)
    with pytest.raises(FetchFailed):
        await AddressGuard().addresses("localhost", 80)
