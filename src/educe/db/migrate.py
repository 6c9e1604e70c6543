"""Brings a database's schema up to date: Alembic, from the package's own migrations."""

import importlib.util
import io
from pathlib import Path

import psycopg
import sqlalchemy as sa
from alembic import command, op
from alembic.config import Config

from educe.db.base import sqlalchemy_url
from educe.db.roles import Logins, ensure_groups, ensure_logins

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x6564756365  # one migrator at a time in one database


def migrate(owner_url: str, logins: Logins | None) -> None:
    """Makes roles, applies missing revisions, and makes the installation's logins.

    Safe to call at every start and from several processes at once: the second waits for the first.
    """
    with psycopg.connect(owner_url, autocommit=True) as owner:
        ensure_groups(owner)
        owner.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        if _revision(owner) != head():
            _upgrade(owner_url)
        owner.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        if logins is not None:
            ensure_logins(owner, logins)


def head() -> str:
    """The newest revision. Revisions are numbered files, so no environment is loaded to ask."""
    return max(path.name.split("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py"))


def upgrade_sql() -> str:
    """The SQL of all revisions, as it would be run on an empty database."""
    config = _config()
    config.output_buffer = io.StringIO()
    command.upgrade(config, "head", sql=True)
    return config.output_buffer.getvalue()


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
    # a colon in SQL text is no bind parameter here
    op.execute(sa.text(statements.replace(":", r"\:")))


def _revision(owner: psycopg.Connection) -> str | None:
    if owner.execute("SELECT to_regclass('kb.alembic_version')").fetchone() == (None,):
        return None
    row = owner.execute("SELECT version_num FROM kb.alembic_version").fetchone()
    return row[0] if row else None


def _upgrade(owner_url: str) -> None:
    engine = sa.create_engine(sqlalchemy_url(owner_url), poolclass=sa.NullPool)
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config
