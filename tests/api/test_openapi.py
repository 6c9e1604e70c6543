"""The description is whole: every route, and the form of its refusals."""

import re
from functools import cache
from typing import Any

from starlette.routing import Match

from educe.api.app import create_app
from educe.settings import Settings
from tests import openapi
from tests.support.world import EXTRACTORS


@cache
def described() -> dict[str, Any]:
    app = create_app(Settings(extractors=EXTRACTORS), api_database_url="postgresql://nobody@/none")
    return app.openapi()


def test_it_is_made_without_a_database_or_a_running_server() -> None:
    assert described()["openapi"].startswith("3.")


def test_the_user_interface_is_written_for_the_api_as_it_is() -> None:
    """Changed the API? `make openapi`."""
    assert openapi.FILE.read_text() == openapi.described()


def test_every_operation_documents_its_problems_and_has_a_summary() -> None:
    api = described()
    for path, does in api["paths"].items():
        for method, operation in does.items():
            refusal = operation["responses"]["default"]["content"]
            assert list(refusal) == ["application/problem+json"], (method, path)
            assert "422" not in operation["responses"], (method, path)
            assert operation["summary"], (method, path)
            assert operation["tags"], (method, path)


def test_operation_ids_are_unique_and_every_reference_leads_somewhere() -> None:
    api = described()
    ids = [o["operationId"] for does in api["paths"].values() for o in does.values()]
    assert len(ids) == len(set(ids))
    for name in set(re.findall(r"#/components/schemas/(\w+)", str(api))):
        assert name in api["components"]["schemas"]
    assert "HTTPValidationError" not in api["components"]["schemas"]


def test_what_the_design_names_is_there() -> None:
    paths = described()["paths"]
    for path in (
        "/api/projects",
        "/api/projects/{project_id}/files",
        "/api/files/{file_id}/content",
        "/api/files/{file_id}/text",
        "/api/projects/{project_id}/extractions",
        "/api/extractions/{job_id}/status",
        "/api/extractions/{job_id}/events",
        "/api/extractions/{job_id}/items",
        "/api/extractions/{job_id}/artifacts",
        "/api/extractions/{job_id}/cancel",
        "/api/extractions/{job_id}/retry",
        "/api/projects/{project_id}/graph",
        "/api/projects/{project_id}/graph.graphml",
        "/api/courses/{course_id}/files",
        "/api/courses/{course_id}/extractions",
        "/api/courses/{course_id}/graph",
        "/api/newsletters/extract",
        "/api/newsletters/extractions",
        "/api/newsletters/extractions/{extraction_id}",
        "/api/newsletters/extractions/{extraction_id}/status",
        "/api/newsletters/extractions/{extraction_id}/cancel",
        "/api/newsletters/extractions/{extraction_id}/retry",
        "/api/events",
        "/api/extractors",
        "/healthz",
        "/readyz",
    ):
        assert path in paths
    assert "delete" in paths["/api/extractions/{job_id}"]
    job = described()["components"]["schemas"]["JobView"]["properties"]
    for field in ("org_id", "source_type", "discovered_types", "cancelling", "elapsed_seconds"):
        assert field in job
    assert "cancel_requested_at" not in job
    upload = paths["/api/projects/{project_id}/files"]["post"]
    assert "multipart/form-data" in upload["requestBody"]["content"]


def test_both_kinds_of_sign_in_are_described() -> None:
    schemes = described()["components"]["securitySchemes"]
    assert {scheme["type"] for scheme in schemes.values()} == {"http", "apiKey"}


def test_nothing_matches_twice() -> None:
    """A route that stands behind another of the same form would never be reached."""
    app = create_app(Settings(extractors=EXTRACTORS), api_database_url="postgresql://nobody@/none")
    scope = {"type": "http", "method": "GET", "path": "/api/extractors", "headers": []}
    assert sum(route.matches(scope)[0] is Match.FULL for route in app.routes) == 2  # it, and 404's
