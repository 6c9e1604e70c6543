"""Newsletters: what jobs count on their way and their items keep; articles, where they stood."""

from educe.db.revising import run_sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_sql("0004_jobs.sql")
    run_sql("0004_articles.sql")
