"""What all tables share: the schema `kb`, and how SQLAlchemy reaches the database."""

from sqlalchemy import TIMESTAMP, ForeignKeyConstraint, MetaData
from sqlalchemy.orm import DeclarativeBase

metadata = MetaData(schema="kb")
Timestamp = TIMESTAMP(timezone=True)


class Base(DeclarativeBase):
    metadata = metadata


def of_same_project(column: str, parent: str, *, ondelete: str = "CASCADE") -> ForeignKeyConstraint:
    """A foreign key to a row of the same project: `column` and `project_id` together."""
    return ForeignKeyConstraint(
        [column, "project_id"], [f"kb.{parent}.id", f"kb.{parent}.project_id"], ondelete=ondelete
    )


def sqlalchemy_url(url: str) -> str:
    """A libpq URL as SQLAlchemy wants it: with the driver named."""
    scheme, rest = url.split("://", 1)
    assert scheme in ("postgresql", "postgres")
    return f"postgresql+psycopg://{rest}"
