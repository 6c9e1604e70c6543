"""Identifiers: UUIDv7 (RFC 9562), made once by the server and passed on."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new UUIDv7; later ones sort after earlier ones, to the millisecond."""
    return uuid7()
