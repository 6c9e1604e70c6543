"""`EduceClient`: what the HTTP API can do, as methods."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from educe.client.admin_jobs import AdminJobs
from educe.client.articles import Articles
from educe.client.bulk import Bulk
from educe.client.errors import EduceApiError
from educe.client.external import External
from educe.client.mailboxes import Mailboxes
from educe.client.newsletters import Newsletters
from educe.client.queue import Queue
from educe.client.schedules import Schedules
from educe.client.storage import Storage
from educe.client.transport import Transport
from educe.client.users import Users
from educe.client.views import Event, File, Hint, Job, Refused, Status, Uploaded
from educe.client.watching import hints, watch
from educe.client.workers import Workers

_FILES_AT_ONCE = 50
_BYTES_AT_ONCE = 64 * 1024 * 1024

#: a file to upload: its path, or a name and its bytes
Source = Path | tuple[str, bytes]


class EduceClient:
    """Talks to one Educe server. Close it when done, or use it as a context manager.

    All methods raise EduceApiError when the server refuses and EduceUnreachable without an answer.
    """

    def __init__(self, url: str, token: str | None = None, *, timeout: float = 60.0) -> None:
        """`url`: as `http://127.0.0.1:9765`; `timeout`: seconds for one answer."""
        self._transport = Transport(url, token, timeout)
        self._ask = self._transport.ask
        self.admin_jobs = AdminJobs(self._transport)
        self.articles = Articles(self._transport)
        self.bulk = Bulk(self._transport)
        self.external = External(self._transport)
        self.mailboxes = Mailboxes(self._transport)
        self.newsletters = Newsletters(self._transport)
        self.queue = Queue(self._transport)
        self.schedules = Schedules(self._transport)
        self.storage = Storage(self._transport)
        self.users = Users(self._transport)
        self.workers = Workers(self._transport)

    def close(self) -> None:
        self._transport.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # who, what

    def me(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self._ask("GET", "/api/auth/me"))

    def extractors(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self._ask("GET", "/api/extractors"))

    # projects and courses

    def create_project(self, name: str, *, organization_id: str | None = None) -> dict[str, Any]:
        body = {"name": name, "organization_id": organization_id}
        return cast("dict[str, Any]", self._transport.create("/api/projects", body))

    def create_course(self, name: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self._transport.create("/api/courses", {"name": name}))

    def projects(self) -> list[dict[str, Any]]:
        """Projects and courses, newest first."""
        return cast("list[dict[str, Any]]", self._ask("GET", "/api/projects")["projects"])

    def delete_project(self, project_id: str) -> None:
        self._ask("DELETE", f"/api/projects/{project_id}")

    # files

    def upload(self, project_id: str, sources: Iterable[Source]) -> Uploaded:
        """Uploads files, several in a request. Raises the first refusal when all are refused."""
        done = Uploaded(files=[], refused=[])
        first: EduceApiError | None = None
        for batch in _batches(sources):
            try:
                answer = self._upload(project_id, batch)
                done["files"] += answer["files"]
                done["refused"] += answer["refused"]
            except EduceApiError as error:
                if "refused" not in error.problem:
                    raise
                first = first or error
                done["refused"] += cast("list[Refused]", error.problem["refused"])
        if first is not None and not done["files"]:
            raise first
        return done

    def _upload(self, project_id: str, batch: Sequence[Source]) -> Uploaded:
        with ExitStack() as open_files:
            parts: list[tuple[str, tuple[str, bytes | IO[bytes]]]] = [
                (
                    "files",
                    source
                    if isinstance(source, tuple)
                    else (source.name, open_files.enter_context(source.open("rb"))),
                )
                for source in batch
            ]
            path = f"/api/projects/{project_id}/files"
            return cast("Uploaded", self._ask("POST", path, files=parts))

    def files(self, project_id: str) -> list[File]:
        """The latest version of each document, by name."""
        found = self._transport.pages(f"/api/projects/{project_id}/files", "files", "after")
        return [cast("File", file) for file in found]

    def file_text(self, file_id: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self._ask("GET", f"/api/files/{file_id}/text"))

    def delete_file(self, file_id: str) -> None:
        self._ask("DELETE", f"/api/files/{file_id}")

    # extractions

    def submit(
        self,
        project_id: str,
        extractor: str = "concepts",
        *,
        config: dict[str, Any] | None = None,
        file_ids: Sequence[str] | None = None,
        priority: str = "normal",
        idempotency_key: str | None = None,
    ) -> Job:
        """Starts an extraction over these files, or over the latest version of all. Calls with the
        same `idempotency_key` start it once; each has one of its own when none is given."""
        body = {
            "extractor": extractor,
            "config": config or {},
            "file_ids": None if file_ids is None else list(file_ids),
            "priority": priority,
        }
        path = f"/api/projects/{project_id}/extractions"
        return cast("Job", self._transport.create(path, body, idempotency_key))

    def job(self, job_id: str) -> Job:
        return cast("Job", self._ask("GET", f"/api/extractions/{job_id}"))

    def status(self, job_id: str) -> Job:
        """In short, for asking often."""
        return cast("Job", self._ask("GET", f"/api/extractions/{job_id}/status"))

    def jobs(
        self, project_id: str | None = None, *, status: Sequence[Status] = (), **wanted: Any
    ) -> Iterator[Job]:
        """Newest first, fetched page by page as they are asked for. `wanted`: more to filter by, as
        `extractor`, `priority`, `source_type`, `source_id`, `created_after`, `search`."""
        path = f"/api/projects/{project_id}/extractions" if project_id else "/api/extractions"
        found = self._transport.pages(path, "jobs", "cursor", status=list(status), **wanted)
        return (cast("Job", job) for job in found)

    def dead_letters(
        self, project_id: str | None = None, **wanted: Any
    ) -> Iterator[dict[str, Any]]:
        """Jobs that failed for good, with their attempts, newest first. `wanted`: `extractor`,
        `search`."""
        if project_id is not None:
            wanted["project_id"] = project_id
        return self._transport.pages("/api/dead-letters", "dead_letters", "cursor", **wanted)

    def watch(self, job_id: str, *, after: int = 0, patience: float = 60.0) -> Iterator[Event]:
        """The job's events after number `after` as they come, until it has ended. A lost connection
        is made again, for at most `patience` seconds without one."""
        return watch(self._transport, job_id, after, patience)

    def hints(self, *, patience: float = 60.0) -> Iterator[Hint]:
        """What changes among all that the user may see, without end. At each `hello` fetch what you
        keep afresh: it comes first, and again after every lost connection, which is made again, for
        at most `patience` seconds without one."""
        return hints(self._transport, patience)

    def events(self, job_id: str, *, after: int = 0) -> list[Event]:
        """The job's events so far, after number `after`: at most the next thousand."""
        answer = self._ask(
            "GET",
            f"/api/extractions/{job_id}/events",
            params={"after": after},
            headers={"Accept": "application/json"},
        )
        return cast("list[Event]", answer)

    def wait(self, job_id: str) -> Job:
        """The job when it has ended."""
        for _ in self.watch(job_id):
            pass
        return self.job(job_id)

    def cancel(self, job_id: str, *, force: bool = False) -> Job:
        """`force`: don't wait for its work to stop."""
        path = f"/api/extractions/{job_id}/cancel"
        return cast("Job", self._ask("POST", path, params={"force": force}))

    def retry(
        self,
        job_id: str,
        begin: str = "checkpoint",
        *,
        items: Sequence[int] | None = None,
        config: dict[str, Any] | None = None,
    ) -> Job:
        """From its last `checkpoint`, its `failed_items` (or the `items` numbered so), the `start`,
        or as a `new` job, with another config if one is given."""
        body: dict[str, Any] = {"from": begin}
        if items is not None:
            body["items"] = list(items)
        if config is not None:
            body["config"] = config
        return cast("Job", self._ask("POST", f"/api/extractions/{job_id}/retry", json=body))

    def delete_job(self, job_id: str) -> None:
        self._ask("DELETE", f"/api/extractions/{job_id}")

    def items(
        self, job_id: str, *, status: str | None = None, failed_first: bool = False
    ) -> Iterator[dict[str, Any]]:
        """The job's items, fetched page by page as they are asked for."""
        wanted: dict[str, Any] = {"failed_first": failed_first}
        if status is not None:
            wanted["status"] = status
        path = f"/api/extractions/{job_id}/items"
        return self._transport.pages(path, "items", "cursor", **wanted)

    # results

    def artifacts(self, job_id: str) -> list[dict[str, Any]]:
        answer = self._ask("GET", f"/api/extractions/{job_id}/artifacts")
        return cast("list[dict[str, Any]]", answer["artifacts"])

    def download_artifact(self, job_id: str, name: str, to: Path) -> Path:
        """Writes the artifact to the file `to`, whole or not at all. Returns `to`."""
        draft = to.with_name(f".{to.name}.part")
        try:
            with (
                self._transport.stream(f"/api/extractions/{job_id}/artifacts/{name}") as answer,
                draft.open("wb") as file,
            ):
                for chunk in answer.iter_bytes():
                    file.write(chunk)
            draft.replace(to)
        finally:
            draft.unlink(missing_ok=True)
        return to

    def graph(
        self, project_id: str, *, limit: int | None = None, evidence: int = 3
    ) -> dict[str, Any]:
        wanted = {"evidence": evidence, **({"limit": limit} if limit else {})}
        path = f"/api/projects/{project_id}/graph"
        return cast("dict[str, Any]", self._ask("GET", path, params=wanted))


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """A request's worth of files at a time; a very large file has a request to itself."""
    batch: list[Source] = []
    held = 0
    for source in sources:
        size = len(source[1]) if isinstance(source, tuple) else source.stat().st_size
        if batch and (len(batch) >= _FILES_AT_ONCE or held + size > _BYTES_AT_ONCE):
            yield batch
            batch, held = [], 0
        batch.append(source)
        held += size
    if batch:
        yield batch
