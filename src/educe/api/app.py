"""The HTTP API as an application: `create_app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.routing import Match

from educe import __version__
from educe.accounts.passwords import Passwords
from educe.api import (
    admin_jobs,
    articles,
    auth,
    bulk,
    changes,
    concepts,
    courses,
    dead_letters,
    events,
    evidence,
    external,
    extraction_lists,
    extractions,
    extractors,
    feeds,
    files,
    graph,
    health,
    mailboxes,
    members,
    newsletter_links,
    newsletter_messages,
    newsletters,
    overview,
    projects,
    queue,
    reference,
    sample_course,
    schedules,
    site_rules,
    statistics,
    storage,
    tokens,
    users,
    workers,
)
from educe.api.bodies import LimitBodies
from educe.api.deps import Services
from educe.api.hints import Hints
from educe.api.idempotency import install_idempotency
from educe.api.json_headers import JsonHeaders
from educe.api.openapi import install_openapi, operation_id
from educe.api.problems import install_problems
from educe.api.ui import BUILT, Ui
from educe.db.session import Database
from educe.documents.blobs import BlobStore
from educe.documents.reading.apart import ApartReader
from educe.extractors.registry import Registry
from educe.jobs.admission import Limits
from educe.jobs.engine.procrastinate import ProcrastinateSender
from educe.jobs.queue.ranking import QueueBoard
from educe.jobs.queue.sampling import sampling
from educe.jobs.rules import Rules
from educe.jobs.schedules.scheduler import Scheduler
from educe.jobs.watch import Listener
from educe.mailboxes.access import Mail, MailOptions
from educe.settings import Settings

_ROUTERS = (
    # before `extractions`, whose ids would take their names
    *(extraction_lists, overview, sample_course),
    *(auth, tokens, users, members, projects, courses, files, extractions, bulk, events, changes),
    *(dead_letters, graph, concepts, evidence, extractors, health, schedules, mailboxes),
    newsletters,
    *(articles, newsletter_links, newsletter_messages, site_rules, feeds),
    *(admin_jobs, external, statistics, storage, queue, workers),
)
_DESCRIPTION = """Upload documents, start an extraction, watch it, and get a graph in which every
fact points at the words it came from. Errors are problem+json (RFC 9457)."""


def create_app(settings: Settings, *, api_database_url: str) -> FastAPI:
    """The application. It opens the database, the blob store and a listener when it starts, and
    closes them when it stops; before that, call `app.state.services.listener.close()` to end the
    streams that are open."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _opened(settings, api_database_url) as services:
            app.state.services = services
            yield

    app = FastAPI(
        title="Educe",
        version=__version__,
        description=_DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,  # `reference` does it
        redoc_url=None,
        generate_unique_id_function=operation_id,
        lifespan=lifespan,
    )
    app.add_middleware(LimitBodies, most=settings.max_json_bytes)
    app.add_middleware(JsonHeaders)
    install_problems(app)
    install_idempotency(app)
    for router in _ROUTERS:
        app.include_router(router.router)
    app.include_router(reference.router)
    _refuse_the_rest(app)
    app.router.default = Ui(BUILT, otherwise=app.router.default)
    install_openapi(app)
    return app


@asynccontextmanager
async def _opened(settings: Settings, api_database_url: str) -> AsyncIterator[Services]:
    database = Database(api_database_url)
    # the board looks while those who ask it hold connections of the other
    board_database = Database(api_database_url, pool_size=1)
    passwords = Passwords()
    hints = Hints(database)
    mail = Mail(MailOptions.from_settings(settings))
    rules = Rules(
        Registry(settings.extractors),
        ProcrastinateSender(),
        Limits.from_settings(settings),
        settings.max_files_per_job,
    )
    board = QueueBoard(board_database, rules, settings)
    try:
        async with (
            Listener(api_database_url, database.session).running() as listener,
            Scheduler(database, rules, hints.changed).running() as scheduler,
            sampling(board_database, lease_seconds=settings.lease_seconds),
        ):
            yield Services(
                settings=settings,
                database=database,
                passwords=passwords,
                blobs=BlobStore.open(settings.blob_store_url),
                rules=rules,
                listener=listener,
                hints=hints,
                scheduler=scheduler,
                board=board,
                reader=ApartReader(),
                mail=mail,
            )
    finally:
        passwords.close()
        mail.close()
        await hints.close()
        await board.close()
        await board_database.close()
        await database.close()


def _refuse_the_rest(app: FastAPI) -> None:
    """Below /api nothing else answers: no page of the UI for a mistyped address."""

    @app.api_route(
        "/api/{path:path}",
        methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        include_in_schema=False,
    )
    async def nothing_here(request: Request, path: str) -> None:
        known = any(
            route.matches(request.scope)[0] is Match.PARTIAL for route in request.app.routes
        )
        raise HTTPException(405 if known else 404)
