"""Dependencies, plans, pauses, attempts, statistics; whose turn it is, and why a job waits."""

from educe.db.revising import run_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_sql("0002_jobs.sql")
    run_sql("0002_schedules.sql")
    run_sql("0002_statistics.sql")
    run_sql("0002_queue.sql")
    run_sql("0002_work.sql")
    run_sql("0002_rescue.sql")
    run_sql("0002_administration.sql")
    run_sql("0002_external.sql")
    run_sql("0002_idempotency.sql")
    run_sql("0002_retention.sql")
