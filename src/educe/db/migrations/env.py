"""Alembic's entry: runs the revisions on the connection that `educe.db.migrate` hands over."""

from alembic import context
from sqlalchemy import Connection, text

from educe.db.base import metadata


def _ours(name: str | None, kind: str, parents: object) -> bool:
    # the queue engine's tables aren't ours to compare
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def _run(connection: Connection | None) -> None:
    context.configure(
        connection=connection,
        dialect_name="postgresql",
        target_metadata=metadata,
        version_table_schema="kb",
        include_schemas=True,
        include_name=_ours,
        transactional_ddl=True,
        literal_binds=connection is None,
    )
    with context.begin_transaction():
        if connection is not None:
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS kb"))
            # a busy table must not make a migration, and everybody behind it, wait for ever
            connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        context.run_migrations()


_run(None if context.is_offline_mode() else context.config.attributes["connection"])
