"""Proves that the migrations' SQL is lint-clean, and that no revision pretends to go back.

The linter reads the SQL of each revision as it is run, without the queue engine's own schema.
"""

import ast
import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import educe.db.migrate
from educe.db.migrate import head, upgrade_sql

SQUAWK = Path(sys.executable).with_name("squawk")
VERSIONS = Path(educe.db.migrate.__file__).parent / "migrations" / "versions"
OLDEST_SERVER = "15.0"

EXCLUDED = {
    # numbers within one job or one file, and limits; sizes and versions that grow are bigint
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    # migrations/env.py sets the lock's for all revisions; long statements are a migration's nature
    "require-lock-timeout",
    "require-statement-timeout",
    # no other process of Educe is at work while revisions run: docs/running.md
    "adding-foreign-key-constraint",
    "ban-drop-constraint",
    "ban-drop-function",
    "constraint-missing-not-valid",
    "require-concurrent-index-creation",
}


def revisions() -> dict[str, str]:
    """Our SQL of each revision, by its number."""
    parts = re.split(
        r"^-- Running upgrade .*-> (\w+)$",
        upgrade_sql().replace(queue_schema(), ""),
        flags=re.MULTILINE,
    )
    # Alembic's own note and the end of the transaction follow the last statement
    own = [
        re.split(r"^(?:INSERT INTO|UPDATE) kb\.alembic_version", p, flags=re.M)[0] for p in parts
    ]
    return dict(zip(parts[1::2], own[2::2], strict=True))


def queue_schema() -> str:
    spec = find_spec("procrastinate")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "sql" / "schema.sql").read_text()


def findings(statements: str, *options: str) -> list[tuple[str, int, str]]:
    """Rule, line and message of all that the linter finds."""
    command = [str(SQUAWK), "--assume-in-transaction", "--pg-version", OLDEST_SERVER]
    told = subprocess.run(
        [*command, "--reporter", "json", *options, "--stdin-filepath", "revision.sql"],
        input=statements,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not told.stderr
    return [(one["rule_name"], one["line"], one["message"]) for one in json.loads(told.stdout)]


def test_every_revision_is_read() -> None:
    found = revisions()
    assert list(found) == sorted(path.name.split("_")[0] for path in VERSIONS.glob("[0-9]*.py"))
    assert head() in found
    assert "CREATE TABLE kb.extraction_jobs" in found["0001"]
    assert "CREATE TABLE procrastinate" not in found["0001"]
    assert "COMMIT" not in found[head()]


@pytest.mark.parametrize("revision", revisions())
def test_a_revisions_sql_has_no_findings(revision: str) -> None:
    assert findings(revisions()[revision], f"--exclude={','.join(EXCLUDED)}") == []


def test_no_rule_is_left_out_in_vain() -> None:
    assert {rule for sql in revisions().values() for rule, _, _ in findings(sql)} == EXCLUDED


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("ALTER TABLE kb.files ADD COLUMN n integer NOT NULL", "adding-required-field"),
        ("ALTER TABLE kb.files RENAME COLUMN size TO bytes", "renaming-column"),
        ("ALTER TABLE kb.files ALTER COLUMN size TYPE text", "changing-column-type"),
        ("CREATE TABLE", "syntax-error"),
    ],
)
def test_the_linter_would_find(statement: str, rule: str) -> None:
    found = {rule for rule, _, _ in findings(statement + ";", f"--exclude={','.join(EXCLUDED)}")}
    assert rule in found


@pytest.mark.parametrize("path", sorted(VERSIONS.glob("[0-9]*.py")), ids=lambda path: path.stem)
def test_no_revision_has_a_downgrade(path: Path) -> None:
    functions = [node for node in ast.parse(path.read_text()).body if hasattr(node, "name")]
    assert [node.name for node in functions] == ["upgrade"]
