"""Every error that Educe raises for a reason that a person can act on.

    EduceError
    ├── InvalidInput            400  what was sent can't be used
    │   ├── InvalidConfig            an extraction config that its extractor refuses
    │   └── UnreadableFile           a file that can't be read: fails its item only
    ├── Unauthenticated         401  no or no valid sign-in
    ├── Forbidden               403  signed in, but not allowed to do this
    ├── NotFound                404  not there, or somebody else's
    ├── Conflict                409  the state of the thing forbids it
    ├── TooLarge                413  over a limit of size
    └── Unavailable             503  a part that Educe needs can't be reached

A class's docstring is the title of its problem (RFC 9457); `slug` is the stable end of its
`type`. The message given when raising says what was wrong and what to do about it. It is shown
to people and must hold no secret.
"""

from typing import Any, ClassVar


class EduceError(Exception):
    """Something went wrong."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    @classmethod
    def title(cls) -> str:
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0].rstrip(".")


class InvalidInput(EduceError):
    """The request can't be used as it is."""

    status = 400
    slug = "invalid-input"


class InvalidConfig(InvalidInput):
    """The extraction config doesn't fit its extractor."""

    slug = "invalid-config"


class UnreadableFile(InvalidInput):
    """The file can't be read."""

    slug = "unreadable-file"


class Unauthenticated(EduceError):
    """Sign in first."""

    status = 401
    slug = "unauthenticated"


class Forbidden(EduceError):
    """You may not do this."""

    status = 403
    slug = "forbidden"


class NotFound(EduceError):
    """There is no such thing here."""

    status = 404
    slug = "not-found"


class Conflict(EduceError):
    """The present state forbids this."""

    status = 409
    slug = "conflict"


class TooLarge(EduceError):
    """That is larger than the limit."""

    status = 413
    slug = "too-large"


class Unavailable(EduceError):
    """A part that Educe needs can't be reached."""

    status = 503
    slug = "unavailable"
