"""An Idempotency-Key: what is sent twice is made once."""

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2
import psycopg
import pytest

from educe.client import EduceClient
from educe.ids import new_id
from tests.api.conftest import Api, Tenant, problem
from tests.support.world import until

pytestmark = pytest.mark.slow

REPLAYED = "idempotency-replayed"


def key(value: object = None) -> dict[str, str]:
    return {"Idempotency-Key": str(value or new_id())}


def extraction(succeed: int = 1) -> dict[str, Any]:
    return {"extractor": "scripted", "config": {"succeed": succeed}}


def keys_of(api: Api, tenant: Tenant) -> list[dict[str, Any]]:
    return api.world.rows("SELECT * FROM kb.idempotency_keys WHERE user_id = %s", tenant.id)


async def test_what_is_sent_again_gets_the_same_answer_and_makes_nothing_more(
    anna: Tenant,
) -> None:
    project = anna.project()
    paths: dict[str, dict[str, Any]] = {
        "/api/projects": {"name": "Once"},
        "/api/courses": {"name": "Once"},
        f"/api/projects/{project}/extractions": extraction(),
        "/api/extractions/batch": {"jobs": [{"project_id": project, **extraction()}] * 3},
    }
    for path, body in paths.items():
        once = key()
        first = anna.http.post(path, json=body, headers=once)
        assert first.is_success, first.text
        assert REPLAYED not in first.headers
        again = anna.http.post(path, json=body, headers=once)
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert again.headers[REPLAYED] == "true"
        assert again.headers.get("location") == first.headers.get("location")
    assert len(anna.client.projects()) == 3
    assert len(list(anna.client.jobs())) == 4


async def test_a_courses_extraction_takes_a_key_too(anna: Tenant) -> None:
    path = f"/api/courses/{anna.client.create_course('Logic')['id']}/extractions"
    once = key()
    made = [anna.http.post(path, json=extraction(), headers=once).json()["id"] for _ in range(3)]
    assert len(set(made)) == 1


async def test_without_a_key_each_request_makes_something(api: Api, anna: Tenant) -> None:
    path = f"/api/projects/{anna.project()}/extractions"
    made = {anna.http.post(path, json=extraction()).json()["id"] for _ in range(2)}
    assert len(made) == 2
    assert keys_of(api, anna) == []


async def test_a_key_of_another_request_is_refused(anna: Tenant) -> None:
    project, other, once = anna.project(), anna.project(), key()
    path = f"/api/projects/{project}/extractions"
    assert anna.http.post(path, json=extraction(), headers=once).is_success
    for address, body in (
        (path, extraction(2)),
        (path, {**extraction(), "priority": "low"}),
        (f"/api/projects/{other}/extractions", extraction()),
        (f"{path}?x=1", extraction()),
        ("/api/projects", {"name": "x"}),
    ):
        answer = anna.http.post(address, json=body, headers=once)
        problem(answer, 409, "idempotency-key-reused")
    assert len(list(anna.client.jobs())) == 1


async def test_the_same_request_written_in_another_way_is_the_same(anna: Tenant) -> None:
    path, once = f"/api/projects/{anna.project()}/extractions", key()
    writings = (
        b'{"extractor": "scripted", "config": {"succeed": 1}}',
        b'{ "config":{"succeed":1},\n"extractor":"scripted" }',
    )
    made = {
        anna.http.post(
            path, content=body, headers={**once, "Content-Type": "application/json"}
        ).json()["id"]
        for body in writings
    }
    assert len(made) == 1


async def test_the_quotes_of_the_draft_do_not_count(anna: Tenant) -> None:
    path, value = f"/api/projects/{anna.project()}/extractions", new_id()
    made = {
        anna.http.post(path, json=extraction(), headers=key(written)).json()["id"]
        for written in (value, f'"{value}"')
    }
    assert len(made) == 1


async def test_the_same_key_of_another_user_is_another_key(anna: Tenant, ben: Tenant) -> None:
    once = key("mine")
    for tenant in (anna, ben):
        answer = tenant.http.post("/api/projects", json={"name": "x"}, headers=once)
        assert answer.status_code == 201
        assert REPLAYED not in answer.headers
        assert len(tenant.client.projects()) == 1


async def test_a_key_that_can_not_be_one_is_refused(anna: Tenant) -> None:
    for value in (b"", b"x" * 256, b"a\tb", "é".encode(), b'""'):
        answer = anna.http.post(
            "/api/projects", json={"name": "x"}, headers={b"Idempotency-Key": value}
        )
        assert "Idempotency-Key" in problem(answer, 400, "invalid-input")["detail"]
    assert anna.client.projects() == []
    longest = anna.http.post("/api/projects", json={"name": "x"}, headers=key("x" * 255))
    assert longest.status_code == 201


async def test_a_refused_request_leaves_its_key_free(api: Api, anna: Tenant) -> None:
    path, once = f"/api/projects/{anna.project()}/extractions", key()
    problem(anna.http.post(path, json=extraction(-1), headers=once), 400, "invalid-config")
    assert keys_of(api, anna) == []
    corrected = anna.http.post(path, json=extraction(), headers=once)
    assert corrected.status_code == 202
    assert REPLAYED not in corrected.headers


async def test_duplicates_that_come_at_once_make_one_job(anna: Tenant) -> None:
    path, once = f"/api/projects/{anna.project()}/extractions", key()

    def send(_: int) -> httpx2.Response:
        return anna.http.post(path, json=extraction(), headers=once)

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(send, range(32)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum(REPLAYED not in answer.headers for answer in answers) == 1
    assert len(list(anna.client.jobs())) == 1


@contextmanager
def admission_held(api: Api, tenant: Tenant) -> Iterator[psycopg.Connection]:
    """While this is open, the tenant's submits wait with everything written and nothing committed;
    ends with a rollback."""
    with psycopg.connect(api.world.database.owner_url) as holder:
        holder.execute("SELECT FROM kb.users WHERE id = %s FOR NO KEY UPDATE", [tenant.id])
        yield holder
        holder.rollback()


async def waiting(api: Api, what: str) -> list[int]:
    """The processes of the database that wait for a lock while they run a statement like this."""

    def look() -> list[int]:
        rows = api.world.rows(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query ILIKE %s",
            f"%{what}%",
        )
        return [row["pid"] for row in rows]

    return await until(look)


async def test_a_duplicate_waits_for_the_first_and_gets_its_answer(api: Api, anna: Tenant) -> None:
    path, once = f"/api/projects/{anna.project()}/extractions", key()

    def send() -> httpx2.Response:
        return anna.http.post(path, json=extraction(), headers=once)

    with admission_held(api, anna):
        first = asyncio.create_task(asyncio.to_thread(send))
        await waiting(api, "kb.admit")
        second = asyncio.create_task(asyncio.to_thread(send))
        await waiting(api, "INSERT INTO kb.idempotency_keys")
        assert not first.done()
        assert not second.done()
    made, again = await first, await second
    assert (made.json(), REPLAYED in made.headers) == (again.json(), False)
    assert again.headers[REPLAYED] == "true"


async def test_a_first_request_that_breaks_in_between_leaves_nothing_and_the_second_does_the_work(
    api: Api, anna: Tenant
) -> None:
    path, once = f"/api/projects/{anna.project()}/extractions", key()

    def send() -> httpx2.Response:
        return anna.http.post(path, json=extraction(), headers=once)

    with admission_held(api, anna):
        first = asyncio.create_task(asyncio.to_thread(send))
        [broken] = await waiting(api, "kb.admit")
        second = asyncio.create_task(asyncio.to_thread(send))
        await waiting(api, "INSERT INTO kb.idempotency_keys")
        api.world.execute("SELECT pg_terminate_backend(%s)", broken)
        problem(await first, 503, "unavailable")
        assert not second.done()
    done = await second
    assert (done.status_code, REPLAYED in done.headers) == (202, False)
    [job] = anna.client.jobs()
    assert job["id"] == done.json()["id"]


async def test_an_answer_is_given_again_for_a_day(api: Api, anna: Tenant) -> None:
    once = key()

    def send() -> httpx2.Response:
        return anna.http.post("/api/projects", json={"name": "x"}, headers=once)

    def grow_older(by: str) -> None:
        api.world.execute(
            "UPDATE kb.idempotency_keys SET created_at = now() - %s::interval WHERE user_id = %s",
            by,
            anna.id,
        )

    first = send().json()["id"]
    grow_older("23 hours 59 minutes")
    assert send().json()["id"] == first
    grow_older("24 hours 1 second")
    second = send()
    assert second.json()["id"] != first
    assert REPLAYED not in second.headers
    assert send().json()["id"] == second.json()["id"]


async def test_a_worker_forgets_old_keys_only(api: Api, anna: Tenant) -> None:
    for age in ("23 hours", "25 hours", "3 days"):
        once = key()
        anna.http.post("/api/projects", json={"name": "x"}, headers=once)
        api.world.execute(
            "UPDATE kb.idempotency_keys SET created_at = now() - %s::interval WHERE key = %s",
            age,
            once["Idempotency-Key"],
        )
    with psycopg.connect(api.world.database.worker_url) as worker:
        row = worker.execute("SELECT kb.forget_idempotency_keys()").fetchone()
    assert row is not None
    assert row[0] >= 2
    assert len(keys_of(api, anna)) == 1


class Mishap:
    """A server in between that passes requests on, and loses the first answers on their way."""

    def __init__(self, url: str, *, lost: int) -> None:
        self._target = (str(urlsplit(url).hostname), int(urlsplit(url).port or 80))
        self._lost = lost
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests = 0

    def serve(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            with caller, socket.create_connection(self._target) as server:
                server.sendall(_request(caller).replace(b"keep-alive", b"close"))
                self.requests += 1
                answer = b""
                while part := server.recv(65536):
                    answer += part
                if self.requests > self._lost:
                    caller.sendall(answer)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def _request(caller: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += caller.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    [length] = re.findall(rb"(?i)content-length: (\d+)", head)
    while len(body) < int(length):
        body += caller.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def losing(api: Api, lost: int) -> Iterator[Mishap]:
    mishap = Mishap(api.url, lost=lost)
    thread = threading.Thread(target=mishap.serve)
    thread.start()
    try:
        yield mishap
    finally:
        mishap.close()
        thread.join()


@pytest.mark.slow
async def test_the_client_asks_again_when_an_answer_is_lost_and_makes_it_once(
    api: Api, anna: Tenant
) -> None:
    project = anna.project()
    with losing(api, 1) as mishap, EduceClient(mishap.url, anna.token) as client:
        job = client.submit(project, "scripted", config={"succeed": 1})
    assert mishap.requests == 2
    assert [found["id"] for found in anna.client.jobs()] == [job["id"]]


async def test_a_program_can_give_its_own_key(anna: Tenant) -> None:
    project, mine = anna.project(), str(new_id())
    made = {anna.client.submit(project, "scripted", idempotency_key=mine)["id"] for _ in range(2)}
    assert len(made) == 1
