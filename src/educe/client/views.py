"""What the server answers, as far as programs need its form; more members may come with it."""

from typing import Any, Literal, NotRequired, TypedDict

Status = Literal["pending", "running", "completed", "failed", "cancelled"]


class File(TypedDict):
    """One version of a document."""

    id: str
    project_id: str
    document_id: str
    version: int
    name: str
    size: int
    sha256: str
    media_type: str
    locked_by: list[str]


class Refused(TypedDict):
    """An upload that wasn't stored; `problem["detail"]` says why."""

    name: str
    problem: dict[str, Any]


class Uploaded(TypedDict):
    files: list[File]
    refused: list[Refused]


class Job(TypedDict):
    """An extraction: as `job` and, without the last ones, as `status` answers it."""

    id: str
    status: Status
    attempt: int
    total_items: int
    processed_items: int
    successful_items: int
    failed_items: int
    progress: int
    progress_message: str
    cancelling: bool
    elapsed_seconds: float | None
    outcome: str
    eta: dict[str, float] | None
    queue: NotRequired[dict[str, Any] | None]
    last_worker: str | None
    attempts: NotRequired[list[dict[str, Any]]]
    error_message: str | None
    created_at: str
    started_at: str | None
    completed_at: str | None
    updated_at: str
    project_id: str
    extractor: str
    priority: str
    summary: dict[str, Any] | None
    error_details: dict[str, Any] | None


class Event(TypedDict):
    """One line of a job's history."""

    seq: int
    at: str
    kind: str
    message: str
    data: dict[str, Any]


class JobHint(TypedDict):
    """What a hint says of a job; of one that is gone no more than whose it was."""

    id: str
    project_id: str
    status: NotRequired[Status]
    progress: NotRequired[int]
    cancelling: NotRequired[bool]


class ProjectHint(TypedDict):
    """What of a project has changed."""

    id: str
    changed: list[Literal["project", "files", "graph"]]


class Hint(TypedDict):
    """`hello`: fetch afresh. `jobs`: these have changed. `deleted`: these are gone. `projects`: so
    have these."""

    kind: Literal["hello", "jobs", "deleted", "projects"]
    jobs: list[JobHint]
    projects: NotRequired[list[ProjectHint]]
