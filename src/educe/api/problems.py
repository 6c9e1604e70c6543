"""Errors as problem+json (RFC 9457): what was wrong, and what to do."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy import exc
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from educe.errors import EduceError, InvalidInput, NotFound, Unavailable

MEDIA_TYPE = "application/problem+json"
_FIELDS_TOLD = 10  # in words; `fields` has them all
_SECRET = re.compile(r"^(/feeds/).*", re.DOTALL)
_log = logging.getLogger(__name__)


class Problem(BaseModel):
    """What was wrong, and what to do. Some problems have members of their own, such as `jobs`."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None


#: for a router's `responses`: every refusal has this form
RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem: what was wrong, and what to do",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


class Unexpected(EduceError):
    """Something went wrong on the server."""

    slug = "internal"


def as_problem(error: EduceError) -> Problem:
    """The error as people and programs see it; its details are members beside the standard ones."""
    return Problem(
        **{
            **error.details,
            "type": f"/problems/{error.slug}",
            "title": error.title(),
            "status": error.status,
            "detail": error.message,
        }
    )


def respond(
    request: Request, problem: Problem, headers: Mapping[str, str] | None = None
) -> Response:
    problem.instance = request.url.path
    return JSONResponse(
        problem.model_dump(mode="json"),
        problem.status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def install_problems(app: FastAPI) -> None:
    """From here on all of the app's refusals are problems."""
    app.add_exception_handler(EduceError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    for away in (
        exc.OperationalError,
        exc.InterfaceError,
        exc.TimeoutError,
        psycopg.OperationalError,
    ):
        app.add_exception_handler(away, _of_database_away)
    app.add_exception_handler(ClientDisconnect, _of_nobody)
    for unfit in (exc.DataError, psycopg.DataError):
        app.add_exception_handler(unfit, _of_data)
    app.add_exception_handler(Exception, _of_surprise)


async def _of_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, EduceError)
    return respond(request, as_problem(error), _headers(error))


def _headers(error: EduceError) -> dict[str, str]:
    """`retry_after`, in seconds, is the header of that name too."""
    wait = error.details.get("retry_after")
    return _HEADERS.get(error.status, {}) if wait is None else {"Retry-After": str(wait)}


_HEADERS: dict[int, dict[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    503: {"Retry-After": "2"},
}


async def _of_validation(request: Request, error: Exception) -> Response:
    """What a request lacks or has too much of. A malformed id names nothing: that isn't there."""
    assert isinstance(error, RequestValidationError)
    if all(found["loc"][0] == "path" for found in error.errors()):
        return await _of_ours(request, NotFound(f"There is nothing at {request.url.path}."))
    fields = [
        {"field": ".".join(map(str, found["loc"][1:])) or "body", "problem": found["msg"]}
        for found in error.errors()
    ]
    told = "; ".join(f"{field['field']}: {field['problem']}" for field in fields[:_FIELDS_TOLD])
    if (more := len(fields) - _FIELDS_TOLD) > 0:
        told += f"; and {more} more"
    return await _of_ours(
        request, InvalidInput(f"{told}. Correct it and send it again.", fields=fields)
    )


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    slug = re.sub("[^a-z]+", "-", status.phrase.lower())
    problem = Problem(
        type=f"/problems/{slug}", title=status.phrase, status=status, detail=_told(request, error)
    )
    return respond(request, problem, error.headers)


def _told(request: Request, error: HTTPException) -> str:
    path = request.url.path
    match error.status_code:
        case 404:
            return f"There is nothing at {path}. The API is described at /api/docs."
        case 405:
            return f"{path} doesn't take {request.method}. The API is described at /api/docs."
        case _:
            return str(error.detail)


async def _of_database_away(request: Request, error: Exception) -> Response:
    _log.warning("%s %s: %s", request.method, _logged(request), str(error).splitlines()[:1])
    away = Unavailable("The database can't be reached or is busy. Try again in a few seconds.")
    return await _of_ours(request, away)


async def _of_data(request: Request, error: Exception) -> Response:
    _log.info("%s %s: %s", request.method, _logged(request), str(error).splitlines()[:1])
    return await _of_ours(
        request,
        InvalidInput(
            "What was sent holds a character or a number that can't be stored, such as a NUL."
            " Remove it and send it again."
        ),
    )


async def _of_nobody(request: Request, error: Exception) -> Response:
    return Response(status_code=400)  # whoever asked is gone and reads no answer


async def _of_surprise(request: Request, error: Exception) -> Response:
    # the server raises it again after this answer and logs its trace
    reference = uuid4().hex[:12]
    _log.error(
        "unexpected %s, reference %s: %s %s",
        type(error).__name__,
        reference,
        request.method,
        _logged(request),
    )
    surprise = Unexpected(
        "This is a mistake in Educe. Its log says more; look there for the reference.",
        reference=reference,
    )
    return await _of_ours(request, surprise)


def _logged(request: Request) -> str:
    """The path as logs may hold it: without a secret address's secret."""
    return _SECRET.sub(r"\1…", request.url.path)
