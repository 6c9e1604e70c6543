"""`educe extract`: files in, a job, and what it found."""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from educe.cli.console import errors, out
from educe.cli.local import Connected, connected
from educe.errors import InvalidInput
from educe.settings import Settings

if TYPE_CHECKING:
    from educe.client import EduceClient
    from educe.client.views import Job

NEWSLETTERS = "newsletters"  # the extractor that finds articles


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be extracted, and where the results go."""

    paths: Sequence[Path]
    project: str
    extractor: str = "concepts"
    config: dict[str, Any] | None = None
    out: Path | None = None


def extract(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of files.")],
    extractor: Annotated[str, typer.Option(help="Which extractor to run.")] = "concepts",
    project: Annotated[
        str | None, typer.Option(help="The project's name. Default: the first folder's or file's.")
    ] = None,
    config: Annotated[str, typer.Option(help="The extractor's config, as JSON.")] = "{}",
    to: Annotated[
        Path | None, typer.Option("--out", help="A folder for the artifacts; made if missing.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Extract from files: on the server that EDUCE_URL names, else all by itself."""
    order = Order(
        list(_files(paths)),
        project or paths[0].resolve().name,
        extractor,
        parsed_config(config),
        to,
    )
    with connected(Settings(), start=True) as server:
        code = run(server, order, as_json=as_json)
    sys.exit(code)


def run(server: Connected, order: Order, *, as_json: bool = False) -> int:
    """Uploads, submits, follows, shows. Returns the exit code."""
    client = server.client
    _check_extractor(client, order.extractor)
    project_id = _project(client, order)
    file_ids = _upload(client, project_id, order.paths)
    job = client.submit(project_id, order.extractor, config=order.config or {}, file_ids=file_ids)
    return see_through(server, job["id"], order.out, as_json=as_json)


def see_through(server: Connected, job_id: str, to: Path | None, *, as_json: bool) -> int:
    """Follows a job and shows what it found; its artifacts go into the folder `to`. Returns the
    exit code."""
    from educe.cli.following import Detached, follow

    try:
        follow(server.client, job_id)
    except Detached:
        _say_how_to_go_on(job_id, lasting=server.lasting)
        return 130
    return _show(server.client, server.client.job(job_id), to, as_json=as_json)


def exit_code(job: "Job") -> int:
    if job["status"] != "completed":
        return 1
    return 3 if job["failed_items"] else 0


def save_artifacts(client: "EduceClient", job_id: str, folder: Path) -> list[Path]:
    """Downloads a job's artifacts into a folder, and into folders below it where their names say
    so."""
    saved = []
    for artifact in client.artifacts(job_id):
        parts = [part for part in PurePosixPath(artifact["name"]).parts if part not in ("/", "..")]
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        saved.append(client.download_artifact(job_id, artifact["name"], path))
    return saved


def _show(client: "EduceClient", job: "Job", to: Path | None, *, as_json: bool) -> int:
    saved = save_artifacts(client, job["id"], to) if to else []
    found = _found(client, job)
    if as_json:
        paths = [str(path) for path in saved]
        typer.echo(json.dumps({"job": job, **found, "artifacts": paths}, indent=2))
        return exit_code(job)
    if job["status"] != "completed":
        errors.print(job["error_message"] or job["progress_message"], style="red", markup=False)
        errors.print(f"Try again with: educe jobs retry {job['id']}", soft_wrap=True)
        return exit_code(job)
    out.print("\n[bold green]Completed:[/]", end=" ")
    out.print(job["progress_message"], markup=False, highlight=False, soft_wrap=True)
    _show_failures(client, job)
    _show_found(found)
    if to:
        names = sorted({path.relative_to(to).parts[0] for path in saved})
        out.print(f"\nArtifacts are in {to}/:", highlight=False, soft_wrap=True)
        out.print("  " + ", ".join(names), highlight=False)
    return exit_code(job)


def _found(client: "EduceClient", job: "Job") -> dict[str, Any]:
    """What it found, by what that is; none unless it has completed."""
    if job["extractor"] == NEWSLETTERS:
        return {"newsletters": client.newsletters.status(job["id"])["newsletters"]}
    completed = job["status"] == "completed"
    return {"graph": client.graph(job["project_id"]) if completed else None}


def _show_found(found: dict[str, Any]) -> None:
    if "newsletters" in found:
        from educe.cli.article_lists import show_newsletters

        show_newsletters(found["newsletters"])
    else:
        from educe.cli.findings import show_graph

        show_graph(found["graph"])


def _show_failures(client: "EduceClient", job: "Job") -> None:
    if not job["failed_items"]:
        return
    errors.print(f"{job['failed_items']} of {job['total_items']} items failed:", style="yellow")
    for item in client.items(job["id"], status="failed"):
        told = item["error"]["message"] if item.get("error") else ""
        errors.print(f"  {item['label']}: {told}", markup=False, highlight=False, soft_wrap=True)


def _say_how_to_go_on(job_id: str, *, lasting: bool) -> None:
    if lasting:
        errors.print("\nDetached; the job goes on.")
    else:
        errors.print("\nStopped. What is done is kept; `educe serve` goes on with the job.")
    errors.print(f"  watch it:  educe jobs watch {job_id}", soft_wrap=True)
    errors.print(f"  cancel it: educe jobs cancel {job_id}", soft_wrap=True)


def _check_extractor(client: "EduceClient", name: str) -> None:
    """Before anything is made or uploaded for it. Raises InvalidInput."""
    names = [extractor["name"] for extractor in client.extractors()]
    if name not in names:
        told = ", ".join(names)
        raise InvalidInput(f"There is no extractor named “{name}”. Installed are: {told}.")


def _project(client: "EduceClient", order: Order) -> str:
    """The id of the project of this name, found or made."""
    for project in client.projects():
        if project["name"] == order.project:
            return str(project["id"])
    make = client.create_project if order.extractor == NEWSLETTERS else client.create_course
    return str(make(order.project)["id"])


def _upload(client: "EduceClient", project_id: str, paths: Sequence[Path]) -> list[str]:
    """Uploads what isn't there yet, byte for byte. Returns the files' ids."""
    there = {(file["name"], file["sha256"]): file["id"] for file in client.files(project_id)}
    known = {path: there.get((path.name, _sha256(path))) for path in paths}
    fresh = [path for path, file_id in known.items() if file_id is None]
    ids = [file_id for file_id in known.values() if file_id is not None]
    if fresh:
        errors.print(f"Uploading {len(fresh)} file{'s' * (len(fresh) != 1)}…", highlight=False)
        done = client.upload(project_id, fresh)
        ids += [file["id"] for file in done["files"]]
        for refused in done["refused"]:
            errors.print(f"Left out: {refused['problem']['detail']}", style="yellow", markup=False)
    return ids


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files that are named, and those in named folders; hidden ones are passed over."""
    for path in paths:
        if not path.exists():
            raise InvalidInput(f"There is no {path}. Name files, or folders of files.")
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            if file.is_file() and not any(p.startswith(".") for p in file.relative_to(path).parts):
                yield file


def parsed_config(config: str) -> dict[str, Any]:
    """Raises InvalidInput when it isn't a JSON object."""
    try:
        parsed = json.loads(config)
    except ValueError as error:
        raise InvalidInput(f"--config is not JSON: {error}") from error
    if not isinstance(parsed, dict):
        raise InvalidInput('--config must be a JSON object, as {"max_concepts": 100}.')
    return parsed
