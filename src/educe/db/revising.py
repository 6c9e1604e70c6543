"""What revisions call: each runs files of SQL."""

import importlib.util
from pathlib import Path

import sqlalchemy as sa
from alembic import op

_FOLDER = Path(__file__).parent / "migrations"


def run_sql(name: str) -> None:
    """Called by revisions: executes one of the files in migrations/sql."""
    _execute((_FOLDER / "sql" / name).read_text())


def run_queue_schema() -> None:
    """Called by the revision that installs the queue engine's tables: its own schema file.

    The engine's version is pinned. When it moves, a revision of ours runs the engine's later
    migration files, and this one keeps to the schema it knows.
    """
    spec = importlib.util.find_spec("procrastinate")
    assert spec is not None
    assert spec.origin is not None
    _execute((Path(spec.origin).parent / "sql" / "schema.sql").read_text())


def _execute(statements: str) -> None:
    context = op.get_context()
    if context.as_sql:
        # as it stands: rendered for the driver, each % would come out twice
        context.impl.static_output(statements)
        return
    # a colon in SQL text is no bind parameter here
    op.execute(sa.text(statements.replace(":", r"\:")))
