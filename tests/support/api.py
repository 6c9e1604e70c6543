"""A real server on loopback, in a thread of the tests' process, and tenants that ask it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
import uvicorn

from educe.accounts.secrets import new_secret, secret_hash
from educe.api.app import create_app
from educe.client import EduceClient
from educe.ids import new_id
from educe.settings import Settings
from tests.support.world import World


@dataclass(frozen=True)
class Tenant:
    """A user, the organization that is theirs, their token, and who asks in their name."""

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
        """The owner of an organization of that name."""
        organization = new_id()
        self.world.execute(
            "INSERT INTO kb.organizations (id, name) VALUES (%s, %s)", organization, name
        )
        return self.member(organization, name, role="owner")

    def member(self, organization: UUID, name: str, *, role: str = "member") -> Tenant:
        """Somebody who is in this organization and in no other."""
        user, token = new_id(), new_secret("token")
        self.world.execute(
            "INSERT INTO kb.users (id, email, name) VALUES (%s, %s, %s)",
            user,
            f"{user}@example.org",
            name,
        )
        self.world.execute("INSERT INTO kb.members VALUES (%s, %s, %s)", organization, user, role)
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
