"""The curl lines of the documentation work as they stand, one after the other."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.api.conftest import Api, Tenant

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs"
needs_tools = pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "curl", "jq"))), reason="bash, curl and jq are needed"
)


def lines(page: str) -> list[str]:
    """The shell blocks of a page."""
    found: list[str] = re.findall(r"^```sh\n(.*?)^```$", (DOCS / page).read_text(), re.M | re.S)
    return found


def run(api: Api, tenant: Tenant, blocks: list[str]) -> str:
    """Runs them in one shell. Returns what they printed."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        env={**os.environ, "API": f"{api.url}/api", "TOKEN": tenant.token, "no_proxy": "*"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@needs_tools
def test_the_admin_apis_lines_work(api: Api, anna: Tenant) -> None:
    printed = run(api, anna, lines("admin-api.md"))
    assert '"outcome": "45 of 100 items, 5 failed"' in printed
    assert '"progress_message": "95 requirements · 5 of 100 items failed"' in printed
    assert '"total_types_discovered": 3' in printed
    assert '"cancelled"' in printed


@needs_tools
def test_the_bulk_lines_work(api: Api, anna: Tenant) -> None:
    printed = run(api, anna, lines("bulk.md"))
    assert printed.count('"ref": "both"') == 1
    assert '"matched": 4' in printed
    assert printed.count('"done": 4') == 2
    [job] = anna.client.jobs()
    assert printed.endswith(f"{job['id']}\n")
    assert printed.count(job["id"]) == 1


@needs_tools
def test_the_external_jobs_lines_work(api: Api, anna: Tenant) -> None:
    printed = run(api, anna, [lines("admin-api.md")[0], *lines("external-jobs.md")])
    assert '"total_items": 2' in printed
    assert '"progress_message": "1 page read · 1 of 2 items failed"' in printed
