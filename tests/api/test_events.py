"""A job's events: complete, in order, each once, over any number of lost connections."""

import asyncio
import random
import threading
import time
from typing import Any

import httpx2
import psutil
import psycopg
import pytest
from httpx2 import EventSource

from educe.api import sse
from educe.client import EduceApiError, EduceClient
from educe.jobs import watch
from educe.jobs.events import CHANNEL
from tests.api.conftest import Api, Tenant, problem, serving
from tests.support.world import until

pytestmark = pytest.mark.slow


def read(http: httpx2.Client, job: str, headers: dict[str, str], most: int = 10**9) -> list[Any]:
    """The first events of the stream; then the connection is dropped."""
    seen: list[Any] = []
    with http.stream("GET", f"/api/extractions/{job}/events", headers=headers) as answer:
        if answer.status_code == 204:
            return seen
        assert answer.headers["content-type"].startswith("text/event-stream")
        for event in EventSource(answer):
            if event.data:
                assert event.id == str(event.json()["seq"])  # type: ignore[index]
                assert event.event == event.json()["kind"]  # type: ignore[index]
                seen.append(event.json())
                if len(seen) >= most:
                    break
    return seen


class Happening(threading.Thread):
    """Adds events to a job, as fast as it goes, and cancels the job at the end."""

    def __init__(self, api: Api, job: str, number: int, *, told: bool) -> None:
        super().__init__(daemon=True)
        self.api, self.job, self.number, self.told = api, job, number, told

    def run(self) -> None:
        with psycopg.connect(self.api.world.database.owner_url, autocommit=True) as connection:
            for n in range(self.number):
                connection.execute(
                    "SELECT kb.add_event(%s, 'progress', %s)", [self.job, f"step {n}"]
                )
                if self.told:
                    connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, self.job])
                time.sleep(0.002)
            with connection.transaction():
                connection.execute(
                    "UPDATE kb.extraction_jobs SET status = 'cancelled' WHERE id = %s", [self.job]
                )
                connection.execute("SELECT kb.add_event(%s, 'cancelled', 'Cancelled')", [self.job])
            if self.told:
                connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, self.job])


def connected_to(port: int) -> bool:
    """Whether somebody is connected to this port."""
    connections = psutil.Process().net_connections("tcp")
    return any(c.laddr.port == port and c.status == "ESTABLISHED" for c in connections)


async def test_a_stream_that_is_cut_again_and_again_loses_and_repeats_nothing(
    api: Api, anna: Tenant
) -> None:
    job = anna.submit(anna.project())
    happening = Happening(api, job, 150, told=True)
    happening.start()
    seen: list[int] = []
    dice = random.Random(7)
    while True:
        last = {"Last-Event-ID": str(seen[-1])} if seen else {}
        got = read(anna.http, job, last, dice.randint(1, 25))
        if not got:
            break
        seen += [event["seq"] for event in got]
    assert seen == list(range(1, 153))  # submitted, 150 steps, cancelled
    happening.join(10)


@pytest.mark.slow
async def test_a_lost_notification_delays_but_loses_nothing(api: Api, anna: Tenant) -> None:
    job = anna.submit(anna.project())
    Happening(api, job, 3, told=False).start()
    assert [event["seq"] for event in read(anna.http, job, {})] == [1, 2, 3, 4, 5]


async def test_an_ended_jobs_stream_ends_and_a_browser_is_told_not_to_come_back(
    anna: Tenant,
) -> None:
    job = anna.submit(anna.project())
    anna.client.cancel(job)
    path = f"/api/extractions/{job}/events"
    assert [event["kind"] for event in read(anna.http, job, {})] == ["submitted", "cancelled"]
    assert anna.http.get(path, headers={"Last-Event-ID": "2"}).status_code == 204
    assert [event["seq"] for event in read(anna.http, job, {"Last-Event-ID": "1"})] == [2]


async def test_events_come_as_a_list_too(anna: Tenant) -> None:
    job = anna.submit(anna.project())
    path, accept = f"/api/extractions/{job}/events", {"Accept": "application/json"}
    [event] = anna.http.get(path, headers=accept).json()
    assert (event["seq"], event["kind"], event["message"]) == (1, "submitted", "Submitted")
    assert anna.http.get(path + "?after=1", headers=accept).json() == []


async def test_a_list_can_be_of_one_kind(anna: Tenant) -> None:
    job = anna.submit(anna.project())
    anna.client.cancel(job)
    path, accept = f"/api/extractions/{job}/events", {"Accept": "application/json"}
    [event] = anna.http.get(path + "?kind=cancelled", headers=accept).json()
    assert (event["seq"], event["kind"]) == (2, "cancelled")
    assert anna.http.get(path + "?kind=cancelled&after=2", headers=accept).json() == []
    assert anna.http.get(path + "?kind=warning", headers=accept).json() == []
    problem(anna.http.get(path + "?kind=%00", headers=accept), 400, "invalid-input")


async def test_a_last_event_id_that_is_no_number_is_refused(anna: Tenant) -> None:
    path = f"/api/extractions/{anna.submit(anna.project())}/events"
    for told in ("x", "-1", "1.5", "9" * 30):
        problem(anna.http.get(path, headers={"Last-Event-ID": told}), 400, "invalid-input")
    problem(anna.http.get(path + "?after=-1"), 400, "invalid-input")


async def test_the_stream_ends_when_the_job_is_deleted(api: Api, anna: Tenant) -> None:
    job = anna.submit(anna.project())
    events = anna.client.watch(job)
    assert next(events)["kind"] == "submitted"
    api.world.execute("DELETE FROM kb.extraction_jobs WHERE id = %s", job)
    api.world.execute("SELECT pg_notify(%s, %s)", CHANNEL, job)
    with pytest.raises(EduceApiError, match="no such extraction"):
        next(events)


@pytest.mark.slow
async def test_the_client_watches_on_over_a_restart_of_the_server(api: Api, anna: Tenant) -> None:
    """And over one more: the server is stopped in the middle of the stream."""
    job = anna.submit(anna.project())
    with serving(api.world.settings, api.world.database.api_url) as url:
        port = int(url.rsplit(":", 1)[1])
        client = EduceClient(url, anna.token)
        events = client.watch(job)
        assert next(events)["seq"] == 1
    Happening(api, job, 20, told=True).start()
    with serving(api.world.settings, api.world.database.api_url, port=port):
        assert [event["seq"] for event in events] == list(range(2, 23))
    client.close()


@pytest.mark.slow
async def test_a_server_that_restarts_without_news_is_no_end(api: Api, anna: Tenant) -> None:
    """Nor does a stream end that begins and ends with nothing in between."""
    job = anna.submit(anna.project())
    with serving(api.world.settings, api.world.database.api_url) as url:
        port = int(url.rsplit(":", 1)[1])
        client = EduceClient(url, anna.token)
        events = client.watch(job)
        assert next(events)["seq"] == 1
    seen: list[int] = []
    watching = threading.Thread(target=lambda: seen.extend(event["seq"] for event in events))
    with serving(api.world.settings, api.world.database.api_url, port=port):
        watching.start()
        await until(lambda: connected_to(port))
    assert watching.is_alive()
    Happening(api, job, 3, told=True).start()
    with serving(api.world.settings, api.world.database.api_url, port=port):
        await asyncio.to_thread(watching.join, 20)
    assert seen == [2, 3, 4, 5]
    client.close()


async def test_a_stream_that_has_lived_for_long_ends_and_is_taken_up_again(
    api: Api, anna: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "_LIFE_SECONDS", (0.0, 0.0))
    job = anna.submit(anna.project())
    assert [event["seq"] for event in read(anna.http, job, {})] == [1]
    Happening(api, job, 3, told=True).start()
    assert [event["seq"] for event in anna.client.watch(job)] == [1, 2, 3, 4, 5]


async def test_a_quiet_stream_gives_signs_of_life_through_proxies(
    anna: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "SIGN_OF_LIFE_SECONDS", 0.05)
    job = anna.submit(anna.project())
    for path in (f"/api/extractions/{job}/events?after=1", "/api/events"):
        with anna.http.stream("GET", path) as answer:
            assert answer.headers["x-accel-buffering"] == "no"
            assert answer.headers["cache-control"] == "no-store"
            lines = answer.iter_lines()
            assert next(lines) == "retry: 2000"
            told = [line for line, _ in zip(lines, range(10), strict=False) if line]
        assert told.count(": still here") >= 2
