"""What the screens ask for: passwords and people, communities and the finding of concepts."""

from educe.db.revising import run_sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_sql("0003_accounts.sql")
    run_sql("0003_graph.sql")
    run_sql("0003_jobs.sql")
    run_sql("0003_fetching.sql")
    run_sql("0003_mailboxes.sql")
