"""Brings a database's schema up to date: Alembic, from the package's own migrations."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from educe.db.roles import Logins, ensure_groups, ensure_logins

if TYPE_CHECKING:
    from alembic.config import Config

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
            upgrade(owner_url)
        owner.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        if logins is not None:
            ensure_logins(owner, logins)


def head() -> str:
    """The newest revision. Revisions are numbered files, so no environment is loaded to ask."""
    return max(path.name.split("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py"))


def upgrade_sql() -> str:
    """The SQL of all revisions, as it would be run on an empty database."""
    from alembic import command

    config = _config()
    config.output_buffer = io.StringIO()
    # before the first revision Alembic makes its own table there
    config.output_buffer.write("CREATE SCHEMA IF NOT EXISTS kb;\n\n")
    command.upgrade(config, "head", sql=True)
    return config.output_buffer.getvalue()


def _revision(owner: psycopg.Connection) -> str | None:
    if owner.execute("SELECT to_regclass('kb.alembic_version')").fetchone() == (None,):
        return None
    row = owner.execute("SELECT version_num FROM kb.alembic_version").fetchone()
    return row[0] if row else None


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Applies missing revisions up to this one. `migrate` is what installations call."""
    # most starts find the database up to date and needn't load all this
    import sqlalchemy as sa
    from alembic import command

    from educe.db.base import sqlalchemy_url

    engine = sa.create_engine(sqlalchemy_url(owner_url), poolclass=sa.NullPool)
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config
