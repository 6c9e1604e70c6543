"""The API's description: what FastAPI makes of the routes, and the schemas they name by hand."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from educe.api import events
from educe.api.problems import Problem

TAGS = [
    {"name": "auth", "description": "Signing in and out."},
    {"name": "tokens", "description": "Bearer tokens, for programs."},
    {"name": "projects", "description": "What files, extractions and graphs belong to."},
    {"name": "courses", "description": "Projects of that kind."},
    {"name": "files", "description": "Uploads. A file never changes; its document gets versions."},
    {"name": "extractions", "description": "Durable background jobs, and what they leave."},
    {"name": "admin", "description": "Extraction jobs, scoped by project and organization."},
    {"name": "programs outside", "description": "Extractions that a program of yours does."},
    {"name": "statistics", "description": "How many jobs, and what they came to."},
    {"name": "queue", "description": "Whose turn it is: places, limits, plans, pauses, workers."},
    {"name": "storage", "description": "What is stored, how long it is kept, and the archive."},
    {"name": "schedules", "description": "Extractions that start by themselves."},
    {"name": "graph", "description": "What was found, each fact with its evidence."},
    {"name": "articles", "description": "What newsletters link to, and what isn't one, and why."},
    {"name": "extractors", "description": "What can be extracted, and how."},
    {"name": "health", "description": "For supervisors."},
]


def install_openapi(app: FastAPI) -> None:
    """The app describes itself with this from here on."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]


def operation_id(route: APIRoute) -> str:
    """The router's file and the function: what generated clients call their methods."""
    return f"{route.endpoint.__module__.rpartition('.')[2]}_{route.name}"


def _describe(app: FastAPI) -> dict[str, Any]:
    described = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=TAGS,
    )
    _, definitions = models_json_schema(
        [(model, "serialization") for model in (Problem, *events.SCHEMAS)],
        ref_template="#/components/schemas/{model}",
    )
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(definitions["$defs"])
    _require_what_is_always_there(described)
    return described


def _require_what_is_always_there(described: dict[str, Any]) -> None:
    """An answer has all of its fields, also those that have defaults: clients needn't ask whether
    one is there. What requests are made of stays as it is."""
    schemas = described["components"]["schemas"]
    bodies = [
        operation["requestBody"]
        for path in described["paths"].values()
        for operation in path.values()
        if "requestBody" in operation
    ]
    asked = _named_in(bodies, schemas)
    for name, schema in schemas.items():
        if name not in asked and name != "Problem" and "properties" in schema:
            schema["required"] = list(schema["properties"])


def _named_in(part: Any, schemas: dict[str, Any]) -> set[str]:
    """The names of the schemas that a part of the description leads to."""
    named: set[str] = set()
    open_parts = [part]
    while open_parts:
        match open_parts.pop():
            case {"$ref": str(reference)} if (name := reference.rpartition("/")[2]) not in named:
                named.add(name)
                open_parts.append(schemas[name])
            case dict(members):
                open_parts.extend(members.values())
            case list(elements):
                open_parts.extend(elements)
    return named
