"""Comparing a database with the models, and with another database."""

import importlib
from pathlib import Path

import psycopg
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import educe
from educe.db.base import metadata, sqlalchemy_url

_CATALOGUE = (Path(__file__).parent / "catalogue.sql").read_text()


def differences(url: str, change: str | None = None) -> list[object]:
    """What would have to be done to make the database what the models say; after a change, which is
    taken back."""
    load_models()
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        if change:
            connection.exec_driver_sql(change)
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "include_name": lambda name, kind, _: kind != "schema" or name == "kb",
                "version_table_schema": "kb",
                "compare_type": True,
                "compare_server_default": True,
            },
        )
        return list(compare_metadata(context, metadata))


def catalogue(url: str, schema: str) -> list[str]:
    """Everything in a schema, a line each, the same for the same definitions."""
    # the name is a literal: as a parameter it would have one type in all places
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as owner:
        rows = owner.execute(_CATALOGUE.encode(), {"schema": schema}).fetchall()
    return sorted(line for (line,) in rows)


def load_models() -> None:
    """Imports every room's tables, also of rooms that come later."""
    package = Path(educe.__file__).parent
    for path in package.rglob("models.py"):
        importlib.import_module(
            ".".join(("educe", *path.relative_to(package).with_suffix("").parts))
        )
