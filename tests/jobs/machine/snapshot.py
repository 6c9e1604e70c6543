"""All that the database says of jobs, at one moment."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from educe.jobs.dependencies import is_met
from educe.jobs.states import Status
from tests.jobs.machine.ground import Ground

Row = dict[str, Any]
_STATEMENTS = [
    "SELECT * FROM kb.extraction_jobs ORDER BY id",
    "SELECT * FROM kb.job_items ORDER BY job_id, seq",
    "SELECT job_id, seq, kind FROM kb.job_events ORDER BY job_id, seq",
    "SELECT * FROM kb.job_attempts ORDER BY job_id, attempt",
    "SELECT * FROM kb.job_dependencies ORDER BY job_id, needs_id",
    "SELECT * FROM kb.job_files ORDER BY job_id, position",
    "SELECT * FROM kb.workers",
    "SELECT id, max_running_jobs FROM kb.users",
    "SELECT id, max_running_jobs FROM kb.organizations",
    "SELECT kind, name FROM kb.pauses",
]


@dataclass(frozen=True)
class Snapshot:
    jobs: dict[UUID, Row]
    items: dict[UUID, list[Row]]
    events: dict[UUID, list[Row]]
    attempts: dict[UUID, list[Row]]
    needs: dict[UUID, list[Row]]
    files: dict[UUID, list[UUID | None]]  # that jobs name; none: deleted since
    workers: dict[UUID, Row]
    limits: dict[UUID | None, int]  # of users
    organization_limits: dict[UUID, int | None]
    pauses: set[tuple[str, str]]

    @classmethod
    def take(cls, ground: Ground) -> "Snapshot":
        jobs, items, events, attempts, needs, named, workers, users, organizations, pauses = (
            ground.rows_of(_STATEMENTS)
        )
        default = ground.limits
        return cls(
            {row["id"]: row for row in jobs},
            _by_job(items),
            _by_job(events),
            _by_job(attempts),
            _by_job(needs),
            _files(named),
            {row["id"]: row for row in workers},
            {None: default.user}
            | {row["id"]: row["max_running_jobs"] or default.user for row in users},
            {row["id"]: row["max_running_jobs"] or default.organization for row in organizations},
            {(row["kind"], row["name"]) for row in pauses},
        )

    # jobs

    def active(self) -> Iterator[Row]:
        return (job for job in self.jobs.values() if not ended(job))

    def admitted(self, **of: UUID | None) -> list[Row]:
        """Active jobs that take a place; `of`: of whose."""
        return [
            job
            for job in self.active()
            if job["admitted_at"] is not None and all(job[k] == v for k, v in of.items())
        ]

    def is_paused(self, job: Row) -> bool:
        return ("queue", "") in self.pauses or ("extractor", job["extractor"]) in self.pauses

    def met(self, job: Row) -> list[bool | None]:
        """For each of the job's needs: has it come true? None: that is open."""
        needs = self.needs[job["id"]]
        return [self.came_true(need["needs_id"], need["condition"]) for need in needs]

    def came_true(self, job_id: UUID, condition: str) -> bool | None:
        return is_met(condition, Status(self.jobs[job_id]["status"]))

    def has_room(self, job: Row) -> bool:
        """In its organization, where that has a limit."""
        limit = self.organization_limits[job["organization_id"]]
        return limit is None or limit > len(self.admitted(organization_id=job["organization_id"]))

    def could_run(self, job: Row, now: Any) -> bool:
        """A place for its owner is all that this job waits for."""
        return (
            job["status"] == "pending"
            and job["admitted_at"] is None
            and job["run_at"] <= now
            and not self.is_paused(job)
            and all(self.met(job))
            and self.has_room(job)
        )

    def locks(self, file_id: UUID) -> list[UUID]:
        """The active jobs that lock the file."""
        return [job["id"] for job in self.active() if file_id in self.files[job["id"]]]

    # claims

    def held(self, job_id: UUID, token: UUID) -> set[int]:
        """The numbers of the items that the token holds."""
        return {item["seq"] for item in self.items[job_id] if item["token"] == token}

    def claims(self, job_id: UUID) -> set[tuple[int, UUID]]:
        """Which items of the job are held by which tokens."""
        return {(i["seq"], i["token"]) for i in self.items[job_id] if i["token"] is not None}

    def holds_stage(self, job_id: UUID, token: UUID) -> bool:
        job = self.jobs.get(job_id)
        return job is not None and job["status"] == "running" and job["stage_token"] == token

    def works(self, worker_id: UUID) -> bool:
        """The worker is there and takes work."""
        worker = self.workers[worker_id]
        return worker["ended_at"] is None and worker["paused_at"] is None


def ended(job: Row) -> bool:
    return Status(job["status"]).ended


def _by_job(rows: list[Row]) -> dict[UUID, list[Row]]:
    grouped: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["job_id"]].append(row)
    return grouped


def _files(named: list[Row]) -> dict[UUID, list[UUID | None]]:
    files: defaultdict[UUID, list[UUID | None]] = defaultdict(list)
    for row in named:
        files[row["job_id"]].append(row["file_id"])
    return files
