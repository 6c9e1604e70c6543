"""What the pictures show: the sample course, extracted, and some work around it."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from educe.client import EduceClient
from educe.client.external import item_result
from educe.db.embedded import EmbeddedServer
from tests.documents.making import lecture_pdf
from tests.support.installation import Served

CONCEPT = "heap"
PEOPLE = (
    ("jonas@example.org", "Jonas Weber"),
    ("amina@example.org", "Amina Diallo"),
    ("li@example.org", "Li Na"),
)
NOTES = {
    "Quality handbook": (
        "audits.md",
        "# Audits\n\nAn internal audit is a planned check of a process. A process is a chain of"
        " activities. A corrective action is an activity that removes the cause of a defect."
        " An audit report consists of findings and corrective actions.\n",
    ),
    "Marine biology": (
        "plankton.txt",
        "Plankton is a community of organisms that drift in water. Phytoplankton is plankton that"
        " lives on light. Krill is a kind of zooplankton. Zooplankton is plankton that feeds on"
        " phytoplankton. A food web consists of producers and consumers.\n",
    ),
    "Linear algebra": (
        "spaces.md",
        "# Vector spaces\n\nA vector space is a set of vectors that can be added and scaled."
        " A basis is a set of vectors that spans a vector space. The dimension is the number of"
        " vectors of a basis. A linear map is a function between vector spaces.\n",
    ),
}
_HOURS = 7 * 24
Execute = Callable[..., Any]


class Sample:
    def __init__(self, served: Served) -> None:
        self._served = served
        self._client = EduceClient(served.url, served.token)
        #: what addresses of pictures name
        self.places: dict[str, str] = {}

    def introduce(self) -> None:
        """Gives the owner a name, and company."""
        me = "/api/admin/users/owner@localhost"
        given = {"name": "Maria Rossi", "email": "maria@example.org"}
        self._served.ask("PATCH", me, json=given)
        [organization] = self._served.ask("GET", "/api/admin/organizations")["organizations"]
        for email, name in PEOPLE:
            person = {"email": email, "name": name, "organization_id": organization["id"]}
            self._served.ask("POST", "/api/admin/users", json=person)

    def link(self) -> str:
        """Signs the owner in, once."""
        made = self._served.ask("POST", "/api/admin/users/maria@example.org/link")
        return str(made["url"])

    def start_course(self) -> None:
        made = self._served.ask("POST", "/api/sample-course")
        self.places |= {"course": made["project"]["id"], "completed": made["job"]["id"]}

    def finish_course(self) -> None:
        """When its extraction has ended: where the evidence is."""
        self._client.wait(self.places["completed"])
        course = self.places["course"]
        found = self._served.ask("GET", f"/api/projects/{course}/concepts?search={CONCEPT}")
        concept = found["concepts"][0]["id"]
        self.places["concept"] = concept
        evidence = self._served.ask("GET", f"/api/concepts/{concept}/evidence")["evidence"]
        for kind, endings in (("pdf", (".pdf",)), ("text", (".txt", ".md", ".html"))):
            item = next(item for item in evidence if item["file_name"].endswith(endings))
            self.places |= {
                kind: item["file_id"],
                f"{kind}_start": str(item["start"]),
                f"{kind}_end": str(item["end"]),
            }

    def add_work(self) -> None:
        """Other projects, and jobs that went well, badly, or not yet."""
        for name, (file, text) in NOTES.items():
            project = self._project(name)
            self._upload(project, file, text.encode())
            for _ in range(2):
                self._client.wait(self._submit(project))
        self.places["waiting"] = self._later(project)
        scans = self._project("Scanned minutes")
        broken = self._upload(scans, "minutes-2019.pdf", b"%PDF-1.4\nnonsense")
        self.places["failed"] = self._submit(scans, [broken])
        self._upload(scans, "minutes-2020.pdf", lecture_pdf(4))
        self.places["partial"] = self._submit(scans)
        for job in ("failed", "partial"):
            self._client.wait(self.places[job])
        self._by_a_program(scans)

    def add_schedules(self) -> None:
        for name, cron in (("Weekday mornings", "30 7 * * MON-FRI"), ("Each month", "0 6 1 * *")):
            self._schedule(self.places["course"], name, cron)

    def _project(self, name: str) -> str:
        return str(self._served.ask("POST", "/api/projects", json={"name": name})["id"])

    def _upload(self, project: str, name: str, content: bytes) -> str:
        files = [("files", (name, content))]
        answer = self._served.ask("POST", f"/api/projects/{project}/files", files=files)
        return str(answer["files"][0]["id"])

    def _submit(self, project: str, files: list[str] | None = None, **more: Any) -> str:
        given = {"extractor": "concepts", "file_ids": files, **more}
        answer = self._served.ask("POST", f"/api/projects/{project}/extractions", json=given)
        return str(answer["id"])

    def _later(self, project: str) -> str:
        at = datetime.now(UTC).replace(minute=0, second=0) + timedelta(hours=9)
        return self._submit(project, run_at=at.isoformat())

    def _by_a_program(self, project: str) -> None:
        """A job that is half done by a program outside."""
        job = self._client.submit(project, "external", file_ids=[])["id"]
        claim = self._client.external.claim(job, "OCR on host 7", lease_seconds=3600)
        claim.add([(f"page {number}", None) for number in range(1, 41)])
        claim.send([item_result(item["seq"]) for item in claim.take(26)])

    def _schedule(self, project: str, name: str, cron: str) -> None:
        given = {"name": name, "cron": cron, "timezone": "Europe/Berlin", "extractor": "concepts"}
        self._served.ask("POST", f"/api/projects/{project}/schedules", json=given)


def add_history(home: Path, project: str) -> None:
    """The week before, hour by hour, as the counters would tell of it."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with (
        EmbeddedServer.start(home) as server,
        psycopg.connect(server.url) as connection,
        connection.cursor() as cursor,
    ):
        for ago in range(1, _HOURS):
            hour = now - timedelta(hours=ago)
            _add_hour(cursor.execute, project, hour, _busy(hour))


def _busy(hour: datetime) -> int:
    """Jobs in an hour: many on workdays about eleven, few at night."""
    by_day = math.exp(-(((hour.hour - 11) / 4.5) ** 2))
    return round(2 + (38 if hour.weekday() < 5 else 6) * by_day + hour.day * 7 % 5)


def _add_hour(execute: Execute, project: str, hour: datetime, jobs: int) -> None:
    failed = jobs // 14 + (hour.hour % 9 == 4)
    for status, count in (("pending", jobs), ("running", jobs), ("completed", jobs - failed)):
        _add_line(execute, project, hour, status, count)
    _add_line(execute, project, hour, "failed", failed)
    for measure, usual in (("wait", 900 * jobs), ("run", 14_000)):
        for octave, share in ((-1, 3), (0, 5), (1, 2)):
            bucket = math.floor(4 * math.log2(usual)) + 4 * octave
            execute(
                "INSERT INTO kb.job_times VALUES (%s, %s, 'concepts', %s, %s, %s)",
                (project, hour, measure, bucket, share),
            )
    execute(
        "INSERT INTO kb.queue_samples VALUES (%s, %s, %s, %s, 2, 4)",
        (hour, jobs // 6, min(4, jobs // 5), 1.8 * jobs),
    )


def _add_line(execute: Execute, project: str, hour: datetime, status: str, count: int) -> None:
    ended = status in ("completed", "failed")
    numbers = (900 * count * count, 14_000 * count * ended, 11 * count * ended, count // 9 * ended)
    execute(
        "INSERT INTO kb.job_history VALUES (%s, %s, 'concepts', %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (project, hour, status, count, *numbers),
    )
