"""A real server on loopback with a fresh database, two tenants, and workers where a test asks."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
import pytest
import uvicorn

from educe.accounts.secrets import new_secret, secret_hash
from educe.api.app import create_app
from educe.client import EduceClient
from educe.ids import new_id
from educe.settings import Settings
from tests.support.databases import Server
from tests.support.world import World

MAX_UPLOAD = 1_000_000


@dataclass(frozen=True)
class Tenant:
    """A user who owns an organization, their token, and who asks in their name."""

    id: UUID
    organization_id: UUID
    token: str
    http: httpx2.Client
    client: EduceClient

    def project(self, name: str = "Algorithms") -> str:
        made = self.http.post("/api/projects", json={"name": name})
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def upload(self, project_id: str, name: str, content: bytes) -> dict[str, Any]:
        answer = self.http.post(
            f"/api/projects/{project_id}/files", files=[("files", (name, content))]
        )
        assert answer.status_code == 201, answer.text
        [file] = answer.json()["files"]
        return dict(file)

    def submit(self, project_id: str, *, files: list[str] | None = None, **script: Any) -> str:
        answer = self.http.post(
            f"/api/projects/{project_id}/extractions",
            json={"extractor": "scripted", "config": script, "file_ids": files},
        )
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])


class Api:
    """The running server."""

    def __init__(self, url: str, world: World) -> None:
        self.url = url
        self.world = world
        self._open: list[httpx2.Client | EduceClient] = []

    def tenant(self, name: str) -> Tenant:
        user, organization, token = new_id(), new_id(), new_secret("token")
        self.world.execute(
            "INSERT INTO kb.users (id, email, name) VALUES (%s, %s, %s)",
            user,
            f"{user}@example.org",
            name,
        )
        self.world.execute(
            "INSERT INTO kb.organizations (id, name) VALUES (%s, %s)", organization, name
        )
        self.world.execute("INSERT INTO kb.members VALUES (%s, %s, 'owner')", organization, user)
        self.credential(user, "token", token)
        client = EduceClient(self.url, token)
        self._open.append(client)
        http = self.http(headers={"Authorization": f"Bearer {token}"})
        return Tenant(user, organization, token, http, client)

    def credential(self, user: UUID, kind: str, secret: str, expires: str = "1 day") -> None:
        self.world.execute(
            "INSERT INTO kb.credentials (id, user_id, kind, secret_hash, expires_at)"
            " VALUES (%s, %s, %s, %s, now() + %s::interval)",
            new_id(),
            user,
            kind,
            secret_hash(secret),
            expires,
        )

    def http(self, **options: Any) -> httpx2.Client:
        made = httpx2.Client(base_url=self.url, timeout=20, trust_env=False, **options)
        self._open.append(made)
        return made

    def close(self) -> None:
        for each in self._open:
            each.close()


@contextmanager
def serving(settings: Settings, api_url: str, *, port: int = 0) -> Iterator[str]:
    """The application in a thread, on this port or a free one."""
    app = create_app(settings, api_database_url=api_url)
    config = uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "the server didn't start"
        assert time.monotonic() < deadline, "the server didn't start in time"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        loop = server.servers[0].get_loop()
        loop.call_soon_threadsafe(app.state.services.listener.close)
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the server didn't stop"


@pytest.fixture(scope="module")
def api(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A server on a database of its own for each module: its tests keep apart as tenants do."""
    with server.database() as database:
        home = tmp_path_factory.mktemp("home")
        world = World(database, home, max_upload_bytes=MAX_UPLOAD, slots=1)
        with serving(world.settings, database.api_url) as url:
            made = Api(url, world)
            yield made
            made.close()
        asyncio.run(world.close())


@pytest.fixture
def anna(api: Api) -> Tenant:
    return api.tenant("Anna")


@pytest.fixture
def ben(api: Api) -> Tenant:
    return api.tenant("Ben")


@pytest.fixture
async def worker(api: Api) -> AsyncIterator[None]:
    """A real worker in a process of its own."""
    async with api.world.worker_process():
        yield


def problem(answer: httpx2.Response, status: int, slug: str) -> dict[str, Any]:
    """The answer is a problem of this kind; returns it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["type"] == f"/problems/{slug}"
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    return told
