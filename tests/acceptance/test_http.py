"""The whole way through HTTP, as a program or a page would go it."""

import json
from typing import Any

import httpx2
import pytest

from tests.support.courses import COURSE
from tests.support.installation import Installation, Served

pytestmark = pytest.mark.slow


def test_files_become_a_graph_whose_quotes_stand_in_the_files(
    installation: Installation, port: int
) -> None:
    with installation.serving(port) as served:
        course = served.ask("POST", "/api/courses", json={"name": "Algorithms"})["id"]
        for path in sorted(COURSE.glob("0[79]*")):
            with path.open("rb") as file:
                files = {"files": (path.name, file)}
                served.ask("POST", f"/api/courses/{course}/files", files=files)
        job = served.ask("POST", f"/api/courses/{course}/extractions", json={})["id"]

        events = list(_events(served, job))
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
        assert events[0]["kind"] == "submitted"
        assert events[-1]["kind"] == "completed"
        again = list(_events(served, job, after=events[1]["seq"]))
        assert again == events[2:]

        status = served.ask("GET", f"/api/extractions/{job}/status")
        assert (status["status"], status["progress"]) == ("completed", 100)
        names = {
            a["name"] for a in served.ask("GET", f"/api/extractions/{job}/artifacts")["artifacts"]
        }
        assert names == {"graph.json", "concepts.csv", "graph.graphml"}

        graph = served.ask("GET", f"/api/courses/{course}/graph")
        assert {"dynamic programming", "hash table"} <= {o["name"] for o in graph["objects"]}
        texts: dict[str, str] = {}
        for thing in [*graph["objects"], *graph["relationships"]]:
            assert thing["evidence"]
            for evidence in thing["evidence"]:
                file = evidence["file_id"]
                if file not in texts:
                    texts[file] = served.ask("GET", f"/api/files/{file}/text")["text"]
                assert texts[file][evidence["start"] : evidence["end"]] == evidence["quote"]


def test_without_a_token_everything_is_refused_and_the_sign_in_link_works_once(
    installation: Installation, port: int
) -> None:
    with installation.serving(port) as served:
        refused = httpx2.get(f"{served.url}/api/projects")
        assert refused.status_code == 401
        assert refused.headers["content-type"].startswith("application/problem+json")
        secret = _sign_in_secret(served)
        with httpx2.Client(base_url=served.url, headers={"Origin": served.url}) as browser:
            assert browser.post("/api/auth/sign-in", json={"secret": secret}).is_success
            assert browser.get("/api/auth/me").json()["email"] == "owner@localhost"
        second = httpx2.post(
            f"{served.url}/api/auth/sign-in",
            json={"secret": secret},
            headers={"Origin": served.url},
        )
        assert second.status_code == 401


def _events(served: Served, job: str, after: int = 0) -> list[dict[str, Any]]:
    """The job's events by SSE, from behind number `after` to its end."""
    headers = {"Authorization": f"Bearer {served.token}", "Accept": "text/event-stream"}
    if after:
        headers["Last-Event-ID"] = str(after)
    url = f"{served.url}/api/extractions/{job}/events"
    with httpx2.stream("GET", url, headers=headers, timeout=60) as answer:
        return [json.loads(line[5:]) for line in answer.iter_lines() if line.startswith("data:")]


def _sign_in_secret(served: Served) -> str:
    """From the link that `serve` printed."""
    assert served.process.stdout is not None
    for line in served.process.stdout:
        if "/sign-in#" in line:
            return line.strip().rpartition("#")[2]
    raise AssertionError("serve printed no sign-in link")
