"""Why an address could not be fetched."""

from typing import Literal

from educe.errors import EduceError

Code = Literal[
    "not_web",  # no http or https address
    "never_fetched",  # unsubscribe, confirm …: fetching it would do something
    "refused_address",  # leads into a private network, or to a port that isn't the web's
    "no_such_host",
    "unreachable",  # no connection, or one that broke
    "bad_certificate",
    "bad_answer",  # what came wasn't HTTP
    "timed_out",
    "busy",  # asks to come back later
    "http_error",  # a tracking link that answers with an error
    "loop",
    "too_many_hops",
    "script",  # only a script on the page knows where it leads
]
#: what may be otherwise in an hour
PASSING: frozenset[Code] = frozenset(
    {"no_such_host", "unreachable", "timed_out", "busy", "refused_address", "bad_answer"}
)


class FetchFailed(EduceError):
    """An address outside could not be fetched."""

    status = 502
    slug = "fetch-failed"

    def __init__(self, code: Code, message: str, *, status_seen: int | None = None) -> None:
        """`status_seen`: the HTTP status that the other side answered with, if it did."""
        super().__init__(message, code=code)
        self.code: Code = code
        self.status_seen = status_seen
