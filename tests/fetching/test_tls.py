import ssl
import subprocess
from pathlib import Path

import pytest

from tests.fetching.conftest import Open
from tests.support.web import answer, web_server

_REQUEST = [
    "openssl",
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate authority of our own."""
    folder = tmp_path_factory.mktemp("authority")
    openssl(*_REQUEST[1:], "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ours", "-days", "2",
            at=folder)  # fmt: skip
    return folder


def openssl(*arguments: str, at: Path) -> None:
    subprocess.run(["openssl", *arguments], cwd=at, check=True, capture_output=True)


def certified(authority: Path, name: str) -> ssl.SSLContext:
    """A server's side, with a certificate for the name."""
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}", "-days", "2",
            "-CA", "ca.pem", "-CAkey", "ca.key", "-addext", f"subjectAltName=DNS:{name}",
            "-addext", "basicConstraints=critical,CA:FALSE", at=authority)  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / f"{name}.pem", authority / f"{name}.key")
    return context


def trusting(authority: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority / "ca.pem"))


async def test_the_certificate_is_for_the_name_though_the_connection_is_to_an_address(
    open_outside: Open, authority: Path
) -> None:
    asked_for: list[str] = []
    context = certified(authority, "web.test")
    context.sni_callback = lambda _, name, __: asked_for.append(name)
    async with web_server(context) as web, open_outside(tls=trusting(authority)) as outside:
        web.moves("/click", "/article")
        web.says("/article", answer(200, "<p>hello</p>"))
        resolved = await outside.resolver.resolve(web.url("/click"))
        assert (resolved.final, resolved.status) == (web.url("/article"), 200)
        page = await outside.fetching.page(web.url("/article"))
        assert page.body == b"<p>hello</p>"
    assert set(asked_for) == {"web.test"}


async def test_a_certificate_for_another_name_is_refused(
    open_outside: Open, authority: Path
) -> None:
    async with (
        web_server(certified(authority, "other.test")) as web,
        open_outside(tls=trusting(authority)) as outside,
    ):
        resolved = await outside.resolver.resolve(web.url("/article"))
        assert resolved.code == "bad_certificate"
        assert web.asked == []


async def test_a_certificate_of_nobody_known_is_refused(
    open_outside: Open, authority: Path
) -> None:
    async with web_server(certified(authority, "web.test")) as web, open_outside() as outside:
        assert (await outside.resolver.resolve(web.url("/a"))).code == "bad_certificate"
