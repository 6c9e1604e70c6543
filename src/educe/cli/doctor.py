"""`educe doctor`: looks at every part that Educe needs and says what is wrong and what to do."""

import asyncio
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from educe.cli.console import out
from educe.errors import EduceError
from educe.settings import Settings

_LITTLE_DISK = 1_000_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and what was seen or is to be done."""

    part: str
    well: bool
    told: str


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Look at the database, files, extractors, links' guard, language pipeline and disk; say what
    is wrong."""
    settings = Settings()
    checks: dict[str, Callable[[Settings], str]] = {
        "disk": _disk,
        "database": _database,
        "files": _files,
        "extractors": _extractors,
        "links": _links,
        "spaCy pipeline": _pipeline,
        "language model": _model,
    }
    findings = [_look(part, check, settings) for part, check in checks.items()]
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            mark = "[green]well [/]" if finding.well else "[red]ill  [/]"
            out.print(f"{mark} {finding.part:<15}", end=" ")
            out.print(finding.told, markup=False, highlight=False, soft_wrap=True)
    sys.exit(0 if all(finding.well for finding in findings) else 1)


def _look(part: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(part, True, check(settings))
    except EduceError as error:
        return Finding(part, False, error.message)
    except Exception as error:
        return Finding(part, False, f"{type(error).__name__}: {error}")


def _disk(settings: Settings) -> str:
    folder = settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < _LITTLE_DISK:
        raise OSError(
            f"only {free / 1e6:.0f} MB are free in {settings.home}. Make room, or set EDUCE_HOME"
            " to a larger disk."
        )
    return f"{free / 1e9:.0f} GB are free in {settings.home}"


def _database(settings: Settings) -> str:
    import psycopg

    from educe.db.addresses import open_database
    from educe.db.migrate import head

    with open_database(settings) as addresses:
        for role, url in (("API", addresses.api), ("worker", addresses.worker)):
            with psycopg.connect(url) as connection:
                row = connection.execute(
                    "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
            if row is None or row[0]:
                raise EduceError(
                    f"The {role}'s role can bypass row-level security, so one organization could"
                    " see another's data. Give it a role without SUPERUSER and BYPASSRLS."
                )
        with psycopg.connect(addresses.owner) as connection:
            version = connection.info.server_version // 10000
            workers = connection.execute(
                "SELECT count(*) FROM kb.workers WHERE ended_at IS NULL"
                " AND beat_at > now() - interval '10 seconds'"
            ).fetchone()
    kind = "embedded" if settings.database_url is None else "your own"
    running = workers[0] if workers else 0
    return f"PostgreSQL {version}, {kind}, revision {head()}, workers running: {running}"


def _files(settings: Settings) -> str:
    from educe.documents.blobs import BlobStore

    asyncio.run(BlobStore.open(settings.blob_store_url).readiness())
    return f"can be written, read and deleted in {settings.blob_store_url.partition('?')[0]}"


def _extractors(settings: Settings) -> str:
    from educe.extractors.registry import Registry

    registry = Registry(settings.extractors)
    for name in registry.names():
        registry.get(name)
    return ", ".join(registry.names())


def _links(settings: Settings) -> str:
    from educe.fetching.guard import Allowance

    for text in settings.fetch_allowed:
        try:
            Allowance.parse(text)
        except EduceError as error:
            raise EduceError(f"EDUCE_FETCH_ALLOWED: {error.message} Correct it.") from None
    opened = ", ".join(settings.fetch_allowed)
    return "may lead to public addresses" + (f" and {opened}" if opened else " only")


def _pipeline(settings: Settings) -> str:
    from educe.extractors.concepts.pipeline import load

    pipeline = load()
    return f"{pipeline.meta['lang']}_{pipeline.meta['name']} {pipeline.meta['version']} loads"


def _model(settings: Settings) -> str:
    return "none is set up, and none is needed: concepts are extracted offline"
