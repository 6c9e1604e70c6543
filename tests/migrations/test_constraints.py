"""Proves that the tables refuse rows that make no sense, that a delete takes along what it should
and no more, and that the queries which matter have their indexes."""

import psycopg
import pytest
from psycopg.errors import CheckViolation

from educe.db.base import metadata
from tests.migrations.comparing import load_models
from tests.migrations.tenants import Tenant, count_of

load_models()

# constraints: what each CHECK refuses, in rows that are otherwise right

CHECKS = {
    "organizations_name_check": "organizations SET name = ''",
    "organizations_max_running_jobs_check": "organizations SET max_running_jobs = 0",
    "users_email_check": "users SET email = 'Upper@example.org'",
    "users_max_running_jobs_check": "users SET max_running_jobs = 0",
    "members_role_check": "members SET role = 'guest'",
    "projects_kind_check": "projects SET kind = 'other'",
    "projects_name_check": "projects SET name = ''",
    "credentials_kind_check": "credentials SET kind = 'password'",
    "credentials_secret_hash_check": "credentials SET secret_hash = 'plain'",
    "credentials_opened_by_check": "credentials SET opened_by = 'token'",
    "passwords_hash_check": "passwords SET hash = 'plain'",
    "sign_in_attempts_scope_check": "sign_in_attempts SET scope = 'planet'",
    "sign_in_attempts_key_check": "sign_in_attempts SET key = 'plain'",
    "idempotency_keys_key_check": "idempotency_keys SET key = ''",
    "idempotency_keys_request_hash_check": "idempotency_keys SET request_hash = 'plain'",
    "idempotency_keys_status_check": "idempotency_keys SET status = 404",
    "documents_name_check": "documents SET name = ''",
    "files_version_check": "files SET version = 0",
    "files_size_check": "files SET size = -1",
    "files_sha256_check": "files SET sha256 = 'short'",
    "workers_slots_check": "workers SET slots = 0",
    "workers_end_reason_check": "workers SET end_reason = 'bored'",
    "extraction_jobs_source_type_check": "extraction_jobs SET source_type = 'rumour'",
    "extraction_jobs_priority_check": "extraction_jobs SET priority = 'high'",
    "extraction_jobs_status_check": "extraction_jobs SET status = 'queued'",
    "extraction_jobs_attempt_check": "extraction_jobs SET attempt = 0",
    "extraction_jobs_successful_items_check": "extraction_jobs SET successful_items = -1,"
    " failed_items = 1",
    "extraction_jobs_failed_items_check": "extraction_jobs SET successful_items = 1,"
    " failed_items = -1",
    "extraction_jobs_progress_check": "extraction_jobs SET progress = 101",
    "extraction_jobs_counters_add_up": "extraction_jobs SET total_items = 3,"
    " successful_items = 2, failed_items = 1, processed_items = 2",
    "extraction_jobs_counters_within_total": "extraction_jobs SET total_items = 1,"
    " successful_items = 2, processed_items = 2",
    "extraction_jobs_started_after_created": "extraction_jobs SET status = 'running',"
    " started_at = created_at - interval '1 second'",
    "extraction_jobs_completed_after_started": "extraction_jobs SET status = 'failed',"
    " started_at = created_at, completed_at = created_at - interval '1 second'",
    "extraction_jobs_ended_has_time": "extraction_jobs SET status = 'failed'",
    "extraction_jobs_runner_check": "extraction_jobs SET runner = 'nobody'",
    "extraction_jobs_resumed_items_check": "extraction_jobs SET resumed_items = -1",
    "plans_name_check": "plans SET name = 'Not a name'",
    "plans_title_check": "plans SET title = ''",
    "plans_head_start_minutes_check": "plans SET head_start_minutes = 301",
    "plans_max_running_jobs_check": "plans SET max_running_jobs = 0",
    "objects_community_check": "objects SET community = -1",
    "pauses_kind_check": "pauses SET kind = 'everything'",
    "pauses_name_of_kind": "pauses SET name = 'concepts'",
    "job_dependencies_condition_check": "job_dependencies SET condition = 'perhaps'",
    "job_dependencies_not_itself": "job_dependencies SET needs_id = job_id",
    "job_attempts_status_check": "job_attempts SET status = 'running'",
    "retention_rules_completed_days_check": "retention_rules SET completed_days = -1",
    "retention_rules_failed_days_check": "retention_rules SET failed_days = 36501",
    "retention_rules_cancelled_days_check": "retention_rules SET cancelled_days = -1",
    "archived_jobs_status_check": "archived_jobs SET status = 'running'",
    "schedules_name_check": "schedules SET name = ''",
    "schedules_priority_check": "schedules SET priority = 'high'",
    "schedules_catch_up_check": "schedules SET catch_up = 'never'",
    "schedules_cron_or_at": "schedules SET at = now()",
    "schedules_reason_of_pause": "schedules SET paused_reason = 'x'",
    "job_times_measure_check": "job_times SET measure = 'nap'",
    "job_times_bucket_check": "job_times SET bucket = -1",
    "resolutions_url_hash_check": "resolutions SET url_hash = 'short'",
    "resolutions_expires_later": "resolutions SET expires_at = resolved_at",
    "mailboxes_name_check": "mailboxes SET name = ''",
    "mailboxes_kind_check": "mailboxes SET kind = 'No Name'",
    "mailboxes_host_check": "mailboxes SET host = ''",
    "mailboxes_port_check": "mailboxes SET port = 70000",
    "mailboxes_security_check": "mailboxes SET security = 'hope'",
    "mailboxes_user_name_check": "mailboxes SET user_name = ''",
    "mailboxes_auth_check": "mailboxes SET auth = 'trust'",
    "mailboxes_folder_check": "mailboxes SET folder = ''",
    "mailboxes_refreshing_ends": "mailboxes SET refreshing = id",
    "mail_marks_search_check": "mail_marks SET search = 'short'",
    "mail_marks_uidvalidity_check": "mail_marks SET uidvalidity = -1",
    "mail_marks_uidnext_check": "mail_marks SET uidnext = -1",
    "mail_messages_key_check": "mail_messages SET key = 'short'",
    "newsletters_key_check": "newsletters SET key = 'short'",
    "newsletter_links_position_check": "newsletter_links SET position = -1",
    "newsletter_links_identity_check": "newsletter_links SET identity = 'short'",
    "newsletter_links_score_check": "newsletter_links SET score = 1.5",
    "newsletter_links_words_check": "newsletter_links SET words = -1",
    "newsletter_links_overruled_has_time": "newsletter_links SET overruled_at = NULL",
    "newsletter_links_web_is_kept": "newsletter_links SET overruled = true,"
    " target_url = 'javascript:a'",
    "articles_identity_check": "articles SET identity = 'short'",
    "articles_url_check": "articles SET url = 'javascript:a'",
    "article_overrules_identity_check": "article_overrules SET identity = 'short'",
    "site_rules_decision_check": "site_rules SET decision = 'perhaps'",
    "site_rules_host_check": "site_rules SET host = ''",
    "feeds_name_check": "feeds SET name = ''",
    "feeds_secret_hash_check": "feeds SET secret_hash = 'plain'",
    "limit_leases_slots_check": "limit_leases SET slots = -1",
    "job_items_status_check": "job_items SET status = 'skipped'",
    "job_items_running_is_claimed": "job_items SET status = 'running'",
    "job_artifacts_name_check": "job_artifacts SET name = ''",
    "job_artifacts_size_check": "job_artifacts SET size = -1",
    "mentions_part_check": "mentions SET part = -1",
    "relationships_confidence_check": "relationships SET confidence = 1.5",
    "relationships_no_loop": "relationships SET target_id = source_id",
    "evidence_match_check": "evidence SET match = 'guessed'",
    "evidence_score_check": "evidence SET score = 1.5",
    "evidence_of_one_thing": "evidence SET object_id = NULL, relationship_id = NULL",
    "evidence_span_in_order": "evidence SET quote_end = quote_start",
}
OPEN_TABLES = {"workers", "plans", "pauses", "blob_collections", "queue_samples"} | {
    "sign_in_attempts",
    "limit_leases",
}  # of no tenant
IMPLIED = {"extraction_jobs_total_items_check"}  # by what the other counters may be


@pytest.mark.parametrize("constraint", CHECKS)
def test_a_row_that_makes_no_sense_is_refused(
    owner: psycopg.Connection, tenants: object, constraint: str
) -> None:
    owner.execute("SET LOCAL session_replication_role = replica")  # the guard would say it first
    owner.execute(
        "INSERT INTO kb.workers (id, name, host, pid, pid_started_at, version, slots)"
        " VALUES (gen_random_uuid(), 'w', 'h', 1, 1, '0', 1)"
    )
    owner.execute("INSERT INTO kb.plans (name, title) VALUES ('plus', 'Plus')")
    owner.execute("INSERT INTO kb.pauses (kind) VALUES ('queue')")
    owner.execute(
        "INSERT INTO kb.limit_leases (name, holder, slots, since, expires_at)"
        " VALUES ('n', gen_random_uuid(), 1, now(), now())"
    )
    owner.execute(
        "INSERT INTO kb.sign_in_attempts VALUES ('account', sha256('anna@example.org'), 1, now())"
    )
    with pytest.raises(CheckViolation) as refused:
        owner.execute(f"UPDATE kb.{CHECKS[constraint]}".encode())
    assert refused.value.diag.constraint_name == constraint


def test_every_check_has_been_tried(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "SELECT conname FROM pg_constraint WHERE connamespace = 'kb'::regnamespace"
        " AND contype = 'c'"
    ).fetchall()
    assert {name for (name,) in rows} == CHECKS.keys() | IMPLIED


# foreign keys


def test_an_organization_takes_all_that_is_its_own_with_it(
    owner: psycopg.Connection, tenants: tuple[Tenant, Tenant]
) -> None:
    ours, theirs = tenants
    there = [table.name for table in metadata.sorted_tables if table.name not in OPEN_TABLES]
    before = {table: count_of(owner, table, theirs) for table in there}
    owner.execute("DELETE FROM kb.organizations WHERE id = %s", [ours.organization_id])
    left = {table for table in there if count_of(owner, table, ours)}
    assert left == {"users", "credentials", "passwords", "idempotency_keys"}
    assert {table: count_of(owner, table, theirs) for table in there} == before


def test_a_project_takes_all_that_is_in_it_with_it(
    owner: psycopg.Connection, tenants: tuple[Tenant, Tenant]
) -> None:
    owner.execute("DELETE FROM kb.projects WHERE id = %s", [tenants[0].project_id])
    left = {
        table.name
        for table in metadata.sorted_tables
        if "project_id" in table.columns and count_of(owner, table.name, tenants[0])
    }
    assert left == set()


@pytest.mark.parametrize("ended", [False, True])
def test_a_user_who_leaves_takes_no_job_and_no_file_along(
    owner: psycopg.Connection, tenants: tuple[Tenant, Tenant], *, ended: bool
) -> None:
    tenant = tenants[0]
    if ended:
        owner.execute("UPDATE kb.extraction_jobs SET status = 'cancelled', cancel_requested_by ="
                      " created_by WHERE id = %s", [tenant.job_id])  # fmt: skip
    owner.execute("DELETE FROM kb.users WHERE id = %s", [tenant.user_id])
    for table in ("extraction_jobs", "files", "objects"):
        assert count_of(owner, table, tenant), table
    assert count_of(owner, "credentials", tenant) == 0


def test_a_job_that_is_deleted_leaves_what_it_found(
    owner: psycopg.Connection, tenants: tuple[Tenant, Tenant]
) -> None:
    tenant = tenants[0]
    facts = ("mentions", "objects", "relationships", "evidence", "files", "file_texts", "graphs")
    before = {table: count_of(owner, table, tenant) for table in facts}
    owner.execute("DELETE FROM kb.extraction_jobs WHERE id = %s", [tenant.job_id])
    assert {table: count_of(owner, table, tenant) for table in facts} == before
    for table in ("job_items", "job_events", "job_files", "job_artifacts"):
        assert count_of(owner, table, tenant) == 0


def test_a_file_that_is_deleted_takes_its_evidence_and_leaves_its_name(
    owner: psycopg.Connection, tenants: tuple[Tenant, Tenant]
) -> None:
    tenant = tenants[0]
    owner.execute("DELETE FROM kb.files WHERE id = %s", [tenant.file_id])
    for table in ("evidence", "mentions", "file_texts", "file_refusals"):
        assert count_of(owner, table, tenant) == 0
    row = owner.execute(
        "SELECT file_id, file_name FROM kb.job_files WHERE job_id = %s", [tenant.job_id]
    ).fetchone()
    assert row == (None, "d.pdf")


def test_every_foreign_key_says_what_a_delete_does(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "SELECT conname FROM pg_constraint WHERE connamespace = 'kb'::regnamespace"
        " AND contype = 'f' AND confdeltype NOT IN ('c', 'n')"
    ).fetchall()
    assert rows == []


def test_every_foreign_key_has_an_index_that_its_delete_can_use(
    owner: psycopg.Connection,
) -> None:
    rows = owner.execute(
        """
        SELECT conname FROM pg_constraint f
        WHERE connamespace = 'kb'::regnamespace AND contype = 'f' AND NOT EXISTS (
            SELECT FROM pg_index i WHERE i.indrelid = f.conrelid AND i.indkey[0] = f.conkey[1])
        """
    ).fetchall()
    # users, plans and workers are few, and next to never deleted
    assert {name for (name,) in rows} == {
        "projects_created_by_fkey",
        "files_uploaded_by_fkey",
        "extraction_jobs_cancel_requested_by_fkey",
        "archived_jobs_created_by_fkey",
        "users_plan_fkey",
        "workers_paused_by_fkey",
        "pauses_paused_by_fkey",
        "schedules_created_by_fkey",
        "site_rules_created_by_fkey",
        "newsletter_links_overruled_by_fkey",
        "article_overrules_by_fkey",
    }


# indexes


@pytest.mark.parametrize(
    ("purpose", "columns"),
    [
        ("project lookup", "(project_id, created_at DESC)"),
        ("status filter", "(status, created_at DESC)"),
        ("combined", "(project_id, status, created_at DESC)"),
        ("source lookup", "(source_type, source_id)"),
        ("user audit", "(created_by, created_at DESC)"),
        (
            "active jobs",
            "(created_by, admitted_at)"
            " WHERE (status = ANY (ARRAY['pending'::text, 'running'::text]))",
        ),
    ],
)
def test_jobs_have_an_index_for(owner: psycopg.Connection, purpose: str, columns: str) -> None:
    rows = owner.execute(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'kb' AND tablename = 'extraction_jobs'"
    ).fetchall()
    assert [line for (line,) in rows if line.endswith(f"USING btree {columns}")], purpose
