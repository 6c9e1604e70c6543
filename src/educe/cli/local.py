"""A server for one command: the one that EDUCE_URL names, or one of its own that ends with it."""

import asyncio
import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from educe.errors import InvalidInput
from educe.settings import Settings

if TYPE_CHECKING:
    from educe.client import EduceClient


@dataclass(frozen=True, slots=True)
class Connected:
    """A client, and whether its server goes on when this command ends."""

    client: "EduceClient"
    lasting: bool


@contextmanager
def connected(settings: Settings, *, start: bool) -> Iterator[Connected]:
    """A client of the server that EDUCE_URL names. Without one: of a server that is started for as
    long as this is open, if `start`; else of the one on this machine's default address.

    Raises InvalidInput when the token is missing, and what starting raises."""
    from educe.client import EduceClient

    if settings.url is not None or not start:
        url = settings.url or f"http://{settings.host}:{settings.port}"
        with EduceClient(url, settings.token or _owners_token(settings)) as client:
            yield Connected(client, lasting=True)
        return
    # EDUCE_TOKEN is for the server that EDUCE_URL names, not for this one
    with _started(settings) as url, EduceClient(url, _owners_token(settings)) as client:
        yield Connected(client, lasting=False)


def _owners_token(settings: Settings) -> str:
    path = settings.owner_token_path
    if not path.exists():
        raise InvalidInput(
            "There is no token to sign in with. Set EDUCE_TOKEN; on the machine that serves, "
            "`educe serve` leaves one in its data folder (EDUCE_HOME)."
        )
    return path.read_text().strip()


def import_beside(name: str) -> threading.Thread:
    """Imports a module while something else is waited for."""
    thread = threading.Thread(target=importlib.import_module, args=[name], daemon=True)
    thread.start()
    return thread


@contextmanager
def _started(settings: Settings) -> Iterator[str]:
    """Educe in a thread of its own, on any free port."""
    from educe.db.addresses import open_database

    url: list[str] = []
    failure: list[BaseException] = []
    known = threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def run() -> None:
        beside = import_beside("educe.serving")
        with open_database(settings) as addresses:
            beside.join()
            from educe.api.listening import listen
            from educe.serving import serving

            async with serving(settings, addresses, listen("127.0.0.1", 0)) as served:
                url.append(served.base_url)
                known.set()
                await stop.wait()

    def body() -> None:
        try:
            loop.run_until_complete(run())
        except BaseException as error:  # told to the thread that waits
            failure.append(error)
        finally:
            known.set()

    thread = threading.Thread(target=body, name="educe")
    thread.start()
    try:
        known.wait()
        if failure:
            raise failure[0]
        yield url[0]
    finally:
        if loop.is_running():
            loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
    if failure:
        raise failure[0]
