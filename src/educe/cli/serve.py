"""`educe serve`, `worker`, `migrate` and `openapi`."""

import asyncio
import json
import logging
import signal
from typing import Annotated

import typer

from educe.cli.console import errors, out
from educe.cli.local import import_beside
from educe.errors import InvalidInput
from educe.settings import Settings

Host = Annotated[str | None, typer.Option(help="The address to listen on. Default: EDUCE_HOST.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on. Default: EDUCE_PORT.")]


def _log_to_stderr() -> None:
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)


def serve(host: Host = None, port: Port = None) -> None:
    """Run Educe on this machine: database, API and a worker, until Ctrl-C."""
    import uvloop

    from educe.api.listening import listen
    from educe.db.addresses import open_database

    _log_to_stderr()
    settings = Settings()
    listener = listen(host or settings.host, settings.port if port is None else port)

    async def run() -> None:
        beside = import_beside("educe.serving")
        with open_database(settings) as addresses:
            beside.join()
            from educe.serving import serving

            async with serving(settings, addresses, listener) as served:
                errors.print(f"Educe runs at {served.base_url} (API: {served.base_url}/api/docs)")
                errors.print(f"Sign in, once, within a day: {served.sign_in}", soft_wrap=True)
                errors.print("More links, and other people: `educe users link`, `educe users add`.")
                errors.print(f"Data folder: {settings.home}. Stop with Ctrl-C.", soft_wrap=True)
                await _until_asked_to_stop()
                errors.print(
                    "Stopping: items in hand may end, the rest is kept for the next start."
                )

    uvloop.run(run())


def worker() -> None:
    """Run a worker for a database that others serve, until Ctrl-C."""
    import uvloop

    from educe.jobs.work.worker import Worker

    _log_to_stderr()
    settings = Settings()
    if settings.worker_database_url is None and settings.database_url is None:
        raise InvalidInput(
            "A worker of its own needs a database that it shares: set EDUCE_WORKER_DATABASE_URL,"
            " or EDUCE_DATABASE_URL. `educe serve` runs one with the embedded database."
        )

    async def run(url: str) -> None:
        async with Worker(settings, url).running() as running:
            errors.print(f"Worker {running.id} runs with {settings.slots} slots. Stop with Ctrl-C.")
            await _until_asked_to_stop()

    uvloop.run(run(settings.worker_database_url or _own_login(settings)))


def _own_login(settings: Settings) -> str:
    from educe.db.addresses import open_database

    with open_database(settings) as addresses:
        return addresses.worker


def migrate() -> None:
    """Bring the database's schema up to date and make the roles that Educe signs in with."""
    from educe.accounts.bootstrap import ensure_owner
    from educe.db.addresses import open_database
    from educe.db.migrate import head

    settings = Settings()
    with open_database(settings) as addresses:
        ensure_owner(addresses.owner, settings.owner_token_path)
    out.print(f"The database is at revision {head()}.")


def openapi() -> None:
    """Print the API's OpenAPI schema as JSON. Starts nothing."""
    from educe.api.app import create_app

    app = create_app(Settings(), api_database_url="postgresql://nobody@/nothing")
    typer.echo(json.dumps(app.openapi(), indent=2, ensure_ascii=False))


async def _until_asked_to_stop() -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    await asked.wait()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.remove_signal_handler(number)
