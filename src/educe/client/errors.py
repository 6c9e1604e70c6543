"""What can go wrong when asking a server.

EduceClientError
├── EduceApiError      the server refused: its problem (RFC 9457)
└── EduceUnreachable   there is no answer
"""

from typing import Any

import httpx2


class EduceClientError(Exception):
    """The request didn't succeed."""


class EduceUnreachable(EduceClientError):
    """The server can't be reached."""


class EduceApiError(EduceClientError):
    """The server refused."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem.get("detail") or problem.get("title") or "The server refused.")
        self.problem = problem
        self.status: int = problem.get("status", 0)
        self.type: str = problem.get("type", "about:blank")
        self.title: str = problem.get("title", "")
        self.detail: str = problem.get("detail", "")

    @property
    def slug(self) -> str:
        """The stable end of the problem's type: "not-found", "conflict"."""
        return self.type.rsplit("/", 1)[-1]


def raise_refusal(answer: httpx2.Response) -> None:
    """Raises EduceApiError unless the answer, whose body has been read, is a success."""
    if answer.is_success:
        return
    problem: dict[str, Any] = {
        "status": answer.status_code,
        "title": answer.reason_phrase,
        "detail": f"The server answered {answer.status_code} {answer.reason_phrase}.",
    }
    if "json" in answer.headers.get("content-type", ""):
        try:
            told = answer.json()
        except ValueError:
            told = None
        if isinstance(told, dict):
            problem |= told
    raise EduceApiError(problem)
