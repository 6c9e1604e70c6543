"""What all tables share: the schema `kb`, and how SQLAlchemy reaches the database."""

from sqlalchemy import TIMESTAMP, MetaData
from sqlalchemy.orm import DeclarativeBase

metadata = MetaData(schema="kb")
Timestamp = TIMESTAMP(timezone=True)


class Base(DeclarativeBase):
    metadata = metadata


def sqlalchemy_url(url: str) -> str:
    """A libpq URL as SQLAlchemy wants it: with the driver named."""
    scheme, rest = url.split("://", 1)
    assert scheme in ("postgresql", "postgres")
    return f"postgresql+psycopg://{rest}"
