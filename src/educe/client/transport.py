"""One HTTP connection pool to one server: sends requests, and turns refusals into errors."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx2

from educe.client.errors import EduceUnreachable, raise_refusal

_PAUSES = (0.2, 1.0)  # before a request whose answer was lost is sent again


class Transport:
    """Asks one server in one user's name."""

    def __init__(self, url: str, token: str | None, timeout: float) -> None:
        self.url = url.rstrip("/")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = httpx2.Client(base_url=self.url, headers=headers, timeout=timeout)

    def ask(self, method: str, path: str, **request: Any) -> Any:
        """The answer's JSON, or None. Raises EduceApiError and EduceUnreachable."""
        with self.reaching():
            answer = self.http.request(method, path, **request)
        raise_refusal(answer)
        return answer.json() if answer.content else None

    def create(self, path: str, body: Any, key: str | None = None) -> Any:
        """Makes something, once: when the connection is lost before the answer, the same is sent
        again, and the Idempotency-Key keeps the server from making it twice. A `key` of your own
        does the same for several calls. Returns the answer's JSON; raises as `ask` does."""
        request = {"json": body, "headers": {"Idempotency-Key": key or str(uuid4())}}
        for pause in _PAUSES:
            try:
                return self.ask("POST", path, **request)
            except EduceUnreachable as error:
                if isinstance(error.__cause__, httpx2.TimeoutException):
                    raise
                time.sleep(pause)
        return self.ask("POST", path, **request)

    @contextmanager
    def stream(self, path: str, **request: Any) -> Iterator[httpx2.Response]:
        """The answer before its body is read. Raises EduceApiError and EduceUnreachable."""
        with self.reaching(), self.http.stream("GET", path, **request) as answer:
            if not answer.is_success:
                answer.read()
                raise_refusal(answer)
            yield answer

    @contextmanager
    def reaching(self) -> Iterator[None]:
        try:
            yield
        except httpx2.TransportError as error:
            raise EduceUnreachable(
                f"No answer from {self.url} ({type(error).__name__}). Is Educe running there?"
                " `educe serve` starts it."
            ) from error

    def pages(
        self, path: str, key: str, cursor: str, *, following: str = "next", **params: Any
    ) -> Iterator[dict[str, Any]]:
        """The members of `key` of all pages; `cursor` is the parameter that names the next one, and
        `following` the member that says its value."""
        at: str | None = None
        while True:
            page = self.ask("GET", path, params={**params, **({cursor: at} if at else {})})
            yield from page[key]
            at = page[following]
            if at is None:
                return
