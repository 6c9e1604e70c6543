"""Accounts, documents, jobs, graph, row-level security, and the queue engine's own tables."""

from educe.db.revising import run_queue_schema, run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_sql("0001_accounts.sql")
    run_sql("0001_documents.sql")
    run_sql("0001_jobs.sql")
    run_sql("0001_jobs_guard.sql")
    run_sql("0001_graph.sql")
    run_sql("0001_visibility.sql")
    run_sql("0001_admission.sql")
    run_sql("0001_work.sql")
    run_sql("0001_rescue.sql")
    run_sql("0001_grants.sql")
    run_queue_schema()
    run_sql("0001_queue_grants.sql")
