"""Proves that upgrading an empty database gives the tables that the models describe, and the queue
engine the schema that its own package brings."""

import tomllib
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg.types.json import Jsonb

from educe.db.migrate import head, migrate, upgrade, upgrade_sql
from educe.ids import new_id
from tests.migrations.comparing import catalogue, differences
from tests.migrations.tenants import count_of, insert, make_tenant
from tests.support.databases import Server, TestDatabase

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def test_upgrading_from_empty_gives_what_the_models_say(shared: TestDatabase) -> None:
    assert differences(shared.owner_url) == []


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE kb.files DROP COLUMN media_type",
        "ALTER TABLE kb.files ADD COLUMN more text",
        "ALTER TABLE kb.files ALTER COLUMN size TYPE integer",
        "ALTER TABLE kb.files ALTER COLUMN size DROP NOT NULL",
        "ALTER TABLE kb.extraction_jobs ALTER COLUMN priority SET DEFAULT 'low'",
        "ALTER TABLE kb.extraction_jobs ALTER COLUMN attempt DROP DEFAULT",
        "ALTER TABLE kb.files DROP CONSTRAINT files_blob_name_key",
        "ALTER TABLE kb.files DROP CONSTRAINT files_project_id_fkey",
        "ALTER TABLE kb.files DROP CONSTRAINT files_project_id_fkey,"
        " ADD FOREIGN KEY (project_id) REFERENCES kb.projects",
        "DROP INDEX kb.files_project_id_idx",
        "CREATE INDEX more ON kb.files (size)",
        "DROP TABLE kb.evidence",
        "CREATE TABLE kb.more (n integer)",
    ],
)
def test_a_difference_from_the_models_is_noticed(shared: TestDatabase, change: str) -> None:
    assert len(differences(shared.owner_url, change)) >= 1


def test_the_sql_that_is_shown_is_the_sql_that_is_run(server: Server, shared: TestDatabase) -> None:
    with server.database(template="template0") as empty:
        with psycopg.connect(empty.owner_url, autocommit=True) as owner:
            owner.execute(upgrade_sql().encode())
        assert catalogue(empty.owner_url, "kb") == catalogue(shared.owner_url, "kb")
        assert differences(empty.owner_url) == []


def test_migrating_twice_changes_nothing(server: Server, database: TestDatabase) -> None:
    before = catalogue(database.owner_url, "kb"), catalogue(database.owner_url, "public")
    with psycopg.connect(database.owner_url) as owner:
        tenant = make_tenant(owner)
    migrate(database.owner_url, server.logins)
    assert (catalogue(database.owner_url, "kb"), catalogue(database.owner_url, "public")) == before
    with psycopg.connect(database.owner_url) as owner:
        assert count_of(owner, "extraction_jobs", tenant) == 2


def test_jobs_of_the_first_revision_come_along(server: Server) -> None:
    ended, waiting = new_id(), new_id()
    with server.database(template="template0") as old:
        upgrade(old.owner_url, "0001")
        with psycopg.connect(old.owner_url) as owner:
            user, organization, project = new_id(), new_id(), new_id()
            insert(owner, "users", id=user, email="a@example.org", name="A")
            insert(owner, "organizations", id=organization, name="O")
            insert(owner, "projects", id=project, organization_id=organization, name="P")
            for job_id in (ended, waiting):
                of = {"project_id": project, "organization_id": organization, "created_by": user}
                insert(owner, "extraction_jobs", id=job_id, extractor="concepts", **of)
            for status in ("running", "completed"):
                owner.execute(
                    "UPDATE kb.extraction_jobs SET status = %s, created_objects = %s WHERE id = %s",
                    [status, [new_id()] if status == "completed" else [], ended],
                )
        migrate(old.owner_url, server.logins)
        with psycopg.connect(old.owner_url) as owner:
            assert owner.execute(
                "SELECT status, sum(jobs), sum(objects) FROM kb.counted_jobs()"
                " GROUP BY status ORDER BY status"
            ).fetchall() == [("completed", 1, 1), ("pending", 1, 0)]
            admitted = owner.execute("SELECT job_id FROM kb.admit(%s, 2, NULL)", [user])
            assert admitted.fetchall() == [(waiting,)]


def test_concepts_of_earlier_revisions_can_be_found(server: Server) -> None:
    with server.database(template="template0") as old:
        upgrade(old.owner_url, "0002")
        with psycopg.connect(old.owner_url) as owner:
            organization, project = new_id(), new_id()
            insert(owner, "organizations", id=organization, name="O")
            insert(owner, "projects", id=project, organization_id=organization, name="P")
            thing = {"project_id": project, "extractor": "concepts", "type": "Concept"}
            counts = {"mention_count": 1, "file_count": 1}
            named = {"key": "concept:tree", "name": "Tree", "aliases": ["A-Tree"]}
            insert(owner, "objects", id=new_id(), definition="A Graph.", **thing, **counts, **named)
            long = {"key": "concept:long", "name": "Long " * 1000}
            insert(owner, "objects", id=new_id(), **thing, **counts, **long)
        migrate(old.owner_url, server.logins)
        with psycopg.connect(old.owner_url) as owner:
            rows = owner.execute(
                "SELECT folded_name, folded_text, community FROM kb.objects ORDER BY key DESC"
            ).fetchall()
    assert rows[0] == ("tree", "|tree|a-tree|\na graph.", None)
    assert len(rows[1][0]) == 300


def test_files_and_people_of_earlier_revisions_come_along(server: Server) -> None:
    user, organization, project, document, file = (new_id() for _ in range(5))
    mine, of_project = {"user_id": user}, {"project_id": project}
    with server.database(template="template0") as old:
        upgrade(old.owner_url, "0002")
        with psycopg.connect(old.owner_url) as owner:
            insert(owner, "users", id=user, email="a@example.org", name="A", is_admin=True)
            insert(owner, "organizations", id=organization, name="O")
            insert(owner, "members", organization_id=organization, role="member", **mine)
            named = {"organization_id": organization, "name": "P", "created_by": user}
            insert(owner, "projects", id=project, **named)
            insert(owner, "project_members", **of_project, **mine)
            for kind, secret in (("session", b"s" * 32), ("token", b"t" * 32)):
                insert(owner, "credentials", id=new_id(), kind=kind, secret_hash=secret, **mine)
            insert(owner, "documents", id=document, name="a.pdf", **of_project)
            stored = {"size": 1, "sha256": "0" * 64, "media_type": "text/plain", "blob_name": "b"}
            of_document = {"document_id": document, "version": 1, "name": "a.pdf", **of_project}
            insert(owner, "files", id=file, **of_document, **stored)
            body = Jsonb({"pages": 3, "warnings": ["w"], "blocks": [], "title": None})
            insert(owner, "file_texts", file_id=file, text="Bäume", body=body, **of_project)
        migrate(old.owner_url, server.logins)
        with psycopg.connect(old.owner_url) as owner:
            assert owner.execute(
                "SELECT pages, characters, warnings, places FROM kb.file_texts"
            ).fetchall() == [(3, 5, 1, None)]
        with psycopg.connect(old.api_url) as api:
            signed_in = "SELECT kb.user_of_secret(%s, %s)"
            for kind, secret in (("session", b"s" * 32), ("token", b"t" * 32)):
                assert api.execute(signed_in, [kind, secret]).fetchone() == (user,)
            api.execute("SELECT set_config('educe.user_id', %s, false)", [str(user)])
            assert api.execute("SELECT kb.visible_projects()").fetchone() == ([project],)
            assert api.execute("SELECT kb.is_admin()").fetchone() == (True,)


def test_the_newest_revision_is_noted(owner: psycopg.Connection) -> None:
    assert owner.execute("SELECT * FROM kb.alembic_version").fetchall() == [(head(),)]


def test_the_queue_engine_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = [line for line in project["dependencies"] if line.startswith("procrastinate")]
    assert pinned == [f"procrastinate=={version('procrastinate')}"]


def test_the_queue_has_the_schema_that_its_package_brings(
    server: Server, shared: TestDatabase
) -> None:
    spec = find_spec("procrastinate")
    assert spec is not None
    assert spec.origin is not None
    with server.database(template="template0") as bare:
        with psycopg.connect(bare.owner_url) as owner:
            owner.execute((Path(spec.origin).parent / "sql" / "schema.sql").read_bytes())
        expected = catalogue(bare.owner_url, "public")
    assert any("procrastinate_jobs" in line for line in expected)
    assert catalogue(shared.owner_url, "public") == expected
