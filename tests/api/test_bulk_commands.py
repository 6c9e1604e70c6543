"""`educe jobs create` and `educe jobs bulk`, against a running server."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from educe.cli.app import app
from educe.errors import InvalidInput
from educe.ids import new_id
from tests.api.conftest import Api, Tenant

pytestmark = pytest.mark.slow


class Terminal:
    """Types `educe jobs …` in one user's name."""

    def __init__(self, api: Api, tenant: Tenant) -> None:
        self._environment = {"EDUCE_URL": api.url, "EDUCE_TOKEN": tenant.token}

    def run(self, *words: str, typed: str = "") -> Result:
        return CliRunner().invoke(app, ["jobs", *words], input=typed, env=self._environment)

    def json(self, *words: str, typed: str = "") -> Any:
        done = self.run(*words, "--json", typed=typed)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


@pytest.fixture
def terminal(api: Api, anna: Tenant) -> Terminal:
    return Terminal(api, anna)


def states(tenant: Tenant) -> dict[str, str]:
    return {job["id"]: job["status"] for job in tenant.client.jobs()}


def test_a_batch_is_started_from_a_file_or_a_pipe(
    terminal: Terminal, anna: Tenant, tmp_path: Path
) -> None:
    project = anna.project()
    jobs = [
        {"ref": "a", "project_id": project, "extractor": "scripted"},
        {"ref": "b", "project_id": project, "extractor": "scripted", "needs": [{"ref": "a"}]},
    ]
    (tmp_path / "jobs.json").write_text(json.dumps({"jobs": jobs}))
    shown = terminal.run("create", str(tmp_path / "jobs.json"))
    assert shown.exit_code == 0, shown.output
    assert all(job in shown.stdout for job in states(anna))
    piped = terminal.json("create", "-", typed=json.dumps(jobs))
    assert [job["ref"] for job in piped] == ["a", "b"]
    assert len(states(anna)) == 4


def test_a_file_that_holds_no_jobs_is_one_clear_error(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("[1]")
    for words, typed, said in (
        (("create", str(tmp_path / "gone.json")), "", "can't be read"),
        (("create", "-"), "{", "not JSON"),
        (("create", str(tmp_path / "bad.json")), "", "list of jobs"),
    ):
        done = terminal.run(*words, typed=typed)
        assert isinstance(done.exception, InvalidInput)
        assert said in done.exception.message


def test_nothing_is_done_before_the_question_is_answered(terminal: Terminal, anna: Tenant) -> None:
    project = anna.project()
    jobs = [anna.submit(project, succeed=1) for _ in range(3)]
    asked = terminal.run("bulk", "cancel", "--project", project, typed="n\n")
    assert asked.exit_code == 1
    assert "3 jobs" in asked.output
    assert set(states(anna).values()) == {"pending"}
    counted = terminal.run("bulk", "cancel", "--project", project, "--dry-run")
    assert (counted.exit_code, counted.stdout) == (0, "3 jobs to cancel.\n")
    assert set(states(anna).values()) == {"pending"}
    done = terminal.run("bulk", "cancel", "--project", project, typed="y\n")
    assert done.stdout.endswith("Cancelled 3 jobs.\n")
    assert states(anna) == dict.fromkeys(jobs, "cancelled")


def test_each_action_by_filter_and_by_ids(terminal: Terminal, anna: Tenant) -> None:
    project = anna.project()
    jobs = [anna.submit(project, succeed=1) for _ in range(3)]
    assert terminal.json("bulk", "priority", "--to", "low", *jobs, "--yes")["done"] == 3
    assert terminal.json("bulk", "cancel", "--status", "pending", "--yes")["done"] == 3
    assert terminal.json("bulk", "retry", jobs[0], "--yes")["done"] == 1
    deleted = terminal.json("bulk", "delete", "--status", "cancelled", "--yes")
    assert deleted["done"] == 2
    assert states(anna) == {jobs[0]: "pending"}
    assert terminal.json("bulk", "delete", "--status", "failed")["matched"] == 0


def test_refusals_are_told_and_end_with_3(terminal: Terminal, anna: Tenant) -> None:
    job, never = anna.submit(anna.project(), succeed=1), str(new_id())
    done = terminal.run("bulk", "cancel", job, never, "--yes")
    assert done.exit_code == 3
    assert "Cancelled 1 job." in done.stdout
    assert f"not {never}: There is no such extraction" in done.stderr


def test_an_order_that_is_not_clear_is_refused(terminal: Terminal) -> None:
    for words in (
        ("bulk", "cancel"),
        ("bulk", "cancel", "x", "--status", "failed"),
        ("bulk", "priority", "x"),
        ("bulk", "cancel", "x", "--to", "low"),
    ):
        assert isinstance(terminal.run(*words).exception, InvalidInput), words
    assert terminal.run("bulk", "stop", "x").exit_code == 2
